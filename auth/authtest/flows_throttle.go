package authtest

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/sqldb"
)

// throttled says that err is CodeThrottled, and when to come back.
func throttled(t testing.TB, err error) time.Duration {
	t.Helper()
	requireCode(t, auth.CodeThrottled, err)
	var e *auth.Error
	require.ErrorAs(t, err, &e)
	require.Positive(t, e.RetryAfter)
	return e.RetryAfter
}

// guess tries n wrong passwords and says how many were looked at.
func (s *Setup) guess(ctx context.Context, t testing.TB, name string, n int) (tried int) {
	t.Helper()
	for range n {
		_, err := s.loginAs(ctx, name, Password("guess"))
		if auth.CodeOf(err) == auth.CodeLogin {
			tried++
			continue
		}
		throttled(t, err)
	}
	return tried
}

// An address has 30 tries in 5 minutes over all accounts; logins that succeed do
// not count.
func flowThrottleAddress(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	s.User(t, "reader", "")
	ctx := From(t.Context(), "192.0.2.1")
	for range 40 {
		_, err := s.loginAs(ctx, "reader", Password("reader"))
		require.NoError(t, err)
	}
	tried := 0
	for i := range 50 {
		tried += s.guess(ctx, t, fmt.Sprintf("name %d", i), 1)
	}
	require.Equal(t, 30, tried)
	rows := s.growth(t, func() {
		_, err := s.loginAs(ctx, "reader", Password("reader"))
		require.LessOrEqual(t, throttled(t, err), 10*time.Second)
	})
	require.Empty(t, rows, "who hammers writes nothing")
	_, err := s.loginAs(From(t.Context(), "192.0.2.2"), "reader", Password("reader"))
	require.NoError(t, err, "another address")
	s.Clock.Advance(10 * time.Second)
	_, err = s.loginAs(ctx, "reader", Password("reader"))
	require.NoError(t, err, "after the wait")
}

// Fifty strangers hammer one account: together they have ten tries, and the owner
// gets in from where they were before.
func flowThrottleAccount(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	s.User(t, "reader", "")
	home := From(t.Context(), "198.51.100.7:443")
	_, err := s.loginAs(home, "reader", Password("reader"))
	require.NoError(t, err)
	s.Clock.Advance(20 * 24 * time.Hour)
	attack := func() (tried int) {
		for i := range 50 {
			tried += s.guess(From(t.Context(), fmt.Sprintf("203.0.113.%d", i)), t, "reader", 1)
		}
		return tried
	}
	require.Equal(t, 10, attack())
	_, err = s.loginAs(From(t.Context(), "203.0.113.200"), "reader", Password("reader"))
	wait := throttled(t, err)
	require.LessOrEqual(t, wait, time.Minute)

	require.Equal(t, 9, s.guess(home, t, "reader", 9), "with typing errors")
	_, err = s.loginAs(home, "reader", Password("reader"))
	require.NoError(t, err)
	_, err = s.loginAs(home, "reader@example.org", Password("reader"))
	require.NoError(t, err)

	// Where the owner has never been they wait, but never for long.
	s.Clock.Advance(wait)
	_, err = s.loginAs(From(t.Context(), "203.0.113.200"), "reader", Password("reader"))
	require.NoError(t, err)
	s.Clock.Advance(10 * time.Minute)
	require.Equal(t, 10, attack())

	// Who guesses from home is slowed there, too.
	require.Equal(t, 10, s.guess(home, t, "reader", 15))
}

// Where somebody has logged in stays known when the session is over and swept:
// that is when they have to log in again.
func flowThrottleKnownFor(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	s.User(t, "reader", "")
	home := From(t.Context(), "198.51.100.7")
	begin := s.Clock.Now()
	_, err := s.loginAs(home, "reader", Password("reader"))
	require.NoError(t, err)
	for _, test := range []struct {
		days  time.Duration
		known bool
	}{{31, true}, {89, true}, {91, false}} {
		s.Clock.Advance(begin.Add(test.days * 24 * time.Hour).Sub(s.Clock.Now()))
		_, err := s.Service.Sweep(t.Context())
		require.NoError(t, err)
		s.guess(From(t.Context(), "203.0.113.1"), t, "reader", 20)
		require.Equal(t, test.known, s.guess(home, t, "reader", 1) == 1, test.days)
	}
}

// A name that nobody has behaves the same.
func flowThrottleUnknownAlike(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	s.User(t, "reader", "")
	var waits []time.Duration
	for _, name := range []string{"reader", "nobody", "reader@example.org", "nobody@example.org"} {
		tried := 0
		for i := range 20 {
			tried += s.guess(From(t.Context(), fmt.Sprintf("203.0.113.%d", i)), t, name, 1)
		}
		require.Equal(t, 10, tried, name)
		_, err := s.loginAs(From(t.Context(), "203.0.113.99"), name, Password("reader"))
		waits = append(waits, throttled(t, err))
	}
	for _, w := range waits {
		require.Equal(t, waits[0], w)
	}
}

// A reset lets the owner in at once, also from where they have never been, and
// while the attack goes on.
func flowThrottleReset(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	s.User(t, "reader", "")
	here := From(t.Context(), "2001:db8::1")
	attack := func() {
		for i := range 20 {
			s.guess(From(t.Context(), fmt.Sprintf("203.0.113.%d", i)), t, "reader", 1)
		}
	}
	attack()
	_, err := s.loginAs(here, "reader", Password("reader"))
	throttled(t, err)
	require.NoError(t, s.Service.RequestReset(here, Email("reader")))
	require.NoError(t, s.Service.ConfirmReset(here, Token(s.Mail(t)), Password("new")))
	attack()
	g, err := s.loginAs(From(t.Context(), "2001:db8::2"), "reader", Password("new")) // the same network
	require.NoError(t, err)
	sessions, err := s.Service.Sessions(t.Context(), s.Identity(t, g))
	require.NoError(t, err)
	require.Len(t, sessions, 1, "the reset is none")
}

// A reset also forgets the tries that the owner used up at a known address.
func flowThrottleForget(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	s.User(t, "reader", "")
	home := From(t.Context(), "198.51.100.7")
	_, err := s.loginAs(home, "reader", Password("reader"))
	require.NoError(t, err)
	s.guess(home, t, "reader", 12)
	_, err = s.loginAs(home, "reader", Password("reader"))
	throttled(t, err)
	require.NoError(t, s.Service.RequestReset(home, Email("reader")))
	require.NoError(t, s.Service.ConfirmReset(home, Token(s.Mail(t)), Password("new")))
	_, err = s.loginAs(home, "reader", Password("new"))
	require.NoError(t, err)
}

// A mailbox gets three mails an hour of a kind, and who asks is not told.
func flowThrottleMailbox(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	u := s.User(t, "reader", "")
	id := s.As(t, "reader")
	for name, ask := range map[string]func(ctx context.Context, i int) error{
		"reset known":   func(ctx context.Context, _ int) error { return s.Service.RequestReset(ctx, u.Email) },
		"reset unknown": func(ctx context.Context, _ int) error { return s.Service.RequestReset(ctx, "unknown@example.org") },
		"register": func(ctx context.Context, i int) error {
			form := registrationOf(fmt.Sprintf("new name %d", i))
			form.Email = fmt.Sprintf("VICTIM+%d@example.org", i)
			return s.Service.Register(ctx, form)
		},
		"email": func(ctx context.Context, _ int) error {
			return s.Service.RequestEmailChange(ctx, id, Password("reader"), "victim@example.org")
		},
	} {
		for i := range 5 {
			rows := s.growth(t, func() { require.NoError(t, ask(From(t.Context(), fmt.Sprintf("203.0.113.%d", i)), i), name) })
			require.Equal(t, 1, rows["ep_audit"], name)
			events := 1
			if i >= 3 {
				events = 0
			}
			require.Equal(t, events, rows["ep_outbox"], name)
		}
	}
	require.Len(t, s.Mails(t), 3+3+1, "of changes of address the last counts")
	s.Clock.Advance(20 * time.Minute)
	require.NoError(t, s.Service.RequestReset(t.Context(), u.Email))
	require.Len(t, s.Mails(t), 1)
}

// Somebody with a stolen session has ten guesses for the password, whatever for.
func flowThrottleOwnPassword(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	s.User(t, "reader", "")
	id := s.As(t, "reader")
	for range 20 {
		require.NoError(t, s.Service.ChangePassword(t.Context(), id, Password("reader"), Password("reader")))
	}
	for i := range 10 {
		var err error
		switch ctx := From(t.Context(), fmt.Sprintf("203.0.113.%d", i)); i % 3 {
		case 0:
			err = s.Service.ChangePassword(ctx, id, "guess", Password("new"))
		case 1:
			err = s.Service.RequestEmailChange(ctx, id, "guess", "new@example.org")
		case 2:
			err = s.Service.DeleteAccount(ctx, id, "guess")
		}
		requireCode(t, auth.CodeWrongPassword, err)
	}
	wait := throttled(t, s.Service.DeleteAccount(t.Context(), id, Password("reader")))
	s.Clock.Advance(wait)
	require.NoError(t, s.Service.DeleteAccount(t.Context(), id, Password("reader")))
}

// What succeeds is bounded as well, at more than anybody needs: it makes the hasher
// busy, and rows, and mails.
func flowThrottleSuccess(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	s.User(t, "reader", "")
	s.User(t, "other", "")
	until := func(most int, try func(i int) error) {
		for i := range most {
			require.NoError(t, try(i), i)
		}
		throttled(t, try(most))
	}

	// Changes of one's password, from anywhere.
	id := s.As(t, "reader")
	until(30, func(i int) error {
		return s.Service.ChangePassword(From(t.Context(), fmt.Sprintf("203.0.113.%d", i)), id, Password("reader"), Password("reader"))
	})

	// Refreshes of a session: the token stays good, and one that was used still
	// ends the session.
	g := s.Login(t, "other", auth.TokenSession)
	first := g.Secret
	until(120, func(int) error {
		next, err := s.Service.Refresh(t.Context(), g.Secret)
		if err == nil {
			g = next
		}
		return err
	})
	s.Clock.Advance(time.Hour / 120)
	g, err := s.Service.Refresh(t.Context(), g.Secret)
	require.NoError(t, err)
	_, err = s.Service.Refresh(t.Context(), first)
	requireCode(t, auth.CodeUnauthenticated, err)
	_, err = s.Identify(g)
	requireCode(t, auth.CodeUnauthenticated, err)

	// All hashes together, from an address; a link stays good.
	ctx := From(t.Context(), "192.0.2.1")
	require.NoError(t, s.Service.RequestReset(ctx, Email("reader")))
	var token string
	for _, m := range s.Mails(t) {
		token += Token(m) // the notices have none
	}
	for range 300 {
		requireCode(t, auth.CodePassword, s.Service.ConfirmReset(ctx, token, "short"))
	}
	throttled(t, s.Service.ConfirmReset(ctx, token, Password("new")))
	_, err = s.loginAs(ctx, "other", Password("other"))
	throttled(t, err)
	throttled(t, s.Service.DeleteAccount(ctx, id, Password("reader")))
	require.NoError(t, s.Service.ConfirmReset(From(t.Context(), "192.0.2.2"), token, Password("new")))
}

// Ten requests an hour from an address, for each flow.
func flowThrottleRequests(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	s.User(t, "reader", "")
	id := s.As(t, "reader")
	ctx := From(t.Context(), "192.0.2.1")
	for name, ask := range map[string]func(i int) error{
		"reset": func(i int) error { return s.Service.RequestReset(ctx, Email(fmt.Sprint("r", i))) },
		"email": func(i int) error {
			return s.Service.RequestEmailChange(ctx, id, Password("reader"), Email(fmt.Sprint("e", i)))
		},
		"register": func(i int) error { return s.Service.Register(ctx, registrationOf(fmt.Sprint("name", i))) },
	} {
		for i := range 10 {
			require.NoError(t, ask(i), name)
		}
		require.LessOrEqual(t, throttled(t, ask(10)), 6*time.Minute, name)
	}
	// A name that is taken costs nothing, so that people can try.
	other := From(t.Context(), "192.0.2.2")
	for range 20 {
		requireCode(t, auth.CodeNameTaken, s.Service.Register(other, auth.Registration{Name: "reader", Email: Email("x"), Password: Password("x")}))
	}
}

// Neighbours in an IPv6 network are one, and so are those without an address.
func flowThrottleAddresses(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	for _, network := range [][]string{
		{"2001:db8:a:b::1", "[2001:db8:a:b:ffff::2]:80", "2001:db8:a:b:c:d:e:f%eth0"},
		{"192.0.2.9", "192.0.2.9:1234", "::ffff:192.0.2.9"},
		{"", "unknown", "1.2.3"},
	} {
		tried := 0
		for i := range 40 {
			tried += s.guess(From(t.Context(), network[i%3]), t, fmt.Sprint(network[0], i), 1)
		}
		require.Equal(t, 30, tried, network)
	}
}

func flowEndedContext(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	s.User(t, "reader", "")
	id, g := s.As(t, "reader"), s.Login(t, "reader", auth.TokenSession)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	before := s.rows(t)
	_, login := s.loginAs(ctx, "reader", Password("reader"))
	_, refresh := s.Service.Refresh(ctx, g.Secret)
	_, token := s.Service.AuthenticateToken(ctx, g.Access)
	for _, err := range []error{
		login, refresh, token,
		s.Service.Register(ctx, registrationOf("new")),
		s.Service.RequestReset(ctx, Email("reader")),
		s.Service.ChangePassword(ctx, id, Password("reader"), Password("new")),
		s.Service.Logout(ctx, id),
		s.Service.SetActive(ctx, auth.Operator("op"), id.User.ID, false, "test"),
	} {
		require.ErrorIs(t, err, context.Canceled)
		require.Empty(t, auth.CodeOf(err))
	}
	require.Equal(t, before, s.rows(t))
	_, err := s.Service.Sweep(ctx)
	require.True(t, errors.Is(err, context.Canceled))
}

// Sweep removes what is over, in batches, and leaves the rest.
func flowSweep(t *testing.T, db *sqldb.DB) {
	s := New(t, db, func(c *auth.Config) { c.Throttle = unlimited{} })
	s.User(t, "reader", "")
	g := s.Login(t, "reader", auth.TokenSession)
	for range 600 {
		var err error
		g, err = s.Service.Refresh(t.Context(), g.Secret)
		require.NoError(t, err)
	}
	require.NoError(t, s.Service.Register(t.Context(), registrationOf("never")))
	n, err := s.Service.Sweep(t.Context())
	require.NoError(t, err)
	require.Zero(t, n)
	s.Clock.Advance(13 * 24 * time.Hour)
	g, err = s.Service.Refresh(t.Context(), g.Secret)
	require.NoError(t, err)
	n, err = s.Service.Sweep(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1, n, "the registration")
	s.Clock.Advance(24 * time.Hour)
	n, err = s.Service.Sweep(t.Context())
	require.NoError(t, err)
	require.Equal(t, 601, n, "the refresh tokens of the first day")
	_, err = s.Service.Refresh(t.Context(), g.Secret)
	require.NoError(t, err)
	s.Clock.Advance(30 * 24 * time.Hour)
	_, err = s.Service.Sweep(t.Context())
	require.NoError(t, err)
	rows := s.rows(t)
	require.Zero(t, rows["ep_session_secret"]+rows["ep_pending"])
	s.Clock.Advance(60 * 24 * time.Hour)
	_, err = s.Service.Sweep(t.Context())
	require.NoError(t, err)
	rows = s.rows(t)
	require.Zero(t, rows["ep_session"])
	require.Equal(t, 1, rows["ep_user"])
}
