package authtest

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/auth/keys"
	"github.com/einkpdf/platform/auth/mail"
	"github.com/einkpdf/platform/auth/password"
	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

// Hasher hashes at the lowest cost, for tests.
func Hasher(t testing.TB) *password.Hasher {
	t.Helper()
	h, err := password.New(password.Config{Params: password.Params{MemoryKiB: 8, Time: 1}, Weak: true, BcryptCost: 4, Concurrent: 4, Queue: 1000})
	require.NoError(t, err)
	return h
}

// Setup is a Service with everything around it.
type Setup struct {
	Service  *auth.Service
	Config   auth.Config // of Service
	DB       *sqldb.DB
	Store    auth.Store
	Throttle auth.Throttle
	Trail    *audit.Log
	Keys     *keys.Ring
	Outbox   *sqldb.Outbox
	Mailbox  *Mailbox
	Clock    *sqldbtest.Clock
	Logs     *sqldbtest.Logs
}

// New makes a Setup on db, which it migrates: with a clock that stands still, a
// cheap hasher, no floors, and a mailbox. change may alter the Config.
func New(t testing.TB, db *sqldb.DB, change ...func(c *auth.Config)) *Setup {
	t.Helper()
	require.NoError(t, db.Migrate(t.Context(), auth.Schema()))
	s := &Setup{
		DB: db, Store: auth.NewSQL(db), Trail: audit.NewSQL(db, audit.Config{}),
		Mailbox: &Mailbox{}, Clock: sqldbtest.NewClock(), Logs: &sqldbtest.Logs{},
	}
	s.Throttle = auth.NewSQLThrottle(db, auth.ThrottleConfig{Now: s.Clock.Now})
	var err error
	s.Keys, err = keys.Open(keys.Config{Path: filepath.Join(t.TempDir(), "keys.json"), Now: s.Clock.Now})
	require.NoError(t, err)
	logger := s.Logs.Logger()
	s.Config = auth.Config{
		Store: s.Store, Throttle: s.Throttle, Hasher: Hasher(t), Keys: s.Keys, Mailer: s.Mailbox, Links: Links(),
		LoginFloor: -1, Now: s.Clock.Now, Logger: logger,
	}
	for _, fn := range change {
		fn(&s.Config)
	}
	s.Service, err = auth.New(s.Config)
	require.NoError(t, err)
	s.Outbox = sqldb.NewOutbox(db, sqldb.OutboxConfig{Logger: logger, Now: s.Clock.OutboxNow})
	s.Service.Subscribe(s.Outbox)
	return s
}

// Links are the pages of mails of a Setup.
func Links() auth.Links {
	const host = "https://planner.example/"
	return auth.Links{Confirm: host + "confirm", Email: host + "email", Reset: host + "reset", Forgot: host + "forgot"}
}

// Mails sends what is to be mailed and returns it.
func (s *Setup) Mails(t testing.TB) []mail.Message {
	t.Helper()
	_, err := s.Outbox.Drain(t.Context())
	require.NoError(t, err)
	return s.Mailbox.Take()
}

// Mail sends what is to be mailed, which is one mail, and returns it.
func (s *Setup) Mail(t testing.TB) mail.Message {
	t.Helper()
	all := s.Mails(t)
	require.Len(t, all, 1)
	return all[0]
}

// Password is that of the user with this name, in Setups.
func Password(name string) string { return "correct horse battery staple, " + name }

// Email is the mail address of the user with this name, in Setups.
func Email(name string) string { return name + "@example.org" }

// User makes an active user.
func (s *Setup) User(t testing.TB, name string, role auth.Role) auth.User {
	t.Helper()
	u, err := s.Service.CreateUser(t.Context(), auth.Operator("test"), auth.NewUser{Name: name, Email: Email(name), Password: Password(name), Role: role})
	require.NoError(t, err)
	return u
}

// Login begins a session of the user with this name.
func (s *Setup) Login(t testing.TB, name string, kind auth.SessionKind) *auth.Grant {
	t.Helper()
	g, err := s.Service.Login(t.Context(), auth.Credentials{Name: name, Password: Password(name)}, kind)
	require.NoError(t, err)
	return g
}

// Identify is who the client with this Grant is.
func (s *Setup) Identify(g *auth.Grant) (auth.Identity, error) {
	if g.Session.Kind == auth.TokenSession {
		return s.Service.AuthenticateToken(context.Background(), g.Access)
	}
	return s.Service.AuthenticateCookie(context.Background(), g.Secret)
}

// Identity is who the client with this Grant is, who has a session.
func (s *Setup) Identity(t testing.TB, g *auth.Grant) auth.Identity {
	t.Helper()
	id, err := s.Identify(g)
	require.NoError(t, err)
	return id
}

// As logs the user with this name in and returns who that is.
func (s *Setup) As(t testing.TB, name string) auth.Identity {
	t.Helper()
	return s.Identity(t, s.Login(t, name, auth.CookieSession))
}

// From is a context of requests from this address.
func From(ctx context.Context, address string) context.Context {
	return audit.WithOrigin(ctx, audit.Origin{Address: address})
}
