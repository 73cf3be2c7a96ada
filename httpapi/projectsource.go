package httpapi

import (
	"mime"
	"net/http"
	"strconv"

	"github.com/einkpdf/platform/projects"
)

// mediaType is what the body says it is, without parameters; "" = nothing that can be read.
func (c *call) mediaType() string {
	t, _, err := mime.ParseMediaType(c.r.Header.Get("Content-Type"))
	if err != nil {
		return ""
	}
	return t
}

// source reads a body that is a project file. What kind of text it is, the file says itself.
func (c *call) source() ([]byte, error) {
	switch c.mediaType() {
	case "application/yaml", "application/x-yaml", "text/yaml", "text/plain", "application/json":
		return c.text()
	}
	return nil, refuse(http.StatusUnsupportedMediaType, "unsupported-media-type", "", "Send a project file, and say what it is: Content-Type: application/yaml, application/json or text/plain.")
}

func getSource(c *call) error {
	v, source, err := c.api.c.Projects.Read(c.ctx(), c.inProjects(), c.path("project"))
	if err != nil {
		return err
	}
	return c.file(tag(v.Number), source)
}

// file answers with a project file, unless who asks has it.
func (c *call) file(etag string, source []byte) error {
	h := c.w.Header()
	h.Set("Cache-Control", "private, no-cache") // to be kept, and asked for each time
	if c.unchanged(etag) {
		return nil
	}
	h.Set("Content-Type", "application/yaml")
	h.Set("Content-Length", strconv.Itoa(len(source)))
	h.Set("X-Content-Type-Options", "nosniff") // it is anybody's text: nothing that a browser should take for a page
	_, _ = c.w.Write(source)                   // a client that has gone needs no answer
	return nil
}

func putSource(c *call) error {
	seen, err := c.match(sayVersion)
	if err != nil {
		return err
	}
	source, err := c.source()
	if err != nil {
		return err
	}
	p, err := c.api.c.Projects.Replace(c.ctx(), c.inProjects(), c.path("project"), seen, source)
	return c.written(p, err)
}

// current is the version that a path means by its name.
const current = "current"

// version finds the version in the path, with its file: "current" for whoever sees the project, a number for its editors.
func (c *call) version() (projects.Version, []byte, error) {
	if c.path("version") == current {
		return c.api.c.Projects.Read(c.ctx(), c.inProjects(), c.path("project"))
	}
	n, err := number(c.path("version"), "version", 1, maxVersion)
	if err != nil {
		return projects.Version{}, nil, err
	}
	return c.api.c.Projects.ReadVersion(c.ctx(), c.inProjects(), c.path("project"), n)
}

func getVersionSource(c *call) error {
	v, source, err := c.version()
	if err != nil {
		return err
	}
	return c.file(tag(v.Number), source)
}
