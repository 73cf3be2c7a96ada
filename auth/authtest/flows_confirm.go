package authtest

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/sqldb"
)

// Mallory signs up with Victor's address and a password of his own; Victor signs up
// as well, and opens the link that is Mallory's. Nothing happens with Victor's
// password, and Victor's own link works afterwards.
func flowRegisterPrehijack(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	links := map[string]string{}
	for _, name := range []string{"mallory", "victor"} {
		form := registrationOf(name)
		form.Email = Email("victor")
		require.NoError(t, s.Service.Register(t.Context(), form))
		m := s.Mail(t)
		require.Equal(t, Email("victor"), m.To)
		require.Contains(t, m.Text, "the password that you chose when you signed up")
		links[name] = Token(m)
	}
	before := s.rows(t)
	var err error
	deeds := s.deeds(t, func() { _, err = s.Service.ConfirmRegistration(t.Context(), links["mallory"], Password("victor")) })
	requireCode(t, auth.CodeWrongPassword, err)
	var e *auth.Error
	require.ErrorAs(t, err, &e)
	require.Equal(t, "password", e.Field)
	require.Len(t, deeds, 1)
	require.Contains(t, deeds[0], "auth.registered refused  registration:")
	before["ep_audit"]++
	require.Equal(t, before, s.rows(t), "nothing but the event")

	u, err := s.Service.ConfirmRegistration(t.Context(), links["victor"], Password("victor"))
	require.NoError(t, err)
	require.Equal(t, "victor", u.Name)
	for _, name := range []string{"mallory", "victor", Email("victor")} {
		_, err = s.loginAs(t.Context(), name, Password("mallory"))
		requireCode(t, auth.CodeLogin, err)
	}
	s.Login(t, "victor", auth.CookieSession)

	// The other link has died, whoever opens it.
	for name := range links {
		_, err = s.Service.ConfirmRegistration(t.Context(), links["mallory"], Password(name))
		requireCode(t, auth.CodeLink, err)
	}
	require.Equal(t, 1, s.rows(t)["ep_user"])
}

// A link takes ten passwords in ten minutes, from wherever, and is still good
// afterwards; other links do not suffer.
func flowThrottleConfirm(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	tokens := map[string]string{}
	for _, name := range []string{"reader", "other"} {
		require.NoError(t, s.Service.Register(t.Context(), registrationOf(name)))
		tokens[name] = Token(s.Mail(t))
	}
	confirm := func(i int, name, password string) error {
		_, err := s.Service.ConfirmRegistration(From(t.Context(), fmt.Sprintf("203.0.113.%d", i)), tokens[name], password)
		return err
	}
	for i := range 10 {
		requireCode(t, auth.CodeWrongPassword, confirm(i, "reader", "guess"))
	}
	var wait time.Duration
	require.Empty(t, s.growth(t, func() { wait = throttled(t, confirm(11, "reader", Password("reader"))) }))
	require.LessOrEqual(t, wait, time.Minute)
	require.NoError(t, confirm(12, "other", Password("other")))
	s.Clock.Advance(wait)
	require.NoError(t, confirm(13, "reader", Password("reader")))
}
