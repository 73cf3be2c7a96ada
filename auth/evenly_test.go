package auth_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/bcrypt"

	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/auth/authtest"
	"github.com/einkpdf/platform/auth/password"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

// While any account has a bcrypt hash, nobody's login does without the work of
// one. Its cost is such that the least it takes is far above everything else.
func TestLoginsWorkEvenly(t *testing.T) {
	t.Parallel()
	const cost, least = 8, 2 * time.Millisecond
	var hashes []time.Duration
	s := authtest.New(t, sqldbtest.SQLite(t), func(c *auth.Config) {
		var err error
		c.Hasher, err = password.New(password.Config{Params: password.Params{MemoryKiB: 8, Time: 1}, Weak: true, BcryptCost: cost})
		require.NoError(t, err)
		c.LoginFloor = time.Millisecond
		c.Observer.OnHash = func(took time.Duration) { hashes = append(hashes, took) }
	})
	ordinary, inactive, legacy := s.User(t, "ordinary", ""), s.User(t, "inactive", ""), s.User(t, "legacy", "")
	require.NoError(t, s.Service.SetActive(t.Context(), auth.Operator("op"), inactive.ID, false, "test"))
	old, err := bcrypt.GenerateFromPassword([]byte("the old password"), cost)
	require.NoError(t, err)
	require.NoError(t, s.Store.Write(t.Context(), func(w auth.Writer) error {
		a, err := w.Account(t.Context(), legacy.ID)
		if err != nil {
			return err
		}
		a.PasswordHash = string(old)
		return w.UpdateAccount(t.Context(), a)
	}))
	hashes = nil
	for _, try := range []auth.Credentials{
		{Name: "unknown", Password: "x"},
		{Name: ordinary.Name, Password: "x"},
		{Name: inactive.Name, Password: authtest.Password("inactive")},
		{Name: legacy.Name, Password: "x"},
		{Name: ordinary.Name, Password: authtest.Password("ordinary")},
		{Name: legacy.Name, Password: "the old password"},
	} {
		_, _ = s.Service.Login(t.Context(), try, auth.CookieSession)
		require.Len(t, hashes, 1)
		require.Greater(t, hashes[0], least, try.Name)
		hashes = nil
	}
}
