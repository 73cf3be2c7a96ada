// Package audittest is the conformance suite of the audit trail: what package
// audit promises, tried on a database.
package audittest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/sqldb"
)

// Run runs the suite. open returns an empty database of its own for each test,
// closed when the test ends.
func Run(t *testing.T, open func(t testing.TB) *sqldb.DB) {
	for name, test := range map[string]func(t *testing.T, db *sqldb.DB){
		"Record":               testRecord,
		"RecordBounds":         testRecordBounds,
		"RecordRollsBack":      testRecordRollsBack,
		"RecordFromOrigin":     testRecordFromOrigin,
		"RecordOnBehalf":       testRecordOnBehalf,
		"RecordInvalid":        testRecordInvalid,
		"RecordConcurrently":   testRecordConcurrently,
		"AppendOnly":           testAppendOnly,
		"ListFilters":          testListFilters,
		"ListPages":            testListPages,
		"ListInTransaction":    testListInTransaction,
		"ListInvalid":          testListInvalid,
		"ListSeeks":            testListSeeks,
		"Prune":                testPrune,
		"PruneInterrupted":     testPruneInterrupted,
		"PruneNothing":         testPruneNothing,
		"PruneKeeps":           testPruneKeeps,
		"PruneConcurrently":    testPruneConcurrently,
		"EndedContextIsHeeded": testEndedContext,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := open(t)
			require.NoError(t, db.Migrate(t.Context(), audit.Schema()))
			test(t, db)
		})
	}
}

// noon is a time that the database can keep as it is.
func noon(day int) time.Time { return time.Date(2026, 3, day, 12, 0, 0, 0, time.UTC) }

func record(t testing.TB, db *sqldb.DB, events ...audit.Event) {
	t.Helper()
	require.NoError(t, db.Write(t.Context(), func(tx *sqldb.Tx) error {
		for _, e := range events {
			if err := audit.Record(t.Context(), tx, e); err != nil {
				return err
			}
		}
		return nil
	}))
}

// all returns the whole trail, oldest first, without ids.
func all(t testing.TB, db *sqldb.DB) []audit.Event {
	t.Helper()
	events := pages(t.Context(), t, db, audit.Filter{}, 500)
	for i := range events {
		events[i].ID = 0
	}
	for i, j := 0, len(events)-1; i < j; i, j = i+1, j-1 {
		events[i], events[j] = events[j], events[i]
	}
	return events
}

// pages lists to the end and checks what holds for each page.
func pages(ctx context.Context, t testing.TB, db *sqldb.DB, f audit.Filter, limit int) []audit.Event {
	t.Helper()
	var events []audit.Event
	for after := ""; ; {
		page, next, err := audit.List(ctx, db, f, audit.Page{After: after, Limit: limit})
		require.NoError(t, err)
		require.LessOrEqual(t, len(page), limit)
		events = append(events, page...)
		if next == "" {
			break
		}
		require.Len(t, page, limit, "a page that is not the last is full")
		after = next
	}
	for i := 1; i < len(events); i++ {
		a, b := events[i-1], events[i]
		require.True(t, a.At.After(b.At) || a.At.Equal(b.At) && a.ID > b.ID, fmt.Sprintf("%v before %v", a, b))
	}
	return events
}

func count(t testing.TB, db *sqldb.DB) int {
	t.Helper()
	var n int
	require.NoError(t, db.Get(t.Context(), &n, `select count(*) from ep_audit`))
	return n
}
