package jobs

import (
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

func TestConfigDefaults(t *testing.T) {
	t.Parallel()
	c, err := Config{}.filled()
	require.NoError(t, err)
	host, err := os.Hostname()
	require.NoError(t, err)
	require.Contains(t, c.Name, host)
	require.NotNil(t, c.Logger)
	require.NotNil(t, c.Observer.OnError)
	want := Config{
		Name: c.Name, Concurrent: min(runtime.GOMAXPROCS(0), 1000), PerOwner: 2, Spacing: 30 * time.Second, MaxPending: 10_000, MaxPendingOwner: 100,
		Attempts: 3, Backoff: 5 * time.Second, MaxBack: 10 * time.Minute, Timeout: 15 * time.Minute,
		Lease: 30 * time.Second, Poll: time.Second, Watch: 250 * time.Millisecond, Grace: 30 * time.Second, Linger: 10 * time.Second,
		Retention: 24 * time.Hour, SweepEvery: 10 * time.Minute, StatsEvery: 15 * time.Second,
	}
	c.Logger, c.Observer = nil, Observer{}
	require.Equal(t, want, c)

	// What is filled is left as it is, and a caller's list is the caller's.
	input := []Periodic{{Kind: "tidy", Every: time.Minute, Input: []byte("a")}}
	want.Periodic, want.Grace = input, -1
	again, err := want.filled()
	require.NoError(t, err)
	input[0].Kind, input[0].Input[0] = "changed", 'b'
	require.Equal(t, []Periodic{{Kind: "tidy", Every: time.Minute, Input: []byte("a")}}, again.Periodic)
	require.Equal(t, time.Duration(-1), again.Grace)
}

func TestConfigBounds(t *testing.T) {
	t.Parallel()
	db := sqldbtest.SQLite(t)
	_, err := NewSQL(nil, Config{})
	require.EqualError(t, err, "jobs: NewSQL needs a database")
	tidy := func(change func(p *Periodic)) []Periodic {
		p := Periodic{Kind: "tidy", Every: time.Hour}
		change(&p)
		return []Periodic{{Kind: "other", Every: time.Hour}, p}
	}
	for want, c := range map[string]Config{
		"Config.Name ":            {Name: "\xff"},
		"Config.Name is":          {Name: strings.Repeat("x", 101)},
		"Config.Concurrent is -1": {Concurrent: -1}, "Config.Concurrent is 1001": {Concurrent: 1001},
		"Config.PerOwner is -1": {PerOwner: -1}, "Config.PerOwner is 1001": {PerOwner: 1001},
		"Config.Spacing is -1ns: 1ms to 24h0m0s, or 0 for 30s": {Spacing: -1},
		"Config.MaxPending is -1":                              {MaxPending: -1}, "Config.MaxPending is 1000001": {MaxPending: 1_000_001},
		"Config.MaxPendingOwner is -1": {MaxPendingOwner: -1}, "Config.MaxPendingOwner is 1000001": {MaxPendingOwner: 1_000_001},
		"Config.Attempts is 21: 1 to 20, or 0 for 3": {Attempts: 21}, "Config.Attempts is -1": {Attempts: -1},
		"Config.Backoff": {Backoff: -1}, "Config.MaxBack is -1ns": {MaxBack: -1}, "Config.MaxBack is 1s: at least Config.Backoff": {MaxBack: time.Second},
		"Config.Timeout": {Timeout: -1}, "Config.Lease is 999ms": {Lease: 999 * time.Millisecond}, "Config.Poll": {Poll: -1}, "Config.Watch": {Watch: -1},
		"Config.Linger": {Linger: -1}, "Config.Retention is 59s": {Retention: 59 * time.Second}, "Config.Retention is 9601h": {Retention: 9601 * time.Hour},
		"Config.SweepEvery is 59s": {SweepEvery: 59 * time.Second}, "Config.StatsEvery": {StatsEvery: -1},
		"Config.Periodic[1].Kind is not":           {Periodic: tidy(func(p *Periodic) { p.Kind = "Tidy" })},
		"Config.Periodic[1].Kind begins":           {Periodic: tidy(func(p *Periodic) { p.Kind = "jobs.tidy" })},
		"Config.Periodic[1].Kind is \"other\"":     {Periodic: tidy(func(p *Periodic) { p.Kind = "other" })},
		"Config.Periodic[1].Every is 59s":          {Periodic: tidy(func(p *Periodic) { p.Every = 59 * time.Second })},
		"Config.Periodic[1].Every is 9601h":        {Periodic: tidy(func(p *Periodic) { p.Every = 9601 * time.Hour })},
		"Config.Periodic[1].Input has 4194305 byt": {Periodic: tidy(func(p *Periodic) { p.Input = make([]byte, MaxInput+1) })},
	} {
		_, err := NewSQL(db, c)
		require.ErrorContains(t, err, "jobs: "+want)
	}
	for _, c := range []Config{
		{}, {Concurrent: 1000, PerOwner: 1000, MaxPending: 1_000_000, MaxPendingOwner: 1_000_000, Attempts: 20, Lease: time.Second, Retention: time.Minute},
		{Name: strings.Repeat("x", 100), Grace: -1, MaxBack: 5 * time.Second, Retention: 400 * 24 * time.Hour, SweepEvery: time.Minute},
	} {
		_, err := NewSQL(db, c)
		require.NoError(t, err)
	}
}

func FuzzIsID(f *testing.F) {
	for _, seed := range []string{"", "0192f0c0-0000-7000-8000-000000000000", "0192F0C0-0000-7000-8000-000000000000", "0192f0c0-0000-7000-8000-00000000000\x00", strings.Repeat("-", 36)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if isID(s) {
			require.Regexp(t, `^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`, s)
		}
		if isKind(s) {
			require.Regexp(t, `^[a-z][a-z0-9.-]{0,63}$`, s)
		}
	})
}
