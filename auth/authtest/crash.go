package authtest

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/auth/mail"
	"github.com/einkpdf/platform/auth/password"
	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

// Scenarios are what must survive being killed anywhere, for sqldbtest.Crash.
func Scenarios() []sqldbtest.Scenario {
	schemas := []sqldb.Schema{auth.Schema()}
	return []sqldbtest.Scenario{
		{Name: "registration", Schemas: schemas, Do: doRegistration, Check: checkRegistration},
		{Name: "reset", Schemas: schemas, Prepare: prepareReset, Do: doReset, Check: checkReset},
	}
}

// crashed is a Service whose mails are files and whose acknowledgements, too.
type crashed struct {
	*auth.Service
	db     *sqldb.DB
	outbox *sqldb.Outbox
	dir    string
	point  func()
}

func newCrashed(p sqldbtest.Place, now func() time.Time) (*crashed, error) {
	h, err := password.New(password.Config{Params: password.Params{MemoryKiB: 8, Time: 1}, Weak: true})
	if err != nil {
		return nil, err
	}
	c := &crashed{db: p.DB, dir: p.Dir, point: p.Point}
	c.Service, err = auth.New(auth.Config{
		Store: auth.NewSQL(p.DB), Throttle: unlimited{}, Hasher: h,
		Mailer: c, Links: Links(), LoginFloor: -1,
	})
	if err != nil {
		return nil, err
	}
	c.outbox = sqldb.NewOutbox(p.DB, sqldb.OutboxConfig{Now: now, Concurrency: 1})
	c.Subscribe(c.outbox)
	return c, nil
}

// unlimited is a Throttle without statements: fewer points to be killed at.
type unlimited struct{}

func (unlimited) Take(context.Context, string, auth.Limit) (time.Duration, error) { return 0, nil }
func (unlimited) Give(context.Context, string, auth.Limit) error                  { return nil }
func (unlimited) Forget(context.Context, string) error                            { return nil }

// Send implements mail.Mailer.
func (c *crashed) Send(_ context.Context, m mail.Message) error {
	c.point()
	defer c.point()
	return c.keep("mail", Token(m))
}

// keep writes a file at once or not at all.
func (c *crashed) keep(name, text string) error {
	temporary := filepath.Join(c.dir, name+".new")
	if err := os.WriteFile(temporary, []byte(text), 0o600); err != nil {
		return err
	}
	return os.Rename(temporary, filepath.Join(c.dir, name))
}

// kept reads such a file. ok is false when there is none.
func (c *crashed) kept(t testing.TB, name string) (text string, ok bool) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(c.dir, name))
	if errors.Is(err, fs.ErrNotExist) {
		return "", false
	}
	require.NoError(t, err)
	return string(b), true
}

// steps runs the steps of a scenario, and keeps which ones were acknowledged.
func (c *crashed) steps(steps ...func() error) error {
	for i, step := range steps {
		if err := step(); err != nil {
			return err
		}
		c.point()
		if err := c.keep("step"+string(rune('1'+i)), ""); err != nil {
			return err
		}
	}
	return nil
}

func (c *crashed) drain(ctx context.Context) error {
	_, err := c.outbox.Drain(ctx)
	return err
}

func (c *crashed) token() string {
	b, _ := os.ReadFile(filepath.Join(c.dir, "mail")) // none: then the step after it says so
	return string(b)
}

// found opens what a kill left, an hour later but within the links' time: events
// that the dead process had taken are due again.
func found(t testing.TB, p sqldbtest.Place) *crashed {
	t.Helper()
	c, err := newCrashed(p, func() time.Time { return time.Now().Add(time.Hour) })
	require.NoError(t, err)
	c.noneLost(t)
	return c
}

// noneLost says that each Pending has its event or its mail.
func (c *crashed) noneLost(t testing.TB) {
	t.Helper()
	var pendings []struct {
		ID        string  `db:"id"`
		TokenHash *string `db:"token_hash"`
	}
	require.NoError(t, c.db.Select(t.Context(), &pendings, `select id, token_hash from ep_pending`))
	var payloads []string
	require.NoError(t, c.db.Select(t.Context(), &payloads, `select payload from ep_outbox where topic = $1`, auth.TopicMail))
	mailed, _ := c.kept(t, "mail")
	for _, p := range pendings {
		event := strings.Contains(strings.Join(payloads, "\n"), p.ID)
		require.True(t, event || p.TokenHash != nil && *p.TokenHash == digest(mailed), "the event of %s is lost", p.ID)
	}
}

// deliver drains until nothing is left. PostgreSQL may need a moment to notice that
// a process died in a transaction, whose rows are locked until then.
func (c *crashed) deliver(t testing.TB) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		require.NoError(t, c.drain(t.Context()))
		if c.count(t, "ep_outbox") == 0 {
			return
		}
		require.True(t, time.Now().Before(end), "an event is never handled")
	}
}

func (c *crashed) count(t testing.TB, query string, args ...any) (n int) {
	t.Helper()
	require.NoError(t, c.db.Get(t.Context(), &n, `select count(*) from `+query, args...))
	return n
}

// logsIn tells whether this password opens the reader's account.
func (c *crashed) logsIn(t testing.TB, password string) bool {
	t.Helper()
	_, err := c.Login(t.Context(), auth.Credentials{Name: "reader", Password: password}, auth.CookieSession)
	if err != nil {
		requireCode(t, auth.CodeLogin, err)
	}
	return err == nil
}

func doRegistration(ctx context.Context, p sqldbtest.Place) error {
	c, err := newCrashed(p, nil)
	if err != nil {
		return err
	}
	return c.steps(
		func() error { return c.Register(ctx, registrationOf("reader")) },
		func() error { return c.drain(ctx) },
		func() error { _, err := c.ConfirmRegistration(ctx, c.token(), Password("reader")); return err },
	)
}

func checkRegistration(t testing.TB, p sqldbtest.Place, finished bool) {
	c := found(t, p)
	users, pendings := c.count(t, "ep_user"), c.count(t, "ep_pending")
	_, asked := c.kept(t, "step1")
	_, confirmed := c.kept(t, "step3")
	require.Equal(t, finished, confirmed)
	require.LessOrEqual(t, users+pendings, 1)
	if asked {
		require.Equal(t, 1, users+pendings, "what was acknowledged is lost")
	}
	if confirmed {
		require.Equal(t, 1, users, "what was acknowledged is lost")
	}
	require.Equal(t, users+pendings, c.count(t, "ep_audit where action = $1", auth.ActionRegister))
	require.Equal(t, users, c.count(t, "ep_audit where action = $1", auth.ActionRegistered))
	require.Equal(t, users == 1, c.logsIn(t, Password("reader")))

	// And it goes on from there.
	if users == 0 {
		if pendings == 0 {
			require.NoError(t, c.Register(t.Context(), registrationOf("reader")))
		}
		c.deliver(t)
		_, err := c.ConfirmRegistration(t.Context(), c.token(), Password("reader"))
		require.NoError(t, err)
		require.True(t, c.logsIn(t, Password("reader")))
	}
	c.deliver(t)
	require.Zero(t, c.count(t, "ep_pending"))
}

func prepareReset(t testing.TB, p sqldbtest.Place) {
	c, err := newCrashed(p, nil)
	require.NoError(t, err)
	_, err = c.CreateUser(t.Context(), auth.Operator("op"), auth.NewUser{Name: "reader", Email: Email("reader"), Password: Password("reader")})
	require.NoError(t, err)
	g, err := c.Login(t.Context(), auth.Credentials{Name: "reader", Password: Password("reader")}, auth.CookieSession)
	require.NoError(t, err)
	require.NoError(t, c.keep("session", g.Secret))
}

func doReset(ctx context.Context, p sqldbtest.Place) error {
	c, err := newCrashed(p, nil)
	if err != nil {
		return err
	}
	return c.steps(
		func() error { return c.RequestReset(ctx, Email("reader")) },
		func() error { return c.drain(ctx) },
		func() error { return c.ConfirmReset(ctx, c.token(), Password("new")) },
	)
}

func checkReset(t testing.TB, p sqldbtest.Place, finished bool) {
	c := found(t, p)
	_, asked := c.kept(t, "step1")
	_, confirmed := c.kept(t, "step3")
	require.Equal(t, finished, confirmed)
	secret, _ := c.kept(t, "session")
	_, err := c.AuthenticateCookie(t.Context(), secret)
	resets := c.count(t, "ep_pending where kind = 'reset'")

	// Either everything has changed or nothing.
	done := c.logsIn(t, Password("new"))
	require.Equal(t, !done, c.logsIn(t, Password("reader")))
	require.Equal(t, !done, err == nil, "the session of before")
	n := 0
	if done {
		n = 1
		require.Zero(t, resets)
	}
	require.Equal(t, n, c.count(t, "ep_audit where action = $1", auth.ActionReset))
	require.Equal(t, n, c.count(t, "ep_pending where kind = 'password-notice'"))
	if asked && !done {
		require.Equal(t, 1, resets, "what was acknowledged is lost")
	}
	if confirmed {
		require.True(t, done, "what was acknowledged is lost")
	}

	// And it goes on from there.
	if !done {
		if resets == 0 {
			require.NoError(t, c.RequestReset(t.Context(), Email("reader")))
		}
		c.deliver(t)
		require.NoError(t, c.ConfirmReset(t.Context(), c.token(), Password("new")))
		require.True(t, c.logsIn(t, Password("new")))
	}
	c.deliver(t)
	require.Zero(t, c.count(t, "ep_pending"))
}
