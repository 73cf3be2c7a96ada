package source

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Pos is a place in a file: line and column from 1, the column in characters.
type Pos struct{ Line, Col int }

// Kind says what a node is.
type Kind uint8

// The kinds of nodes.
const (
	Null Kind = iota
	Bool
	Number
	String
	Seq
	Map
)

// String is the kind in the words of error messages, with its article.
func (k Kind) String() string {
	switch k {
	case Null:
		return "nothing"
	case Bool:
		return "true or false"
	case Number:
		return "a number"
	case String:
		return "a text"
	case Seq:
		return "a list"
	case Map:
		return "a map"
	}
	return "kind " + strconv.Itoa(int(k))
}

// Style says how a value is written.
type Style uint8

// The styles of values.
const (
	Plain  Style = iota // a scalar without quotes, a list or map of YAML by indentation or of JSON
	Quoted              // in single or double quotes
	Block               // a YAML block scalar (| or >)
	Flow                // a list or map of YAML in brackets
)

// Node is one value of a file. Nodes are read-only: an alias shares the node
// that it stands for, so the same node can be reached in more than one way.
type Node struct {
	Kind     Kind
	Style    Style
	anchored bool  // Pos is that of the anchor before the value
	last     int32 // line of the end, of lists and maps in JSON

	Pos   Pos
	Value string  // of a scalar: numbers, true and false as written, texts decoded
	Items []*Node // of a list or a map: the values in file order
	Keys  []*Node // of a map: the keys, each a scalar, beside Items

	lines *lines // the file it was read from, nil for JSON
}

// Get is the value of a key of a map, nil when there is none.
func (n *Node) Get(key string) *Node {
	if i := n.find(key); i >= 0 {
		return n.Items[i]
	}
	return nil
}

func (n *Node) find(key string) int {
	if n == nil {
		return -1
	}
	for i, k := range n.Keys {
		if k.Value == key {
			return i
		}
	}
	return -1
}

// At follows a JSON pointer (RFC 6901) from n. It returns the node and its
// position. When the pointer leads nowhere the node is nil and the position is
// that of the last node on the way, which is where an error about it belongs.
func (n *Node) At(pointer string) (*Node, Pos) {
	if n == nil {
		return nil, Pos{}
	}
	at := n
	for pointer != "" {
		if pointer[0] != '/' {
			return nil, at.Pos
		}
		step, rest := pointer[1:], ""
		if i := strings.IndexByte(step, '/'); i >= 0 {
			step, rest = step[:i], step[i:]
		}
		i := -1
		switch at.Kind {
		case Map:
			i = at.find(strings.NewReplacer("~1", "/", "~0", "~").Replace(step))
		case Seq:
			if k, err := strconv.Atoi(step); err == nil && k >= 0 && k < len(at.Items) && strconv.Itoa(k) == step {
				i = k
			}
		}
		if i < 0 {
			return nil, at.Pos
		}
		at, pointer = at.Items[i], rest
	}
	return at, at.Pos
}

// PosAt is the position of the byte offset in Value. It is the position of the
// node itself where that cannot be known: in block scalars, behind anchors, in
// texts of several lines, and behind characters that had to be escaped.
func (n *Node) PosAt(offset int) Pos {
	if n.Style == Block || n.anchored || offset <= 0 || offset > len(n.Value) {
		return n.Pos
	}
	before := n.Value[:offset]
	for _, r := range before {
		if unicode.IsControl(r) || n.Style == Quoted && (r == '"' || r == '\'' || r == '\\') {
			return n.Pos
		}
	}
	p := n.Pos
	p.Col += utf8.RuneCountInString(before)
	if n.Style == Quoted {
		p.Col++
	}
	return p
}

// Pointer is the JSON pointer of a step below parent.
func Pointer(parent, step string) string {
	if strings.ContainsAny(step, "~/") {
		step = strings.NewReplacer("~", "~0", "/", "~1").Replace(step)
	}
	return parent + "/" + step
}

// Quote is a text in double quotes for an error message, cut when it is long.
func Quote(s string) string {
	const most = 40
	if utf8.RuneCountInString(s) > most {
		s = string([]rune(s)[:most-1]) + "…"
	}
	return strconv.Quote(s)
}
