package auth_test

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/auth/authtest"
	"github.com/einkpdf/platform/auth/keys"
	"github.com/einkpdf/platform/auth/mail"
	"github.com/einkpdf/platform/auth/password"
	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

func TestConfig(t *testing.T) {
	t.Parallel()
	s := authtest.New(t, sqldbtest.SQLite(t))
	for name, change := range map[string]func(c *auth.Config){
		"Store":        func(c *auth.Config) { c.Store = nil },
		"Throttle":     func(c *auth.Config) { c.Throttle = nil },
		"AccessTTL":    func(c *auth.Config) { c.AccessTTL = 2 * time.Hour },
		"SessionTTL":   func(c *auth.Config) { c.SessionTTL = -1 },
		"IdleTTL":      func(c *auth.Config) { c.IdleTTL = time.Minute },
		"ConfirmTTL":   func(c *auth.Config) { c.ConfirmTTL = time.Second },
		"ResetTTL":     func(c *auth.Config) { c.ResetTTL = 48 * time.Hour },
		"LoginFloor":   func(c *auth.Config) { c.LoginFloor = time.Minute },
		"TermsVersion": func(c *auth.Config) { c.TermsVersion = strings.Repeat("1", 65) },
		"Links.Reset":  func(c *auth.Config) { c.Links.Reset = "" },
		"Links.Email":  func(c *auth.Config) { c.Links.Email = "/email" },
		"Links.Forgot": func(c *auth.Config) { c.Links.Forgot = "https://planner.example/#forgot" },
		"Links.Confirm": func(c *auth.Config) {
			c.Links.Confirm = "javascript:alert(1)"
		},
		"Keys": func(c *auth.Config) {
			ring, err := keys.Open(keys.Config{Path: filepath.Join(t.TempDir(), "keys"), Lifetime: time.Minute, Now: c.Now})
			require.NoError(t, err)
			c.Keys = ring
		},
	} {
		c := s.Config
		change(&c)
		_, err := auth.New(c)
		require.ErrorContains(t, err, name)
	}
	_, err := auth.New(auth.Config{Store: s.Store, Throttle: s.Throttle})
	require.NoError(t, err, "the rest has defaults")
}

// Without keys there are cookies.
func TestNoKeys(t *testing.T) {
	t.Parallel()
	s := authtest.New(t, sqldbtest.SQLite(t), func(c *auth.Config) { c.Keys = nil })
	require.False(t, s.Service.HasTokens())
	s.User(t, "reader", "")
	s.Identity(t, s.Login(t, "reader", auth.CookieSession))
	_, login := s.Service.Login(t.Context(), auth.Credentials{Name: "reader", Password: authtest.Password("reader")}, auth.TokenSession)
	_, refresh := s.Service.Refresh(t.Context(), "epr_")
	_, token := s.Service.AuthenticateToken(t.Context(), "eyJ")
	for _, err := range []error{login, refresh, token} {
		require.ErrorContains(t, err, "Config.Keys")
		require.Empty(t, auth.CodeOf(err))
	}
}

// counting is a Throttle that counts what is taken and not given back.
type counting struct {
	auth.Throttle
	taken atomic.Int64
}

func (c *counting) Take(ctx context.Context, key string, l auth.Limit) (time.Duration, error) {
	c.taken.Add(1)
	return c.Throttle.Take(ctx, key, l)
}

func (c *counting) Give(ctx context.Context, key string, l auth.Limit) error {
	c.taken.Add(-1)
	return c.Throttle.Give(ctx, key, l)
}

// A full queue of the hasher is CodeBusy, says when to come back, and costs no try.
func TestBusy(t *testing.T) {
	t.Parallel()
	hasher, err := password.New(password.Config{Params: password.Params{MemoryKiB: 1024, Time: 1}, Weak: true, Concurrent: 1, Queue: -1})
	require.NoError(t, err)
	s := authtest.New(t, sqldbtest.SQLite(t))
	s.User(t, "reader", "")
	id := s.As(t, "reader")
	throttle := &counting{Throttle: s.Throttle}
	c := s.Config
	c.Hasher, c.Throttle = hasher, throttle
	service, err := auth.New(c)
	require.NoError(t, err)

	// Somebody else keeps its only place taken, nearly always.
	ctx, cancel := context.WithCancel(t.Context())
	var group sync.WaitGroup
	group.Go(func() {
		for ctx.Err() == nil {
			_ = hasher.VerifyNothing(ctx, "x")
		}
	})
	for name, try := range map[string]func() error{
		"login": func() error {
			_, err := service.Login(t.Context(), auth.Credentials{Name: "reader", Password: authtest.Password("reader")}, auth.CookieSession)
			return err
		},
		"change": func() error {
			return service.ChangePassword(t.Context(), id, authtest.Password("reader"), authtest.Password("reader"))
		},
	} {
		err = nil
		for err == nil {
			throttle.taken.Store(0)
			err = try()
		}
		var e *auth.Error
		require.ErrorAs(t, err, &e, name)
		require.Equal(t, auth.CodeBusy, e.Code, name)
		require.Positive(t, e.RetryAfter, name)
		require.ErrorIs(t, err, password.ErrBusy, name)
		if name == "change" { // perhaps one hash, which verified the password
			require.LessOrEqual(t, throttle.taken.Load(), int64(1), name)
		} else {
			require.Zero(t, throttle.taken.Load(), name)
		}
	}
	cancel()
	group.Wait()
}

// What breaks in the throttle is no answer for who asks, and names itself once.
func TestThrottleBreaks(t *testing.T) {
	t.Parallel()
	broken, err := sqldb.OpenSQLite(t.Context(), filepath.Join(t.TempDir(), "throttle.sqlite"), sqldb.SQLiteOptions{})
	require.NoError(t, err)
	require.NoError(t, broken.Close())
	s := authtest.New(t, sqldbtest.SQLite(t), func(c *auth.Config) { c.Throttle = auth.NewSQLThrottle(broken, auth.ThrottleConfig{}) })
	_, err = s.Service.Login(t.Context(), auth.Credentials{Name: "reader", Password: "x"}, auth.CookieSession)
	require.Error(t, err)
	require.Empty(t, auth.CodeOf(err))
	require.Equal(t, 1, strings.Count(err.Error(), "auth: throttle: "), err)
}

// A host's own words, and an error in them.
func TestOwnMails(t *testing.T) {
	t.Parallel()
	var letters []auth.Letter
	fail := true
	s := authtest.New(t, sqldbtest.SQLite(t), func(c *auth.Config) {
		c.Mails = func(l auth.Letter) (subject, text string, err error) {
			letters = append(letters, l)
			if fail {
				return "", "", errors.New("no words")
			}
			return "Betreff", "Hallo " + l.Name + "\n\n" + l.Link + "\n", nil
		}
	})
	s.User(t, "reader", "")
	require.NoError(t, s.Service.RequestReset(t.Context(), authtest.Email("reader")))
	_, err := s.Outbox.Drain(t.Context())
	require.ErrorContains(t, err, "no words")
	fail = false
	s.Clock.Advance(time.Minute)
	m := s.Mail(t)
	require.Equal(t, "Betreff", m.Subject)
	require.Len(t, letters, 2)
	require.Equal(t, auth.LetterReset, letters[1].Kind)
	require.Equal(t, "reader", letters[1].Name)
	require.Equal(t, 29*time.Minute, letters[1].Valid)
	require.Equal(t, "letter reset", letters[1].String())
	require.NoError(t, s.Service.ConfirmReset(t.Context(), authtest.Token(m), authtest.Password("new")))
}

var _ mail.Mailer = (*authtest.Mailbox)(nil)
