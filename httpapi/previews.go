package httpapi

import (
	"errors"
	"net/http"

	"github.com/einkpdf/platform/preview"
	"github.com/einkpdf/platform/ratelimit"
)

// What is shown is a version of a project, what is published, a built-in project, or a draft in the body: each has the same operations.
func previewOperations() []operation {
	limits := []string{ratelimit.Preview}
	const shown = "device locale orientation hand"
	return []operation{
		{id: "listPages", method: "GET", path: "/projects/{project}/pages", who: user, query: "version " + shown, limits: limits, handle: pages(ofProject)},
		{id: "previewAsPNG", method: "GET", path: "/projects/{project}/preview.png", who: user, query: "version " + shown + " page width", limits: limits, handle: picture(ofProject, false)},
		{id: "previewAsSVG", method: "GET", path: "/projects/{project}/preview.svg", who: user, query: "version " + shown + " page", limits: limits, handle: picture(ofProject, true)},
		{id: "getPageLayout", method: "GET", path: "/projects/{project}/preview.json", who: user, query: "version " + shown + " page", limits: limits, handle: layout(ofProject)},
		{id: "checkProject", method: "GET", path: "/projects/{project}/check", who: user, query: "version " + shown, limits: limits, handle: check(ofProject)},

		{id: "listDraftPages", method: "POST", path: "/previews/pages", who: user, query: shown, limits: limits, body: sourceBody, handle: pages(ofDraft)},
		{id: "previewDraftAsPNG", method: "POST", path: "/previews.png", who: user, query: shown + " page width", limits: limits, body: sourceBody, handle: picture(ofDraft, false)},
		{id: "previewDraftAsSVG", method: "POST", path: "/previews.svg", who: user, query: shown + " page", limits: limits, body: sourceBody, handle: picture(ofDraft, true)},
		{id: "getDraftLayout", method: "POST", path: "/previews.json", who: user, query: shown + " page", limits: limits, body: sourceBody, handle: layout(ofDraft)},
		{id: "checkDraft", method: "POST", path: "/checks", who: user, query: shown, limits: limits, body: sourceBody, handle: check(ofCheckedDraft)},

		{id: "listEntryPages", method: "GET", path: "/gallery/{slug}/pages", who: anybody, query: shown, limits: limits, handle: pages(ofEntry)},
		{id: "previewEntryAsPNG", method: "GET", path: "/gallery/{slug}/preview.png", who: anybody, query: shown + " page width", limits: limits, handle: picture(ofEntry, false)},
		{id: "previewEntryAsSVG", method: "GET", path: "/gallery/{slug}/preview.svg", who: anybody, query: shown + " page", limits: limits, handle: picture(ofEntry, true)},

		{id: "listTemplatePages", method: "GET", path: "/templates/{template}/pages", who: anybody, query: shown, limits: limits, handle: pages(ofTemplate)},
		{id: "previewTemplateAsPNG", method: "GET", path: "/templates/{template}/preview.png", who: anybody, query: shown + " page width", limits: limits, handle: picture(ofTemplate, false)},
		{id: "previewTemplateAsSVG", method: "GET", path: "/templates/{template}/preview.svg", who: anybody, query: shown + " page", limits: limits, handle: picture(ofTemplate, true)},
	}
}

// subject is what is to be shown, and of that a page.
type subject struct {
	of    preview.Of
	page  string // key, anchor or number; "" = the first
	width int    // of a picture; 0 = the panel's
}

// pages lists pages.
func pages(find func(*call) (subject, error)) func(*call) error {
	return func(c *call) error {
		s, err := find(c)
		if err != nil {
			return err
		}
		info, etag, err := c.api.c.Previews.Pages(c.ctx(), s.of)
		return c.shown(info, etag, err)
	}
}

// layout says where the widgets and links of a page stand.
func layout(find func(*call) (subject, error)) func(*call) error {
	return func(c *call) error {
		s, err := find(c)
		if err != nil {
			return err
		}
		l, etag, err := c.api.c.Previews.Layout(c.ctx(), s.of, s.page)
		return c.shown(l, etag, err)
	}
}

// check says what a reader would stumble over. Projects with errors have a report as well.
func check(find func(*call) (subject, error)) func(*call) error {
	return func(c *call) error {
		s, err := find(c)
		if err != nil {
			return err
		}
		report, etag, err := c.api.c.Previews.Check(c.ctx(), s.of)
		return c.shown(report, etag, err)
	}
}

// shown answers with JSON about pages.
func (c *call) shown(v any, etag string, err error) error {
	if err != nil && !errors.Is(err, preview.ErrSame) {
		return err
	}
	c.keep(etag)
	if err != nil {
		return c.answer(http.StatusNotModified, nil)
	}
	return c.answer(http.StatusOK, v)
}

// picture draws a page.
func picture(find func(*call) (subject, error), svg bool) func(*call) error {
	return func(c *call) error {
		s, err := find(c)
		if err != nil {
			return err
		}
		f, err := c.api.c.Previews.Page(c.ctx(), s.of, s.page, preview.Picture{SVG: svg, Width: s.width})
		if err != nil && !errors.Is(err, preview.ErrSame) {
			return err
		}
		c.keep(f.ETag)
		if err != nil {
			return c.answer(http.StatusNotModified, nil)
		}
		h := c.w.Header()
		h.Set("Content-Type", f.Type)
		// A project is anybody's text: where its picture is opened as a page, nothing in it runs or is fetched.
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:; sandbox")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		_, _ = c.w.Write(f.Data) // a client that has gone needs no answer
		return nil
	}
}

// keep lets a browser keep the answer, and ask each time whether it is still so. Answers to drafts nobody asks for again.
func (c *call) keep(etag string) {
	if etag == "" || !safe(c.r.Method) {
		return
	}
	c.w.Header().Set("ETag", etag)
	c.w.Header().Set("Cache-Control", "private, no-cache")
}

// asked is what the query says of how it is shown.
func (c *call) asked() (subject, error) {
	q := c.r.URL.Query()
	width, err := number(q.Get("width"), "width", 16, 10_000)
	if err != nil {
		return subject{}, err
	}
	options := preview.Options{Device: q.Get("device"), Locale: q.Get("locale"), Orientation: q.Get("orientation"), Hand: q.Get("hand")}
	of := preview.Of{User: c.user(), Options: options}
	if len(c.r.Header.Values("If-None-Match")) > 0 {
		of.Has = c.has
	}
	return subject{of, q.Get("page"), width}, nil
}

func ofProject(c *call) (subject, error) {
	s, err := c.asked()
	if err != nil {
		return subject{}, err
	}
	s.of.Project = c.path("project")
	s.of.Version, err = number(c.r.URL.Query().Get("version"), "version", 1, maxVersion)
	return s, err
}

// ofEntry is what the gallery shows to everybody, with the images and fonts that everybody may see.
func ofEntry(c *call) (subject, error) {
	s, err := c.asked()
	if err != nil {
		return subject{}, err
	}
	s.of.Public = true
	_, _, s.of.File, err = c.api.c.Projects.Published(c.ctx(), c.path("slug"))
	return s, err
}

func ofTemplate(c *call) (subject, error) {
	s, err := c.asked()
	if err != nil {
		return subject{}, err
	}
	s.of.Public = true
	s.of.File, err = c.template()
	return s, err
}

// ofFile is a project file that is not saved, as the body itself; how it is shown is in the query, as of one that is saved.
func ofFile(c *call) (subject, error) {
	s, err := c.asked()
	if err != nil {
		return subject{}, err
	}
	s.of.Has = nil // nothing is kept of a draft
	s.of.File, err = c.source()
	return s, err
}

// draft is the same in JSON, with how it is shown.
type draft struct {
	Source  string          `json:"source"`
	Options preview.Options `json:"options"`
}

func (d draft) of(c *call) preview.Of {
	return preview.Of{User: c.user(), File: []byte(d.Source), Options: d.Options}
}

func ofDraft(c *call) (subject, error) {
	var body struct {
		draft
		Page  string `json:"page"`
		Width int    `json:"width"`
	}
	if c.mediaType() != "application/json" {
		return ofFile(c)
	}
	if err := c.inJSON(&body); err != nil {
		return subject{}, err
	}
	return subject{body.of(c), body.Page, body.Width}, nil
}

func ofCheckedDraft(c *call) (subject, error) {
	var body draft
	if c.mediaType() != "application/json" {
		return ofFile(c)
	}
	if err := c.inJSON(&body); err != nil {
		return subject{}, err
	}
	return subject{of: body.of(c)}, nil
}
