package clientip

import (
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func trust(t testing.TB, prefixes ...string) Proxies {
	var all []netip.Prefix
	for _, p := range prefixes {
		all = append(all, netip.MustParsePrefix(p))
	}
	p, err := Trust(all)
	require.NoError(t, err)
	return p
}

// Package authhttp has the table of what proxies write.
func TestOf(t *testing.T) {
	t.Parallel()
	proxies := trust(t, "10.0.0.0/8", "fd00::/8", "::ffff:172.16.0.0/112")
	for name, c := range map[string]struct {
		proxies   Proxies
		remote    string
		forwarded []string
		want      string
	}{
		"nobody is trusted":  {Proxies{}, "10.0.0.1:80", []string{"198.51.100.1"}, "10.0.0.1"},
		"a stranger says":    {proxies, "203.0.113.9:80", []string{"198.51.100.1"}, "203.0.113.9"},
		"our proxy":          {proxies, "10.0.0.1:80", []string{"192.0.2.7, 198.51.100.1"}, "198.51.100.1"},
		"two of ours":        {proxies, "[fd00::1]:80", []string{"192.0.2.7, 198.51.100.1", "172.16.3.4"}, "198.51.100.1"},
		"two of ours behind": {proxies, "172.16.0.9:80", []string{"198.51.100.1, 10.0.0.2"}, "198.51.100.1"},
		"a Unix socket":      {proxies, "@", []string{"198.51.100.1"}, "invalid IP"},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = c.remote
		r.Header["X-Forwarded-For"] = c.forwarded
		before := slices.Clone(c.forwarded)
		require.Equal(t, c.want, c.proxies.Of(r).String(), name)
		require.Equal(t, before, c.forwarded, "%s: the header stays as it was", name)
	}
}

func TestTrust(t *testing.T) {
	t.Parallel()
	for prefix, c := range map[string]struct{ in, out string }{
		"192.0.2.7/24":          {"192.0.2.200", "192.0.3.1"},
		"::ffff:192.0.2.0/120":  {"192.0.2.200", "192.0.3.1"},
		"2001:db8::1/32":        {"2001:db8:ffff::1", "2001:db9::1"},
		"2001:db8:0:1::7/128":   {"2001:db8:0:1::7", "2001:db8:0:1::8"},
		"0.0.0.0/0":             {"192.0.2.1", "2001:db8::1"},
		"::ffff:0.0.0.0/96":     {"192.0.2.1", "2001:db8::1"},
		"::/0":                  {"2001:db8::1", "192.0.2.1"},
		"::ffff:10.0.0.0/8":     {"::1", "10.0.0.1"}, // all of IPv6 that begins with zeros
		"::ffff:192.0.2.77/128": {"192.0.2.77", "192.0.2.78"},
	} {
		p := trust(t, prefix)
		require.True(t, p.Contains(netip.MustParseAddr(c.in)), prefix)
		require.False(t, p.Contains(netip.MustParseAddr(c.out)), prefix)
		require.False(t, p.Contains(netip.Addr{}), prefix)
	}
	_, err := Trust([]netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), {}})
	require.ErrorContains(t, err, "a prefix that is none")

	mine := []netip.Prefix{netip.MustParsePrefix("10.1.2.3/8")}
	p, err := Trust(mine)
	require.NoError(t, err)
	require.Equal(t, "10.1.2.3/8", mine[0].String(), "the caller's slice stays the caller's")
	mine[0] = netip.MustParsePrefix("0.0.0.0/0")
	require.False(t, p.Contains(netip.MustParseAddr("192.0.2.1")))
}

func TestParse(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"192.0.2.1":                           "192.0.2.1",
		"192.0.2.1:80":                        "192.0.2.1",
		"2001:DB8::1":                         "2001:db8::1",
		"[2001:db8::1]":                       "2001:db8::1",
		"[2001:db8::1%eth0]:80":               "2001:db8::1",
		"[fe80::1%eth0]":                      "fe80::1",
		"::ffff:192.0.2.1":                    "192.0.2.1",
		"[::ffff:192.0.2.1]":                  "192.0.2.1",
		"[192.0.2.1]":                         "invalid IP",
		"[2001:db8::1":                        "invalid IP",
		"2001:db8::1]":                        "invalid IP",
		"[]":                                  "invalid IP",
		"":                                    "invalid IP",
		"unknown":                             "invalid IP",
		"192.0.2.1:80:80":                     "invalid IP",
		"192.0.2.01":                          "invalid IP",
		" 192.0.2.1":                          "invalid IP",
		"fe80::1%" + strings.Repeat("x", 100): "invalid IP",
	} {
		require.Equal(t, want, Parse(in).String(), "%q", in)
	}
}

func FuzzForwarded(f *testing.F) {
	for _, s := range [][3]string{
		{"10.0.0.1:80", "198.51.100.1", ""}, {"10.0.0.1:80", "1.2.3.4, 10.0.0.2", "10.0.0.3"}, {"[fd00::1%x]:1", "[2001:db8::1]:443,", "unknown"},
		{"203.0.113.9:1", "1.2.3.4", "5.6.7.8"}, {"@", "1.2.3.4", ""}, {"::ffff:10.0.0.1", "::ffff:1.2.3.4%z", ",,,"},
	} {
		f.Add(s[0], s[1], s[2])
	}
	proxies := trust(f, "10.0.0.0/8", "fd00::/8")
	f.Fuzz(func(t *testing.T, remote, first, second string) {
		peer := Parse(remote)
		got := forwarded([]string{first, second}, peer, proxies.Contains)
		require.Equal(t, peer.IsValid(), got.IsValid())
		if !got.IsValid() {
			return
		}
		require.Empty(t, got.Zone())
		require.False(t, got.Is4In6())
		again, err := netip.ParseAddr(got.String())
		require.NoError(t, err)
		require.Equal(t, got, again)
		if !proxies.Contains(peer) {
			require.Equal(t, peer, got, "only our proxies are believed")
		}
		if got == peer {
			return
		}
		// What stands right of the client is ours, each of it.
		hops := strings.Split(first+","+second, ",")
		slices.Reverse(hops)
		for _, hop := range hops {
			a := Parse(strings.Trim(hop, " \t"))
			require.True(t, a.IsValid())
			if a == got {
				return
			}
			require.True(t, proxies.Contains(a))
		}
		require.Fail(t, "the client is in no header")
	})
}
