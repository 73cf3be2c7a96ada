package svg

import "unicode/utf8"

// text writes s as the content of an element or of an attribute in double
// quotes. What XML cannot hold (control characters, damaged UTF-8, U+FFFE)
// becomes U+FFFD.
func (o *out) text(s string) {
	for _, r := range s {
		o.char(r)
	}
	o.raw("") // perhaps the piece is full
}

func (o *out) char(r rune) {
	switch {
	case r == '&':
		o.raw("&amp;")
	case r == '<':
		o.raw("&lt;")
	case r == '>':
		o.raw("&gt;")
	case r == '"':
		o.raw("&quot;")
	case r == '\t', r == '\n', r == '\r': // bare ones may be read back as others
		o.raw(" ")
	case r < ' ', r >= 0x7F && r < 0xA0, r == 0xFFFE, r == 0xFFFF, r > utf8.MaxRune, r >= 0xD800 && r < 0xE000:
		o.raw("\uFFFD")
	default:
		o.buf = utf8.AppendRune(o.buf, r)
	}
}
