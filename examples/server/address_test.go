package main

import (
	"net"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAddress(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		w         web
		listening string
		want      string
		insecure  bool
		wrong     string
	}{
		"this machine":         {web{}, "127.0.0.1:8080", "http://127.0.0.1:8080", true, ""},
		"this machine, IPv6":   {web{}, "[::1]:8080", "http://[::1]:8080", true, ""},
		"TLS":                  {web{TLSCert: "c"}, "192.0.2.1:8443", "https://192.0.2.1:8443", false, ""},
		"behind a proxy":       {web{URL: "https://planner.example.com/"}, "0.0.0.0:8080", "https://planner.example.com", false, ""},
		"in a container":       {web{URL: "http://localhost:8080"}, "0.0.0.0:8080", "http://localhost:8080", true, ""},
		"all addresses":        {web{}, "[::]:8080", "", false, "under which name"},
		"a network":            {web{}, "192.0.2.1:8080", "", false, "in the clear"},
		"a network, wanted":    {web{PlainHTTP: true}, "192.0.2.1:8080", "http://192.0.2.1:8080", true, ""},
		"a network by its URL": {web{URL: "http://planner.lan"}, "127.0.0.1:8080", "", false, "in the clear"},
		"no URL":               {web{URL: "planner.example.com"}, "127.0.0.1:8080", "", false, "scheme and host alone"},
		"a path":               {web{URL: "https://example.com/planner"}, "127.0.0.1:8080", "", false, "scheme and host alone"},
		"a password":           {web{URL: "https://me:secret@example.com"}, "127.0.0.1:8080", "", false, "scheme and host alone"},
		"a query":              {web{URL: "https://example.com?a"}, "127.0.0.1:8080", "", false, "scheme and host alone"},
		"an empty query":       {web{URL: "https://example.com?"}, "127.0.0.1:8080", "", false, "scheme and host alone"},
		"an empty fragment":    {web{URL: "https://example.com#"}, "127.0.0.1:8080", "", false, "scheme and host alone"},
		"a port alone":         {web{URL: "https://:8443"}, "127.0.0.1:8080", "", false, "scheme and host alone"},
		"nonsense":             {web{URL: "https://%"}, "127.0.0.1:8080", "", false, "scheme and host alone"},
	} {
		at, err := net.ResolveTCPAddr("tcp", test.listening)
		require.NoError(t, err)
		a, err := test.w.address(at)
		if test.wrong != "" {
			require.ErrorContains(t, err, test.wrong, name)
			require.NotContains(t, err.Error(), "secret", name)
			continue
		}
		require.NoError(t, err, name)
		require.Equal(t, address{test.want, test.insecure}, a, name)
	}
}

func TestProxies(t *testing.T) {
	t.Parallel()
	list, err := web{TrustedProxies: []string{"10.0.0.0/8", "192.0.2.1", "::1"}}.proxies()
	require.NoError(t, err)
	require.Len(t, list, 3)
	require.Equal(t, "192.0.2.1/32", list[1].String())
	_, err = web{TrustedProxies: []string{"proxy.example.com"}}.proxies()
	require.ErrorContains(t, err, "proxy.example.com")
}
