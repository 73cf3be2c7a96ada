package password_test

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/bcrypt"

	"github.com/einkpdf/platform/auth/password"
)

// Whatever is stored, and whether it matches or not, the work is the same and the
// answer is that of a plain Verify.
func TestEvenly(t *testing.T) {
	t.Parallel()
	h, err := password.New(password.Config{Params: password.Params{MemoryKiB: 8, Time: 1}, Weak: true, BcryptCost: 4})
	require.NoError(t, err)
	ours, err := h.Hash(t.Context(), phrase)
	require.NoError(t, err)
	theirs, err := bcrypt.GenerateFromPassword([]byte(phrase), bcrypt.MinCost)
	require.NoError(t, err)
	e := h.Evenly()
	var work []password.Scheme
	e.ObserveSchemes(func(s password.Scheme) { work = append(work, s) })
	both := []password.Scheme{password.Argon2id, password.Bcrypt}
	for _, stored := range []string{ours, string(theirs), cryptU, "", "$2b$99$", strings.Repeat("x", 1000)} {
		for _, given := range []string{phrase, "U*U", "wrong", "", "caf\xe9", strings.Repeat("a", 2000)} {
			ok, rehash, err := h.Verify(t.Context(), given, stored)
			work = nil
			okEvenly, rehashEvenly, errEvenly := e.Verify(t.Context(), given, stored)
			require.Equal(t, both, work, "%q for %q", given, stored)
			require.Equal(t, ok, okEvenly, "%q for %q", given, stored)
			require.Equal(t, rehash, rehashEvenly)
			require.Equal(t, err, errEvenly)
		}
	}
	for _, given := range []string{phrase, "", "caf\xe9", strings.Repeat("a", 2000)} {
		work = nil
		require.NoError(t, e.VerifyNothing(t.Context(), given))
		require.Equal(t, both, work)
	}
	work = nil
	_, err = e.Hash(t.Context(), phrase)
	require.NoError(t, err)
	require.Equal(t, []password.Scheme{password.Argon2id}, work)
	require.NoError(t, h.VerifyNothing(t.Context(), phrase))
	require.Len(t, work, 1, "what Evenly was called of stays as it was")
}

// Who hashes evenly and who does not wait for the same turns.
func TestEvenlySharesTheBounds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h, err := password.New(password.Config{Params: password.Params{MemoryKiB: 8, Time: 1}, Weak: true, BcryptCost: 4, Concurrent: 1, Queue: -1})
		require.NoError(t, err)
		release := make(chan struct{})
		h.Observe(func(int) { <-release })
		done := make(chan error)
		go func() { done <- h.VerifyNothing(t.Context(), phrase) }()
		synctest.Wait()
		require.ErrorIs(t, h.Evenly().VerifyNothing(t.Context(), phrase), password.ErrBusy)
		close(release)
		require.NoError(t, <-done)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		require.ErrorIs(t, h.Evenly().VerifyNothing(ctx, phrase), context.Canceled)
	})
}
