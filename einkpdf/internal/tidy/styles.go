package tidy

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// nameStyles gives a name to every style that is used more than once.
func nameStyles(p *einkpdf.Project) {
	uses := map[widget.Style][]*widget.StyleRef{}
	for _, d := range p.Designs {
		if d != nil && d.Body != nil {
			collect(reflect.ValueOf(d.Body), uses, 0)
		}
	}
	for _, w := range p.Parts {
		collect(reflect.ValueOf(w), uses, 0)
	}
	styles := make([]widget.Style, 0, len(uses))
	for s, refs := range uses {
		if len(refs) > 1 {
			styles = append(styles, s)
		}
	}
	slices.SortFunc(styles, func(a, b widget.Style) int {
		return cmp.Or(cmp.Compare(styleName(a), styleName(b)), cmp.Compare(fmt.Sprint(a), fmt.Sprint(b)))
	})
	if len(styles) > 0 && p.Styles == nil {
		p.Styles = map[string]widget.Style{}
	}
	for _, s := range styles {
		name := styleName(s)
		for i := 2; ; i++ {
			if _, taken := p.Styles[name]; !taken {
				break
			}
			name = styleName(s) + "-" + strconv.Itoa(i)
		}
		p.Styles[name] = s
		for _, ref := range uses[s] {
			*ref = widget.Named(name)
		}
	}
}

// collect finds the styles of a widget and of those inside of it.
func collect(v reflect.Value, uses map[widget.Style][]*widget.StyleRef, depth int) {
	if depth > 4*maxDepth {
		return
	}
	if ref, ok := addressOf(v).(*widget.StyleRef); ok {
		if ref.Own != nil && *ref.Own != (widget.Style{}) && ref.Own.Like == "" {
			uses[*ref.Own] = append(uses[*ref.Own], ref)
		}
		return
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			collect(v.Elem(), uses, depth+1)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				collect(v.Field(i), uses, depth+1)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			collect(v.Index(i), uses, depth+1)
		}
	}
}

func addressOf(v reflect.Value) any {
	if v.CanAddr() && v.Addr().CanInterface() {
		return v.Addr().Interface()
	}
	return nil
}

// styleName says what a style is: "bold-18-center".
func styleName(s widget.Style) string {
	var parts []string
	add := func(word string, given bool) {
		if given {
			parts = append(parts, word)
		}
	}
	add(plain(s.Font), s.Font != "" && s.Font != "sans")
	add("bold", s.Weight == "bold")
	add("italic", s.Slant == "italic")
	if s.Size.Unit == geom.PointUnit {
		add("text", len(parts) == 0)
		add(strings.ReplaceAll(geom.Decimal(s.Size.Value), ".", "_"), true)
	}
	if c := s.Color; c.A != 0 && (c.R != 0 || c.G != 0 || c.B != 0) {
		add(fmt.Sprintf("%02x%02x%02x", c.R, c.G, c.B), true)
	}
	add(s.Align, s.Align != "" && s.Align != "left")
	add("underlined", s.Decoration == "underline")
	name := strings.Join(parts, "-")
	if name == "" {
		name = "text"
	}
	if digit(name[0]) || name == "default" {
		name = "text-" + name
	}
	return name
}

// plain is a font's name as a part of another name.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		}
		return '-'
	}, s)
}
