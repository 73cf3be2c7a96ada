package authtest

import (
	"context"
	"errors"
	"strconv"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/auth"
)

// testWriteRollsBack does something of each kind and then fails: none of it
// stays.
func testWriteRollsBack(t *testing.T, s auth.Store) {
	old, first := session("old", "user")
	add(t, s, account("user", "User"), account("gone", "Gone"), old, reset("reset", "user"))
	stop := errors.New("stop")
	everything := func(ctx context.Context, w auth.Writer) error {
		fresh, freshSecret := session("new", "user")
		changed := account("user", "Other")
		touched := old
		touched.LastUsedAt = at(9)
		_, errRotate := w.Rotate(ctx, first.Hash, at(1), secret("old 2", "old"))
		_, errRevoke := w.RevokeSessions(ctx, "user", "", at(2), "test")
		_, errSweep := w.Sweep(ctx, at(100), at(100), 10)
		return errors.Join(errRotate, errRevoke, errSweep,
			w.AddAccount(ctx, account("new", "New")), w.UpdateAccount(ctx, changed), w.DeleteAccount(ctx, "gone"),
			w.AddSession(ctx, fresh, freshSecret), w.UpdateSession(ctx, touched),
			w.PutPending(ctx, registration("new", "New name")), w.DeletePending(ctx, "reset"),
			w.DeletePendingOf(ctx, auth.PendingReset, "user"),
			w.Record(ctx, audit.Event{Action: "auth.test"}), w.Publish(ctx, "auth.test", "payload"))
	}
	unchanged := func() {
		t.Helper()
		require.Equal(t, account("user", "User"), accountOf(t, s, "user"))
		require.Equal(t, account("gone", "Gone"), accountOf(t, s, "gone"))
		require.Equal(t, old, sessionOf(t, s, "old"))
		require.Equal(t, first, secretOf(t, s, first.Hash))
		require.Equal(t, reset("reset", "user"), pendingOf(t, s, "reset"))
		read(t, s, func(ctx context.Context, r auth.Reader) error {
			_, err := r.Account(ctx, "new")
			require.ErrorIs(t, err, auth.ErrNotFound)
			_, err = r.Session(ctx, "new")
			require.ErrorIs(t, err, auth.ErrNotFound)
			_, err = r.Secret(ctx, digest("old 2"))
			require.ErrorIs(t, err, auth.ErrNotFound)
			_, err = r.Pending(ctx, "new")
			require.ErrorIs(t, err, auth.ErrNotFound)
			return nil
		})
	}
	require.ErrorIs(t, tryWrite(t, s, func(ctx context.Context, w auth.Writer) error {
		return errors.Join(everything(ctx, w), stop)
	}), stop)
	unchanged()

	// So does what panics, and what the store itself refuses in the end.
	require.Panics(t, func() {
		_ = tryWrite(t, s, func(ctx context.Context, w auth.Writer) error {
			_ = everything(ctx, w)
			panic("stop") //nolint:forbidigo // what panics is what is tested
		})
	})
	unchanged()
	require.ErrorIs(t, tryWrite(t, s, func(ctx context.Context, w auth.Writer) error {
		return errors.Join(everything(ctx, w), w.AddAccount(ctx, account("user", "User")))
	}), auth.ErrExists)
	unchanged()

	write(t, s, everything)
	require.Equal(t, "Other", accountOf(t, s, "user").Name)
	require.Equal(t, at(9), sessionOf(t, s, "old").LastUsedAt)
}

// testWriteReturnsError finds what fn returned to be the same value.
func testWriteReturnsError(t *testing.T, s auth.Store) {
	mine := &auth.Error{Code: auth.CodeLogin, Message: "No."}
	require.Same(t, mine, tryWrite(t, s, func(context.Context, auth.Writer) error { return mine }))
	require.Same(t, mine, s.Read(t.Context(), func(auth.Reader) error { return mine }))
}

func testWriteSeesItself(t *testing.T, s auth.Store) {
	write(t, s, func(ctx context.Context, w auth.Writer) error {
		require.NoError(t, w.AddAccount(ctx, account("user", "User")))
		_, err := w.AccountByName(ctx, "user")
		require.NoError(t, err)
		users, _, err := w.Users(ctx, auth.UserFilter{}, "", 10)
		require.Len(t, users, 1)
		return err
	})
}

// testWriteIsSerial loses no update of sixteen at once, each of which reads what
// it changes.
func testWriteIsSerial(t *testing.T, s auth.Store) {
	zero := account("user", "User")
	zero.Terms = "0"
	add(t, s, zero)
	together(16, func(int) {
		err := s.Write(t.Context(), func(w auth.Writer) error {
			a, err := w.Account(t.Context(), "user")
			if err != nil {
				return err
			}
			n, err := strconv.Atoi(a.Terms)
			if err != nil {
				return err
			}
			a.Terms = strconv.Itoa(n + 1)
			return w.UpdateAccount(t.Context(), a)
		})
		if err != nil {
			t.Error(err)
		}
	})
	require.Equal(t, "16", accountOf(t, s, "user").Terms)
}

// testWriteKeepsAnAdmin lets admins demote each other at once, each but the last
// one, who would be counted wrongly if transactions did not see each other.
func testWriteKeepsAnAdmin(t *testing.T, s auth.Store) {
	ids := []string{"a", "b", "c", "d"}
	for _, id := range ids {
		admin := account(id, "Admin "+id)
		admin.Role = auth.RoleAdmin
		add(t, s, admin)
	}
	last := errors.New("the last one")
	var refused atomic.Int64
	together(len(ids), func(i int) {
		err := s.Write(t.Context(), func(w auth.Writer) error {
			n, err := w.ActiveAdmins(t.Context())
			if err != nil {
				return err
			}
			if n == 1 {
				return last
			}
			a, err := w.Account(t.Context(), ids[i])
			if err != nil {
				return err
			}
			a.Role = auth.RoleUser
			return w.UpdateAccount(t.Context(), a)
		})
		switch {
		case errors.Is(err, last):
			refused.Add(1)
		case err != nil:
			t.Error(err)
		}
	})
	require.EqualValues(t, 1, refused.Load())
	read(t, s, func(ctx context.Context, r auth.Reader) error {
		n, err := r.ActiveAdmins(ctx)
		require.Equal(t, 1, n)
		return err
	})
}

// testWriteOneName lets eight at once look whether a name is free and then take
// it, by an account and by a registration: one each gets it.
func testWriteOneName(t *testing.T, s auth.Store) {
	claim := func(what string, try func(id string, w auth.Writer) error) {
		var won atomic.Int64
		together(8, func(i int) {
			err := s.Write(t.Context(), func(w auth.Writer) error { return try(strconv.Itoa(i), w) })
			switch {
			case err == nil:
				won.Add(1)
			case !errors.Is(err, auth.ErrExists):
				t.Errorf("%s: %v", what, err)
			}
		})
		require.EqualValues(t, 1, won.Load(), what)
	}
	ctx := t.Context()
	claim("look, then register", func(id string, w auth.Writer) error {
		if _, err := w.PendingName(ctx, "moon"); !errors.Is(err, auth.ErrNotFound) {
			return errors.Join(auth.ErrExists, err)
		}
		return w.PutPending(ctx, registration(id, "Moon"))
	})
	claim("look, then add", func(id string, w auth.Writer) error {
		if _, err := w.AccountByName(ctx, "moon"); !errors.Is(err, auth.ErrNotFound) {
			return errors.Join(auth.ErrExists, err)
		}
		return w.AddAccount(ctx, account(id, "Moon"))
	})
	claim("add", func(id string, w auth.Writer) error { return w.AddAccount(ctx, account("x"+id, "Sun")) })
	for i := range 8 {
		add(t, s, account("y"+strconv.Itoa(i), "Planet "+strconv.Itoa(i)))
	}
	claim("rename", func(id string, w auth.Writer) error { return w.UpdateAccount(ctx, account("y"+id, "Mars")) })
}

// testReadIsOnePicture writes while somebody reads: what was not there at the
// beginning is not there later.
func testReadIsOnePicture(t *testing.T, s auth.Store) {
	add(t, s, account("before", "Before"))
	read(t, s, func(ctx context.Context, r auth.Reader) error {
		_, err := r.Account(ctx, "before")
		require.NoError(t, err)
		write(t, s, func(ctx context.Context, w auth.Writer) error {
			return errors.Join(w.AddAccount(ctx, account("after", "After")), w.DeleteAccount(ctx, "before"))
		})
		_, err = r.Account(ctx, "after")
		require.ErrorIs(t, err, auth.ErrNotFound)
		_, err = r.Account(ctx, "before")
		require.NoError(t, err)
		return nil
	})
	accountOf(t, s, "after")
}

// testEndedContext ends the context before and in the middle: then there is an
// error that says so, and nothing is kept.
func testEndedContext(t *testing.T, s auth.Store) {
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	ran := func(ctx context.Context, w auth.Writer) error { return w.AddAccount(ctx, account("early", "Early")) }
	require.ErrorIs(t, s.Write(ended, func(w auth.Writer) error { return ran(ended, w) }), context.Canceled)
	require.ErrorIs(t, s.Read(ended, func(r auth.Reader) error {
		_, err := r.Account(ended, "early")
		return err
	}), context.Canceled)

	middle, cancel := context.WithCancel(t.Context())
	require.ErrorIs(t, s.Write(middle, func(w auth.Writer) error {
		err := w.AddAccount(middle, account("middle", "Middle"))
		cancel()
		return err
	}), context.Canceled)
	late, cancel := context.WithCancel(t.Context())
	err := s.Write(late, func(w auth.Writer) error {
		cancel()
		_, err := w.Account(late, "nobody")
		return err
	})
	require.ErrorIs(t, err, context.Canceled)
	require.NotErrorIs(t, err, auth.ErrNotFound, "nobody looked")

	read(t, s, func(ctx context.Context, r auth.Reader) error {
		for _, id := range []string{"early", "middle"} {
			_, err := r.Account(ctx, id)
			require.ErrorIs(t, err, auth.ErrNotFound, id)
		}
		return nil
	})
	add(t, s, account("afterwards", "Afterwards"))
}
