package authhttp

import (
	"net/http"

	"github.com/einkpdf/platform/auth"
)

// RequireUser calls next for those who are logged in. Others get an error with
// auth.CodeUnauthenticated, or what Failure says, through Config.Errors.
//
// This and the handlers below identify by themselves, so that none is ever open
// because an Identify around it was forgotten.
func (m *Middleware) RequireUser(next http.Handler) http.Handler {
	return m.require(next, func(auth.Identity) error { return nil })
}

// RequireRole calls next for those who have the role. Admins have every role. For
// others it is auth.CodeForbidden. It is a first look, so that a handler need not
// parse what strangers send: the service decides again.
func (m *Middleware) RequireRole(role auth.Role) func(next http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return m.require(next, func(id auth.Identity) error {
			if id.User.Role != role && id.User.Role != auth.RoleAdmin {
				return forbidden()
			}
			return nil
		})
	}
}

// RequireTerms calls next for users who accepted this version of the terms, admins
// included. For others it is auth.CodeTerms: send them to a page where they can. "" asks
// for no version, only for a user.
func (m *Middleware) RequireTerms(version string) func(next http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return m.require(next, func(id auth.Identity) error {
			if version != "" && id.User.Terms != version {
				return terms()
			}
			return nil
		})
	}
}

func (m *Middleware) require(next http.Handler, check func(auth.Identity) error) http.Handler {
	return m.Identify(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		private(w.Header())
		v := visitOf(r.Context())
		err := v.err
		if err == nil && !v.known {
			err = nobody()
		}
		if err == nil {
			err = check(v.identity)
		}
		if err != nil {
			m.config.Errors(w, r, err)
			return
		}
		next.ServeHTTP(w, r)
	}))
}

// SameOrigin refuses, with CodeCrossOrigin, what another website makes a browser
// send to change something. Requests with the cookie are under this rule anyway;
// this is for those without: a login form, which another site would use to log a
// visitor in as somebody else. Requests with a bearer token pass.
func (m *Middleware) SameOrigin(next http.Handler) http.Handler {
	return m.Identify(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !visitOf(r.Context()).bearer && m.origins.Check(r) != nil {
			m.config.Errors(w, r, crossOrigin())
			return
		}
		next.ServeHTTP(w, r)
	}))
}
