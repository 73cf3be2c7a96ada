package einkpdf

import (
	"reflect"

	"github.com/einkpdf/platform/einkpdf/internal/decode"
	"github.com/einkpdf/platform/einkpdf/internal/source"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// Parser reads project files. The zero value is ready to use.
type Parser struct {
	// File is the name of the file in errors.
	File string
	// Limits bound the size of the file.
	Limits Limits
	// Widgets are kinds of widgets beside the built-in ones. A kind with the name
	// of a built-in one replaces it.
	Widgets []widget.Kind
}

// file is where a project was read from.
type file struct {
	name string
	root *source.Node
}

// Parse reads a project file in YAML or JSON. The error is an [Errors] with
// everything that is wrong with the file.
func Parse(data []byte) (*Project, error) { return Parser{}.Parse(data) }

// Parse reads a project file in YAML or JSON. The error is an [Errors] with
// everything that is wrong with the file.
func (p Parser) Parse(data []byte) (*Project, error) {
	l := p.Limits.withDefaults()
	decoder, err := p.decoder()
	if err != nil {
		return nil, err
	}
	root, errs := source.Read(p.File, data, source.Limits{Bytes: l.FileBytes, Depth: l.Depth, Nodes: l.Nodes})
	if root == nil {
		return nil, errs
	}
	// A doubled key leaves a tree whose other errors are worth reporting too.
	project := &Project{file: &file{p.File, root}}
	errs = append(errs, decoder.Decode(root, project, p.File)...)
	errs = append(errs, project.check(decoder, errs)...)
	errs = append(errs, project.checkNames()...)
	if len(errs) > 0 {
		return nil, sortErrors(unique(errs))
	}
	return project, nil
}

// checkNames checks the device and the locale that a file names. Options may name
// others when it is compiled, but a file with a name that nobody knows is wrong.
func (p *Project) checkNames() Errors {
	c := &compiler{project: p, doc: new(Document)}
	c.setDevice()
	c.setLocale()
	return c.errs
}

// Schema is the JSON Schema (2020-12) of the project file, with the parser's
// kinds of widgets.
func (p Parser) Schema() ([]byte, error) {
	decoder, err := p.decoder()
	if err != nil {
		return nil, err
	}
	return decoder.Schema(Project{}, "https://einkpdf.github.io/schema/project-1.json", "einkpdf project")
}

// decoder knows the built-in kinds of widgets and the parser's own.
func (p Parser) decoder() (*decode.Decoder, error) {
	kinds := map[string]reflect.Type{}
	for _, k := range append(widget.Builtin(), p.Widgets...) {
		t := reflect.TypeOf(k.Zero)
		if k.Name == "" || t == nil || t.Kind() != reflect.Pointer || !framed(t.Elem()) {
			return nil, Errors{{Code: source.CodeInternal, Message: "the widget kind " + quoted(k.Name) + " needs a name and a pointer to a struct that embeds widget.Frame",
				Hint: `register it as Kind{Name: "dots", Zero: &Dots{}}`}}
		}
		kinds[k.Name] = t.Elem()
	}
	iface := reflect.TypeFor[widget.Widget]()
	return &decode.Decoder{Kinds: func(t reflect.Type) (string, map[string]reflect.Type) {
		if t == iface {
			return "type", kinds
		}
		return "", nil
	}}, nil
}

// unique drops errors that say the same of the same place.
func unique(errs Errors) Errors {
	seen := map[[2]string]bool{}
	kept := errs[:0]
	for _, e := range errs {
		id := [2]string{e.Pointer, e.Code + e.Message}
		if !seen[id] {
			seen[id] = true
			kept = append(kept, e)
		}
	}
	return kept
}
