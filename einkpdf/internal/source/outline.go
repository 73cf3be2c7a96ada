package source

import "fmt"

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
	quote   Pos       // where it begins, if it is a text in quotes
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
	at            Pos // of its bracket
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
	o := newOutline(src, lim)
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

func newOutline(src []byte, lim Limits) *outline {
	return &outline{src: src, line: 1, col: 1, lim: lim, indent: -1, keyOK: true}
}

// until passes the tokens before a place.
func (o *outline) until(p Pos) {
	for {
		o.space()
		if o.line > p.Line || o.line == p.Line && o.col >= p.Col || !o.token() {
			return
		}
	}
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
	o.quote = Pos{}
	switch {
	case c == '[' || c == '{':
		o.node()
		o.saveKey()
		if o.key.ok {
			o.keys = append(o.keys, o.key)
		}
		o.key = simpleKey{}
		o.flow = append(o.flow, flowLevel{at: Pos{o.line, o.col}, isMap: c == '{'})
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
		o.quote = Pos{o.line, o.col}
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
