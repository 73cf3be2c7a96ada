package authhttp

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/internal/clientip"
)

// TokenAuthenticator says who holds an access token. auth.Service does.
//
// A token that is not valid, or whose session or user is not any more, is an
// *auth.Error with auth.CodeUnauthenticated; any other error means that it could
// not find out. The token has 1 to 4096 characters of RFC 6750's b64token, and
// nothing else is known about it. Safe for concurrent use.
type TokenAuthenticator interface {
	AuthenticateToken(ctx context.Context, access string) (auth.Identity, error)
}

// CookieAuthenticator says whose session a cookie's secret proves, with the same
// contract as TokenAuthenticator. The secret has 1 to 4096 letters, digits and
// any of -._~+/=.
type CookieAuthenticator interface {
	AuthenticateCookie(ctx context.Context, secret string) (auth.Identity, error)
}

// Config is what New makes a Middleware of. Tokens or Cookies must be there; all
// else has a default.
type Config struct {
	Tokens  TokenAuthenticator  // nil: the Authorization header is not looked at
	Cookies CookieAuthenticator // nil: cookies are not looked at

	// CookieName is "" for "__Host-einkpdf". A name must begin with __Host-, by
	// which browsers take the cookie from this very host over TLS alone, and no
	// other subdomain can plant one (RFC 6265bis, 4.1.3.2).
	CookieName string
	// Insecure is for development over http://localhost, where some browsers
	// keep no Secure cookies: the cookie is not Secure and its name, "einkpdf"
	// by default, has no prefix. Never for others than oneself.
	Insecure bool

	// Realm is what WWW-Authenticate calls what one logs in to; "" is "einkpdf". At
	// most 100 printable ASCII characters without " and \.
	Realm string

	// TrustedProxies are the addresses of our own proxies. Their X-Forwarded-For
	// and X-Request-Id are believed, nobody else's. Empty: nobody's.
	TrustedProxies []netip.Prefix
	// TrustedOrigins, "https://planner.example.com", may send what changes
	// something with the cookie, beside the origin that is asked itself.
	TrustedOrigins []string

	// Errors answers requests that are refused; nil is Middleware.Problem. Pages
	// redirect to the login where auth.CodeOf(err) is auth.CodeUnauthenticated.
	Errors func(w http.ResponseWriter, r *http.Request, err error)
	// RequestID makes the id of a request that brings none; nil is rand.Text of
	// crypto/rand. Safe for concurrent use.
	RequestID func() string
	Now       func() time.Time // nil is time.Now
	// Logger gets errors that are nobody's fault who asked; nil is silent.
	Logger *slog.Logger
}

// Middleware makes handlers of handlers. It has no state of its own and is safe
// for concurrent use.
type Middleware struct {
	config  Config
	origins *http.CrossOriginProtection
	proxies clientip.Proxies
}

const hostPrefix = "__Host-"

// New returns a Middleware, or an error that says what is wrong with c.
func New(c Config) (*Middleware, error) {
	if c.Tokens == nil && c.Cookies == nil {
		return nil, errors.New("authhttp: neither Tokens nor Cookies: nobody could log in")
	}
	if err := c.cookieName(); err != nil {
		return nil, err
	}
	if c.Realm == "" {
		c.Realm = "einkpdf"
	}
	if !isRealm(c.Realm) {
		return nil, fmt.Errorf("authhttp: Realm %q is not 100 printable ASCII characters at most, without \" and \\", c.Realm)
	}
	proxies, err := clientip.Trust(c.TrustedProxies)
	if err != nil {
		return nil, fmt.Errorf("authhttp: TrustedProxies has %w", err)
	}
	m := &Middleware{config: c, origins: http.NewCrossOriginProtection(), proxies: proxies}
	for _, o := range c.TrustedOrigins {
		if err := m.origins.AddTrustedOrigin(o); err != nil {
			return nil, fmt.Errorf("authhttp: TrustedOrigins: %w", err)
		}
	}
	if m.config.Errors == nil {
		m.config.Errors = m.Problem
	}
	if m.config.RequestID == nil {
		m.config.RequestID = rand.Text
	}
	if m.config.Now == nil {
		m.config.Now = time.Now
	}
	if m.config.Logger == nil {
		m.config.Logger = slog.New(slog.DiscardHandler)
	}
	return m, nil
}

func (c *Config) cookieName() error {
	if c.CookieName == "" {
		c.CookieName = "einkpdf"
		if !c.Insecure {
			c.CookieName = hostPrefix + c.CookieName
		}
	}
	bare, prefixed := strings.CutPrefix(c.CookieName, hostPrefix)
	switch {
	case len(c.CookieName) > 64 || !isName(bare):
		return fmt.Errorf("authhttp: %q is not the name of a cookie: letters, digits, - and _, at most 64", c.CookieName)
	case c.Insecure && strings.HasPrefix(c.CookieName, "__"):
		return fmt.Errorf("authhttp: browsers refuse the cookie %s unless it is Secure; choose a name without the prefix, or not Insecure", c.CookieName)
	case !c.Insecure && !prefixed:
		return fmt.Errorf("authhttp: the cookie's name must begin with %s: %s%s", hostPrefix, hostPrefix, c.CookieName)
	}
	return nil
}

// isName tells a cookie name that needs no thought: RFC 6265 allows more.
func isName(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool { return !isAlnum(r) && r != '-' && r != '_' })
}

// isRealm tells what needs no escape in a quoted-string (RFC 9110, 5.6.4).
func isRealm(s string) bool {
	return len(s) <= 100 && !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r > '~' || r == '"' || r == '\\' })
}

func isAlnum(r rune) bool {
	return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
}
