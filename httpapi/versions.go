package httpapi

import (
	"io"
	"net/http"

	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/projects"
)

// versionPage is a page of a history.
type versionPage struct {
	Versions []projects.Version `json:"versions"`
	People   []auth.Person      `json:"people,omitempty"` // who wrote them
	Next     string             `json:"next,omitempty"`   // for ?after=
}

func listVersions(c *call) error {
	after, limit, err := c.page()
	if err != nil {
		return err
	}
	page, next, err := c.api.c.Projects.Versions(c.ctx(), c.inProjects(), c.path("project"), after, limit)
	if err != nil {
		return err
	}
	var ids []string
	for _, v := range page {
		ids = append(ids, v.By)
	}
	people, err := c.people(ids...)
	if err != nil {
		return err
	}
	return c.answer(http.StatusOK, versionPage{some(page), people, next})
}

func getVersion(c *call) error {
	v, _, err := c.version()
	if err != nil {
		return err
	}
	c.w.Header().Set("ETag", tag(v.Number))
	return c.answer(http.StatusOK, v)
}

// diffVersions compares ?from= with ?to=, or with the current version.
func diffVersions(c *call) error {
	q := c.r.URL.Query()
	from, err := number(q.Get("from"), "from", 1, maxVersion)
	if err != nil {
		return err
	}
	if from == 0 {
		return refuse(http.StatusBadRequest, "invalid-parameter", "from", "Say which version to compare: ?from= with its number.")
	}
	to, err := number(q.Get("to"), "to", 1, maxVersion)
	if err != nil {
		return err
	}
	id := c.path("project")
	if to == 0 {
		p, err := c.api.c.Projects.Get(c.ctx(), c.inProjects(), id)
		if err != nil {
			return err
		}
		to = p.Version
	}
	diff, err := c.api.c.Projects.Diff(c.ctx(), c.inProjects(), id, from, to)
	if err != nil {
		return err
	}
	h := c.w.Header()
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("X-Content-Type-Options", "nosniff")
	_, _ = io.WriteString(c.w, diff) // a client that has gone needs no answer
	return nil
}

func revertProject(c *call) error {
	var body struct {
		Version int `json:"version"`
		To      int `json:"to"`
	}
	if err := c.decode(&body); err != nil {
		return err
	}
	seen, err := c.seen(body.Version)
	if err != nil {
		return err
	}
	if body.To < 1 || body.To > maxVersion {
		return notFrom1("to")
	}
	p, err := c.api.c.Projects.Revert(c.ctx(), c.inProjects(), c.path("project"), seen, body.To)
	return c.written(p, err)
}
