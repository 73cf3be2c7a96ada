package httpapi

import (
	"fmt"
	"net/http"

	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/einkpdf/gallery"
	"github.com/einkpdf/platform/jobs/renderjob"
	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/ratelimit"
)

func projectOperations() []operation {
	create := []string{ratelimit.Create}
	return []operation{
		{id: "listProjects", method: "GET", path: "/projects", who: user, query: "shelf query order after limit", handle: listProjects},
		{id: "createProject", method: "POST", path: "/projects", who: user, query: "name", limits: create, body: sourceBody, handle: createProject},
		{id: "importProject", method: "POST", path: "/projects/import", who: user, query: "name", limits: create, body: importBody, handle: importProject},
		{id: "getProject", method: "GET", path: "/projects/{project}", who: user, handle: getProject},
		{id: "renameProject", method: "PATCH", path: "/projects/{project}", who: user, body: smallBody, handle: renameProject},
		{id: "cloneProject", method: "POST", path: "/projects/{project}/clone", who: user, limits: create, body: smallBody, handle: cloneProject},
		{id: "changeDevice", method: "POST", path: "/projects/{project}/device", who: user, limits: create, body: smallBody, handle: changeDevice},

		{id: "getSource", method: "GET", path: "/projects/{project}/source", who: user, handle: getSource},
		{id: "putSource", method: "PUT", path: "/projects/{project}/source", who: user, body: sourceBody, handle: putSource},
		{id: "listVersions", method: "GET", path: "/projects/{project}/versions", who: user, query: "after limit", handle: listVersions},
		{id: "getVersion", method: "GET", path: "/projects/{project}/versions/{version}", who: user, handle: getVersion},
		{id: "getVersionSource", method: "GET", path: "/projects/{project}/versions/{version}/source", who: user, handle: getVersionSource},
		{id: "diffVersions", method: "GET", path: "/projects/{project}/diff", who: user, query: "from to", handle: diffVersions},
		{id: "revertProject", method: "POST", path: "/projects/{project}/revert", who: user, body: smallBody, handle: revertProject},

		{id: "trashProject", method: "DELETE", path: "/projects/{project}", who: user, handle: trashProject},
		{id: "restoreProject", method: "POST", path: "/projects/{project}/restore", who: user, body: smallBody, handle: restoreProject},
		{id: "purgeProject", method: "POST", path: "/projects/{project}/purge", who: user, body: smallBody, handle: purgeProject},
	}
}

// projectPage is a page of a listing.
type projectPage struct {
	Projects []projects.Project `json:"projects"`
	People   []auth.Person      `json:"people,omitempty"` // owners, and who wrote last
	Next     string             `json:"next,omitempty"`   // for ?after=
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
	return c.projects(page, next)
}

// projects answers with a page of projects, and who the people in it are.
func (c *call) projects(page []projects.Project, next string) error {
	var ids []string
	for _, p := range page {
		ids = append(ids, p.Owner, p.UpdatedBy)
	}
	people, err := c.people(ids...)
	if err != nil {
		return err
	}
	return c.answer(http.StatusOK, projectPage{some(page), people, next})
}

// some is a list that is [] in JSON when there is nothing in it.
func some[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

func createProject(c *call) error {
	n, err := c.newProject()
	if err != nil {
		return err
	}
	p, err := c.api.c.Projects.Create(c.ctx(), c.inProjects(), n)
	if err != nil {
		return err
	}
	return c.created(p)
}

// newProject is a project file as the body, with ?name=; or JSON with a name and a file, or the name of a template.
func (c *call) newProject() (projects.NewProject, error) {
	if c.mediaType() != "application/json" {
		source, err := c.source()
		return projects.NewProject{Name: c.r.URL.Query().Get("name"), Source: source}, err
	}
	var body struct {
		Name     string  `json:"name"`
		Source   *string `json:"source"`
		Template string  `json:"template"`
	}
	if err := c.inJSON(&body); err != nil {
		return projects.NewProject{}, err
	}
	n := projects.NewProject{Name: body.Name}
	switch {
	case (body.Source == nil) == (body.Template == ""):
		return n, refuse(http.StatusUnprocessableEntity, "source-missing", "source", `Send one of both: "source" with a project file, or "template" with the name of a template.`)
	case body.Source != nil:
		n.Source = []byte(*body.Source)
		return n, nil
	}
	source, err := gallery.Source(body.Template)
	if err != nil {
		return n, refuse(http.StatusUnprocessableEntity, "unknown-template", "template", fmt.Sprintf("There is no template %q. GET %s/templates lists those that there are.", cut(body.Template, 80), c.api.c.Prefix))
	}
	n.Source = source
	return n, nil
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
		Version int     `json:"version"`
		Name    *string `json:"name"`
	}
	if err := c.decode(&body); err != nil {
		return err
	}
	if body.Name == nil {
		return refuse(http.StatusUnprocessableEntity, "field-missing", "name", `Send "name": a name, or "" for the title of the file.`)
	}
	seen, err := c.seen(body.Version)
	if err != nil {
		return err
	}
	p, err := c.api.c.Projects.Rename(c.ctx(), c.inProjects(), c.path("project"), seen, *body.Name)
	return c.written(p, err)
}

func cloneProject(c *call) error { return c.clone(c.path("project")) }

// clone makes a copy of a project, with the name in the body if there is one.
func (c *call) clone(id string) error {
	var body struct {
		Name string `json:"name"`
	}
	if err := c.decodeAny(&body); err != nil {
		return err
	}
	p, err := c.api.c.Projects.Clone(c.ctx(), c.inProjects(), id, body.Name)
	if err != nil {
		return err
	}
	return c.created(p)
}

func changeDevice(c *call) error {
	var body struct {
		Version int    `json:"version"`
		Device  string `json:"device"`
	}
	if err := c.decode(&body); err != nil {
		return err
	}
	seen, err := c.seen(body.Version)
	if err != nil {
		return err
	}
	done, err := c.api.c.Projects.ChangeDevice(c.ctx(), c.inProjects(), c.path("project"), seen, body.Device)
	if err != nil {
		return c.stale(err)
	}
	status := http.StatusOK
	if done.Copied {
		status = http.StatusCreated
		c.w.Header().Set("Location", c.at(done.Project))
	}
	c.w.Header().Set("ETag", tag(done.Project.Version))
	return c.answer(status, done)
}

// at is the path of a project.
func (c *call) at(p projects.Project) string { return c.api.c.Prefix + "/projects/" + p.ID }

// created answers with a new project, and where it is.
func (c *call) created(p projects.Project) error {
	c.w.Header().Set("Location", c.at(p))
	return c.wrote(http.StatusCreated, p)
}

// written answers with what came of a write.
func (c *call) written(p projects.Project, err error) error {
	if err != nil {
		return c.stale(err)
	}
	return c.wrote(http.StatusOK, p)
}

// wrote is project with why nothing can be made of what was written, if it is a draft: who writes has the file at hand.
func (c *call) wrote(status int, p projects.Project) error {
	answer := struct {
		projects.Project
		Findings []renderjob.Finding `json:"findings,omitempty"`
	}{Project: p}
	if p.Draft { // an extra: what was written is answered without it as well
		if v, _, err := c.api.c.Projects.Read(c.ctx(), c.inProjects(), p.ID); err == nil && v.Number == p.Version {
			for _, e := range v.Facts.Errors {
				answer.Findings = append(answer.Findings, renderjob.Finding{
					Severity: "error", Line: e.Line, Col: e.Col, Pointer: e.Pointer, Code: e.Code, Message: e.Message, Hint: e.Hint,
				})
			}
		}
	}
	c.w.Header().Set("ETag", tag(p.Version))
	return c.answer(status, answer)
}

// project answers with a project, and its version as ETag.
func (c *call) project(status int, p projects.Project) error {
	c.w.Header().Set("ETag", tag(p.Version))
	return c.answer(status, p)
}
