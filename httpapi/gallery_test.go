package httpapi_test

import (
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/ratelimit"
)

func TestGallery(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ada, bob, nobody := h.user("ada"), h.user("bob"), h.nobody()
	require.Equal(t, "{\"entries\":[]}\n", string(nobody.do("GET", "/gallery", nil).want(200).Body))
	ids := map[string]string{}
	for _, title := range []string{"Weeks", "Days", "Months"} {
		p := ada.made(title)
		ids[title] = p.ID
		ada.do("PUT", "/projects/"+p.ID+"/publication", map[string]any{"author": "Ada"}).want(200)
		h.clock.Advance(time.Second)
	}
	type page struct {
		Entries []projects.Entry
		Next    string
	}
	list := func(query string) (names []string, next string) {
		t.Helper()
		var p page
		nobody.do("GET", "/gallery"+query, nil).want(200).json(&p)
		for _, e := range p.Entries {
			names = append(names, e.Name)
		}
		return names, p.Next
	}
	names, _ := list("")
	require.Equal(t, []string{"Months", "Days", "Weeks"}, names)
	names, next := list("?order=name&limit=2&query=ada&device=remarkable-2")
	require.Equal(t, []string{"Days", "Months"}, names)
	names, next = list("?order=name&limit=2&query=ada&device=remarkable-2&after=" + url.QueryEscape(next))
	require.Equal(t, []string{"Weeks"}, names)
	require.Empty(t, next)
	names, _ = list("?device=kindle-scribe")
	require.Empty(t, names)
	nobody.do("GET", "/gallery?order=best", nil).problem(400, "invalid-filter")
	nobody.do("GET", "/gallery?after=x", nil).problem(400, "invalid-cursor")

	ada.do("PUT", "/projects/"+ids["Days"]+"/source", planner("Not shown yet", 1), asYAML(), ifMatch(1)).want(200)
	var e projects.Entry
	nobody.do("GET", "/gallery/days", nil).want(200).json(&e)
	require.Equal(t, 1, e.Version)
	a := nobody.do("GET", "/gallery/days/source", nil).want(200)
	require.Equal(t, planner("Days", 1), string(a.Body))
	nobody.do("GET", "/gallery/days/source", nil, header("If-None-Match", a.Header.Get("ETag"))).want(304)
	nobody.do("GET", "/gallery/weeks/source", nil, header("If-None-Match", a.Header.Get("ETag"))).want(200)
	nobody.do("GET", "/gallery/nothing", nil).problem(404, "not-published")
	nobody.do("GET", "/gallery/nothing/source", nil).problem(404, "not-published")

	nobody.do("POST", "/gallery/days/clone", nil).problem(401, "unauthenticated")
	var p projects.Project
	made := bob.do("POST", "/gallery/days/clone", nil).want(201).json(&p)
	require.Equal(t, "/api/v1/projects/"+p.ID, made.Header.Get("Location"))
	require.Equal(t, "Days", p.Name, "what is shown")
	require.Equal(t, &projects.Origin{Project: ids["Days"], Version: 1, Name: "Days"}, p.Origin)
	bob.do("POST", "/gallery/days/clone", map[string]any{"name": "Mine"}).want(201).json(&p)
	require.Equal(t, "Mine", p.Name)
	bob.do("POST", "/gallery/days/clone", map[string]any{"title": "Mine"}).problem(422, "unknown-field")
	bob.do("POST", "/gallery/nothing/clone", nil).problem(404, "not-published")
	nobody.do("GET", "/gallery/days", nil).want(200).json(&e)
	require.Equal(t, 1, e.Clones)
	names, _ = list("?order=popular&limit=1")
	require.Equal(t, []string{"Days"}, names)

	h.limited(ratelimit.Create, "1/min burst 1")
	bob.do("POST", "/gallery/days/clone", nil).want(201)
	bob.do("POST", "/gallery/days/clone", nil).problem(429, "rate-limited")
}
