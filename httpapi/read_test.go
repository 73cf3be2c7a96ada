package httpapi_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/projects"
)

// What is of another kind is told of in words of JSON, never in those of Go.
func TestKindsOfFields(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ada, root := h.user("ada"), h.admin()
	for name, c := range map[string]struct {
		by           *client
		method, path string
		body         any
		field        string
		detail       string
	}{
		"number":  {ada, "PATCH", "/projects/x", object{"version": "2"}, "version", `"version" is a whole number here.`},
		"part":    {ada, "PATCH", "/projects/x", object{"version": 1.5}, "version", `"version" is a whole number here.`},
		"text":    {ada, "PATCH", "/projects/x", object{"name": 2}, "name", `"name" is a string here.`},
		"pointer": {ada, "POST", "/projects", object{"source": []int{1}}, "source", `"source" is a string here.`},
		"truth":   {ada, "POST", "/projects/x/jobs", object{"strict": "yes"}, "strict", `"strict" is true or false here.`},
		"object":  {ada, "POST", "/projects/x/jobs", object{"picture": 1}, "picture", `"picture" is an object here.`},
		"inside":  {ada, "POST", "/projects/x/jobs", object{"picture": object{"width": "1"}}, "picture.width", `"picture.width" is a whole number here.`},
		"body":    {ada, "POST", "/projects/x/jobs", 7, "", "The body is an object here. Send one."},
		"time":    {root, "PUT", "/admin/users/" + ada.id + "/overrides/projects", object{"limit": 1, "reason": "x", "expires_at": "tomorrow"}, "", "time of RFC 3339"},
	} {
		p := c.by.do(c.method, c.path, c.body).problem(422, "invalid-field")
		require.Equal(t, c.field, p.Field, name)
		require.Contains(t, p.Detail, c.detail, name)
	}
}

// A parameter that an operation does not have is refused, whatever the operation; those that it has are named.
func TestUnknownParameters(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ada := h.user("ada")
	p := ada.do("GET", "/projects?limit=2&scope=shared", nil).problem(400, "unknown-parameter")
	require.Equal(t, "scope", p.Field)
	require.Contains(t, p.Detail, "after, limit, order, query, shelf.")
	require.Contains(t, ada.do("GET", "/me?Limit=2", nil).problem(400, "unknown-parameter").Detail, "none")
	require.Equal(t, "name", ada.do("POST", "/projects?name=x", object{"template": "notebook"}).problem(400, "unknown-parameter").Field, "JSON has it in the body")
	long := ada.do("GET", "/projects?"+strings.Repeat("x", 5000), nil).problem(400, "unknown-parameter")
	require.Less(t, len(long.Field), 100)
	for _, query := range []string{"?shelf=%zz", "?shelf=shared;limit=2"} { // net/url leaves such out without a word
		ada.do("GET", "/projects"+query, nil).problem(400, "invalid-parameter")
	}
	h.nobody().do("GET", "/projects?scope=shared", nil).problem(401, "unauthenticated")

	root := h.admin()
	for _, o := range h.api.Operations() {
		path := regexp.MustCompile(`\{[^}]+\}`).ReplaceAllString(o.Path, "x")
		require.Equal(t, "x-y", root.do(o.Method, path+"?x-y=1", nil).problem(400, "unknown-parameter").Field, o.ID)
	}
}

// A project file as large as it may be comes as JSON, too, with each letter of it escaped.
func TestLargeSources(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ada := h.user("ada")
	text := planner("Large", 1) + "# "
	letters := (projects.MaxSource - len(text)) / len("é")
	escaped := strings.ReplaceAll(strings.ReplaceAll(text, `"`, `\"`), "\n", `\n`) + strings.Repeat(`\u00e9`, letters)
	var p projects.Project
	ada.do("POST", "/projects", `{"source": "`+escaped+`"}`, asJSON()).want(201).json(&p)
	require.Equal(t, len(text)+2*letters, p.Bytes)
	ada.do("POST", "/projects", `{"source": "`+strings.Repeat("x", projects.MaxSource+1)+`"}`, asJSON()).problem(413, "project-too-large")
	ada.do("POST", "/projects", `{"source": "`+strings.Repeat("x", 4<<20)+`"}`, asJSON()).problem(413, "body-too-large")
}
