package httpapi

import (
	"net/http"

	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/ratelimit"
)

func galleryOperations() []operation {
	return []operation{
		{id: "listGallery", method: "GET", path: "/gallery", who: anybody, query: "query device order after limit", handle: listGallery},
		{id: "getEntry", method: "GET", path: "/gallery/{slug}", who: anybody, handle: getEntry},
		{id: "getEntrySource", method: "GET", path: "/gallery/{slug}/source", who: anybody, handle: getEntrySource},
		{id: "cloneEntry", method: "POST", path: "/gallery/{slug}/clone", who: user, limits: []string{ratelimit.Create}, body: smallBody, handle: cloneEntry},
	}
}

// entryPage is a page of the gallery.
type entryPage struct {
	Entries []projects.Entry `json:"entries"`
	Next    string           `json:"next,omitempty"` // for ?after=
}

func listGallery(c *call) error {
	after, limit, err := c.page()
	if err != nil {
		return err
	}
	q := c.r.URL.Query()
	f := projects.GalleryFilter{Query: q.Get("query"), Device: q.Get("device"), Order: projects.Order(q.Get("order"))}
	page, next, err := c.api.c.Projects.Gallery(c.ctx(), f, after, limit)
	if err != nil {
		return err
	}
	return c.answer(http.StatusOK, entryPage{some(page), next})
}

func getEntry(c *call) error {
	e, _, _, err := c.api.c.Projects.Published(c.ctx(), c.path("slug"))
	if err != nil {
		return err
	}
	return c.answer(http.StatusOK, e)
}

func getEntrySource(c *call) error {
	_, v, source, err := c.api.c.Projects.Published(c.ctx(), c.path("slug"))
	if err != nil {
		return err
	}
	return c.file(`"`+v.SHA256+`"`, source) // not the version: a slug may become another project's
}

func cloneEntry(c *call) error {
	e, _, _, err := c.api.c.Projects.Published(c.ctx(), c.path("slug"))
	if err != nil {
		return err
	}
	return c.clone(e.Project)
}
