package authhttp_test

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/auth/authhttp"
)

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	p := &people{}
	for name, c := range map[string]struct {
		config authhttp.Config
		says   string
	}{
		"nothing":            {authhttp.Config{}, "neither Tokens nor Cookies"},
		"no prefix":          {authhttp.Config{Cookies: p, CookieName: "sid"}, "must begin with __Host-: __Host-sid"},
		"weaker prefix":      {authhttp.Config{Cookies: p, CookieName: "__Secure-sid"}, "must begin with __Host-"},
		"insecure prefix":    {authhttp.Config{Cookies: p, CookieName: "__Host-sid", Insecure: true}, "unless it is Secure"},
		"prefix alone":       {authhttp.Config{Cookies: p, CookieName: "__Host-"}, "is not the name of a cookie"},
		"name with =":        {authhttp.Config{Cookies: p, CookieName: "__Host-a=b"}, "is not the name of a cookie"},
		"name with newline":  {authhttp.Config{Cookies: p, CookieName: "__Host-a\nb"}, "is not the name of a cookie"},
		"long name":          {authhttp.Config{Cookies: p, CookieName: "__Host-" + strings.Repeat("a", 60)}, "is not the name of a cookie"},
		"prefix that's none": {authhttp.Config{Cookies: p, TrustedProxies: []netip.Prefix{{}}}, "TrustedProxies"},
		"origin with path":   {authhttp.Config{Cookies: p, TrustedOrigins: []string{"https://a.example/x"}}, "TrustedOrigins"},
		"realm with quote":   {authhttp.Config{Cookies: p, Realm: `a", b="c`}, "Realm"},
		"realm with newline": {authhttp.Config{Cookies: p, Realm: "a\r\nb"}, "Realm"},
		"realm not in ASCII": {authhttp.Config{Cookies: p, Realm: "Плановик"}, "Realm"},
		"long realm":         {authhttp.Config{Cookies: p, Realm: strings.Repeat("a", 101)}, "Realm"},
	} {
		_, err := authhttp.New(c.config)
		require.ErrorContains(t, err, c.says, name)
	}
}

// The host's slice stays the host's.
func TestNewCopies(t *testing.T) {
	t.Parallel()
	proxies := []netip.Prefix{netip.MustParsePrefix("10.1.2.3/8")}
	open(t, authhttp.Config{TrustedProxies: proxies})
	require.Equal(t, "10.1.2.3/8", proxies[0].String())
}
