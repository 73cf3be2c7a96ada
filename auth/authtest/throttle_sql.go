package authtest

import (
	"fmt"
	"regexp"
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
	require.Less(t, most, 300)

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
	require.Equal(t, min(before, 9), rowsOf(t, db, "ep_throttle"), "what is in use stays")
	clock.advance(time.Hour)
	n, err = sql.Sweep(t.Context(), 10_000)
	require.NoError(t, err)
	require.Equal(t, 9, n)
}
