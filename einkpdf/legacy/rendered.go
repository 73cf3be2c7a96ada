package legacy

import (
	"strconv"
	"strings"
)

// rendered is what the render phase makes of segments.
func (s *scope) rendered(segs []segment) []segment {
	text, values := holes(segs)
	if !strings.Contains(text, "{") {
		return segs
	}
	var out []segment
	fill := func(part string) {
		for i, piece := range strings.Split(part, hole) {
			if i > 0 {
				out = append(out, values[0])
				values = values[1:]
			}
			out = append(out, segment{text: piece})
		}
	}
	at := 0
	for _, m := range holedToken.FindAllStringSubmatchIndex(text, -1) {
		fill(text[at:m[0]])
		at = m[1]
		name, format := text[m[2]:m[3]], ""
		if m[4] >= 0 {
			format = text[m[4]:m[5]]
		}
		inside := values[:strings.Count(text[m[0]:m[1]], hole)]
		switch {
		case strings.HasPrefix(name, hole) && !s.startsLikeName(inside[0]):
			fill(text[m[0]:m[1]])
			continue
		case name == "page", name == "total_pages":
			out = append(out, s.pageNumber(name, format)...)
		case !strings.Contains(name, hole):
			s.unknown(name)
		}
		values = values[len(inside):]
	}
	fill(text[at:])
	return joined(out)
}

// goesOn says whether a value makes a name longer that stands right before it.
func (s *scope) goesOn(seg segment) bool {
	if s.run == nil || len(s.run.pages) == 0 || s.local[seg.term.name] != "" {
		return true
	}
	v, _ := s.world.lookup(s.run.pages[0], seg.term.name, true)
	text := v.String()
	return text != "" && isIdent(text[:1], false)
}

// startsLikeName says whether the value at the beginning of a token in braces
// makes it one of the render phase, so that it is removed: {{month_name}}.
func (s *scope) startsLikeName(seg segment) bool {
	if seg.term.kind != textValue || !seg.term.letters || len(s.run.pages) == 0 {
		return false
	}
	v, _ := s.world.lookup(s.run.pages[0], seg.term.name, true)
	text := v.String()
	return isIdent(text, true) && (text[0] > '9' || text[0] == '_')
}

// pageNumber is page or total_pages in a format of Python.
func (s *scope) pageNumber(name, format string) []segment {
	body := "page"
	if name == "total_pages" {
		body = "pages"
	}
	t := &term{name: name, body: body, number: body, kind: wholeValue}
	if strings.Contains(format, hole) {
		format = ""
	}
	if _, ok := formatWhole(1, format); !ok {
		return nil
	}
	seg := segment{term: t, body: body}
	f, _ := parseSpec(format)
	if f.align != 0 && f.fill == '0' && (f.align == '>' || f.align == '=') {
		f.zero = true
	}
	switch {
	case f.verb == 'f' || f.verb == 'F':
		s.decimals(&seg, t, f)
	case f.verb == 0 || f.verb == 'd' || f.verb == 'n':
		s.whole(&seg, t, f)
	default:
		s.note(Changed, 0, "a page number in the format "+strconv.Quote(format)+" is a plain one")
	}
	return []segment{seg}
}
