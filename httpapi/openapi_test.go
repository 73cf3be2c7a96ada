package httpapi_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v4"

	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/httpapi"
)

// Each operation has an entry, and each entry an operation.
func TestRoutesAreDescribed(t *testing.T) {
	t.Parallel()
	doc, err := openapi()
	require.NoError(t, err)
	var described, there []string
	for path, item := range doc.Paths.Map() {
		for method, o := range item.Operations() {
			described = append(described, method+" "+path+" "+o.OperationID)
		}
	}
	for _, o := range newHouse(t).api.Operations() {
		there = append(there, o.Method+" "+o.Path+" "+o.ID)
	}
	slices.Sort(described)
	slices.Sort(there)
	require.Empty(t, without(there, described), "openapi/*.yaml does not have them")
	require.Empty(t, without(described, there), "no table of operations has them")
	require.Equal(t, there, slices.Compact(slices.Clone(there)))
}

// without is what is in a and not in b.
func without(a, b []string) (rest []string) {
	for _, one := range a {
		if !slices.Contains(b, one) {
			rest = append(rest, one)
		}
	}
	return rest
}

// An entry says who may ask as the table does, what it is about, and what comes when it goes wrong.
func TestDescriptionIsWhole(t *testing.T) {
	t.Parallel()
	doc, err := openapi()
	require.NoError(t, err)
	tags := map[string]bool{}
	for _, tag := range doc.Tags {
		tags[tag.Name] = true
	}
	house := newHouse(t).api
	who, queries := httpapi.Who(house), httpapi.Queries(house)
	for path, item := range doc.Paths.Map() {
		for method, o := range item.Operations() {
			name := method + " " + path
			require.Regexp(t, `^[a-z][A-Za-z]+$`, o.OperationID, name)
			require.Regexp(t, `^[A-Z].{3,100}\.$`, o.Summary, "%s: one short sentence", name)
			require.Len(t, o.Tags, 1, name)
			require.True(t, tags[o.Tags[0]], "%s: openapi.yaml has no tag %q", name, o.Tags[0])
			fallback := o.Responses.Default()
			require.NotNil(t, fallback, "%s: default: {$ref: '#/components/responses/Problem'}", name)
			require.Equal(t, "#/components/responses/Problem", fallback.Ref, name)
			for status, response := range o.Responses.Map() {
				require.True(t, status == "default" || status[0] == '2' || status[0] == '3', "%s: %s is what default is for", name, status)
				require.NotNil(t, response.Value.Description, name)
			}
			nobody := o.Security != nil && slices.ContainsFunc(*o.Security, func(s openapi3.SecurityRequirement) bool { return len(s) == 0 })
			require.Equal(t, who[o.OperationID] == "anybody", nobody, "%s: security, and who in the table", name)
			var query []string
			for _, p := range slices.Concat(o.Parameters, item.Parameters) {
				if p.Value.In == "query" {
					query = append(query, p.Value.Name)
				}
				require.True(t, p.Value.Schema != nil && p.Value.Schema.Value.Type != nil, "%s: the schema of the parameter %q has no type, so kin-openapi reads no value",
					name, p.Value.Name)
				require.NotEmpty(t, p.Value.Description, "%s: what is the parameter %q?", name, p.Value.Name)
			}
			require.ElementsMatch(t, strings.Fields(queries[o.OperationID]), query, "%s: the query, and that in the table", name)
			for _, part := range regexp.MustCompile(`\{([^}]+)\}`).FindAllStringSubmatch(path, -1) {
				p := o.Parameters.GetByInAndName("path", part[1])
				if p == nil {
					p = item.Parameters.GetByInAndName("path", part[1])
				}
				require.NotNil(t, p, "%s: there is no parameter %q", name, part[1])
			}
		}
	}
}

// Objects are closed, or say what else they hold, and whatever is there is used.
func TestSchemasAreStrict(t *testing.T) {
	t.Parallel()
	text, err := httpapi.Described()
	require.NoError(t, err)
	var doc map[string]any
	require.NoError(t, json.Unmarshal(text, &doc))
	used := map[string]bool{}
	walk(doc, "", func(at string, node map[string]any) {
		if ref, ok := node["$ref"].(string); ok {
			used[ref] = true
		}
		if _, ok := node["properties"].(map[string]any); ok {
			_, closed := node["additionalProperties"]
			require.True(t, closed, "%s: additionalProperties", at)
			require.Equal(t, "object", node["type"], at)
		}
		if node["enum"] != nil || node["const"] != nil {
			require.NotNil(t, node["type"], "%s: of words without a type, clients are made that take anything", at)
		}
	})
	components, ok := doc["components"].(map[string]any)
	require.True(t, ok)
	for kind, all := range components {
		if kind == "securitySchemes" {
			continue
		}
		members, ok := all.(map[string]any)
		require.True(t, ok, kind)
		for name := range members {
			require.True(t, used["#/components/"+kind+"/"+name], "nothing uses #/components/%s/%s", kind, name)
		}
	}
}

// keywords are those of schemas that this description uses, of JSON Schema 2020-12. What holds schemas is looked into.
var keywords = map[string]string{
	"properties": "schemas", "items": "schema", "additionalProperties": "schema", "oneOf": "list", "anyOf": "list", "allOf": "list",
	"$ref": "", "type": "", "description": "", "required": "", "dependentRequired": "", "enum": "", "const": "", "format": "", "pattern": "", "default": "", "examples": "",
	"minimum": "", "maximum": "", "minLength": "", "maxLength": "", "minItems": "", "maxItems": "", "minProperties": "", "maxProperties": "", "uniqueItems": "",
}

// A schema has no other keywords: a comma in a description without quotation marks makes one, of the half behind it.
func TestSchemasHaveKnownKeywords(t *testing.T) {
	t.Parallel()
	text, err := httpapi.Described()
	require.NoError(t, err)
	var doc map[string]any
	require.NoError(t, json.Unmarshal(text, &doc))
	var schema func(at string, v any)
	schema = func(at string, v any) {
		node, ok := v.(map[string]any)
		if _, isTruth := v.(bool); isTruth {
			return
		}
		require.True(t, ok, "%s is no schema", at)
		for key, value := range node {
			holds, known := keywords[key]
			require.True(t, known, "%s: %q is no keyword of a schema", at, key)
			require.NotNil(t, value, "%s/%s", at, key)
			switch holds {
			case "schema":
				schema(at+"/"+key, value)
			case "schemas":
				for name, one := range value.(map[string]any) { //nolint:forcetypeassert // a panic fails the test as well
					schema(at+"/"+key+"/"+name, one)
				}
			case "list":
				for _, one := range value.([]any) { //nolint:forcetypeassert // as above
					schema(at+"/"+key, one)
				}
			}
		}
	}
	total := 0
	walk(doc, "", func(at string, node map[string]any) {
		if one, ok := node["schema"]; ok && !strings.Contains(at, "/schemas/") {
			schema(at, one)
			total++
		}
		if all, ok := node["schemas"].(map[string]any); ok && at == "/components" {
			for name, one := range all {
				schema("/components/schemas/"+name, one)
				total++
			}
		}
	})
	require.Greater(t, total, 150)
	// Of the rest it is the same: what has been cut has no value.
	walk(doc, "", func(at string, node map[string]any) {
		for key, value := range node {
			require.NotNil(t, value, "%s/%s", at, key)
		}
	})
}

// walk calls fn with each object, and where it stands.
func walk(v any, at string, fn func(at string, node map[string]any)) {
	switch v := v.(type) {
	case map[string]any:
		fn(at, v)
		for _, key := range slices.Sorted(maps.Keys(v)) {
			walk(v[key], at+"/"+key, fn)
		}
	case []any:
		for _, one := range v {
			walk(one, at+"/*", fn)
		}
	}
}

// The description is there for everybody, in both forms, and has what this API has.
func TestDescriptionIsServed(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	var yamls, jsons map[string]any
	for path, read := range map[string]func(a *answer) error{
		"/openapi.yaml": func(a *answer) error { return yaml.Unmarshal(a.Body, &yamls) },
		"/openapi.json": func(a *answer) error { return json.Unmarshal(a.Body, &jsons) },
	} {
		a := h.nobody().do("GET", path, nil).want(200)
		require.NoError(t, read(a))
		require.Equal(t, "private, no-cache", a.Header.Get("Cache-Control"), "its header is about whoever asks: what is left of a limit, whom an admin stands in for")
		tag := a.Header.Get("ETag")
		for _, seen := range []string{tag, "W/" + tag, `"x", ` + tag} { // a proxy that packs answers makes tags weak
			a = h.nobody().do("GET", path, nil, header("If-None-Match", seen)).want(304)
			require.Empty(t, a.Body)
			require.Equal(t, tag, a.Header.Get("ETag"))
		}
	}
	require.Equal(t, jsons["info"], yamls["info"])

	small := newHouse(t, func(c *httpapi.Config) {
		c.Accounts, c.Authenticator, c.Prefix = nil, strangers{}, "/planners"
		c.Assets, c.Jobs, c.Render, c.Previews, c.Admin = nil, nil, nil, nil, nil
	})
	a := small.nobody().do("GET", "/openapi.json", nil).want(200)
	doc, err := openapi3.NewLoader().LoadFromData(a.Body)
	require.NoError(t, err)
	require.NoError(t, doc.Validate(t.Context()))
	require.Equal(t, "/planners", doc.Servers[0].URL)
	var has, want []string
	for path, item := range doc.Paths.Map() {
		for method := range item.Operations() {
			has = append(has, method+" "+path)
		}
	}
	for _, o := range small.api.Operations() {
		want = append(want, o.Method+" "+o.Path)
	}
	require.ElementsMatch(t, want, has)
	require.NotContains(t, has, "POST /login")
}

// strangers are all who ask.
type strangers struct{}

func (strangers) Authenticate(*http.Request) (auth.Identity, error) { return auth.Identity{}, nil }

// Two files that say the same, or more than they may, are refused.
func TestFragmentsDoNotCollide(t *testing.T) {
	t.Parallel()
	const root = "openapi: 3.1.0\npaths:\n  /a:\n    get: {}\ncomponents:\n  schemas:\n    A: {}\n"
	for part, problem := range map[string]string{
		"paths: {/a: {post: {}}, /b: {get: {}}}":           "",
		"components: {schemas: {B: {}}, headers: {A: {}}}": "",
		"paths: {/a: {get: {}}}":                           `part:1: another file has "get" as well`,
		"components:\n  schemas:\n    A: {}":               `part:3: another file has "A" as well`,
		"paths: []":                                        `another file has "paths"`,
		"info: {}":                                         `"info" belongs into openapi.yaml`,
	} {
		err := httpapi.Merge(root, part)
		if problem == "" {
			require.NoError(t, err, part)
		} else {
			require.ErrorContains(t, err, problem, part)
		}
	}
}

// What is not described does not pass: else the recorded exchanges would show nothing.
func TestExchangesAreHeldAgainstIt(t *testing.T) {
	t.Parallel()
	const problem = `{"type":"about:blank","title":"Not Found","status":404,"detail":"There is none.","code":"no-such-project"}`
	const body = `{"name":"A","source":"einkpdf: 1"}`
	ok := func() (*http.Request, *answer) {
		r := httptest.NewRequest("GET", "/api/v1/projects?limit=5", nil)
		return r, &answer{Status: 200, Header: http.Header{"Content-Type": {"application/json"}}, Body: []byte(`{"projects":[]}`)}
	}
	for name, c := range map[string]struct {
		change func(r *http.Request, a *answer) *http.Request
		body   string
		wrong  string
	}{
		"fine":           {func(r *http.Request, _ *answer) *http.Request { return r }, "", ""},
		"unknown member": {func(r *http.Request, a *answer) *http.Request { a.Body = []byte(`{"projects":[],"x":1}`); return r }, "", "additional"},
		"missing member": {func(r *http.Request, a *answer) *http.Request { a.Body = []byte(`{}`); return r }, "", "projects"},
		"no JSON":        {func(r *http.Request, a *answer) *http.Request { a.Body = []byte(`{`); return r }, "", "decode"},
		"content type":   {func(r *http.Request, a *answer) *http.Request { a.Header.Set("Content-Type", "text/html"); return r }, "", "text/html"},
		"status":         {func(r *http.Request, a *answer) *http.Request { a.Status = 202; return r }, "", "202"},
		"unknown parameter": {func(*http.Request, *answer) *http.Request {
			return httptest.NewRequest("GET", "/api/v1/projects?x=1", nil)
		}, "", `"x"`},
		"wrong parameter": {func(*http.Request, *answer) *http.Request {
			return httptest.NewRequest("GET", "/api/v1/projects?limit=x", nil)
		}, "", "limit"},
		"unknown path":   {func(*http.Request, *answer) *http.Request { return httptest.NewRequest("GET", "/api/v1/x", nil) }, "", "no such operation"},
		"unknown method": {func(*http.Request, *answer) *http.Request { return httptest.NewRequest("PUT", "/api/v1/projects", nil) }, "", "no such operation"},
		"unknown header": {func(r *http.Request, a *answer) *http.Request { a.Header.Set("Retry-After", "1"); return r }, "", "Retry-After"},
		"no problem":     {func(r *http.Request, a *answer) *http.Request { a.Status = 404; return r }, "", "application/json"},
		"a problem": {func(r *http.Request, a *answer) *http.Request {
			a.Status, a.Body = 404, []byte(problem)
			a.Header.Set("Content-Type", "application/problem+json")
			return r
		}, "", ""},
		"a refused request may be wrong": {func(_ *http.Request, a *answer) *http.Request {
			a.Status, a.Body = 404, []byte(problem)
			a.Header.Set("Content-Type", "application/problem+json")
			return httptest.NewRequest("GET", "/api/v1/projects?limit=x", nil)
		}, "", ""},
		"a problem without code": {func(r *http.Request, a *answer) *http.Request {
			a.Status, a.Body = 404, []byte(strings.Replace(problem, `"code"`, `"cod"`, 1))
			a.Header.Set("Content-Type", "application/problem+json")
			return r
		}, "", "code"},
		"a body that is not taken": {func(r *http.Request, _ *answer) *http.Request { return r }, body, "body"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, a := ok()
			r = c.change(r, a)
			err := exchanged("/api/v1", r, []byte(c.body), a)
			if c.wrong == "" {
				require.NoError(t, err)
			} else {
				require.ErrorContains(t, err, c.wrong)
			}
		})
	}
	made := &answer{Status: 201, Header: http.Header{"Content-Type": {"application/json"}}, Body: []byte(`{}`)}
	for _, text := range []string{`{"name":5,"source":""}`, `{"name":"A","source":"","x":1}`, `{`, ``} {
		r := httptest.NewRequest("POST", "/api/v1/projects", strings.NewReader(text))
		r.Header.Set("Content-Type", "application/json")
		require.ErrorContains(t, exchanged("/api/v1", r, []byte(text), made), "the request was accepted", text)
	}
	r := httptest.NewRequest("POST", "/api/v1/projects", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	require.ErrorContains(t, exchanged("/api/v1", r, []byte(body), made), "ETag", "it has ETag and Location")
}
