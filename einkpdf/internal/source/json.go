package source

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// jsonReader reads one JSON value (RFC 8259). Depth and nodes are counted
// while it reads; texts share the memory of the file.
type jsonReader struct {
	src   string
	pos   int
	at    cursor
	lim   Limits
	nodes int
	path  path
	rep   *Report
}

// readJSON reads src, which is valid UTF-8. It is nil after a fatal error.
func readJSON(src string, lim Limits, rep *Report) *Node {
	r := &jsonReader{src: src, at: cursor{src: src, line: 1, col: 1}, lim: lim, rep: rep}
	n := r.value(0)
	if n == nil {
		return nil
	}
	r.space()
	if r.pos < len(src) {
		r.syntax("unexpected "+r.found()+" after the end of the JSON value", "remove what follows")
		return nil
	}
	return n
}

func (r *jsonReader) fail(code, message, hint string) *Node {
	p := r.at.move(r.pos)
	r.rep.Add(&Error{Line: p.Line, Col: p.Col, Pointer: r.path.String(), Code: code, Message: message, Hint: hint})
	return nil
}

func (r *jsonReader) syntax(message, hint string) *Node {
	return r.fail(CodeSyntax, message, hint)
}

// found names the character at the current place.
func (r *jsonReader) found() string {
	if r.pos >= len(r.src) {
		return "end of the file"
	}
	c, _ := utf8.DecodeRuneInString(r.src[r.pos:])
	return strconv.QuoteRune(c)
}

func (r *jsonReader) space() {
	for r.pos < len(r.src) {
		switch r.src[r.pos] {
		case ' ', '\t', '\r', '\n':
			r.pos++
		default:
			return
		}
	}
}

// node makes a node at the current place, nil when there are too many.
func (r *jsonReader) node(kind Kind) *Node {
	r.nodes++
	if r.nodes > r.lim.Nodes {
		p := r.at.move(r.pos)
		r.rep.Add(tooManyNodes(p, r.path.String(), r.lim))
		return nil
	}
	return &Node{Kind: kind, Pos: r.at.move(r.pos)}
}

func tooManyNodes(p Pos, pointer string, lim Limits) *Error {
	return &Error{Line: p.Line, Col: p.Col, Pointer: pointer, Code: CodeTooManyNodes,
		Message: fmt.Sprintf("the file has more than %d keys and values", lim.Nodes), Hint: "make the file smaller"}
}

func tooDeep(p Pos, pointer string, lim Limits) *Error {
	return &Error{Line: p.Line, Col: p.Col, Pointer: pointer, Code: CodeTooDeep,
		Message: fmt.Sprintf("maps and lists are nested more than %d levels deep", lim.Depth), Hint: "nest less"}
}

// value reads a value and is nil after a fatal error.
func (r *jsonReader) value(depth int) *Node {
	r.space()
	if r.pos >= len(r.src) {
		return r.syntax("unexpected end of the file, a value is missing", "")
	}
	switch c := r.src[r.pos]; {
	case c == '{' || c == '[':
		if depth >= r.lim.Depth {
			r.rep.Add(tooDeep(r.at.move(r.pos), r.path.String(), r.lim))
			return nil
		}
		if c == '{' {
			return r.object(depth + 1)
		}
		return r.array(depth + 1)
	case c == '"':
		n := r.node(String)
		if n == nil {
			return nil
		}
		n.Style = Quoted
		var ok bool
		if n.Value, ok = r.text(); !ok {
			return nil
		}
		return n
	case c == '-' || c >= '0' && c <= '9':
		return r.scalar(Number, scanNumber(r.src[r.pos:]))
	}
	for _, word := range [...]string{"true", "false", "null"} {
		if strings.HasPrefix(r.src[r.pos:], word) {
			return r.scalar(plainKind(word), len(word))
		}
	}
	return r.syntax("expected a value, found "+r.found(), "texts need double quotes in JSON")
}

// scalar takes the next size bytes as a number, true, false or null.
func (r *jsonReader) scalar(kind Kind, size int) *Node {
	end := r.pos + size
	bad := size == 0
	if end < len(r.src) {
		c := r.src[end]
		bad = bad || c == '.' || c == '_' || c == '+' || c == '-' || c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z'
	}
	if bad {
		return r.syntax("not a JSON value", "write true, false, null, a decimal number, or a text in double quotes")
	}
	n := r.node(kind)
	if n != nil {
		n.Value = r.src[r.pos:end]
		r.pos = end
	}
	return n
}

func (r *jsonReader) array(depth int) *Node {
	n := r.node(Seq)
	if n == nil {
		return nil
	}
	r.pos++
	r.space()
	if r.pos < len(r.src) && r.src[r.pos] == ']' {
		r.pos++
		return r.ended(n)
	}
	for {
		r.path.pushItem(len(n.Items))
		item := r.value(depth)
		if item == nil {
			return nil
		}
		r.path.pop()
		n.Items = append(n.Items, item)
		if done, ok := r.next(']'); !ok {
			return nil
		} else if done {
			return r.ended(n)
		}
	}
}

func (r *jsonReader) object(depth int) *Node {
	n := r.node(Map)
	if n == nil {
		return nil
	}
	r.pos++
	r.space()
	if r.pos < len(r.src) && r.src[r.pos] == '}' {
		r.pos++
		return r.ended(n)
	}
	seen := keySet{}
	for {
		r.space()
		if r.pos >= len(r.src) || r.src[r.pos] != '"' {
			return r.syntax("expected a key in double quotes, found "+r.found(), "keys need double quotes, and the last entry no comma behind it")
		}
		key := r.node(String)
		if key == nil {
			return nil
		}
		key.Style = Quoted
		var ok bool
		if key.Value, ok = r.text(); !ok {
			return nil
		}
		if e := checkKey(r.path.String, key); e != nil {
			r.rep.Add(e)
			return nil
		}
		r.path.pushKey(key.Value)
		r.space()
		if r.pos >= len(r.src) || r.src[r.pos] != ':' {
			return r.syntax("expected ':' after the key, found "+r.found(), "")
		}
		r.pos++
		value := r.value(depth)
		if value == nil {
			return nil
		}
		r.path.pop()
		if first, doubled := seen.add(key, n.Keys); doubled {
			r.rep.Add(duplicateKey(r.path.String(), key, first))
		} else {
			n.Keys = append(n.Keys, key)
			n.Items = append(n.Items, value)
		}
		if done, ok := r.next('}'); !ok {
			return nil
		} else if done {
			return r.ended(n)
		}
	}
}

// ended notes where a list or map ends, which has just been read.
func (r *jsonReader) ended(n *Node) *Node {
	n.last = int32(r.at.move(r.pos).Line)
	return n
}

// next reads the comma before another entry or the end of the collection.
func (r *jsonReader) next(end byte) (done, ok bool) {
	r.space()
	if r.pos < len(r.src) {
		switch r.src[r.pos] {
		case ',':
			r.pos++
			return false, true
		case end:
			r.pos++
			return true, true
		}
	}
	r.syntax(fmt.Sprintf("expected ',' or %q, found %s", end, r.found()), "")
	return false, false
}
