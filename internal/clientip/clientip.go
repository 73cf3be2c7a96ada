// Package clientip finds the address of whoever asks, behind any proxies of ours.
package clientip

import (
	"errors"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// Proxies are the addresses of our own proxies, whose X-Forwarded-For is believed. The zero value is none. It is safe for concurrent use.
type Proxies struct{ prefixes []netip.Prefix }

// Trust returns the Proxies with these addresses. It keeps a copy. An error says that one of them is none.
func Trust(prefixes []netip.Prefix) (Proxies, error) {
	var p Proxies
	for _, prefix := range prefixes {
		if !prefix.IsValid() {
			return Proxies{}, errors.New("a prefix that is none")
		}
		p.prefixes = append(p.prefixes, unmapPrefix(prefix))
	}
	return p, nil
}

// Contains tells whether a is one of our proxies. The zero Addr is not.
func (p Proxies) Contains(a netip.Addr) bool {
	return a.IsValid() && slices.ContainsFunc(p.prefixes, func(prefix netip.Prefix) bool { return prefix.Contains(a) })
}

// Of returns the address of the client that sent r: see forwarded. It is the zero Addr where the connection has none: a Unix socket's.
func (p Proxies) Of(r *http.Request) netip.Addr {
	return forwarded(r.Header["X-Forwarded-For"], Parse(r.RemoteAddr), p.Contains)
}

// maxHops is how many proxies of ours may stand one behind the other.
const maxHops = 16

// forwarded finds the client: the peer that is connected, unless we trust it; then
// the last address of X-Forwarded-For, which is the one that it added; and so on to
// the left. The first that is not ours is the client, and what stands left of it
// is what the client made up. An entry that is no address ends the search at the
// proxy that wrote it.
//
// The result has no port and no zone, is IPv4 where it can be, and is not valid
// only if peer is not.
func forwarded(lines []string, peer netip.Addr, trusts func(netip.Addr) bool) netip.Addr {
	client := peer
	for hops := 0; len(lines) > 0 && hops < maxHops && trusts(client); hops++ {
		last := len(lines) - 1
		entry := lines[last]
		if i := strings.LastIndexByte(entry, ','); i >= 0 {
			lines = append(lines[:last:last], entry[:i])
			entry = entry[i+1:]
		} else {
			lines = lines[:last]
		}
		a := Parse(strings.Trim(entry, " \t"))
		if !a.IsValid() {
			break
		}
		client = a
	}
	return client
}

// Parse reads an address as net/http and proxies write it: 192.0.2.1,
// 192.0.2.1:80, 2001:db8::1, [2001:db8::1], [2001:db8::1%eth0]:80. It has no port and no zone, and is IPv4 where it can be. What is
// none of them is the zero Addr.
func Parse(s string) netip.Addr {
	if len(s) > 100 {
		return netip.Addr{}
	}
	a, err := netip.ParseAddr(s)
	if err != nil {
		if p, err := netip.ParseAddrPort(s); err == nil {
			a = p.Addr()
		} else if inner, ok := strings.CutPrefix(s, "["); ok && strings.HasSuffix(inner, "]") {
			if a, err = netip.ParseAddr(inner[:len(inner)-1]); err != nil || a.Is4() {
				return netip.Addr{}
			}
		}
	}
	return a.Unmap().WithZone("")
}

// unmapPrefix turns ::ffff:192.0.2.0/120 into 192.0.2.0/24, since addresses are
// compared as IPv4.
func unmapPrefix(p netip.Prefix) netip.Prefix {
	if p.Addr().Is4In6() && p.Bits() >= 96 {
		return netip.PrefixFrom(p.Addr().Unmap(), p.Bits()-96).Masked()
	}
	return p.Masked()
}
