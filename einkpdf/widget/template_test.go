package widget

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestMinutes(t *testing.T) {
	for in, want := range map[string]Minutes{"30m": 30, "1h": 60, "1h30m": 90, "24h": 1440} {
		var m Minutes
		require.NoError(t, m.UnmarshalText([]byte(in)), in)
		require.Equal(t, want, m, in)
	}
	for _, in := range []string{"", "30", "m", "1h1h", "30m1h", "30m30m", "0m", "25h", "99999m", "1.5h"} {
		var m Minutes
		require.Error(t, m.UnmarshalText([]byte(in)), in)
	}
}

func TestTimesOfHandBuiltSchedules(t *testing.T) {
	var found []string
	report := func(_, pointer, message, _ string) { found = append(found, pointer+" "+message) }
	(&TimeAxis{From: 1, To: 2_000_000_000}).Check(report)
	require.Equal(t, []string{"/to must be a time of day"}, found)
}
