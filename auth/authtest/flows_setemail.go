package authtest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/sqldb"
)

// flowSetEmail is an address that an operator changes.
func flowSetEmail(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	u, operator := s.User(t, "user", ""), auth.Operator("op")
	other := s.User(t, "other", "")
	s.User(t, "admin", auth.RoleAdmin)
	set := func(by auth.Identity, id, email, reason string) error {
		return s.Service.SetEmail(t.Context(), by, id, email, reason)
	}
	// An admin could have the link to a new password mailed to himself.
	requireCode(t, auth.CodeForbidden, set(s.As(t, "admin"), u.ID, "new@example.org", "asked"))
	requireCode(t, auth.CodeReason, set(operator, u.ID, "new@example.org", " "))
	requireCode(t, auth.CodeEmail, set(operator, u.ID, "nowhere", "asked"))
	requireCode(t, auth.CodeNoUser, set(operator, "nobody", "new@example.org", "asked"))
	requireCode(t, auth.CodeEmailTaken, set(operator, u.ID, other.Email, "asked"))
	require.Equal(t, u.Email, s.account(t, u.ID).Email)

	session := s.Login(t, "user", auth.CookieSession)
	token, err := s.Service.ResetToken(t.Context(), operator, u.ID, "asked", time.Hour)
	require.NoError(t, err)
	deeds := s.deeds(t, func() { require.NoError(t, set(operator, u.ID, " New@example.org ", "asked")) })
	require.Equal(t, []string{"auth.email-change ok operator user:" + u.ID}, deeds)
	require.Equal(t, "New@example.org", s.account(t, u.ID).Email)
	require.Equal(t, u.Email, s.Mail(t).To, "the old address is told")
	requireCode(t, auth.CodeLink, s.Service.ConfirmReset(t.Context(), token, Password("new")))
	s.Identity(t, session)
	_, err = s.loginAs(t.Context(), "new@EXAMPLE.org", Password("user"))
	require.NoError(t, err)
	_, err = s.loginAs(t.Context(), u.Email, Password("user"))
	requireCode(t, auth.CodeLogin, err)
	require.Empty(t, s.deeds(t, func() { require.NoError(t, set(operator, u.ID, "New@example.org", "again")) }))
}

// flowLinkName says whose link it is, as long as it works.
func flowLinkName(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	u, operator := s.User(t, "user", ""), auth.Operator("op")
	dead := func(kind auth.PendingKind, token string) {
		t.Helper()
		name, err := s.Service.LinkName(t.Context(), kind, token)
		requireCode(t, auth.CodeLink, err)
		require.Empty(t, name)
	}
	of := func(kind auth.PendingKind, token string) string {
		t.Helper()
		name, err := s.Service.LinkName(t.Context(), kind, token)
		require.NoError(t, err)
		return name
	}
	reset := func() string {
		t.Helper()
		token, err := s.Service.ResetToken(t.Context(), operator, u.ID, "asked", time.Hour)
		require.NoError(t, err)
		return token
	}
	dead(auth.PendingReset, "")
	dead(auth.PendingReset, "AAAAAAAAAAAAAAAAAAAAAAAAAA")
	used := reset()
	before := s.rows(t)
	require.Equal(t, "user", of(auth.PendingReset, used))
	require.Equal(t, "user", of(auth.PendingReset, used), "looking uses nothing up")
	require.Equal(t, before, s.rows(t))
	dead(auth.PendingEmail, used)
	require.NoError(t, s.Service.ConfirmReset(t.Context(), used, Password("new")))
	s.Mail(t)
	dead(auth.PendingReset, used)
	over := reset()
	s.Clock.Advance(time.Hour)
	dead(auth.PendingReset, over)
	left := reset()
	require.NoError(t, s.Service.SetActive(t.Context(), operator, u.ID, false, "left"))
	dead(auth.PendingReset, left)

	register := func(name string) string {
		t.Helper()
		require.NoError(t, s.Service.Register(t.Context(), auth.Registration{Name: name, Email: name + "@example.org", Password: Password(name)}))
		return Token(s.Mail(t))
	}
	ben := register("ben")
	require.Equal(t, "ben", of(auth.PendingRegistration, ben))
	_, err := s.Service.ConfirmRegistration(t.Context(), ben, Password("ben"))
	require.NoError(t, err)
	dead(auth.PendingRegistration, ben)
	require.NoError(t, s.Service.RequestEmailChange(t.Context(), s.As(t, "ben"), Password("ben"), "new@example.org"))
	require.Equal(t, "ben", of(auth.PendingEmail, Token(s.Mail(t))))
}
