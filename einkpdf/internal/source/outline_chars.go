package source

import "unicode/utf8"

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
