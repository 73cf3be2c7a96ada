package password_test

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/bcrypt"

	"github.com/einkpdf/platform/auth/password"
)

// cryptU is a known answer of crypt_blowfish, for "U*U".
const cryptU = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"

// What other implementations wrote. RFC 9106's own example has a secret and
// associated data, which are no part of PHC strings.
func TestForeignHashes(t *testing.T) {
	t.Parallel()
	h, err := password.New(password.Config{})
	require.NoError(t, err)
	for _, c := range []struct{ source, password, encoded string }{
		// The reference implementation's tests have these, and so does hash-wasm 4.12.
		{"phc-winner-argon2", "password", "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"},
		{"phc-winner-argon2", "password", "$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc"},
		{"phc-winner-argon2", "password", "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"},
		{"hash-wasm", "Zo\u00eb", "$argon2id$v=19$m=96,t=3,p=3$c29tZXNhbHRzb21lc2FsdA$BaRKcM/mbjftlQtq/dFgRipIzSt3NRg5"},
		{"hash-wasm", phrase, "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$ISO7kkvFzh19GM8qB7patN3C3Y9HHsjlVTfEZ9T600Y"},
		{"crypt_blowfish", "U*U", cryptU},
		{"crypt_blowfish", "U*U*", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK"},
		{"crypt_blowfish", "U*U*U", "$2a$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a"},
		{"libxcrypt", phrase, "$2b$12$abcdefghijklmnopqrstuu0sDWleciW5uGBGYwxpcgAsh9WK4bWNy"},
		{"libxcrypt", "pässwörd €", "$2b$12$abcdefghijklmnopqrstuuvpkGfS.tky.lFy1XTy5V0dtKzWm6jJ6"},
		{"libxcrypt", phrase, "$2y$04$abcdefghijklmnopqrstuu7EJV7kdjBBQxyb0HjTh9KS7.Lah/6CG"},
		{"libxcrypt", strings.Repeat("a", 72), "$2b$04$abcdefghijklmnopqrstuuBzzIgyKkz7xMWYSzkIjUSnxEQFQ0WNe"},
	} {
		_, err := password.Check(c.encoded)
		require.NoError(t, err, c.encoded)
		ok, rehash, err := h.Verify(t.Context(), c.password, c.encoded)
		require.NoError(t, err, c.encoded)
		require.True(t, ok, "%s: %s", c.source, c.encoded)
		current := strings.HasPrefix(c.encoded, "$argon2id$v=19$m=19456,") // 65536's salt has 8 bytes
		require.Equal(t, !current, rehash, c.encoded)
	}
	ok, _, err := h.Verify(t.Context(), phrase+"!", "$2b$12$abcdefghijklmnopqrstuu0sDWleciW5uGBGYwxpcgAsh9WK4bWNy")
	require.NoError(t, err)
	require.False(t, ok)
}

// bcrypt hashes bytes: 72 of them, as they came, and a zero byte after them.
func TestBcryptsLimits(t *testing.T) {
	t.Parallel()
	h := quick(t)
	hash := func(p string) string {
		b, err := bcrypt.GenerateFromPassword([]byte(p), bcrypt.MinCost)
		require.NoError(t, err)
		return string(b)
	}
	a72 := strings.Repeat("a", 72)
	for _, c := range []struct {
		stored, given string
		ok            bool
	}{
		{a72, a72, true},
		{a72, a72 + "b", false},
		{a72, a72 + "a", false},
		{a72, a72 + strings.Repeat("b", 5000), false},
		{a72, a72[1:], false},
		{"ab", "ab", true},
		{"ab", "ab\x00ab", false}, // the same key to bcrypt
		{"Zo\u00eb", "Zo\u00eb", true},
		{"Zo\u00eb", "Zoe\u0308", false}, // nothing was normalised
		{"a\u00a0b", "a b", false},
		{"caf\xe9", "caf\xe9", false}, // no JSON carries this
	} {
		ok, rehash, err := h.Verify(t.Context(), c.given, hash(c.stored))
		require.NoError(t, err)
		require.Equal(t, c.ok, ok, "%q for %q", c.given, c.stored)
		require.Equal(t, c.ok, rehash)
	}
}

func TestCheckRefuses(t *testing.T) {
	t.Parallel()
	salt := base64.RawStdEncoding.EncodeToString(make([]byte, 16))
	sum := base64.RawStdEncoding.EncodeToString(make([]byte, 32))
	good := "$argon2id$v=19$m=19456,t=2,p=1$" + salt + "$" + sum
	scheme, err := password.Check(good)
	require.NoError(t, err)
	require.Equal(t, password.Argon2id, scheme)
	param := func(s string) string { return "$argon2id$v=19$" + s + "$" + salt + "$" + sum }
	b64 := func(n int) string { return base64.RawStdEncoding.EncodeToString(make([]byte, n)) }

	for name, encoded := range map[string]string{
		"nothing":              "",
		"text":                 "secret",
		"a locked account":     "!",
		"too long":             good + strings.Repeat("A", 300),
		"argon2i":              strings.Replace(good, "argon2id", "argon2i", 1),
		"argon2d":              strings.Replace(good, "argon2id", "argon2d", 1),
		"upper case":           strings.Replace(good, "argon2id", "ARGON2ID", 1),
		"old version":          strings.Replace(good, "v=19", "v=16", 1),
		"no version":           strings.Replace(good, "v=19$", "", 1),
		"4 GiB":                param("m=4194304,t=2,p=1"),
		"above 32 bits":        param("m=4294967297,t=2,p=1"),
		"much time":            param("m=19456,t=4294967295,p=1"),
		"much time and memory": param("m=131072,t=16,p=1"),
		"many lanes":           param("m=19456,t=2,p=255"),
		"lanes above 8 bits":   param("m=19456,t=2,p=257"),
		"no lanes":             param("m=19456,t=2,p=0"),
		"no time":              param("m=19456,t=0,p=1"),
		"no memory":            param("m=0,t=2,p=1"),
		"memory for its lanes": param("m=31,t=2,p=4"),
		"leading zero":         param("m=019456,t=2,p=1"),
		"plus":                 param("m=+19456,t=2,p=1"),
		"minus":                param("m=-1,t=2,p=1"),
		"hexadecimal":          param("m=0x4c00,t=2,p=1"),
		"underscore":           param("m=19_456,t=2,p=1"),
		"space":                param("m=19456, t=2,p=1"),
		"another order":        param("t=2,m=19456,p=1"),
		"doubled":              param("m=19456,m=19456,t=2,p=1"),
		"doubled for another":  param("m=19456,m=19456,p=1"),
		"field missing":        param("m=19456,t=2"),
		"keyid":                param("m=19456,t=2,p=1,keyid=AA"),
		"value missing":        param("m=,t=2,p=1"),
		"part missing":         "$argon2id$v=19$m=19456,t=2,p=1$" + salt,
		"part too many":        good + "$",
		"text before":          " " + good,
		"text behind":          good + "\n",
		"line end within":      good[:len(good)-5] + "\n" + good[len(good)-5:],
		"padding":              good + "=",
		"stray bits":           good[:len(good)-1] + "B",
		"url alphabet":         good[:len(good)-4] + "-_AA",
		"short salt":           "$argon2id$v=19$m=19456,t=2,p=1$" + b64(7) + "$" + sum,
		"long salt":            "$argon2id$v=19$m=19456,t=2,p=1$" + b64(65) + "$" + sum,
		"short hash":           "$argon2id$v=19$m=19456,t=2,p=1$" + salt + "$" + b64(15),
		"long hash":            "$argon2id$v=19$m=19456,t=2,p=1$" + salt + "$" + b64(65),
		"empty hash":           "$argon2id$v=19$m=19456,t=2,p=1$" + salt + "$",
		"bcrypt cost 31":       strings.Replace(cryptU, "$05$", "$31$", 1),
		"bcrypt cost 15":       strings.Replace(cryptU, "$05$", "$15$", 1),
		"bcrypt cost 3":        strings.Replace(cryptU, "$05$", "$03$", 1),
		"bcrypt cost -5":       strings.Replace(cryptU, "$05$", "$-5$", 1),
		"bcrypt cost +5":       strings.Replace(cryptU, "$05$", "$+5$", 1),
		"bcrypt 2x":            strings.Replace(cryptU, "$2a$", "$2x$", 1),
		"bcrypt 3a":            strings.Replace(cryptU, "$2a$", "$3a$", 1),
		"bcrypt without minor": strings.Replace(cryptU, "$2a$", "$2$", 1) + "a",
		"bcrypt cut":           cryptU[:59],
		"bcrypt with more":     cryptU + "A",
		"bcrypt alphabet":      cryptU[:59] + "+",
		"md5 crypt":            "$1$abcdefgh$0123456789012345678901",
	} {
		_, err := password.Check(encoded)
		require.ErrorIs(t, err, password.ErrMalformed, name)
		if len(encoded) > 20 {
			require.NotContains(t, err.Error(), encoded[len(encoded)-20:], name)
		}
	}
}

// What Check lets through is written as it was read, and within the bounds.
func FuzzCheck(f *testing.F) {
	f.Add(cryptU)
	f.Add("$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4")
	f.Add("$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHRzb21lc2FsdA$BaRKcM/mbjftlQtq/dFgRipIzSt3NRg5")
	f.Add("$argon2id$v=19$m=4194304,t=1,p=1$c29tZXNhbHQ$AAAAAAAAAAAAAAAAAAAAAA")
	f.Add("$2b$31$abcdefghijklmnopqrstuu0sDWleciW5uGBGYwxpcgAsh9WK4bWNy")
	f.Fuzz(func(t *testing.T, encoded string) {
		scheme, err := password.Check(encoded)
		if err != nil {
			require.ErrorIs(t, err, password.ErrMalformed)
			return
		}
		switch scheme {
		case password.Bcrypt:
			cost, err := bcrypt.Cost([]byte(encoded))
			require.NoError(t, err)
			require.LessOrEqual(t, cost, 14)
		case password.Argon2id:
			parts := strings.Split(encoded, "$")
			var m, time, lanes uint64
			_, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &m, &time, &lanes)
			require.NoError(t, err)
			require.Equal(t, parts[3], fmt.Sprintf("m=%d,t=%d,p=%d", m, time, lanes))
			require.LessOrEqual(t, m*time, uint64(512<<10))
			require.LessOrEqual(t, m, uint64(128<<10))
			require.LessOrEqual(t, lanes*8, m)
		default:
			t.Fatalf("scheme %q", scheme)
		}
	})
}
