package source

import (
	"fmt"
	"regexp"
	"strings"
)

var entryMarks = regexp.MustCompile(`^[ \t]*(?:- +)*`)

// entry splits a line into what stands before its key, and the rest without
// spaces and comments at its end.
func entry(text string) (marks, rest string) {
	marks = entryMarks.FindString(text)
	return marks, strings.TrimRight(uncomment(text[len(marks):]), " \t")
}

// uncomment is a line without the comment at its end.
func uncomment(s string) string {
	if i := strings.Index(s, " #"); i >= 0 {
		return s[:i]
	}
	return s
}

func hasColon(rest string) bool { return strings.Contains(rest, ": ") || strings.HasSuffix(rest, ":") }

var wordPair = regexp.MustCompile(`^([A-Za-z_][A-Za-z0-9_.-]*)(?:([ :])(\S.*))?$`)

// noColon is about a line without a colon, or without a space behind it.
func (s *scene) noColon() *Error {
	line := 0
	switch {
	case s.bracket.Line > 0:
	case s.says("could not find expected ':'"):
		line = s.context.Line
	case s.says("mapping values are not allowed"):
		before, _ := s.around(s.mark)
		if _, rest := entry(before); !hasColon(rest) {
			line = s.contentBefore(s.mark.Line)
		}
	}
	if line == 0 {
		return nil
	}
	marks, rest := entry(s.line(line))
	m := wordPair.FindStringSubmatch(rest)
	if m == nil || hasColon(rest) {
		return nil
	}
	at, better := len(marks), m[1]+":"
	if m[3] != "" {
		at, better = at+len(m[1]), m[1]+": "+m[3]
	}
	hint := `write ": " behind the key`
	if e := shown(better); e != "" {
		hint = "write " + better
	}
	return mistake(s.pos(line, at), fmt.Sprintf(`line %d has no ": " between key and value`, line), hint)
}

// noDash is about entries of a list of which only some have their "- ".
func (s *scene) noDash() *Error {
	const hint = `begin each entry of the list with "- "`
	before, after := s.around(s.mark)
	fresh := strings.TrimSpace(before) == ""
	switch {
	case s.says("expected '-' indicator") && fresh:
		return mistake(s.mark, fmt.Sprintf(`this line has no "- ", but the list that begins in line %d goes on here`, s.context.Line),
			hint+"; what continues the entry above is indented more than its -")
	case s.says("could not find expected ':'") && s.context.Line > 0:
		_, text := s.around(s.context)
		if strings.HasPrefix(text, "{") || strings.HasPrefix(text, "[") {
			return mistake(s.context, `an entry of a list without "- "`, hint)
		}
	case s.says("did not find expected key") && fresh && strings.HasPrefix(after, "- ") && s.context.Col == s.mark.Col:
		return mistake(s.begins(s.context.Line), fmt.Sprintf(`this line has no "- ", but line %d has one`, s.mark.Line), hint)
	case s.says("did not find expected key") && fresh && (strings.HasPrefix(after, "{") || strings.HasPrefix(after, "[")):
		at := s.mark
		if above := s.begins(s.contentBefore(s.mark.Line)); above.Col == at.Col {
			at = above
		}
		return mistake(at, `an entry of a list without "- "`, hint)
	}
	return nil
}

// sign is about a text that begins with a character that means something.
func (s *scene) sign() *Error {
	at := s.mark
	switch {
	case s.says("did not find expected comment or line break"), s.says("did not find expected alphabetic or numeric"):
		at = s.context
	case s.says("block sequence entries are not allowed"), s.says("cannot start any token"):
	case s.says("did not find expected node content") && s.bracket.Line == 0:
	default:
		return nil
	}
	hint := s.quotes(at)
	if hint == "" {
		return nil
	}
	return mistake(at, "a text cannot begin with "+s.at(at), hint)
}

// quotes is the hint to put the value at a place into quotes.
func (s *scene) quotes(p Pos) string {
	before, after := s.around(p)
	if after == "" {
		return ""
	}
	return quotesNeeded(keyBefore(before), s.value(after), s.at(p))
}

// value is the text at the start of the rest of a line: up to a comment, and in
// brackets up to a comma or the bracket's end.
func (s *scene) value(rest string) string {
	if s.bracket.Line > 0 {
		if i := strings.IndexAny(rest[1:], ",}]"); i >= 0 {
			rest = rest[:i+1]
		}
	}
	return strings.TrimSpace(uncomment(rest))
}

// behindValue is about something behind the closing bracket or quote of a value.
func (s *scene) behindValue() *Error {
	if !s.says("did not find expected") {
		return nil
	}
	before, after := s.around(s.mark)
	if len(before) > 1000 {
		return nil // every colon costs a look at the rest of the line
	}
	marks, _ := entry(before)
	for end := len(before); end > len(marks); {
		colon := strings.LastIndex(before[:end], ": ")
		if end = colon; colon < 0 {
			end, colon = 0, len(marks)-1 // no key: an entry of a list
		}
		value := strings.TrimLeft(before[colon+1:], " ")
		if value == "" || strings.IndexByte("{[\"'", value[0]) < 0 {
			continue
		}
		size := quoteEnd(value)
		if value[0] == '{' || value[0] == '[' {
			size, _ = closing(value)
		}
		if size == 0 || strings.TrimSpace(value[size:]) != "" {
			continue // the mark is not right behind it
		}
		at := s.pos(s.mark.Line, len(before)-len(value))
		if value[0] == '"' || value[0] == '\'' {
			return mistake(at, "the text goes on behind its closing "+value[:1],
				`put all of it in one pair of quotes; inside, write \" for " and '' for '`)
		}
		if after == "" || strings.IndexByte("}]:", after[0]) >= 0 {
			return nil
		}
		hint := quotesNeeded(keyBefore(before[:len(before)-len(value)]), value+s.value(after), value[:1])
		return mistake(at, "something follows the closing bracket", hint)
	}
	return nil
}

// secondColon is about a ": " in a value, or a comma that is missing before it.
func (s *scene) secondColon() *Error {
	if s.at(s.mark) != ":" {
		return nil
	}
	before, after := s.around(s.mark)
	if s.bracket.Line > 0 {
		return mistake(s.mark, `a second ": " without a comma before its key`, `put a comma between two entries, and a text with ": " in it in quotes`)
	}
	marks, rest := entry(before)
	key, value, ok := strings.Cut(rest, ": ")
	if !ok {
		return nil
	}
	value = strings.TrimLeft(value, " ")
	at := s.pos(s.mark.Line, len(marks)+len(rest)-len(value))
	if strings.HasPrefix(value, "“") {
		_, hint := KeyHint(value)
		return mistake(at, "“ does not begin a text in quotes", hint)
	}
	hint := `a text with ": " in it needs quotes`
	if e := example(key, value+strings.TrimRight(uncomment(after), " ")); e != "" {
		hint += ": " + e
	}
	return mistake(at, `a second ": " in one line`, hint)
}

func (s *scene) bracketsAndCommas() *Error {
	c := s.at(s.mark)
	switch {
	case s.says("unknown escape"):
		return mistake(s.mark, `an unknown escape behind \`, `write \\ for a backslash, or put the text in single quotes`)
	case !s.says("did not find expected"):
	case c == "}" || c == "]":
		return mistake(s.mark, "this "+c+" closes nothing", "remove it, or put the text in quotes")
	case c == ",":
		return mistake(s.mark, "a comma without an entry before it", "remove it, or put the text in quotes")
	}
	return nil
}

// indentation is about a line that is indented more or less than its neighbours.
func (s *scene) indentation() *Error {
	above := s.contentBefore(s.mark.Line)
	at := s.begins(s.mark.Line)
	if above == 0 || s.bracket.Line > 0 {
		return nil
	}
	up := s.begins(above)
	hint := fmt.Sprintf("line %d is indented by %d %s, this one by %d", above, up.Col-1, spaces(up.Col-1), at.Col-1)
	_, rest := entry(s.line(above))
	switch {
	case s.says("mapping values are not allowed") && at.Col > up.Col && strings.Contains(rest, ": "):
		return mistake(at, fmt.Sprintf("indented more than line %d, whose key has its value already", above), hint)
	case s.says("did not find expected key") && at == s.mark && at.Col != s.context.Col:
		return mistake(at, "the indentation fits no line above", hint)
	}
	return nil
}

func spaces(n int) string {
	if n == 1 {
		return "space"
	}
	return "spaces"
}
