package quota_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/quota"
	"github.com/einkpdf/platform/quota/quotatest"
	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

// Where the pages end that Stats reads matters to nobody, nor that somebody has more rows than a page.
func TestStatsPages(t *testing.T) {
	t.Parallel()
	for _, rows := range []int{2, 7} {
		t.Run(fmt.Sprint(rows), func(t *testing.T) {
			t.Parallel()
			quotatest.Population(t, sqldbtest.SQLite(t), func(q *quota.SQL, ctx context.Context) (quota.Stats, error) { return q.StatsBy(ctx, rows) })
		})
	}
}

// Nor where those end that Sweep compares.
func TestCounterPages(t *testing.T) {
	t.Parallel()
	const owners = 40
	s := quotatest.New(t, sqldbtest.SQLite(t))
	now := s.Clock.Now()
	random := rand.New(rand.NewPCG(4, 2)) // #nosec G404 -- the same each time
	for _, rows := range []int{2, 3, 7} {
		wrong := 0
		require.NoError(t, s.DB.Write(t.Context(), func(tx *sqldb.Tx) (err error) {
			exec := func(statement string, args ...any) {
				if err == nil {
					_, err = tx.Exec(t.Context(), statement, args...)
				}
			}
			exec(`delete from ep_quota_entry`)
			exec(`delete from ep_quota_counter`)
			wrong = 0
			for o := range owners {
				// Of some that follow each other there are only entries, or only counters.
				counts, sums := o/8%4 != 1, o/8%4 != 2
				for _, r := range quota.Resources()[:5] {
					var day, has int64
					if r == quota.JobsPerDay {
						day = now.Unix() / 86400
					}
					owner := fmt.Sprintf("user%02d", o)
					if counts && random.IntN(3) > 0 {
						has = 1 + random.Int64N(2)
						for i := range has {
							exec(`insert into ep_quota_entry (owner, resource, key, amount, state, day, created_at) values ($1, $2, $3, 1, 'used', $4, $5)`,
								owner, r, fmt.Sprint("k", i), day, sqldb.At(now))
						}
					}
					said := has
					if random.IntN(6) == 0 {
						said++
					}
					switch {
					case !sums || said == 0:
						said = 0
					default:
						exec(`insert into ep_quota_counter (owner, resource, day, used, reserved) values ($1, $2, $3, $4, 0)`, owner, r, day, said)
					}
					if said != has {
						wrong++
					}
				}
			}
			return err
		}))
		swept, err := s.Quotas.SweepBy(t.Context(), rows)
		require.NoError(t, err)
		require.Equal(t, quota.Swept{Counters: wrong}, swept, "%d rows", rows)
		require.Greater(t, wrong, 20)
		s.Sound(t)
	}
}
