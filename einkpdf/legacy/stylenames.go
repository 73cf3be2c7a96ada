package legacy

import (
	"reflect"
	"strconv"
	"strings"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// maxStyles bounds the named styles of a project.
const maxStyles = 500

// nameStyles gives a name to every style that a project uses more than once.
// What the pages show stays the same.
func nameStyles(p *einkpdf.Project, designs []string) {
	uses := map[widget.Style]int{}
	var order []widget.Style
	walk := func(visit func(r *widget.StyleRef)) {
		for _, name := range designs {
			if body := p.Designs[name].Body; body != nil {
				eachStyle(reflect.ValueOf(body), visit)
			}
		}
	}
	walk(func(r *widget.StyleRef) {
		if uses[*r.Own]++; uses[*r.Own] == 1 {
			order = append(order, *r.Own)
		}
	})
	names := map[widget.Style]string{}
	for _, s := range order {
		if uses[s] < 2 || len(p.Styles) >= maxStyles {
			continue
		}
		base := styleName(s)
		name := base
		for n := 2; p.Styles[name] != (widget.Style{}); n++ {
			name = base + "-" + strconv.Itoa(n)
		}
		p.Styles[name], names[s] = s, name
	}
	walk(func(r *widget.StyleRef) {
		if name := names[*r.Own]; name != "" {
			*r = widget.Named(name)
		}
	})
}

// eachStyle visits the styles of a widget's own, and of those inside of it, that
// say the same when they have a name.
func eachStyle(v reflect.Value, visit func(r *widget.StyleRef)) {
	switch v.Kind() {
	case reflect.Interface, reflect.Pointer:
		if _, widgets := v.Interface().(widget.Widget); widgets && !v.IsNil() {
			eachStyle(v.Elem(), visit)
		}
	case reflect.Slice:
		if v.Type().Elem() == reflect.TypeFor[widget.Widget]() {
			for i := range v.Len() {
				eachStyle(v.Index(i), visit)
			}
		}
	case reflect.Struct:
		if r, ok := v.Addr().Interface().(*widget.StyleRef); ok {
			if r.Own != nil && r.Own.Like == "" {
				visit(r)
			}
			return
		}
		for i := range v.NumField() {
			// Without a size, the parts of a widget take their own before the project's
			// only while the style has no name.
			if r, ok := v.Field(i).Interface().(widget.StyleRef); ok && r.Own != nil && r.Own.Size.IsZero() && !plainText(v) {
				continue
			}
			eachStyle(v.Field(i), visit)
		}
	}
}

// plainText says whether a widget has but one text.
func plainText(v reflect.Value) bool {
	switch v.Addr().Interface().(type) {
	case *widget.TextBox, *widget.LinkBox, *widget.Checkbox:
		return true
	}
	return false
}

// styleName describes a style: "link-9-right", "text-12-bold".
func styleName(s widget.Style) string {
	parts := []string{"text"}
	if s.Color == linkInk {
		parts[0] = "link"
	}
	if s.Size != (geom.Length{}) {
		parts = append(parts, formatPoints(geom.Unit(s.Size.Value)))
	}
	if s.Font != "" {
		parts = append(parts, slug(s.Font, "font"))
	}
	for _, word := range []string{s.Weight, s.Slant, s.Align, s.VAlign, s.Decoration} {
		if word != "" && word != "regular" {
			parts = append(parts, word)
		}
	}
	return strings.Join(parts, "-")
}
