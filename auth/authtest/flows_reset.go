package authtest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/sqldb"
)

func flowReset(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	u := s.User(t, "reader", "")
	sessions := []*auth.Grant{s.Login(t, "reader", auth.CookieSession), s.Login(t, "reader", auth.TokenSession)}
	deeds := s.deeds(t, func() { require.NoError(t, s.Service.RequestReset(t.Context(), " READER@example.org ")) })
	require.Equal(t, []string{"auth.reset-request ok  user:" + u.ID}, deeds)
	first := s.Mail(t)
	require.NoError(t, s.Service.RequestReset(t.Context(), u.Email))
	m := s.Mail(t)
	require.Equal(t, u.Email, m.To)
	require.Contains(t, m.Text, "Hello reader,")
	require.Contains(t, m.Text, "within 30 minutes:\n\nhttps://planner.example/reset#token="+Token(m)+"\n")

	deeds = s.deeds(t, func() { require.NoError(t, s.Service.ConfirmReset(t.Context(), Token(m), Password("new"))) })
	require.Equal(t, []string{"auth.reset ok " + u.ID + " user:" + u.ID}, deeds)
	for _, g := range sessions {
		_, err := s.Identify(g)
		requireCode(t, auth.CodeUnauthenticated, err)
	}
	for _, used := range []string{Token(m), Token(first)} {
		requireCode(t, auth.CodeLink, s.Service.ConfirmReset(t.Context(), used, Password("newer")))
	}
	require.Equal(t, "Your password for einkpdf was changed", s.Mail(t).Subject)
	_, err := s.loginAs(t.Context(), "reader", Password("reader"))
	requireCode(t, auth.CodeLogin, err)
	_, err = s.loginAs(t.Context(), "reader", Password("new"))
	require.NoError(t, err)
}

// Known, unknown and inactive addresses get the same answer and the same rows.
func flowResetUniform(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	s.User(t, "active", "")
	inactive := s.User(t, "inactive", "")
	require.NoError(t, s.Service.SetActive(t.Context(), auth.Operator("op"), inactive.ID, false, "test"))
	s.Mails(t)
	for email, mails := range map[string]int{"active@example.org": 1, "unknown@example.org": 0, "inactive@example.org": 0} {
		rows := s.growth(t, func() { require.NoError(t, s.Service.RequestReset(t.Context(), email)) })
		require.Equal(t, map[string]int{"ep_pending": 1, "ep_outbox": 1, "ep_audit": 1}, rows, email)
		rows = s.growth(t, func() { require.Len(t, s.Mails(t), mails, email) })
		require.Equal(t, map[string]int{"ep_outbox": -1}, rows, email)
	}
	var tokens int
	require.NoError(t, db.Get(t.Context(), &tokens, `select count(*) from ep_pending where token_hash is not null`))
	require.Equal(t, 3, tokens)
	for _, email := range []string{"", "nobody", "\x00@", "a\r\nb@example.org", string(make([]byte, 1<<20)) + "@"} {
		requireCode(t, auth.CodeEmail, s.Service.RequestReset(t.Context(), email))
	}
}

func flowResetOnce(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	s.User(t, "reader", "")
	require.NoError(t, s.Service.RequestReset(t.Context(), Email("reader")))
	token := Token(s.Mail(t))
	errs := make([]error, 20)
	together(len(errs), func(i int) { errs[i] = s.Service.ConfirmReset(t.Context(), token, Password(string(rune('a'+i)))) })
	winner := -1
	for i, err := range errs {
		if err == nil {
			require.Equal(t, -1, winner, "a second one")
			winner = i
			continue
		}
		requireCode(t, auth.CodeLink, err)
	}
	require.NotEqual(t, -1, winner)
	_, err := s.loginAs(t.Context(), "reader", Password(string(rune('a'+winner))))
	require.NoError(t, err)
	require.Len(t, s.Mails(t), 1)
}

// A mailbox that only looks like that of the account gets nothing: the mail goes
// to the address that the account has.
func flowResetLookalike(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	u, err := s.Service.CreateUser(t.Context(), auth.Operator("op"), auth.NewUser{Name: "mike", Email: "mike@strasse.example", Password: Password("mike")})
	require.NoError(t, err)
	for _, email := range []string{"MIKE@STRASSE.example", "mike@straße.example", "ｍｉｋｅ@strasse.example", "mi\u00adke@strasse.example"} {
		require.NoError(t, s.Service.RequestReset(t.Context(), email))
		for _, m := range s.Mails(t) {
			require.Equal(t, u.Email, m.To)
		}
		// Nor does somebody there get an account.
		form := registrationOf("else")
		form.Email = email
		if _, err := auth.CheckEmail(email); err == nil {
			require.NoError(t, s.Service.Register(t.Context(), form))
			m := s.Mail(t)
			require.Equal(t, u.Email, m.To)
			require.Empty(t, Token(m))
		}
	}
}

func flowResetInactive(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	u := s.User(t, "reader", "")
	require.NoError(t, s.Service.RequestReset(t.Context(), u.Email))
	token := Token(s.Mail(t))
	require.NoError(t, s.Service.RequestReset(t.Context(), u.Email)) // its mail has not gone out
	require.NoError(t, s.Service.SetActive(t.Context(), auth.Operator("op"), u.ID, false, "test"))
	require.Empty(t, s.Mails(t))
	requireCode(t, auth.CodeLink, s.Service.ConfirmReset(t.Context(), token, Password("new")))
	require.NoError(t, s.Service.SetActive(t.Context(), auth.Operator("op"), u.ID, true, "test"))
	requireCode(t, auth.CodeLink, s.Service.ConfirmReset(t.Context(), token, Password("new")))
	s.Login(t, "reader", auth.CookieSession)
}

// A password that is refused does not use up the link.
func flowResetPolicy(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	s.User(t, "reader", "")
	require.NoError(t, s.Service.RequestReset(t.Context(), Email("reader")))
	token := Token(s.Mail(t))
	requireCode(t, auth.CodePassword, s.Service.ConfirmReset(t.Context(), token, "short"))
	requireCode(t, auth.CodePassword, s.Service.ConfirmReset(t.Context(), token, "reader@example.org"))
	require.NoError(t, s.Service.ConfirmReset(t.Context(), token, Password("new")))
}
