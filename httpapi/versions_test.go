package httpapi_test

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/projects"
)

func TestVersions(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ada, eve := h.user("ada"), h.user("eve")
	p := ada.made("One")
	path := "/projects/" + p.ID
	ada.do("PUT", path+"/source", planner("Two", 3), asYAML(), ifMatch(1)).want(200)
	ada.do("PATCH", path, map[string]any{"name": "Named"}, ifMatch(2)).want(200)
	ada.do("PUT", path+"/grants/"+eve.id, map[string]any{"role": "viewer"}).want(200)

	type page struct {
		Versions []projects.Version
		Next     string
	}
	var first, second page
	ada.do("GET", path+"/versions?limit=2", nil).want(200).json(&first)
	require.Len(t, first.Versions, 2)
	require.Equal(t, projects.Renamed, first.Versions[0].Change)
	ada.do("GET", path+"/versions?limit=2&after="+url.QueryEscape(first.Next), nil).want(200).json(&second)
	require.Len(t, second.Versions, 1)
	require.Equal(t, projects.Created, second.Versions[0].Change)
	require.Empty(t, second.Next)
	ada.do("GET", path+"/versions?after=x", nil).problem(400, "invalid-cursor")
	eve.do("GET", path+"/versions", nil).problem(403, "forbidden")

	var v projects.Version
	a := ada.do("GET", path+"/versions/2", nil).want(200).json(&v)
	require.Equal(t, `"2"`, a.Header.Get("ETag"))
	require.Equal(t, 3, v.Facts.Pages)
	require.Equal(t, []string{"page"}, v.Facts.Designs)
	eve.do("GET", path+"/versions/2", nil).problem(403, "forbidden")
	eve.do("GET", path+"/versions/2/source", nil).problem(403, "forbidden")
	eve.do("GET", path+"/versions/current", nil).want(200).json(&v)
	require.Equal(t, 3, v.Number)
	require.Equal(t, planner("Two", 3), string(eve.do("GET", path+"/versions/current/source", nil).want(200).Body))
	a = ada.do("GET", path+"/versions/1/source", nil).want(200)
	require.Equal(t, planner("One", 1), string(a.Body))
	require.Equal(t, `"1"`, a.Header.Get("ETag"))
	ada.do("GET", path+"/versions/1/source", nil, header("If-None-Match", `"1"`)).want(304)
	ada.do("GET", path+"/versions/4", nil).problem(404, "no-such-version")
	for _, wrong := range []string{"0", "-1", "x", "99999999999"} {
		require.Equal(t, "version", ada.do("GET", path+"/versions/"+wrong, nil).problem(400, "invalid-parameter").Field)
	}

	require.Empty(t, ada.do("GET", path+"/diff?from=2&to=3", nil).want(200).Body, "another name, the same file")
	require.Contains(t, string(ada.do("GET", path+"/diff?from=2&to=1", nil).want(200).Body), "-title: Two\n+title: One\n")
	ada.do("GET", path+"/diff", nil).problem(400, "invalid-parameter")
	ada.do("GET", path+"/diff?from=1&to=0", nil).problem(400, "invalid-parameter")
	ada.do("GET", path+"/diff?from=1&to=9", nil).problem(404, "no-such-version")
	eve.do("GET", path+"/diff?from=1", nil).problem(403, "forbidden")

	ada.do("POST", path+"/revert", map[string]any{"version": 3}).problem(422, "invalid-field")
	ada.do("POST", path+"/revert", map[string]any{"version": 3, "to": int64(1) << 40}).problem(422, "invalid-field")
	ada.do("POST", path+"/revert", map[string]any{"version": 3, "to": 4}).problem(404, "no-such-version")
	eve.do("POST", path+"/revert", map[string]any{"version": 3, "to": 1}).problem(403, "forbidden")
	ada.do("POST", path+"/revert", map[string]any{"version": 3, "to": 1}).want(200).json(&p)
	require.Equal(t, 4, p.Version)
	ada.do("GET", path+"/versions/4", nil).want(200).json(&v)
	require.Equal(t, 1, v.Of)
}
