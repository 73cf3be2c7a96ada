package authtest

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/auth"
)

func testPendingIsKept(t *testing.T, s auth.Store) {
	full := auth.Pending{
		ID: "full", Kind: auth.PendingRegistration, UserID: "user", Name: "Full Moon", NameKey: "full moon",
		Email: "Full@Example.com", EmailKey: "full@example.com", PasswordHash: "$argon2id$", Terms: "1", TokenHash: digest("token"),
		CreatedAt: at(1), ExpiresAt: at(2),
	}
	bare := auth.Pending{ID: "bare", Kind: auth.PendingReset, Email: "e", EmailKey: "e", CreatedAt: at(1), ExpiresAt: at(2)}
	add(t, s, account("user", "User"), full, bare)
	require.Equal(t, full, pendingOf(t, s, "full"))
	require.Equal(t, bare, pendingOf(t, s, "bare"))

	// Replaced, all of it.
	bare.ID, full.ID = "full", "bare"
	add(t, s, bare, full)
	require.Equal(t, bare, pendingOf(t, s, "full"))
	require.Equal(t, full, pendingOf(t, s, "bare"))

	for _, kind := range []auth.PendingKind{
		auth.PendingRegistration, auth.PendingEmail, auth.PendingReset, auth.PendingPasswordNotice, auth.PendingEmailNotice, auth.PendingDeletedNotice,
	} {
		bare.ID, bare.Kind = string(kind), kind
		add(t, s, bare)
		require.Equal(t, bare, pendingOf(t, s, bare.ID))
	}

	require.ErrorIs(t, tryAdd(t, s, reset("stray", "nobody")), auth.ErrNotFound, "of a user who is not there")
	read(t, s, func(ctx context.Context, r auth.Reader) error {
		for _, id := range []string{"", "stray", "FULL"} {
			_, err := r.Pending(ctx, id)
			require.ErrorIs(t, err, auth.ErrNotFound)
		}
		return nil
	})
}

func pendingOf(t testing.TB, s auth.Store, id string) (p auth.Pending) {
	t.Helper()
	read(t, s, func(ctx context.Context, r auth.Reader) (err error) {
		p, err = r.Pending(ctx, id)
		return err
	})
	return p
}

func testPendingReservesName(t *testing.T, s auth.Store) {
	first := registration("first", "Moon")
	add(t, s, first)
	require.ErrorIs(t, tryAdd(t, s, registration("second", "MOON")), auth.ErrExists)
	add(t, s, first) // again
	byName := func(key string) (p auth.Pending, err error) {
		read(t, s, func(ctx context.Context, r auth.Reader) error {
			p, err = r.PendingName(ctx, key)
			return nil
		})
		return p, err
	}
	got, err := byName("moon")
	require.NoError(t, err)
	require.Equal(t, first, got)
	for _, key := range []string{"", "Moon", "moo", "sun"} {
		_, err = byName(key)
		require.ErrorIs(t, err, auth.ErrNotFound, key)
	}

	// Only registrations reserve, and only those with a name; any number of
	// them may wait for one mailbox.
	none, none2 := registration("none", ""), registration("none 2", "")
	none2.EmailKey = none.EmailKey
	other := reset("reset", "")
	other.NameKey = "sun"
	same := reset("reset 2", "")
	same.NameKey = "moon"
	add(t, s, none, none2, other, same)
	_, err = byName("sun")
	require.ErrorIs(t, err, auth.ErrNotFound)

	// A name is free when its registration has another one, or has gone.
	first.NameKey = "venus"
	add(t, s, first, registration("second", "Moon"))
	write(t, s, func(ctx context.Context, w auth.Writer) error { return w.DeletePending(ctx, "first") })
	add(t, s, registration("third", "Venus"))
}

func testPendingToken(t *testing.T, s auth.Store) {
	one, two := reset("one", ""), registration("two", "Two")
	one.TokenHash, two.TokenHash = digest("1"), digest("2")
	add(t, s, one, two, reset("none", ""), reset("none 2", ""))
	byToken := func(kind auth.PendingKind, hash string) (p auth.Pending, err error) {
		read(t, s, func(ctx context.Context, r auth.Reader) error {
			p, err = r.PendingByToken(ctx, kind, hash)
			return nil
		})
		return p, err
	}
	got, err := byToken(auth.PendingReset, digest("1"))
	require.NoError(t, err)
	require.Equal(t, one, got)
	_, err = byToken(auth.PendingRegistration, digest("1"))
	require.ErrorIs(t, err, auth.ErrNotFound, "a token is of one kind")
	for _, hash := range []string{"", digest("3"), digest("1") + "0", "NULL"} {
		_, err = byToken(auth.PendingReset, hash)
		require.ErrorIs(t, err, auth.ErrNotFound, hash)
	}

	two.TokenHash = digest("1")
	require.ErrorIs(t, tryAdd(t, s, two), auth.ErrExists)
	one.TokenHash = digest("1b") // another mail: the older link is dead
	add(t, s, one)
	_, err = byToken(auth.PendingReset, digest("1"))
	require.ErrorIs(t, err, auth.ErrNotFound)
	_, err = byToken(auth.PendingReset, digest("1b"))
	require.NoError(t, err)
}

func testPendingOfUser(t *testing.T, s auth.Store) {
	email := reset("email", "one")
	email.Kind = auth.PendingEmail
	add(t, s, account("one", "One"), account("two", "Two"),
		reset("a", "one"), reset("b", "one"), reset("c", "one"), email, reset("alien", "two"), reset("nobody", ""))
	remove := func(kind auth.PendingKind, userID string) {
		write(t, s, func(ctx context.Context, w auth.Writer) error { return w.DeletePendingOf(ctx, kind, userID) })
	}
	left := func() (ids string) {
		read(t, s, func(ctx context.Context, r auth.Reader) error {
			for _, id := range []string{"a", "b", "c", "email", "alien", "nobody"} {
				if _, err := r.Pending(ctx, id); err == nil {
					ids += id + " "
				}
			}
			return nil
		})
		return ids
	}
	remove(auth.PendingReset, "")
	remove(auth.PendingReset, "nobody")
	remove(auth.PendingRegistration, "one")
	require.Equal(t, "a b c email alien nobody ", left())
	for range 2 { // the second time there is nothing
		remove(auth.PendingReset, "one")
		require.Equal(t, "email alien nobody ", left())
	}
	remove(auth.PendingEmail, "one")
	require.Equal(t, "alien nobody ", left())
}

func testPendingDelete(t *testing.T, s auth.Store) {
	add(t, s, reset("one", ""), reset("two", ""))
	for range 2 { // the second time there is nothing
		write(t, s, func(ctx context.Context, w auth.Writer) error { return w.DeletePending(ctx, "one") })
	}
	pendingOf(t, s, "two")
}
