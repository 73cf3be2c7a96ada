package httpapi

import (
	"errors"
	"net/http"
	"time"

	"github.com/einkpdf/platform/admin"
	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/auth/authhttp"
)

// Where the secret of an impersonation comes: in a field of the header from programs, in a cookie from pages.
const (
	fieldImpersonate  = "Impersonate"
	fieldStandsIn     = "Impersonating"
	cookieImpersonate = "einkpdf-impersonate" // with __Host- before it, over TLS
)

// maxSecret bounds the secret of an impersonation, in bytes, before anything is made of it.
const maxSecret = 256

// standIn makes the caller the user for whom an admin stands in, if the request says so. What was done is the admin's in the trail, on behalf of the user. With a
// secret that is no good the request is refused, rather than done by the admin himself, who means to be somebody else.
//
// Operators' operations, and those that need nobody to be logged in to manage an account, are the admin's own whatever comes along.
func (c *call) standIn(o operation) error {
	if o.who == operator || o.account && o.who == anybody {
		return nil
	}
	secret, err := c.impersonation()
	if err != nil || secret == "" {
		return err
	}
	if c.api.c.Admin == nil {
		return notHere()
	}
	i, u, err := c.api.c.Admin.Impersonated(c.ctx(), c.id, secret)
	if err != nil {
		return c.notInstead(err)
	}
	c.w.Header().Set(fieldStandsIn, u.ID+"; until="+i.Expires.UTC().Format(time.RFC3339))
	if o.account {
		return refuse(http.StatusForbidden, "impersonation-account", "", "An account is its user's own business. End the impersonation first.")
	}
	if !i.Write && !safe(c.r.Method) {
		return refuse(http.StatusForbidden, "impersonation-read-only", "",
			"This impersonation is for looking only. Begin one that may write, if that is what you mean.")
	}
	c.become(i, u)
	return nil
}

// notInstead is why nobody acts as somebody else, as it is answered: never that what was asked for is not there. A browser forgets the secret, since it would
// send it again and again.
func (c *call) notInstead(err error) error {
	e, ok := errors.AsType[*admin.Error](err)
	if !ok {
		return err
	}
	if c.r.Header.Get(fieldImpersonate) == "" {
		c.clearImpersonation()
	}
	code := e.Code
	switch code {
	case admin.CodeUnauthenticated:
		return err
	case admin.CodeUnsupported:
		return notHere()
	case admin.CodeAdmin: // nobody may begin one of them either
		code = admin.CodeNoUser
	}
	return refuse(http.StatusForbidden, string(code), fieldImpersonate, e.Message)
}

func notHere() error {
	return refuse(http.StatusForbidden, "impersonation-unavailable", fieldImpersonate, "Nobody can act as somebody else here. Send the request without "+fieldImpersonate+".")
}

// become makes the caller the user of an impersonation.
func (c *call) become(i admin.Impersonation, u auth.User) {
	by := c.id.User.ID
	c.id, c.impersonated = auth.Identity{User: u}, &i
	ctx := authhttp.WithIdentity(c.ctx(), c.id)
	origin := audit.OriginOf(ctx)
	origin.Actor, origin.OnBehalf = by, u.ID
	c.r = c.r.WithContext(audit.WithOrigin(ctx, origin))
	p := passageOf(ctx)
	p.user, p.admin = u.ID, by
}

// safe tells the methods that change nothing (RFC 9110, 9.2.1).
func safe(method string) bool {
	return method == http.MethodGet || method == http.MethodHead || method == http.MethodOptions
}

// impersonation is the secret that a request has, or "". That of the header counts, if there is one.
func (c *call) impersonation() (string, error) {
	secrets := c.r.Header.Values(fieldImpersonate)
	ofBrowser := len(secrets) == 0
	if ofBrowser {
		for _, cookie := range c.r.CookiesNamed(c.impersonationCookie()) {
			secrets = append(secrets, cookie.Value)
		}
	}
	switch {
	case len(secrets) == 0:
		return "", nil
	case len(secrets) == 1 && secrets[0] != "" && len(secrets[0]) <= maxSecret:
		return secrets[0], nil
	case ofBrowser:
		c.clearImpersonation()
	}
	return "", refuse(http.StatusBadRequest, "invalid-parameter", fieldImpersonate, fieldImpersonate+" is one secret of POST /admin/impersonations. Send that, or none.")
}

// setImpersonation gives a browser the secret of an impersonation, until it is over.
func (c *call) setImpersonation(secret string, expires time.Time) {
	c.putImpersonation(secret, max(1, int(expires.Sub(c.api.c.Now())/time.Second)))
}

// clearImpersonation makes a browser forget it.
func (c *call) clearImpersonation() { c.putImpersonation("", -1) }

func (c *call) putImpersonation(secret string, maxAge int) {
	http.SetCookie(c.w, &http.Cookie{ // #nosec G124 -- not over TLS for development alone, as the cookie of the session
		Name: c.impersonationCookie(), Value: secret, Path: "/", MaxAge: maxAge,
		Secure: c.secure(), HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
}

func (c *call) impersonationCookie() string {
	if c.secure() {
		return "__Host-" + cookieImpersonate
	}
	return cookieImpersonate
}

// secure tells whether cookies are for TLS alone.
func (c *call) secure() bool { return c.api.c.Accounts == nil || c.api.c.Accounts.HTTP.Secure() }
