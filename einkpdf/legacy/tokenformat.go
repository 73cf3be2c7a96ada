package legacy

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/einkpdf/platform/einkpdf/internal/token"
)

// formatted is a value in a format of the compile phase.
func (s *scope) formatted(t *term, format string) segment {
	if t.fixed {
		text := compiled(t.value, format)
		if t.body == "" || text == "" || strings.ContainsAny(text, "@{}") {
			return segment{text: text}
		}
		if format != "" { // a name for the constant in this format
			in := *t
			in.body = s.namer.name("const "+t.name+":"+format, t.name+"_text")
			in.needs = []need{{run: t.needs[0].run, name: in.body, text: text}}
			t = &in
		}
		return segment{term: t, body: t.body} // a name of the section
	}
	seg := segment{term: t, body: t.body, form: t.form}
	f, ok := parseSpec(format)
	if f.wide {
		s.note(Changed, 17, "a format is at most "+strconv.Itoa(maxWidth)+" wide")
	}
	switch {
	case format == "" || !ok:
	case strings.HasSuffix(format, "d") && t.number != "":
		s.whole(&seg, t, f)
	case strings.HasSuffix(format, "f") && t.number != "":
		s.decimals(&seg, t, f)
	case f.verb != 0 && f.verb != 's':
	case t.kind == wholeValue && format[0] == '0' && strings.Trim(format, "0123456789") == "":
		s.whole(&seg, t, f)
	case f.precision == 0:
		return segment{}
	case f.precision > 0 && f.precision < 100:
		s.form(&seg, "first-"+strconv.Itoa(f.precision))
		fallthrough
	default:
		if f.width > f.precision && f.width > 1 {
			s.spaces(&seg, f)
		}
	}
	return seg
}

// whole gives a number zeros in front.
func (s *scope) whole(seg *segment, t *term, f spec) {
	if t.kind == floatValue {
		if whole := s.truncated(t); whole != nil {
			t, seg.term = whole, whole
		} else {
			s.note(Changed, 0, "a number with decimals is rounded where it was cut off")
			seg.differs = s.rounds(t.name, 0, func(v value) string { n, _ := asWhole(v); return strconv.FormatInt(n, 10) })
		}
	}
	if f.zero && f.width > 0 || t.kind == textValue || t.kind == floatValue {
		seg.body, seg.form = t.number, strings.Repeat("0", max(f.width, 1))
		if !f.zero {
			seg.form = "0"
		}
	}
	if !f.zero && (f.width > 4 || !strings.HasPrefix(t.name, "year")) {
		s.spaces(seg, f)
	}
	if f.zero && s.negative(t.name) {
		s.note(Changed, 0, "the sign of a negative number does not count as one of its digits")
	}
}

// negative says whether a number is below zero on the first or last page.
func (s *scope) negative(name string) bool {
	if s.run == nil || len(s.run.pages) == 0 {
		return false
	}
	for _, p := range [...]*page{s.run.pages[0], s.run.pages[len(s.run.pages)-1]} {
		if v, ok := s.world.lookup(p, name, true); ok && strings.HasPrefix(v.String(), "-") {
			return true
		}
	}
	return false
}

// decimals gives a number decimals.
func (s *scope) decimals(seg *segment, t *term, f spec) {
	precision := f.precision
	if precision < 0 {
		precision = 6
	}
	whole := 1
	if f.zero {
		whole = max(f.width-precision-1, 1)
	} else {
		s.spaces(seg, f)
	}
	if t.kind == floatValue {
		seg.differs = s.rounds(t.name, precision, func(v value) string { return strconv.FormatFloat(v.float, 'f', precision, 64) })
	}
	seg.body, seg.form = t.number, strings.Repeat("0", min(whole, token.MaxDigits))
	if precision > 0 {
		seg.form += "." + strings.Repeat("0", min(precision, 6))
		seg.digits = strings.Repeat("0", max(precision-6, 0))
	}
}

// rounds compares our rounding to some decimals, where halves go away from zero,
// with what Python makes of a value.
func (s *scope) rounds(name string, decimals int, python func(value) string) func(*page) bool {
	return func(p *page) bool {
		v, _ := s.world.lookup(p, name, true)
		if v.kind == wholeValue || decimals >= 6 {
			return false
		}
		unit := int64(1)
		for range 6 - decimals {
			unit *= 10
		}
		n := int64(math.Round(v.float * 1e6)) // it is a number of millionths
		half := unit / 2
		if n < 0 {
			half = -half
		}
		ours, ok := formatFloat(float64((n+half)/unit)*float64(unit)/1e6, "."+strconv.Itoa(decimals)+"f")
		theirs := python(v)
		return !ok || strings.TrimPrefix(ours, "-") != strings.TrimPrefix(theirs, "-")
	}
}

// differ says whether any of the values is rounded in another way on a page.
func differ(segs []segment, p *page) bool {
	return slices.ContainsFunc(segs, func(seg segment) bool { return seg.differs != nil && seg.differs(p) })
}

// spaces reports that a text is not filled up with spaces.
func (s *scope) spaces(seg *segment, f spec) {
	if f.width > 1 {
		seg.padded = true
		s.note(Changed, 0, "texts are not filled up with spaces to a width")
	}
}

func (s *scope) form(seg *segment, form string) {
	if seg.form != "" {
		seg.form += "|"
	}
	seg.form += form
}

// note reports something about the widget that is being translated.
func (s *scope) note(kind Kind, fix int, message string) {
	s.report.note(s.item, kind, fix, "", message)
}
