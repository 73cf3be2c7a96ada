package widget

import (
	"reflect"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/decode"
	"github.com/einkpdf/platform/einkpdf/internal/source"
)

// Style is how text looks. Everything is optional: what a style does not say
// comes from the style that it is like, then from the style "default", then
// from the widget.
type Style struct {
	Like          string      `key:"like" doc:"Name of the style that this one starts from."`
	Font          string      `key:"font" doc:"Font family: sans, serif, mono, a built-in family or one of the project's fonts."`
	Size          geom.Length `key:"size" doc:"Font size." min:"2pt" max:"200pt"`
	Weight        string      `key:"weight" enum:"regular,bold" doc:"Weight of the letters."`
	Slant         string      `key:"slant" enum:"upright,italic" doc:"Slant of the letters."`
	Color         Color       `key:"color" doc:"Colour of the letters."`
	Align         string      `key:"align" enum:"left,center,right" doc:"Horizontal alignment in the box."`
	VAlign        string      `key:"valign" enum:"top,middle,bottom" doc:"Vertical alignment in the box."`
	LineHeight    geom.Ratio  `key:"line-height" doc:"Distance of the lines as a multiple of the font size." min:"0.5" max:"5" default:"1.25"`
	Decoration    string      `key:"decoration" enum:"none,underline" doc:"Line under the text."`
	Case          string      `key:"case" enum:"as-is,upper,lower" doc:"Capital or small letters."`
	LetterSpacing geom.Length `key:"letter-spacing" doc:"Extra space between letters." min:"-10pt" max:"50pt"`
}

// Over is the style with what it leaves open taken from under.
func (s Style) Over(under Style) Style {
	pick(&s.Font, under.Font)
	pick(&s.Size, under.Size)
	pick(&s.Weight, under.Weight)
	pick(&s.Slant, under.Slant)
	pick(&s.Color, under.Color)
	pick(&s.Align, under.Align)
	pick(&s.VAlign, under.VAlign)
	pick(&s.LineHeight, under.LineHeight)
	pick(&s.Decoration, under.Decoration)
	pick(&s.Case, under.Case)
	pick(&s.LetterSpacing, under.LetterSpacing)
	return s
}

// pick sets a value that is not given.
func pick[T comparable](dst *T, under T) {
	var zero T
	if *dst == zero {
		*dst = under
	}
}

// StyleRef is a style in a widget: the name of one of the project's styles, or
// a style of the widget's own.
type StyleRef struct {
	Name string
	Own  *Style
}

// Named is a reference to one of the project's styles.
func Named(name string) StyleRef { return StyleRef{Name: name} }

// Inline is a style of the widget's own; it may be like a named one.
func Inline(s Style) StyleRef { return StyleRef{Own: &s} }

// UnmarshalNode reads a name or an object.
func (r *StyleRef) UnmarshalNode(n *source.Node, d *decode.Decoder, report func(*source.Error)) {
	if n.Kind == source.String {
		r.Name = n.Value
		return
	}
	r.Own = new(Style)
	d.DecodeInto(n, r.Own, report)
}

// MarshalNode is the name or the style.
func (r StyleRef) MarshalNode() any {
	if r.Own != nil {
		return *r.Own
	}
	return r.Name
}

// JSONSchema describes the two forms.
func (StyleRef) JSONSchema(schema func(reflect.Type) map[string]any) map[string]any {
	return map[string]any{"oneOf": []any{
		map[string]any{"type": "string", "description": "Name of one of the project's styles."},
		schema(reflect.TypeFor[Style]()),
	}}
}
