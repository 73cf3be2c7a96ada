// Package ratehttp applies the policies of package ratelimit to handlers of net/http.
//
//	limits, err := ratehttp.New(ratehttp.Config{Guard: guard})
//	mux.Handle("POST /projects/{id}/pdf", limits.Limit(ratelimit.PDF)(pdf))
//	handler := accounts.Identify(limits.Limit(ratelimit.All)(mux)) // accounts of authhttp.New
//
// # Who is counted
//
// The user, or else the address: both from audit.Origin, where package authhttp puts them. A program without that says Config.User, and
// which proxies it trusts.
//
// # What an answer says
//
// Each answer has the fields RateLimit-Policy and RateLimit of draft-ietf-httpapi-ratelimit-headers-10, with an entry for each policy that
// was asked:
//
//	RateLimit-Policy: "all";q=300;w=60, "pdf";q=10;w=60
//	RateLimit: "all";r=298;t=1, "pdf";r=0;t=6
//
// A refusal is 429 with Retry-After and a problem (package problem) of the type that the draft registers. Retry-After is for all
// policies that the request meets up to there: who waits so long, and is alone, is not refused again.
package ratehttp

import (
	"errors"
	"log/slog"
	"net/http"
	"net/netip"

	"github.com/einkpdf/platform/ratelimit"
)

// Config is what New makes a Middleware of.
type Config struct {
	Guard *ratelimit.Guard // must be given
	// User is the id of who is logged in, or ""; nil: the Actor of the request's audit.Origin.
	User func(r *http.Request) string
	// TrustedProxies are the addresses of our own proxies, whose X-Forwarded-For is believed: for requests whose audit.Origin has no
	// Address. Empty: nobody's.
	TrustedProxies []netip.Prefix
	// Route is what metrics call a request; nil: its Pattern, which handlers around a http.ServeMux do not know yet.
	Route func(r *http.Request) string
	// Errors answers requests that are refused; nil is a problem of package problem. err is a *ratelimit.Error, or what broke. Fields of
	// the header are set by then.
	Errors func(w http.ResponseWriter, r *http.Request, err error)
	Logger *slog.Logger // nil = silent
}

// Middleware makes handlers of handlers. It is safe for concurrent use.
type Middleware struct{ c Config }

// New makes a Middleware. Its errors say what is wrong with c.
func New(c Config) (*Middleware, error) { return nil, errors.New("ratehttp: not yet") }

// Limit counts requests under the policy of this name, each as one, before next gets them. It panics of no name: a policy that the Guard does not have is
// answered with 500 and logged, for each request.
func (m *Middleware) Limit(policy string) func(next http.Handler) http.Handler {
	return m.LimitCost(policy, func(*http.Request) int { return 1 })
}

// LimitCost is Limit for requests that count as more than one: cost is asked for each, which is 1 to the policy's Burst; more counts as that.
func (m *Middleware) LimitCost(policy string, cost func(r *http.Request) int) func(next http.Handler) http.Handler {
	return func(next http.Handler) http.Handler { return next }
}

// Account counts for the account that a request names, whether there is one or not: a login form's handler calls it before it looks at
// the password. false: it was refused, and answered.
//
//	if !limits.Account(w, r, ratelimit.Login, name) {
//		return
//	}
func (m *Middleware) Account(w http.ResponseWriter, r *http.Request, policy, typed string) bool {
	return true
}
