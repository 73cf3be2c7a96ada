package main

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"os"
	"sync/atomic"
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
	if len(os.Args) == 2 && (os.Args[1] == serveCommand || os.Args[1] == greedyCommand) {
		main()
		return
	}
	os.Exit(m.Run())
}

// quick are policies of which all are exhausted at once, and nobody waits for longer than a second.
func quick() ratelimit.Policies {
	p := ratelimit.Defaults()
	for i := range p {
		p[i].Rate, p[i].Burst = 240, 12
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
			const part = 600 * time.Millisecond
			o := options{warming: part, time: part, patient: part / 2, rounds: 2, rate: 200, server: settings{SQL: sql, Policies: quick()}}
			require.NoError(t, measure(t.Context(), o, &out), out.String())
			require.Equal(t, 1+parts*5+1+6, bytes.Count(out.Bytes(), []byte("\n")), out.String())
		})
	}
}

// Who is refused before anything is measured is not forgotten, neither at the first project nor later.
func TestWarmingUp(t *testing.T) {
	t.Parallel()
	var refused atomic.Bool
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPut || r.Header.Get(userHeader) == "user-3" && refused.CompareAndSwap(false, true) {
			w.Header().Set("Retry-After", "1")
			w.WriteHeader(http.StatusTooManyRequests)
			return
		}
		_, _ = w.Write([]byte(`{"id": "p", "version": 1}`))
	}))
	t.Cleanup(server.Close)
	var f found
	c, err := newCrowd(t.Context(), server.URL, &f.warm)
	require.NoError(t, err)
	require.ErrorContains(t, f.broken(0, 0), "warming up: 1 of the users' requests were refused and 0 failed")

	f.warm = heard{}
	require.NoError(t, c.ask(t.Context(), period, &f.warm)) // each once, of 20 which are all that the mix has
	require.ErrorContains(t, f.broken(0, 0), "warming up: 5 of the users' requests were refused and 0 failed")
	require.Len(t, f.warm.of(everything), users-5)
}

func TestMix(t *testing.T) {
	t.Parallel()
	var n [kinds]int
	for i := range 20 {
		n[mix(i)]++
	}
	require.Equal(t, [kinds]int{13, 5, 1, 1}, n)
}

func TestOptions(t *testing.T) {
	t.Parallel()
	for _, arg := range []string{"-time=0", "-time=2h", "-rounds=0", "-rate=0", "-patient=0", "-factor=-1", "-all=many", "-other"} {
		require.Error(t, run(t.Context(), []string{arg}, &bytes.Buffer{}), arg)
	}
}
