package sqldbtest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/sqldb"
)

func (s suite) outbox() []test {
	return []test{
		{"an event is handled and goes", s.outboxHandles},
		{"events of a rollback never were", s.outboxRollback},
		{"TxHandlers commit with the removal", s.outboxTx},
		{"failures come back later", s.outboxFailure},
		{"several processes share the events", s.outboxShared},
		{"who was too late has lost the event", s.outboxFence},
		{"who was too late leaves the other one alone", s.outboxTakenOver},
		{"Run", s.outboxRun},
	}
}

func publish(t testing.TB, db *sqldb.DB, topic string, n int) {
	t.Helper()
	require.NoError(t, db.Write(t.Context(), func(tx *sqldb.Tx) error {
		for i := range n {
			if err := tx.Publish(t.Context(), topic, map[string]int{"n": i}); err != nil {
				return err
			}
		}
		return nil
	}))
}

func left(t testing.TB, db *sqldb.DB) (n int) {
	t.Helper()
	require.NoError(t, db.Get(t.Context(), &n, `select count(*) from ep_outbox`))
	return n
}

func (s suite) outboxHandles(t *testing.T) {
	db, ctx := s.fresh(t), t.Context()
	before := time.Now().Add(-time.Second)
	publish(t, db, "a", 10)
	publish(t, db, "nobody", 1)
	var mu sync.Mutex
	seen := map[string]int{}
	o := sqldb.NewOutbox(db, sqldb.OutboxConfig{})
	for range 2 {
		o.Handle("a", func(_ context.Context, e sqldb.Event) error {
			mu.Lock()
			defer mu.Unlock()
			seen[string(e.Payload)]++
			if e.Attempt != 1 || e.Topic != "a" || e.CreatedAt.Before(before) || e.ID == 0 {
				return fmt.Errorf("strange: %+v", e)
			}
			return nil
		})
	}
	done, err := o.Drain(ctx)
	require.NoError(t, err)
	require.Equal(t, 10, done)
	require.Len(t, seen, 10)
	for i := range 10 {
		require.Equal(t, 2, seen[fmt.Sprintf(`{"n":%d}`, i)], "by both handlers")
	}
	require.Equal(t, 1, left(t, db), "the topic that nobody handles")
	done, err = o.Drain(ctx)
	require.NoError(t, err)
	require.Zero(t, done)
}

func (s suite) outboxRollback(t *testing.T) {
	db, ctx := s.fresh(t), t.Context()
	stop := errors.New("stop")
	require.ErrorIs(t, db.Write(ctx, func(tx *sqldb.Tx) error {
		require.NoError(t, tx.Publish(ctx, "a", 1))
		return stop
	}), stop)
	require.Zero(t, left(t, db))
	for _, c := range []struct {
		topic   string
		payload any
	}{{"", 1}, {string(make([]byte, sqldb.MaxTopic+1)), 1}, {"a", string(make([]byte, sqldb.MaxPayload))}, {"a", func() {}}} {
		require.Error(t, db.Write(ctx, func(tx *sqldb.Tx) error { return tx.Publish(ctx, c.topic, c.payload) }))
	}
	require.Zero(t, left(t, db))
}

func (s suite) outboxTx(t *testing.T) {
	db, ctx := s.fresh(t), t.Context()
	publish(t, db, "a", 1)
	fail := errors.New("not yet")
	var broken atomic.Bool
	broken.Store(true)
	now := time.Now()
	o := sqldb.NewOutbox(db, sqldb.OutboxConfig{Now: func() time.Time { return now }})
	o.HandleTx("a", func(ctx context.Context, tx *sqldb.Tx, e sqldb.Event) error {
		if err := tx.Publish(ctx, "b", e.ID); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, insertThing, fmt.Sprint(e.ID), 1)
		return err
	})
	o.HandleTx("a", func(context.Context, *sqldb.Tx, sqldb.Event) error {
		if broken.Load() {
			return fail
		}
		return nil
	})
	_, err := o.Drain(ctx)
	require.ErrorIs(t, err, fail)
	require.Zero(t, count(t, db), "the first handler's writes went with the second one's error")
	broken.Store(false)
	now = now.Add(time.Minute)
	done, err := o.Drain(ctx)
	require.NoError(t, err)
	require.Equal(t, 1, done)
	require.Equal(t, 1, count(t, db))
	var topics []string
	require.NoError(t, db.Select(ctx, &topics, `select topic from ep_outbox`))
	require.Equal(t, []string{"b"}, topics)
}

func (s suite) outboxFailure(t *testing.T) {
	db, ctx := s.fresh(t), t.Context()
	publish(t, db, "a", 1)
	publish(t, db, "b", 1)
	now := time.Now()
	var failed, claimed []time.Duration
	o := sqldb.NewOutbox(db, sqldb.OutboxConfig{
		Now: func() time.Time { return now },
		Observer: sqldb.OutboxObserver{OnFailed: func(e sqldb.Event, _ error, next time.Time) {
			failed = append(failed, next.Sub(now))
		}},
	})
	var calls int
	o.Handle("a", func(ctx context.Context, _ sqldb.Event) error {
		taken, err := db.Stuck(ctx, 1, 1)
		if err != nil {
			return err
		}
		claimed = append(claimed, taken[0].DueAt.Sub(sqldb.At(now).Time))
		calls++
		if calls%2 == 0 {
			panic("a \x00 \xff and much more: " + string(make([]byte, 1000))) //nolint:forbidigo // what is tested
		}
		return errors.New("no")
	})
	require.Equal(t, 2, left(t, db))
	for attempt := 1; attempt <= 15; attempt++ {
		_, err := o.Drain(ctx)
		require.Error(t, err)
		require.Equal(t, attempt, calls)
		_, err = o.Drain(ctx)
		require.NoError(t, err, "it is not due")
		want := min(time.Second<<(attempt-1), time.Hour)
		require.GreaterOrEqual(t, failed[attempt-1], want)
		require.LessOrEqual(t, failed[attempt-1], want+want/4)
		require.Equal(t, time.Minute+want, claimed[attempt-1], "when it is due if it kills the process")
		stuck, err := db.Stuck(ctx, attempt, 10)
		require.NoError(t, err)
		require.Len(t, stuck, 1)
		require.Equal(t, attempt, stuck[0].Attempt)
		require.NotEmpty(t, stuck[0].Error)
		require.LessOrEqual(t, len(stuck[0].Error), 500)
		require.Equal(t, sqldb.At(now.Add(failed[attempt-1])).Time, stuck[0].DueAt)
		now = now.Add(failed[attempt-1] + time.Millisecond)
	}
	require.Equal(t, 2, left(t, db), "never dropped")
	stuck, err := db.Stuck(ctx, 100, 10)
	require.NoError(t, err)
	require.Empty(t, stuck)
}

func (s suite) outboxShared(t *testing.T) {
	db, ctx := s.fresh(t), t.Context()
	const events = 60
	publish(t, db, "a", events)
	var handled atomic.Int32
	require.NoError(t, each(4, func(int) error {
		other, err := sqldb.New(ctx, db.SQL(), db.Dialect())
		if err != nil {
			return err
		}
		o := sqldb.NewOutbox(other, sqldb.OutboxConfig{Concurrency: 2})
		o.HandleTx("a", func(ctx context.Context, tx *sqldb.Tx, e sqldb.Event) error {
			handled.Add(1)
			_, err := tx.Exec(ctx, insertThing, fmt.Sprint(e.ID), e.Attempt)
			return err
		})
		_, err = o.Drain(ctx)
		return err
	}))
	require.Equal(t, events, count(t, db))
	require.Zero(t, left(t, db))
	var attempts int
	require.NoError(t, db.Get(ctx, &attempts, `select max(n) from ep_thing`))
	require.Equal(t, 1, attempts, "nobody took what another one had")
	require.GreaterOrEqual(t, int(handled.Load()), events)
}

// outboxFence has a second Outbox whose clock is past the lease take over the
// event in the middle of the first one's work.
func (s suite) outboxFence(t *testing.T) {
	db, ctx := s.fresh(t), t.Context()
	publish(t, db, "a", 1)
	effect := func(name string) sqldb.TxHandler {
		return func(ctx context.Context, tx *sqldb.Tx, _ sqldb.Event) error {
			_, err := tx.Exec(ctx, insertThing, name, 1)
			return err
		}
	}
	late := sqldb.NewOutbox(db, sqldb.OutboxConfig{Now: func() time.Time { return time.Now().Add(2 * time.Minute) }})
	late.HandleTx("a", effect("second"))
	first := sqldb.NewOutbox(db, sqldb.OutboxConfig{})
	first.Handle("a", func(ctx context.Context, _ sqldb.Event) error {
		done, err := late.Drain(ctx)
		require.Equal(t, 1, done)
		return err
	})
	first.HandleTx("a", effect("first"))
	done, err := first.Drain(ctx)
	require.NoError(t, err)
	require.Zero(t, done)
	var ids []string
	require.NoError(t, db.Select(ctx, &ids, `select id from ep_thing`))
	require.Equal(t, []string{"second"}, ids)
	require.Zero(t, left(t, db))
}

// outboxTakenOver is outboxFence with the second one still at work when the first
// one succeeds or fails.
func (s suite) outboxTakenOver(t *testing.T) {
	for _, result := range []error{nil, errors.New("too late")} {
		db, ctx := s.fresh(t), t.Context()
		publish(t, db, "a", 1)
		taken, finish, ended := make(chan struct{}), make(chan struct{}), make(chan error)
		late := sqldb.NewOutbox(db, sqldb.OutboxConfig{Now: func() time.Time { return time.Now().Add(2 * time.Minute) }})
		late.Handle("a", func(ctx context.Context, _ sqldb.Event) error {
			close(taken)
			select {
			case <-finish:
			case <-ctx.Done():
			}
			return ctx.Err()
		})
		late.HandleTx("a", func(ctx context.Context, tx *sqldb.Tx, _ sqldb.Event) error {
			_, err := tx.Exec(ctx, insertThing, "second", 1)
			return err
		})
		first := sqldb.NewOutbox(db, sqldb.OutboxConfig{})
		first.Handle("a", func(context.Context, sqldb.Event) error {
			go func() {
				_, err := late.Drain(ctx)
				ended <- err
			}()
			<-taken
			return result
		})
		done, err := first.Drain(ctx)
		require.ErrorIs(t, err, result)
		require.Zero(t, done)
		claimed, err := db.Stuck(ctx, 2, 1)
		require.NoError(t, err)
		require.Len(t, claimed, 1, "still there")
		require.Empty(t, claimed[0].Error)
		require.Greater(t, time.Until(claimed[0].DueAt), 2*time.Minute)
		close(finish)
		require.NoError(t, <-ended)
		require.Equal(t, 1, count(t, db))
		require.Zero(t, left(t, db))
	}
}

// outboxRun: two Outboxes of one DB both hear of a commit, although they look by
// themselves once in an hour only.
func (s suite) outboxRun(t *testing.T) {
	db := s.fresh(t)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	handled := make(chan string)
	var wg sync.WaitGroup
	for _, topic := range []string{"a", "b"} {
		o := sqldb.NewOutbox(db, sqldb.OutboxConfig{Poll: time.Hour})
		o.Handle(topic, func(_ context.Context, e sqldb.Event) error {
			handled <- e.Topic
			return nil
		})
		wg.Go(func() {
			if err := o.Run(ctx); err != nil {
				t.Error(err)
			}
		})
	}
	for range 5 {
		publish(t, db, "a", 1)
		require.Equal(t, "a", <-handled)
		publish(t, db, "b", 1)
		require.Equal(t, "b", <-handled)
	}
	stop()
	wg.Wait()
	require.Zero(t, left(t, db))
}
