package authtest

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/bcrypt"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/sqldb"
)

func flowLogin(t *testing.T, db *sqldb.DB) {
	var outcomes []auth.LoginOutcome
	s := New(t, db, func(c *auth.Config) {
		c.Observer.OnLogin = func(o auth.LoginOutcome) { outcomes = append(outcomes, o) }
	})
	u := s.User(t, "reader", "")
	ctx := audit.WithOrigin(t.Context(), audit.Origin{Address: "[2001:db8:1:2:3::4]:5678", UserAgent: "Browser\n" + strings.Repeat("é", 200), RequestID: "r-1"})
	for _, name := range []string{"reader", " READER ", "reader@example.org", "Reader@EXAMPLE.org"} {
		s.Clock.Advance(time.Minute)
		var g *auth.Grant
		deeds := s.deeds(t, func() {
			var err error
			g, err = s.Service.Login(ctx, auth.Credentials{Name: name, Password: Password("reader")}, auth.CookieSession)
			require.NoError(t, err, name)
		})
		require.Equal(t, []string{"auth.login ok " + u.ID + " user:" + u.ID}, deeds)
		require.Equal(t, s.Clock.Now(), g.User.LastLoginAt)
		require.Equal(t, s.Clock.Now(), s.account(t, u.ID).LastLoginAt)
		require.Equal(t, auth.Session{
			ID: g.Session.ID, UserID: u.ID, Kind: auth.CookieSession, Address: "2001:db8:1:2::/64", UserAgent: "Browser?" + strings.Repeat("é", 96),
			CreatedAt: s.Clock.Now(), LastUsedAt: s.Clock.Now(), ExpiresAt: s.Clock.Now().Add(30 * 24 * time.Hour),
		}, g.Session)
		require.True(t, strings.HasPrefix(g.Secret, "eps_"))
		require.Empty(t, g.Access)
		require.Equal(t, g.Session, s.Identity(t, g).Session)
	}
	g := s.Login(t, "reader", auth.TokenSession)
	require.True(t, strings.HasPrefix(g.Secret, "epr_"))
	require.Equal(t, s.Clock.Now().Add(10*time.Minute), g.AccessExpires)
	require.Equal(t, u.ID, s.Identity(t, g).User.ID)

	_, err := s.loginAs(t.Context(), "reader", Password("other"))
	requireCode(t, auth.CodeLogin, err)
	require.Equal(t, []auth.LoginOutcome{"ok", "ok", "ok", "ok", "ok", "refused"}, outcomes)
	_, err = s.Service.Login(t.Context(), auth.Credentials{Name: "reader", Password: Password("reader")}, "other")
	require.Error(t, err)
}

// Unknown, wrong and inactive differ in the audit trail alone.
func flowLoginUniform(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	active, inactive := s.User(t, "active", ""), s.User(t, "inactive", "")
	require.NoError(t, s.Service.SetActive(t.Context(), auth.Operator("op"), inactive.ID, false, "test"))
	var errs []error
	for _, test := range []struct{ name, password, why, object string }{
		{"unknown", Password("unknown"), "unknown", ""},
		{"unknown@example.org", Password("unknown"), "unknown", ""},
		{"active", Password("wrong"), "password", "user:" + active.ID},
		{"inactive", Password("inactive"), "inactive", "user:" + inactive.ID},
		{"inactive", Password("wrong"), "password", "user:" + inactive.ID},
		{"", "", "unknown", ""},
	} {
		before := len(s.trail(t, 0))
		rows := s.growth(t, func() {
			_, err := s.loginAs(t.Context(), test.name, test.password)
			requireCode(t, auth.CodeLogin, err)
			errs = append(errs, err)
		})
		require.Equal(t, map[string]int{"ep_audit": 1}, rows)
		e := s.trail(t, before)[0]
		require.Equal(t, auth.ActionLoginRefused, e.Action)
		require.Equal(t, audit.Refused, e.Outcome)
		require.Equal(t, test.object, e.Object)
		require.Empty(t, e.Actor)
		require.Equal(t, map[string]string{"why": test.why}, e.Detail)
	}
	for _, err := range errs {
		require.Equal(t, errs[0], err)
	}
}

func legacyHash(t testing.TB, password string) string {
	t.Helper()
	hash, err := bcrypt.GenerateFromPassword([]byte(password), bcrypt.MinCost)
	require.NoError(t, err)
	return "$2b" + string(hash[3:]) // as Python writes it
}

func flowLoginLegacy(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	u := s.User(t, "reader", "")
	long := strings.Repeat("0123456789", 7) + "ab" // all of what bcrypt sees
	hash := legacyHash(t, long)
	s.setHash(t, u.ID, hash)
	for _, wrong := range []string{long + "c", long[:71], "other"} {
		_, err := s.loginAs(t.Context(), "reader", wrong)
		requireCode(t, auth.CodeLogin, err)
		require.Equal(t, hash, s.account(t, u.ID).PasswordHash)
	}
	_, err := s.loginAs(t.Context(), "reader", long)
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(s.account(t, u.ID).PasswordHash, "$argon2id$"))
	_, err = s.loginAs(t.Context(), "reader", long)
	require.NoError(t, err)
	_, err = s.loginAs(t.Context(), "reader", long+"c")
	requireCode(t, auth.CodeLogin, err)

	// Not for the inactive.
	s.setHash(t, u.ID, hash)
	require.NoError(t, s.Service.SetActive(t.Context(), auth.Operator("op"), u.ID, false, "test"))
	_, err = s.loginAs(t.Context(), "reader", long)
	requireCode(t, auth.CodeLogin, err)
	require.Equal(t, hash, s.account(t, u.ID).PasswordHash)
}

// One of them replaces the hash while the others verify it.
func flowLoginLegacyAtOnce(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	u := s.User(t, "reader", "")
	s.setHash(t, u.ID, legacyHash(t, "the old password"))
	errs := make([]error, 8)
	together(len(errs), func(i int) { _, errs[i] = s.loginAs(t.Context(), "reader", "the old password") })
	require.NoError(t, errors.Join(errs...))
	require.Equal(t, 8, s.rows(t)["ep_session"])
}

func flowLoginDamagedHash(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	u := s.User(t, "reader", "")
	for _, hash := range []string{"!", "$argon2id$v=19$m=4294967295,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA", "$2b$31$" + strings.Repeat("a", 53)} {
		s.setHash(t, u.ID, hash)
		_, err := s.loginAs(t.Context(), "reader", Password("reader"))
		requireCode(t, auth.CodeLogin, err)
		require.NotContains(t, s.Logs.String(), hash)
	}
	require.Contains(t, s.Logs.String(), u.ID)
}

func flowLoginHostile(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	s.User(t, "reader", "")
	for i, name := range []string{"\x00", "reader\x00", "\xff\xfe", strings.Repeat("ﷺ", 1000), strings.Repeat("a", 1<<20), "%", "' or '1'='1"} {
		ctx := From(t.Context(), []string{"", "not an address", strings.Repeat("1", 1<<20), "::ffff:192.0.2.1", "fe80::1%eth0"}[i%5])
		_, err := s.loginAs(ctx, name, strings.Repeat("x", 1<<16)+"\x00\xff")
		requireCode(t, auth.CodeLogin, err)
	}
}

func flowLoginTooManySessions(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	s.User(t, "reader", "")
	first := s.Login(t, "reader", auth.CookieSession)
	s.Clock.Advance(time.Minute)
	second := s.Login(t, "reader", auth.CookieSession)
	s.Clock.Advance(time.Minute)
	for range 99 {
		s.Login(t, "reader", auth.CookieSession)
	}
	_, err := s.Identify(first)
	requireCode(t, auth.CodeUnauthenticated, err)
	all, err := s.Service.Sessions(t.Context(), s.Identity(t, second))
	require.NoError(t, err)
	require.Len(t, all, 100)
}

// A login that verified the old password does not get in after the change.
func flowLoginDuringChange(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	s.User(t, "reader", "")
	id := s.As(t, "reader")
	const logins = 8
	grants := make([]*auth.Grant, logins)
	var changed error
	together(logins+1, func(i int) {
		if i == logins {
			changed = s.Service.ChangePassword(t.Context(), id, Password("reader"), Password("new"))
			return
		}
		g, err := s.loginAs(t.Context(), "reader", Password("reader"))
		if err == nil {
			grants[i] = g
			return
		}
		require.Equal(t, auth.CodeLogin, auth.CodeOf(err), "%v", err)
	})
	require.NoError(t, changed)
	for _, g := range grants {
		if g != nil {
			_, err := s.Identify(g)
			requireCode(t, auth.CodeUnauthenticated, err)
		}
	}
}
