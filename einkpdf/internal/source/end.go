package source

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Ends finds the lines on which the values of a file end. It remembers what it
// has found: use one for all values of a file. It belongs to one goroutine.
type Ends struct{ last map[*Node]int }

// Line is the last line of a value, from 1: that of its last character, or of
// the bracket that closes it. Of an alias it is that of the value that it stands for.
func (e *Ends) Line(n *Node) int {
	if line, ok := e.last[n]; ok {
		return line
	}
	line := n.Pos.Line
	switch {
	case n.lines == nil:
		line = max(line, int(n.last))
	case n.Kind == Map || n.Kind == Seq:
		// What is merged or an alias stands before the value that uses it.
		for _, k := range n.Keys {
			line = max(line, k.Pos.Line)
		}
		for _, item := range n.Items {
			line = max(line, e.Line(item))
		}
		if n.Style == Flow {
			line = max(line, n.lines.closingLine(n))
		}
	case n.Style == Block:
		line = n.lines.blockEnd(n)
	case n.Kind != Null:
		line = n.lines.scalarEnd(n)
	}
	if e.last == nil {
		e.last = map[*Node]int{}
	}
	e.last[n] = line
	return line
}

// start is the offset of a value behind its anchor and tag.
func (l *lines) start(n *Node) int {
	at := l.offset(n.Pos)
	for at < len(l.src) && (l.src[at] == '&' || l.src[at] == '!') {
		size := strings.IndexFunc(l.src[at:], unicode.IsSpace)
		if size < 0 {
			return len(l.src)
		}
		at = l.skip(at + size)
	}
	return min(at, len(l.src))
}

// skip is the next offset that is neither space nor comment.
func (l *lines) skip(at int) int {
	for at < len(l.src) {
		switch r, size := utf8.DecodeRuneInString(l.src[at:]); {
		case unicode.IsSpace(r):
			at += size
		case r == '#':
			for at < len(l.src) && breakAt(l.src, at) == 0 {
				at++
			}
		default:
			return at
		}
	}
	return at
}

// closingLine is the line of the bracket that closes a list or map.
func (l *lines) closingLine(n *Node) int {
	at := l.start(n)
	end, _ := closing(l.src[at:])
	if end == 0 {
		return n.Pos.Line
	}
	return l.lineAt(at + end - 1)
}

// scalarEnd is the last line of a text that is plain or in quotes.
func (l *lines) scalarEnd(n *Node) int {
	at := l.start(n)
	if n.Style == Quoted {
		if size := quoteEnd(l.src[at:]); size > 0 {
			at += size - 1
		}
		return l.lineAt(at)
	}
	// Plain texts are written as they are, but for the spaces between words.
	end := at
	for _, r := range n.Value {
		if unicode.IsSpace(r) {
			continue
		}
		for at < len(l.src) {
			found, size := utf8.DecodeRuneInString(l.src[at:])
			if found == r {
				end, at = at, at+size
				break
			}
			if !unicode.IsSpace(found) {
				return l.lineAt(end)
			}
			at += size
		}
	}
	return l.lineAt(end)
}

// blockEnd is the last line of a block scalar that is not blank. The first line
// below the | or > says how far it is indented.
func (l *lines) blockEnd(n *Node) int {
	l.once.Do(l.index)
	last, indent := n.Pos.Line, 0
	if n.anchored {
		last = l.lineAt(l.start(n))
	}
	if strings.TrimSpace(n.Value) == "" {
		return last
	}
	for i := last + 1; i < len(l.starts); i++ {
		line := l.line(i)
		if strings.TrimSpace(line) == "" {
			continue
		}
		spaces := len(line) - len(strings.TrimLeft(line, " "))
		if indent == 0 {
			indent = spaces
		}
		if spaces < indent || indent == 0 {
			break
		}
		last = i
	}
	return last
}
