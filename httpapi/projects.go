package httpapi

import (
	"net/http"

	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/ratelimit"
)

func projectOperations() []operation {
	return []operation{
		{id: "listProjects", method: "GET", path: "/projects", who: user, handle: listProjects},
		{id: "createProject", method: "POST", path: "/projects", who: user, limits: []string{ratelimit.Create}, body: sourceBody, handle: createProject},
		{id: "getProject", method: "GET", path: "/projects/{project}", who: user, handle: getProject},
		{id: "renameProject", method: "PATCH", path: "/projects/{project}", who: user, body: smallBody, handle: renameProject},
		{id: "trashProject", method: "DELETE", path: "/projects/{project}", who: user, handle: trashProject},
	}
}

// projectPage is a page of a listing.
type projectPage struct {
	Projects []projects.Project `json:"projects"`
	Next     string             `json:"next,omitempty"` // for ?after=
}

func listProjects(c *call) error {
	after, limit, err := c.page()
	if err != nil {
		return err
	}
	q := c.r.URL.Query()
	f := projects.Filter{Shelf: projects.Shelf(q.Get("shelf")), Query: q.Get("query"), Order: projects.Order(q.Get("order"))}
	page, next, err := c.api.c.Projects.List(c.ctx(), c.inProjects(), f, after, limit)
	if err != nil {
		return err
	}
	return c.answer(http.StatusOK, projectPage{page, next})
}

func createProject(c *call) error {
	var body struct {
		Name   string `json:"name"`
		Source string `json:"source"`
	}
	if err := c.decode(&body); err != nil {
		return err
	}
	p, err := c.api.c.Projects.Create(c.ctx(), c.inProjects(), projects.NewProject{Name: body.Name, Source: []byte(body.Source)})
	if err != nil {
		return err
	}
	c.w.Header().Set("Location", c.api.c.Prefix+"/projects/"+p.ID)
	return c.project(http.StatusCreated, p)
}

func getProject(c *call) error {
	p, err := c.api.c.Projects.Get(c.ctx(), c.inProjects(), c.path("project"))
	if err != nil {
		return err
	}
	return c.project(http.StatusOK, p)
}

func renameProject(c *call) error {
	var body struct {
		Version int    `json:"version"`
		Name    string `json:"name"`
	}
	if err := c.decode(&body); err != nil {
		return err
	}
	seen, err := c.seen(body.Version)
	if err != nil {
		return err
	}
	p, err := c.api.c.Projects.Rename(c.ctx(), c.inProjects(), c.path("project"), seen, body.Name)
	if err != nil {
		return c.stale(err)
	}
	return c.project(http.StatusOK, p)
}

func trashProject(c *call) error {
	seen, err := c.seen(0)
	if err != nil {
		return err
	}
	p, err := c.api.c.Projects.Trash(c.ctx(), c.inProjects(), c.path("project"), seen)
	if err != nil {
		return c.stale(err)
	}
	return c.project(http.StatusOK, p)
}

// project answers with a project, and its version as ETag.
func (c *call) project(status int, p projects.Project) error {
	c.w.Header().Set("ETag", tag(p.Version))
	return c.answer(status, p)
}
