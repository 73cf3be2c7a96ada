package jobs

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

// hours is a PostgreSQL whose clock is some hours ahead, or which does not answer.
type hours struct {
	ahead int
	err   error
	takes time.Duration
	asked int
}

func (h *hours) Dialect() sqldb.Dialect { return sqldb.PostgreSQL }

func (h *hours) Select(context.Context, any, string, ...any) error {
	return errors.New("not asked for")
}

func (h *hours) Get(_ context.Context, into any, _ string, _ ...any) error {
	h.asked++
	time.Sleep(h.takes)
	if h.err == nil {
		*into.(*int64) = time.Now().Add(time.Duration(h.ahead) * time.Hour).UnixMicro()
	}
	return h.err
}

// The time is the database's host's.
func TestClockIsTheDatabases(t *testing.T) {
	t.Parallel()
	require.WithinDuration(t, time.Now(), (&clock{}).at(), time.Minute)
	q := &SQL{}
	down := &hours{err: errors.New("down")}
	require.WithinDuration(t, time.Now(), q.nowIn(t.Context(), down), time.Minute)
	ahead := &hours{ahead: 5}
	for range 3 {
		require.WithinDuration(t, time.Now().Add(5*time.Hour), q.nowIn(t.Context(), ahead), time.Minute)
	}
	require.Equal(t, 1, ahead.asked, "the first time")
	require.NoError(t, q.clock.measure(t.Context(), &hours{ahead: -7}))
	require.WithinDuration(t, time.Now().Add(-7*time.Hour), q.clock.at(), time.Minute)
	require.ErrorIs(t, q.clock.measure(t.Context(), down), down.err)
	require.WithinDuration(t, time.Now().Add(-7*time.Hour), q.clock.at(), time.Minute, "what was known stays")
	require.Zero(t, q.clock.at().Nanosecond()%1e6)
	require.Equal(t, time.UTC, q.clock.at().Location())

	fixed := sqldbtest.NewClock()
	q.clock.set = fixed.Now
	require.Equal(t, fixed.Now(), q.clock.at())
	require.NoError(t, q.clock.measure(t.Context(), down), "nobody is asked")

	q = &SQL{db: sqldbtest.SQLite(t)}
	require.WithinDuration(t, time.Now(), q.now(t.Context()), time.Minute)
}

// A process that only enqueues learns, too, that a clock was set.
func TestClockIsMeasuredAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		q := &SQL{}
		db := &hours{ahead: 5}
		q.nowIn(t.Context(), db)
		db.ahead = 0
		time.Sleep(measureEvery - time.Second)
		require.Equal(t, time.Now().Add(5*time.Hour).UTC(), q.nowIn(t.Context(), db))
		time.Sleep(time.Second)
		require.Equal(t, time.Now().UTC(), q.nowIn(t.Context(), db))
		require.Equal(t, 2, db.asked)

		// What took long says little: perhaps it waited for a connection before it was asked.
		db.ahead, db.takes = 1, time.Second
		require.NoError(t, q.clock.measure(t.Context(), db))
		require.Equal(t, time.Now().UTC(), q.clock.at())
		q = &SQL{} // but more than nothing
		got := q.nowIn(t.Context(), db)
		require.Equal(t, time.Now().Add(time.Hour+db.takes/2).UTC(), got, "wrong by half of the way")
	})
}
