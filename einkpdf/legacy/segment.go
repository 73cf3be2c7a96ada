package legacy

import (
	"regexp"
	"strconv"
	"strings"
)

// segment is a piece of a text: literal, or a value in a format.
type segment struct {
	text string // of literals
	term *term  // nil for literals

	body, form string // our token
	digits     string // literal zeros behind a number
	// differs says whether our token rounds another way than Python on a page; nil
	// for never.
	differs func(*page) bool
	padded  bool // Python fills it up with spaces, which we do not
}

// Characters that are none stand for what is not text: the values between
// literals, and the fields of templates.
const (
	hole       = "\uFDD2"
	fieldOpen  = "\uFDD0"
	fieldClose = "\uFDD1"
)

var (
	fieldToken = regexp.MustCompile(fieldOpen + `([0-9]+)` + fieldClose)
	localToken = regexp.MustCompile(`\{([A-Za-z_][A-Za-z0-9_]*)(?:![rsa])?(?::([^{}]*))?\}`)
	// holedToken is what might be a token of the render phase once its holes are
	// filled.
	holedToken = regexp.MustCompile(`\{([A-Za-z_` + hole + `][A-Za-z0-9_` + hole + `-]*)(?::([^{}]*))?\}`)
)

// segments is what the compile phase makes of a text.
func (s *scope) segments(raw string) []segment {
	segs := []segment{{text: raw}}
	if s.braced {
		segs = s.scan(segs, localToken, s.localOf)
	}
	if s.raw {
		return s.scan(segs, fieldToken, s.fieldOf)
	}
	segs = s.scan(segs, braceToken, s.nameOf)
	return s.scan(segs, atToken, s.nameOf)
}

// scan replaces the tokens in the literals of a text. A token that a value
// follows at once is none: the value would be a part of its name.
func (s *scope) scan(segs []segment, re *regexp.Regexp, by func(name, format string) (segment, bool)) []segment {
	var out []segment
	for i, seg := range segs {
		if seg.term != nil || !re.MatchString(seg.text) {
			out = append(out, seg)
			continue
		}
		at := 0
		for _, m := range re.FindAllStringSubmatchIndex(seg.text, -1) {
			format := ""
			if len(m) > 4 && m[4] >= 0 {
				format = seg.text[m[4]:m[5]]
			}
			if m[1] == len(seg.text) && seg.text[m[0]] == '@' && i+1 < len(segs) && s.goesOn(segs[i+1]) {
				continue
			}
			next, ok := by(seg.text[m[2]:m[3]], format)
			if !ok {
				continue
			}
			out = append(out, segment{text: seg.text[at:m[0]]}, next)
			at = m[1]
		}
		out = append(out, segment{text: seg.text[at:]})
	}
	return joined(out)
}

// joined joins literals that stand beside each other.
func joined(segs []segment) []segment {
	var out []segment
	for _, seg := range segs {
		switch {
		case seg.term == nil && seg.text == "":
		case seg.term == nil && len(out) > 0 && out[len(out)-1].term == nil:
			out[len(out)-1].text += seg.text
		default:
			out = append(out, seg)
		}
	}
	return out
}

// literal is the text of segments without values.
func literal(segs []segment) (string, bool) {
	switch {
	case len(segs) == 0:
		return "", true
	case len(segs) == 1 && segs[0].term == nil:
		return segs[0].text, true
	}
	return "", false
}

// fieldOf is a field of a template's page.
func (s *scope) fieldOf(index, _ string) (segment, bool) {
	i, err := strconv.Atoi(index)
	if err != nil || i >= len(s.run.fields) {
		return segment{}, false
	}
	t := &term{name: s.run.fields[i], body: rowName + "." + s.run.fields[i], kind: textValue}
	for _, row := range s.run.rows {
		t.letters = t.letters || row[i] != strings.ToLower(row[i])
	}
	return segment{term: t, body: t.body}, true
}

// rowName is the name of the items of a template's sections.
const rowName = "p"

// localOf is a name that a widget binds for its cells, in a format of Python. It is
// false for one that our tokens do not have.
func (s *scope) localOf(name, format string) (segment, bool) {
	if s.local[name] == "" {
		return segment{}, false
	}
	t := localTerm(name, s.local[name])
	f, ok := parseSpec(format)
	seg := segment{term: t, body: t.body, form: t.form}
	switch {
	case !ok, f.grouping != 0, f.alternate, f.sign == '+', f.sign == ' ':
		return segment{}, false
	case t.kind != wholeValue:
		if f.verb != 0 && f.verb != 's' || f.precision == 0 {
			return segment{}, false
		}
		if f.precision > 0 {
			s.form(&seg, "first-"+strconv.Itoa(f.precision))
		}
	case f.verb == 'f' || f.verb == 'F':
		s.decimals(&seg, t, f)
	case f.verb != 0 && f.verb != 'd' && f.verb != 'n', f.precision >= 0:
		return segment{}, false
	default:
		f.zero = (f.zero || f.fill == '0') && f.align != '<' && f.align != '^'
		s.whole(&seg, t, f)
	}
	return seg, true
}

// nameOf is a name of the page.
func (s *scope) nameOf(name, format string) (segment, bool) {
	if s.braced && s.local[name] != "" {
		outer := *s
		outer.local = nil
		s = &outer
	}
	t, ok := s.term(name)
	if !ok {
		return segment{}, false
	}
	return s.formatted(t, format), true
}

// holes is the text of segments with a hole for each value.
func holes(segs []segment) (text string, values []segment) {
	var b strings.Builder
	for _, seg := range segs {
		if seg.term != nil {
			b.WriteString(hole)
			values = append(values, seg)
		} else {
			b.WriteString(strings.ReplaceAll(seg.text, hole, "\uFFFD"))
		}
	}
	return b.String(), values
}
