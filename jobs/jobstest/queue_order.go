package jobstest

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/sqldb"
)

// order is the jobs as they stand in the queue, by how many are before each.
func (s *Setup) order(t testing.TB, ids ...string) []string {
	t.Helper()
	ordered := slices.Clone(ids)
	slices.SortStableFunc(ordered, func(a, b string) int { return s.Ahead(t, a) - s.Ahead(t, b) })
	for i, id := range ordered {
		require.Equal(t, i, s.Ahead(t, id))
	}
	return ordered
}

// queueTurns: who asks for much does not keep others waiting who ask for little.
func queueTurns(t *testing.T, db *sqldb.DB) {
	s := New(t, db, func(c *jobs.Config) { c.Spacing = 10 * time.Second })
	add := func(owner string, priority int) string {
		s.Clock.Advance(time.Millisecond)
		return s.Add(t, jobs.Spec{Kind: "render", Owner: owner, Priority: priority}).ID
	}
	var anns []string
	for range 6 {
		anns = append(anns, add("ann", 0)) // stand at 0 s, 10 s, 20 s, …
	}
	bens := add("ben", 0)
	require.Equal(t, []string{anns[0], bens, anns[1], anns[2], anns[3], anns[4], anns[5]}, s.order(t, append(slices.Clone(anns), bens)...))
	s.Clock.Advance(15 * time.Second)
	eves := []string{add("eve", 0), add("eve", 0)} // 15 s, 25 s
	bens2 := add("ben", 0)                         // 15 s, after eve's
	urgent, slow := add("ann", 1), add("zoe", -1)
	system := []string{add(jobs.System, 0), add(jobs.System, 0), add(jobs.System, 0)} // 15 s, 25 s, 35 s
	all := slices.Concat(anns, []string{bens, bens2, urgent, slow}, eves, system)
	require.Equal(t, []string{
		urgent, anns[0], bens, anns[1], eves[0], bens2, system[0], anns[2], eves[1], system[1], anns[3], system[2], anns[4], anns[5], slow,
	}, s.order(t, all...))

	// Who has nothing waiting begins at the front again.
	for _, id := range anns {
		s.become(t, id, jobs.Running, 0)
	}
	_, err := s.Queue.Cancel(t.Context(), ann, urgent)
	require.NoError(t, err)
	next := add("ann", 0)
	require.Equal(t, []string{bens, eves[0], bens2, system[0], next, eves[1], system[1], system[2], slow},
		s.order(t, bens, bens2, slow, eves[0], eves[1], system[0], system[1], system[2], next))
}

// queueTurnsDelayed: what is to begin next week holds nothing up that can begin now.
func queueTurnsDelayed(t *testing.T, db *sqldb.DB) {
	s := New(t, db, func(c *jobs.Config) { c.Spacing = 10 * time.Second })
	later := s.Add(t, jobs.Spec{Kind: "render", Owner: "ann", Delay: time.Hour}).ID
	first, second := s.Add(t, render("ann")).ID, s.Add(t, render("ann")).ID
	s.Clock.Advance(time.Second)
	bens := s.Add(t, render("ben")).ID
	require.Equal(t, []string{first, bens, second}, s.order(t, first, second, bens))
	require.Zero(t, s.Ahead(t, later), "it could not run")

	s.Clock.Advance(time.Hour - time.Second)
	now := s.Add(t, render("zoe")).ID
	require.Equal(t, []string{first, bens, second, later, now}, s.order(t, first, second, bens, later, now))
	third := s.Add(t, render("ann")).ID
	require.Equal(t, 5, s.Ahead(t, third), "10 s behind the one that was delayed")
}

// queueTurnsSystem: however much the program itself has to do, a user waits behind the first of it.
func queueTurnsSystem(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	later := s.Add(t, jobs.Spec{Kind: "notify", Owner: jobs.System, Delay: time.Hour}).ID // holds nothing up
	var last string
	for range 100 {
		last = s.Add(t, jobs.Spec{Kind: "notify", Owner: jobs.System}).ID
	}
	anns := s.Add(t, render("ann")).ID
	require.Equal(t, 1, s.Ahead(t, anns))
	require.Equal(t, 100, s.Ahead(t, last))
	s.Clock.Advance(time.Minute)
	require.Equal(t, 4, s.Ahead(t, s.Add(t, render("ben")).ID), "those at 0 s, 30 s and 60 s, and ann's")
	require.Zero(t, s.Ahead(t, later))
	require.Zero(t, s.Ahead(t, s.Add(t, jobs.Spec{Kind: "notify", Owner: jobs.System, Priority: 10}).ID), "as Sweep is")
}

func queueAhead(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	s.Add(t, jobs.Spec{Kind: "render", Owner: "zoe", Priority: 1})
	for _, state := range states() {
		id := s.Add(t, render(string(state))).ID
		s.become(t, id, state, 0)
		want := 0
		if state == jobs.Pending {
			want = 1
		}
		for _, by := range []jobs.Actor{User(string(state)), admin, operator} {
			n, err := s.Queue.Ahead(t.Context(), by, id)
			require.NoError(t, err)
			require.Equal(t, want, n, state)
		}
	}
	delayed := s.Add(t, jobs.Spec{Kind: "render", Owner: "ann", Delay: time.Millisecond}).ID
	require.Zero(t, s.Ahead(t, delayed))
	s.Clock.Advance(time.Millisecond)
	require.Equal(t, 2, s.Ahead(t, delayed))
}
