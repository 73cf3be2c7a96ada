package authtest

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/auth"
)

func testSessionIsKept(t *testing.T, s auth.Store) {
	add(t, s, account("user", "User"))
	full := auth.Session{
		ID: "full", UserID: "user", Kind: auth.CookieSession, Address: "2001:db8::1", UserAgent: strings.Repeat("ü", 100),
		CreatedAt: at(1), LastUsedAt: at(2), ExpiresAt: at(3), RevokedAt: at(4), RevokedFor: "logout",
	}
	bare := auth.Session{ID: "bare", UserID: "user", Kind: auth.TokenSession, CreatedAt: at(1), LastUsedAt: at(1), ExpiresAt: at(3)}
	used := secret("used", "full")
	used.CreatedAt, used.ExpiresAt, used.UsedAt = at(5), at(6), at(7)
	write(t, s, func(ctx context.Context, w auth.Writer) error {
		if err := w.AddSession(ctx, full, used); err != nil {
			return err
		}
		return w.AddSession(ctx, bare, secret("bare", "bare"))
	})
	require.Equal(t, full, sessionOf(t, s, "full"))
	require.Equal(t, bare, sessionOf(t, s, "bare"))
	read(t, s, func(ctx context.Context, r auth.Reader) error {
		for of, want := range map[string]auth.Secret{"used": used, "bare": secret("bare", "bare")} {
			got, err := r.Secret(ctx, digest(of))
			require.NoError(t, err)
			require.Equal(t, want, got)
		}
		return nil
	})
}

func testSessionIsUnique(t *testing.T, s auth.Store) {
	one, first := session("one", "user")
	add(t, s, account("user", "User"), one)
	two, _ := session("two", "user")
	first.SessionID = "two"
	require.ErrorIs(t, tryAdd(t, s, one), auth.ErrExists)
	require.ErrorIs(t, tryWrite(t, s, func(ctx context.Context, w auth.Writer) error {
		return w.AddSession(ctx, two, first)
	}), auth.ErrExists, "another session's secret")
	read(t, s, func(ctx context.Context, r auth.Reader) error {
		_, err := r.Session(ctx, "two")
		require.ErrorIs(t, err, auth.ErrNotFound)
		return nil
	})
	require.ErrorIs(t, tryWrite(t, s, func(ctx context.Context, w auth.Writer) error {
		return w.AddSession(ctx, two, secret("two", "one"))
	}), auth.ErrInvalid, "a secret that is not the session's")
}

func testSessionNotFound(t *testing.T, s auth.Store) {
	add(t, s, account("user", "User"))
	stray, _ := session("stray", "nobody")
	require.ErrorIs(t, tryAdd(t, s, stray), auth.ErrNotFound, "of a user who is not there")
	read(t, s, func(ctx context.Context, r auth.Reader) error {
		_, err := r.Session(ctx, "stray")
		require.ErrorIs(t, err, auth.ErrNotFound)
		_, err = r.Secret(ctx, digest("stray 1"))
		require.ErrorIs(t, err, auth.ErrNotFound)
		sessions, err := r.Sessions(ctx, "nobody", at(0))
		require.Empty(t, sessions)
		return err
	})
	require.ErrorIs(t, tryWrite(t, s, func(ctx context.Context, w auth.Writer) error {
		return w.UpdateSession(ctx, stray)
	}), auth.ErrNotFound)
}

func testSessionUpdate(t *testing.T, s auth.Store) {
	before, _ := session("one", "user")
	other, _ := session("two", "user")
	add(t, s, account("user", "User"), account("else", "Else"), before, other)
	change := auth.Session{ // all fields differ, three are written
		ID: "one", UserID: "else", Kind: auth.CookieSession, Address: "192.0.2.9", UserAgent: "other",
		CreatedAt: at(20), LastUsedAt: at(21), ExpiresAt: at(22), RevokedAt: at(23), RevokedFor: "logout",
	}
	write(t, s, func(ctx context.Context, w auth.Writer) error { return w.UpdateSession(ctx, change) })
	want := before
	want.LastUsedAt, want.RevokedAt, want.RevokedFor = change.LastUsedAt, change.RevokedAt, change.RevokedFor
	require.Equal(t, want, sessionOf(t, s, "one"))
	require.Equal(t, other, sessionOf(t, s, "two"))
}

func testSessionsOfUser(t *testing.T, s auth.Store) {
	add(t, s, account("user", "User"), account("else", "Else"))
	for i, id := range []string{"a", "b", "c", "d", "over", "revoked", "alien"} {
		one, _ := session(id, "user")
		one.LastUsedAt = at(i)
		switch id {
		case "b", "c": // the same time: by id
			one.LastUsedAt = at(50)
		case "over":
			one.ExpiresAt = at(100)
		case "revoked":
			one.RevokedAt = at(1)
		case "alien":
			one.UserID = "else"
		}
		add(t, s, one)
	}
	list := func(now time.Time) string {
		var ids []string
		read(t, s, func(ctx context.Context, r auth.Reader) error {
			sessions, err := r.Sessions(ctx, "user", now)
			for _, one := range sessions {
				require.Equal(t, sessionOf(t, s, one.ID), one)
				ids = append(ids, one.ID)
			}
			return err
		})
		return strings.Join(ids, " ")
	}
	require.Equal(t, "c b over d a", list(at(100).Add(-time.Millisecond)))
	require.Equal(t, "c b d a", list(at(100)), "over when its time has come")
	require.Empty(t, list(at(1000)))
}

func testSessionsAreBounded(t *testing.T, s auth.Store) {
	rows := []any{account("user", "User")}
	for i := range 130 {
		one, _ := session(fmt.Sprint(i), "user")
		one.LastUsedAt = at(i)
		rows = append(rows, one)
	}
	add(t, s, rows...)
	read(t, s, func(ctx context.Context, r auth.Reader) error {
		sessions, err := r.Sessions(ctx, "user", at(0))
		require.Len(t, sessions, 100)
		require.Equal(t, "129", sessions[0].ID)
		require.Equal(t, "30", sessions[99].ID)
		return err
	})
}

func testKnownAddress(t *testing.T, s auth.Store) {
	home, _ := session("home", "user")
	home.Address, home.CreatedAt = "192.0.2.1", at(10)
	cafe, _ := session("cafe", "user")
	cafe.Address, cafe.CreatedAt, cafe.RevokedAt = "192.0.2.2", at(20), at(21)
	unknown, _ := session("unknown", "user")
	unknown.Address = ""
	add(t, s, account("user", "User"), account("else", "Else"), home, cafe, unknown)
	for _, c := range []struct {
		user, address string
		since         time.Time
		want          bool
	}{
		{"user", "192.0.2.1", at(10), true},
		{"user", "192.0.2.1", time.Time{}, true},
		{"user", "192.0.2.1", at(10).Add(time.Millisecond), false},
		{"user", "192.0.2.2", at(15), true}, // though it was revoked
		{"user", "192.0.2.3", at(0), false},
		{"user", "192.0.2", at(0), false},
		{"user", "", at(0), false},
		{"else", "192.0.2.1", at(0), false},
		{"", "192.0.2.1", at(0), false},
	} {
		read(t, s, func(ctx context.Context, r auth.Reader) error {
			got, err := r.KnownAddress(ctx, c.user, c.address, c.since)
			require.Equal(t, c.want, got, "%+v", c)
			return err
		})
	}
}

func testRevokeSessions(t *testing.T, s auth.Store) {
	rows := []any{account("user", "User"), account("else", "Else")}
	for _, id := range []string{"a", "b", "c", "over", "revoked"} {
		one, _ := session(id, "user")
		if id == "over" {
			one.ExpiresAt = at(30)
		}
		if id == "revoked" {
			one.RevokedAt, one.RevokedFor = at(2), "logout"
		}
		rows = append(rows, one)
	}
	alien, _ := session("alien", "else")
	add(t, s, append(rows, alien)...)
	revoke := func(user, except string, now time.Time) (n int) {
		write(t, s, func(ctx context.Context, w auth.Writer) (err error) {
			n, err = w.RevokeSessions(ctx, user, except, now, "password changed")
			return err
		})
		return n
	}
	require.Zero(t, revoke("nobody", "", at(30)))
	require.Equal(t, 2, revoke("user", "b", at(30)))
	for _, id := range []string{"a", "c"} {
		got := sessionOf(t, s, id)
		require.Equal(t, at(30), got.RevokedAt)
		require.Equal(t, "password changed", got.RevokedFor)
	}
	require.True(t, sessionOf(t, s, "b").RevokedAt.IsZero())
	require.True(t, sessionOf(t, s, "over").RevokedAt.IsZero())
	require.Equal(t, "logout", sessionOf(t, s, "revoked").RevokedFor)
	require.Equal(t, 1, revoke("user", "alien", at(31)), "somebody else's session is no exception")
	require.Zero(t, revoke("user", "", at(32)))
	require.Equal(t, at(30), sessionOf(t, s, "a").RevokedAt, "once is enough")
	require.Equal(t, alien, sessionOf(t, s, "alien"))
}
