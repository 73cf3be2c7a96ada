package source

import (
	"sort"
	"strings"
	"sync"
	"unicode/utf8"
)

// lines is the text of a YAML file by its lines. They are looked for when an
// error first asks for one.
type lines struct {
	src    string
	once   sync.Once
	starts []int // of each line, and one of a line behind the last
	chars  []int // before each byte whose offset is a multiple of charsStep
}

// charsStep is small enough to count in, and large enough to be rare.
const charsStep = 1 << 10

func (l *lines) index() {
	l.starts = append(l.starts, 0)
	count := 0
	for i := range len(l.src) {
		if i%charsStep == 0 {
			l.chars = append(l.chars, count)
		}
		if utf8.RuneStart(l.src[i]) {
			count++
		}
	}
	for i := 0; i < len(l.src); {
		n := breakAt(l.src, i)
		if n > 0 {
			l.starts = append(l.starts, i+n)
		}
		i += max(n, 1)
	}
	l.starts = append(l.starts, len(l.src))
}

// line is a line, counted from 1, without its end; "" where there is none.
func (l *lines) line(n int) string {
	l.once.Do(l.index)
	if n < 1 || n >= len(l.starts) {
		return ""
	}
	return strings.TrimRight(l.src[l.starts[n-1]:l.starts[n]], "\r\n\u0085\u2028\u2029")
}

// around is what stands in the line of a place before it and from it on.
func (l *lines) around(p Pos) (before, after string) {
	s := l.line(p.Line)
	at, col := 0, 1
	if p.Col > charsStep && s != "" {
		at, col = l.near(p)
		at = min(at, len(s))
	}
	for ; col < p.Col && at < len(s); col++ {
		_, size := utf8.DecodeRuneInString(s[at:])
		at += size
	}
	return s[:at], s[at:]
}

// near is a place in the line of p that is not far before p, so that long lines
// need not be counted from their start each time: the byte in the line, and the
// column. The byte is that of p's own column at most, if the line has it.
func (l *lines) near(p Pos) (at, col int) {
	start := l.starts[p.Line-1]
	first := start / charsStep
	before := l.chars[first] // characters before the line
	for _, b := range []byte(l.src[first*charsStep : start]) {
		if utf8.RuneStart(b) {
			before++
		}
	}
	i := sort.SearchInts(l.chars, before+p.Col) - 1
	if i <= first {
		return 0, 1
	}
	at, col = i*charsStep, l.chars[i]-before+1
	for at < len(l.src) && !utf8.RuneStart(l.src[at]) {
		at++
	}
	return at - start, col
}

// offset is the byte at a place, the end of the file for a line that is not there.
func (l *lines) offset(p Pos) int {
	before, _ := l.around(p)
	if p.Line < 1 || p.Line >= len(l.starts) {
		return len(l.src)
	}
	return l.starts[p.Line-1] + len(before)
}

// pos is the place of a byte of a line.
func (l *lines) pos(line, at int) Pos {
	return Pos{line, utf8.RuneCountInString(l.line(line)[:at]) + 1}
}

// place is the place of a byte of the file.
func (l *lines) place(at int) Pos {
	line := l.lineAt(at)
	return l.pos(line, at-l.starts[line-1])
}

// lineAt is the line of a byte of the file.
func (l *lines) lineAt(at int) int {
	l.once.Do(l.index)
	return sort.SearchInts(l.starts, at+1) // the first one that starts behind it
}

// contentBefore is the last line before n that has more than a comment, 0 if none.
func (l *lines) contentBefore(n int) int {
	for n--; n > 0; n-- {
		if s := strings.TrimSpace(l.line(n)); s != "" && s[0] != '#' {
			return n
		}
	}
	return 0
}

// breakAt is the length of the line break at a byte of s, 0 if there is none.
func breakAt(s string, i int) int {
	switch rest := s[i:]; {
	case strings.HasPrefix(rest, "\r\n"), strings.HasPrefix(rest, "\u0085"):
		return 2
	case rest[0] == '\r', rest[0] == '\n':
		return 1
	case strings.HasPrefix(rest, "\u2028"), strings.HasPrefix(rest, "\u2029"):
		return 3
	}
	return 0
}

// closing is the offset behind the bracket that closes the one at the start of
// s. When none does it is 0, and unclosed is the offset of the innermost bracket
// that is still open then. Brackets in quotes and comments do not count.
func closing(s string) (end, unclosed int) {
	if s == "" || s[0] != '{' && s[0] != '[' {
		return 0, 0
	}
	var open []int
	start := true // a token may start here
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case start && (c == '"' || c == '\''):
			size := quoteEnd(s[i:])
			if size == 0 {
				return 0, open[len(open)-1]
			}
			i += size - 1
		case c == '#' && i > 0 && strings.IndexByte(" \t\r\n", s[i-1]) >= 0:
			size := strings.IndexAny(s[i:], "\r\n")
			if size < 0 {
				return 0, open[len(open)-1]
			}
			i += size
		case c == '{' || c == '[':
			open = append(open, i)
		case c == '}' || c == ']':
			last := open[len(open)-1]
			if (c == '}') != (s[last] == '{') {
				return 0, last
			}
			open = open[:len(open)-1]
			if len(open) == 0 {
				return i + 1, 0
			}
		}
		start = strings.IndexByte("{[,:", c) >= 0 || start && strings.IndexByte(" \t\r\n", c) >= 0
	}
	return 0, open[len(open)-1]
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
