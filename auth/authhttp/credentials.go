package authhttp

import (
	"net/http"
	"strings"
)

// maxCredential bounds a token or a secret in bytes, so that a stranger makes us
// hash or parse no more than that.
const maxCredential = 4096

// How many credentials of a kind a request has.
type found int

const (
	none found = iota
	one
	many
)

// bearer takes the token out of the Authorization header. It is one with "" for a
// token when the header says Bearer and goes on wrongly. Other schemes are none of
// ours.
//
//	credentials = "Bearer" 1*SP b64token                                 RFC 6750, 2.1
//	b64token    = 1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"="
//
// The scheme may be in any case (RFC 9110, 11.1).
func bearer(h http.Header) (token string, n found) {
	lines := h["Authorization"]
	switch len(lines) {
	case 0:
		return "", none
	case 1:
	default:
		return "", many
	}
	scheme, rest := lines[0], ""
	if i := strings.IndexAny(scheme, " \t"); i >= 0 {
		scheme, rest = scheme[:i], scheme[i:]
	}
	if !strings.EqualFold(scheme, "Bearer") {
		return "", none
	}
	token = strings.TrimLeft(rest, " ")
	if len(token) > maxCredential || !isToken68(token) {
		return "", one
	}
	return token, one
}

// isToken68 tells b64token, which RFC 9110 calls token68.
func isToken68(s string) bool {
	s = strings.TrimRight(s, "=")
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool { return !isAlnum(r) && !strings.ContainsRune("-._~+/", r) })
}

// cookie takes the value of a cookie out of the Cookie headers (RFC 6265, 5.4). It
// is one with "" when the value is none of ours: too long, quoted, other
// characters. Unlike http.Request.Cookies it counts those as well, since a cookie
// that is there twice was planted by somebody, whatever its value.
func cookie(h http.Header, name string) (value string, n found) {
	for _, line := range h["Cookie"] {
		for part := range strings.SplitSeq(line, ";") {
			key, v, _ := strings.Cut(part, "=")
			if strings.Trim(key, " \t") != name {
				continue
			}
			if n == one {
				return "", many
			}
			value, n = strings.TrimRight(v, " \t"), one
		}
	}
	if len(value) > maxCredential || !isSecret(value) {
		value = ""
	}
	return value, n
}

func isSecret(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool { return !isAlnum(r) && !strings.ContainsRune("-._~+/=", r) })
}
