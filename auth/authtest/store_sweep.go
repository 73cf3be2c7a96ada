package authtest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/auth"
)

func sweep(t testing.TB, s auth.Store, now time.Time, limit int) (n int) {
	t.Helper()
	return sweepEnded(t, s, now, now, limit)
}

func sweepEnded(t testing.TB, s auth.Store, now, ended time.Time, limit int) (n int) {
	t.Helper()
	write(t, s, func(ctx context.Context, w auth.Writer) (err error) {
		n, err = w.Sweep(ctx, now, ended, limit)
		return err
	})
	return n
}

func testSweep(t *testing.T, s auth.Store) {
	over, _ := session("over", "user")
	over.ExpiresAt = at(50)
	valid, _ := session("valid", "user")
	early, late := reset("early", "user"), registration("late", "Late")
	early.ExpiresAt, late.ExpiresAt = at(50), at(51)
	add(t, s, account("user", "User"), over, valid, early, late)
	old := secret("valid 0", "valid")
	old.ExpiresAt = at(50)
	write(t, s, func(ctx context.Context, w auth.Writer) error {
		_, err := w.Rotate(ctx, digest("valid 1"), at(1), old)
		return err
	})

	require.Zero(t, sweep(t, s, at(50).Add(-time.Millisecond), 100), "not before its time")
	require.Equal(t, 2, sweepEnded(t, s, at(50), at(50).Add(-time.Millisecond), 100), "a secret, a change")
	sessionOf(t, s, "over")
	require.Equal(t, 2, sweep(t, s, at(50), 100), "a session, its secret")
	require.Zero(t, sweep(t, s, at(50), 100))
	read(t, s, func(ctx context.Context, r auth.Reader) error {
		_, err := r.Session(ctx, "over")
		require.ErrorIs(t, err, auth.ErrNotFound)
		for _, of := range []string{"over 1", "valid 0"} {
			_, err = r.Secret(ctx, digest(of))
			require.ErrorIs(t, err, auth.ErrNotFound, of)
		}
		_, err = r.Pending(ctx, "early")
		require.ErrorIs(t, err, auth.ErrNotFound)
		return nil
	})
	sessionOf(t, s, "valid")
	secretOf(t, s, digest("valid 1")) // used, but it would not be over yet
	pendingOf(t, s, "late")
	accountOf(t, s, "user")
	require.Equal(t, 1, sweep(t, s, at(51), 100))
	add(t, s, registration("later", "Late")) // the name is free
}

// testSweepInBatches counts the rows that are there: no batch removes more than
// it says, and none says more than it was allowed.
func testSweepInBatches(t *testing.T, s auth.Store) {
	rows := []any{account("user", "User")}
	for i := range 5 {
		one, _ := session(fmt.Sprint("s", i), "user")
		one.ExpiresAt = at(10)
		rows = append(rows, one, reset(fmt.Sprint("p", i), "user"))
	}
	add(t, s, rows...)
	write(t, s, func(ctx context.Context, w auth.Writer) error {
		for i := range 5 {
			for j := 1; j < 12; j++ { // secrets that would outlive their session
				id := fmt.Sprint("s", i)
				if _, err := w.Rotate(ctx, digest(fmt.Sprint(id, " ", j)), at(j), secret(fmt.Sprint(id, " ", j+1), id)); err != nil {
					return err
				}
			}
		}
		return nil
	})
	count := func() (n int) {
		read(t, s, func(ctx context.Context, r auth.Reader) error {
			for i := range 5 {
				id := fmt.Sprint("s", i)
				if _, err := r.Session(ctx, id); err == nil {
					n++
				}
				if _, err := r.Pending(ctx, fmt.Sprint("p", i)); err == nil {
					n++
				}
				for j := range 14 {
					if _, err := r.Secret(ctx, digest(fmt.Sprint(id, " ", j))); err == nil {
						n++
					}
				}
			}
			return nil
		})
		return n
	}
	left := count()
	require.Equal(t, 5+5+60, left)
	for _, limit := range []int{0, -1} {
		require.Zero(t, sweep(t, s, at(100), limit))
	}
	for left > 0 {
		want := min(16, left)
		require.Equal(t, want, sweep(t, s, at(100), 16))
		require.Equal(t, left-want, count())
		left -= want
	}
	require.Zero(t, sweep(t, s, at(100), 16))
	accountOf(t, s, "user")
}
