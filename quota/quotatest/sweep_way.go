package quotatest

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/quota"
	"github.com/einkpdf/platform/sqldb"
)

// SweepGivesWay counts ten things in each transaction, as one does who clones a project with its images, while Sweep wants to count the same, through as many
// pools as there are dbs: all of one empty database. Each gets what it wants. That nobody was ended for it to be so, the caller asks the database.
func SweepGivesWay(t *testing.T, dbs ...*sqldb.DB) {
	const workers, rounds, keys = 8, 8, 10
	require.NoError(t, dbs[0].Migrate(t.Context(), quota.Schema()))
	truth := MakeThings(t, dbs[0], quota.Assets)
	setups := make([]*Setup, len(dbs))
	for i, db := range dbs {
		setups[i] = Open(t, db, truth)
	}
	ctx := t.Context()
	var work, sweeps sync.WaitGroup
	over := make(chan struct{})
	for _, s := range setups {
		sweeps.Go(func() {
			for {
				if _, err := s.Quotas.Sweep(ctx); err != nil {
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
	for n := range workers {
		s := setups[n%len(setups)]
		write := s.DB.Write
		if n%4 > 1 {
			write = func(ctx context.Context, fn func(tx *sqldb.Tx) error) error {
				return s.DB.WriteInTurn(ctx, "quotatest ann", fn)
			}
		}
		work.Go(func() {
			for round := range rounds {
				each := func(do func(tx *sqldb.Tx, key string) error) error {
					return write(ctx, func(tx *sqldb.Tx) error {
						for i := range keys { // from the last to the first: the other way than Sweep
							if err := do(tx, fmt.Sprintf("%d-%d-%d", n, round, keys-i)); err != nil {
								return err
							}
						}
						return nil
					})
				}
				err := each(func(tx *sqldb.Tx, key string) error { return insertThing(ctx, tx, quota.Assets, "ann", key, 1) })
				if err == nil {
					err = each(func(tx *sqldb.Tx, key string) error { return s.Quotas.Put(ctx, tx, "ann", key, one(quota.Assets)) })
				}
				if err != nil {
					t.Errorf("worker: %v", err)
					return
				}
			}
		})
	}
	work.Wait()
	close(over)
	sweeps.Wait()
	s := setups[0]
	require.Equal(t, quota.Swept{}, s.sweep(t))
	require.Len(t, s.Entries(t), workers*rounds*keys)
	require.Equal(t, s.things(t), s.counted(t))
	s.Sound(t)
}
