package authtest

import (
	"fmt"
	"regexp"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/sqldb"
)

// testThrottleTable looks at the rows: they name nobody, and those of idle keys
// go by themselves while others are used.
func testThrottleTable(t *testing.T, db *sqldb.DB) {
	var clock clock
	clock.set(at(0))
	sql := auth.NewSQLThrottle(db, auth.ThrottleConfig{Now: clock.now})
	s := &throttle{sql, &clock, t}
	most := 0
	for i := range 700 {
		s.take(fmt.Sprintf("login moon@example.com %d", i), fivePer50s)
		clock.advance(time.Second) // ten keys are in use at any time
		if i%50 == 49 {
			most = max(most, rowsOf(t, db, "ep_throttle"))
		}
	}
	require.Less(t, most, 400, "with those that have been idle for less than clocks may be apart")

	var keys []string
	require.NoError(t, db.Select(t.Context(), &keys, `select key from ep_throttle limit 1000`))
	for _, key := range keys {
		require.Regexp(t, regexp.MustCompile(`^[0-9a-f]{64}$`), key)
	}

	before := rowsOf(t, db, "ep_throttle")
	n, err := sql.Sweep(t.Context(), 3)
	require.NoError(t, err)
	require.Equal(t, 3, n)
	n, err = sql.Sweep(t.Context(), -1)
	require.NoError(t, err)
	require.Zero(t, n)
	_, err = sql.Sweep(t.Context(), 10_000)
	require.NoError(t, err)
	require.Equal(t, min(before, 69), rowsOf(t, db, "ep_throttle"), "what is in use stays, also by a clock that is behind")
	clock.advance(time.Hour)
	n, err = sql.Sweep(t.Context(), 10_000)
	require.NoError(t, err)
	require.Equal(t, 69, n)
}

// testThrottleSkew takes by two clocks that are apart, and by one that moves on
// under many: no more pass than may, but for what the difference is worth, once.
// Who is refused gets nothing back by that.
func testThrottleSkew(t *testing.T, db *sqldb.DB) {
	l := auth.Limit{Count: 20, Per: 2 * time.Second}
	interval := l.Per / time.Duration(l.Count)
	for _, apart := range []time.Duration{0, 250 * time.Millisecond, 5 * time.Second, time.Minute} {
		var clock clock
		clock.set(at(0))
		throttles := []auth.Throttle{
			auth.NewSQLThrottle(db, auth.ThrottleConfig{Now: clock.now}),
			auth.NewSQLThrottle(db, auth.ThrottleConfig{Now: func() time.Time { return clock.now().Add(apart) }}),
		}
		var passed atomic.Int64
		together(20, func(i int) {
			for range 10 {
				wait, err := throttles[i%2].Take(t.Context(), fmt.Sprint("skew ", apart), l)
				switch {
				case err != nil:
					t.Error(err)
				case wait == 0:
					passed.Add(1)
				case wait > l.Per+apart:
					t.Errorf("wait %v", wait)
				}
				clock.advance(5 * time.Millisecond)
			}
		})
		took := clock.now().Sub(at(0))
		require.LessOrEqual(t, passed.Load(), int64(l.Count)+int64((took+apart)/interval), apart)
		require.GreaterOrEqual(t, passed.Load(), int64(l.Count), apart)
	}
}
