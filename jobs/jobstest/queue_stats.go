package jobstest

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/sqldb"
)

func queueStats(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	stats := func() jobs.Stats {
		t.Helper()
		got, err := s.Queue.Stats(t.Context())
		require.NoError(t, err)
		return got
	}
	require.Equal(t, jobs.Stats{Kinds: map[string]jobs.Depth{}, Owners: []jobs.OwnerDepth{}}, stats(), "[] in JSON, and not null")

	for i, owner := range []string{"ann", "ann", "ben", jobs.System, "cleo"} {
		j := s.Add(t, jobs.Spec{Kind: []string{"render", "sheet"}[i%2], Owner: owner})
		if owner == "ben" || owner == jobs.System {
			s.become(t, j.ID, jobs.Running, 0)
		}
		s.Clock.Advance(time.Second)
	}
	for _, state := range states() {
		if state.Final() {
			s.become(t, s.Add(t, render("zoe")).ID, state, 0)
		}
	}
	s.Add(t, jobs.Spec{Kind: "sheet", Owner: "ben", Delay: time.Hour})
	want := jobs.Stats{
		Kinds: map[string]jobs.Depth{"render": {Ready: 2, Running: 1}, "sheet": {Ready: 1, Delayed: 1, Running: 1}},
		Owners: []jobs.OwnerDepth{
			{Owner: "ben", Pending: 1, Running: 1}, {Owner: "ann", Pending: 2}, {Owner: "cleo", Pending: 1},
		},
		Oldest: 5 * time.Second,
	}
	require.Equal(t, want, stats())

	s.Clock.Advance(time.Hour)
	want.Kinds["sheet"] = jobs.Depth{Ready: 2, Running: 1}
	want.Oldest += time.Hour
	want.Expired = 2 // nobody holds them any more
	require.Equal(t, want, stats())

	for i := range 30 {
		s.Add(t, render(fmt.Sprintf("user%02d", i)))
	}
	got := stats()
	require.Len(t, got.Owners, 20)
	require.Equal(t, "user16", got.Owners[19].Owner)
}
