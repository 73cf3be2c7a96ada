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

func (s suite) transactions() []test {
	return []test{
		{"no update is lost", s.noLostUpdate},
		{"what was counted stays counted", s.noWriteSkew},
		{"in turn, too", s.inTurn},
		{"turns of other names wait in SQLite alone", s.otherTurns},
		{"a turn ends with its transaction", s.turnEnds},
		{"an error rolls back", s.errorRollsBack},
		{"an error that was passed over rolls back", s.failedStatementRollsBack},
		{"nothing runs after a statement that failed", s.nothingAfterFailure},
		{"what gave way is tried again, whatever becomes of its error", s.maskedConflict},
		{"a panic rolls back", s.panicRollsBack},
		{"an ended context rolls back", s.contextRollsBack},
		{"Read is one picture", s.readIsOnePicture},
		{"Read refuses to write", s.readRefusesToWrite},
		{"Join is the host's transaction", s.join},
		{"single statements", s.single},
	}
}

const insertThing = `insert into ep_thing (id, n) values ($1, $2)`

func count(t testing.TB, r sqldb.Reader) (n int) {
	t.Helper()
	require.NoError(t, r.Get(t.Context(), &n, `select count(*) from ep_thing`))
	return n
}

// each runs f in so many goroutines and returns their errors joined.
func each(goroutines int, f func(i int) error) error {
	errs := make([]error, goroutines)
	var wg sync.WaitGroup
	for i := range goroutines {
		wg.Go(func() { errs[i] = f(i) })
	}
	wg.Wait()
	return errors.Join(errs...)
}

func (s suite) noLostUpdate(t *testing.T) {
	db, ctx := s.fresh(t), t.Context()
	_, err := db.Exec(ctx, insertThing, "a", 0)
	require.NoError(t, err)
	const goroutines, times = 16, 4
	require.NoError(t, each(goroutines, func(int) error {
		for range times {
			err := db.Write(ctx, func(tx *sqldb.Tx) error {
				var n int
				if err := tx.Get(ctx, &n, `select n from ep_thing where id = 'a'`); err != nil {
					return err
				}
				_, err := tx.Exec(ctx, `update ep_thing set n = $1 where id = 'a'`, n+1)
				return err
			})
			if err != nil {
				return err
			}
		}
		return nil
	}))
	var n int
	require.NoError(t, db.Get(ctx, &n, `select n from ep_thing where id = 'a'`))
	require.Equal(t, goroutines*times, n)
}

// noWriteSkew has each writer look at all rows and add one: locks of rows would
// not do.
func (s suite) noWriteSkew(t *testing.T) {
	db, ctx := s.fresh(t), t.Context()
	const most = 5
	require.NoError(t, each(12, func(i int) error {
		return db.Write(ctx, func(tx *sqldb.Tx) error {
			var n int
			if err := tx.Get(ctx, &n, `select count(*) from ep_thing`); err != nil {
				return err
			}
			if n >= most {
				return nil
			}
			_, err := tx.Exec(ctx, insertThing, fmt.Sprint(i), i)
			return err
		})
	}))
	require.Equal(t, most, count(t, db))
}

// inTurn: each sees what the ones before have committed, and none gives way.
func (s suite) inTurn(t *testing.T) {
	db, ctx := s.fresh(t), t.Context()
	const writers, most = 24, 5
	var calls atomic.Int64
	require.NoError(t, each(writers, func(i int) error {
		return db.WriteInTurn(ctx, "test.count", func(tx *sqldb.Tx) error {
			calls.Add(1)
			var n int
			if err := tx.Get(ctx, &n, `select count(*) from ep_thing`); err != nil {
				return err
			}
			if n >= most {
				return nil
			}
			_, err := tx.Exec(ctx, insertThing, fmt.Sprint(n), i) // so that two with the same count would fail
			return err
		})
	}))
	require.Equal(t, most, count(t, db))
	require.EqualValues(t, writers, calls.Load())
}

// otherTurns: they do not wait for each other, but in SQLite, which has one writer whatever the name.
func (s suite) otherTurns(t *testing.T) {
	db, ctx := s.fresh(t), t.Context()
	add := func(ctx context.Context, tx *sqldb.Tx, id string) error {
		_, err := tx.Exec(ctx, insertThing, id, 1)
		return err
	}
	var other error
	require.NoError(t, db.WriteInTurn(ctx, "test.one", func(tx *sqldb.Tx) error {
		within := ctx
		if db.Dialect() == sqldb.SQLite {
			soon, cancel := context.WithTimeout(ctx, 20*time.Millisecond)
			defer cancel()
			within = soon
		}
		other = db.WriteInTurn(within, "test.other", func(tx *sqldb.Tx) error { return add(ctx, tx, "b") })
		return add(ctx, tx, "a")
	}))
	if db.Dialect() == sqldb.SQLite {
		require.Error(t, other)
		require.Equal(t, 1, count(t, db))
		return
	}
	require.NoError(t, other)
	require.Equal(t, 2, count(t, db))
}

// turnEnds: whatever becomes of a transaction, the next one gets its turn.
func (s suite) turnEnds(t *testing.T) {
	db, ctx := s.fresh(t), t.Context()
	stop := errors.New("stop")
	turn := func(fn func(tx *sqldb.Tx) error) error { return db.WriteInTurn(ctx, "test.turn", fn) }
	require.ErrorIs(t, turn(func(tx *sqldb.Tx) error {
		_, err := tx.Exec(ctx, insertThing, "a", 1)
		require.NoError(t, err)
		return stop
	}), stop)
	require.Panics(t, func() { _ = turn(func(*sqldb.Tx) error { panic("stop") }) }) //nolint:forbidigo // what happens then
	soon, cancel := context.WithTimeout(ctx, 20*time.Millisecond)
	defer cancel()
	require.NoError(t, turn(func(*sqldb.Tx) error {
		require.Error(t, db.WriteInTurn(soon, "test.turn", func(*sqldb.Tx) error { return nil }), "it is somebody's")
		return nil
	}))
	require.Zero(t, count(t, db))
	require.NoError(t, turn(func(tx *sqldb.Tx) error {
		_, err := tx.Exec(ctx, insertThing, "a", 1)
		return err
	}))
	require.Equal(t, 1, count(t, db))
}

func (s suite) errorRollsBack(t *testing.T) {
	db, ctx := s.fresh(t), t.Context()
	stop := errors.New("stop")
	require.ErrorIs(t, db.Write(ctx, func(tx *sqldb.Tx) error {
		_, err := tx.Exec(ctx, insertThing, "a", 1)
		require.NoError(t, err)
		require.Equal(t, 1, count(t, tx))
		return stop
	}), stop)
	require.Zero(t, count(t, db))
}

func (s suite) failedStatementRollsBack(t *testing.T) {
	db, ctx := s.fresh(t), t.Context()
	err := db.Write(ctx, func(tx *sqldb.Tx) error {
		_, err := tx.Exec(ctx, insertThing, "a", 1)
		require.NoError(t, err)
		_, err = tx.Exec(ctx, insertThing, "a", 2)
		require.ErrorIs(t, err, sqldb.ErrUnique)
		return nil
	})
	require.ErrorIs(t, err, sqldb.ErrUnique)
	require.Zero(t, count(t, db))
	require.NoError(t, db.Write(ctx, func(tx *sqldb.Tx) error {
		var n int
		require.ErrorIs(t, tx.Get(ctx, &n, `select n from ep_thing where id = 'a'`), sqldb.ErrNotFound)
		_, err := tx.Exec(ctx, insertThing, "a", 1)
		return err
	}), "no row is not a failure")
	require.Equal(t, 1, count(t, db))
}

// nothingAfterFailure: SQLite rolls back by itself when it is interrupted while it
// writes; the next statement must not be committed alone.
func (s suite) nothingAfterFailure(t *testing.T) {
	db, ctx := s.fresh(t), t.Context()
	const endless = `insert into ep_thing (id) with recursive r (i) as (select cast(1 as bigint) union all select i + 1 from r where i < 1000000000000) select cast(i as text) from r`
	err := db.Write(ctx, func(tx *sqldb.Tx) error {
		_, err := tx.Exec(ctx, insertThing, "a", 1)
		require.NoError(t, err)
		soon, cancel := context.WithTimeout(ctx, 20*time.Millisecond)
		defer cancel()
		_, err = tx.Exec(soon, endless)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		_, err = tx.Exec(ctx, insertThing, "b", 1)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.ErrorIs(t, tx.Get(ctx, new(int), `select 1`), context.DeadlineExceeded)
		require.ErrorIs(t, tx.Select(ctx, new([]int), `select 1`), context.DeadlineExceeded)
		return nil
	})
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.Zero(t, count(t, db))
}

// maskedConflict has functions that return errors of their own.
func (s suite) maskedConflict(t *testing.T) {
	db, ctx := s.fresh(t), t.Context()
	_, err := db.Exec(ctx, insertThing, "a", 0)
	require.NoError(t, err)
	const goroutines = 8
	require.NoError(t, each(goroutines, func(int) error {
		return db.Write(ctx, func(tx *sqldb.Tx) error {
			var n int
			if err := tx.Get(ctx, &n, `select n from ep_thing where id = 'a'`); err != nil {
				return errors.New("cannot look")
			}
			if _, err := tx.Exec(ctx, `update ep_thing set n = $1 where id = 'a'`, n+1); err != nil {
				return errors.New("cannot count")
			}
			return nil
		})
	}))
	var n int
	require.NoError(t, db.Get(ctx, &n, `select n from ep_thing where id = 'a'`))
	require.Equal(t, goroutines, n)
}

func (s suite) panicRollsBack(t *testing.T) {
	db, ctx := s.fresh(t), t.Context()
	require.PanicsWithValue(t, "stop", func() {
		_ = db.Write(ctx, func(tx *sqldb.Tx) error {
			_, err := tx.Exec(ctx, insertThing, "a", 1)
			require.NoError(t, err)
			panic("stop") //nolint:forbidigo // what is tested
		})
	})
	require.Zero(t, count(t, db))
	_, err := db.Exec(ctx, insertThing, "a", 1)
	require.NoError(t, err, "nothing is locked")
}

func (s suite) contextRollsBack(t *testing.T) {
	db := s.fresh(t)
	for i := range 8 { // more often than there are connections
		ctx, cancel := context.WithCancel(t.Context())
		require.ErrorIs(t, db.Write(ctx, func(tx *sqldb.Tx) error {
			_, err := tx.Exec(ctx, insertThing, fmt.Sprint(i), 1)
			cancel()
			return err
		}), context.Canceled)
		require.ErrorIs(t, db.Write(ctx, func(*sqldb.Tx) error { return nil }), context.Canceled)
		require.ErrorIs(t, db.Read(ctx, func(sqldb.Reader) error { return nil }), context.Canceled)
		_, err := db.Exec(ctx, insertThing, "x", 1)
		require.ErrorIs(t, err, context.Canceled)
	}
	require.Zero(t, count(t, db))
	require.Zero(t, db.SQL().Stats().InUse)
}

func (s suite) readIsOnePicture(t *testing.T) {
	db, ctx := s.fresh(t), t.Context()
	require.NoError(t, db.Read(ctx, func(r sqldb.Reader) error {
		require.Zero(t, count(t, r))
		_, err := db.Exec(ctx, insertThing, "a", 1)
		require.NoError(t, err, "a reader keeps no writer waiting")
		require.Zero(t, count(t, r))
		return nil
	}))
	require.Equal(t, 1, count(t, db))
	stop := errors.New("stop")
	require.ErrorIs(t, db.Read(ctx, func(sqldb.Reader) error { return stop }), stop)
}

func (s suite) readRefusesToWrite(t *testing.T) {
	db, ctx := s.fresh(t), t.Context()
	for range 8 { // more often than there are connections
		var id string
		require.ErrorIs(t, db.Read(ctx, func(r sqldb.Reader) error {
			return r.Get(ctx, &id, `insert into ep_thing (id) values ('a') returning id`)
		}), sqldb.ErrReadOnly)
	}
	require.Zero(t, count(t, db))
	require.NoError(t, each(8, func(i int) error {
		_, err := db.Exec(ctx, insertThing, fmt.Sprint(i), 1)
		return err
	}), "the connections write again")
}

func (s suite) join(t *testing.T) {
	db, ctx := s.fresh(t), t.Context()
	for _, commit := range []bool{false, true} {
		tx, err := db.SQL().BeginTx(ctx, nil)
		require.NoError(t, err)
		joined := sqldb.Join(tx, db.Dialect())
		require.NoError(t, joined.Publish(ctx, "host", 1))
		_, err = joined.Exec(ctx, insertThing, "a", 1)
		require.NoError(t, err)
		var thing struct {
			ID string
			N  int
		}
		require.NoError(t, joined.Get(ctx, &thing, `select id, n from ep_thing`))
		require.Equal(t, "a", thing.ID)
		if commit {
			require.NoError(t, tx.Commit())
			require.Equal(t, 1, count(t, db))
		} else {
			require.NoError(t, tx.Rollback())
			require.Zero(t, count(t, db))
		}
	}
}

func (s suite) single(t *testing.T) {
	db, ctx := s.fresh(t), t.Context()
	for i := range 3 {
		n, err := db.Exec(ctx, insertThing, fmt.Sprint(i), i)
		require.NoError(t, err)
		require.EqualValues(t, 1, n)
	}
	n, err := db.Exec(ctx, `update ep_thing set n = n + 1 where n >= $1`, 1)
	require.NoError(t, err)
	require.EqualValues(t, 2, n)
	var got int
	require.NoError(t, db.GetExec(ctx, &got, `update ep_thing set n = n + 10 where id = $1 returning n`, "0"))
	require.Equal(t, 10, got)
	require.ErrorIs(t, db.GetExec(ctx, &got, `update ep_thing set n = 0 where id = $1 returning n`, "none"), sqldb.ErrNotFound)
	for _, empty := range []string{"", "-- nothing\n"} {
		n, err := db.Exec(ctx, empty)
		require.NoError(t, err)
		require.Zero(t, n)
	}
	var ids []string
	require.NoError(t, db.Select(ctx, &ids, `select id from ep_thing where n > $1 order by id limit $2`, 0, 2))
	require.Equal(t, []string{"0", "1"}, ids)
}
