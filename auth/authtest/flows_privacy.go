package authtest

import (
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/auth/mail"
	"github.com/einkpdf/platform/sqldb"
)

// dump is everything that the database has, by table.
func (s *Setup) dump(t testing.TB) map[string]string {
	t.Helper()
	var tables []string
	require.NoError(t, s.DB.Select(t.Context(), &tables, s.DB.Dialect().Pick(
		`select name from sqlite_master where type = 'table' and name like 'ep_%'`,
		`select table_name from information_schema.tables where table_schema = current_schema() and table_name like 'ep_%'`)))
	require.NotEmpty(t, tables)
	all := map[string]string{}
	for _, table := range tables {
		rows, err := s.DB.SQL().QueryContext(t.Context(), `select * from `+table) // #nosec G202 -- the database's own names
		require.NoError(t, err)
		columns, err := rows.Columns()
		require.NoError(t, err)
		for rows.Next() {
			values, into := make([]sql.NullString, len(columns)), make([]any, len(columns))
			for i := range values {
				into[i] = &values[i]
			}
			require.NoError(t, rows.Scan(into...))
			for _, v := range values {
				all[table] += v.String + "\n"
			}
		}
		require.NoError(t, rows.Err())
		require.NoError(t, rows.Close())
	}
	return all
}

// leaks collects what must not be seen, and where it may be all the same.
type leaks struct {
	s      *Setup
	where  map[string][]string // text -> tables that may have it
	seen   map[string]string   // by table, of all dumps
	errors strings.Builder
}

func (l *leaks) secret(text string)                 { l.where[text] = nil }
func (l *leaks) only(text string, tables ...string) { l.where[text] = tables }

// token is a secret whose digest is in one table.
func (l *leaks) token(text, table string) {
	sum := sha256.Sum256([]byte(text))
	l.secret(text)
	l.only(hex.EncodeToString(sum[:]), table)
}

// step looks at what a step of the flow leaves.
func (l *leaks) step(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		fmt.Fprintf(&l.errors, "%v %+v %#v\n", err, err, err)
	}
	for table, text := range l.s.dump(t) {
		l.seen[table] += text
	}
}

func (l *leaks) check(t testing.TB) {
	t.Helper()
	texts := map[string]string{"errors": l.errors.String(), "logs": l.s.Logs.String()}
	for table, text := range l.seen {
		texts[table] = text
	}
	for text, allowed := range l.where {
		require.NotEmpty(t, text)
		found := map[string]bool{}
		for where, all := range texts {
			found[where] = strings.Contains(strings.ToLower(all), strings.ToLower(text))
		}
		for _, where := range allowed {
			require.True(t, found[where], "the test is blind: %s never had %s", where, text)
			delete(found, where)
		}
		for where, is := range found {
			require.False(t, is, "%s has %s", where, text)
		}
	}
}

// All flows, with everything that is secret looked for everywhere.
func flowNothingSecret(t *testing.T, db *sqldb.DB) {
	s := New(t, db, func(c *auth.Config) { c.TermsVersion = "2026-03" })
	l := &leaks{s: s, where: map[string][]string{}, seen: map[string]string{}}
	ctx := audit.WithOrigin(t.Context(), audit.Origin{Address: "192.0.2.77", RequestID: "request-1", UserAgent: "Browser"})
	op := auth.Operator("op")
	logger := slog.New(slog.NewTextHandler(s.Logs, nil))
	mailed := func() mail.Message {
		m := s.Mail(t)
		if token := Token(m); token != "" {
			l.token(token, "ep_pending")
		}
		l.step(t, nil)
		return m
	}
	granted := func(g *auth.Grant, err error) *auth.Grant {
		require.NoError(t, err)
		l.token(g.Secret, "ep_session_secret")
		if g.Access != "" {
			l.secret(g.Access)
		}
		fmt.Fprintf(&l.errors, "%v %+v %#v\n", g, g, g)
		logger.Info("a grant", "grant", g)
		l.step(t, nil)
		return g
	}

	// Register, with the address that somebody has, and with a free one.
	for _, p := range []string{"marker-password-one", "marker-password-two", "marker-password-three", "marker-password-guess"} {
		l.secret(p)
	}
	form := auth.Registration{Name: "public-name", Email: "marker-one@example.org", Password: "marker-password-one", Terms: "2026-03"}
	fmt.Fprintf(&l.errors, "%v %+v %#v\n", form, form, form)
	l.step(t, s.Service.Register(ctx, form))
	l.only("marker-one@example.org", "ep_user", "ep_pending")
	token := Token(mailed())
	_, err := s.Service.ConfirmRegistration(ctx, token, "marker-password-guess")
	l.step(t, err)
	u, err := s.Service.ConfirmRegistration(ctx, token, "marker-password-one")
	l.step(t, err)
	l.only(s.account(t, u.ID).PasswordHash, "ep_user", "ep_pending")
	l.only("public-name", "ep_user", "ep_pending")
	form.Name = "second-name"
	l.step(t, s.Service.Register(ctx, form))
	mailed()

	// Log in, rightly and wrongly.
	credentials := auth.Credentials{Name: "public-name", Password: "marker-password-one"}
	fmt.Fprintf(&l.errors, "%v %+v %#v\n", credentials, credentials, credentials)
	logger.Info("credentials", "credentials", credentials)
	g := granted(s.Service.Login(ctx, credentials, auth.TokenSession))
	for _, name := range []string{"public-name", "typed-for-nobody", "typed-for-nobody@example.org"} {
		_, err := s.loginAs(ctx, name, "marker-password-guess")
		l.step(t, err)
	}
	l.secret("typed-for-nobody")
	second := granted(s.Service.Refresh(ctx, g.Secret))
	_, err = s.Service.Refresh(ctx, g.Secret)
	l.step(t, err)
	_, err = s.Identify(second)
	l.step(t, err)
	cookie := granted(s.Service.Login(ctx, credentials, auth.CookieSession))
	id := s.Identity(t, cookie)

	// Change what can be changed.
	l.step(t, s.Service.ChangePassword(ctx, id, "marker-password-guess", "marker-password-two"))
	l.step(t, s.Service.ChangePassword(ctx, id, "marker-password-one", "marker-password-two"))
	mailed()
	l.only(s.account(t, u.ID).PasswordHash, "ep_user")
	l.step(t, s.Service.RequestEmailChange(ctx, id, "marker-password-two", "marker-two@example.org"))
	l.only("marker-two@example.org", "ep_user", "ep_pending")
	_, err = s.Service.ConfirmEmailChange(ctx, Token(mailed()))
	l.step(t, err)
	mailed()
	l.step(t, s.Service.RequestReset(ctx, "marker-nobody@example.org"))
	l.only("marker-nobody@example.org", "ep_pending")
	require.Empty(t, s.Mails(t))
	l.step(t, s.Service.RequestReset(ctx, "marker-two@example.org"))
	l.step(t, s.Service.ConfirmReset(ctx, Token(mailed()), "marker-password-three"))
	mailed()

	// Mails that fail, and what admins do.
	for _, failure := range []error{errors.New("the network is down"), mail.ErrRefused} {
		s.Mailbox.Fail(failure)
		l.step(t, s.Service.RequestReset(ctx, "marker-two@example.org"))
		_, err = s.Outbox.Drain(t.Context())
		l.step(t, err)
		s.Mailbox.Fail(nil)
		s.Clock.Advance(time.Hour)
	}
	l.step(t, s.Service.SetActive(ctx, op, u.ID, false, "wrote to marker-reason@example.org"))
	l.secret("marker-reason@example.org")
	l.step(t, s.Service.SetActive(ctx, op, u.ID, true, "said sorry"))
	l.step(t, s.Service.SetRole(ctx, op, u.ID, auth.RoleAdmin, "helps out"))
	l.step(t, s.Service.RequestResetFor(ctx, op, u.ID, "asked by phone"))
	mailed()
	l.step(t, s.Service.SetRole(ctx, op, u.ID, auth.RoleUser, "no longer"))
	id = s.Identity(t, granted(s.Service.Login(ctx, auth.Credentials{Name: "public-name", Password: "marker-password-three"}, auth.CookieSession)))
	l.step(t, s.Service.DeleteAccount(ctx, id, "marker-password-guess"))
	l.step(t, s.Service.DeleteAccount(ctx, id, "marker-password-three"))

	// Somebody whom an operator makes accepts the terms, and logs out in each way.
	// A client that shows a secret where an id belongs is refused without it.
	made := auth.NewUser{Name: "third-name", Email: "marker-three@example.org", Password: "marker-password-four"}
	l.secret(made.Password)
	fmt.Fprintf(&l.errors, "%v %+v %#v\n", made, made, made)
	u, err = s.Service.CreateUser(ctx, op, made)
	l.step(t, err)
	l.only(made.Email, "ep_user")
	l.only(s.account(t, u.ID).PasswordHash, "ep_user")
	credentials = auth.Credentials{Name: made.Email, Password: made.Password}
	g = granted(s.Service.Login(ctx, credentials, auth.TokenSession))
	id = s.Identity(t, granted(s.Service.Login(ctx, credentials, auth.CookieSession)))
	for _, version := range []string{g.Secret, "2026-03"} {
		_, err = s.Service.AcceptTerms(ctx, id, version)
		l.step(t, err)
	}
	for _, session := range []string{g.Secret, g.Session.ID} {
		l.step(t, s.Service.RevokeSession(ctx, id, session))
	}
	l.step(t, s.Service.Logout(ctx, id))
	id = s.Identity(t, granted(s.Service.Login(ctx, credentials, auth.CookieSession)))
	_, err = s.Service.LogoutEverywhere(ctx, id)
	l.step(t, err)

	l.only("192.0.2.77", "ep_audit", "ep_session")
	l.check(t)
	for _, action := range []string{
		auth.ActionRegister, auth.ActionRegistered, auth.ActionLogin, auth.ActionLoginRefused, auth.ActionRefreshReuse, auth.ActionPassword,
		auth.ActionEmailRequest, auth.ActionEmail, auth.ActionResetRequest, auth.ActionReset, auth.ActionMailRefused, auth.ActionActivate,
		auth.ActionDeactivate, auth.ActionRole, auth.ActionDelete, auth.ActionCreate, auth.ActionTerms, auth.ActionRevoke, auth.ActionLogout,
		auth.ActionLogoutAll,
	} {
		require.Contains(t, l.seen["ep_audit"], action+"\n")
	}
	// What the trail's own net would have caught never came to it.
	require.NotContains(t, l.seen["ep_audit"], "[removed]")
	require.Contains(t, s.Logs.String(), "a mail was refused")
}
