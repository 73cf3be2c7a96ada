package authtest

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/auth"
)

func testAccountIsKept(t *testing.T, s auth.Store) {
	full := account("full", "Full Moon")
	full.Email, full.Role, full.Terms = "Full@Example.com", auth.RoleAdmin, "2026-01"
	full.TermsAcceptedAt, full.UpdatedAt, full.LastLoginAt = at(1), at(2), at(3)
	inactive := account("inactive", "Inactive")
	inactive.Active = false
	inactive.PasswordHash = ""
	add(t, s, full, inactive)
	for _, want := range []auth.Account{full, inactive} {
		require.Equal(t, want, accountOf(t, s, want.ID))
		read(t, s, func(ctx context.Context, r auth.Reader) error {
			byName, err := r.AccountByName(ctx, want.NameKey)
			require.NoError(t, err)
			require.Equal(t, want, byName)
			byEmail, err := r.AccountByEmail(ctx, want.EmailKey)
			require.NoError(t, err)
			require.Equal(t, want, byEmail)
			return nil
		})
	}

	// Other zones, fractions of milliseconds, times before 1970.
	odd := account("odd", "Odd")
	zone := time.FixedZone("UTC+5:30", 5*3600+1800)
	odd.CreatedAt = time.Date(2026, 3, 1, 2, 3, 4, 5_999_999, zone)
	odd.UpdatedAt = time.Unix(0, 0)
	odd.LastLoginAt = time.Date(1960, 2, 29, 0, 0, 0, 1_000_000, time.UTC)
	add(t, s, odd)
	kept := accountOf(t, s, "odd")
	require.Equal(t, time.Date(2026, 2, 28, 20, 33, 4, 5_000_000, time.UTC), kept.CreatedAt)
	require.Equal(t, time.Unix(0, 0).UTC(), kept.UpdatedAt)
	require.Equal(t, odd.LastLoginAt, kept.LastLoginAt)
	require.True(t, kept.TermsAcceptedAt.IsZero())
}

func testAccountIsUnique(t *testing.T, s auth.Store) {
	first := account("first", "First")
	add(t, s, first)
	for name, change := range map[string]func(a *auth.Account){
		"id":    func(a *auth.Account) { a.ID = first.ID },
		"name":  func(a *auth.Account) { a.NameKey = first.NameKey },
		"email": func(a *auth.Account) { a.EmailKey = first.EmailKey },
	} {
		second := account("second", "Second")
		change(&second)
		require.ErrorIs(t, tryAdd(t, s, second), auth.ErrExists, name)
	}
	require.Equal(t, first, accountOf(t, s, "first"))
	// Keys are compared, not what people write.
	twin := account("second", "Second")
	twin.Name, twin.Email = first.Name, first.Email
	add(t, s, twin)
}

func testAccountNotFound(t *testing.T, s auth.Store) {
	add(t, s, account("there", "There"))
	read(t, s, func(ctx context.Context, r auth.Reader) error {
		for _, key := range []string{"", "the", "there2", "THERE", "There", "%", "there@example.co"} {
			_, err := r.Account(ctx, key)
			require.ErrorIs(t, err, auth.ErrNotFound, key)
			_, err = r.AccountByName(ctx, key)
			require.ErrorIs(t, err, auth.ErrNotFound, key)
			_, err = r.AccountByEmail(ctx, key)
			require.ErrorIs(t, err, auth.ErrNotFound, key)
		}
		return nil
	})
	require.ErrorIs(t, tryWrite(t, s, func(ctx context.Context, w auth.Writer) error {
		return w.UpdateAccount(ctx, account("gone", "Gone"))
	}), auth.ErrNotFound)
	write(t, s, func(ctx context.Context, w auth.Writer) error { return w.DeleteAccount(ctx, "gone") })
}

func testAccountUpdate(t *testing.T, s auth.Store) {
	add(t, s, account("one", "One"), account("two", "Two"))
	changed := account("one", "Uno")
	changed.Email, changed.EmailKey, changed.PasswordHash = "Uno@example.com", "uno@example.com", "$2b$12$x"
	changed.Role, changed.Active, changed.Terms = auth.RoleAdmin, false, "2"
	changed.TermsAcceptedAt, changed.CreatedAt, changed.UpdatedAt, changed.LastLoginAt = at(4), at(5), at(6), at(7)
	update := func(a auth.Account) error {
		return tryWrite(t, s, func(ctx context.Context, w auth.Writer) error { return w.UpdateAccount(ctx, a) })
	}
	require.NoError(t, update(changed))
	require.Equal(t, changed, accountOf(t, s, "one"))
	require.NoError(t, update(changed), "again, with the keys that it has")

	taken := changed
	taken.NameKey = "two"
	require.ErrorIs(t, update(taken), auth.ErrExists)
	taken = changed
	taken.EmailKey = "two@example.com"
	require.ErrorIs(t, update(taken), auth.ErrExists)
	require.Equal(t, changed, accountOf(t, s, "one"))
	require.Equal(t, account("two", "Two"), accountOf(t, s, "two"))

	add(t, s, account("three", "One")) // the name is free again
	cleared := account("one", "Uno")
	require.NoError(t, update(cleared))
	require.Equal(t, cleared, accountOf(t, s, "one"), "times go back to none")
}

func testAccountDelete(t *testing.T, s auth.Store) {
	mine, _ := session("mine", "one")
	other, _ := session("other", "two")
	email := reset("email", "one")
	email.Kind = auth.PendingEmail
	add(t, s, account("one", "One"), account("two", "Two"), mine, other,
		reset("reset", "one"), email, reset("of two", "two"), reset("of nobody", ""), registration("three", "Three"))
	write(t, s, func(ctx context.Context, w auth.Writer) error { return w.DeleteAccount(ctx, "one") })
	read(t, s, func(ctx context.Context, r auth.Reader) error {
		_, err := r.Account(ctx, "one")
		require.ErrorIs(t, err, auth.ErrNotFound)
		_, err = r.Session(ctx, "mine")
		require.ErrorIs(t, err, auth.ErrNotFound)
		_, err = r.Secret(ctx, digest("mine 1"))
		require.ErrorIs(t, err, auth.ErrNotFound)
		for _, gone := range []string{"reset", "email"} {
			_, err = r.Pending(ctx, gone)
			require.ErrorIs(t, err, auth.ErrNotFound, gone)
		}
		for _, left := range []string{"of two", "of nobody", "three"} {
			_, err = r.Pending(ctx, left)
			require.NoError(t, err, left)
		}
		_, err = r.Secret(ctx, digest("other 1"))
		require.NoError(t, err)
		return nil
	})
	sessionOf(t, s, "other")
	accountOf(t, s, "two")
	again := account("four", "One") // name and address are free
	again.Email, again.EmailKey = "one@example.com", "one@example.com"
	add(t, s, again)
}

func testActiveAdmins(t *testing.T, s auth.Store) {
	want := func(n int) {
		t.Helper()
		read(t, s, func(ctx context.Context, r auth.Reader) error {
			got, err := r.ActiveAdmins(ctx)
			require.Equal(t, n, got)
			return err
		})
	}
	want(0)
	admin, second, asleep := account("admin", "Admin"), account("second", "Second"), account("asleep", "Asleep")
	admin.Role, second.Role, asleep.Role = auth.RoleAdmin, auth.RoleAdmin, auth.RoleAdmin
	asleep.Active = false
	add(t, s, account("user", "User"), admin, second, asleep)
	want(2)
	second.Active = false
	write(t, s, func(ctx context.Context, w auth.Writer) error { return w.UpdateAccount(ctx, second) })
	want(1)
}

func testLegacyHash(t *testing.T, s auth.Store) {
	want := func(has bool) {
		t.Helper()
		read(t, s, func(ctx context.Context, r auth.Reader) error {
			got, err := r.HasLegacyHash(ctx)
			require.Equal(t, has, got)
			return err
		})
	}
	none := account("none", "None")
	none.PasswordHash = ""
	add(t, s, account("new", "New"), none)
	want(false)
	for _, version := range []string{"$2a$", "$2b$", "$2y$"} {
		old := account("old", "Old")
		old.PasswordHash = version + "12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW"
		add(t, s, old)
		want(true)
		write(t, s, func(ctx context.Context, w auth.Writer) error { return w.DeleteAccount(ctx, "old") })
		want(false)
	}
}
