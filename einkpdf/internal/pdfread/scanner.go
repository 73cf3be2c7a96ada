package pdfread

import (
	"bytes"
	"fmt"
	"strconv"
)

// SyntaxError is a place where the syntax of PDF is broken.
type SyntaxError struct {
	Offset  int // bytes from the beginning of what was read
	Message string
}

func (e *SyntaxError) Error() string { return e.Message }

type tokenKind byte

const (
	tokenEOF     tokenKind = iota
	tokenInteger           // number in integer
	tokenReal              // number in real
	tokenName
	tokenString
	tokenWord // an operator or keyword
	tokenBad  // what begins as a number and is none
	tokenArray
	tokenArrayEnd
	tokenDict
	tokenDictEnd
)

type token struct {
	kind    tokenKind
	at      int
	integer int64
	real    float64
	text    string // of names, strings, words and bad numbers
}

// scanner splits bytes into tokens.
type scanner struct {
	data []byte
	pos  int
}

const (
	regular byte = iota
	space
	delimiter
)

func class(c byte) byte {
	switch c {
	case 0, '\t', '\n', '\f', '\r', ' ':
		return space
	case '(', ')', '<', '>', '[', ']', '{', '}', '/', '%':
		return delimiter
	}
	return regular
}

func (s *scanner) fail(at int, format string, args ...any) error {
	return &SyntaxError{at, fmt.Sprintf(format, args...)}
}

// skip passes over white space and comments.
func (s *scanner) skip() {
	for s.pos < len(s.data) {
		c := s.data[s.pos]
		if c == '%' {
			for s.pos < len(s.data) && s.data[s.pos] != '\n' && s.data[s.pos] != '\r' {
				s.pos++
			}
		} else if class(c) != space {
			return
		} else {
			s.pos++
		}
	}
}

// run passes over regular characters and gives them.
func (s *scanner) run() []byte {
	from := s.pos
	for s.pos < len(s.data) && class(s.data[s.pos]) == regular {
		s.pos++
	}
	return s.data[from:s.pos]
}

// next reads a token.
func (s *scanner) next() (token, error) {
	s.skip()
	t := token{at: s.pos}
	if s.pos >= len(s.data) {
		return t, nil
	}
	c := s.data[s.pos]
	switch {
	case c == '/':
		s.pos++
		return s.name(t), nil
	case c == '(':
		s.pos++
		return s.literal(t)
	case c == '<':
		s.pos++
		if s.pos < len(s.data) && s.data[s.pos] == '<' {
			s.pos++
			t.kind = tokenDict
			return t, nil
		}
		return s.hexString(t)
	case c == '>':
		s.pos++
		if s.pos >= len(s.data) || s.data[s.pos] != '>' {
			return t, s.fail(t.at, "a single >")
		}
		s.pos++
		t.kind = tokenDictEnd
		return t, nil
	case c == '[':
		s.pos++
		t.kind = tokenArray
		return t, nil
	case c == ']':
		s.pos++
		t.kind = tokenArrayEnd
		return t, nil
	case class(c) == delimiter:
		s.pos++
		return t, s.fail(t.at, "%q where nothing begins with it", c)
	case c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.':
		return s.number(t), nil
	}
	word := s.run()
	t.kind, t.text = tokenWord, string(word[:min(len(word), 128)])
	return t, nil
}

// number reads an integer or a real. PDF has no exponents, NaN or infinities.
func (s *scanner) number(t token) token {
	text := s.run()
	digits, points := 0, 0
	for i, c := range text {
		switch {
		case c >= '0' && c <= '9':
			digits++
		case c == '.':
			points++
		case i > 0 || c != '+' && c != '-':
			digits = -len(text)
		}
	}
	if digits <= 0 || points > 1 || len(text) > 64 {
		t.kind, t.text = tokenBad, string(text[:min(len(text), 128)])
		return t
	}
	if points == 0 {
		if n, err := strconv.ParseInt(string(text), 10, 64); err == nil {
			t.kind, t.integer = tokenInteger, n
			return t
		}
	}
	n, _ := strconv.ParseFloat(string(text), 64) // at most 64 digits: never out of range
	t.kind, t.real = tokenReal, n
	return t
}

// name reads what follows a slash. A # without two hexadecimal digits stands for
// itself, as in PDF 1.1.
func (s *scanner) name(t token) token {
	raw := s.run()
	t.kind, t.text = tokenName, string(raw)
	if bytes.IndexByte(raw, '#') < 0 {
		return t
	}
	b := make([]byte, 0, len(raw))
	for i := 0; i < len(raw); i++ {
		if raw[i] == '#' && i+2 < len(raw) && hexDigit(raw[i+1]) >= 0 && hexDigit(raw[i+2]) >= 0 {
			b = append(b, byte(hexDigit(raw[i+1])<<4|hexDigit(raw[i+2])))
			i += 2
		} else {
			b = append(b, raw[i])
		}
	}
	t.text = string(b)
	return t
}

func hexDigit(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

// literal reads a string in parentheses, after the first of them.
func (s *scanner) literal(t token) (token, error) {
	var b []byte
	for depth := 1; s.pos < len(s.data); {
		c := s.data[s.pos]
		s.pos++
		switch c {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				t.kind, t.text = tokenString, string(b)
				return t, nil
			}
		case '\\':
			b = s.escape(b)
			continue
		case '\r': // every end of a line is one line feed
			if s.pos < len(s.data) && s.data[s.pos] == '\n' {
				s.pos++
			}
			c = '\n'
		}
		b = append(b, c)
	}
	return t, s.fail(t.at, "a string without its closing parenthesis")
}

// escape reads what follows a backslash.
func (s *scanner) escape(b []byte) []byte {
	if s.pos >= len(s.data) {
		return b
	}
	c := s.data[s.pos]
	s.pos++
	switch c {
	case 'n':
		return append(b, '\n')
	case 'r':
		return append(b, '\r')
	case 't':
		return append(b, '\t')
	case 'b':
		return append(b, '\b')
	case 'f':
		return append(b, '\f')
	case '\n': // a string that goes on in the next line
		return b
	case '\r':
		if s.pos < len(s.data) && s.data[s.pos] == '\n' {
			s.pos++
		}
		return b
	}
	if c < '0' || c > '7' {
		return append(b, c)
	}
	n := int(c - '0')
	for range 2 {
		if s.pos >= len(s.data) || s.data[s.pos] < '0' || s.data[s.pos] > '7' {
			break
		}
		n = n<<3 | int(s.data[s.pos]-'0')
		s.pos++
	}
	return append(b, byte(n))
}

// hexString reads a string of hexadecimal digits, after the <.
func (s *scanner) hexString(t token) (token, error) {
	var b []byte
	high, half := 0, false
	for s.pos < len(s.data) {
		c := s.data[s.pos]
		s.pos++
		if c == '>' {
			if half {
				b = append(b, byte(high<<4))
			}
			t.kind, t.text = tokenString, string(b)
			return t, nil
		}
		d := hexDigit(c)
		switch {
		case class(c) == space:
		case d < 0:
			return t, s.fail(s.pos-1, "%q in a string of hexadecimal digits", c)
		case half:
			b, half = append(b, byte(high<<4|d)), false
		default:
			high, half = d, true
		}
	}
	return t, s.fail(t.at, "a string of hexadecimal digits without its >")
}
