package locale

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// The limits of a pattern.
const (
	maxPattern = 100 // bytes
	maxField   = 6   // times the same letter
)

// CheckPattern tells whether [Locale.Format] takes the pattern: a named form,
// or a pattern of fields, text in single quotes and other characters. The error
// says what is wrong, and where.
func CheckPattern(pattern string) error {
	if _, ok := tables[defaultTable].formPattern(pattern); ok {
		return nil
	}
	s, err := scan(pattern)
	if err != nil {
		return err
	}
	used := ""
	for {
		p, more, err := s.next()
		if err != nil {
			return err
		}
		if !more {
			return checkMix(pattern, used)
		}
		if p.letter != 0 {
			used += string(p.letter)
		}
	}
}

// checkMix refuses letters that make no date together: D is the day of the year
// and Y the year of the week, which look right most of the time.
func checkMix(pattern, used string) error {
	months := strings.ContainsAny(used, "MLd")
	switch {
	case months && strings.Contains(used, "D"):
		return fmt.Errorf("locale: date pattern %q: D is the day of the year; the day of the month is d or dd", pattern)
	case months && strings.Contains(used, "Y") && !strings.Contains(used, "w"):
		return fmt.Errorf("locale: date pattern %q: Y is the year of the week; the year of a date is y", pattern)
	}
	return nil
}

// piece is a part of a pattern: a field when letter is set, else text.
type piece struct {
	letter byte
	count  int // how often the letter is repeated
	text   string
}

// scanner cuts a pattern into pieces.
type scanner struct {
	pattern string
	at      int
	quoted  bool
	quote   int // where the open quote is
}

func scan(pattern string) (scanner, error) {
	switch {
	case pattern == "":
		return scanner{}, fmt.Errorf("locale: the date pattern is empty; write one such as %q or a form such as %q", "d MMMM y", "month-year")
	case len(pattern) > maxPattern:
		return scanner{}, fmt.Errorf("locale: the date pattern has %d bytes; the most is %d", len(pattern), maxPattern)
	case !utf8.ValidString(pattern):
		return scanner{}, fmt.Errorf("locale: date pattern %q is not valid UTF-8", pattern)
	}
	return scanner{pattern: pattern}, nil
}

// next is the next piece; more is false at the end.
func (s *scanner) next() (p piece, more bool, err error) {
	if s.quoted {
		return s.nextQuoted()
	}
	if s.at == len(s.pattern) {
		return piece{}, false, nil
	}
	start, c := s.at, s.pattern[s.at]
	switch {
	case c == '\'' && strings.HasPrefix(s.pattern[s.at+1:], "'"):
		s.at += 2
		return piece{text: "'"}, true, nil
	case c == '\'':
		s.quoted, s.quote = true, s.at
		s.at++
		return s.nextQuoted()
	case isLetter(c):
		for s.at < len(s.pattern) && s.pattern[s.at] == c {
			s.at++
		}
		p = piece{letter: c, count: s.at - start}
		return p, true, s.check(p, start)
	}
	for s.at < len(s.pattern) && s.pattern[s.at] != '\'' && !isLetter(s.pattern[s.at]) {
		s.at++
	}
	return piece{text: s.pattern[start:s.at]}, true, nil
}

// nextQuoted is the text up to the closing quote, or up to a doubled one, which
// stands for the quote itself.
func (s *scanner) nextQuoted() (piece, bool, error) {
	rest := s.pattern[s.at:]
	n := strings.IndexByte(rest, '\'')
	if n < 0 {
		return piece{}, false, fmt.Errorf("locale: date pattern %q: the quote at byte %d is not closed", s.pattern, s.quote)
	}
	if strings.HasPrefix(rest[n+1:], "'") {
		s.at += n + 2
		return piece{text: rest[:n+1]}, true, nil
	}
	s.at += n + 1
	s.quoted = false
	return piece{text: rest[:n]}, true, nil
}

// check reports a field that does not exist; start is its place in the pattern.
func (s *scanner) check(p piece, start int) error {
	most := fieldMost(p.letter)
	if p.count <= most {
		return nil
	}
	letters := s.pattern[start:min(start+p.count, start+maxField+1)]
	if most == 0 {
		hint := "put text in quotes as in d 'de' MMMM, or use a named form such as month-year"
		if p.letter == 'm' {
			hint = "a month is M"
		}
		return fmt.Errorf("locale: date pattern %q: %s at byte %d is no field of a date; %s",
			s.pattern, strconv.Quote(letters[:1]), start, hint)
	}
	return fmt.Errorf("locale: date pattern %q: the field %q at byte %d is too long; %q is written at most %d times",
		s.pattern, letters, start, letters[:1], most)
}

// fieldMost is how often a field's letter may be repeated, 0 for what is no field.
func fieldMost(letter byte) int {
	switch letter {
	case 'y', 'Y', 'E', 'e', 'c':
		return maxField
	case 'Q', 'q', 'M', 'L':
		return 5
	case 'D':
		return 3
	case 'w', 'd':
		return 2
	}
	return 0
}

// isLetter tells whether c is an ASCII letter.
func isLetter[T byte | rune](c T) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }
