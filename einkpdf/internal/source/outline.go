package source

import (
	"fmt"
	"unicode/utf8"
)

// The YAML library builds its whole tree before anyone can count it, and in
// some places keeps every token of a line or of a flow collection waiting. So
// an outline goes first: it follows the library's scanner token by token
// without keeping anything, counts the nodes and the depth that the library
// would build, and refuses the forms that this package does not read. Where it
// meets something wrong it stops and leaves the error to the library, which
// gets no further than that either.
type outline struct {
	src       []byte
	pos       int
	line, col int // from 1, in characters, as the library counts them
	lim       Limits

	indent  int   // column of the innermost block collection, -1 outside
	indents []int // the indents around it
	flow    []flowLevel
	keyOK   bool      // a simple key may start here
	key     simpleKey // the latest possible simple key of this flow level
	keys    []simpleKey

	prev    tokenKind // the token before
	started bool      // content or --- was seen
	ended   bool      // ... was seen
	empty   emptyWait

	nodes int // an upper bound for the nodes that the library builds

	held     int // tokens that the library may keep waiting
	heldLine int // since this line

	err *Error
}

type tokenKind uint8

const (
	tokNone  tokenKind = iota
	tokNode            // a scalar, alias or anchor, or the end of a flow collection
	tokSeq             // [
	tokMap             // {
	tokEntry           // ,
	tokItem            // -
	tokValue           // :
)

// flowLevel is an open flow collection. filled and value are about its current
// entry: whether it has a node, and a colon.
type flowLevel struct {
	isMap         bool
	filled, value bool
}

type simpleKey struct {
	ok        bool
	level     int
	line, col int
}

// emptyWait is a "-" or ":" whose value has not come yet. When the next token
// cannot be its value, it has an empty one.
type emptyWait struct {
	after  tokenKind
	line   int
	indent int
}

// maxHeld bounds the tokens of one line or one flow collection. The library
// needs up to 500 bytes for each.
const maxHeld = 40_000

// checkOutline is nil when the library may read src, which is valid UTF-8.
func checkOutline(src []byte, lim Limits) *Error {
	_, err := countYAML(src, lim)
	return err
}

// countYAML is an upper bound for the number of nodes that the library builds.
func countYAML(src []byte, lim Limits) (int, *Error) {
	o := &outline{src: src, line: 1, col: 1, lim: lim, indent: -1, keyOK: true}
	for o.token() {
		if o.nodes > lim.Nodes {
			return o.nodes, tooManyNodes(Pos{o.line, o.col}, "", lim)
		}
		if len(o.indents)+len(o.flow) > lim.Depth {
			return o.nodes, tooDeep(Pos{o.line, o.col}, "", lim)
		}
	}
	return o.nodes, o.err
}

func (o *outline) refuse(code, message, hint string) bool {
	o.err = &Error{Line: o.line, Col: o.col, Code: code, Message: message, Hint: hint}
	return false
}

// token passes one token. It is false at the end, at an error, and where the
// library will find an error.
func (o *outline) token() bool {
	o.space()
	if len(o.flow) == 0 {
		o.unroll(o.col)
		if o.line > o.heldLine {
			o.held, o.heldLine = 0, o.line
		}
	}
	if o.eof() {
		o.fill(tokNone)
		return false
	}
	if o.col == 1 && o.peek(0) == '%' {
		return o.refuse(CodeSyntax, "directives (%) are not part of the format", "remove the line")
	}
	if o.documentMark() {
		return o.document()
	}
	if o.ended {
		return o.refuse(CodeSyntax, "the file has more than one document", "keep one project in a file")
	}
	o.started = true
	o.held++
	if o.held > maxHeld {
		return o.refuse(CodeTooManyNodes, fmt.Sprintf("more than %d signs and values in one line or between one pair of brackets", maxHeld),
			"write the list or map with one entry per line, without brackets")
	}
	return o.content()
}

// content passes a token that is part of the document's content.
func (o *outline) content() bool {
	c := o.peek(0)
	switch {
	case c == '[' || c == '{':
		o.node()
		o.saveKey()
		if o.key.ok {
			o.keys = append(o.keys, o.key)
		}
		o.key = simpleKey{}
		o.flow = append(o.flow, flowLevel{isMap: c == '{'})
		o.keyOK = true
		o.prev = tokSeq
		if c == '{' {
			o.prev = tokMap
		}
		o.skip()
	case c == ']' || c == '}':
		return o.closeFlow()
	case c == ',':
		if len(o.flow) == 0 {
			return false
		}
		o.endEntry()
		o.key.ok, o.keyOK = false, true
		o.prev = tokEntry
		o.skip()
	case c == '-' && o.blankAt(1):
		return o.item()
	case c == '?' && o.blankAt(1):
		return o.refuse(CodeSyntax, "keys after a question mark are not part of the format", "write the key as: key: value")
	case c == ':' && o.valueHere():
		return o.value()
	case c == '*' || c == '&':
		return o.anchor()
	case c == '!':
		return o.refuse(CodeSyntax, "tags (!) are not part of the format", "remove the tag, or put the text in quotes")
	case (c == '|' || c == '>') && len(o.flow) == 0:
		o.node()
		o.key.ok, o.keyOK = false, true
		o.prev = tokNode
		return o.blockScalar()
	case c == '\'' || c == '"':
		o.node()
		o.saveKey()
		o.keyOK, o.prev = false, tokNode
		return o.quoted(c)
	default:
		if !o.plainStart(c) {
			return false
		}
		o.node()
		o.saveKey()
		o.keyOK, o.prev = false, tokNode
		o.plain()
	}
	return true
}

// node counts a node that starts here.
func (o *outline) node() {
	o.fill(tokNode)
	o.nodes++
	if n := len(o.flow); n > 0 {
		o.flow[n-1].filled = true
	}
}

// fill settles the value that is waited for, now that a token is here.
func (o *outline) fill(tok tokenKind) {
	w := o.empty
	if w.after == tokNone {
		return
	}
	o.empty = emptyWait{}
	filled := tok == tokNode || tok == tokItem
	if filled && len(o.flow) == 0 && o.line != w.line && o.col <= w.indent {
		filled = tok == tokItem && w.after == tokValue && o.col == w.indent
	}
	if !filled {
		o.nodes++
	}
}

// item passes the "-" of a block list.
func (o *outline) item() bool {
	if len(o.flow) > 0 || !o.keyOK {
		return false
	}
	sameIndent := o.empty.after == tokValue && o.col == o.indent
	o.fill(tokItem)
	if !o.roll(o.col) && sameIndent {
		o.nodes++ // a list at the indentation of its key
	}
	o.key.ok, o.keyOK = false, true
	o.prev = tokItem
	o.empty = emptyWait{tokItem, o.line, o.indent}
	o.skip()
	return true
}

// value passes a ":".
func (o *outline) value() bool {
	n := len(o.flow)
	if n > 0 {
		l := &o.flow[n-1]
		if !l.filled {
			o.nodes++ // an empty key
		}
		if !l.isMap {
			o.nodes++ // a map of one pair
		}
		o.fill(tokNone)
		l.filled, l.value = true, true
	}
	if o.key.ok && o.key.line == o.line {
		o.roll(o.key.col)
		o.key.ok, o.keyOK = false, false
	} else {
		if n == 0 {
			if !o.keyOK {
				return false
			}
			o.fill(tokNone)
			o.nodes++ // an empty key
			o.roll(o.col)
		}
		o.keyOK = n == 0
	}
	o.prev = tokValue
	o.empty = emptyWait{tokValue, o.line, o.indent}
	o.skip()
	return true
}

// valueHere says whether the ":" at the current place separates a value.
func (o *outline) valueHere() bool {
	if o.blankAt(1) {
		return true
	}
	if len(o.flow) == 0 || o.prev == tokEntry || o.prev == tokSeq {
		return false
	}
	plain := (o.prev == tokValue || o.prev == tokMap) && !isFlowIndicator(o.peek(1))
	return !plain
}

func (o *outline) closeFlow() bool {
	n := len(o.flow)
	if n == 0 {
		return false
	}
	o.endEntry()
	o.flow = o.flow[:n-1]
	o.key.ok = false
	if k := len(o.keys); k > 0 && o.keys[k-1].level == n-1 {
		o.key, o.keys = o.keys[k-1], o.keys[:k-1]
	}
	o.keyOK = false
	o.prev = tokNode
	o.skip()
	return true
}

// endEntry settles the current entry of a flow collection.
func (o *outline) endEntry() {
	o.fill(tokNone)
	l := &o.flow[len(o.flow)-1]
	if l.isMap && l.filled && !l.value {
		o.nodes++ // a key without a value
	}
	l.filled, l.value = false, false
}

// anchor passes an alias or an anchor. An anchor counts as a node, for the
// empty value that may be all it names.
func (o *outline) anchor() bool {
	o.node()
	o.saveKey()
	o.keyOK, o.prev = false, tokNode
	from := o.pos
	o.skip()
	for o.anchorChar(0) {
		if o.peek(0) == ':' {
			run := 1
			for o.peek(run) == ':' {
				run++
			}
			if !o.anchorChar(run) {
				break
			}
			for ; run > 0; run-- {
				o.skip()
			}
		}
		o.skip()
	}
	return o.pos > from+1
}

// saveKey notes that a simple key may start here.
func (o *outline) saveKey() {
	if o.keyOK {
		o.key = simpleKey{ok: true, level: len(o.flow), line: o.line, col: o.col}
	}
}

// roll opens a block collection when the column is deeper than the current one.
func (o *outline) roll(col int) bool {
	if len(o.flow) > 0 || o.indent >= col {
		return false
	}
	o.indents = append(o.indents, o.indent)
	o.indent = col
	o.nodes++
	return true
}

func (o *outline) unroll(col int) {
	for o.indent > col {
		o.indent = o.indents[len(o.indents)-1]
		o.indents = o.indents[:len(o.indents)-1]
	}
}

func (o *outline) document() bool {
	start := o.peek(0) == '-'
	if start && o.started || o.ended {
		return o.refuse(CodeSyntax, "the file has more than one document", "keep one project in a file")
	}
	o.unroll(-1)
	o.key.ok, o.keyOK = false, false
	o.started = true
	o.ended = !start
	o.nodes++ // the document may be empty
	o.prev = tokNone
	for range 3 {
		o.skip()
	}
	return len(o.flow) == 0
}

// plainStart says whether a plain scalar may start with c, the current byte.
func (o *outline) plainStart(c byte) bool {
	switch c {
	case ',', '[', ']', '{', '}', '#', '&', '*', '!', '|', '>', '\'', '"', '%', '@', '`':
		return false
	case '-':
		return !o.blankAt(1) && (len(o.flow) == 0 || !isFlowIndicator(o.peek(1)))
	case '?', ':':
		return !o.blankAt(1)
	}
	return true
}

func isFlowIndicator(c byte) bool {
	return c == '[' || c == ']' || c == '{' || c == '}' || c == ','
}

// anchorChar says whether the byte i behind the current place can be part of
// the name of an anchor.
func (o *outline) anchorChar(i int) bool {
	c := o.peek(i)
	return c > ' ' && c < 0x7f && !isFlowIndicator(c)
}

func (o *outline) eof() bool { return o.pos >= len(o.src) }

// peek is the byte i behind the current place, 0 after the end.
func (o *outline) peek(i int) byte {
	if o.pos+i < len(o.src) {
		return o.src[o.pos+i]
	}
	return 0
}

// breakAt is the length of the line break i bytes behind the current place.
func (o *outline) breakAt(i int) int {
	switch o.peek(i) {
	case '\r':
		if o.peek(i+1) == '\n' {
			return 2
		}
		return 1
	case '\n':
		return 1
	case 0xC2:
		if o.peek(i+1) == 0x85 {
			return 2
		}
	case 0xE2:
		if o.peek(i+1) == 0x80 && (o.peek(i+2) == 0xA8 || o.peek(i+2) == 0xA9) {
			return 3
		}
	}
	return 0
}

// blankAt says whether there is a space, a line break or the end.
func (o *outline) blankAt(i int) bool {
	c := o.peek(i)
	return c == ' ' || c == '\t' || c == 0 || o.breakAt(i) > 0
}

// skip passes a character that is no line break.
func (o *outline) skip() {
	if o.pos >= len(o.src) {
		return
	}
	if o.src[o.pos] < utf8.RuneSelf {
		o.pos++
	} else {
		_, size := utf8.DecodeRune(o.src[o.pos:])
		o.pos += size
	}
	o.col++
}

// skipBreak passes a line break, if there is one.
func (o *outline) skipBreak() bool {
	n := o.breakAt(0)
	if n == 0 {
		return false
	}
	o.pos += n
	o.line++
	o.col = 1
	return true
}

// documentMark says whether --- or ... is here, alone at the start of a line.
func (o *outline) documentMark() bool {
	c := o.peek(0)
	return o.col == 1 && (c == '-' || c == '.') && o.peek(1) == c && o.peek(2) == c && o.blankAt(3)
}

// space passes spaces, comments and line breaks before a token.
func (o *outline) space() {
	for {
		for o.peek(0) == ' ' || o.peek(0) == '\t' {
			o.skip()
		}
		if o.peek(0) == '#' {
			o.restOfLine()
		}
		if !o.skipBreak() {
			return
		}
		if len(o.flow) == 0 {
			o.keyOK = true
		}
	}
}

func (o *outline) restOfLine() {
	for !o.eof() && o.breakAt(0) == 0 {
		o.skip()
	}
}
