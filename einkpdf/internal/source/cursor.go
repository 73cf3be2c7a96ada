package source

import "unicode/utf8"

// cursor turns byte offsets into lines and columns. Going forward is cheap.
type cursor struct {
	src       string
	off       int
	line, col int
}

// move goes to a byte offset and gives its position.
func (c *cursor) move(off int) Pos {
	if off < c.off {
		c.off, c.line, c.col = 0, 1, 1
	}
	for c.off < off {
		b := c.src[c.off]
		switch {
		case b == '\n':
			c.line++
			c.col = 1
		case b < utf8.RuneSelf || utf8.RuneStart(b):
			c.col++
		}
		c.off++
	}
	return Pos{c.line, c.col}
}
