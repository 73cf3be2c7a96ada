package jobstest

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/sqldb"
)

// writer begins a transaction of WriteInTurn, or of Write.
type writer func(fn func(tx *sqldb.Tx) error) error

// write is db.Write.
func write(t testing.TB, db *sqldb.DB) writer {
	return func(fn func(tx *sqldb.Tx) error) error { return db.Write(t.Context(), fn) }
}

// during does something in a transaction, and begins something else before that commits; it waits for both. The pause lets the other look at what is not
// committed yet: on a slow machine it may come later, and passes all the same.
func during(begin writer, do func(tx *sqldb.Tx) error, other func()) error {
	var wg sync.WaitGroup
	defer wg.Wait()
	var once sync.Once
	ended := make(chan struct{})
	return begin(func(tx *sqldb.Tx) error {
		if err := do(tx); err != nil {
			return err
		}
		once.Do(func() {
			wg.Go(func() { defer close(ended); other() })
			select {
			case <-ended:
			case <-time.After(400 * time.Millisecond):
			}
		})
		return nil
	})
}

// queueCancelClaimed: what a runner claims at that moment runs, and is asked to end; it does not become cancelled behind its back.
func queueCancelClaimed(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	j := s.Add(t, render("ann"))
	var got jobs.Job
	var cancelled error
	require.NoError(t, during(write(t, db), func(tx *sqldb.Tx) error {
		_, err := tx.Exec(t.Context(), `update ep_job set state = 'running', attempt = 1, fence = 1, lease_at = run_at + 30000, runner = 'test' where id = $1`, j.ID)
		return err
	}, func() { got, cancelled = s.Queue.Cancel(t.Context(), ann, j.ID) }))
	require.NoError(t, cancelled)
	require.Equal(t, jobs.Running, got.State)
	require.True(t, got.Cancel)
	require.Equal(t, got, s.Get(t, j.ID))
	require.Equal(t, []string{j.ID}, s.inputs(t))
}

// queueSameMeanwhile: the same request in a transaction that has not committed is waited for, and found.
func queueSameMeanwhile(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	for _, spec := range []jobs.Spec{{Kind: "render", Owner: "ann", Key: "the same"}, {Kind: "render", Owner: "ann", Unique: "the same"}} {
		var first, second jobs.Job
		var existed bool
		var enqueued error
		require.NoError(t, during(write(t, db), func(tx *sqldb.Tx) (err error) {
			first, _, err = s.Queue.EnqueueTx(t.Context(), tx, spec)
			return err
		}, func() { second, existed, enqueued = s.Queue.Enqueue(t.Context(), spec) }))
		require.NoError(t, enqueued)
		require.True(t, existed)
		require.Equal(t, first, second)
	}
}

// queueReuseMeanwhile: what is deleted at that moment is made again; what somebody else keeps for longer stays for longer.
func queueReuseMeanwhile(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	spec := jobs.Spec{Kind: "render", Owner: "ann", Unique: "the same", Keep: time.Hour, Reuse: true}
	j := s.become(t, s.Add(t, spec).ID, jobs.Succeeded, spec.Keep)
	s.Clock.Advance(time.Minute)
	reuse := func(statement string, args ...any) (got jobs.Job, existed bool) {
		var enqueued error
		require.NoError(t, during(write(t, db), func(tx *sqldb.Tx) error {
			_, err := tx.Exec(t.Context(), statement, args...)
			return err
		}, func() { got, existed, enqueued = s.Queue.Enqueue(t.Context(), spec) }))
		require.NoError(t, enqueued)
		return got, existed
	}
	week := s.Clock.Now().Add(7 * 24 * time.Hour)
	got, existed := reuse(`update ep_job set expires_at = $2 where id = $1`, j.ID, sqldb.At(week))
	require.True(t, existed)
	require.Equal(t, j.ID, got.ID)
	require.Equal(t, week, s.Get(t, j.ID).Expires)

	spec.Keep = 30 * 24 * time.Hour
	got, existed = reuse(`delete from ep_job where id = $1`, j.ID)
	require.False(t, existed)
	require.Equal(t, jobs.Pending, s.Get(t, got.ID).State)
}

// goneMeanwhile: what is enqueued for a user at the moment that they are deleted goes with the rest, or is refused.
func goneMeanwhile(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	for user, begin := range map[string]writer{
		"ann": func(fn func(tx *sqldb.Tx) error) error { return db.WriteInTurn(t.Context(), "jobs.enqueue", fn) }, // as Enqueue does
		"ben": write(t, db),
	} {
		var drained error
		s.publish(t, map[string]string{"id": user})
		err := during(begin, func(tx *sqldb.Tx) error {
			_, _, err := s.Queue.EnqueueTx(t.Context(), tx, render(user))
			return err
		}, func() { _, drained = s.Outbox.Drain(context.WithoutCancel(t.Context())) })
		if err != nil {
			requireCode(t, jobs.CodeUnauthenticated, err)
		}
		require.NoError(t, drained)
		require.Empty(t, s.IDs(t, User(user), jobs.Filter{}, 0))
		require.Empty(t, s.inputs(t))
	}
}
