package legacy

import (
	"html"
	"strings"
)

// markup is the text of a table cell with its small markup taken out: tags such
// as <b> are dropped, <br/> breaks the line and entities are signs. Text that is
// no such markup is kept as it is, as it was there.
func markup(s string) (text string, tags bool) {
	if !strings.ContainsAny(s, "<&") {
		return s, false
	}
	var (
		b    strings.Builder
		open []string
	)
	rest := s
	for rest != "" {
		before, after, found := strings.Cut(rest, "<")
		b.WriteString(before)
		if !found {
			break
		}
		tag, tail, closed := strings.Cut(after, ">")
		name, kind := readTag(tag)
		switch {
		case !closed || !cellTags[name]:
			return s, false
		case name == "br":
			b.WriteByte('\n')
		case kind == tagOpen:
			open = append(open, name)
		case kind == tagClose:
			if len(open) == 0 || open[len(open)-1] != name {
				return s, false
			}
			open = open[:len(open)-1]
		}
		tags, rest = true, tail
	}
	if len(open) > 0 {
		return s, false
	}
	return html.UnescapeString(b.String()), tags
}

// The kinds of tags.
const (
	tagOpen = iota
	tagClose
	tagWhole
)

// readTag is the name and kind of what stands between < and >.
func readTag(s string) (name string, kind int) {
	s = strings.TrimSpace(s)
	if rest, ok := strings.CutPrefix(s, "/"); ok {
		s, kind = rest, tagClose
	} else if rest, ok := strings.CutSuffix(s, "/"); ok {
		s, kind = rest, tagWhole
	}
	name, _, _ = strings.Cut(strings.TrimSpace(s), " ")
	return strings.ToLower(name), kind
}

// cellTags are the tags that the predecessor understood in table cells.
var cellTags = map[string]bool{
	"b": true, "strong": true, "i": true, "em": true, "u": true, "strike": true, "font": true, "span": true,
	"sup": true, "super": true, "sub": true, "br": true, "a": true, "link": true, "img": true, "para": true, "greek": true,
}
