package password_test

import (
	"context"
	"encoding/base64"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/argon2"

	"github.com/einkpdf/platform/auth/password"
)

const phrase = "correct horse battery staple"

// quick is a hasher as weak as the standard allows.
func quick(t testing.TB) *password.Hasher {
	t.Helper()
	h, err := password.New(password.Config{Params: password.Params{MemoryKiB: 8, Time: 1}, Weak: true})
	require.NoError(t, err)
	return h
}

func TestHashAndVerify(t *testing.T) {
	t.Parallel()
	h := quick(t)
	for _, p := range []string{"x", phrase, "pässwörd €", "👩‍💻 ❤️", strings.Repeat("ab ", 1000), "with\x00zero\tand tab"} {
		encoded, err := h.Hash(t.Context(), p)
		require.NoError(t, err)
		require.True(t, strings.HasPrefix(encoded, "$argon2id$v=19$m=8,t=1,p=1$"), encoded)
		scheme, err := password.Check(encoded)
		require.NoError(t, err)
		require.Equal(t, password.Argon2id, scheme)

		again, err := h.Hash(t.Context(), p)
		require.NoError(t, err)
		require.NotEqual(t, encoded, again, "each hash has its own salt")

		ok, rehash, err := h.Verify(t.Context(), p, encoded)
		require.NoError(t, err)
		require.True(t, ok)
		require.False(t, rehash)
		for _, other := range []string{"", p + "x", p[1:], p + "\x00", strings.ToUpper(p) + "!"} {
			ok, rehash, err := h.Verify(t.Context(), other, encoded)
			require.NoError(t, err)
			require.False(t, ok, "%q", other)
			require.False(t, rehash)
		}
	}
}

func TestDefaultsAreOWASPs(t *testing.T) {
	t.Parallel()
	h, err := password.New(password.Config{})
	require.NoError(t, err)
	encoded, err := h.Hash(t.Context(), phrase)
	require.NoError(t, err)
	require.Regexp(t, `^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$`, encoded)
	ok, rehash, err := h.Verify(t.Context(), phrase, encoded)
	require.NoError(t, err)
	require.True(t, ok)
	require.False(t, rehash)
}

// Any keyboard's way to write a password is the same password.
func TestNormalForms(t *testing.T) {
	t.Parallel()
	h := quick(t)
	composed, decomposed := "Zo\u00eb\u00a0\u3000A\u030ang", "Zoe\u0308  \u00c5ng"
	require.Equal(t, password.Normal(composed), password.Normal(decomposed))
	encoded, err := h.Hash(t.Context(), composed)
	require.NoError(t, err)
	ok, _, err := h.Verify(t.Context(), decomposed, encoded)
	require.NoError(t, err)
	require.True(t, ok)
	ok, _, err = h.Verify(t.Context(), "Zoe  Ang", encoded)
	require.NoError(t, err)
	require.False(t, ok, "accents are not dropped")
}

func TestUnusablePasswords(t *testing.T) {
	t.Parallel()
	h := quick(t)
	long := strings.Repeat("a", password.MaxBytes)
	encoded, err := h.Hash(t.Context(), long)
	require.NoError(t, err)
	question, err := h.Hash(t.Context(), "?")
	require.NoError(t, err)
	for name, p := range map[string]string{"empty": "", "too long": long + "a", "not UTF-8": "caf\xe9", "huge": strings.Repeat("a", 10<<20)} {
		_, err := h.Hash(t.Context(), p)
		require.ErrorIs(t, err, password.ErrUnusable, name)
		for _, stored := range []string{encoded, question, cryptU} {
			ok, _, err := h.Verify(t.Context(), p, stored)
			require.NoError(t, err, name)
			require.False(t, ok, name)
		}
		require.NoError(t, h.VerifyNothing(t.Context(), p), name)
	}
}

func TestRehash(t *testing.T) {
	t.Parallel()
	hasher := func(p password.Params) *password.Hasher {
		h, err := password.New(password.Config{Params: p, Weak: true})
		require.NoError(t, err)
		return h
	}
	now := hasher(password.Params{MemoryKiB: 64, Time: 2})
	for _, c := range []struct {
		params password.Params
		rehash bool
	}{
		{password.Params{MemoryKiB: 64, Time: 2}, false},
		{password.Params{MemoryKiB: 64, Time: 2, Threads: 4}, false},
		{password.Params{MemoryKiB: 65, Time: 3}, false},
		{password.Params{MemoryKiB: 128, Time: 1}, false},
		{password.Params{MemoryKiB: 100, Time: 1}, true},
		{password.Params{MemoryKiB: 63, Time: 16}, true},
		{password.Params{MemoryKiB: 64, Time: 1}, true},
	} {
		encoded, err := hasher(c.params).Hash(t.Context(), phrase)
		require.NoError(t, err)
		ok, rehash, err := now.Verify(t.Context(), phrase, encoded)
		require.NoError(t, err)
		require.True(t, ok)
		require.Equal(t, c.rehash, rehash, "%+v", c.params)
		ok, rehash, err = now.Verify(t.Context(), "wrong", encoded)
		require.NoError(t, err)
		require.False(t, ok || rehash)
	}

	// Somebody else's lengths of salt and hash.
	for _, c := range []struct {
		salt, sum int
		rehash    bool
	}{{16, 32, false}, {64, 64, false}, {15, 32, true}, {16, 31, true}} {
		salt := make([]byte, c.salt)
		enc := base64.RawStdEncoding.EncodeToString
		encoded := "$argon2id$v=19$m=64,t=2,p=1$" + enc(salt) + "$" + enc(argon2.IDKey([]byte(phrase), salt, 2, 64, 1, uint32(c.sum)))
		ok, rehash, err := now.Verify(t.Context(), phrase, encoded)
		require.NoError(t, err)
		require.True(t, ok)
		require.Equal(t, c.rehash, rehash, "%+v", c)
	}
}

func TestSettingsOutOfRange(t *testing.T) {
	t.Parallel()
	for want, c := range map[string]password.Config{
		"too weak: OWASP asks": {Params: password.Params{MemoryKiB: 19456, Time: 1}},
		"are too weak":         {Params: password.Params{MemoryKiB: 7167, Time: 16}},
		"at most 131072":       {Params: password.Params{MemoryKiB: 4 << 20}},
		"memory × passes":      {Params: password.Params{MemoryKiB: 128 << 10, Time: 5}},
		"17 passes":            {Params: password.Params{Time: 17}},
		"17 lanes":             {Params: password.Params{Threads: 17}},
		"each lane needs 8":    {Params: password.Params{MemoryKiB: 31, Threads: 4}, Weak: true},
		"Concurrent is -1":     {Concurrent: -1},
		"Concurrent is 1025":   {Concurrent: 1025},
		"Queue is -2":          {Queue: -2},
		"Queue is 65537":       {Queue: 65537},
		"BcryptCost is 3":      {BcryptCost: 3},
		"BcryptCost is 15":     {BcryptCost: 15},
	} {
		_, err := password.New(c)
		require.ErrorContains(t, err, want)
	}
	for _, p := range []password.Params{
		{MemoryKiB: 46 << 10, Time: 1}, {MemoryKiB: 12 << 10, Time: 3}, {MemoryKiB: 9 << 10, Time: 4},
		{MemoryKiB: 7 << 10, Time: 5}, {MemoryKiB: 64 << 10, Time: 3, Threads: 4},
	} {
		_, err := password.New(password.Config{Params: p})
		require.NoError(t, err, "%+v", p)
	}
}

// meter counts the hashes that are computed at the same time.
type meter struct{ now, most, all atomic.Int64 }

func (m *meter) observe(by int) {
	n := m.now.Add(int64(by))
	for most := m.most.Load(); n > most && !m.most.CompareAndSwap(most, n); most = m.most.Load() {
	}
	if by > 0 {
		m.all.Add(1)
	}
}

// 200 callers at once never compute more than the bound, and get either their
// answer or ErrBusy.
func TestConcurrentHashesAreBounded(t *testing.T) {
	t.Parallel()
	const callers, concurrent, queue = 200, 3, 50
	h, err := password.New(password.Config{
		Params: password.Params{MemoryKiB: 256, Time: 1}, Weak: true, Concurrent: concurrent, Queue: queue,
	})
	require.NoError(t, err)
	stored, err := h.Hash(t.Context(), phrase)
	require.NoError(t, err)
	var m meter
	h.Observe(m.observe)

	var done, busy atomic.Int64
	var wg sync.WaitGroup
	for i := range callers {
		wg.Go(func() {
			var ok bool
			var err error
			switch i % 4 {
			case 0:
				_, err = h.Hash(t.Context(), phrase)
				ok = true
			case 1:
				ok, _, err = h.Verify(t.Context(), phrase, stored)
			case 2:
				ok, _, err = h.Verify(t.Context(), "U*U", cryptU)
			default:
				err = h.VerifyNothing(t.Context(), phrase)
				ok = true
			}
			switch {
			case err == nil && ok:
				done.Add(1)
			case errors.Is(err, password.ErrBusy) && (i%4 == 0 || i%4 == 3 || !ok):
				busy.Add(1)
			}
		})
	}
	wg.Wait()
	require.EqualValues(t, callers, done.Load()+busy.Load())
	require.GreaterOrEqual(t, done.Load(), int64(concurrent+queue))
	require.Equal(t, done.Load(), m.all.Load())
	require.LessOrEqual(t, m.most.Load(), int64(concurrent))
	require.Zero(t, m.now.Load())
	require.NoError(t, h.VerifyNothing(t.Context(), phrase), "every place is free again")
}

// The queue has the length that was asked for; who gives up leaves it.
func TestQueue(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h, err := password.New(password.Config{
			Params: password.Params{MemoryKiB: 8, Time: 1}, Weak: true, Concurrent: 2, Queue: 3,
		})
		require.NoError(t, err)
		release := make(chan struct{})
		h.Observe(func(by int) {
			if by > 0 {
				<-release
			}
		})
		ctx, giveUp := context.WithCancel(t.Context())
		var done, left atomic.Int64
		start := func(ctx context.Context) {
			go func() {
				switch err := h.VerifyNothing(ctx, phrase); {
				case err == nil:
					done.Add(1)
				case errors.Is(err, context.Canceled):
					left.Add(1)
				}
			}()
		}
		for range 4 {
			start(t.Context())
		}
		synctest.Wait()
		start(ctx)
		synctest.Wait() // two at work, three wait, one of them with ctx

		_, err = h.Hash(t.Context(), phrase)
		require.ErrorIs(t, err, password.ErrBusy)
		_, _, err = h.Verify(t.Context(), phrase, cryptU)
		require.ErrorIs(t, err, password.ErrBusy)
		require.ErrorIs(t, h.VerifyNothing(t.Context(), phrase), password.ErrBusy)

		giveUp()
		synctest.Wait()
		require.EqualValues(t, 1, left.Load())
		start(t.Context()) // takes the place that is free
		synctest.Wait()
		require.ErrorIs(t, h.VerifyNothing(t.Context(), phrase), password.ErrBusy)

		close(release)
		synctest.Wait()
		require.EqualValues(t, 5, done.Load())
	})
}

func TestNoQueue(t *testing.T) {
	t.Parallel()
	h, err := password.New(password.Config{
		Params: password.Params{MemoryKiB: 8, Time: 1}, Weak: true, Concurrent: 1, Queue: -1,
	})
	require.NoError(t, err)
	h.Observe(func(by int) {
		if by > 0 {
			require.ErrorIs(t, h.VerifyNothing(t.Context(), phrase), password.ErrBusy)
		}
	})
	require.NoError(t, h.VerifyNothing(t.Context(), phrase))
}

func TestEndedContext(t *testing.T) {
	t.Parallel()
	h := quick(t)
	h.Observe(func(int) { t.Error("nothing is hashed") })
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := h.Hash(ctx, phrase)
	require.ErrorIs(t, err, context.Canceled)
	_, _, err = h.Verify(ctx, phrase, cryptU)
	require.ErrorIs(t, err, context.Canceled)
	require.ErrorIs(t, h.VerifyNothing(ctx, phrase), context.Canceled)
}

// What cannot be read takes the time of a hash, like an account that is not there.
func TestUnreadableHashCostsAHash(t *testing.T) {
	t.Parallel()
	h := quick(t)
	var m meter
	h.Observe(m.observe)
	ok, rehash, err := h.Verify(t.Context(), phrase, "!locked")
	require.ErrorIs(t, err, password.ErrMalformed)
	require.False(t, ok || rehash)
	require.EqualValues(t, 1, m.all.Load())
}
