package authtest

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/auth/mail"
	"github.com/einkpdf/platform/auth/password"
	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

func flowChangePassword(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	u := s.User(t, "reader", "")
	cookie, token := s.Login(t, "reader", auth.CookieSession), s.Login(t, "reader", auth.TokenSession)
	mine := s.As(t, "reader")
	require.NoError(t, s.Service.RequestReset(t.Context(), u.Email))
	reset := Token(s.Mail(t))
	require.NoError(t, s.Service.RequestEmailChange(t.Context(), mine, Password("reader"), "new@example.org"))
	change := Token(s.Mail(t))

	deeds := s.deeds(t, func() {
		require.NoError(t, s.Service.ChangePassword(t.Context(), mine, Password("reader"), Password("new")))
	})
	require.Equal(t, []string{"auth.password-change ok " + u.ID + " user:" + u.ID}, deeds)
	for _, g := range []*auth.Grant{cookie, token} {
		_, err := s.Identify(g)
		requireCode(t, auth.CodeUnauthenticated, err)
	}
	all, err := s.Service.Sessions(t.Context(), mine)
	require.NoError(t, err)
	require.Equal(t, []auth.Session{mine.Session}, all)
	requireCode(t, auth.CodeLink, s.Service.ConfirmReset(t.Context(), reset, Password("other")))
	_, err = s.Service.ConfirmEmailChange(t.Context(), change)
	requireCode(t, auth.CodeLink, err)

	notice := s.Mail(t)
	require.Equal(t, u.Email, notice.To)
	require.Contains(t, notice.Text, "Hello reader,")
	require.Contains(t, notice.Text, "2 March 2026, 09:30 UTC")
	require.Empty(t, Token(notice))
	require.Zero(t, s.rows(t)["ep_pending"])
	_, err = s.loginAs(t.Context(), "reader", Password("reader"))
	requireCode(t, auth.CodeLogin, err)
	_, err = s.loginAs(t.Context(), "reader", Password("new"))
	require.NoError(t, err)
}

func flowChangePasswordWrong(t *testing.T, db *sqldb.DB) {
	asked := ""
	breached := func(ctx context.Context, p string) (bool, error) {
		asked = p
		return strings.HasPrefix(p, "iloveyou"), ctx.Err()
	}
	s := New(t, db, func(c *auth.Config) { c.Policy = password.Policy{Min: 10, Breached: breached} })
	u := s.User(t, "reader", "")
	id := s.As(t, "reader")
	deeds := s.deeds(t, func() {
		requireCode(t, auth.CodeWrongPassword, s.Service.ChangePassword(t.Context(), id, Password("other"), Password("new")))
	})
	require.Equal(t, []string{"auth.password-change refused " + u.ID + " user:" + u.ID}, deeds)
	for _, new := range []string{"short", "reader reader", "iloveyou and you", "", strings.Repeat("a", 300), "control\x07characters"} {
		err := s.Service.ChangePassword(t.Context(), id, Password("reader"), new)
		requireCode(t, auth.CodePassword, err)
		require.NotContains(t, err.Error(), "iloveyou")
	}
	require.Equal(t, "iloveyou and you", asked)
	requireCode(t, auth.CodeUnauthenticated, s.Service.ChangePassword(t.Context(), auth.Operator("op"), Password("reader"), Password("new")))
	require.NoError(t, s.Service.Logout(t.Context(), id))
	requireCode(t, auth.CodeUnauthenticated, s.Service.ChangePassword(t.Context(), id, Password("reader"), Password("new")))
	_, err := s.loginAs(t.Context(), "reader", Password("reader"))
	require.NoError(t, err)

	// A host with sessions of its own vouches for the user.
	require.NoError(t, s.Service.ChangePassword(t.Context(), auth.Identity{User: u}, Password("reader"), Password("new")))
}

func flowTerms(t *testing.T, db *sqldb.DB) {
	s := New(t, db, func(c *auth.Config) { c.TermsVersion = "2026-03" })
	require.Equal(t, "2026-03", s.Service.TermsVersion())
	u := s.User(t, "reader", "")
	require.Empty(t, u.Terms)
	id := s.As(t, "reader")
	for _, version := range []string{"", "2025-01", "2026-03 "} {
		_, err := s.Service.AcceptTerms(t.Context(), id, version)
		requireCode(t, auth.CodeTerms, err)
	}
	deeds := s.deeds(t, func() {
		u, err := s.Service.AcceptTerms(t.Context(), id, "2026-03")
		require.NoError(t, err)
		require.Equal(t, "2026-03", u.Terms)
		require.Equal(t, sqldbtest.ClockStart(), u.TermsAcceptedAt)
		s.Clock.Advance(1e9)
		again, err := s.Service.AcceptTerms(t.Context(), id, "2026-03")
		require.NoError(t, err)
		require.Equal(t, u, again)
	})
	require.Equal(t, []string{"auth.terms-accept ok " + u.ID + " user:" + u.ID}, deeds)
	require.Equal(t, "2026-03", s.Identity(t, s.Login(t, "reader", auth.TokenSession)).User.Terms)
}

func flowDeleteAccount(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	u, other := s.User(t, "reader", ""), s.User(t, "other", "")
	g, id := s.Login(t, "reader", auth.TokenSession), s.As(t, "reader")
	require.NoError(t, s.Service.RequestReset(t.Context(), u.Email))
	reset := Token(s.Mail(t))

	deeds := s.deeds(t, func() {
		requireCode(t, auth.CodeWrongPassword, s.Service.DeleteAccount(t.Context(), id, Password("other")))
		require.NoError(t, s.Service.DeleteAccount(t.Context(), id, Password("reader")))
		requireCode(t, auth.CodeUnauthenticated, s.Service.DeleteAccount(t.Context(), id, Password("reader")))
	})
	who := u.ID + " user:" + u.ID
	require.Equal(t, []string{"auth.delete refused " + who, "auth.delete ok " + who}, deeds)
	require.Equal(t, []string{u.ID}, s.published(t, auth.TopicUserDeleted))
	rows := s.rows(t)
	require.Equal(t, []int{1, 0, 0, 1}, []int{rows["ep_user"], rows["ep_session"], rows["ep_session_secret"], rows["ep_pending"]})
	s.requireDeletedNotice(t, u)
	_, err := s.Identify(g)
	requireCode(t, auth.CodeUnauthenticated, err)
	requireCode(t, auth.CodeLink, s.Service.ConfirmReset(t.Context(), reset, Password("new")))
	_, err = s.loginAs(t.Context(), "reader", Password("reader"))
	requireCode(t, auth.CodeLogin, err)

	// Once, however often it is asked for at once.
	ids := []auth.Identity{s.As(t, "other"), s.As(t, "other"), s.As(t, "other"), s.As(t, "other")}
	errs := make([]error, len(ids))
	together(len(ids), func(i int) { errs[i] = s.Service.DeleteAccount(t.Context(), ids[i], Password("other")) })
	ok := 0
	for _, err := range errs {
		if err == nil {
			ok++
			continue
		}
		requireCode(t, auth.CodeUnauthenticated, err)
	}
	require.Equal(t, 1, ok)
	require.Equal(t, []string{u.ID, other.ID}, s.published(t, auth.TopicUserDeleted))

	s.requireDeletedNotice(t, other)

	// Name and address are free again, and the id is another one.
	again := s.User(t, "reader", "")
	require.NotEqual(t, u.ID, again.ID)

	// Who was deleted by an admin is told as well; and a notice that cannot go out
	// is nobody's any more.
	require.NoError(t, s.Service.DeleteUser(t.Context(), auth.Operator("op"), again.ID, "spam"))
	s.requireDeletedNotice(t, again)
	require.NoError(t, s.Service.DeleteUser(t.Context(), auth.Operator("op"), s.User(t, "reader", "").ID, "spam"))
	s.Mailbox.Fail(mail.ErrRefused)
	deeds = s.deeds(t, func() { require.Empty(t, s.Mails(t)) })
	require.Equal(t, []string{"auth.mail-refused failed system "}, deeds)
	require.Zero(t, s.rows(t)["ep_pending"])
}

// requireDeletedNotice says that one mail waits, which tells the address of a user
// that the account is gone, and that nothing of it is kept then.
func (s *Setup) requireDeletedNotice(t testing.TB, u auth.User) {
	t.Helper()
	m := s.Mail(t)
	require.Equal(t, u.Email, m.To)
	require.Contains(t, m.Subject, "was deleted")
	require.Contains(t, m.Text, "Hello "+u.Name+",")
	require.Contains(t, m.Text, "tell the operator of einkpdf")
	require.Empty(t, Token(m))
	require.Zero(t, s.rows(t)["ep_pending"])
}
