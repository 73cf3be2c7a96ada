package httpapi

import (
	"net/http"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/projects"
)

func adminProjectOperations() []operation {
	return []operation{
		{id: "listProjectsOf", method: "GET", path: "/admin/users/{user}/projects", query: "shelf query order after limit", handle: listProjectsOf},
		{id: "withholdProject", method: "POST", path: "/admin/projects/{project}/unpublish", body: smallBody, handle: withholdProject},
		{id: "readmitProject", method: "POST", path: "/admin/projects/{project}/readmit", body: smallBody, handle: readmitProject},
	}
}

func listProjectsOf(c *call) error {
	q := c.parameters()
	after, limit := q.page()
	if q.err != nil {
		return q.err
	}
	f := projects.Filter{Shelf: projects.Shelf(q.Get("shelf")), Query: q.Get("query"), Order: projects.Order(q.Get("order"))}
	page, next, err := c.operators().Projects(c.ctx(), c.id, c.path("user"), f, after, limit)
	if err != nil {
		return err
	}
	return c.projects(page, next)
}

func listAssetsOf(c *call) error {
	q := c.parameters()
	after, limit := q.page()
	if q.err != nil {
		return q.err
	}
	f := assets.Filter{Kind: assets.Kind(q.Get("kind")), Order: assets.Order(q.Get("order"))}
	page, next, err := c.operators().Assets(c.ctx(), c.id, c.path("user"), f, after, limit)
	if err != nil {
		return err
	}
	return c.answer(http.StatusOK, assetPage{Assets: page, Next: next})
}

func withholdProject(c *call) error {
	var body because
	if err := c.decode(&body); err != nil {
		return err
	}
	if err := c.operators().Unpublish(c.ctx(), c.id, c.path("project"), body.Reason); err != nil {
		return err
	}
	return c.answer(http.StatusNoContent, nil)
}

func readmitProject(c *call) error {
	var body because
	if err := c.decode(&body); err != nil {
		return err
	}
	if err := c.operators().Readmit(c.ctx(), c.id, c.path("project"), body.Reason); err != nil {
		return err
	}
	return c.answer(http.StatusNoContent, nil)
}
