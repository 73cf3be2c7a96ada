// Package source reads YAML and JSON files into a tree of nodes that know their
// line and column. It is made for files from strangers: size, depth and number
// of values are bounded before memory is spent on them, and every error says
// where it is.
//
// Of YAML it reads what a configuration file needs: maps, lists, all five ways
// to write a text, comments, anchors, aliases and merge keys. Tags, directives,
// complex keys (?) and several documents in one file are refused. Only true
// and false are booleans; yes, no, on and off, dates and times are texts.
package source

import (
	"bytes"
	"fmt"
	"unicode/utf8"
)

// Limits bound what a file may contain. Zero means the default.
type Limits struct {
	Bytes int // size of the file; 1 MiB
	Depth int // maps and lists inside one another; 64, and at most 1000
	Nodes int // values and keys, each alias counted as all it stands for; 100,000
}

func (l Limits) orDefault() Limits {
	if l.Bytes <= 0 {
		l.Bytes = 1 << 20
	}
	if l.Depth <= 0 {
		l.Depth = 64
	}
	if l.Nodes <= 0 {
		l.Nodes = 100_000
	}
	l.Depth = min(l.Depth, 1000)
	return l
}

// Read reads a file: JSON when its first character that is not a space is { or
// [, else YAML. name is what errors call the file; it is never opened.
//
// The node is nil when the file cannot be read at all. Errors that leave the
// rest of the file readable (a doubled key) come with a node, so that the rest
// can be checked too; such a node must not be used beyond that. data is not
// kept and not changed.
func Read(name string, data []byte, lim Limits) (*Node, Errors) {
	lim = lim.orDefault()
	r := &Report{File: name}
	n := read(data, lim, r)
	return n, r.Errors()
}

func read(data []byte, lim Limits, r *Report) *Node {
	if e := otherKind(data); e != nil {
		r.Add(e)
		return nil
	}
	if len(data) > lim.Bytes {
		r.Add(&Error{Line: 1, Col: 1, Code: CodeTooLarge,
			Message: fmt.Sprintf("the file is larger than %d bytes", lim.Bytes),
			Hint:    "split the project, or keep images and fonts as assets"})
		return nil
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	isJSON := false
	if i := bytes.IndexFunc(data, func(c rune) bool { return c != ' ' && c != '\t' && c != '\r' && c != '\n' }); i >= 0 {
		isJSON = data[i] == '{' || data[i] == '['
	}
	if e := checkEncoding(data, !isJSON); e != nil {
		r.Add(e)
		return nil
	}
	if isJSON {
		return readJSON(string(data), lim, r)
	}
	return readYAML(data, lim, r)
}

// checkEncoding finds the first byte that is not UTF-8 or a character that must
// not occur.
func checkEncoding(data []byte, yaml bool) *Error {
	line, start := 1, 0
	fail := func(at int, message, hint string) *Error {
		return &Error{Line: line, Col: utf8.RuneCount(data[start:at]) + 1, Code: CodeEncoding, Message: message, Hint: hint}
	}
	for i := 0; i < len(data); {
		c := data[i]
		if c >= ' ' && c < utf8.RuneSelf {
			i++
			continue
		}
		switch r, size := utf8.DecodeRune(data[i:]); {
		case r == '\n':
			line++
			start = i + 1
			i++
		case r == utf8.RuneError && size == 1:
			return fail(i, "the file is not UTF-8 text", "save it as UTF-8")
		case r < ' ' && r != '\t' && r != '\r':
			return fail(i, fmt.Sprintf("the control character U+%04X is not allowed", r), "remove it")
		case yaml && (r == '\ufeff' || r == '\ufffe' || r == '\uffff'):
			return fail(i, fmt.Sprintf("the character U+%04X is not allowed", r), "remove it")
		default:
			i += size
		}
	}
	return nil
}
