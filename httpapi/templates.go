package httpapi

import (
	"net/http"
	"sync"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/gallery"
)

// templateOperations are about the built-in projects.
func templateOperations() []operation {
	all := sync.OnceValues(templates)
	return []operation{
		{id: "listTemplates", method: "GET", path: "/templates", who: anybody, handle: listTemplates(all)},
		{id: "getTemplate", method: "GET", path: "/templates/{template}", who: anybody, handle: getTemplate(all)},
		{id: "getTemplateSource", method: "GET", path: "/templates/{template}/source", who: anybody, handle: getTemplateSource},
	}
}

// template is a built-in project.
type template struct {
	Name   string `json:"name"`
	Title  string `json:"title"`
	About  string `json:"about"`
	Device string `json:"device,omitempty"` // "" = the renderer's default
}

type templateList struct {
	Templates []template `json:"templates"`
}

// templates reads all of them.
func templates() (list templateList, err error) {
	for _, e := range gallery.All() {
		source, err := gallery.Source(e.Name)
		if err != nil {
			return templateList{}, err
		}
		p, err := einkpdf.Parse(source)
		if err != nil {
			return templateList{}, err
		}
		list.Templates = append(list.Templates, template{e.Name, p.Title, e.About, p.Device})
	}
	return list, nil
}

func listTemplates(all func() (templateList, error)) func(*call) error {
	return func(c *call) error {
		list, err := all()
		if err != nil {
			return err
		}
		return c.constantJSON(list)
	}
}

func getTemplate(all func() (templateList, error)) func(*call) error {
	return func(c *call) error {
		list, err := all()
		if err != nil {
			return err
		}
		for _, t := range list.Templates {
			if t.Name == c.path("template") {
				return c.constantJSON(t)
			}
		}
		return noTemplate()
	}
}

func getTemplateSource(c *call) error {
	source, err := c.template()
	if err != nil {
		return err
	}
	return c.constant("application/yaml", source)
}

// template is the file of the built-in project in the path.
func (c *call) template() ([]byte, error) {
	source, err := gallery.Source(c.path("template"))
	if err != nil {
		return nil, noTemplate()
	}
	return source, nil
}

func noTemplate() error {
	return refuse(http.StatusNotFound, "no-such-template", "template", "There is no such template. GET /templates lists those that there are.")
}
