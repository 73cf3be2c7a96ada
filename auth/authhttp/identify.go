package authhttp

import (
	"context"
	"net/http"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/auth"
)

// visit is what Identify found out about a request.
type visit struct {
	by       *Middleware // that has looked last; nil: none yet
	given    bool        // by the program, with WithIdentity
	identity auth.Identity
	known    bool
	bearer   bool  // a token was offered
	err      error // why credentials that were offered are not known
}

type visitKey struct{}

func visitOf(ctx context.Context) visit {
	v, _ := ctx.Value(visitKey{}).(visit)
	return v
}

// IdentityOf returns who asks. It is false for nobody.
func IdentityOf(ctx context.Context) (auth.Identity, bool) {
	v := visitOf(ctx)
	return v.identity, v.known
}

// Failure returns why credentials that a request has were not accepted: it is nil
// for a request that has none, or is known. Handlers for everybody may ask, to say
// "your session is over", or to tell an outage from a stranger.
func Failure(ctx context.Context) error { return visitOf(ctx).err }

// WithIdentity returns a context in which IdentityOf finds id. It is for programs
// that have found out by themselves who asks, and for tests of handlers: no
// Middleware looks at credentials any more. An id without a User.ID is nobody.
// Whoever identifies by what browsers add by themselves wraps in SameOrigin as well.
func WithIdentity(ctx context.Context, id auth.Identity) context.Context {
	v := visit{given: true, identity: id, known: id.User.ID != ""}
	if !v.known {
		v.identity = auth.Identity{}
	}
	o := audit.OriginOf(ctx)
	o.Actor = id.User.ID
	return context.WithValue(audit.WithOrigin(ctx, o), visitKey{}, v)
}

// Identify looks who asks and from where, for IdentityOf and audit.OriginOf, and
// always calls next. The answer carries X-Request-Id, Vary and, if the request has
// credentials, Cache-Control. Within itself it does nothing a second time.
func (m *Middleware) Identify(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := visitOf(r.Context())
		if v.by == m {
			next.ServeHTTP(w, r)
			return
		}
		origin := m.origin(r)
		w.Header().Set("X-Request-Id", origin.RequestID)
		if v.by != nil && !v.given {
			origin.Actor = "" // whom another Middleware found may be nobody here
		}
		ctx := audit.WithOrigin(r.Context(), origin)
		if !v.given {
			v = m.look(r.WithContext(ctx))
		}
		v.by = m
		m.vary(w.Header())
		if v.known || v.err != nil {
			private(w.Header())
		}
		if v.known {
			origin.Actor = v.identity.User.ID
			ctx = audit.WithOrigin(ctx, origin)
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(ctx, visitKey{}, v)))
	})
}

// look finds the credentials and asks whose they are.
func (m *Middleware) look(r *http.Request) visit {
	if m.config.Tokens != nil {
		switch token, n := bearer(r.Header); {
		case n == many:
			return visit{bearer: true, err: twoHeaders()}
		case n == one && token == "":
			return visit{bearer: true, err: badToken()}
		case n == one:
			id, err := m.config.Tokens.AuthenticateToken(r.Context(), token)
			return m.seen(r, visit{bearer: true, identity: id, err: err})
		}
	}
	if m.config.Cookies != nil {
		switch secret, n := cookie(r.Header, m.config.CookieName); {
		case n == many:
			return visit{err: twoCookies()}
		case n == one && m.origins.Check(r) != nil:
			return visit{err: crossOrigin()}
		case n == one && secret == "":
			return visit{err: badSession()}
		case n == one:
			id, err := m.config.Cookies.AuthenticateCookie(r.Context(), secret)
			return m.seen(r, visit{identity: id, err: err})
		}
	}
	return visit{}
}

// seen completes a visit with what an authenticator said.
func (m *Middleware) seen(r *http.Request, v visit) visit {
	if v.err == nil && v.identity.User.ID == "" {
		v.err = errNobody
	}
	v.known = v.err == nil
	if !v.known {
		v.identity = auth.Identity{}
		m.log(r, "authhttp: cannot tell who asks", v.err)
	}
	return v
}

// vary says what an answer depends on.
func (m *Middleware) vary(h http.Header) {
	if m.config.Tokens != nil {
		h.Add("Vary", "Authorization")
	}
	if m.config.Cookies != nil {
		h.Add("Vary", "Cookie")
	}
}

// private keeps an answer out of caches, the browser's as well: after a logout the
// back button must not show it (ASVS 4.0, 8.2.1).
func private(h http.Header) { h.Set("Cache-Control", "private, no-store") }
