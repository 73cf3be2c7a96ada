package httpapi

import (
	"net/http"

	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/auth/authhttp"
)

// around is what all requests go through, from the outside in: where they come from, who asks.
func (a *API) around(next http.Handler, origins *http.CrossOriginProtection) http.Handler {
	origins.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a.problem(w, r, refuse(http.StatusForbidden, "cross-origin", "", "This was sent by another site's page. Open this site and try again there."))
	}))
	h := origins.Handler(next)
	if a.c.Accounts != nil {
		return a.c.Accounts.HTTP.Identify(h)
	}
	return a.identify(h)
}

// identify asks the host who it is.
func (a *API) identify(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id, err := a.c.Authenticator.Authenticate(r)
		if err != nil {
			a.problem(w, r, err)
			return
		}
		w.Header().Set("Cache-Control", "private, no-store")
		next.ServeHTTP(w, r.WithContext(authhttp.WithIdentity(r.Context(), id)))
	})
}

// operate is the handler of an operation, for those who may ask.
func (a *API) operate(o operation) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, o.body)
		c := &call{api: a, w: w, r: r}
		c.id, _ = authhttp.IdentityOf(r.Context())
		err := o.admit(r, c.id)
		if err == nil {
			err = o.handle(c)
		}
		if err != nil {
			a.problem(w, r, err)
		}
	}
}

// admit refuses those who may not ask at all.
func (o operation) admit(r *http.Request, id auth.Identity) error {
	if o.who == anybody {
		return nil
	}
	if id.User.ID == "" {
		if err := authhttp.Failure(r.Context()); err != nil {
			return err
		}
		return refuse(http.StatusUnauthorized, "unauthenticated", "", "Please log in.")
	}
	if o.who == operator && id.User.Role != auth.RoleAdmin {
		return refuse(http.StatusForbidden, "forbidden", "", "Only administrators may do this.")
	}
	return nil
}
