package auth_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/auth"
)

// Users and sessions are JSON as the rest of this module writes it: snake case,
// times of RFC 3339, and nothing for a time that never was.
func TestJSON(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 2, 9, 30, 0, 0, time.UTC)
	for want, v := range map[string]any{
		`{"id":"1","name":"Ada","email":"ada@example.org","role":"user","active":true,
			"created_at":"2026-03-02T09:30:00Z","updated_at":"2026-03-02T09:30:00Z"}`: auth.User{
			ID: "1", Name: "Ada", Email: "ada@example.org", Role: auth.RoleUser, Active: true, CreatedAt: at, UpdatedAt: at,
		},
		`{"id":"1","name":"Ada","email":"","role":"admin","active":false,"terms":"2","terms_accepted_at":"2026-03-02T09:30:00Z",
			"created_at":"2026-03-02T09:30:00Z","updated_at":"2026-03-02T09:30:00Z","last_login_at":"2026-03-02T09:30:00Z"}`: auth.User{
			ID: "1", Name: "Ada", Role: auth.RoleAdmin, Terms: "2", TermsAcceptedAt: at, CreatedAt: at, UpdatedAt: at, LastLoginAt: at,
		},
		`{"id":"s","user_id":"1","kind":"cookie","address":"192.0.2.1","user_agent":"Browser","created_at":"2026-03-02T09:30:00Z",
			"last_used_at":"2026-03-02T09:30:00Z","expires_at":"2026-03-02T09:30:00Z"}`: auth.Session{
			ID: "s", UserID: "1", Kind: auth.CookieSession, Address: "192.0.2.1", UserAgent: "Browser", CreatedAt: at, LastUsedAt: at, ExpiresAt: at,
		},
		`{"id":"s","user_id":"1","kind":"token","created_at":"2026-03-02T09:30:00Z","last_used_at":"2026-03-02T09:30:00Z",
			"expires_at":"2026-03-02T09:30:00Z","revoked_at":"2026-03-02T09:30:00Z","revoked_for":"logout"}`: auth.Session{
			ID: "s", UserID: "1", Kind: auth.TokenSession, CreatedAt: at, LastUsedAt: at, ExpiresAt: at, RevokedAt: at, RevokedFor: "logout",
		},
	} {
		b, err := json.Marshal(v)
		require.NoError(t, err)
		require.JSONEq(t, want, string(b))
	}
}

// Who encodes more than a user by mistake shows no hash, key or secret.
func TestJSONHidesSecrets(t *testing.T) {
	t.Parallel()
	const secret = "hunter2"
	user := auth.User{ID: "1", Name: "Ada"}
	for _, v := range []any{
		auth.Account{User: user, NameKey: secret, EmailKey: secret, PasswordHash: secret},
		auth.Secret{Hash: secret},
		auth.Pending{NameKey: secret, EmailKey: secret, PasswordHash: secret, TokenHash: secret},
		&auth.Grant{User: user, Secret: secret, Access: secret},
	} {
		b, err := json.Marshal(v)
		require.NoError(t, err)
		require.NotContains(t, string(b), secret, "%T", v)
	}
	b, err := json.Marshal(auth.Account{User: user, PasswordHash: secret})
	require.NoError(t, err)
	plain, err := json.Marshal(user)
	require.NoError(t, err)
	require.JSONEq(t, string(plain), string(b), "an account is its user")
}
