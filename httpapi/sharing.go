package httpapi

import (
	"net/http"

	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/projects"
)

func sharingOperations() []operation {
	return []operation{
		{id: "listGrants", method: "GET", path: "/projects/{project}/grants", who: user, handle: listGrants},
		{id: "putGrant", method: "PUT", path: "/projects/{project}/grants/{user}", who: user, body: smallBody, handle: putGrant},
		{id: "deleteGrant", method: "DELETE", path: "/projects/{project}/grants/{user}", who: user, handle: deleteGrant},
		{id: "publishProject", method: "PUT", path: "/projects/{project}/publication", who: user, body: smallBody, handle: publishProject},
		{id: "unpublishProject", method: "DELETE", path: "/projects/{project}/publication", who: user, handle: unpublishProject},
	}
}

// grantList is with whom a project is shared.
type grantList struct {
	Grants []projects.Grant `json:"grants"`
	People []auth.Person    `json:"people,omitempty"`
}

func listGrants(c *call) error {
	grants, err := c.api.c.Projects.Grants(c.ctx(), c.inProjects(), c.path("project"))
	if err != nil {
		return err
	}
	var ids []string
	for _, g := range grants {
		ids = append(ids, g.User)
	}
	people, err := c.people(ids...)
	if err != nil {
		return err
	}
	return c.answer(http.StatusOK, grantList{some(grants), people})
}

func putGrant(c *call) error {
	var body struct {
		Role projects.Role `json:"role"`
	}
	if err := c.decode(&body); err != nil {
		return err
	}
	g, err := c.api.c.Projects.Share(c.ctx(), c.inProjects(), c.path("project"), c.path("user"), body.Role)
	if err != nil {
		return err
	}
	return c.answer(http.StatusOK, g)
}

func deleteGrant(c *call) error {
	if err := c.api.c.Projects.Unshare(c.ctx(), c.inProjects(), c.path("project"), c.path("user")); err != nil {
		return err
	}
	return c.answer(http.StatusNoContent, nil)
}

func publishProject(c *call) error {
	var body struct {
		Version     int    `json:"version"`
		Slug        string `json:"slug"`
		Description string `json:"description"`
		Author      string `json:"author"`
	}
	if err := c.decode(&body); err != nil {
		return err
	}
	if body.Version < 0 || body.Version > maxVersion {
		return notFrom1("version")
	}
	e, err := c.api.c.Projects.Publish(c.ctx(), c.inProjects(), c.path("project"), projects.Publication{
		Version: body.Version, Slug: body.Slug, Description: body.Description, Author: body.Author,
	})
	if err != nil {
		return err
	}
	c.w.Header().Set("Content-Location", c.api.c.Prefix+"/gallery/"+e.Slug)
	return c.answer(http.StatusOK, e)
}

func unpublishProject(c *call) error {
	owner := projects.Actor{User: c.user()} // an admin takes out what is somebody else's by /admin, and says why
	if err := c.api.c.Projects.Unpublish(c.ctx(), owner, c.path("project"), ""); err != nil {
		return err
	}
	return c.answer(http.StatusNoContent, nil)
}
