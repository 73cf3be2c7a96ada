package authtest

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/sqldb"
)

// RunSQL runs RunStore and RunThrottle on a database, and looks into its tables.
// open returns an empty database of its own for each test, closed when the test
// ends.
func RunSQL(t *testing.T, open func(t testing.TB) *sqldb.DB) {
	migrated := func(t testing.TB) *sqldb.DB {
		db := open(t)
		require.NoError(t, db.Migrate(t.Context(), auth.Schema()))
		return db
	}
	t.Run("Store", func(t *testing.T) {
		t.Parallel()
		RunStore(t, func(t testing.TB) auth.Store { return auth.NewSQL(migrated(t)) })
	})
	t.Run("Throttle", func(t *testing.T) {
		t.Parallel()
		RunThrottle(t, func(t testing.TB, now func() time.Time) auth.Throttle {
			return auth.NewSQLThrottle(migrated(t), auth.ThrottleConfig{Now: now})
		})
	})
	for name, test := range map[string]func(t *testing.T, db *sqldb.DB){
		"EventsRollBack":      testEventsRollBack,
		"Join":                testJoin,
		"DeleteLeavesNothing": testDeleteLeavesNothing,
		"ThrottleTable":       testThrottleTable,
		"ThrottleSkew":        testThrottleSkew,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, migrated(t))
		})
	}
}

func rowsOf(t testing.TB, db *sqldb.DB, table string) (n int) {
	t.Helper()
	require.NoError(t, db.Get(t.Context(), &n, `select count(*) from `+table)) // #nosec G202 -- tests name the tables
	return n
}

// testEventsRollBack keeps audit events and events of the outbox with the rows
// they speak of, and only with them.
func testEventsRollBack(t *testing.T, db *sqldb.DB) {
	s := auth.NewSQL(db)
	stop := errors.New("stop")
	for _, end := range []error{stop, nil} {
		require.Equal(t, end, tryWrite(t, s, func(ctx context.Context, w auth.Writer) error {
			if err := w.AddAccount(ctx, account("user", "User")); err != nil {
				return err
			}
			if err := w.Record(ctx, audit.Event{Action: "auth.test", Object: "user:user"}); err != nil {
				return err
			}
			if err := w.Publish(ctx, "auth.test", map[string]string{"id": "user"}); err != nil {
				return err
			}
			return end
		}))
		want := 0
		if end == nil {
			want = 1
		}
		for _, table := range []string{"ep_user", "ep_audit", "ep_outbox"} {
			require.Equal(t, want, rowsOf(t, db, table), table)
		}
	}
	require.ErrorIs(t, tryWrite(t, s, func(ctx context.Context, w auth.Writer) error {
		return w.Record(ctx, audit.Event{})
	}), audit.ErrInvalid)
}

// testJoin writes in a transaction that has rows of somebody else's.
func testJoin(t *testing.T, db *sqldb.DB) {
	stop := errors.New("stop")
	for _, end := range []error{stop, nil} {
		require.Equal(t, end, db.Write(t.Context(), func(tx *sqldb.Tx) error {
			if err := tx.Publish(t.Context(), "host.something", 1); err != nil {
				return err
			}
			if err := auth.JoinSQL(tx).AddAccount(t.Context(), account("user", "User")); err != nil {
				return err
			}
			return end
		}))
	}
	require.Equal(t, 1, rowsOf(t, db, "ep_user"))
	require.Equal(t, 1, rowsOf(t, db, "ep_outbox"))
}

// testDeleteLeavesNothing looks for rows that nobody can reach any more.
func testDeleteLeavesNothing(t *testing.T, db *sqldb.DB) {
	s := auth.NewSQL(db)
	one, _ := session("one", "user")
	two, _ := session("two", "user")
	add(t, s, account("user", "User"), one, two, reset("reset", "user"))
	write(t, s, func(ctx context.Context, w auth.Writer) error {
		_, err := w.Rotate(ctx, digest("one 1"), at(1), secret("one 2", "one"))
		return err
	})
	write(t, s, func(ctx context.Context, w auth.Writer) error { return w.DeleteAccount(ctx, "user") })
	for _, table := range []string{"ep_user", "ep_session", "ep_session_secret", "ep_pending"} {
		require.Zero(t, rowsOf(t, db, table), table)
	}
}
