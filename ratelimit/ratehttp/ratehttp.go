// Package ratehttp applies the policies of package ratelimit to handlers of net/http.
//
//	limits, err := ratehttp.New(ratehttp.Config{Guard: guard})
//	mux.Handle("POST /projects/{id}/pdf", limits.Limit(ratelimit.All, ratelimit.PDF)(pdf))
//	handler := accounts.Identify(mux) // of authhttp.New
//
// One Limit names all policies of a route, the widest first: so each refusal knows all of them. A Limit around the mux is convenient, since no route is
// forgotten, but when it refuses it does not know which route it would have been.
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
// q pass at once, and come back within w seconds. r of them are left, and more in t seconds, unless all are. A policy that is off, or whose count nobody
// knows, has no entry; one that was asked for an address and for an account has that of the address, unless the account's is what refuses.
//
// A refusal is 429 with Retry-After and a problem (package problem) of the type that the draft registers. Retry-After is for all policies of the Limit,
// and for those that the request has met before: who waits so long, and is alone, is not refused by any of them again. What passed before the refusal
// stays counted; policies behind it are looked at, and not counted. Only what no Limit knew yet may refuse once more, and then for all: a Limit
// further in, and an account, whose name stands in a form that was not read.
package ratehttp

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/internal/clientip"
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
	// Errors answers requests that are refused; nil is Middleware.Problem. err is a *ratelimit.Error, or what broke. Fields of
	// the header are set by then. Problem of authhttp.Middleware is not for it: it knows other errors, and would answer 500.
	Errors func(w http.ResponseWriter, r *http.Request, err error)
	Logger *slog.Logger // nil = silent
}

// Middleware makes handlers of handlers. It is safe for concurrent use.
type Middleware struct {
	c       Config
	proxies clientip.Proxies
}

// New makes a Middleware. Its errors say what is wrong with c.
func New(c Config) (*Middleware, error) {
	if c.Guard == nil {
		return nil, errors.New("ratehttp: no Guard: nothing would be counted")
	}
	proxies, err := clientip.Trust(c.TrustedProxies)
	if err != nil {
		return nil, fmt.Errorf("ratehttp: TrustedProxies has %w", err)
	}
	m := &Middleware{c: c, proxies: proxies}
	if m.c.User == nil {
		m.c.User = func(r *http.Request) string { return audit.OriginOf(r.Context()).Actor }
	}
	if m.c.Route == nil {
		m.c.Route = func(r *http.Request) string { return r.Pattern }
	}
	if m.c.Errors == nil {
		m.c.Errors = m.Problem
	}
	if m.c.Logger == nil {
		m.c.Logger = slog.New(slog.DiscardHandler)
	}
	return m, nil
}
