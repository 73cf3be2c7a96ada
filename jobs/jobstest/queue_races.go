package jobstest

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/sqldb"
)

// QueueRaces enqueues at once, through as many pools as there are dbs: all of one empty database, as many processes have it. Bounds are exact,
// and the same is one job.
func QueueRaces(t *testing.T, dbs ...*sqldb.DB) {
	require.NoError(t, dbs[0].Migrate(t.Context(), Schemas()...))
	for name, test := range map[string]func(t *testing.T, dbs []*sqldb.DB){
		"Owner": raceOwner, "All": raceAll, "Key": raceKey, "Unique": raceUnique, "Reuse": raceReuse, "Transactions": raceTransactions,
		"Cancel": raceCancel, "Gone": raceGone, "Quota": raceQuota, "End": raceEnd,
	} {
		t.Run(name, func(t *testing.T) { // one after the other: they count all that there is
			clearJobs(t, dbs[0])
			test(t, dbs)
		})
	}
}

// atOnce calls f so many times, each with one of the queues.
func atOnce(t testing.TB, dbs []*sqldb.DB, n int, change func(c *jobs.Config), f func(s *Setup, i int)) {
	t.Helper()
	setups := make([]*Setup, len(dbs))
	for i, db := range dbs {
		setups[i] = Open(t, db, change)
	}
	var wg sync.WaitGroup
	start := make(chan struct{})
	for i := range n {
		wg.Go(func() {
			<-start
			f(setups[i%len(setups)], i)
		})
	}
	close(start)
	wg.Wait()
}

// tally counts answers. It is safe for concurrent use.
type tally struct {
	mu sync.Mutex
	n  map[string]int
}

func (a *tally) add(what string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.n == nil {
		a.n = map[string]int{}
	}
	a.n[what]++
}

// answer is how an Enqueue ended.
func answer(existed bool, err error) string {
	switch {
	case jobs.CodeOf(err) != "":
		return string(jobs.CodeOf(err))
	case err != nil:
		return err.Error()
	case existed:
		return "existed"
	}
	return "new"
}

func raceOwner(t *testing.T, dbs []*sqldb.DB) {
	var got tally
	atOnce(t, dbs, 32, func(c *jobs.Config) { c.MaxPendingOwner = 10 }, func(s *Setup, _ int) {
		_, existed, err := s.Queue.Enqueue(t.Context(), render("ann"))
		got.add(answer(existed, err))
	})
	require.Equal(t, map[string]int{"new": 10, "too-many-jobs": 22}, got.n)
	s := Open(t, dbs[0])
	ids := s.IDs(t, ann, jobs.Filter{}, 0)
	require.Len(t, ids, 10)
	var turns []int64 // each behind all before it
	require.NoError(t, dbs[0].Select(t.Context(), &turns, `select turn from ep_job order by turn`))
	for i, turn := range turns {
		require.Equal(t, s.Clock.Now().Add(time.Duration(i)*30*time.Second).UnixMilli(), turn)
	}
}

func raceAll(t *testing.T, dbs []*sqldb.DB) {
	var got tally
	atOnce(t, dbs, 32, func(c *jobs.Config) { c.MaxPending = 7 }, func(s *Setup, i int) {
		_, existed, err := s.Queue.Enqueue(t.Context(), render(fmt.Sprint("user", i)))
		got.add(answer(existed, err))
	})
	require.Equal(t, map[string]int{"new": 7, "queue-full": 25}, got.n)
}

func raceKey(t *testing.T, dbs []*sqldb.DB) {
	var got, ids tally
	atOnce(t, dbs, 64, func(*jobs.Config) {}, func(s *Setup, _ int) {
		j, existed, err := s.Queue.Enqueue(t.Context(), jobs.Spec{Kind: "render", Owner: "ann", Key: "a key"})
		got.add(answer(existed, err))
		ids.add(j.ID)
	})
	require.Equal(t, map[string]int{"new": 1, "existed": 63}, got.n)
	require.Len(t, ids.n, 1)
}

func raceUnique(t *testing.T, dbs []*sqldb.DB) {
	var got, ids tally
	atOnce(t, dbs, 64, func(c *jobs.Config) { c.MaxPendingOwner = 1 }, func(s *Setup, i int) {
		j, existed, err := s.Queue.Enqueue(t.Context(), jobs.Spec{Kind: "render", Owner: "ann", Unique: "the same", Key: fmt.Sprint(i)})
		got.add(answer(existed, err))
		ids.add(j.ID)
	})
	require.Equal(t, map[string]int{"new": 1, "existed": 63}, got.n)
	require.Len(t, ids.n, 1)
}

// raceReuse: one that succeeded is deleted while somebody wants it again: then there is one new one for all of them.
func raceReuse(t *testing.T, dbs []*sqldb.DB) {
	spec := jobs.Spec{Kind: "render", Owner: "ann", Unique: "the same", Keep: time.Hour, Reuse: true}
	s := Open(t, dbs[0])
	j := s.become(t, s.Add(t, spec).ID, jobs.Succeeded, spec.Keep)
	var got tally
	atOnce(t, dbs, 24, func(*jobs.Config) {}, func(s *Setup, i int) {
		if i%3 == 0 {
			if err := s.Queue.Delete(t.Context(), ann, j.ID); err != nil {
				got.add("delete: " + string(jobs.CodeOf(err)))
			}
			return
		}
		_, existed, err := s.Queue.Enqueue(t.Context(), spec)
		got.add(answer(existed, err))
	})
	require.Equal(t, 1, got.n["new"])
	require.Equal(t, 15, got.n["existed"])
	require.Equal(t, 7, got.n["delete: no-such-job"])
	require.Len(t, s.IDs(t, ann, jobs.Filter{}, 0), 1)
}

// raceTransactions: what is enqueued in transactions of others' makes room for no second one, either.
func raceTransactions(t *testing.T, dbs []*sqldb.DB) {
	var got tally
	atOnce(t, dbs, 24, func(*jobs.Config) {}, func(s *Setup, i int) {
		spec := jobs.Spec{Kind: "render", Owner: "ann", Key: "a key", Unique: "the same"}
		if i%2 == 0 {
			_, existed, err := s.Queue.Enqueue(t.Context(), spec)
			got.add(answer(existed, err))
			return
		}
		var existed bool
		err := s.DB.Write(t.Context(), func(tx *sqldb.Tx) (err error) {
			_, existed, err = s.Queue.EnqueueTx(t.Context(), tx, spec)
			return err
		})
		got.add(answer(existed, err))
	})
	require.Equal(t, map[string]int{"new": 1, "existed": 23}, got.n)
}

// raceCancel: it is cancelled once.
func raceCancel(t *testing.T, dbs []*sqldb.DB) {
	s := Open(t, dbs[0])
	from := len(s.Events(t, 0))
	j := s.Add(t, render("ann"))
	var got tally
	atOnce(t, dbs, 16, func(*jobs.Config) {}, func(s *Setup, _ int) {
		j, err := s.Queue.Cancel(t.Context(), ann, j.ID)
		got.add(string(j.State) + answer(false, err))
	})
	require.Equal(t, map[string]int{"cancellednew": 16}, got.n)
	require.Len(t, s.Events(t, from), 2)
}

// raceGone: whatever a user asks for while they are deleted is refused, or goes with the rest.
func raceGone(t *testing.T, dbs []*sqldb.DB) {
	s := Open(t, dbs[0])
	var got tally
	var once sync.Once
	atOnce(t, dbs, 33, func(c *jobs.Config) { c.MaxPendingOwner = 1000 }, func(s *Setup, i int) {
		switch {
		case i == 16:
			once.Do(func() {
				if err := s.DB.Write(t.Context(), func(tx *sqldb.Tx) error {
					return tx.Publish(t.Context(), TopicUserDeleted, map[string]string{"id": "ann"})
				}); err != nil {
					got.add(err.Error())
				}
				if _, err := s.Outbox.Drain(t.Context()); err != nil {
					got.add(err.Error())
				}
			})
		case i%2 == 0:
			_, existed, err := s.Queue.Enqueue(t.Context(), render("ann"))
			got.add(answer(existed, err))
		default:
			got.add(answer(false, s.DB.Write(t.Context(), func(tx *sqldb.Tx) error {
				_, _, err := s.Queue.EnqueueTx(t.Context(), tx, render("ann"))
				return err
			})))
		}
	})
	require.Equal(t, 32, got.n["new"]+got.n["unauthenticated"], got.n)
	require.Empty(t, s.IDs(t, ann, jobs.Filter{}, 0))
}
