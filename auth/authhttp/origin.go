package authhttp

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/einkpdf/platform/audit"
)

// origin says where a request comes from. What an outer handler put into the
// Origin of the context stays: a program that knows its clients' addresses from
// elsewhere (a Unix socket, a header of its provider's) says so there.
func (m *Middleware) origin(r *http.Request) audit.Origin {
	o := audit.OriginOf(r.Context())
	peer := parseAddr(r.RemoteAddr)
	if o.Address == "" {
		if a := forwarded(r.Header["X-Forwarded-For"], peer, m.trusts); a.IsValid() {
			o.Address = a.String()
		}
	}
	if o.RequestID == "" {
		if ids := r.Header["X-Request-Id"]; len(ids) == 1 && isRequestID(ids[0]) && m.trusts(peer) {
			o.RequestID = ids[0]
		} else {
			o.RequestID = m.config.RequestID()
		}
	}
	if o.UserAgent == "" {
		o.UserAgent = userAgent(r.UserAgent())
	}
	return o
}

// trusts tells whether a is one of our proxies.
func (m *Middleware) trusts(a netip.Addr) bool {
	return a.IsValid() && slices.ContainsFunc(m.config.TrustedProxies, func(p netip.Prefix) bool { return p.Contains(a) })
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
		a := parseAddr(strings.Trim(entry, " \t"))
		if !a.IsValid() {
			break
		}
		client = a
	}
	return client
}

// parseAddr reads an address as net/http and proxies write it: 192.0.2.1,
// 192.0.2.1:80, 2001:db8::1, [2001:db8::1], [2001:db8::1%eth0]:80. What is none of
// them is the zero Addr.
func parseAddr(s string) netip.Addr {
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

// isRequestID tells what may go into logs as it is.
func isRequestID(s string) bool {
	return len(s) >= 8 && len(s) <= 64 && !strings.ContainsFunc(s, func(r rune) bool { return !isAlnum(r) && !strings.ContainsRune("-._", r) })
}

// userAgent is what a list of sessions shows: UTF-8 without control characters, at
// most 200 bytes.
func userAgent(s string) string {
	const limit = 200
	if len(s) > limit {
		s = s[:limit]
		for i := 0; i < utf8.UTFMax && len(s) > 0 && !utf8.ValidString(s); i++ {
			s = s[:len(s)-1]
		}
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == utf8.RuneError {
			return -1
		}
		return r
	}, s)
}
