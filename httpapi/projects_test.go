package httpapi_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/httpapi"
	"github.com/einkpdf/platform/migrate/migratetest"
	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/ratelimit"
)

// asYAML says that a body is a project file.
func asYAML() option { return header("Content-Type", "application/yaml") }

// ifMatch says which version was seen.
func ifMatch(version int) option { return header("If-Match", fmt.Sprintf(`"%d"`, version)) }

// in is the same client in a subtest.
func (c *client) in(t testing.TB) *client {
	other := *c
	other.t = t
	return &other
}

// made makes a project by the API and returns it.
func (c *client) made(title string) (p projects.Project) {
	c.t.Helper()
	c.do("POST", "/projects", planner(title, 1), asYAML()).want(201).json(&p)
	return p
}

func TestCreateProject(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ada := h.user("ada")
	for name, c := range map[string]struct {
		query    string
		body     any
		options  []option
		want     string // name
		named    bool
		draft    bool
		status   int
		code     string
		field    string
		contains string // of the problem's detail
	}{
		"file":           {body: planner("Days", 1), options: []option{asYAML()}, want: "Days"},
		"file as text":   {body: planner("Days", 1), options: []option{header("Content-Type", "text/plain; charset=utf-8")}, want: "Days"},
		"file with name": {query: "?name=My%20days", body: planner("Days", 1), options: []option{asYAML()}, want: "My days", named: true},
		"JSON":           {body: map[string]any{"source": planner("Days", 1)}, want: "Days"},
		"JSON with name": {body: map[string]any{"source": planner("Days", 1), "name": "Mine"}, want: "Mine", named: true},
		"template":       {body: map[string]any{"template": "day-planner"}, want: "Day planner 2026"},
		"draft":          {body: map[string]any{"source": "einkpdf: 1\ntitle: [\n"}, want: "Untitled", draft: true},
		"empty draft":    {body: map[string]any{"source": ""}, want: "Untitled", draft: true},

		"no file":          {body: map[string]any{"name": "x"}, status: 422, code: "source-missing", field: "source", contains: `"template"`},
		"both":             {body: map[string]any{"source": "", "template": "day-planner"}, status: 422, code: "source-missing", field: "source"},
		"unknown template": {body: map[string]any{"template": "no/such"}, status: 422, code: "unknown-template", field: "template", contains: "/api/v1/templates"},
		"name":             {body: map[string]any{"source": "", "name": strings.Repeat("n", 201)}, status: 422, code: "invalid-project-name", field: "name"},
		"unknown field":    {body: map[string]any{"source": "", "sauce": 1}, status: 422, code: "unknown-field", field: "sauce"},
		"no type":          {body: planner("Days", 1), status: 415, code: "unsupported-media-type"},
		"another type":     {body: "x", options: []option{header("Content-Type", "image/png")}, status: 415, code: "unsupported-media-type", contains: "application/yaml"},
		"not JSON":         {body: "{", options: []option{header("Content-Type", "application/json")}, status: 400, code: "invalid-json"},
		"large file":       {body: strings.Repeat("#", projects.MaxSource+1), options: []option{asYAML()}, status: 413, code: "project-too-large", field: "source"},
		"large body":       {body: map[string]any{"source": strings.Repeat("#", 8<<20)}, status: 413, code: "body-too-large"},
	} {
		t.Run(name, func(t *testing.T) {
			ada := ada.in(t)
			a := ada.do("POST", "/projects"+c.query, c.body, c.options...)
			if c.code != "" {
				p := a.problem(c.status, c.code)
				require.Equal(t, c.field, p.Field)
				require.Contains(t, p.Detail, c.contains)
				return
			}
			var p projects.Project
			a.want(201).json(&p)
			require.Equal(t, "/api/v1/projects/"+p.ID, a.Header.Get("Location"))
			require.Equal(t, `"1"`, a.Header.Get("ETag"))
			require.Equal(t, c.want, p.Name)
			require.Equal(t, c.named, p.Named)
			require.Equal(t, c.draft, p.Draft)
			require.Equal(t, ada.id, p.Owner)
			var again projects.Project
			ada.do("GET", "/projects/"+p.ID, nil).want(200).json(&again)
			require.Equal(t, p, again)
		})
	}
}

func TestListProjects(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ada, bob := h.user("ada"), h.user("bob")
	type page struct {
		Projects []projects.Project
		People   []auth.Person
		Next     string
	}
	list := func(c *client, query string) (p page) {
		t.Helper()
		c.do("GET", "/projects"+query, nil).want(200).json(&p)
		return p
	}
	names := func(p page) (all []string) {
		for _, one := range p.Projects {
			all = append(all, one.Name)
		}
		return all
	}
	require.Equal(t, "{\"projects\":[]}\n", string(ada.do("GET", "/projects", nil).want(200).Body))
	var last projects.Project
	for _, title := range []string{"Weeks", "Days", "Months"} {
		last = ada.made(title)
		h.clock.Advance(time.Second)
	}
	require.Equal(t, []string{"Months", "Days", "Weeks"}, names(list(ada, "")))
	require.Equal(t, []string{"Days", "Months", "Weeks"}, names(list(ada, "?order=name")))
	require.Equal(t, []string{"Weeks"}, names(list(ada, "?query=eek")))
	require.Equal(t, []auth.Person{{ID: ada.id, Name: "ada"}}, list(ada, "").People)

	first := list(ada, "?limit=2")
	require.Equal(t, []string{"Months", "Days"}, names(first))
	second := list(ada, "?limit=2&after="+url.QueryEscape(first.Next))
	require.Equal(t, []string{"Weeks"}, names(second))
	require.Empty(t, second.Next)

	require.Empty(t, names(list(bob, "?shelf=shared")))
	ada.do("PUT", "/projects/"+last.ID+"/grants/"+bob.id, map[string]any{"role": "viewer"}).want(200)
	shared := list(bob, "?shelf=shared")
	require.Equal(t, []string{"Months"}, names(shared))
	require.Equal(t, []auth.Person{{ID: ada.id, Name: "ada"}}, shared.People)
	require.Equal(t, projects.Viewer, shared.Projects[0].Role)

	ada.do("DELETE", "/projects/"+last.ID, nil, ifMatch(1)).want(200)
	require.Equal(t, []string{"Months"}, names(list(ada, "?shelf=trash")))

	require.Equal(t, "limit", ada.do("GET", "/projects?limit=201", nil).problem(400, "invalid-parameter").Field)
	ada.do("GET", "/projects?limit=two", nil).problem(400, "invalid-parameter")
	ada.do("GET", "/projects?shelf=top", nil).problem(400, "invalid-filter")
	ada.do("GET", "/projects?order=size", nil).problem(400, "invalid-filter")
	ada.do("GET", "/projects?after=here", nil).problem(400, "invalid-cursor")
	h.nobody().do("GET", "/projects", nil).problem(401, "unauthenticated")
}

// A write says which version it has seen, and none is lost.
func TestWritesSayWhatTheyHaveSeen(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ada := h.user("ada")
	type write struct {
		method, path string
		body         map[string]any // nil = none, or a file
		text         string
		bare         bool // takes no body
	}
	for name, w := range map[string]write{
		"rename":  {method: "PATCH", path: "", body: map[string]any{"name": "New"}},
		"device":  {method: "POST", path: "/device", body: map[string]any{"device": "remarkable-paper-pro"}},
		"revert":  {method: "POST", path: "/revert", body: map[string]any{"to": 1}},
		"source":  {method: "PUT", path: "/source", text: planner("Another", 1)},
		"trash":   {method: "DELETE", path: "", bare: true},
		"restore": {method: "POST", path: "/restore", body: map[string]any{}},
		"purge":   {method: "POST", path: "/purge", body: map[string]any{}},
	} {
		t.Run(name, func(t *testing.T) {
			ada := ada.in(t)
			p := ada.made("One")
			put := ada.do("PUT", "/projects/"+p.ID+"/source", planner("Two", 1), asYAML(), ifMatch(1)).want(200)
			require.Equal(t, `"2"`, put.Header.Get("ETag"))
			current := 2
			if name == "restore" || name == "purge" {
				ada.do("DELETE", "/projects/"+p.ID, nil, ifMatch(2)).want(200)
				current = 3
			}
			do := func(version any, options ...option) *answer {
				path := "/projects/" + p.ID + w.path
				switch {
				case w.bare:
					return ada.do(w.method, path, nil, options...)
				case w.text != "":
					return ada.do(w.method, path, w.text, append(options, asYAML())...)
				}
				body := map[string]any{}
				for k, v := range w.body {
					body[k] = v
				}
				if version != nil {
					body["version"] = version
				}
				return ada.do(w.method, path, body, options...)
			}
			missing := do(nil).problem(428, "version-missing")
			require.Equal(t, "If-Match", missing.Field)
			require.Contains(t, missing.Detail, "If-Match")
			for _, wrong := range []string{"2", `W/2`, `W/W/"2"`, `"2", "3"`, "*", `"02"`, `"0"`, `"-1"`, `"x"`, `"99999999999999999999"`, `"4294967297"`} {
				do(nil, header("If-Match", wrong)).problem(400, "invalid-parameter")
			}
			var stale struct {
				Current struct {
					Version int
					At      time.Time
					By      string
					Name    string `json:"by_name"`
				}
			}
			a := do(nil, ifMatch(1))
			a.problem(412, "version-conflict")
			a.json(&stale)
			require.Equal(t, current, stale.Current.Version)
			require.Equal(t, ada.id, stale.Current.By)
			require.Equal(t, "ada", stale.Current.Name)
			require.Equal(t, h.clock.Now().UTC().Truncate(time.Millisecond), stale.Current.At)
			if w.body != nil {
				a = do(1)
				a.problem(409, "version-conflict")
				stale.Current.Name = ""
				a.json(&stale)
				require.Equal(t, "ada", stale.Current.Name)
				do(1, ifMatch(current+1)).problem(412, "version-conflict") // the field counts
				do(-1).problem(422, "invalid-field")
				do("two").problem(422, "invalid-field")
			}
			if name == "purge" {
				do(nil, header("If-Match", fmt.Sprintf(`W/"%d"`, current))).want(204) // as a proxy makes it that packs answers
				ada.do("GET", "/projects/"+p.ID, nil).problem(404, "no-such-project")
				return
			}
			var after projects.Project
			if name == "device" {
				var change struct{ Project projects.Project }
				do(nil, ifMatch(current)).want(200).json(&change)
				after = change.Project
			} else {
				do(nil, ifMatch(current)).want(200).json(&after)
			}
			require.Equal(t, current+1, after.Version)
			if name != "trash" && name != "restore" { // what is sent again is acknowledged
				do(nil, ifMatch(current)).want(200)
			}
		})
	}
}

func TestChangeProjects(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ada, bob := h.user("ada"), h.user("bob")
	p := ada.made("One")
	path := "/projects/" + p.ID

	ada.do("PATCH", path, map[string]any{"version": 1}).problem(422, "field-missing")
	ada.do("PATCH", path, map[string]any{"version": 1, "name": "First"}).want(200).json(&p)
	require.Equal(t, "First", p.Name)
	ada.do("PATCH", path, map[string]any{"version": 2, "name": ""}).want(200).json(&p)
	require.Equal(t, "One", p.Name)

	var change projects.DeviceChange
	ada.do("POST", path+"/device", map[string]any{"version": 3, "device": "remarkable-paper-pro"}).want(200).json(&change)
	require.Equal(t, "remarkable-paper-pro", change.Project.Device)
	require.False(t, change.Copied)
	ada.do("POST", path+"/device", map[string]any{"version": 4, "device": "remarkable-paper-pr"}).problem(422, "unknown-device")

	a := ada.do("POST", path+"/clone", nil).want(201)
	var copied projects.Project
	a.json(&copied)
	require.Equal(t, "/api/v1/projects/"+copied.ID, a.Header.Get("Location"))
	require.Equal(t, p.ID, copied.Origin.Project)
	ada.do("POST", path+"/clone", map[string]any{"name": "Second"}).want(201).json(&copied)
	require.Equal(t, "Second", copied.Name)
	bob.do("POST", path+"/clone", nil).problem(404, "no-such-project")

	ada.do("DELETE", path, nil, ifMatch(4)).want(200).json(&p)
	require.False(t, p.TrashedAt.IsZero())
	ada.do("POST", path+"/clone", nil).problem(409, "in-trash")
	var back projects.Project
	ada.do("POST", path+"/restore", nil, ifMatch(5)).want(200).json(&back)
	require.True(t, back.TrashedAt.IsZero())
	ada.do("POST", path+"/purge", nil, ifMatch(6)).problem(409, "not-in-trash")
	ada.do("DELETE", path, nil, ifMatch(6)).want(200)
	ada.do("POST", path+"/purge", map[string]any{"version": 7}).want(204)
	ada.do("POST", path+"/purge", map[string]any{"version": 7}).problem(404, "no-such-project")
}

// A layout for one size of page becomes a copy: that of a project of the predecessor.
func TestChangeDeviceCopies(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ada := h.user("ada")
	var made importAnswer
	ada.do("POST", "/projects/import", migratetest.Some("1", "Fixed").JSON(t), asJSON()).want(201).json(&made)
	p := made.Project
	a := ada.do("POST", "/projects/"+p.ID+"/device", map[string]any{"version": 1, "device": "kindle-scribe"})
	var change projects.DeviceChange
	a.want(201).json(&change)
	require.True(t, change.Copied)
	require.NotEqual(t, p.ID, change.Project.ID)
	require.Equal(t, "/api/v1/projects/"+change.Project.ID, a.Header.Get("Location"))
	require.Equal(t, `"1"`, a.Header.Get("ETag"))
}

func TestNewProjectsAreLimited(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ada := h.user("ada")
	p := ada.made("One")
	h.limited(ratelimit.Create, "2/min burst 2")
	ada.do("POST", "/projects/"+p.ID+"/clone", nil).want(201)
	ada.made("Two")
	a := ada.do("POST", "/projects", planner("Three", 1), asYAML())
	a.problem(429, "rate-limited")
	require.Equal(t, "30", a.Header.Get("Retry-After"))
	ada.do("POST", "/projects/import", "{}", header("Content-Type", "application/json")).problem(429, "rate-limited")
	ada.do("PUT", "/projects/"+p.ID+"/source", planner("One more", 1), asYAML(), ifMatch(1)).want(200)
}

func TestProjectQuota(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ada := h.user("ada")
	first := ada.project("Planner")
	for range 99 {
		ada.project("Planner")
	}
	for _, a := range []*answer{
		ada.do("POST", "/projects", planner("One too many", 1), asYAML()),
		ada.do("POST", "/projects/"+first+"/clone", nil),
	} {
		p := a.problem(403, "quota-exceeded")
		require.Equal(t, "projects", p.Resource)
		require.EqualValues(t, 100, p.Limit)
		require.EqualValues(t, 100, p.Used)
	}
	ada.do("PUT", "/projects/"+first+"/source", planner("Still mine", 1), asYAML(), ifMatch(1)).want(200)
}

// hosts are users of another program: whoever X-User names.
type hosts struct{}

func (hosts) Authenticate(r *http.Request) (auth.Identity, error) {
	return auth.Identity{User: auth.User{ID: r.Header.Get("X-User"), Role: auth.RoleUser}}, nil
}

// Of a host's users there are ids, unless the host names them.
func TestNamesOfAHostsUsers(t *testing.T) {
	t.Parallel()
	for name, people := range map[string]bool{"ids alone": false, "named": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t, func(c *httpapi.Config) {
				c.Accounts, c.Authenticator = nil, hosts{}
				if people {
					c.People = named{}
				}
			})
			do := func(method, path string, body any, options ...option) *answer {
				return h.nobody().in(t).do(method, path, body, append(options, header("X-User", "u1"))...)
			}
			var p projects.Project
			do("POST", "/projects", planner("One", 1), asYAML()).want(201).json(&p)
			var page struct{ People []auth.Person }
			do("GET", "/projects", nil).want(200).json(&page)
			conflict := do("PUT", "/projects/"+p.ID+"/source", "x", asYAML(), ifMatch(7))
			conflict.problem(412, "version-conflict")
			if !people {
				require.Empty(t, page.People)
				require.NotContains(t, conflict.text(), "by_name")
				do("GET", "/people?name=u1", nil).problem(404, "no-such-path")
				return
			}
			require.Equal(t, []auth.Person{{ID: "u1", Name: "User u1"}}, page.People)
			require.Contains(t, conflict.text(), `"by_name":"User u1"`)
			do("GET", "/people?name=u1", nil).want(200)
		})
	}
}

func TestMethodsOfPaths(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ada := h.user("ada")
	for path, c := range map[string]struct{ method, allow string }{
		"/projects":        {"PUT", "GET, HEAD, POST"},
		"/projects/import": {"PUT", "GET, HEAD, POST, PATCH, DELETE"}, // by all but POST it is a project with this id
		"/projects/x":      {"BREW", "GET, HEAD, PATCH, DELETE"},
		"/gallery/x/clone": {"GET", "POST"},
	} {
		a := ada.do(c.method, path, nil)
		require.Contains(t, a.problem(405, "method-not-allowed").Detail, c.allow)
		require.Equal(t, c.allow, a.Header.Get("Allow"), path)
	}
	for _, path := range []string{"/", "/project", "/projects/", "/projects/x/", "/projects/x/sauce", "/../v2"} {
		a := ada.do("GET", path, nil)
		require.Empty(t, a.Header.Get("Allow"), path)
		if a.Status != http.StatusMovedPermanently && a.Status != http.StatusTemporaryRedirect {
			a.problem(404, "no-such-path")
		}
	}
	ada.do("GET", "/projects/import", nil).problem(404, "no-such-project")
}
