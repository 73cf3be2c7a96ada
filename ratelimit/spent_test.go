package ratelimit

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

// Who hammers costs no query: he is answered by a database that is closed, for a second.
func TestSpentCostsNoQuery(t *testing.T) {
	t.Parallel()
	db, clock := sqldbtest.SQLite(t, Schema()), sqldbtest.NewClock()
	s := NewSQL(db, SQLConfig{Now: clock.Now})
	p := Policy{Name: "p", Rate: 5, Per: 50 * time.Second}
	for range 6 {
		_, err := s.Allow(t.Context(), "key", p, 1)
		require.NoError(t, err)
	}
	_, err := s.Allow(t.Context(), "other", p, 3)
	require.NoError(t, err)
	d, err := s.Allow(t.Context(), "other", p, 3)
	require.NoError(t, err)
	require.False(t, d.OK)
	require.NoError(t, db.Close())

	clock.Advance(999 * time.Millisecond)
	reset := 50*time.Second - 999*time.Millisecond
	for cost := range 6 {
		d, err := s.Allow(t.Context(), "key", p, cost)
		require.NoError(t, err)
		want := Decision{Limit: 5, ResetAfter: reset, OK: cost == 0}
		if cost > 0 {
			want.RetryAfter = reset - time.Duration(5-cost)*10*time.Second
		}
		require.Equal(t, want, d)
	}
	longer := p
	longer.Burst = 6
	_, err = s.Allow(t.Context(), "key", longer, 1)
	require.Error(t, err, "of another policy nobody knows")
	_, err = s.Allow(t.Context(), "other", p, 3)
	require.Error(t, err, "less would pass")
	clock.Advance(time.Millisecond)
	_, err = s.Allow(t.Context(), "key", p, 1)
	require.Error(t, err, "it is read anew each second")
}

// A crowd of those who have used up what they may is refused, and makes nobody pass uncounted.
func TestCrowd(t *testing.T) {
	t.Parallel()
	var passed, refused, failed atomic.Int64
	g, err := New(Config{
		Limiter: NewSQL(sqldbtest.SQLite(t, Schema()), SQLConfig{Now: sqldbtest.NewClock().Now}), Timeout: 10 * time.Minute,
		Observer: Observer{
			OnAllow: func(string, string) { passed.Add(1) }, OnRefuse: func(string, string) { refused.Add(1) }, OnFail: func(string, string, bool) { failed.Add(1) },
		},
	})
	require.NoError(t, err)
	var all sync.WaitGroup
	for i := range 2000 {
		all.Go(func() { _, _ = g.Allow(t.Context(), Request{Policy: PDF, Who: User(fmt.Sprint(i % 20))}) })
	}
	all.Wait()
	require.Equal(t, []int64{200, 1800, 0}, []int64{passed.Load(), refused.Load(), failed.Load()})
}

// There is a bound of what is remembered.
func TestSpentIsBounded(t *testing.T) {
	t.Parallel()
	s := newSpent()
	g, err := Policy{Name: "p", Rate: 1, Per: time.Minute}.gcra()
	require.NoError(t, err)
	for i := range 2*maxSpent + 1 {
		s.add(fmt.Sprint(i), g, g.full, 0)
		s.add(fmt.Sprint("free ", i), g, 0, 0)
	}
	require.Len(t, s.keys, maxSpent)
	last := fmt.Sprint(2 * maxSpent)
	d, known := s.ask(last, g, 1, 0)
	require.True(t, known)
	require.Equal(t, time.Minute, d.RetryAfter)
	s.remove(last)
	_, known = s.ask(last, g, 1, 0)
	require.False(t, known)
}

// When the database has enough to do others wait, but not for ever: half of the time that they have.
func TestPlaces(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := NewSQL(nil, SQLConfig{})
		for range maxQueries {
			s.places <- struct{}{}
		}
		began := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err := s.Allow(ctx, "key", Policy{Name: "p", Rate: 1, Per: time.Minute}, 1)
		require.ErrorIs(t, err, ErrBusy)
		require.Equal(t, 500*time.Millisecond, time.Since(began))
		gone, leave := context.WithCancel(t.Context())
		time.AfterFunc(time.Hour, leave)
		_, err = s.Allow(gone, "key", Policy{Name: "p", Rate: 1, Per: time.Minute}, 1)
		require.ErrorIs(t, err, context.Canceled)
	})
}
