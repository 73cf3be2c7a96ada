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

// hostile are texts that no field takes.
func hostile() map[string]string {
	return map[string]string{"1 MB": strings.Repeat("a", 1<<20), "NUL": "a\x00b", "broken UTF-8": "a\xff", "half a surrogate": "a\xed\xa0\x80"}
}

// testHostileFields puts them into each field of each row. The store refuses
// before the database sees it, since databases differ in what they take.
func testHostileFields(t *testing.T, s auth.Store) {
	good, _ := session("session", "user")
	add(t, s, account("user", "User"), good, reset("pending", "user"))
	type try func(w auth.Writer, text string) error
	ctx := t.Context()
	accounts := func(set func(a *auth.Account, text string)) try {
		return func(w auth.Writer, text string) error {
			a := account("new", "New")
			set(&a, text)
			if err := w.AddAccount(ctx, a); err == nil {
				return err
			}
			return w.UpdateAccount(ctx, a)
		}
	}
	sessions := func(set func(s *auth.Session, text string)) try {
		return func(w auth.Writer, text string) error {
			one, _ := session("new", "user")
			set(&one, text)
			if err := w.AddSession(ctx, one, secret("new", one.ID)); err == nil {
				return err
			}
			return w.UpdateSession(ctx, one)
		}
	}
	secrets := func(set func(s *auth.Secret, text string)) try {
		return func(w auth.Writer, text string) error {
			one := secret("new", "session")
			set(&one, text)
			_, err := w.Rotate(ctx, digest("session 1"), at(1), one)
			return err
		}
	}
	changes := func(set func(p *auth.Pending, text string)) try {
		return func(w auth.Writer, text string) error {
			p := registration("new", "New")
			set(&p, text)
			return w.PutPending(ctx, p)
		}
	}
	for field, try := range map[string]try{
		"account id":    accounts(func(a *auth.Account, text string) { a.ID = text }),
		"name":          accounts(func(a *auth.Account, text string) { a.Name = text }),
		"name key":      accounts(func(a *auth.Account, text string) { a.NameKey = text }),
		"email":         accounts(func(a *auth.Account, text string) { a.Email = text }),
		"email key":     accounts(func(a *auth.Account, text string) { a.EmailKey = text }),
		"password hash": accounts(func(a *auth.Account, text string) { a.PasswordHash = text }),
		"role":          accounts(func(a *auth.Account, text string) { a.Role = auth.Role(text) }),
		"terms":         accounts(func(a *auth.Account, text string) { a.Terms = text }),
		"session id":    sessions(func(s *auth.Session, text string) { s.ID = text }),
		"session user":  sessions(func(s *auth.Session, text string) { s.UserID = text }),
		"session kind":  sessions(func(s *auth.Session, text string) { s.Kind = auth.SessionKind(text) }),
		"address":       sessions(func(s *auth.Session, text string) { s.Address = text }),
		"user agent":    sessions(func(s *auth.Session, text string) { s.UserAgent = text }),
		"revoked for":   sessions(func(s *auth.Session, text string) { s.RevokedFor = text }),
		"hash":          secrets(func(s *auth.Secret, text string) { s.Hash = text }),
		"secret of":     secrets(func(s *auth.Secret, text string) { s.SessionID = text }),
		"pending id":    changes(func(p *auth.Pending, text string) { p.ID = text }),
		"pending kind":  changes(func(p *auth.Pending, text string) { p.Kind = auth.PendingKind(text) }),
		"pending user":  changes(func(p *auth.Pending, text string) { p.UserID = text }),
		"pending name":  changes(func(p *auth.Pending, text string) { p.Name = text }),
		"pending key":   changes(func(p *auth.Pending, text string) { p.NameKey = text }),
		"pending mail":  changes(func(p *auth.Pending, text string) { p.Email = text }),
		"pending mails": changes(func(p *auth.Pending, text string) { p.EmailKey = text }),
		"pending hash":  changes(func(p *auth.Pending, text string) { p.PasswordHash = text }),
		"pending terms": changes(func(p *auth.Pending, text string) { p.Terms = text }),
		"token":         changes(func(p *auth.Pending, text string) { p.TokenHash = text }),
		"reason": func(w auth.Writer, text string) error {
			_, err := w.RevokeSessions(ctx, "user", "", at(1), text)
			return err
		},
	} {
		for what, text := range hostile() {
			err := s.Write(ctx, func(w auth.Writer) error { return try(w, text) })
			require.ErrorIs(t, err, auth.ErrInvalid, "%s: %s", field, what)
			require.NotContains(t, err.Error(), text[:2], "an error says which field, not what is in it")
		}
	}

	for what, row := range map[string]any{
		"no id":       func() any { a := account("", "New"); return a }(),
		"no name":     func() any { a := account("new", "New"); a.Name = ""; return a }(),
		"no creation": func() any { a := account("new", "New"); a.CreatedAt = time.Time{}; return a }(),
		"long name":   func() any { a := account("new", "New"); a.Name = strings.Repeat("é", 65); return a }(),
		"long id":     account(strings.Repeat("i", 65), "New"),
		"no end":      func() any { p := reset("new", ""); p.ExpiresAt = time.Time{}; return p }(),
		"no mailbox":  func() any { p := reset("new", ""); p.EmailKey = ""; return p }(),
		"upper hex":   func() any { p := reset("new", ""); p.TokenHash = strings.ToUpper(digest("")); return p }(),
	} {
		require.ErrorIs(t, tryAdd(t, s, row), auth.ErrInvalid, what)
	}
	full := account(strings.Repeat("i", 64), "New")
	full.Name, full.NameKey, full.EmailKey = strings.Repeat("𝄞", 64), strings.Repeat("𝄞", 256), strings.Repeat("é", 512)
	add(t, s, full)
	require.Equal(t, full, accountOf(t, s, full.ID))
	require.Equal(t, secret("session 1", "session"), secretOf(t, s, digest("session 1")), "nothing came of it all")
	require.Equal(t, good, sessionOf(t, s, "session"))
}

// testHostileKeys looks for them: they are not there, and that is no error of
// the database's.
func testHostileKeys(t *testing.T, s auth.Store) {
	add(t, s, account("user", "User"))
	read(t, s, func(ctx context.Context, r auth.Reader) error {
		for what, key := range hostile() {
			_, err := r.Account(ctx, key)
			require.ErrorIs(t, err, auth.ErrNotFound, what)
			_, err = r.AccountByName(ctx, key)
			require.ErrorIs(t, err, auth.ErrNotFound, what)
			_, err = r.AccountByEmail(ctx, key)
			require.ErrorIs(t, err, auth.ErrNotFound, what)
			_, err = r.Session(ctx, key)
			require.ErrorIs(t, err, auth.ErrNotFound, what)
			_, err = r.Secret(ctx, key)
			require.ErrorIs(t, err, auth.ErrNotFound, what)
			_, err = r.Pending(ctx, key)
			require.ErrorIs(t, err, auth.ErrNotFound, what)
			_, err = r.PendingByToken(ctx, auth.PendingReset, key)
			require.ErrorIs(t, err, auth.ErrNotFound, what)
			_, err = r.PendingByToken(ctx, auth.PendingKind(key), digest(""))
			require.ErrorIs(t, err, auth.ErrNotFound, what)
			_, err = r.PendingName(ctx, key)
			require.ErrorIs(t, err, auth.ErrNotFound, what)
			sessions, err := r.Sessions(ctx, key, at(0))
			require.NoError(t, err, what)
			require.Empty(t, sessions)
			for _, known := range []struct{ user, address string }{{key, "192.0.2.1"}, {"user", key}} {
				is, err := r.KnownAddress(ctx, known.user, known.address, at(0))
				require.NoError(t, err, what)
				require.False(t, is)
			}
			users, next, err := r.Users(ctx, auth.UserFilter{Role: auth.Role(key)}, "", 10)
			require.NoError(t, err, what)
			require.Empty(t, users)
			require.Empty(t, next)
			_, _, err = r.Users(ctx, auth.UserFilter{}, key, 10)
			require.ErrorIs(t, err, auth.ErrCursor, what)
		}
		return nil
	})
	write(t, s, func(ctx context.Context, w auth.Writer) error {
		for what, key := range hostile() {
			_, err := w.Rotate(ctx, key, at(0), secret("new", "session"))
			require.ErrorIs(t, err, auth.ErrNotFound, what)
			n, err := w.RevokeSessions(ctx, key, "", at(0), "")
			require.NoError(t, err, what)
			require.Zero(t, n)
			_, err = w.RevokeSessions(ctx, "user", key, at(0), "")
			require.NoError(t, err, what)
			require.NoError(t, w.DeleteAccount(ctx, key), what)
			require.NoError(t, w.DeletePending(ctx, key), what)
			require.NoError(t, w.DeletePendingOf(ctx, auth.PendingReset, key), what)
			require.NoError(t, w.DeletePendingOf(ctx, auth.PendingKind(key), "user"), what)
		}
		return nil
	})
	accountOf(t, s, "user")
}

// testAnyScript keeps text of any script as it is, and tells apart what has
// other keys.
func testAnyScript(t *testing.T, s auth.Store) {
	names := []string{
		"Ärger", "A\u0308rger 2", "ΣΊΣΥΦΟΣ", "Иван Грозный", "北京", "東京タワー", "서울", "ไทย", "שָׁלוֹם", "عُمَر", "हिन्दी", "🖋️📓", "İstanbul",
		"ıstanbul", "istanbul", "'; drop table ep_user; --", `"quoted"`, `back\slash`, "tab\there", "a%b", "a_b", "a b", "\u200bzero", "\U0010ffff",
	}
	for i, name := range names {
		a := account(fmt.Sprint(i), name)
		a.NameKey = name // here it is the store that is looked at
		add(t, s, a)
		read(t, s, func(ctx context.Context, r auth.Reader) error {
			got, err := r.AccountByName(ctx, name)
			require.NoError(t, err)
			require.Equal(t, a, got)
			return nil
		})
		require.ErrorIs(t, tryAdd(t, s, func() auth.Account {
			twin := account("twin", "Twin")
			twin.NameKey = name
			return twin
		}()), auth.ErrExists)
	}
	require.Len(t, pages(t, s, auth.UserFilter{}, 5), len(names))
}
