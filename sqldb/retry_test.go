package sqldb_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/sqldb"
)

func TestRetry(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		again := fmt.Errorf("wrapped: %w", sqldb.ErrRetry)
		calls := 0
		require.NoError(t, sqldb.Retry(t.Context(), func() error {
			if calls++; calls < 10 {
				return again
			}
			return nil
		}))
		require.Equal(t, 10, calls)

		calls = 0
		start := time.Now()
		err := sqldb.Retry(t.Context(), func() error { calls++; return again })
		require.ErrorIs(t, err, sqldb.ErrBusy)
		require.Equal(t, 60, calls)
		require.Less(t, time.Since(start), 6*time.Second)

		calls = 0
		other := errors.New("other")
		require.ErrorIs(t, sqldb.Retry(t.Context(), func() error { calls++; return other }), other)
		require.Equal(t, 1, calls)

		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		defer cancel()
		start = time.Now()
		require.ErrorIs(t, sqldb.Retry(ctx, func() error { return again }), context.DeadlineExceeded)
		require.Equal(t, 20*time.Millisecond, time.Since(start))
	})
}

func TestSignal(t *testing.T) {
	t.Parallel()
	var s sqldb.Signal
	s.Happen() // nobody waits
	first, second := s.Next(), s.Next()
	select {
	case <-first:
		t.Fatal("nothing has happened since")
	default:
	}
	s.Happen()
	<-first
	<-second
	select {
	case <-s.Next():
		t.Fatal("nothing has happened since")
	default:
	}
}
