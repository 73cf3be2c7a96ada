package audittest

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/sqldb"
)

const day = 24 * time.Hour

// pruner is a trail on the 20th that keeps ten days.
func pruner(db *sqldb.DB) *audit.Log {
	return audit.NewSQL(db, audit.Config{Keep: 10 * day, Now: func() time.Time { return noon(20) }})
}

// recordEach records n events at the same time.
func recordEach(t *testing.T, db *sqldb.DB, n int, at time.Time) {
	t.Helper()
	events := make([]audit.Event, n)
	for i := range events {
		events[i] = audit.Event{At: at, Action: "a.a"}
	}
	record(t, db, events...)
}

func testPrune(t *testing.T, db *sqldb.DB) {
	recordEach(t, db, 2100, noon(1))
	recordEach(t, db, 3, noon(10))
	ctx := audit.WithOrigin(t.Context(), audit.Origin{Actor: audit.Operator})
	n, err := pruner(db).Prune(ctx, time.Time{})
	require.NoError(t, err)
	require.Equal(t, 2100, n)
	events := all(t, db)
	require.Len(t, events, 4)
	require.Equal(t, audit.Event{
		At: noon(20), Actor: audit.Operator, Action: audit.ActionPrune, Outcome: audit.OK,
		Detail: map[string]string{"before": "2026-03-10T12:00:00Z", "events": "2100"},
	}, events[3])

	// Behind the horizon nothing is safe, before it everything is.
	_, err = db.Exec(t.Context(), `delete from ep_audit`)
	require.ErrorIs(t, err, sqldb.ErrConstraint)
	// An older time does not move it back.
	recordEach(t, db, 1, noon(1))
	n, err = pruner(db).Prune(t.Context(), noon(2))
	require.NoError(t, err)
	require.Equal(t, 1, n)
	var horizon sqldb.Time
	require.NoError(t, db.Get(t.Context(), &horizon, `select before from ep_audit_horizon`))
	require.Equal(t, noon(10), horizon.Time)
}

// testPruneInterrupted ends the context after the first batch.
func testPruneInterrupted(t *testing.T, db *sqldb.DB) {
	recordEach(t, db, 1100, noon(1))
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	// database/sql asks from goroutines of its own too, even once the test has
	// ended: what cannot be read then has not been committed.
	committed := func() bool {
		n := 1100
		err := db.Get(context.WithoutCancel(ctx), &n, `select count(*) from ep_audit`)
		return err == nil && n < 1100
	}
	n, err := pruner(db).Prune(&endsAfter{Context: ctx, cancel: cancel, committed: committed}, time.Time{})
	require.ErrorIs(t, err, context.Canceled)
	require.Equal(t, 1000, n)
	require.Equal(t, 101, count(t, db), "100 and the event that says so")
	n, err = pruner(db).Prune(t.Context(), time.Time{})
	require.NoError(t, err)
	require.Equal(t, 100, n)
	require.Equal(t, 2, count(t, db))
}

// endsAfter is a context that ends once something has been committed.
type endsAfter struct {
	context.Context
	cancel    func()
	committed func() bool
}

func (c *endsAfter) Err() error {
	if c.Context.Err() == nil && c.committed() {
		c.cancel()
	}
	return c.Context.Err()
}

func testPruneNothing(t *testing.T, db *sqldb.DB) {
	recordEach(t, db, 2, noon(15))
	n, err := pruner(db).Prune(t.Context(), time.Time{})
	require.NoError(t, err)
	require.Zero(t, n)
	require.Equal(t, 2, count(t, db), "nothing done, nothing recorded")
}

func testPruneKeeps(t *testing.T, db *sqldb.DB) {
	recordEach(t, db, 2, noon(1))
	_, err := pruner(db).Prune(t.Context(), noon(10).Add(time.Millisecond))
	require.ErrorIs(t, err, audit.ErrKept)
	_, err = audit.NewSQL(db, audit.Config{Now: func() time.Time { return noon(20) }}).Prune(t.Context(), noon(2))
	require.ErrorIs(t, err, audit.ErrKept, "two years by default")
	require.Equal(t, 2, count(t, db))
}

func testPruneConcurrently(t *testing.T, db *sqldb.DB) {
	recordEach(t, db, 1100, noon(1))
	trail := pruner(db)
	var both sync.WaitGroup
	deleted := make([]int, 3)
	for i := range deleted {
		both.Go(func() {
			n, err := trail.Prune(t.Context(), time.Time{})
			if err != nil {
				t.Error(err)
			}
			deleted[i] = n
		})
	}
	both.Go(func() {
		for range 20 {
			if err := trail.Record(t.Context(), audit.Event{Action: "a.b"}); err != nil {
				t.Error(err)
			}
		}
	})
	both.Wait()
	require.Equal(t, 1100, deleted[0]+deleted[1]+deleted[2])
	require.Len(t, pages(t.Context(), t, db, audit.Filter{Action: "a.b"}, 500), 20)
	require.Empty(t, pages(t.Context(), t, db, audit.Filter{Action: "a.a"}, 500))
}
