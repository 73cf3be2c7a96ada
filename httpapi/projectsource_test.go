package httpapi_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/projects"
)

// named are a host's people.
type named struct{}

func (named) People(_ context.Context, _ auth.Identity, ids ...string) (all []auth.Person, err error) {
	for _, id := range ids {
		all = append(all, auth.Person{ID: id, Name: "User " + id})
	}
	return all, nil
}

func (named) FindPerson(_ context.Context, _ auth.Identity, name string) (auth.Person, error) {
	return auth.Person{ID: name, Name: "User " + name}, nil
}

func TestSource(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ada := h.user("ada")
	file := planner("One", 1) + "# a comment\r\n"
	var p projects.Project
	ada.do("POST", "/projects", file, asYAML()).want(201).json(&p)
	path := "/projects/" + p.ID + "/source"

	a := ada.do("GET", path, nil).want(200)
	require.Equal(t, file, string(a.Body), "byte for byte")
	require.Equal(t, fmt.Sprint(len(file)), a.Header.Get("Content-Length"))
	require.Equal(t, "private, no-cache", a.Header.Get("Cache-Control"))
	require.Equal(t, "application/yaml", a.Header.Get("Content-Type"))
	require.Equal(t, "nosniff", a.Header.Get("X-Content-Type-Options"))
	require.Equal(t, `"1"`, a.Header.Get("ETag"))
	for seen, status := range map[string]int{`"1"`: 304, `W/"1"`: 304, `"7", "1"`: 304, "*": 304, `"2"`: 200, "1": 200} {
		a := ada.do("GET", path, nil, header("If-None-Match", seen)).want(status)
		require.Equal(t, `"1"`, a.Header.Get("ETag"), seen)
		if status == 304 {
			require.Empty(t, a.Body)
			require.Empty(t, a.Header.Get("Content-Type"))
		}
	}

	for i, kind := range []string{"application/yaml", "text/yaml", "text/plain", "application/x-yaml; charset=utf-8"} {
		file := planner(fmt.Sprint("Version ", i+2), 1)
		a := ada.do("PUT", path, file, header("Content-Type", kind), ifMatch(i+1)).want(200)
		require.Equal(t, fmt.Sprintf(`"%d"`, i+2), a.Header.Get("ETag"))
		require.Equal(t, file, string(ada.do("GET", path, nil).want(200).Body))
	}
	asJSON := `{"einkpdf": 1, "title": "In JSON", "device": "remarkable-2", "designs": {"page": {"body": {"type": "lines", "pitch": "8mm"}}}, "plan": [{"design": "page"}]}`
	ada.do("PUT", path, asJSON, header("Content-Type", "application/json"), ifMatch(5)).want(200).json(&p)
	require.Equal(t, "In JSON", p.Title)
	require.False(t, p.Draft)

	broken := "einkpdf: 1\ntitle: \xff\x00 [" // any bytes are a draft
	var said struct {
		Findings []struct{ Code, Message string }
	}
	a = ada.do("PUT", path, broken, asYAML(), ifMatch(6)).want(200)
	a.json(&p)
	a.json(&said)
	require.NotEmpty(t, said.Findings, "why nothing can be made of it")
	require.True(t, p.Draft)
	require.Equal(t, broken, string(ada.do("GET", path, nil).want(200).Body))
	var v projects.Version
	ada.do("GET", "/projects/"+p.ID+"/versions/current", nil).want(200).json(&v)
	require.NotEmpty(t, v.Facts.Errors, "and it is said why")

	ada.do("PUT", path, "x", ifMatch(7)).problem(415, "unsupported-media-type")
	ada.do("PUT", path, "x", asYAML()).problem(428, "version-missing")
	ada.do("PUT", path, make([]byte, projects.MaxSource+1), asYAML(), ifMatch(7)).problem(413, "project-too-large")
	h.user("bob").do("GET", path, nil).problem(404, "no-such-project")
	h.user("bob").do("PUT", path, "x", asYAML(), ifMatch(7)).problem(404, "no-such-project")
}

// Two edit at once. The second one is told, looks at what is there, and writes again; the history has all of it.
func TestConflictJourney(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ada, bob := h.user("ada"), h.user("bob")
	p := ada.made("One")
	path := "/projects/" + p.ID
	ada.do("PUT", path+"/grants/"+bob.id, map[string]any{"role": "editor"}).want(200)

	seen := bob.do("GET", path+"/source", nil).want(200).Header.Get("ETag")
	ada.do("PUT", path+"/source", planner("Of Ada's", 1), asYAML(), header("If-Match", seen)).want(200)
	bobs := planner("Of Bob's", 1)
	a := bob.do("PUT", path+"/source", bobs, asYAML(), header("If-Match", seen))
	a.problem(412, "version-conflict")
	var refused struct {
		Detail  string
		Current struct {
			Version int
			By      string
			Name    string `json:"by_name"`
		}
	}
	a.json(&refused)
	require.Equal(t, 2, refused.Current.Version)
	require.Equal(t, ada.id, refused.Current.By)
	require.Equal(t, "ada", refused.Current.Name)
	require.Contains(t, refused.Detail, "look at what it is now")

	diff := bob.do("GET", path+"/diff?from=1", nil).want(200)
	require.Equal(t, "text/plain; charset=utf-8", diff.Header.Get("Content-Type"))
	require.Contains(t, string(diff.Body), "-title: One\n+title: Of Ada's\n")

	now := bob.do("GET", path+"/source", nil).want(200)
	require.Equal(t, planner("Of Ada's", 1), string(now.Body))
	sent := []option{asYAML(), header("If-Match", now.Header.Get("ETag"))}
	require.Equal(t, `"3"`, bob.do("PUT", path+"/source", bobs, sent...).want(200).Header.Get("ETag"))
	require.Equal(t, `"3"`, bob.do("PUT", path+"/source", bobs, sent...).want(200).Header.Get("ETag"), "sent again, for the answer may have been lost")

	var history struct {
		Versions []projects.Version
		People   []auth.Person
	}
	ada.do("GET", path+"/versions", nil).want(200).json(&history)
	require.Len(t, history.Versions, 3)
	require.Equal(t, bob.id, history.Versions[0].By)
	require.ElementsMatch(t, []auth.Person{{ID: ada.id, Name: "ada"}, {ID: bob.id, Name: "bob"}}, history.People)
	require.Equal(t, planner("Of Ada's", 1), string(ada.do("GET", path+"/versions/2/source", nil).want(200).Body))
	ada.do("POST", path+"/revert", map[string]any{"version": 3, "to": 2}).want(200).json(&p)
	require.Equal(t, "Of Ada's", p.Title)
}
