package keys_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/auth/keys"
)

// clock is a time that tests move. Not for concurrent use.
type clock struct{ time.Time }

func (c *clock) now() time.Time          { return c.Time }
func (c *clock) advance(d time.Duration) { c.Time = c.Add(d) }

func open(t testing.TB, path string, c *clock) *keys.Ring {
	t.Helper()
	r, err := keys.Open(keys.Config{Path: path, Lifetime: time.Hour, Now: c.now})
	require.NoError(t, err)
	return r
}

func sign(t testing.TB, r *keys.Ring, at time.Time) string {
	t.Helper()
	token, err := r.Sign(claims(at))
	require.NoError(t, err)
	return token
}

func TestRotation(t *testing.T) {
	t.Parallel()
	c := &clock{noon.Add(400 * time.Millisecond)}
	path := filepath.Join(t.TempDir(), "keys.json")
	r := open(t, path, c)
	first := r.Keys()
	require.Len(t, first, 1)
	require.Equal(t, noon, first[0].Created)
	require.Zero(t, first[0].Retired)

	c.advance(time.Minute)
	token := sign(t, r, c.Time)
	kid, err := r.Rotate()
	require.NoError(t, err)
	require.Equal(t, []keys.Info{
		{ID: kid, Created: noon.Add(time.Minute)},
		{ID: first[0].ID, Created: noon, Retired: noon.Add(61 * time.Second)},
	}, r.Keys())
	require.Equal(t, r.Keys(), open(t, path, c).Keys())
	for _, s := range []string{token, sign(t, r, c.Time)} {
		_, err = r.Verify(s, want)
		require.NoError(t, err)
	}

	c.advance(2 * time.Hour)
	next, err := r.Rotate()
	require.NoError(t, err)
	got := r.Keys()
	require.Equal(t, []string{next, kid}, []string{got[0].ID, got[1].ID}, "what verifies nothing any more is dropped")
}

// A retired key verifies until Lifetime has passed and not a moment longer, also
// tokens that say they were valid. Here time is the bubble's.
func TestRetiredKeysEnd(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "keys.json")
		r, err := keys.Open(keys.Config{Path: path})
		require.NoError(t, err)
		data, err := os.ReadFile(path)
		require.NoError(t, err)
		var file struct {
			Keys []struct {
				ID     string
				Secret []byte
			}
		}
		require.NoError(t, json.Unmarshal(data, &file))
		old := file.Keys[0]
		forged := forge(sha256.New, old.Secret, strings.Replace(header, "k1", old.ID, 1),
			strings.Replace(payload, "1772367300", fmt.Sprint(time.Now().AddDate(1, 0, 0).Unix()), 1))
		_, err = r.Verify(forged, want)
		require.NoError(t, err)

		_, err = r.Rotate()
		require.NoError(t, err)
		end := r.Keys()[1].Retired.Add(24 * time.Hour)
		time.Sleep(time.Until(end) - time.Nanosecond)
		_, err = r.Verify(forged, want)
		require.NoError(t, err)
		time.Sleep(time.Nanosecond)
		_, err = r.Verify(forged, want)
		require.ErrorIs(t, err, keys.ErrUnknownKey)
		require.Len(t, r.Keys(), 2, "it is still in the file")
	})
}

// Whenever keys change, each token is valid until it says it is not.
func TestTokensOutliveRotations(t *testing.T) {
	t.Parallel()
	c := &clock{noon}
	path := filepath.Join(t.TempDir(), "keys.json")
	r, other := open(t, path, c), open(t, path, c)
	type signed struct {
		token   string
		expires time.Time
	}
	var all []signed
	random := rand.New(rand.NewPCG(1, 2))
	for range 60 {
		c.advance(time.Duration(random.Int64N(int64(8 * time.Minute))))
		if random.IntN(3) == 0 {
			_, err := r.Rotate()
			require.NoError(t, err)
		}
		s := claims(c.Time)
		s.Expires = c.Add(time.Second + time.Duration(random.Int64N(int64(time.Hour-time.Second))))
		token, err := r.Sign(s)
		require.NoError(t, err)
		all = append(all, signed{token, s.Expires.Truncate(time.Second)})
		for i, s := range all {
			for _, r := range []*keys.Ring{r, other} {
				_, err := r.Verify(s.token, want)
				if c.Before(s.expires) {
					require.NoError(t, err, "token %d", i)
				} else {
					require.ErrorIs(t, err, keys.ErrToken)
				}
			}
		}
	}
}

// Other processes notice by themselves: a key that they do not know at once, but
// read the file for it at most once a second; the rest within a second.
func TestRingsShareAFile(t *testing.T) {
	t.Parallel()
	c := &clock{noon}
	path := filepath.Join(t.TempDir(), "keys.json")
	a, b := open(t, path, c), open(t, path, c)
	old := sign(t, b, c.Time)
	c.advance(500 * time.Millisecond)

	kid, err := a.Rotate()
	require.NoError(t, err)
	_, err = b.Verify(sign(t, a, c.Time), want)
	require.NoError(t, err, "read for an unknown key")
	require.Equal(t, kid, b.Keys()[0].ID)

	c.advance(300 * time.Millisecond)
	_, err = a.Rotate()
	require.NoError(t, err)
	third := sign(t, a, c.Time)
	_, err = b.Verify(third, want)
	require.ErrorIs(t, err, keys.ErrUnknownKey, "read within the same second already")
	c.advance(700 * time.Millisecond)
	_, err = b.Verify(third, want)
	require.NoError(t, err)

	_, err = a.Rotate()
	require.NoError(t, err)
	c.advance(time.Second)
	require.Equal(t, a.Keys(), b.Keys(), "b signs with the new key too")
	_, err = b.Verify(old, want)
	require.NoError(t, err)

	first := a.Keys()[3].ID
	require.ErrorIs(t, a.Revoke(a.Keys()[0].ID), keys.ErrSigning)
	require.ErrorIs(t, a.Revoke("nobody"), keys.ErrNotFound)
	require.NoError(t, a.Revoke(first))
	require.ErrorIs(t, a.Revoke(first), keys.ErrNotFound)
	_, err = a.Verify(old, want)
	require.ErrorIs(t, err, keys.ErrUnknownKey)
	c.advance(time.Second)
	_, err = b.Verify(old, want)
	require.ErrorIs(t, err, keys.ErrUnknownKey)
	_, err = b.Verify(third, want)
	require.NoError(t, err)

	c.advance(-time.Hour) // a clock set back does not stop it from reading
	_, err = a.Rotate()
	require.NoError(t, err)
	require.Equal(t, a.Keys(), b.Keys())
}

// What could not be read again is not written: a clock that is not set.
func TestClocksRefused(t *testing.T) {
	t.Parallel()
	for name, at := range map[string]time.Time{"zero": {}, "year 10000": time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)} {
		path := filepath.Join(t.TempDir(), "keys.json")
		_, err := keys.Open(keys.Config{Path: path, Now: func() time.Time { return at }})
		require.Error(t, err, name)
		require.NoFileExists(t, path, name)

		c := &clock{noon}
		r := open(t, path, c)
		before := r.Keys()
		c.Time = at
		_, err = r.Rotate()
		require.Error(t, err, name)
		c.Time = noon
		require.Equal(t, before, open(t, path, c).Keys(), name)
	}
}

func TestTooManyKeys(t *testing.T) {
	t.Parallel()
	c := &clock{noon}
	r := open(t, filepath.Join(t.TempDir(), "keys.json"), c)
	for range 31 {
		_, err := r.Rotate()
		require.NoError(t, err)
	}
	before := r.Keys()
	require.Len(t, before, 32)
	kid, err := r.Rotate()
	require.ErrorIs(t, err, keys.ErrTooMany)
	require.Empty(t, kid)
	require.Equal(t, before, r.Keys())
	c.advance(time.Hour)
	_, err = r.Rotate()
	require.NoError(t, err)
	require.Len(t, r.Keys(), 2)
}

func TestConcurrentUse(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "keys.json")
	var wg sync.WaitGroup
	rings := make([]*keys.Ring, 20)
	for i := range rings {
		wg.Go(func() {
			r, err := keys.Open(keys.Config{Path: path})
			if err != nil {
				t.Error(err)
				return
			}
			rings[i] = r
		})
	}
	wg.Wait()
	require.False(t, t.Failed())
	for _, r := range rings {
		require.Equal(t, rings[0].Keys(), r.Keys(), "one key for all")
	}
	for i, r := range rings {
		wg.Go(func() {
			for j := range 20 {
				if i%4 == 0 && j == 10 {
					if _, err := r.Rotate(); err != nil {
						t.Error(err)
					}
				}
				token, err := r.Sign(claims(time.Now()))
				if err == nil {
					_, err = r.Verify(token, want)
				}
				if err == nil {
					_, err = rings[0].Verify(token, want)
				}
				// Two rotations within a second of which one is not noticed yet.
				if err != nil && !errors.Is(err, keys.ErrUnknownKey) {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	require.NoError(t, rings[0].Reload())
	require.Len(t, rings[0].Keys(), 6, "no rotation was lost")
}

func TestHostsKeys(t *testing.T) {
	t.Parallel()
	next := keys.Secret{ID: "k2", Key: bytes.Repeat([]byte("fedcba9876543210"), 2)}
	config := keys.Config{Now: func() time.Time { return noon }}
	before, err := keys.New(config, secret)
	require.NoError(t, err)
	after, err := keys.New(config, next, secret)
	require.NoError(t, err)
	token := sign(t, before, noon)
	_, err = after.Verify(token, want)
	require.NoError(t, err)
	_, err = before.Verify(sign(t, after, noon), want)
	require.ErrorIs(t, err, keys.ErrUnknownKey)
	require.Equal(t, []keys.Info{{ID: "k2"}, {ID: "k1"}}, after.Keys())

	require.NoError(t, after.Reload())
	_, err = after.Rotate()
	require.ErrorIs(t, err, keys.ErrFixed)
	require.ErrorIs(t, after.Revoke("k1"), keys.ErrFixed)

	mine := keys.Secret{ID: "mine", Key: bytes.Clone(secret.Key)}
	r, err := keys.New(config, mine)
	require.NoError(t, err)
	token = sign(t, r, noon)
	clear(mine.Key)
	_, err = r.Verify(token, want)
	require.NoError(t, err, "it has its own copy")
}

func TestHostsKeysRefused(t *testing.T) {
	t.Parallel()
	_, err := keys.New(keys.Config{})
	require.ErrorIs(t, err, keys.ErrNoKeys)
	many := make([]keys.Secret, 33)
	for i := range many {
		many[i] = keys.Secret{ID: fmt.Sprint("k", i), Key: secret.Key}
	}
	_, err = keys.New(keys.Config{}, many...)
	require.ErrorIs(t, err, keys.ErrTooMany)
	_, err = keys.New(keys.Config{}, many[:32]...)
	require.NoError(t, err)
	_, err = keys.New(keys.Config{}, secret, secret)
	require.ErrorContains(t, err, "twice")

	for name, key := range map[string]string{
		"none": "", "short": string(secret.Key[:31]), "long": strings.Repeat(string(secret.Key), 17),
		"zeros": strings.Repeat("\x00", 32), "one word over and over": strings.Repeat("secret", 8),
		"the predecessor's": "dev-secret-key-change-in-production",
	} {
		_, err := keys.New(keys.Config{}, keys.Secret{ID: "k", Key: []byte(key)})
		require.ErrorIs(t, err, keys.ErrWeak, name)
		if key != "" {
			require.NotContains(t, err.Error(), key, name)
		}
	}
	for _, id := range []string{"", "a/b", "../k", "a b", "é", "a\x00", strings.Repeat("k", 65)} {
		_, err := keys.New(keys.Config{}, keys.Secret{ID: id, Key: secret.Key})
		require.ErrorContains(t, err, "id", "%q", id)
	}
	for _, d := range []time.Duration{-1, time.Second - 1, 367 * 24 * time.Hour} {
		_, err := keys.New(keys.Config{Lifetime: d}, secret)
		require.ErrorContains(t, err, "Lifetime")
		_, err = keys.Open(keys.Config{Lifetime: d, Path: filepath.Join(t.TempDir(), "k")})
		require.ErrorContains(t, err, "Lifetime")
	}
}
