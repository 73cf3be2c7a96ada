package sqldb_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

// running runs an Outbox until the returned function is called.
func running(t *testing.T, o *sqldb.Outbox) (stop func()) {
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- o.Run(ctx) }()
	return func() {
		cancel()
		require.NoError(t, <-ended)
	}
}

// Events that fail, and those of other processes, are found by looking.
func TestRunPolls(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a.sqlite")
	synctest.Test(t, func(t *testing.T) {
		db, other := open(t, path, sqldb.SQLiteOptions{}), open(t, path, sqldb.SQLiteOptions{})
		require.NoError(t, db.Migrate(t.Context()))
		var log bytes.Buffer
		o := sqldb.NewOutbox(db, sqldb.OutboxConfig{Logger: slog.New(slog.NewTextHandler(&log, nil))})
		var calls []time.Duration
		start := time.Now()
		o.Handle("a", func(context.Context, sqldb.Event) error {
			calls = append(calls, time.Since(start))
			if len(calls) < 4 {
				return errors.New("not yet")
			}
			return nil
		})
		stop := running(t, o)
		synctest.Wait()
		require.ErrorContains(t, o.Run(t.Context()), "runs already")
		publish(t, other, "a")
		time.Sleep(time.Minute)
		stop()
		require.Zero(t, outboxRows(t, db))
		require.Len(t, calls, 4)
		// Looked for each second, tried again after 1, 2 and 4 seconds and a bit.
		for i, least := range []time.Duration{0, 1, 3, 7} {
			require.GreaterOrEqual(t, calls[i], least*time.Second)
			require.LessOrEqual(t, calls[i], (2*least+2)*time.Second)
		}
		require.Contains(t, log.String(), "not yet")
		require.NoError(t, other.Close())
		require.NoError(t, db.Close())
	})
}

// A slow handler keeps its own topic waiting, no other.
func TestRunTopicsDoNotWait(t *testing.T) {
	t.Parallel()
	db := sqldbtest.SQLite(t)
	for range 20 {
		publish(t, db, "slow")
	}
	for range 20 {
		publish(t, db, "quick")
	}
	o := sqldb.NewOutbox(db, sqldb.OutboxConfig{Concurrency: 3})
	release := make(chan struct{})
	var slow, most atomic.Int32
	var quick sync.WaitGroup
	quick.Add(20)
	o.Handle("slow", func(context.Context, sqldb.Event) error {
		if n := slow.Add(1); n > most.Load() {
			most.Store(n)
		}
		<-release
		slow.Add(-1)
		return nil
	})
	o.Handle("quick", func(context.Context, sqldb.Event) error {
		quick.Done()
		return nil
	})
	stop := running(t, o)
	quick.Wait()
	close(release)
	for outboxRows(t, db) > 0 {
		time.Sleep(time.Millisecond)
	}
	stop()
	require.LessOrEqual(t, most.Load(), int32(3))
}

// The end of Run: handlers get their grace, then their contexts end, and the
// events are due at once.
func TestRunEnds(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a.sqlite")
	synctest.Test(t, func(t *testing.T) {
		db := open(t, path, sqldb.SQLiteOptions{})
		require.NoError(t, db.Migrate(t.Context()))
		publish(t, db, "patient")
		publish(t, db, "endless")
		o := sqldb.NewOutbox(db, sqldb.OutboxConfig{Grace: 10 * time.Second})
		o.Handle("patient", func(ctx context.Context, _ sqldb.Event) error {
			time.Sleep(8 * time.Second)
			return ctx.Err()
		})
		o.Handle("endless", func(ctx context.Context, _ sqldb.Event) error {
			<-ctx.Done()
			return ctx.Err()
		})
		stop := running(t, o)
		synctest.Wait()
		start := time.Now()
		stop()
		require.Equal(t, 10*time.Second, time.Since(start))
		stuck, err := db.Stuck(t.Context(), 1, 10)
		require.NoError(t, err)
		require.Len(t, stuck, 1)
		require.Equal(t, "endless", stuck[0].Topic)
		require.False(t, stuck[0].DueAt.After(time.Now()), "due at once")
		require.NoError(t, db.Close())
	})
}

// A handler has the time of its lease.
func TestLease(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a.sqlite")
	synctest.Test(t, func(t *testing.T) {
		db := open(t, path, sqldb.SQLiteOptions{})
		require.NoError(t, db.Migrate(t.Context()))
		publish(t, db, "a")
		o := sqldb.NewOutbox(db, sqldb.OutboxConfig{Lease: 20 * time.Second})
		o.HandleTx("a", func(ctx context.Context, tx *sqldb.Tx, _ sqldb.Event) error {
			if err := tx.Publish(ctx, "b", 1); err != nil {
				return err
			}
			<-ctx.Done()
			return nil // as if nothing had happened
		})
		start := time.Now()
		_, err := o.Drain(t.Context())
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.Equal(t, 20*time.Second, time.Since(start))
		require.Equal(t, 1, outboxRows(t, db), "what it wrote was rolled back")
		require.NoError(t, db.Close())
	})
}

// The database may be away for a while.
func TestRunOutlivesErrors(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a.sqlite")
	synctest.Test(t, func(t *testing.T) {
		db := open(t, path, sqldb.SQLiteOptions{})
		var log bytes.Buffer
		o := sqldb.NewOutbox(db, sqldb.OutboxConfig{Logger: slog.New(slog.NewTextHandler(&log, nil))})
		handled := 0
		o.Handle("a", func(context.Context, sqldb.Event) error { handled++; return nil })
		stop := running(t, o)
		time.Sleep(10 * time.Second)
		require.NoError(t, db.Migrate(t.Context())) // until now there was no table
		publish(t, db, "a")
		time.Sleep(2 * time.Second)
		stop()
		require.Equal(t, 1, handled)
		require.Contains(t, log.String(), "the database refuses")
		require.LessOrEqual(t, bytes.Count(log.Bytes(), []byte("\n")), 20, "no more than it looks")
		require.NoError(t, db.Close())
	})
}

func TestObserver(t *testing.T) {
	t.Parallel()
	db := sqldbtest.SQLite(t)
	publish(t, db, "good")
	publish(t, db, "bad")
	var mu sync.Mutex
	told := map[string]error{}
	tell := func(e sqldb.Event, err error) {
		mu.Lock()
		defer mu.Unlock()
		told[e.Topic] = err
	}
	bad := errors.New("bad")
	o := sqldb.NewOutbox(db, sqldb.OutboxConfig{Observer: sqldb.OutboxObserver{
		OnDone:   func(e sqldb.Event, _ time.Duration) { tell(e, nil) },
		OnFailed: func(e sqldb.Event, err error, _ time.Time) { tell(e, err) },
	}})
	o.Handle("good", func(context.Context, sqldb.Event) error { return nil })
	o.Handle("bad", func(context.Context, sqldb.Event) error { return bad })
	done, err := o.Drain(t.Context())
	require.ErrorIs(t, err, bad)
	require.Equal(t, 1, done)
	require.Equal(t, map[string]error{"good": nil, "bad": bad}, told)
}

// A handler that publishes what it handles is cut off by the context.
func TestDrainEndsWithContext(t *testing.T) {
	t.Parallel()
	db := sqldbtest.SQLite(t)
	publish(t, db, "a")
	o := sqldb.NewOutbox(db, sqldb.OutboxConfig{})
	ctx, cancel := context.WithCancel(t.Context())
	calls := 0
	o.HandleTx("a", func(ctx context.Context, tx *sqldb.Tx, _ sqldb.Event) error {
		if calls++; calls == 20 {
			cancel()
		}
		return tx.Publish(ctx, "a", 1)
	})
	_, err := o.Drain(ctx)
	require.ErrorIs(t, err, context.Canceled)
	require.Equal(t, 20, calls)
	require.Equal(t, 1, outboxRows(t, db))
}
