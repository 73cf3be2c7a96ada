package ratelimittest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/ratelimit"
	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

// RunSQL runs Run and RunHits on databases, and looks at what is in their tables. open returns an empty database.
func RunSQL(t *testing.T, open func(t testing.TB) *sqldb.DB) {
	migrated := func(t testing.TB) *sqldb.DB {
		db := open(t)
		require.NoError(t, db.Migrate(t.Context(), ratelimit.Schema()))
		return db
	}
	t.Run("Limiter", func(t *testing.T) {
		t.Parallel()
		Run(t, ratelimit.MaxSkew, func(t testing.TB, now func() time.Time) ratelimit.Limiter {
			return ratelimit.NewSQL(migrated(t), ratelimit.SQLConfig{Now: now})
		})
	})
	t.Run("Hits", func(t *testing.T) {
		t.Parallel()
		RunHits(t, func(t testing.TB) ratelimit.Hits { return ratelimit.NewHits(migrated(t)) })
	})
	for _, test := range []struct {
		name string
		run  func(t *testing.T, db *sqldb.DB)
	}{
		{"Table", testTable},
		{"RefusalWritesNothing", testRefusalWritesNothing},
		{"TATFromAhead", testTATFromAhead},
		{"Skew", testSkew},
		{"SweepFails", testSweepFails},
		{"EndedContext", testEndedContext},
		{"DeletedUser", testDeletedUser},
		{"DeletedWhileAdding", testDeletedWhileAdding},
		{"SweepInBatches", testSweepInBatches},
		{"HitsRace", testHitsRace},
		{"PagesSeek", func(t *testing.T, db *sqldb.DB) { sqldbtest.PagesSeek(t, db, FillPages) }},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			test.run(t, migrated(t))
		})
	}
}

// RacesOfProcesses runs Races on several connections to one database, as many processes have it.
func RacesOfProcesses(t *testing.T, dbs ...*sqldb.DB) {
	require.NoError(t, dbs[0].Migrate(t.Context(), ratelimit.Schema()))
	clock := sqldbtest.NewClock()
	var limiters []ratelimit.Limiter
	for _, db := range dbs {
		limiters = append(limiters, ratelimit.NewSQL(db, ratelimit.SQLConfig{Now: clock.Now}))
	}
	Races(t, limiters...)
}

// MovingOfProcesses asks from several connections to one database, as many processes have it, while their clock moves on.
func MovingOfProcesses(t *testing.T, dbs ...*sqldb.DB) {
	require.NoError(t, dbs[0].Migrate(t.Context(), ratelimit.Schema()))
	clock := sqldbtest.NewClock()
	var limiters []ratelimit.Limiter
	for _, db := range dbs {
		limiters = append(limiters, ratelimit.NewSQL(db, ratelimit.SQLConfig{Now: clock.Now}))
	}
	moving(t, clock, per(100, time.Second, 20), 0, limiters...)
}

// testSkew counts by two clocks that are apart: no more pass than the difference is worth, once, and nothing is given back to who is refused or looks.
func testSkew(t *testing.T, db *sqldb.DB) {
	for _, p := range []ratelimit.Policy{per(100, time.Second, 20), per(10, time.Minute, 10), per(5, time.Second, 5)} {
		for _, apart := range []time.Duration{100 * time.Millisecond, 250 * time.Millisecond, 5 * time.Second, ratelimit.MaxSkew} {
			clock := sqldbtest.NewClock()
			ahead := ratelimit.NewSQL(db, ratelimit.SQLConfig{Now: func() time.Time { return clock.Now().Add(apart) }})
			behind := ratelimit.NewSQL(db, ratelimit.SQLConfig{Now: clock.Now})
			key, passed := fmt.Sprint(p, apart), 0
			for step := range 60 {
				for _, l := range []ratelimit.Limiter{behind, ahead} {
					for cost := range 2 {
						d, err := l.Allow(t.Context(), key, p, cost)
						require.NoError(t, err)
						if d.OK {
							passed += cost
						}
						require.LessOrEqual(t, d.RetryAfter, p.Per/time.Duration(p.Rate)+apart)
					}
				}
				if step%6 == 5 {
					clock.Advance(100 * time.Millisecond)
					_, err := ahead.Sweep(t.Context(), 1000)
					require.NoError(t, err)
				}
			}
			most := int64(p.Burst) + int64(time.Second+apart)*int64(p.Rate)/int64(p.Per)
			require.LessOrEqual(t, int64(passed), most, key)

			// The row stays as it is when the one behind refuses, or only looks: this one remembers nothing.
			before := tats(t, db)
			afresh := ratelimit.NewSQL(db, ratelimit.SQLConfig{Now: clock.Now})
			for cost := range 2 {
				_, err := afresh.Allow(t.Context(), key, p, cost*p.Burst)
				require.NoError(t, err)
			}
			require.Equal(t, before, tats(t, db))
		}
	}
}

func tats(t testing.TB, db *sqldb.DB) (all []int64) {
	t.Helper()
	require.NoError(t, db.Select(t.Context(), &all, `select tat from ep_ratelimit order by key limit 1000`))
	return all
}

// testSweepFails takes away what Sweep needs and nobody else: requests pass.
func testSweepFails(t *testing.T, db *sqldb.DB) {
	clock := sqldbtest.NewClock()
	s := &limiter{ratelimit.NewSQL(db, ratelimit.SQLConfig{Now: clock.Now}), clock, ratelimit.MaxSkew, t}
	s.ask("old", five(), 1)
	refuses := []string{`create trigger ep_test before delete on ep_ratelimit begin select raise(abort, 'no disk'); end`}
	if db.Dialect() == sqldb.PostgreSQL {
		refuses = []string{
			`create function ep_test() returns trigger language plpgsql as $$ begin raise exception 'no disk'; end $$`,
			`create trigger ep_test before delete on ep_ratelimit for each row execute function ep_test()`,
		}
	}
	for _, one := range refuses {
		_, err := db.Exec(t.Context(), one)
		require.NoError(t, err)
	}
	clock.Advance(time.Hour)
	_, err := s.Limiter.(*ratelimit.SQL).Sweep(t.Context(), 10)
	require.ErrorContains(t, err, "no disk")
	require.Equal(t, 600, s.passes("key", per(600, time.Minute, 0), 600))
}

// testTable looks at the rows: they name nobody, and those of idle keys go by themselves while others are used.
func testTable(t *testing.T, db *sqldb.DB) {
	clock := sqldbtest.NewClock()
	sql := ratelimit.NewSQL(db, ratelimit.SQLConfig{Now: clock.Now})
	s := &limiter{sql, clock, ratelimit.MaxSkew, t}
	most := 0
	for i := range 700 {
		s.ask(fmt.Sprintf("login account:moon@example.com %d", i), five(), 1)
		clock.Advance(time.Second) // ten keys are in use at any time
		if i%50 == 49 {
			most = max(most, rowsOf(t, db, "ep_ratelimit"))
		}
	}
	require.Less(t, most, 400, "with those that have been idle for less than the skew")

	var keys []string
	require.NoError(t, db.Select(t.Context(), &keys, `select key from ep_ratelimit limit 1000`))
	for _, key := range keys {
		require.Regexp(t, `^[0-9a-f]{64}$`, key)
	}

	before := rowsOf(t, db, "ep_ratelimit")
	n, err := sql.Sweep(t.Context(), 3)
	require.NoError(t, err)
	require.Equal(t, 3, n)
	n, err = sql.Sweep(t.Context(), -1)
	require.NoError(t, err)
	require.Zero(t, n)
	_, err = sql.Sweep(t.Context(), 10_000)
	require.NoError(t, err)
	require.Equal(t, min(before, 69), rowsOf(t, db, "ep_ratelimit"), "what is in use stays, also by a clock that is behind")
	clock.Advance(time.Hour)
	n, err = sql.Sweep(t.Context(), 10_000)
	require.NoError(t, err)
	require.Equal(t, 69, n)
}

// testRefusalWritesNothing asks inside of a transaction that keeps all others from writing: who is refused is told so nevertheless, and who looks.
func testRefusalWritesNothing(t *testing.T, db *sqldb.DB) {
	clock := sqldbtest.NewClock()
	s := &limiter{ratelimit.NewSQL(db, ratelimit.SQLConfig{Now: clock.Now}), clock, ratelimit.MaxSkew, t}
	s.passes("key", five(), 10)
	require.NoError(t, db.Write(t.Context(), func(tx *sqldb.Tx) error {
		if _, err := tx.Exec(t.Context(), `update ep_ratelimit set tat = tat`); err != nil {
			return err
		}
		for range 20 {
			require.False(t, s.ask("key", five(), 1).OK)
			require.Zero(t, s.look("key", five()).Remaining)
			require.Equal(t, 5, s.look("another", five()).Remaining)
		}
		return nil
	}))
	require.Equal(t, 1, rowsOf(t, db, "ep_ratelimit"), "who was only looked at has no row")
}

// testTATFromAhead has a row that a clock wrote which is far ahead: it is brought back, once.
func testTATFromAhead(t *testing.T, db *sqldb.DB) {
	clock := sqldbtest.NewClock()
	s := &limiter{ratelimit.NewSQL(db, ratelimit.SQLConfig{Now: clock.Now}), clock, ratelimit.MaxSkew, t}
	s.ask("key", five(), 1)
	_, err := db.Exec(t.Context(), `update ep_ratelimit set tat = 9223372036854775807`)
	require.NoError(t, err)
	for range 3 {
		require.Equal(t, 20*time.Second, s.ask("key", five(), 2).RetryAfter)
	}
	clock.Advance(20 * time.Second)
	require.Equal(t, 2, s.passes("key", five(), 10))

	_, err = db.Exec(t.Context(), `update ep_ratelimit set tat = -9223372036854775807`)
	require.NoError(t, err)
	require.False(t, s.ask("key", five(), 1).OK, "what was read is believed for a second")
	clock.Advance(time.Second)
	require.Equal(t, 5, s.passes("key", five(), 10), "long ago is as new")
}

func testEndedContext(t *testing.T, db *sqldb.DB) {
	clock := sqldbtest.NewClock()
	s := &limiter{ratelimit.NewSQL(db, ratelimit.SQLConfig{Now: clock.Now}), clock, ratelimit.MaxSkew, t}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := s.Allow(ctx, "key", five(), 1)
	require.ErrorIs(t, err, context.Canceled)
	require.Equal(t, 5, s.passes("key", five(), 10), "it did not count")
	hits := ratelimit.NewHits(db)
	require.ErrorIs(t, hits.Add(ctx, []ratelimit.Hit{hit(0, "pdf", "user:ann", 1)}), context.Canceled)
	require.Zero(t, rowsOf(t, db, "ep_ratelimit_hit"))
}

func rowsOf(t testing.TB, db *sqldb.DB, table string) (n int) {
	t.Helper()
	require.NoError(t, db.Get(t.Context(), &n, `select count(*) from `+table)) // #nosec G202 -- tests name the tables
	return n
}
