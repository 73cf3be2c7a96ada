package authtest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/sqldb"
)

// flowResetToken is a link that an operator hands over, where no mails go out.
func flowResetToken(t *testing.T, db *sqldb.DB) {
	s := New(t, db, func(c *auth.Config) { c.Mailer = nil })
	u := s.User(t, "user", "")
	s.User(t, "admin", auth.RoleAdmin)
	operator := auth.Operator("op")
	token := func(valid time.Duration) string {
		t.Helper()
		token, err := s.Service.ResetToken(t.Context(), operator, u.ID, "asked by phone", valid)
		require.NoError(t, err)
		return token
	}
	// An admin could log in as anybody with it.
	_, err := s.Service.ResetToken(t.Context(), s.As(t, "admin"), u.ID, "curious", time.Hour)
	requireCode(t, auth.CodeForbidden, err)
	_, err = s.Service.ResetToken(t.Context(), operator, u.ID, " ", time.Hour)
	requireCode(t, auth.CodeReason, err)
	_, err = s.Service.ResetToken(t.Context(), operator, "nobody", "asked by phone", time.Hour)
	requireCode(t, auth.CodeNoUser, err)

	first := token(time.Hour)
	var second string
	deeds := s.deeds(t, func() { second = token(time.Hour) })
	require.Equal(t, []string{"auth.reset-request ok operator user:" + u.ID}, deeds)
	requireCode(t, auth.CodeLink, s.Service.ConfirmReset(t.Context(), first, Password("new")))
	require.NoError(t, s.Service.ConfirmReset(t.Context(), second, Password("new")))
	requireCode(t, auth.CodeLink, s.Service.ConfirmReset(t.Context(), second, Password("newer")))
	_, err = s.Service.Login(t.Context(), auth.Credentials{Name: "user", Password: Password("new")}, auth.CookieSession)
	require.NoError(t, err)

	over := token(time.Hour)
	s.Clock.Advance(time.Hour)
	requireCode(t, auth.CodeLink, s.Service.ConfirmReset(t.Context(), over, Password("newer")))
	bounded := token(1000 * time.Hour)
	s.Clock.Advance(auth.MaxResetToken)
	requireCode(t, auth.CodeLink, s.Service.ConfirmReset(t.Context(), bounded, Password("newer")))

	require.NoError(t, s.Service.SetActive(t.Context(), operator, u.ID, false, "test"))
	_, err = s.Service.ResetToken(t.Context(), operator, u.ID, "asked by phone", time.Hour)
	requireCode(t, auth.CodeNoUser, err)
}
