package authhttp

import (
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/audit"
)

func proxied(t testing.TB, prefixes ...string) *Middleware {
	c := Config{Tokens: struct{ TokenAuthenticator }{}}
	for _, p := range prefixes {
		c.TrustedProxies = append(c.TrustedProxies, netip.MustParsePrefix(p))
	}
	m, err := New(c)
	require.NoError(t, err)
	return m
}

func TestAddress(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		remote    string
		forwarded []string
		want      string
	}{
		"no proxy":                 {"203.0.113.9:4711", nil, "203.0.113.9"},
		"a stranger says":          {"203.0.113.9:4711", []string{"198.51.100.1"}, "203.0.113.9"},
		"our proxy says nothing":   {"10.0.0.1:80", nil, "10.0.0.1"},
		"our proxy":                {"10.0.0.1:80", []string{"198.51.100.1"}, "198.51.100.1"},
		"client made one up":       {"10.0.0.1:80", []string{"127.0.0.1, 198.51.100.1"}, "198.51.100.1"},
		"client made up ours":      {"10.0.0.1:80", []string{"10.0.0.2, 198.51.100.1"}, "198.51.100.1"},
		"two of ours":              {"10.0.0.1:80", []string{"192.0.2.7, 198.51.100.1, 10.0.0.2"}, "198.51.100.1"},
		"two headers":              {"10.0.0.1:80", []string{"192.0.2.7, 198.51.100.1", "10.0.0.2"}, "198.51.100.1"},
		"all ours":                 {"10.0.0.1:80", []string{"10.0.0.3, 10.0.0.2"}, "10.0.0.3"},
		"a word":                   {"10.0.0.1:80", []string{"198.51.100.1, unknown"}, "10.0.0.1"},
		"empty":                    {"10.0.0.1:80", []string{""}, "10.0.0.1"},
		"empty at the end":         {"10.0.0.1:80", []string{"198.51.100.1,"}, "10.0.0.1"},
		"no spaces":                {"10.0.0.1:80", []string{"192.0.2.7,198.51.100.1"}, "198.51.100.1"},
		"with a port":              {"10.0.0.1:80", []string{"198.51.100.1:65000"}, "198.51.100.1"},
		"IPv6":                     {"10.0.0.1:80", []string{"2001:DB8::1"}, "2001:db8::1"},
		"IPv6 in brackets":         {"10.0.0.1:80", []string{"[2001:db8::1]"}, "2001:db8::1"},
		"IPv6 with a port":         {"10.0.0.1:80", []string{"[2001:db8::1]:443"}, "2001:db8::1"},
		"IPv4 in brackets":         {"10.0.0.1:80", []string{"[198.51.100.1]"}, "10.0.0.1"},
		"zone":                     {"[fe80::1%eth0]:80", nil, "fe80::1"},
		"proxy with a zone":        {"[fd00::1%eth0]:80", []string{"fe80::2%en1"}, "fe80::2"},
		"mapped peer":              {"[::ffff:10.0.0.1]:80", []string{"::ffff:198.51.100.1"}, "198.51.100.1"},
		"proxy of a mapped prefix": {"172.16.0.9:80", []string{"198.51.100.1"}, "198.51.100.1"},
		"Unix socket":              {"@", []string{"198.51.100.1"}, ""},
		"no port":                  {"203.0.113.9", nil, "203.0.113.9"},
		"script":                   {"10.0.0.1:80", []string{"<script>alert(1)</script>"}, "10.0.0.1"},
		"a long chain":             {"10.0.0.1:80", []string{"198.51.100.1" + strings.Repeat(",10.0.0.1", 1000)}, "10.0.0.1"},
	} {
		m := proxied(t, "10.0.0.0/8", "fd00::/8", "::ffff:172.16.0.0/112")
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = c.remote
		for _, f := range c.forwarded {
			r.Header.Add("X-Forwarded-For", f)
		}
		before := slices.Clone(r.Header["X-Forwarded-For"])
		require.Equal(t, c.want, m.origin(r).Address, name)
		require.Equal(t, before, r.Header["X-Forwarded-For"], "%s: the header stays as it was", name)
	}
}

func TestRequestID(t *testing.T) {
	t.Parallel()
	m := proxied(t, "10.0.0.0/8")
	for id, accepted := range map[string]bool{
		"01J9-ab_c.d":           true,
		"12345678":              true,
		strings.Repeat("a", 64): true,
		"1234567":               false,
		strings.Repeat("a", 65): false,
		"12345678\nfake":        false,
		"1234 5678":             false,
		"<b>123456</b>":         false,
		"ééééééééé":             false,
		"":                      false,
	} {
		for remote, trusted := range map[string]bool{"10.0.0.1:1": true, "203.0.113.9:1": false} {
			r := httptest.NewRequest("GET", "/", nil)
			r.RemoteAddr = remote
			r.Header["X-Request-Id"] = []string{id}
			got := m.origin(r).RequestID
			require.True(t, isRequestID(got), got)
			require.Equal(t, accepted && trusted, got == id, "%q from %s", id, remote)
		}
	}
	r := httptest.NewRequest("GET", "/", nil)
	r.RemoteAddr = "10.0.0.1:1"
	r.Header["X-Request-Id"] = []string{"12345678", "12345678"}
	require.NotEqual(t, "12345678", m.origin(r).RequestID, "two are none")
}

// A program that knows better says so before.
func TestOriginStays(t *testing.T) {
	t.Parallel()
	r := httptest.NewRequest("GET", "/", nil)
	r.Header.Set("User-Agent", "curl")
	said := audit.Origin{Address: "198.51.100.1", RequestID: "abc", UserAgent: "browser", OnBehalf: "ada"}
	require.Equal(t, said, proxied(t).origin(r.WithContext(audit.WithOrigin(t.Context(), said))))
}

func TestUserAgent(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"":                       "",
		"Mozilla/5.0 (X11)":      "Mozilla/5.0 (X11)",
		"a\x00b\x1b[31m\u0085c":  "ab[31mc",
		"a\xffb":                 "ab",
		strings.Repeat("é", 150): strings.Repeat("é", 100),
		strings.Repeat("€", 150): strings.Repeat("€", 66),
	} {
		require.Equal(t, want, userAgent(in))
	}
}

func FuzzUserAgent(f *testing.F) {
	f.Add("Mozilla/5.0")
	f.Add(strings.Repeat("€", 100) + "\xff\n")
	f.Fuzz(func(t *testing.T, s string) {
		got := userAgent(s)
		require.LessOrEqual(t, len(got), 200)
		require.True(t, utf8.ValidString(got))
		require.NotContains(t, got, "\n")
	})
}
