package sqldb_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

// A database that nobody has migrated is older than any program.
func TestMigratedOfNothing(t *testing.T) {
	t.Parallel()
	db := sqldbtest.Open(t, filepath.Join(t.TempDir(), "a.sqlite"))
	require.ErrorIs(t, db.Migrated(t.Context()), sqldb.ErrOlderSchema)
}

func TestLoad(t *testing.T) {
	t.Parallel()
	db, ctx := sqldbtest.SQLite(t), t.Context()
	before := db.Load()
	require.Positive(t, before.Writes, "its tables were made")
	require.Zero(t, before.Waiting)

	held, done := make(chan struct{}), make(chan error, 2)
	release := make(chan struct{})
	go func() {
		done <- db.Write(ctx, func(*sqldb.Tx) error {
			close(held)
			<-release
			return nil
		})
	}()
	<-held
	first := db.Load()
	require.Equal(t, before.Writes+1, first.Writes)
	require.Eventually(t, func() bool { return db.Load().Held > first.Held }, 10*time.Second, time.Millisecond, "it counts while it lasts")

	go func() {
		_, err := db.Exec(ctx, `delete from ep_outbox`)
		done <- err
	}()
	require.Eventually(t, func() bool { return db.Load().Waiting == 1 }, 10*time.Second, time.Millisecond)
	waited := db.Load().Waited
	require.Eventually(t, func() bool { return db.Load().Waited > waited }, 10*time.Second, time.Millisecond)

	gone, cancel := context.WithCancel(ctx)
	cancel()
	require.ErrorIs(t, db.Write(gone, func(*sqldb.Tx) error { return nil }), sqldb.ErrBusy)
	require.Equal(t, before.Refused+1, db.Load().Refused)

	close(release)
	require.NoError(t, <-done)
	require.NoError(t, <-done)
	after := db.Load()
	require.Equal(t, before.Writes+2, after.Writes)
	require.Zero(t, after.Waiting)
	require.Equal(t, after.Held, db.Load().Held, "nobody writes, and it stands")
	require.Equal(t, after.Waited, db.Load().Waited)
	require.NoError(t, db.Read(ctx, func(sqldb.Reader) error { return nil }))
	require.Equal(t, after, db.Load(), "readers are not writers")
}
