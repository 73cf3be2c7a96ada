package renderjob

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/jobs"
)

// What is told of a job fits, whatever a host's projects are called.
func TestAboutFits(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "Notes", "<&>", strings.Repeat("\x00", 1000), strings.Repeat("\u2028", 1000), strings.Repeat("\xff", 1000), strings.Repeat("😀", 1000), strings.Repeat(`"\`, 500)} {
		said, err := about(Options{}, Source{Version: 1 << 30, Title: text, Device: text})
		require.NoError(t, err)
		require.LessOrEqual(t, len(said), jobs.MaxAbout)
		a := AboutOf(jobs.Job{Kind: Kind, Subject: "p", About: said})
		require.Equal(t, About{Project: "p", Version: 1 << 30, Title: short(text, maxTitle), Device: short(text, maxOption)}, a)
	}
}

func TestAboutOf(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		options Options
		source  Source
		want    About
	}{
		{Options{}, Source{Version: 2, Name: "Mine", Title: "Notes", Device: "remarkable-2"}, About{"p", 2, "Notes", "remarkable-2"}},
		{Options{Device: "Supernote_Nomad"}, Source{Version: 1, Name: "Mine", Device: "remarkable-2"}, About{"p", 1, "Mine", "supernote-nomad"}},
		{Options{Device: "My own"}, Source{Version: 1}, About{"p", 1, "", "My own"}},
	} {
		said, err := about(c.options, c.source)
		require.NoError(t, err)
		require.Equal(t, c.want, AboutOf(jobs.Job{Kind: Kind, Subject: "p", About: said}))
		require.Equal(t, About{}, AboutOf(jobs.Job{Kind: "mail", Subject: "p", About: said}), "of another kind")
	}
	for _, old := range []string{"", "null", "[]", `{"version": "1"}`} {
		require.Equal(t, About{Project: "p"}, AboutOf(jobs.Job{Kind: Kind, Subject: "p", About: json.RawMessage(old)}))
	}
}
