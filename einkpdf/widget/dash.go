package widget

import (
	"reflect"
	"strconv"
	"strings"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/decode"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
	"github.com/einkpdf/platform/einkpdf/internal/source"
)

// Dash is the pattern of a line. In a project it is a word, or a list of two,
// four or six lengths that are drawn and left out in turn. The zero value means
// "not given".
type Dash struct {
	Word    string         // solid, dotted or dashed; empty when there are lengths
	Lengths [6]geom.Length // drawn, left out, drawn …; those not given end the list
}

// Dashes is a pattern of two, four or six physical lengths of 0 to 50 mm, drawn
// and left out in turn. Dashes of no length are dots.
func Dashes(lengths ...geom.Length) Dash {
	var d Dash
	copy(d.Lengths[:], lengths)
	return d
}

// The bounds of a pattern.
const (
	maxDash   = "50mm"
	minPeriod = geom.Pt / 10
)

var dashWords = []string{"solid", "dotted", "dashed"}

// dashForms says what a pattern may be.
const dashForms = "write solid, dotted, dashed, or lengths drawn and left out in turn: [3pt, 1pt]"

// lengths are those that are given.
func (d *Dash) lengths() []geom.Length {
	for i, l := range d.Lengths {
		if l.IsZero() {
			return d.Lengths[:i]
		}
	}
	return d.Lengths[:]
}

// dots says whether the pattern is a list with dashes of no length.
func (d Dash) dots() bool {
	list := d.lengths()
	for i := 0; i < len(list); i += 2 {
		if list[i].Value == 0 {
			return true
		}
	}
	return false
}

// UnmarshalNode reads a word or a list of lengths.
func (d *Dash) UnmarshalNode(n *source.Node, dec *decode.Decoder, report func(*source.Error)) {
	if n.Kind != source.Seq {
		dec.DecodeInto(n, &d.Word, report)
		return
	}
	if len(n.Items)%2 != 0 || len(n.Items) == 0 || len(n.Items) > len(d.Lengths) {
		report(&source.Error{Code: source.CodeRange, Message: "needs two, four or six lengths", Hint: dashForms})
		return
	}
	var list []geom.Length
	dec.DecodeInto(n, &list, report)
	copy(d.Lengths[:], list)
}

// MarshalNode is what UnmarshalNode reads.
func (d Dash) MarshalNode() any {
	if list := d.lengths(); len(list) > 0 {
		return list
	}
	return d.Word
}

// Check refuses unknown words, and lengths that make no pattern.
func (d Dash) Check(report func(code, pointer, message, hint string)) {
	list := d.lengths()
	if len(list) == 0 {
		d.checkWord(report)
		return
	}
	if len(list)%2 != 0 || d.Word != "" {
		report(source.CodeRange, "", "needs either a word or two, four or six lengths", dashForms)
		return
	}
	var period geom.Unit
	for i, l := range list {
		if message, ok := l.CheckBounds("0mm", maxDash); !ok {
			report(source.CodeRange, "/"+strconv.Itoa(i), message, "")
			return
		}
		period += l.Resolve(0, geom.Pt/4)
	}
	if period <= minPeriod {
		report(source.CodeRange, "", "the lengths together must be more than 0.1pt", "write for example [3pt, 1pt]")
	}
}

func (d Dash) checkWord(report func(code, pointer, message, hint string)) {
	for _, word := range dashWords {
		if d.Word == word {
			return
		}
	}
	hint := dashForms
	if near := decode.Suggest(d.Word, dashWords); near != "" {
		hint = "did you mean " + near + "?"
	}
	report(source.CodeEnum, "", "must be "+strings.Join(dashWords, ", ")+" or a list of lengths, is "+source.Quote(d.Word), hint)
}

// JSONSchema describes the two forms.
func (Dash) JSONSchema(schema func(reflect.Type) map[string]any) map[string]any {
	list := map[string]any{"type": "array", "items": schema(reflect.TypeFor[geom.Length]()), "minItems": 2, "maxItems": 6}
	return map[string]any{"oneOf": []any{map[string]any{"enum": dashWords}, list}}
}

// dash resolves the pattern of a stroke whose width and cap are in the pen.
// Dots are round unless the ends say otherwise.
func (c *Context) dash(pen *Pen, s Stroke) {
	switch s.Dash.Word {
	case "dotted":
		pitch := max(pen.Width*3, geom.Pt*3/2)
		if s.Cap == "" || s.Cap == "round" {
			pen.Cap, pen.Dash = draw.Round, draw.Dash{Off: pitch}
		} else {
			pen.Cap, pen.Dash = draw.Butt, draw.Dash{On: pen.Width, Off: pitch - pen.Width}
		}
	case "dashed":
		pen.Dash = draw.Dash{On: max(pen.Width*5, 3*geom.Pt), Off: max(pen.Width*3, 2*geom.Pt)}
	case "":
		c.dashes(pen, s)
	}
}

// dashes resolves a pattern that is a list of lengths.
func (c *Context) dashes(pen *Pen, s Stroke) {
	var u [6]geom.Unit
	list, dots := s.Dash.lengths(), s.Dash.dots()
	for i, l := range list {
		u[i] = max(c.Length(l, 0), 0)
	}
	switch {
	case s.Cap == "" && dots:
		pen.Cap = draw.Round
	case pen.Cap == draw.Square && dots:
		// Readers do not agree on square ends of dashes without length: the
		// dashes themselves become longer.
		pen.Cap = draw.Butt
		for i := range list {
			if i%2 == 0 {
				u[i] += pen.Width
			} else {
				u[i] = max(u[i]-pen.Width, 0)
			}
		}
	}
	pen.Dash = draw.Dash{On: u[0], Off: u[1], More: [4]geom.Unit(u[2:])}
}
