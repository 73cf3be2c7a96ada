package main

import (
	"bytes"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/jobs/isolate"
	"github.com/einkpdf/platform/jobs/renderjob"
	"github.com/einkpdf/platform/ratelimit"
)

// The server, the greedy one and those who render are this program.
func TestMain(m *testing.M) {
	isolate.Main(renderjob.Worker())
	if len(os.Args) == 3 && (os.Args[1] == serveCommand || os.Args[1] == greedyCommand) {
		main()
		return
	}
	os.Exit(m.Run())
}

// quick are policies of which all are exhausted at once, and nobody waits for longer than a second.
func quick() ratelimit.Policies {
	p := ratelimit.Defaults()
	for i := range p {
		p[i].Rate, p[i].Burst = 60, 12
	}
	return p
}

// A little of everything, whatever the figures: the promises hold.
func TestRun(t *testing.T) {
	t.Parallel()
	for name, sql := range map[string]bool{"memory": false, "sql": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			const part = 300 * time.Millisecond
			o := options{time: part, patient: part, rounds: 1, rate: 200, server: settings{SQL: sql, Policies: quick()}}
			require.NoError(t, measure(t.Context(), o, &out), out.String())
			require.Equal(t, 1+parts*5+1+3, bytes.Count(out.Bytes(), []byte("\n")), out.String())
		})
	}
}

func TestMix(t *testing.T) {
	t.Parallel()
	var n [kinds]int
	for i := range 40 {
		n[mix(i)]++
	}
	require.Equal(t, [kinds]int{28, 10, 1, 1}, n)
}

func TestOptions(t *testing.T) {
	t.Parallel()
	for _, arg := range []string{"-time=0", "-time=2h", "-rounds=0", "-rate=0", "-patient=0", "-factor=-1", "-all=many", "-other"} {
		require.Error(t, run(t.Context(), []string{arg}, &bytes.Buffer{}), arg)
	}
}
