package httpapi_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/httpapi"
	"github.com/einkpdf/platform/projects"
)

// What is wrong with a Config New says, and never panics.
func TestConfig(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for message, change := range map[string]func(c *httpapi.Config){
		"no Projects":              func(c *httpapi.Config) { c.Projects = nil },
		"must be given":            func(c *httpapi.Config) { c.Accounts = nil },
		"one of Accounts":          func(c *httpapi.Config) { c.Authenticator = keyed{} },
		"without Service or HTTP":  func(c *httpapi.Config) { c.Accounts = &httpapi.Accounts{} },
		"belong together":          func(c *httpapi.Config) { c.Render = nil },
		"not negative":             func(c *httpapi.Config) { c.Heartbeat = -time.Second },
		"Streams":                  func(c *httpapi.Config) { c.StreamsEach = -1 },
		"TrustedOrigins":           func(c *httpapi.Config) { c.TrustedOrigins = []string{"pages"} },
		"Prefix begins with /":     func(c *httpapi.Config) { c.Prefix = "api" },
		"does not end with it":     func(c *httpapi.Config) { c.Prefix = "/" },
		"neither empty parts":      func(c *httpapi.Config) { c.Prefix = "/api//v1" },
		"nor dots alone":           func(c *httpapi.Config) { c.Prefix = "/api/../v1" },
		"nor braces":               func(c *httpapi.Config) { c.Prefix = "/{tenant}" },
		"Prefix begins with / and": func(c *httpapi.Config) { c.Prefix = "/api/{x" },
	} {
		c := h.config
		change(&c)
		_, err := httpapi.New(c)
		require.ErrorContains(t, err, message)
	}
}

// The API stands where Prefix says, and its answers point there.
func TestPrefix(t *testing.T) {
	t.Parallel()
	h := newHouse(t, func(c *httpapi.Config) { c.Prefix = "/planners/api" })
	ada := h.user("ada")
	var p projects.Project
	a := ada.do("POST", "/projects", object{"source": planner("X", 1)}).want(201).json(&p)
	require.Equal(t, "/planners/api/projects/"+p.ID, a.Header.Get("Location"))
	ada.do("GET", "/projects/"+p.ID, nil).want(200)
	require.Contains(t, ada.do("GET", "/marker", nil).problem(404, "no-such-path").Detail, "/planners/api/openapi.yaml")
	require.Contains(t, string(ada.do("GET", "/openapi.yaml", nil).want(200).Body), "/planners/api")
}
