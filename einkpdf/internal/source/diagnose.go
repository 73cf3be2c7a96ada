package source

import (
	"fmt"
	"regexp"
	"strings"
)

// scene is the source text around the place where the YAML library gave up.
// That place is often behind the mistake, and what the library says is about
// tokens; the lines there show what was meant.
type scene struct {
	*lines
	mark    Pos // where the library gave up
	context Pos // where the collection or scalar around it begins; line 0 if unknown
	message string

	bracket Pos // the innermost bracket that is open at the mark; line 0 if none
	quote   Pos // the start of the text in quotes that ends at the mark; line 0 if none
}

func newScene(text *lines, mark, context Pos, message string, lim Limits) *scene {
	s := &scene{lines: text, mark: mark, context: context, message: message}
	o := newOutline([]byte(text.src), lim)
	o.until(mark)
	if n := len(o.flow); n > 0 {
		s.bracket = o.flow[n-1].at
	}
	s.quote = o.quote
	return s
}

// diagnose is the mistake that led to the error, nil when none is recognised.
// What is certain goes before what is likely.
func (s *scene) diagnose() *Error {
	for _, find := range [...]func(*scene) *Error{
		(*scene).tab,
		(*scene).space,
		(*scene).openQuote,
		(*scene).comment,
		(*scene).openBracket,
		(*scene).dashWithoutSpace,
		(*scene).noColon,
		(*scene).noDash,
		(*scene).sign,
		(*scene).behindValue,
		(*scene).secondColon,
		(*scene).bracketsAndCommas,
		(*scene).indentation,
	} {
		if e := find(s); e != nil {
			return e
		}
	}
	return nil
}

func mistake(p Pos, message, hint string) *Error {
	return &Error{Line: p.Line, Col: p.Col, Code: CodeSyntax, Message: message, Hint: hint}
}

func (s *scene) says(part string) bool { return strings.Contains(s.message, part) }

// at is the character at a place, "" at the end of the line.
func (s *scene) at(p Pos) string {
	_, after := s.around(p)
	for _, c := range after {
		return string(c)
	}
	return ""
}

// begins is the place where a line begins after its indentation.
func (s *scene) begins(line int) Pos {
	text := s.line(line)
	return s.pos(line, len(text)-len(strings.TrimLeft(text, " ")))
}

// suspects are the lines that the mistake is in, the likely one first.
func (s *scene) suspects() []int {
	list := []int{s.mark.Line}
	if before := s.contentBefore(s.mark.Line); before > 0 {
		list = append(list, before)
	}
	return list
}

func (s *scene) tab() *Error {
	text := s.line(s.mark.Line)
	if at := len(text) - len(strings.TrimLeft(text, " ")); at < len(text) && text[at] == '\t' {
		return mistake(s.pos(s.mark.Line, at), "a tab in the indentation", "indent with spaces")
	}
	return nil
}

func (s *scene) space() *Error {
	for _, n := range s.suspects() {
		text := s.line(n)
		if m := oddSpace.FindStringSubmatchIndex(text); m != nil {
			return mistake(s.pos(n, m[2]), oddSpaceName(text[m[2]:])+" is no space to YAML", "write an ordinary space in its place, or none")
		}
	}
	return nil
}

// openQuote is about a quote that closes nowhere, or at the next quote some
// lines on.
func (s *scene) openQuote() *Error {
	at := s.quote
	if s.says("end of stream") {
		at = s.context
	}
	quote := s.at(at)
	if quote != `"` && quote != "'" {
		return nil
	}
	text := s.src[s.offset(at):]
	if end := quoteEnd(text); end > 0 && !strings.ContainsAny(text[:end], "\r\n") {
		return nil
	}
	return mistake(at, fmt.Sprintf("the %s in line %d is not closed in its line", quote, at.Line), "add the closing "+quote)
}

var commentValue = regexp.MustCompile(`[:,\[][ \t]+(#[^\s,}\]]+)`)

// comment is about a # in brackets, which makes the closing one a comment.
func (s *scene) comment() *Error {
	if s.bracket.Line == 0 {
		return nil
	}
	from, after := s.around(s.bracket)
	m := commentValue.FindStringSubmatchIndex(after)
	if end, _ := closing(s.src[s.offset(s.bracket):]); m == nil || end > 0 {
		return nil
	}
	at, value := len(from)+m[2], after[m[2]:m[3]]
	return mistake(s.pos(s.bracket.Line, at), "the comment hides the rest of the line", commentHint(keyBefore(from+after[:m[2]]), value))
}

func (s *scene) openBracket() *Error {
	if s.bracket.Line == 0 {
		return nil
	}
	from := s.offset(s.bracket)
	closed, unclosed := closing(s.src[from:])
	if closed > 0 {
		return nil
	}
	p := s.place(from + unclosed)
	open, end, what := s.at(p), "}", "map"
	if open == "[" {
		end, what = "]", "list"
	}
	return mistake(p, fmt.Sprintf("the %s in line %d is never closed", open, p.Line),
		fmt.Sprintf("write %s where the %s ends; a text that begins with %s needs quotes", end, what, open))
}

var tightDash = regexp.MustCompile(`^[ \t]*(-)[^\s-]`)

func (s *scene) dashWithoutSpace() *Error {
	for _, n := range append(s.suspects(), s.context.Line) {
		text := s.line(n)
		if m := tightDash.FindStringSubmatchIndex(text); m != nil {
			_, hint := KeyHint(strings.TrimSpace(text))
			return mistake(s.pos(n, m[2]), "a - without a space behind it begins no entry", hint)
		}
	}
	return nil
}
