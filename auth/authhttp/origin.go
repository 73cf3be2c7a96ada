package authhttp

import (
	"net/http"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/internal/clientip"
)

// origin says where a request comes from. What an outer handler put into the
// Origin of the context stays: a program that knows its clients' addresses from
// elsewhere (a Unix socket, a header of its provider's) says so there.
func (m *Middleware) origin(r *http.Request) audit.Origin {
	o := audit.OriginOf(r.Context())
	if o.Address == "" {
		if a := m.proxies.Of(r); a.IsValid() {
			o.Address = a.String()
		}
	}
	if o.RequestID == "" {
		if ids := r.Header["X-Request-Id"]; len(ids) == 1 && isRequestID(ids[0]) && m.proxies.Contains(clientip.Parse(r.RemoteAddr)) {
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
