package auth_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/bcrypt"

	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/auth/authtest"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

// slow is a Store whose reads take a while.
type slow struct {
	auth.Store
	by time.Duration
}

func (s slow) Read(ctx context.Context, fn func(r auth.Reader) error) error {
	time.Sleep(s.by)
	return s.Store.Read(ctx, fn)
}

// In the bubble of synctest computing takes no time, so that what is left is
// what Login waits.
func TestLoginFloor(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		floor, work time.Duration
		legacy      bool
		want        time.Duration
	}{
		"default":                 {want: 150 * time.Millisecond},
		"default with bcrypt":     {legacy: true, want: 400 * time.Millisecond},
		"given":                   {floor: time.Second, legacy: true, want: time.Second},
		"none":                    {floor: -1, want: 0},
		"work within":             {work: 100 * time.Millisecond, want: 150 * time.Millisecond},
		"work above: next":        {work: 151 * time.Millisecond, want: 300 * time.Millisecond},
		"work far above: next":    {legacy: true, work: 2 * time.Second, want: 2400 * time.Millisecond},
		"none, however long work": {floor: -1, work: time.Second, want: time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := authtest.New(t, sqldbtest.SQLite(t))
				active, inactive := s.User(t, "active", ""), s.User(t, "inactive", "")
				require.NoError(t, s.Service.SetActive(t.Context(), auth.Operator("op"), inactive.ID, false, "test"))
				if test.legacy {
					other := s.User(t, "legacy", "")
					hash, err := bcrypt.GenerateFromPassword([]byte("old"), bcrypt.MinCost)
					require.NoError(t, err)
					require.NoError(t, s.Store.Write(t.Context(), func(w auth.Writer) error {
						a, err := w.Account(t.Context(), other.ID)
						a.PasswordHash = string(hash)
						if err != nil {
							return err
						}
						return w.UpdateAccount(t.Context(), a)
					}))
				}
				c := s.Config
				c.LoginFloor, c.Store = test.floor, slow{s.Store, test.work}
				service, err := auth.New(c)
				require.NoError(t, err)
				for _, try := range []auth.Credentials{
					{Name: "unknown", Password: "x"},
					{Name: active.Name, Password: "x"},
					{Name: inactive.Name, Password: authtest.Password("inactive")},
					{Name: active.Name, Password: authtest.Password("active")},
				} {
					start := time.Now()
					_, err := service.Login(t.Context(), try, auth.CookieSession)
					require.Equal(t, test.want, time.Since(start))
					require.Equal(t, try.Password == authtest.Password("active"), err == nil)
				}
				for range 10 { // the account's throttle, too
					_, _ = service.Login(t.Context(), auth.Credentials{Name: "unknown", Password: "x"}, auth.CookieSession)
				}
				start := time.Now()
				_, err = service.Login(t.Context(), auth.Credentials{Name: "unknown", Password: "x"}, auth.CookieSession)
				require.Equal(t, auth.CodeThrottled, auth.CodeOf(err))
				require.Equal(t, test.want, time.Since(start))
			})
		})
	}
}

// Nobody waits for a client that has gone.
func TestLoginFloorEndsWithContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := authtest.New(t, sqldbtest.SQLite(t), func(c *auth.Config) { c.LoginFloor = 10 * time.Second })
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		start := time.Now()
		_, err := s.Service.Login(ctx, auth.Credentials{Name: "unknown", Password: "x"}, auth.CookieSession)
		require.Equal(t, auth.CodeLogin, auth.CodeOf(err))
		require.Equal(t, time.Second, time.Since(start))
	})
}
