package audit

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/sqldb"
)

func TestSecretsAreRemovedFromTheDetail(t *testing.T) {
	t.Parallel()
	for _, value := range []string{
		"ann@example.com", "Ann <ann@example.com>", "mailto:ann@example.com", "a＠example.com", "ann%40example.com", "to ann@localhost now",
		"https://user:password@example.com/",
		"https://example.com/reset?token=1", "see https://example.com/#reset now", "/reset?key=1",
		"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln", "eyJhbGciOi",
		"$2b$12$abcdefghijklmnopqrstuv", "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA", "$6$salt$hash",
		"JBSWY3DPEHPK3PXPJBSWY3DPEH", "jbswy3dpehpk3pxpjbswy3dpeh",
		"dGhpcyBpcyBhIHRva2VuIG9mIDMyIGJ5dGVzISEh", "token was dGhpcyBpcyBhIHRva2VuIG9m, used twice",
		"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", // SHA-256 in hex
		"password: hunter2", "PASSWORD=hunter2", `{"password":"hunter2"}`, "api key = abc", "Cookie: a=b", "Authorization: x",
		"Bearer abcdefgh", "basic dXNlcjpwYXNz",
		strings.Repeat("a", 300) + "@example.com", // its end will not be kept, its beginning is still a name
	} {
		require.Equal(t, map[string]string{"k": removed}, cleanDetail(map[string]string{"k": value}), value)
		require.Contains(t, cleanDetail(map[string]string{"x " + value: ""}), removed, value)
	}
	for _, key := range []string{
		"password", "new_password", "Passwort", "passwd", "refreshToken", "TOKEN", "client-secret", "Set-Cookie", "Authorization",
		"api_key", "apiKey", "email", "e-mail", "credentials", "to\x00ken\u200b token",
	} {
		for k, v := range cleanDetail(map[string]string{key: "abc"}) {
			require.Equal(t, removed, v, k)
		}
	}
}

func TestTheDetailKeepsWhatIsNoSecret(t *testing.T) {
	t.Parallel()
	for _, value := range []string{
		"", "12", "true", "2026-03-01T12:00:00.123456Z", "Plan für 2026 – Ausgabe 2", "too many tries", "a @ b", "50 $ and 20 $",
		"0123456789abcdef0123456789abcdef", "c0ffee00-1234-4abc-8def-0123456789ab", "user:0123456789abcdef0123456789abcdef",
		"kindle-scribe-2024-large-print-edition", "projects/2026/march/my-planner", "https://example.com/planner/2026",
		"application/vnd.openxmlformats", "192.0.2.1", "2001:db8:1234:5678:9abc:def0:1234:5678", "the password was wrong", "reset token expired",
	} {
		require.Equal(t, map[string]string{"k": value}, cleanDetail(map[string]string{"k": value}))
	}
}

func TestOtherFieldsKeepIDs(t *testing.T) {
	t.Parallel()
	sha := strings.Repeat("9f86d081", 8)
	for _, s := range []string{"asset:" + sha, sha, "session:JBSWY3DPEHPK3PXPJBSWY3DPEH", "auth.password.change"} {
		require.Equal(t, s, cleanField(s, maxObject))
	}
	for _, s := range []string{"user:ann@example.com", "token:abc", "https://example.com/?a", "eyJhbGciOiJIUzI1NiJ9"} {
		require.Equal(t, removed, cleanField(s, maxObject))
	}
}

func TestPrintable(t *testing.T) {
	t.Parallel()
	require.Equal(t, "a\uFFFDb\uFFFDc\uFFFDd\uFFFDe", printable("a\nb\x1bc\u202ed\xffe"))
	require.Len(t, printable(strings.Repeat("a", 1<<20)), maxLook)
}

func TestCut(t *testing.T) {
	t.Parallel()
	require.Equal(t, "äää", cut("äää", 6))
	require.Equal(t, "ä…", cut("äää", 5))
	require.Equal(t, "ä…", cut("ääää", 6))
	require.Equal(t, "…", cut("ääää", 4))
}

func TestAddress(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"192.0.2.1": "192.0.2.1", "192.0.2.1:80": "192.0.2.1", "::ffff:192.0.2.1": "192.0.2.1", "2001:DB8:0::1": "2001:db8::1",
		"[2001:db8::1]:443": "2001:db8::1", "fe80::1%eth0": "fe80::1", "[fe80::1%eth0]:1": "fe80::1",
		"": "", "localhost": "", "192.0.2.1, 192.0.2.2": "", "192.0.2.256": "", "010.0.0.1": "", "@": "", "192.0.2.1\n": "",
	} {
		require.Equal(t, want, address(s), s)
	}
}

// FuzzRow records anything: what is kept is bounded, printable, and stays as it
// is when it is recorded again.
func FuzzRow(f *testing.F) {
	f.Add("u1", "auth.login", "user:1", "192.0.2.1:80", "plan", "Plan 2026")
	f.Add("ann@example.com", "\x00", strings.Repeat("ä", 200), "fe80::1%x", "password", "hunter2")
	f.Add("", "a", "$2b$12$abcdefghijklmnopqrstuv", "1.2.3.4.5", strings.Repeat("k", 500), strings.Repeat("v@", 5000))
	f.Add("", "a", "", "", "cut in an id", strings.Repeat("a ", 88)+"0123456789abcdef0123456789abcdef")
	f.Fuzz(func(t *testing.T, actor, action, object, address, key, value string) {
		e := Event{Actor: actor, OnBehalf: object, Action: action, Object: object, Address: address, RequestID: value, Detail: map[string]string{key: value}}
		first, err := e.row()
		if action == "" {
			require.ErrorIs(t, err, ErrInvalid)
			return
		}
		require.NoError(t, err)
		for s, limit := range map[string]int{
			"1" + first.Actor: maxID, "2" + first.OnBehalf: maxID, "3" + first.Action: maxAction, "4" + first.Object: maxObject,
			"5" + first.Address: 45, "6" + first.RequestID: maxID, "7" + first.Area: maxAction,
		} {
			s = s[1:]
			require.LessOrEqual(t, len(s), limit)
			require.True(t, utf8.ValidString(s))
			require.Equal(t, -1, strings.IndexFunc(s, unicode.IsControl))
			require.False(t, isPersonal(s), s)
		}
		require.True(t, json.Valid([]byte(first.Detail)))
		back, err := first.event()
		require.NoError(t, err)
		for k, v := range back.Detail {
			require.LessOrEqual(t, len(k), maxKey)
			require.LessOrEqual(t, len(v), maxValue)
			require.False(t, isPersonal(v) || hasToken(v), v)
		}
		again, err := back.row()
		require.NoError(t, err)
		first.At, again.At = sqldb.Time{}, sqldb.Time{}
		require.Equal(t, first, again)
	})
}
