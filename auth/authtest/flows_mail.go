package authtest

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/auth/mail"
	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

// An event that comes again makes another mail, and the link of the older dies.
func flowMailAgain(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	require.NoError(t, s.Service.Register(t.Context(), registrationOf("reader")))
	var payload, topic string
	require.NoError(t, db.Get(t.Context(), &payload, `select payload from ep_outbox`))
	require.NoError(t, db.Get(t.Context(), &topic, `select topic from ep_outbox`))
	require.Equal(t, auth.TopicMail, topic)
	first := s.Mail(t)
	again := func() {
		_, err := db.Exec(t.Context(), `insert into ep_outbox (topic, payload, created_at, due_at, attempts) values ($1, $2, 0, 0, 1)`, topic, payload)
		require.NoError(t, err)
	}
	again()
	second := s.Mail(t)
	require.NotEqual(t, Token(first), Token(second))
	require.NotEqual(t, first.ID, second.ID, "or mailboxes would show the first alone")

	_, err := s.Service.ConfirmRegistration(t.Context(), Token(first), Password("reader"))
	requireCode(t, auth.CodeLink, err)
	_, err = s.Service.ConfirmRegistration(t.Context(), Token(second), Password("reader"))
	require.NoError(t, err)

	again() // what was confirmed is not asked for again
	require.Empty(t, s.Mails(t))
	require.Zero(t, s.rows(t)["ep_outbox"])
}

func flowMailFails(t *testing.T, db *sqldb.DB) {
	var outcomes []string
	var mu sync.Mutex
	s := New(t, db, func(c *auth.Config) {
		c.Observer.OnMail = func(kind auth.PendingKind, outcome string) {
			mu.Lock()
			defer mu.Unlock()
			outcomes = append(outcomes, string(kind)+" "+outcome)
		}
	})
	s.User(t, "reader", "")
	require.NoError(t, s.Service.RequestReset(t.Context(), Email("reader")))
	s.Mailbox.Fail(errors.New("the network is down"))
	_, err := s.Outbox.Drain(t.Context())
	require.ErrorContains(t, err, "the network is down")
	require.Equal(t, 1, s.rows(t)["ep_outbox"])

	s.Mailbox.Fail(nil)
	s.Clock.Advance(10 * time.Second)
	require.NoError(t, s.Service.ConfirmReset(t.Context(), Token(s.Mail(t)), Password("new")))
	require.Equal(t, []string{"reset failed", "reset sent"}, outcomes)

	// A mail that nobody needs any more is not sent.
	require.NoError(t, s.Service.RequestReset(t.Context(), Email("reader")))
	s.Mails(t)
	require.NoError(t, s.Service.RequestReset(t.Context(), Email("reader")))
	s.Mailbox.Fail(errors.New("the network is down"))
	_, err = s.Outbox.Drain(t.Context())
	require.Error(t, err)
	s.Mailbox.Fail(nil)
	s.Clock.Advance(30 * time.Minute)
	require.Empty(t, s.Mails(t))
	require.Zero(t, s.rows(t)["ep_outbox"])
}

// A mail that a server will never take is not tried again, and operators see it.
func flowMailRefused(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	u := s.User(t, "reader", "")
	require.NoError(t, s.Service.RequestReset(t.Context(), Email("reader")))
	s.Mailbox.Fail(mail.ErrRefused)
	deeds := s.deeds(t, func() { require.Empty(t, s.Mails(t)) })
	require.Equal(t, []string{"auth.mail-refused failed system user:" + u.ID}, deeds)
	require.Zero(t, s.rows(t)["ep_outbox"])
}

// Without a Mailer everything works that needs no mail.
func flowNoMailer(t *testing.T, db *sqldb.DB) {
	s := New(t, db, func(c *auth.Config) { c.Mailer, c.Links = nil, auth.Links{} })
	admin, user := s.User(t, "admin", auth.RoleAdmin), s.User(t, "user", "")
	id := s.As(t, "user")
	before := s.rows(t)
	requireCode(t, auth.CodeNoMail, s.Service.Register(t.Context(), registrationOf("else")))
	requireCode(t, auth.CodeNoMail, s.Service.RequestReset(t.Context(), user.Email))
	requireCode(t, auth.CodeNoMail, s.Service.RequestEmailChange(t.Context(), id, Password("user"), "new@example.org"))
	requireCode(t, auth.CodeNoMail, s.Service.RequestResetFor(t.Context(), s.As(t, "admin"), user.ID, "asked by phone"))
	require.NoError(t, s.Service.ChangePassword(t.Context(), id, Password("user"), Password("new")))
	after := s.rows(t)
	require.Equal(t, before["ep_outbox"], after["ep_outbox"])
	require.Zero(t, after["ep_pending"])
	require.NoError(t, s.Service.SetActive(t.Context(), auth.Operator("op"), admin.ID, true, "no change"))
}

// What is to be mailed waits for a process that has a Mailer.
func flowUnknownTopicWaits(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	without := New(t, db, func(c *auth.Config) { c.Mailer = nil })
	require.NoError(t, s.Service.Register(t.Context(), registrationOf("reader")))
	n, err := without.Outbox.Drain(t.Context())
	require.NoError(t, err)
	require.Zero(t, n)
	require.Len(t, s.Mails(t), 1)
}

// Tokens are for one thing each, and what is no token finds nothing.
func flowLinks(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	s.User(t, "reader", "")
	require.NoError(t, s.Service.RequestReset(t.Context(), Email("reader")))
	reset := Token(s.Mail(t))
	require.NoError(t, s.Service.Register(t.Context(), registrationOf("else")))
	register := Token(s.Mail(t))
	require.Len(t, reset, 26)

	_, err := s.Service.ConfirmRegistration(t.Context(), reset, Password("else"))
	requireCode(t, auth.CodeLink, err)
	_, err = s.Service.ConfirmEmailChange(t.Context(), reset)
	requireCode(t, auth.CodeLink, err)
	requireCode(t, auth.CodeLink, s.Service.ConfirmReset(t.Context(), register, Password("new")))
	for _, token := range []string{"", " " + reset, reset + "\n", reset[:25], "a" + reset[1:], string(make([]byte, 26)), "' or 1=1 --"} {
		requireCode(t, auth.CodeLink, s.Service.ConfirmReset(t.Context(), token, Password("new")))
		_, err := s.Service.ConfirmRegistration(t.Context(), token, Password("else"))
		requireCode(t, auth.CodeLink, err)
	}
	s.Clock.Advance(30 * time.Minute)
	requireCode(t, auth.CodeLink, s.Service.ConfirmReset(t.Context(), reset, Password("new")))
}

// A reset that the predecessor mailed stays good after an import: its tokens are
// 48 bytes in base64, and kept as ours.
func flowLinkImported(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	u := s.User(t, "reader", "")
	token := strings.Repeat("aB3_-x7Q", 8)
	require.NoError(t, s.Store.Write(t.Context(), func(w auth.Writer) error {
		return w.PutPending(t.Context(), auth.Pending{
			ID: "imported", Kind: auth.PendingReset, UserID: u.ID, Email: u.Email, EmailKey: auth.Key(u.Email), TokenHash: digest(token),
			CreatedAt: sqldbtest.ClockStart(), ExpiresAt: sqldbtest.ClockStart().Add(time.Hour),
		})
	}))
	s.Clock.Advance(59 * time.Minute)
	require.NoError(t, s.Service.ConfirmReset(t.Context(), token, Password("new")))
	requireCode(t, auth.CodeLink, s.Service.ConfirmReset(t.Context(), token, Password("newer")))
}
