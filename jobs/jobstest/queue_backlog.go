package jobstest

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/sqldb"
)

// full says that a job is refused, with when to ask again.
func (s *Setup) full(t testing.TB, code jobs.Code, spec jobs.Spec) string {
	t.Helper()
	_, existed, err := s.Queue.Enqueue(t.Context(), spec)
	requireCode(t, code, err)
	require.False(t, existed)
	e, _ := errors.AsType[*jobs.Error](err)
	require.Positive(t, e.RetryAfter)
	require.LessOrEqual(t, e.RetryAfter, 10*time.Minute)
	return e.Message
}

func queueBacklogOfOwner(t *testing.T, db *sqldb.DB) {
	s := New(t, db, func(c *jobs.Config) { c.MaxPendingOwner = 3 })
	var ids []string
	for i := range 3 {
		ids = append(ids, s.Add(t, jobs.Spec{Kind: "render", Owner: "ann", Key: fmt.Sprint(i), Unique: fmt.Sprint(i), Delay: time.Duration(i) * time.Hour}).ID)
	}
	require.Equal(t, "You have 3 jobs waiting already. Wait until some of them are done, or cancel them.", s.full(t, jobs.CodeTooMany, render("ann")))
	s.full(t, jobs.CodeTooMany, jobs.Spec{Kind: "other", Owner: "ann", Priority: 10})
	require.Len(t, s.IDs(t, ann, jobs.Filter{}, 0), 3)
	require.Len(t, s.Events(t, 0), 3)
	require.Equal(t, 2, s.Counts.Of("refuse too-many-jobs"))

	// What is there already needs no room.
	require.Equal(t, ids[1], s.again(t, jobs.Spec{Kind: "render", Owner: "ann", Key: "1", Unique: "1", Delay: time.Hour}).ID)
	require.Equal(t, ids[1], s.again(t, jobs.Spec{Kind: "render", Owner: "ann", Unique: "1"}).ID)
	s.Add(t, render("ben"))
	for range 10 {
		s.Add(t, render(jobs.System)) // the system is not bounded
	}

	// Only what waits counts.
	s.become(t, ids[0], jobs.Running, 0)
	s.Add(t, render("ann"))
	s.full(t, jobs.CodeTooMany, render("ann"))
	_, err := s.Queue.Cancel(t.Context(), ann, ids[1])
	require.NoError(t, err)
	s.Add(t, render("ann"))
	s.full(t, jobs.CodeTooMany, render("ann"))

	one := Open(t, db, func(c *jobs.Config) { c.MaxPendingOwner = 1 })
	require.Equal(t, "You have 1 job waiting already. Wait until some of them are done, or cancel them.", one.full(t, jobs.CodeTooMany, render("ann")))
}

func queueBacklogOfAll(t *testing.T, db *sqldb.DB) {
	s := New(t, db, func(c *jobs.Config) { c.MaxPending = 5 })
	var ids []string
	for i := range 5 {
		ids = append(ids, s.Add(t, jobs.Spec{Kind: "render", Owner: fmt.Sprint("user", i%4), Unique: fmt.Sprint(i)}).ID)
	}
	s.full(t, jobs.CodeQueueFull, render("ann"))
	s.full(t, jobs.CodeQueueFull, jobs.Spec{Kind: "render", Owner: "user1", Priority: 10})
	require.Equal(t, ids[0], s.again(t, jobs.Spec{Kind: "render", Owner: "user0", Unique: "0"}).ID)
	for range 5 {
		s.Add(t, render(jobs.System)) // the program's own work is not kept out by that of its users
	}
	s.full(t, jobs.CodeQueueFull, render(jobs.System))
	s.full(t, jobs.CodeQueueFull, render("ann"))
	s.become(t, ids[0], jobs.Running, 0)
	s.full(t, jobs.CodeQueueFull, render("ann"))
	s.Add(t, render(jobs.System))
	require.Equal(t, 5, s.Counts.Of("refuse queue-full"))
}
