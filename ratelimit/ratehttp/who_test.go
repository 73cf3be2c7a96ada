package ratehttp_test

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/ratelimit"
	"github.com/einkpdf/platform/ratelimit/ratehttp"
)

// Two requests are of the same visitor, or of two.
func TestWho(t *testing.T) {
	t.Parallel()
	type request struct{ user, origin, remote, forwarded string } // as audit.Origin has user and origin
	for name, c := range map[string]struct {
		policy   string
		one, two request
		same     bool
	}{
		"users, one address":           {"one", request{user: "ada", origin: "192.0.2.1"}, request{user: "ben", origin: "192.0.2.1"}, false},
		"a user, two addresses":        {"one", request{user: "ada", origin: "192.0.2.1"}, request{user: "ada", origin: "192.0.2.2"}, true},
		"a user and nobody":            {"one", request{user: "ada", origin: "192.0.2.1"}, request{origin: "192.0.2.1"}, false},
		"nobody, one address":          {"one", request{origin: "192.0.2.1"}, request{origin: "192.0.2.1:80"}, true},
		"nobody, two addresses":        {"one", request{origin: "192.0.2.1"}, request{origin: "192.0.2.2"}, false},
		"IPv6 of a /64":                {"one", request{origin: "2001:db8:1:2::1"}, request{origin: "2001:db8:1:2:ffff::9"}, true},
		"IPv6 of two":                  {"one", request{origin: "2001:db8:1:2::1"}, request{origin: "2001:db8:1:3::1"}, false},
		"IPv4 in IPv6":                 {"one", request{origin: "192.0.2.1"}, request{origin: "::ffff:192.0.2.1"}, true},
		"login: users, one address":    {"login", request{user: "ada", origin: "192.0.2.1"}, request{user: "ben", origin: "192.0.2.1"}, true},
		"login: a user, two addresses": {"login", request{user: "ada", origin: "192.0.2.1"}, request{user: "ada", origin: "192.0.2.2"}, false},

		"connections":            {"one", request{remote: "192.0.2.1:4711"}, request{remote: "192.0.2.1:4712"}, true},
		"two of IPv6":            {"one", request{remote: "[2001:db8:1:2::1]:1"}, request{remote: "[2001:db8:1:2::2%eth0]:2"}, true},
		"an Origin is right":     {"one", request{origin: "192.0.2.1", remote: "192.0.2.9:1"}, request{origin: "192.0.2.2", remote: "192.0.2.9:1"}, false},
		"a stranger makes it up": {"one", request{remote: "192.0.2.1:1", forwarded: "192.0.2.7"}, request{remote: "192.0.2.1:1", forwarded: "192.0.2.8"}, true},
		"our proxy tells two":    {"one", request{remote: "10.0.0.1:1", forwarded: "192.0.2.7"}, request{remote: "10.0.0.1:1", forwarded: "192.0.2.8"}, false},
		"two proxies tell one":   {"one", request{remote: "10.0.0.1:1", forwarded: "192.0.2.7"}, request{remote: "10.0.0.2:1", forwarded: "192.0.2.7, 10.0.0.1"}, true},
		"a proxy and direct":     {"one", request{remote: "10.0.0.1:1", forwarded: "192.0.2.7"}, request{remote: "192.0.2.7:1"}, true},
		"made up behind ours":    {"one", request{remote: "10.0.0.1:1", forwarded: "8.8.8.8, 192.0.2.7"}, request{remote: "10.0.0.1:1", forwarded: "192.0.2.7"}, true},
		"no addresses":           {"one", request{remote: "@"}, request{remote: "pipe"}, true},
	} {
		policies := ratelimit.Policies{{Name: "one", Rate: 1, Per: time.Minute}, {Name: "login", Rate: 1, Per: time.Minute, Addresses: true}}
		m, _ := open(t, ratelimit.Config{Policies: policies}, ratehttp.Config{TrustedProxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}})
		ask := func(q request) int {
			r := from(q.user, q.origin)
			r.RemoteAddr = q.remote
			if q.forwarded != "" {
				r.Header.Set("X-Forwarded-For", q.forwarded)
			}
			return send(m.Limit(c.policy)(ok), r).Code
		}
		require.Equal(t, 200, ask(c.one), name)
		require.Equal(t, c.same, ask(c.two) == 429, name)
		require.Equal(t, 429, ask(c.one), name)
	}
}

// A program without authhttp says who is logged in.
func TestUser(t *testing.T) {
	t.Parallel()
	m, _ := open(t, ratelimit.Config{Policies: few()}, ratehttp.Config{User: func(r *http.Request) string { return r.Header.Get("User") }})
	h := m.LimitCost("pdf", func(*http.Request) int { return 2 })(ok)
	as := func(user string) func() *http.Request {
		return func() *http.Request {
			r := httptest.NewRequest("GET", "/", nil)
			r.Header.Set("User", user)
			return r
		}
	}
	require.Equal(t, []int{200, 429}, statuses(t, h, 2, as("ada")))
	require.Equal(t, []int{200, 429}, statuses(t, h, 2, as("ben")))
	require.Equal(t, []int{200, 429}, statuses(t, h, 2, as("")))
}
