package auth

import (
	"context"
	"net/netip"
	"strings"
	"unicode"

	"github.com/einkpdf/platform/audit"
)

// from is the network that the request comes from, for throttling and for the
// list of sessions: an IPv4 address, or the /64 of an IPv6 address, since one
// customer has all of that and changes within it (RFC 8981). "" is not known.
func from(ctx context.Context) string {
	s := audit.OriginOf(ctx).Address
	if len(s) > 100 {
		return ""
	}
	a, err := netip.ParseAddr(s)
	if err != nil {
		p, err := netip.ParseAddrPort(s)
		if err != nil {
			return ""
		}
		a = p.Addr()
	}
	a = a.Unmap().WithZone("")
	if a.Is4() {
		return a.String()
	}
	p, err := a.Prefix(64)
	if err != nil {
		return ""
	}
	return p.Masked().String()
}

// userAgent is what the browser says it is, fit to be shown.
func userAgent(ctx context.Context) string {
	s := strings.ToValidUTF8(cut(audit.OriginOf(ctx).UserAgent, maxUserAgent), "?")
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return '?'
		}
		return r
	}, s)
}
