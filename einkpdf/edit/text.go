package edit

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/einkpdf/platform/einkpdf/internal/source"
)

// text is a file with its lines, as package source counts them.
type text struct {
	src    string
	yaml   bool
	starts []int // of the lines, from byte 0 of the file
}

func newText(file []byte) *text {
	t := &text{src: string(file)}
	first := len(t.src) - len(strings.TrimPrefix(t.src, "\ufeff"))
	trimmed := bytes.TrimLeft(file[first:], " \t\r\n")
	t.yaml = len(trimmed) == 0 || trimmed[0] != '{' && trimmed[0] != '['
	t.starts = []int{first}
	for i := first; i < len(t.src); {
		n := t.lineBreak(i)
		if n > 0 {
			t.starts = append(t.starts, i+n)
		}
		i += max(n, 1)
	}
	return t
}

// lineBreak is the length of the line break at a byte, 0 if there is none.
func (t *text) lineBreak(i int) int {
	rest := t.src[i:]
	switch {
	case rest == "":
		return 0
	case rest[0] == '\n':
		return 1
	case !t.yaml:
		return 0
	case strings.HasPrefix(rest, "\r\n"), strings.HasPrefix(rest, "\u0085"):
		return 2
	case rest[0] == '\r':
		return 1
	case strings.HasPrefix(rest, "\u2028"), strings.HasPrefix(rest, "\u2029"):
		return 3
	}
	return 0
}

// offset is the byte at a place.
func (t *text) offset(p source.Pos) int {
	if p.Line < 1 || p.Line > len(t.starts) {
		return len(t.src)
	}
	at := t.starts[p.Line-1]
	for col := 1; col < p.Col && at < len(t.src); col++ {
		_, size := utf8.DecodeRuneInString(t.src[at:])
		at += size
	}
	return at
}

// skip is the next byte that is neither space nor comment.
func (t *text) skip(at int) int {
	for at < len(t.src) {
		r, size := utf8.DecodeRuneInString(t.src[at:])
		switch {
		case r == '#' && t.yaml && at > 0 && strings.IndexByte(" \t\r\n", t.src[at-1]) >= 0:
			for at < len(t.src) && t.lineBreak(at) == 0 {
				at++
			}
		case unicode.IsSpace(r):
			at += size
		default:
			return at
		}
	}
	return at
}

// colon is the byte behind the colon of a key; 0 where it is not found.
func (t *text) colon(key *source.Node) int {
	at := t.offset(key.Pos)
	rest := t.src[at:]
	switch {
	case rest == "":
		return 0
	case rest[0] == '"' || rest[0] == '\'' && t.yaml:
		size := quoteEnd(rest)
		if size == 0 {
			return 0
		}
		at += size
	case strings.HasPrefix(rest, key.Value):
		at += len(key.Value)
	default:
		return 0
	}
	if at = t.skip(at); at < len(t.src) && t.src[at] == ':' {
		return at + 1
	}
	return 0
}

// quoteEnd is the offset behind the quote that closes the one at the start of
// s, 0 when none does.
func quoteEnd(s string) int {
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == '\\' && s[0] == '"', s[i] == '\'' && s[0] == '\'' && strings.HasPrefix(s[i+1:], "'"):
			i++
		case s[i] == s[0]:
			return i + 1
		}
	}
	return 0
}

// newline is what ends a line, or the first line that ends with anything.
func (t *text) newline(line int) string {
	for _, l := range []int{line, 1} {
		if l < len(t.starts) {
			end := t.starts[l]
			for n := 3; n > 0; n-- {
				if end-n >= 0 && t.lineBreak(end-n) == n {
					return t.src[end-n : end]
				}
			}
		}
	}
	return "\n"
}
