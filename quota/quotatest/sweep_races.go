package quotatest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/quota"
	"github.com/einkpdf/platform/sqldb"
)

// What SweepRaces does.
const (
	stockOwners  = 6
	stockLimit   = 12 // projects
	stockEach    = 10 // things of each owner that there are before
	stockWorkers = 12
	stockSteps   = 25
)

// SweepRaces makes and removes things while Sweep runs, through as many pools as there are dbs: all of one empty database. Of half of the owners
// many things come without being counted. Nobody else gets past a limit, and in the end all is counted, once.
func SweepRaces(t *testing.T, dbs ...*sqldb.DB) {
	require.NoError(t, dbs[0].Migrate(t.Context(), quota.Schema()))
	truth := MakeThings(t, dbs[0], quota.Projects)
	for name, write := range map[string]func(db *sqldb.DB, owner string, fn func(tx *sqldb.Tx) error) error{
		"Write": func(db *sqldb.DB, _ string, fn func(tx *sqldb.Tx) error) error { return db.Write(t.Context(), fn) },
		"InTurn": func(db *sqldb.DB, owner string, fn func(tx *sqldb.Tx) error) error {
			return db.WriteInTurn(t.Context(), "quotatest "+owner, fn)
		},
	} {
		t.Run(name, func(t *testing.T) { // one after the other: they count all that there is
			setups := make([]*Setup, len(dbs))
			for i, db := range dbs {
				setups[i] = Open(t, db, truth, Limits(quota.Limits{quota.Projects: stockLimit}))
			}
			s := setups[0]
			s.clear(t)
			for o := range stockOwners {
				for i := range stockEach {
					s.makeThings(t, thing{quota.Projects, stockOwner(o), fmt.Sprintf("old%d", i), 1})
				}
				if o == stockOwners/2-1 {
					s.sweep(t)
				}
			}
			var workers, sweepers sync.WaitGroup
			over := make(chan struct{})
			for _, s := range setups {
				for range 2 {
					sweepers.Go(func() {
						for {
							if _, err := s.Quotas.Sweep(t.Context()); err != nil {
								t.Errorf("sweep: %v", err)
								return
							}
							select {
							case <-over:
								return
							default:
							}
						}
					})
				}
			}
			for n := range stockWorkers {
				s := setups[n%len(setups)]
				workers.Go(func() {
					random := rand.New(rand.NewPCG(uint64(n), 7)) // #nosec G404 -- the same each time
					for i := range stockSteps {
						if err := s.stockStep(t.Context(), write, random, fmt.Sprintf("new%d-%d", n, i), i); err != nil {
							t.Errorf("step: %v", err)
							return
						}
					}
				})
			}
			workers.Wait()
			close(over)
			sweepers.Wait()
			things, counted := s.things(t), s.counted(t)
			missing := without(things, counted) // what came after the last one
			stale := without(counted, things)
			for _, a := range missing {
				require.True(t, uncounted(a), "%+v was counted, and is no longer", a)
			}
			for _, a := range stale {
				require.True(t, uncounted(a) && name == "InTurn" && s.DB.Dialect() == sqldb.PostgreSQL, "%+v is gone, and still counted", a) // see Sweep
			}
			s.Sound(t)
			require.Equal(t, quota.Swept{Missing: len(missing), Stale: len(stale)}, s.sweep(t))
			require.Equal(t, s.things(t), s.counted(t))
			s.Sound(t)
		})
	}
}

// uncounted tells whether nobody but Sweep counts a thing.
func uncounted(a thing) bool {
	return a.Owner >= stockOwner(stockOwners/2) && (strings.HasPrefix(a.Key, "old") || strings.HasPrefix(a.Key, "free"))
}

// without are those that are not among others.
func without(all, others []thing) []thing {
	return slices.DeleteFunc(slices.Clone(all), func(a thing) bool { return slices.Contains(others, a) })
}

func stockOwner(n int) string { return fmt.Sprintf("owner%d", n) }

// stockStep makes something, or removes something.
func (s *Setup) stockStep(ctx context.Context, write func(*sqldb.DB, string, func(*sqldb.Tx) error) error, random *rand.Rand, key string, i int) error {
	n := random.IntN(stockOwners)
	owner, counted := stockOwner(n), n < stockOwners/2
	if random.IntN(5) < 2 {
		return write(s.DB, owner, func(tx *sqldb.Tx) error {
			var some []thing
			if err := tx.Select(ctx, &some, `select resource, owner, key, amount from quotatest_thing where resource = $1 and owner = $2`, quota.Projects, owner); err != nil {
				return err
			}
			if len(some) == 0 {
				return nil
			}
			key := some[len(some)/2].Key
			if found, err := deleteThing(ctx, tx, quota.Projects, owner, key); err != nil || !found {
				return err
			}
			return s.Quotas.Release(ctx, tx, owner, key, quota.Projects)
		})
	}
	if !counted && i%2 == 0 {
		return write(s.DB, owner, func(tx *sqldb.Tx) error { return insertThing(ctx, tx, quota.Projects, owner, "free"+key, 1) })
	}
	err := write(s.DB, owner, func(tx *sqldb.Tx) error {
		if err := insertThing(ctx, tx, quota.Projects, owner, key, 1); err != nil {
			return err
		}
		if err := s.Quotas.Add(ctx, tx, owner, key, quota.Item{Resource: quota.Projects, Amount: 1}); err != nil {
			return err
		}
		var has int
		if err := tx.Get(ctx, &has, `select count(*) from quotatest_thing where resource = $1 and owner = $2`, quota.Projects, owner); err != nil {
			return err
		}
		if counted && has > stockLimit {
			return fmt.Errorf("%s has %d, which is past the limit", owner, has)
		}
		return nil
	})
	if quota.CodeOf(err) == quota.CodeExceeded {
		return nil
	}
	return err
}
