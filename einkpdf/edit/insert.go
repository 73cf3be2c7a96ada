package edit

import (
	"reflect"
	"slices"
	"strings"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/internal/source"
)

// insertions are the ways to add the key to the map, the best one first.
func (s *setter) insertions() []change {
	own := s.ownKeys()
	before := s.before(own)
	var list []change
	for _, key := range s.text.forms(s.key, 0)[:1] {
		for _, value := range s.text.forms(s.value, 0) {
			entry := key + ": " + value
			if s.text.yaml && s.parent.Style != source.Flow {
				list = append(list, s.inBlock(own, before, entry)...)
			} else {
				list = append(list, s.inFlow(own, before, entry))
			}
		}
	}
	return list
}

// ownKeys are the indexes of the keys that stand in the map itself, and did not
// come to it by a merge.
func (s *setter) ownKeys() []int {
	var own []int
	for i, k := range s.parent.Keys {
		if p := s.parent.Pos; k.Pos.Line > p.Line || k.Pos.Line == p.Line && k.Pos.Col >= p.Col {
			own = append(own, i)
		}
	}
	return own
}

// before is how many of the map's own keys come before the new one: in the file's
// outermost map, up to the last of those that the format lists before it.
func (s *setter) before(own []int) int {
	if s.parent != s.root {
		return len(own)
	}
	order := projectKeys()
	place := slices.Index(order, s.key)
	if place < 0 {
		return len(own)
	}
	for n := len(own); n > 0; n-- {
		if slices.Contains(order[:place], s.parent.Keys[own[n-1]].Value) {
			return n
		}
	}
	return 0
}

// projectKeys are the keys of a project file in the order of the documentation.
func projectKeys() []string {
	var keys []string
	for f := range reflect.TypeFor[einkpdf.Project]().Fields() {
		if key := f.Tag.Get("key"); key != "" {
			keys = append(keys, key)
		}
	}
	return keys
}

// inBlock adds a line to a map that is written line by line.
func (s *setter) inBlock(own []int, before int, entry string) []change {
	if len(own) == 0 {
		return nil
	}
	t, indent := s.text, strings.Repeat(" ", s.parent.Keys[own[0]].Pos.Col-1)
	if before == 0 {
		p := s.parent.Keys[own[0]].Pos
		at := t.offset(p)
		return []change{{at, at, entry + t.newline(p.Line) + indent}}
	}
	i := own[before-1]
	ends := source.Ends{}
	line := max(s.parent.Keys[i].Pos.Line, ends.Line(s.parent.Items[i]))
	newline := t.newline(line)
	behind := change{len(t.src), len(t.src), newline + indent + entry}
	if line < len(t.starts) {
		behind = change{t.starts[line], t.starts[line], indent + entry + newline}
	}
	list := []change{behind}
	if before < len(own) { // if the value ends elsewhere
		p := s.parent.Keys[own[before]].Pos
		at := t.offset(p)
		list = append(list, change{at, at, entry + t.newline(p.Line) + indent})
	}
	return list
}

// inFlow adds an entry to a map in brackets.
func (s *setter) inFlow(own []int, before int, entry string) change {
	t := s.text
	if len(own) == 0 {
		at := t.offset(s.parent.Pos)
		at += strings.IndexByte(t.src[at:], '{') + 1
		return change{at, at, entry}
	}
	if before == len(own) { // at the end, if that is known
		i := own[before-1]
		key, item := s.parent.Keys[i], s.parent.Items[i]
		if item.Kind != source.Map && item.Kind != source.Seq {
			if _, end, _, ok := t.scalar(key, item); ok {
				return change{end, end, "," + t.spaceBefore(t.offset(key.Pos), " ") + entry}
			}
		}
		before--
	}
	at := t.offset(s.parent.Keys[own[before]].Pos)
	return change{at, at, entry + "," + t.spaceBefore(at, " ")}
}

// spaceBefore is the white space before a byte, or what there is instead of none.
func (t *text) spaceBefore(at int, none string) string {
	before := t.src[:at]
	space := before[len(strings.TrimRight(before, " \t\r\n")):]
	if space == "" {
		return none
	}
	return space
}
