package quotatest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/quota"
	"github.com/einkpdf/platform/sqldb"
)

// Races counts at once, through as many pools as there are dbs: all of one empty database, as many processes have it. Limits are exact,
// and a key is counted once, in transactions of Write, in those that take turns, in those of the Ledger's own, and where all of these meet.
func Races(t *testing.T, dbs ...*sqldb.DB) {
	require.NoError(t, dbs[0].Migrate(t.Context(), quota.Schema()))
	for kind, how := range writers() {
		simple := dbs[0].Dialect() == sqldb.SQLite // there all of them are Write
		if simple && kind != "Write" && kind != "Own" {
			continue
		}
		t.Run(kind, func(t *testing.T) {
			for name, test := range map[string]func(t *testing.T, owner string, dbs []*sqldb.DB, how writer){
				"Edge": raceEdge, "Room": raceRoom, "Items": raceItems, "First": raceFirst, "SameKey": raceSameKey, "Growth": raceGrowth, "Mixed": raceMixed,
				"Ignored": raceIgnored, "Owners": raceOwners,
			} {
				if simple && kind != "Write" && name != "Edge" {
					continue
				}
				owner := t.Name() + name
				t.Run(name, func(t *testing.T) { test(t, owner, dbs, how) }) // one after the other: each is as many as the database can do
			}
		})
	}
	Open(t, dbs[0]).Sound(t)
}

// writer runs fn in a transaction of some kind; tx is what Ledger gets, which is nil if it is to have its own.
type writer func(ctx context.Context, s *Setup, i int, fn func(tx *sqldb.Tx) error) error

func writers() map[string]writer {
	write := func(ctx context.Context, s *Setup, _ int, fn func(tx *sqldb.Tx) error) error {
		return s.DB.Write(ctx, fn)
	}
	turn := func(ctx context.Context, s *Setup, _ int, fn func(tx *sqldb.Tx) error) error {
		return s.DB.WriteInTurn(ctx, "quotatest.race", fn)
	}
	// Those of other turns are READ COMMITTED beside each other.
	turns := func(ctx context.Context, s *Setup, i int, fn func(tx *sqldb.Tx) error) error {
		return s.DB.WriteInTurn(ctx, fmt.Sprint("quotatest.race", i), fn)
	}
	own := func(_ context.Context, _ *Setup, _ int, fn func(tx *sqldb.Tx) error) error { return fn(nil) }
	return map[string]writer{
		"Write": write, "InTurn": turn, "InTurns": turns, "Own": own,
		"All": func(ctx context.Context, s *Setup, i int, fn func(tx *sqldb.Tx) error) error {
			return []writer{write, turn, turns, own}[i/2%4](ctx, s, i, fn)
		},
	}
}

// raceLimits are those of the races.
var raceLimits = quota.Limits{quota.Projects: 100, quota.Assets: 100, quota.Storage: 1000, quota.JobsPerDay: 100, quota.JobsAtOnce: 5}

// atOnce calls f so many times, each with the quotas of one of the dbs.
func atOnce(t testing.TB, dbs []*sqldb.DB, n int, f func(s *Setup, i int)) {
	t.Helper()
	setups := make([]*Setup, len(dbs))
	for i, db := range dbs {
		setups[i] = Open(t, db, Limits(raceLimits))
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

// askers is how many ask: half of n in SQLite, where they come one after the other.
func askers(dbs []*sqldb.DB, n int) int {
	if dbs[0].Dialect() == sqldb.SQLite {
		return n / 2
	}
	return n
}

// tally counts answers. It is safe for concurrent use.
type tally struct {
	mu sync.Mutex
	n  map[string]int
}

func (a *tally) add(err error) {
	answer := "ok"
	switch {
	case quota.CodeOf(err) != "":
		answer = string(quota.CodeOf(err))
	case err != nil:
		answer = err.Error()
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.n == nil {
		a.n = map[string]int{}
	}
	a.n[answer]++
}

// filled gives an owner so many projects.
func filled(t testing.TB, db *sqldb.DB, owner string, n int) *Setup {
	t.Helper()
	s := Open(t, db, Limits(raceLimits))
	require.NoError(t, db.Write(t.Context(), func(tx *sqldb.Tx) error {
		for i := range n {
			if err := s.Quotas.Add(t.Context(), tx, owner, fmt.Sprint("old", i), one(quota.Projects)); err != nil {
				return err
			}
		}
		return nil
	}))
	return s
}

// one is one of a resource.
func one(r quota.Resource) quota.Item { return quota.Item{Resource: r, Amount: 1} }

// some is an amount of a resource.
func some(r quota.Resource, n int64) quota.Item { return quota.Item{Resource: r, Amount: n} }

// counters are an owner's sums that are not 0.
func (s *Setup) counters(t testing.TB, owner string) map[quota.Resource]Counter {
	t.Helper()
	all := map[quota.Resource]Counter{}
	for _, c := range s.Counters(t) {
		if c.Owner == owner {
			c.Owner, c.Day = "", 0
			all[c.Resource] = c
		}
	}
	return all
}

// raceEdge: of 64 who make something while there is room for 10, 10 do.
func raceEdge(t *testing.T, owner string, dbs []*sqldb.DB, how writer) {
	s := filled(t, dbs[0], owner, 90)
	var got tally
	atOnce(t, dbs, 64, func(s *Setup, i int) {
		got.add(how(t.Context(), s, i, func(tx *sqldb.Tx) error {
			add := s.Quotas.Add
			if i%3 == 0 {
				add = s.Quotas.Reserve
			}
			return add(t.Context(), tx, owner, fmt.Sprint(i), one(quota.Projects))
		}))
	})
	require.Equal(t, map[string]int{"ok": 10, "quota-exceeded": 54}, got.n)
	c := s.counters(t, owner)[quota.Projects]
	require.EqualValues(t, 100, c.Used+c.Reserved)
}

// raceRoom: where there is room for all, all get it, however many they are.
func raceRoom(t *testing.T, owner string, dbs []*sqldb.DB, how writer) {
	var got tally
	n := askers(dbs, 64)
	atOnce(t, dbs, n, func(s *Setup, i int) {
		got.add(how(t.Context(), s, i, func(tx *sqldb.Tx) error {
			return s.Quotas.Add(t.Context(), tx, owner, fmt.Sprint(i), one(quota.Projects))
		}))
	})
	require.Equal(t, map[string]int{"ok": n}, got.n)
}

// raceItems: what needs room of two kinds gets both or neither. Of Assets there are 100, and of Storage 1000 bytes, for 60 each: for 16.
func raceItems(t *testing.T, owner string, dbs []*sqldb.DB, how writer) {
	var got tally
	n := askers(dbs, 40)
	atOnce(t, dbs, n, func(s *Setup, i int) {
		items := []quota.Item{one(quota.Assets), some(quota.Storage, 60)}
		if i%2 == 0 {
			items[0], items[1] = items[1], items[0] // in any order
		}
		got.add(how(t.Context(), s, i, func(tx *sqldb.Tx) error { return s.Quotas.Add(t.Context(), tx, owner, fmt.Sprint(i), items...) }))
	})
	require.Equal(t, map[string]int{"ok": 16, "quota-exceeded": n - 16}, got.n)
	require.Equal(t, map[quota.Resource]Counter{
		quota.Assets: {Resource: quota.Assets, Used: 16}, quota.Storage: {Resource: quota.Storage, Used: 960},
	}, Open(t, dbs[0]).counters(t, owner))
}

// raceFirst: of who has nothing yet, five of all pass where there is room for five.
func raceFirst(t *testing.T, owner string, dbs []*sqldb.DB, how writer) {
	var got tally
	n := askers(dbs, 32)
	atOnce(t, dbs, n, func(s *Setup, i int) {
		got.add(how(t.Context(), s, i, func(tx *sqldb.Tx) error {
			return s.Quotas.Add(t.Context(), tx, owner, fmt.Sprint(i), one(quota.JobsAtOnce), one(quota.JobsPerDay))
		}))
	})
	require.Equal(t, map[string]int{"ok": 5, "too-many-at-once": n - 5}, got.n)
	require.Equal(t, map[quota.Resource]Counter{
		quota.JobsPerDay: {Resource: quota.JobsPerDay, Used: 5}, quota.JobsAtOnce: {Resource: quota.JobsAtOnce, Used: 5},
	}, Open(t, dbs[0]).counters(t, owner), "what was refused is not counted of the day, either")
}

// raceSameKey: the last place is got by all who want it for the same thing, once.
func raceSameKey(t *testing.T, owner string, dbs []*sqldb.DB, how writer) {
	s := filled(t, dbs[0], owner, 99)
	var got tally
	n := askers(dbs, 32)
	atOnce(t, dbs, n, func(s *Setup, i int) {
		got.add(how(t.Context(), s, i, func(tx *sqldb.Tx) error {
			switch i % 3 {
			case 0:
				return s.Quotas.Reserve(t.Context(), tx, owner, "the same", one(quota.Projects))
			case 1:
				return s.Quotas.Add(t.Context(), tx, owner, "the same", one(quota.Projects))
			}
			return s.Quotas.Commit(t.Context(), tx, owner, "the same", one(quota.Projects))
		}))
	})
	require.Equal(t, map[string]int{"ok": n}, got.n)
	require.Equal(t, Counter{Resource: quota.Projects, Used: 100}, s.counters(t, owner)[quota.Projects])
}

// raceGrowth: sizes of the same few things change at once, and never to more than there may be.
func raceGrowth(t *testing.T, owner string, dbs []*sqldb.DB, how writer) {
	var got tally
	n := askers(dbs, 40)
	atOnce(t, dbs, n, func(s *Setup, i int) {
		err := how(t.Context(), s, i, func(tx *sqldb.Tx) error {
			return s.Quotas.Add(t.Context(), tx, owner, fmt.Sprint(i%4), some(quota.Storage, int64(200+10*i)))
		})
		if e, ok := errors.AsType[*quota.Error](err); ok && e.Used+e.Asked <= e.Limit {
			err = fmt.Errorf("refused though there was room: %+v", *e)
		}
		got.add(err)
	})
	require.Equal(t, n, got.n["ok"]+got.n["quota-exceeded"], got.n)
	require.NotZero(t, got.n["quota-exceeded"])
	s := Open(t, dbs[0])
	require.LessOrEqual(t, s.counters(t, owner)[quota.Storage].Used, int64(1000))
	s.Sound(t)
}

// raceMixed: while things of the same few names are reserved, committed and released, what is counted is what there is.
func raceMixed(t *testing.T, owner string, dbs []*sqldb.DB, how writer) {
	s := filled(t, dbs[0], owner, 96)
	var got tally
	n := askers(dbs, 48)
	atOnce(t, dbs, n, func(s *Setup, i int) {
		key := fmt.Sprint(i % 6)
		got.add(how(t.Context(), s, i, func(tx *sqldb.Tx) error {
			switch i / 6 % 4 {
			case 0, 1:
				return s.Quotas.Reserve(t.Context(), tx, owner, key, one(quota.Projects))
			case 2:
				return s.Quotas.Add(t.Context(), tx, owner, key, one(quota.Projects))
			default:
				return s.Quotas.Release(t.Context(), tx, owner, key, quota.Projects)
			}
		}))
	})
	require.Equal(t, n, got.n["ok"]+got.n["quota-exceeded"], got.n)
	c := s.counters(t, owner)[quota.Projects]
	require.LessOrEqual(t, c.Used+c.Reserved, int64(100))
	s.Sound(t)
}

// raceIgnored: who goes on after having been refused has nothing counted of it.
func raceIgnored(t *testing.T, owner string, dbs []*sqldb.DB, how writer) {
	s := filled(t, dbs[0], owner, 95)
	var got tally
	n := askers(dbs, 24)
	atOnce(t, dbs, n, func(s *Setup, i int) {
		var refused error
		err := how(t.Context(), s, i, func(tx *sqldb.Tx) error {
			refused = s.Quotas.Add(t.Context(), tx, owner, fmt.Sprint(i), one(quota.Projects))
			if quota.CodeOf(refused) != "" {
				return nil
			}
			return refused
		})
		got.add(errors.Join(err, refused))
	})
	require.Equal(t, map[string]int{"ok": 5, "quota-exceeded": n - 5}, got.n)
	require.EqualValues(t, 100, s.counters(t, owner)[quota.Projects].Used)
	s.Sound(t)
}

// raceOwners: owners do not stand in each other's way.
func raceOwners(t *testing.T, owner string, dbs []*sqldb.DB, how writer) {
	var got tally
	atOnce(t, dbs, 48, func(s *Setup, i int) {
		got.add(how(t.Context(), s, i, func(tx *sqldb.Tx) error {
			return s.Quotas.Add(t.Context(), tx, fmt.Sprint(owner, i%8), fmt.Sprint(i), one(quota.JobsAtOnce))
		}))
	})
	require.Equal(t, map[string]int{"ok": 40, "too-many-at-once": 8}, got.n)
}
