package httpapi

import (
	"context"
	"fmt"
	"net/http"

	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/auth/authhttp"
	"github.com/einkpdf/platform/ratelimit"
)

// around is what all requests go through, from the outside in: the log, where they come from and who asks, and whether another site's page has sent them.
func (a *API) around(next http.Handler, origins *http.CrossOriginProtection) (http.Handler, error) {
	origins.SetDenyHandler(a.limited(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a.problem(w, r, refuse(http.StatusForbidden, "cross-origin", "", "This was sent by another site's page. Open this site and try again there."))
	}), ratelimit.All))
	h := note(origins.Handler(next))
	if a.c.Accounts != nil {
		return a.watch(a.c.Accounts.HTTP.Identify(h)), nil
	}
	h, err := a.identify(h)
	if err != nil {
		return nil, err
	}
	return a.watch(h), nil
}

// maxUserID is how many bytes of a user's id the services keep.
const maxUserID = 64

// identify asks the host who it is. Where a request comes from is found out as it is for users of ours, unless the host has put it into audit.Origin.
func (a *API) identify(next http.Handler) (http.Handler, error) {
	m, err := authhttp.New(authhttp.Config{Tokens: host{}, Cookies: host{}, TrustedProxies: a.c.TrustedProxies, Now: a.c.Now, Logger: a.c.Logger})
	if err != nil {
		return nil, err
	}
	h := m.Identify(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id, err := a.c.Authenticator.Authenticate(r)
		if err == nil && len(id.User.ID) > maxUserID {
			err = fmt.Errorf("httpapi: Authenticator: a User.ID of %d bytes, of at most %d", len(id.User.ID), maxUserID)
		}
		if err != nil {
			passageOf(r.Context()).failed = err
			id = auth.Identity{}
		}
		w.Header().Set("Cache-Control", "private, no-store")
		next.ServeHTTP(w, r.WithContext(authhttp.WithIdentity(r.Context(), id)))
	}))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.ServeHTTP(w, r.WithContext(authhttp.WithIdentity(r.Context(), auth.Identity{}))) // so m looks at no credentials
	}), nil
}

// host stands where authhttp wants an authenticator, and is never asked: the host looks at credentials, of whatever kind.
type host struct{}

func (host) AuthenticateToken(context.Context, string) (auth.Identity, error) {
	return auth.Identity{}, unauthenticated()
}

func (host) AuthenticateCookie(context.Context, string) (auth.Identity, error) {
	return auth.Identity{}, unauthenticated()
}

// operate is the handler of an operation: limits, who may ask, the body, and then the operation itself.
func (a *API) operate(o operation) http.Handler {
	h := a.limited(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c := &call{api: a, w: w, r: r}
		err := c.admit(o)
		if err == nil {
			err = o.handle(c)
		}
		if err != nil {
			a.refuse(w, c.r, err)
		}
	}), o.policies()...)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		passageOf(r.Context()).operation = o.id
		h.ServeHTTP(w, r)
	})
}

// limited counts requests before next gets them. What reaches no operation goes through it as well, so that nothing is answered without end.
func (a *API) limited(next http.Handler, policies ...string) http.Handler {
	if a.c.Limits == nil {
		return next
	}
	return a.c.Limits.Limit(policies...)(next)
}

// refuse answers with a problem. Where somebody must log in, the answer says how, and whether a token that was sent is no good.
func (a *API) refuse(w http.ResponseWriter, r *http.Request, err error) {
	if a.c.Accounts != nil && authhttp.Status(err) == http.StatusUnauthorized {
		a.c.Accounts.HTTP.Details(w, r, err)
	}
	a.problem(w, r, err)
}
