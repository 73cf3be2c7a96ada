package source

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
