package ratelimit

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/internal/clientip"
)

func TestAddress(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"192.0.2.1":                       "address:192.0.2.1",
		"192.0.2.1:8080":                  "address:192.0.2.1",
		"::ffff:192.0.2.1":                "address:192.0.2.1",
		"[::ffff:192.0.2.1]:80":           "address:192.0.2.1",
		"::ffff:192.0.2.1%eth0":           "address:192.0.2.1",
		"2001:db8:1:2:3:4:5:6":            "address:2001:db8:1:2::/64",
		"2001:0DB8:1:2::":                 "address:2001:db8:1:2::/64",
		"[2001:db8:1:2::7]:443":           "address:2001:db8:1:2::/64",
		"[2001:db8:1:2::7]":               "address:2001:db8:1:2::/64",
		"2001:db8:1:3::":                  "address:2001:db8:1:3::/64",
		"::1":                             "address:::/64",
		"fe80::1%eth0":                    "address:fe80::/64",
		"[fe80::1%eth0]:80":               "address:fe80::/64",
		"fe80::2%eth1":                    "address:fe80::/64",
		"":                                "nobody",
		"localhost":                       "nobody",
		"192.0.2.1:http":                  "nobody",
		"192.0.2.256":                     "nobody",
		"[192.0.2.1]":                     "nobody",
		"[::1":                            "nobody",
		"192.0.2.1, 192.0.2.2":            "nobody",
		" 192.0.2.1":                      "nobody",
		"::1%" + strings.Repeat("z", 1e6): "nobody",
		"@":                               "nobody",
	} {
		require.Equal(t, want, Address(address).String(), "%.60q", address)
		require.Equal(t, clientip.Parse(address).IsValid(), want != nobody, "%.60q: both read the same texts", address)
	}
}

func TestAccount(t *testing.T) {
	t.Parallel()
	moon := Account("Moon@Example.com")
	require.Regexp(t, `^account:[0-9a-f]{32}$`, moon.String())
	require.NotContains(t, moon.String(), "moon")
	for _, same := range []string{"moon@example.com", " moon@example.com ", "MOON@EXAMPLE.COM", "mo\u00adon@example.com", "ｍoon@example.com"} {
		require.Equal(t, moon, Account(same), same)
	}
	for _, other := range []string{"", "moon", "moon@example.org", "\xff", strings.Repeat("m", 1e6)} {
		require.NotEqual(t, moon, Account(other))
	}
	require.Equal(t, moon, Account("moon@example.com"+strings.Repeat("\u00ad", 2040)), "as long as it may be")
	require.Equal(t, Account(strings.Repeat("m", 4097)), Account(strings.Repeat("n", 1e6)), "what is too long is one and the same")
	require.NotEqual(t, Account(strings.Repeat("m", 4096)), Account(strings.Repeat("m", 4097)))
	for _, nothing := range []string{"", " \t\n ", "\u00ad", " \u200b "} {
		require.Equal(t, Who{}, Account(nothing), "%q is no account", nothing)
	}
	require.Equal(t, "account:long", Account(strings.Repeat("m", 4097)).String())
}

func TestVisitor(t *testing.T) {
	t.Parallel()
	require.Equal(t, User("ann"), Policy{}.Visitor("ann", "192.0.2.1"))
	require.Equal(t, Address("192.0.2.1"), Policy{}.Visitor("", "192.0.2.1"))
	require.Equal(t, Address("192.0.2.1"), Policy{Addresses: true}.Visitor("ann", "192.0.2.1"))
	require.Equal(t, Who{}, Policy{Addresses: true}.Visitor("ann", ""))
	require.Equal(t, Who{}, User(""))
}

// No two are counted together, whatever their texts are.
func TestKeys(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, policy := range []string{"all", "a", "all-user"} {
		for _, who := range []Who{{}, User("nobody"), User("192.0.2.1"), User("address:192.0.2.1"), Address("192.0.2.1"), User(" all"), User("a\x00"), User("a"), Account("a"), Account("nobody"), User(others)} {
			key := who.key(policy)
			require.False(t, seen[key], key)
			seen[key] = true
		}
	}
}

// What Hits has of somebody is text of bounded length, and still one for each.
func TestHitText(t *testing.T) {
	t.Parallel()
	require.Equal(t, "user:ann", User("ann").hit())
	seen := map[string]bool{}
	for _, id := range []string{strings.Repeat("a", 200), strings.Repeat("a", 201), "a\x00", "\xff", "\xfe"} {
		text := User(id).hit()
		require.Regexp(t, `^user:~[0-9a-f]{32}$`, text)
		require.False(t, seen[text])
		seen[text] = true
		require.NoError(t, Hit{Policy: "p", Who: text, Count: 1, Hour: testHour(), Last: testHour()}.check())
	}
}
