package encode

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/einkpdf/platform/einkpdf/internal/source"
)

// width is the longest line that a collection in brackets may make, in characters.
const width = 110

// Append writes a tree as YAML and adds it to b. Maps and lists in [source.Flow]
// style stand on one line if they fit, others and longer ones by indentation.
// Entries of more than one line have blank lines around them in the outermost
// map and in the maps in it.
func Append(b []byte, n *source.Node) []byte {
	e := &emitter{b: b}
	switch {
	case n.Kind != source.Map && n.Kind != source.Seq:
		e.scalar(n, 2)
	case len(n.Items) > 0:
		e.block(n, 0, 0)
	default:
		e.b, _ = appendFlow(e.b, n, width)
	}
	return append(e.b, '\n')
}

// Comment is a text as a comment of one or more lines.
func Comment(text string) string {
	var b strings.Builder
	for line := range strings.Lines(strings.ToValidUTF8(text, "\uFFFD")) {
		line = strings.Map(func(r rune) rune {
			if shown(r) {
				return r
			}
			return ' '
		}, line)
		b.WriteString(strings.TrimRight("# "+line, " "))
		b.WriteByte('\n')
	}
	return b.String()
}

type emitter struct{ b []byte }

func (e *emitter) newline(indent int) {
	e.b = append(e.b, '\n')
	for range indent {
		e.b = append(e.b, ' ')
	}
}

// block writes a map or list by indentation, from the current place, which is
// indented already. level counts the maps around it.
func (e *emitter) block(n *source.Node, indent, level int) {
	if n.Kind == source.Seq {
		for i, item := range n.Items {
			if i > 0 {
				e.newline(indent)
			}
			e.b = append(e.b, '-')
			e.item(item, indent)
		}
		return
	}
	apart := false // the entry before has more than one line
	for i, item := range n.Items {
		start := len(e.b)
		if i > 0 {
			e.newline(indent)
		}
		body := len(e.b)
		e.b = appendScalar(e.b, n.Keys[i], false)
		e.b = append(e.b, ':')
		e.entry(item, indent, level)
		long := level < 2 && bytes.IndexByte(e.b[body:], '\n') >= 0
		if i > 0 && (long || apart) {
			e.b = slices.Insert(e.b, start, '\n')
		}
		apart = long
	}
}

// entry writes the value behind a key.
func (e *emitter) entry(n *source.Node, indent, level int) {
	if e.inline(n, indent) {
		return
	}
	e.newline(indent + 2)
	e.block(n, indent+2, level+1)
}

// item writes the value behind the hyphen of a list.
func (e *emitter) item(n *source.Node, indent int) {
	if e.inline(n, indent) {
		return
	}
	e.b = append(e.b, ' ')
	e.block(n, indent+2, 2)
}

// inline writes a value that begins on the current line and is no collection by
// indentation.
func (e *emitter) inline(n *source.Node, indent int) bool {
	line := e.b[bytes.LastIndexByte(e.b, '\n')+1:]
	before := len(e.b)
	e.b = append(e.b, ' ')
	collection := n.Kind == source.Seq || n.Kind == source.Map
	switch {
	case !collection:
		e.scalar(n, indent+2)
		return true
	case n.Style == source.Flow || len(n.Items) == 0:
		var ok bool
		if e.b, ok = appendFlow(e.b, n, width-1-utf8.RuneCount(line)); ok {
			return true
		}
		if short(n) {
			e.wrapped(n, indent+2)
			return true
		}
	}
	e.b = e.b[:before]
	return false
}

// scalar writes a scalar outside of brackets.
func (e *emitter) scalar(n *source.Node, indent int) {
	if n.Kind != source.String || !literal(n.Value) {
		e.b = appendScalar(e.b, n, false)
		return
	}
	text, end := strings.CutSuffix(n.Value, "\n")
	e.b = append(e.b, '|')
	if !end {
		e.b = append(e.b, '-')
	}
	for line := range strings.SplitSeq(text, "\n") {
		if line == "" {
			e.newline(0)
			continue
		}
		e.newline(indent)
		e.b = append(e.b, line...)
	}
}

// maxWrapped is how many characters a map in brackets has at most when it is
// broken into lines: about three of them.
const maxWrapped = 3 * width

// short says whether a collection may share lines in brackets: a list of words
// and numbers, or a map of short values.
func short(n *source.Node) bool {
	total := 0
	if n.Kind == source.Map {
		for i, item := range n.Items {
			value, ok := appendFlow(nil, item, width*2/3)
			if !ok || strings.ContainsAny(item.Value, "\n") {
				return false
			}
			total += len(n.Keys[i].Value) + len(value) + len(": , ")
		}
		return total <= maxWrapped
	}
	for _, item := range n.Items {
		if item.Kind == source.Seq || item.Kind == source.Map || strings.ContainsAny(item.Value, "\n") {
			return false
		}
		total += len(item.Value)
	}
	return total <= 24*len(n.Items)
}

// wrapped writes a short collection in brackets and breaks lines that are too long.
func (e *emitter) wrapped(n *source.Node, indent int) {
	col := utf8.RuneCount(e.b[bytes.LastIndexByte(e.b, '\n')+1:]) + 1
	opening, closing := byte('['), byte(']')
	if n.Kind == source.Map {
		opening, closing = '{', '}'
	}
	e.b = append(e.b, opening)
	var word []byte
	for i, item := range n.Items {
		word = word[:0]
		if n.Kind == source.Map {
			word = append(appendScalar(word, n.Keys[i], true), ": "...)
		}
		word, _ = appendFlow(word, item, maxWrapped)
		if i+1 < len(n.Items) {
			word = append(word, ',')
		} else {
			word = append(word, closing)
		}
		size := utf8.RuneCount(word)
		switch {
		case i == 0:
		case col+1+size > width:
			e.newline(indent)
			col = indent
		default:
			e.b = append(e.b, ' ')
			col++
		}
		e.b = append(e.b, word...)
		col += size
	}
}

// appendFlow writes a value on one line of at most room characters. If it does
// not fit, b is returned without it.
func appendFlow(b []byte, n *source.Node, room int) (_ []byte, ok bool) {
	f := flow{b: b, room: room}
	if f.add(n); f.room < 0 {
		return b, false
	}
	return f.b, true
}

type flow struct {
	b    []byte
	room int
}

func (f *flow) add(n *source.Node) {
	switch {
	case n.Kind != source.Map && n.Kind != source.Seq:
		f.scalar(n)
		return
	case n.Style != source.Flow && len(n.Items) > 0:
		f.room = -1
		return
	}
	brackets := "[]"
	if n.Kind == source.Map {
		brackets = "{}"
	}
	f.text(brackets[:1])
	for i, item := range n.Items {
		if i > 0 {
			f.text(", ")
		}
		if n.Kind == source.Map {
			f.scalar(n.Keys[i])
			f.text(": ")
		}
		if f.add(item); f.room < 0 {
			return
		}
	}
	f.text(brackets[1:])
}

func (f *flow) text(s string) {
	f.b = append(f.b, s...)
	f.room -= len(s)
}

func (f *flow) scalar(n *source.Node) {
	if len(n.Value) > utf8.UTFMax*f.room {
		f.room = -1
		return
	}
	before := len(f.b)
	f.b = appendScalar(f.b, n, true)
	f.room -= utf8.RuneCount(f.b[before:])
}
