package jobstest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/blob"
	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

// QueueScenarios are what a Queue acknowledges and must survive being killed anywhere, at each statement and at each change
// of a file, for sqldbtest.Crash.
func QueueScenarios() []sqldbtest.Scenario {
	schemas := Schemas()
	return counted(
		sqldbtest.Scenario{Name: "job enqueued", Schemas: schemas, Do: doEnqueue, Check: checkEnqueue},
		sqldbtest.Scenario{Name: "job enqueued in a transaction", Schemas: schemas, Do: doEnqueueTx, Check: checkEnqueueTx},
		sqldbtest.Scenario{Name: "job cancelled", Schemas: schemas, Prepare: prepareCancel, Do: doCancel, Check: checkCancel},
		sqldbtest.Scenario{Name: "job deleted", Schemas: schemas, Prepare: prepareDelete, Do: doDelete, Check: checkDelete},
		sqldbtest.Scenario{Name: "user with jobs deleted", Schemas: schemas, Prepare: prepareGone, Do: doGone, Check: checkGone},
	)
}

// crashed is a queue in a process that may be killed, whose acknowledgements are files.
type crashed struct {
	*jobs.SQL
	blobs  *blob.Dir
	outbox *sqldb.Outbox
	place  sqldbtest.Place
}

// newCrashed has clocks that are ahead of the right time.
func newCrashed(p sqldbtest.Place, ahead time.Duration) (*crashed, error) {
	now := func() time.Time { return time.Now().Add(ahead) }
	// What a process that is killed has written stays without a sync. The points of syncs are there all the same.
	blobs, err := blob.OpenDir(filepath.Join(p.Dir, "blobs"), blob.DirOptions{NoSync: true, OnStep: func(blob.Step) error { p.Point(); return nil }})
	if err != nil {
		return nil, err
	}
	queue, err := jobs.NewSQL(p.DB, jobs.Config{Blobs: blobs, Quota: &Quota{}, Now: now})
	if err != nil {
		return nil, err
	}
	c := &crashed{SQL: queue, blobs: blobs, place: p, outbox: sqldb.NewOutbox(p.DB, sqldb.OutboxConfig{Now: now, Concurrency: 1})}
	c.Subscribe(c.outbox, TopicUserDeleted)
	return c, nil
}

// openCrashed is newCrashed for the parent, until the test ends, with a Setup's ways to look at it.
func openCrashed(t testing.TB, p sqldbtest.Place) (*crashed, *Setup) {
	t.Helper()
	c, err := newCrashed(p, 0)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, c.blobs.Close()) })
	s := open(t, p.DB, func(cfg *jobs.Config) { cfg.Blobs = c.blobs })
	s.Queue = c.SQL
	s.Clock.Advance(time.Since(s.Clock.Now()))
	return c, s
}

// steps runs the steps of a scenario, and keeps which ones were acknowledged, with what they say.
func (c *crashed) steps(steps ...func() (string, error)) error {
	for i, step := range steps {
		told, err := step()
		if err != nil {
			return fmt.Errorf("step %d: %w", i+1, err)
		}
		c.place.Point()
		if err := c.note("step"+strconv.Itoa(i+1), told); err != nil {
			return err
		}
	}
	return nil
}

// acknowledged is what the steps said that were.
func (c *crashed) acknowledged() (told []string) {
	for {
		text, err := c.noted("step" + strconv.Itoa(len(told)+1))
		if err != nil {
			return told
		}
		told = append(told, text)
	}
}

func (c *crashed) note(name, text string) error {
	return os.WriteFile(filepath.Join(c.place.Dir, name), []byte(text), 0o600)
}

func (c *crashed) noted(name string) (string, error) {
	text, err := os.ReadFile(filepath.Join(c.place.Dir, name))
	return string(text), err
}

// numbered is the n-th job of ann's.
func numbered(n int) jobs.Spec {
	text := strconv.Itoa(n)
	return jobs.Spec{Kind: "render", Owner: "ann", Key: text, Unique: text, Input: []byte(text)}
}

// whole says that each job that is not final has its input, and no other; that each that has succeeded has its file; and that the trail has each once that
// was enqueued.
func whole(t testing.TB, s *Setup, known ...string) {
	t.Helper()
	var live []string
	for _, id := range s.IDs(t, admin, jobs.Filter{Owner: jobs.Everybody}, 0) {
		j := s.Get(t, id)
		if !j.State.Final() {
			live = append(live, id)
		}
		for _, f := range j.Files {
			require.Equal(t, fileBytes, string(s.Read(t, User(j.Owner), id, f.Name)))
		}
		known = append(known, id)
	}
	require.ElementsMatch(t, live, s.inputs(t))
	seen := map[string]bool{}
	for _, e := range s.Events(t, 0) {
		if e.Action == jobs.ActionEnqueue {
			require.False(t, seen[e.Object], "told twice")
			require.Contains(t, known, e.Object[len("job:"):], "told of nothing")
			seen[e.Object] = true
		}
	}
}

// doEnqueue enqueues two that are new, and the first again.
func doEnqueue(ctx context.Context, p sqldbtest.Place) error {
	c, err := newCrashed(p, 0)
	if err != nil {
		return err
	}
	enqueue := func(n int, existing bool) func() (string, error) {
		return func() (string, error) {
			j, existed, err := c.Enqueue(ctx, numbered(n))
			if err == nil && existed != existing {
				err = errors.New("not told whether it was there")
			}
			return j.ID, err
		}
	}
	return c.steps(enqueue(1, false), enqueue(2, false), enqueue(1, true))
}

// checkEnqueue: what was acknowledged is there, and is what is asked for again.
func checkEnqueue(t testing.TB, p sqldbtest.Place, finished bool) {
	c, s := openCrashed(t, p)
	told := c.acknowledged()
	require.Equal(t, finished, len(told) == 3)
	whole(t, s)
	before := s.IDs(t, ann, jobs.Filter{}, 0)
	require.Subset(t, before, told)
	for i, id := range told {
		j, existed, err := c.Enqueue(t.Context(), numbered([]int{1, 2, 1}[i]))
		require.NoError(t, err)
		require.True(t, existed)
		require.Equal(t, id, j.ID)
	}
	for n := 1; n <= 2; n++ {
		_, _, err := c.Enqueue(t.Context(), numbered(n))
		require.NoError(t, err)
	}
	require.Len(t, s.IDs(t, ann, jobs.Filter{}, 0), 2)
	whole(t, s)
}

// doEnqueueTx enqueues together with an event of the caller's.
func doEnqueueTx(ctx context.Context, p sqldbtest.Place) error {
	c, err := newCrashed(p, 0)
	if err != nil {
		return err
	}
	return c.steps(func() (id string, err error) {
		return id, p.DB.Write(ctx, func(tx *sqldb.Tx) error {
			j, _, err := c.EnqueueTx(ctx, tx, numbered(1))
			if err != nil {
				return err
			}
			id = j.ID
			return tx.Publish(ctx, "test.asked", j.ID)
		})
	})
}

// checkEnqueueTx: both, or neither.
func checkEnqueueTx(t testing.TB, p sqldbtest.Place, finished bool) {
	c, s := openCrashed(t, p)
	told := c.acknowledged()
	require.Equal(t, finished, len(told) == 1)
	whole(t, s)
	ids := s.IDs(t, ann, jobs.Filter{}, 0)
	require.Subset(t, ids, told)
	var events int
	require.NoError(t, p.DB.Get(t.Context(), &events, `select count(*) from ep_outbox where topic = 'test.asked'`))
	require.Len(t, ids, events)
	_, existed, err := c.Enqueue(t.Context(), numbered(1))
	require.NoError(t, err)
	require.Equal(t, events == 1, existed)
}

// prepareCancel: ann has one that waits, and one that runs.
func prepareCancel(t testing.TB, p sqldbtest.Place) {
	c, s := openCrashed(t, p)
	pending, running := s.Add(t, numbered(1)).ID, s.become(t, s.Add(t, numbered(2)).ID, jobs.Running, 0).ID
	require.NoError(t, c.note("ids", pending+running))
}

// ids are the two that were prepared.
func (c *crashed) ids() (first, second string, err error) {
	text, err := c.noted("ids")
	if err == nil && len(text) != 72 {
		err = errors.New("no two ids")
	}
	if err != nil {
		return "", "", err
	}
	return text[:36], text[36:], nil
}

func doCancel(ctx context.Context, p sqldbtest.Place) error {
	return doBoth(p, func(c *crashed, id string) error { _, err := c.Cancel(ctx, ann, id); return err })
}

// doBoth does something to the two jobs that were prepared.
func doBoth(p sqldbtest.Place, do func(c *crashed, id string) error) error {
	c, err := newCrashed(p, 0)
	if err != nil {
		return err
	}
	first, second, err := c.ids()
	if err != nil {
		return err
	}
	return c.steps(func() (string, error) { return "", do(c, first) }, func() (string, error) { return "", do(c, second) })
}

// checkCancel: what was acknowledged is cancelled, what was not is, or is as it was, and can be.
func checkCancel(t testing.TB, p sqldbtest.Place, finished bool) {
	c, s := openCrashed(t, p)
	pending, running, err := c.ids()
	require.NoError(t, err)
	told := len(c.acknowledged())
	require.Equal(t, finished, told == 2)
	whole(t, s)
	first, second := s.Get(t, pending), s.Get(t, running)
	require.Equal(t, first.State == jobs.Cancelled, first.Cancel)
	require.Equal(t, first.State == jobs.Cancelled, !first.Expires.IsZero())
	require.True(t, first.Cancel || told == 0)
	require.True(t, second.Cancel || told <= 1)
	require.Equal(t, jobs.Running, second.State)
	for _, id := range []string{pending, running} {
		j, err := c.Cancel(t.Context(), ann, id)
		require.NoError(t, err)
		require.True(t, j.Cancel)
	}
	var cancels int
	for _, e := range s.Events(t, 0) {
		if e.Action == jobs.ActionCancel {
			cancels++
		}
	}
	require.Equal(t, 2, cancels)
	whole(t, s)
}

// prepareDelete: ann has two that have files.
func prepareDelete(t testing.TB, p sqldbtest.Place) {
	c, s := openCrashed(t, p)
	first, second := s.become(t, s.Add(t, numbered(1)).ID, jobs.Succeeded, 0), s.become(t, s.Add(t, numbered(2)).ID, jobs.Succeeded, 0)
	require.NoError(t, c.note("ids", first.ID+second.ID))
}

func doDelete(ctx context.Context, p sqldbtest.Place) error {
	return doBoth(p, func(c *crashed, id string) error { return c.Delete(ctx, ann, id) })
}

// checkDelete: what was acknowledged is gone, what was not is there with its file, or gone; and Sweep finds what was left.
func checkDelete(t testing.TB, p sqldbtest.Place, finished bool) {
	c, s := openCrashed(t, p)
	first, second, err := c.ids()
	require.NoError(t, err)
	told := len(c.acknowledged())
	require.Equal(t, finished, told == 2)
	whole(t, s, first, second)
	for i, id := range []string{first, second} {
		_, err := c.Get(t.Context(), ann, id)
		require.False(t, err == nil && i < told, "what was deleted is there")
		require.False(t, err != nil && i > told, "what was not deleted is gone")
		if err == nil {
			require.NoError(t, c.Delete(t.Context(), ann, id))
		}
		require.Equal(t, jobs.CodeNotFound, jobs.CodeOf(c.Delete(t.Context(), ann, id)))
	}
	tidy(t, p)
	require.Empty(t, s.Keys(t))
}

// tidy lets a queue sweep for which a day has gone by.
func tidy(t testing.TB, p sqldbtest.Place) {
	t.Helper()
	later, err := newCrashed(p, 23*time.Hour)
	require.NoError(t, err)
	defer func() { require.NoError(t, later.blobs.Close()) }()
	_, err = later.Sweep(t.Context())
	require.NoError(t, err)
}

// prepareGone: ann has one of each state, ben has one, and ann's account is deleted.
func prepareGone(t testing.TB, p sqldbtest.Place) {
	_, s := openCrashed(t, p)
	for i, state := range []jobs.State{jobs.Pending, jobs.Running, jobs.Succeeded} {
		s.become(t, s.Add(t, numbered(i)).ID, state, 0)
	}
	s.become(t, s.Add(t, render("ben")).ID, jobs.Succeeded, 0)
	s.publish(t, map[string]string{"id": "ann"})
}

func doGone(ctx context.Context, p sqldbtest.Place) error {
	c, err := newCrashed(p, 0)
	if err != nil {
		return err
	}
	return c.steps(func() (string, error) { _, err := c.outbox.Drain(ctx); return "", err })
}

// checkGone: whoever drains later finishes it.
func checkGone(t testing.TB, p sqldbtest.Place, finished bool) {
	c, s := openCrashed(t, p)
	require.Equal(t, finished, len(c.acknowledged()) == 1)
	later, err := newCrashed(p, time.Hour)
	require.NoError(t, err)
	defer func() { require.NoError(t, later.blobs.Close()) }()
	_, err = later.outbox.Drain(t.Context())
	require.NoError(t, err)
	left := s.IDs(t, ann, jobs.Filter{}, 0)
	require.Len(t, left, 1, "the one that runs, until it has ended")
	require.True(t, s.Get(t, left[0]).Cancel)
	_, _, err = c.Enqueue(t.Context(), numbered(7))
	require.Equal(t, jobs.CodeUnauthenticated, jobs.CodeOf(err))
	bens := s.IDs(t, ben, jobs.Filter{}, 0)
	require.Len(t, bens, 1)
	require.Equal(t, fileBytes, string(s.Read(t, ben, bens[0], fileName)))
	tidy(t, p)
	require.Equal(t, []string{"jobs/" + bens[0] + "/1-" + fileName}, s.Keys(t))
}
