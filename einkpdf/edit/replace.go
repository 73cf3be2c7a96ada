package edit

import (
	"strings"

	"github.com/einkpdf/platform/einkpdf/internal/source"
)

// replacements are the ways to put the new value in the place of a key's value.
func (s *setter) replacements(key, item *source.Node) ([]change, error) {
	if item.Kind == source.Map || item.Kind == source.Seq {
		return nil, refusal(item.Pos, s.pointer, "the value is "+item.Kind.String()+", not a text", "change it by hand")
	}
	start, end, quote, ok := s.text.scalar(key, item)
	if !ok {
		return nil, refusal(item.Pos, s.pointer, "the value takes several lines, or is written in a way that cannot be changed in place", "write it on one line, in quotes if need be")
	}
	space := ""
	if start == end {
		space = " " // key: without a value
	}
	var list []change
	for _, form := range s.text.forms(s.value, quote) {
		list = append(list, change{start, end, space + form})
	}
	return list, nil
}

// scalar is where the scalar of a key is written, and its quote, 0 without one.
// An alias counts as the scalar. Where the key has no value, start and end are
// behind its colon.
func (t *text) scalar(key, item *source.Node) (start, end int, quote byte, ok bool) {
	colon := t.colon(key)
	if colon == 0 {
		return 0, 0, 0, false
	}
	if item.Kind == source.Null && item.Value == "" && t.yaml {
		return colon, colon, 0, true
	}
	at := t.skip(colon)
	if at < len(t.src) && t.src[at] == '&' && t.yaml {
		at += t.word(at)
		at = t.skip(at)
	}
	rest := t.src[at:]
	switch {
	case rest == "" || item.Style == source.Block && rest[0] != '*':
		return 0, 0, 0, false
	case rest[0] == '*' && t.yaml:
		return at, at + t.word(at), 0, true
	case rest[0] == '"', rest[0] == '\'' && t.yaml:
		size := quoteEnd(rest)
		return at, at + size, rest[0], size > 0
	case t.yaml:
		return at, at + len(item.Value), 0, strings.HasPrefix(rest, item.Value)
	}
	size := strings.IndexAny(rest+",", ",]} \t\r\n")
	return at, at + size, 0, size > 0
}

// word is the length of an anchor or alias.
func (t *text) word(at int) int { return strings.IndexAny(t.src[at:]+" ", ",[]{} \t\r\n") }
