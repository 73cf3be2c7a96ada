package source

// plain passes a scalar without quotes, which may go over several lines.
func (o *outline) plain() {
	indent := o.indent + 1
	inFlow := len(o.flow) > 0
	lineBreak := false
	for {
		if o.documentMark() || o.peek(0) == '#' {
			break
		}
		for !o.blankAt(0) {
			c := o.peek(0)
			if c == ':' && o.blankAt(1) || inFlow && (isFlowIndicator(c) || c == ':' && isFlowEnd(o.peek(1))) {
				break
			}
			lineBreak = false
			o.skip()
		}
		if o.eof() || !o.blankAt(0) {
			break
		}
		for {
			if o.peek(0) == ' ' || o.peek(0) == '\t' {
				o.skip()
			} else if o.skipBreak() {
				lineBreak = true
			} else {
				break
			}
		}
		if !inFlow && o.col < indent {
			break
		}
	}
	if lineBreak {
		o.keyOK = true
	}
}

func isFlowEnd(c byte) bool { return c == ' ' || c == ',' || c == ']' || c == '}' }

// quoted passes a scalar in quotes. It is false when the closing one is missing.
func (o *outline) quoted(quote byte) bool {
	o.skip()
	for !o.eof() {
		switch c := o.peek(0); {
		case c == quote && quote == '\'' && o.peek(1) == '\'':
			o.skip()
			o.skip()
		case c == quote:
			o.skip()
			return true
		case c == '\\' && quote == '"':
			o.skip()
			if !o.skipBreak() {
				o.skip()
			}
		default:
			if !o.skipBreak() {
				o.skip()
			}
		}
	}
	return false
}

// blockScalar passes a scalar after | or >, to the first line that is indented
// less than its text.
func (o *outline) blockScalar() bool {
	o.skip()
	increment := 0
	for range 2 {
		switch c := o.peek(0); {
		case c == '+' || c == '-':
			o.skip()
		case c >= '1' && c <= '9' && increment == 0:
			increment = int(c - '0')
			o.skip()
		}
	}
	for o.peek(0) == ' ' || o.peek(0) == '\t' {
		o.skip()
	}
	if o.peek(0) == '#' {
		o.restOfLine()
	}
	if !o.eof() && !o.skipBreak() {
		return false
	}
	indent := 0
	if increment > 0 {
		indent = max(o.indent, 1) + increment // columns are from 1, "outside" is -1
	}
	indent = o.blockIndent(indent)
	for o.col == indent && !o.eof() {
		o.restOfLine()
		o.skipBreak()
		indent = o.blockIndent(indent)
	}
	return true
}

// blockIndent passes blank lines and the indentation of the next line of a
// block scalar. It returns the column of the text, found out when it was 0.
func (o *outline) blockIndent(indent int) int {
	deepest := 0
	for {
		for (indent == 0 || o.col < indent) && o.peek(0) == ' ' {
			o.skip()
		}
		deepest = max(deepest, o.col)
		if !o.skipBreak() {
			break
		}
	}
	if indent == 0 {
		return max(deepest, o.indent+1, 1)
	}
	return indent
}
