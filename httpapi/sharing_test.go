package httpapi_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/projects"
)

func TestShare(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ada, bob, eve := h.user("ada"), h.user("bob"), h.user("eve")
	p := ada.made("One")
	path := "/projects/" + p.ID

	var found auth.Person
	ada.do("GET", "/people?name=BOB", nil).want(200).json(&found)
	require.Equal(t, auth.Person{ID: bob.id, Name: "bob"}, found)
	ada.do("GET", "/people?name=bo", nil).problem(404, "no-such-user")
	ada.do("GET", "/people", nil).problem(400, "invalid-parameter")
	h.nobody().do("GET", "/people?name=bob", nil).problem(401, "unauthenticated")

	bob.do("GET", path, nil).problem(404, "no-such-project")
	var g projects.Grant
	ada.do("PUT", path+"/grants/"+found.ID, map[string]any{"role": "viewer"}).want(200).json(&g)
	require.Equal(t, projects.Viewer, g.Role)
	bob.do("GET", path, nil).want(200).json(&p)
	require.Equal(t, projects.Viewer, p.Role)
	bob.do("PUT", path+"/source", "x", asYAML(), ifMatch(1)).problem(403, "forbidden")
	ada.do("PUT", path+"/grants/"+bob.id, map[string]any{"role": "editor"}).want(200)
	bob.do("PUT", path+"/source", planner("Bob's", 1), asYAML(), ifMatch(1)).want(200)

	var list struct {
		Grants []projects.Grant
		People []auth.Person
	}
	ada.do("PUT", path+"/grants/"+eve.id, map[string]any{"role": "viewer"}).want(200)
	ada.do("GET", path+"/grants", nil).want(200).json(&list)
	require.Len(t, list.Grants, 2)
	require.ElementsMatch(t, []auth.Person{{ID: bob.id, Name: "bob"}, {ID: eve.id, Name: "eve"}}, list.People)
	bob.do("GET", path+"/grants", nil).problem(403, "forbidden")
	bob.do("PUT", path+"/grants/"+eve.id, map[string]any{"role": "editor"}).problem(403, "forbidden")
	bob.do("DELETE", path+"/grants/"+eve.id, nil).problem(403, "forbidden")

	for _, role := range []string{"owner", "", "admin"} {
		require.Equal(t, "role", ada.do("PUT", path+"/grants/"+bob.id, map[string]any{"role": role}).problem(422, "invalid-grant-role").Field)
	}
	ada.do("PUT", path+"/grants/nobody", map[string]any{"role": "viewer"}).problem(422, "no-such-user")

	bob.do("DELETE", path+"/grants/"+bob.id, nil).want(204) // leaves
	bob.do("GET", path, nil).problem(404, "no-such-project")
	ada.do("DELETE", path+"/grants/"+eve.id, nil).want(204)
	ada.do("DELETE", path+"/grants/"+eve.id, nil).want(204)
	require.Equal(t, "{\"grants\":[]}\n", string(ada.do("GET", path+"/grants", nil).want(200).Body))
	bob.do("GET", path+"/grants", nil).problem(404, "no-such-project")
}

func TestPublish(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ada, bob, root := h.user("ada"), h.user("bob"), h.admin()
	p := ada.made("Ada's days")
	path := "/projects/" + p.ID + "/publication"
	ada.do("PUT", "/projects/"+p.ID+"/grants/"+bob.id, map[string]any{"role": "editor"}).want(200)

	bob.do("PUT", path, map[string]any{}).problem(403, "forbidden")
	ada.do("PUT", path, map[string]any{"slug": "A b"}).problem(422, "invalid-slug")
	ada.do("PUT", path, map[string]any{"version": 2}).problem(404, "no-such-version")
	ada.do("PUT", path, map[string]any{"version": -1}).problem(422, "invalid-field")
	ada.do("PUT", path, map[string]any{"version": int64(1) << 40}).problem(422, "invalid-field")
	var e projects.Entry
	a := ada.do("PUT", path, map[string]any{"description": "For every day", "author": "Ada"}).want(200).json(&e)
	require.Equal(t, "adas-days", e.Slug)
	require.Equal(t, "/api/v1/gallery/adas-days", a.Header.Get("Content-Location"))
	ada.do("PUT", path, map[string]any{"slug": "days", "version": 1}).want(200).json(&e)
	require.Equal(t, "days", e.Slug)

	other := bob.made("Days")
	bob.do("PUT", "/projects/"+other.ID+"/publication", map[string]any{"slug": "days"}).problem(409, "slug-taken")

	bob.do("DELETE", path, nil).problem(403, "forbidden")
	root.do("DELETE", path, nil).problem(404, "no-such-project") // by /admin, with a reason
	ada.do("DELETE", path, nil).want(204)
	ada.do("DELETE", path, nil).want(204)
	require.NoError(t, h.projects.Unpublish(t.Context(), projects.Actor{User: root.id, Admin: true}, p.ID, "Copied from a shop"))
	require.Contains(t, ada.do("PUT", path, map[string]any{}).problem(409, "withheld").Detail, "Copied from a shop")
}
