package edit

import (
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// Asset is an image or a font that a project uses.
type Asset struct {
	Name    string // as the project says it
	Pointer string // JSON pointer of the first place that names it
	Font    bool   // named by a font of the project
}

// Assets are the assets that a project uses, each once: first those of its fonts
// by family, then those of its parts and designs, by name. What a host program's
// own widgets use is not known here.
func Assets(p *einkpdf.Project) []Asset {
	var list []Asset
	known := map[string]bool{}
	add := func(name, pointer string, font bool) {
		if name != "" && !known[name] {
			known[name] = true
			list = append(list, Asset{name, pointer, font})
		}
	}
	for _, family := range sorted(p.Fonts) {
		f := p.Fonts[family]
		for _, style := range [...]struct{ key, name string }{{"regular", f.Regular}, {"bold", f.Bold}, {"italic", f.Italic}, {"bold-italic", f.BoldItalic}} {
			add(style.name, pointer("fonts", family, style.key), true)
		}
	}
	images(p, func(at string, m *widget.Image) { add(m.Asset, at+"/asset", false) })
	return list
}

// RenameAssets is a project like p whose assets have other names: each that rename
// has, the name there. The others stay.
func RenameAssets(p *einkpdf.Project, rename map[string]string) *einkpdf.Project {
	out := copyOf(p)
	change := func(name *string) {
		if to, ok := rename[*name]; ok {
			*name = to
		}
	}
	for family, f := range out.Fonts {
		for _, name := range []*string{&f.Regular, &f.Bold, &f.Italic, &f.BoldItalic} {
			change(name)
		}
		out.Fonts[family] = f
	}
	done := map[*widget.Image]bool{} // one may stand in several places
	images(out, func(_ string, m *widget.Image) {
		if !done[m] {
			done[m] = true
			change(&m.Asset)
		}
	})
	return out
}

// images visits the images of a project.
func images(p *einkpdf.Project, visit func(at string, m *widget.Image)) {
	widgets(p, func(at string, w widget.Widget) {
		if m, ok := w.(*widget.Image); ok {
			visit(at, m)
		}
	})
}

// widgets visits the widgets of a project: those of its parts, then those of its
// designs, by name.
func widgets(p *einkpdf.Project, visit func(at string, w widget.Widget)) {
	walk := walker{visit: visit, left: maxWidgets, inside: map[widget.Widget]bool{}}
	for _, name := range sorted(p.Parts) {
		walk.from(p.Parts[name], pointer("parts", name))
	}
	for _, name := range sorted(p.Designs) {
		if d := p.Designs[name]; d != nil {
			walk.from(d.Body, pointer("designs", name, "body"))
		}
	}
}

// The bounds of widgets inside one another and in all. Nothing that compiles is
// beyond them, but a program may have built anything.
const (
	maxDepth   = 200
	maxWidgets = 100_000
)

// walker visits widgets and those inside them. It passes over what does not
// compile: widgets inside themselves, and such as are no pointers.
type walker struct {
	visit  func(at string, w widget.Widget)
	left   int
	inside map[widget.Widget]bool // those that it is inside of
}

func (k *walker) from(w widget.Widget, at string) {
	if v := reflect.ValueOf(w); v.Kind() != reflect.Pointer || v.IsNil() || k.inside[w] || len(k.inside) > maxDepth || k.left <= 0 {
		return
	}
	k.left--
	k.inside[w] = true
	defer delete(k.inside, w)
	k.visit(at, w)
	widget.Inside(w, at, func(at string, inner widget.Widget) { k.from(inner, at) })
}

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// pointer is the JSON pointer (RFC 6901) of steps from the root.
func pointer(steps ...string) string {
	var b strings.Builder
	for _, step := range steps {
		b.WriteString("/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(step))
	}
	return b.String()
}
