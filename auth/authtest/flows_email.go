package authtest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/sqldb"
)

func flowChangeEmail(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	u := s.User(t, "reader", "")
	id := s.As(t, "reader")
	who := u.ID + " user:" + u.ID
	deeds := s.deeds(t, func() {
		requireCode(t, auth.CodeEmail, s.Service.RequestEmailChange(t.Context(), id, Password("reader"), "nowhere"))
		requireCode(t, auth.CodeWrongPassword, s.Service.RequestEmailChange(t.Context(), id, Password("other"), "new@example.org"))
		require.NoError(t, s.Service.RequestEmailChange(t.Context(), id, Password("reader"), " New@example.org "))
	})
	require.Equal(t, []string{"auth.email-request refused " + who, "auth.email-request ok " + who}, deeds)
	m := s.Mail(t)
	require.Equal(t, "New@example.org", m.To)
	require.NotContains(t, m.Text, "reader", "a stranger's words in a mail")
	require.Contains(t, m.Text, "https://planner.example/email#token="+Token(m)+"\n")
	require.Equal(t, u.Email, s.account(t, u.ID).Email)

	s.Clock.Advance(time.Hour)
	deeds = s.deeds(t, func() {
		after, err := s.Service.ConfirmEmailChange(t.Context(), Token(m))
		require.NoError(t, err)
		require.Equal(t, "New@example.org", after.Email)
		require.Equal(t, s.Clock.Now(), after.UpdatedAt)
	})
	require.Equal(t, []string{"auth.email-change ok " + who}, deeds)
	notice := s.Mail(t)
	require.Equal(t, u.Email, notice.To)
	require.Empty(t, Token(notice))
	require.NotContains(t, notice.Text, "@")
	require.Contains(t, notice.Text, "tell\nthe operator of einkpdf", "what to do, also without a contact")
	require.Zero(t, s.rows(t)["ep_pending"])

	_, err := s.Service.ConfirmEmailChange(t.Context(), Token(m))
	requireCode(t, auth.CodeLink, err)
	_, err = s.loginAs(t.Context(), u.Email, Password("reader"))
	requireCode(t, auth.CodeLogin, err)
	_, err = s.loginAs(t.Context(), "new@EXAMPLE.org", Password("reader"))
	require.NoError(t, err)
	s.Identity(t, s.Login(t, "reader", auth.CookieSession))
}

// The answer for an address with an account is the same, also when somebody gets
// one while the link waits.
func flowChangeEmailTaken(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	s.User(t, "reader", "")
	owner := s.User(t, "owner", "")
	id := s.As(t, "reader")
	for email, hasLink := range map[string]bool{"OWNER@example.org": false, "free@example.org": true, "READER@example.org": true} {
		rows := s.growth(t, func() { require.NoError(t, s.Service.RequestEmailChange(t.Context(), id, Password("reader"), email)) })
		require.Equal(t, 1, rows["ep_outbox"])
		require.Equal(t, 1, rows["ep_audit"])
		m := s.Mail(t)
		require.Equal(t, hasLink, Token(m) != "", email)
		if !hasLink {
			require.Equal(t, owner.Email, m.To)
			require.Contains(t, m.Text, "Hello owner,")
		}
	}
	require.NoError(t, s.Service.RequestEmailChange(t.Context(), id, Password("reader"), "late@example.org"))
	token := Token(s.Mail(t))
	s.User(t, "late", "")
	_, err := s.Service.ConfirmEmailChange(t.Context(), token)
	requireCode(t, auth.CodeLink, err)
}

// Of several requests the last counts, and a change ends links to the old address.
func flowChangeEmailLinksDie(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	s.User(t, "reader", "")
	id := s.As(t, "reader")
	var tokens []string
	for _, email := range []string{"first@example.org", "second@example.org"} {
		require.NoError(t, s.Service.RequestEmailChange(t.Context(), id, Password("reader"), email))
		tokens = append(tokens, Token(s.Mail(t)))
	}
	require.NoError(t, s.Service.RequestReset(t.Context(), Email("reader")))
	reset := Token(s.Mail(t))
	_, err := s.Service.ConfirmEmailChange(t.Context(), tokens[0])
	requireCode(t, auth.CodeLink, err)
	u, err := s.Service.ConfirmEmailChange(t.Context(), tokens[1])
	require.NoError(t, err)
	require.Equal(t, "second@example.org", u.Email)
	requireCode(t, auth.CodeLink, s.Service.ConfirmReset(t.Context(), reset, Password("new")))

	s.Mails(t)
	require.NoError(t, s.Service.RequestEmailChange(t.Context(), id, Password("reader"), "third@example.org"))
	token := Token(s.Mail(t))
	s.Clock.Advance(24 * time.Hour)
	_, err = s.Service.ConfirmEmailChange(t.Context(), token)
	requireCode(t, auth.CodeLink, err)
}
