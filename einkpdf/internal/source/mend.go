package source

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// longestExample is the most characters of a file that a hint repeats.
const longestExample = 60

// QuoteHint says how to write a value where a text was meant: a text that
// begins with a bracket is a map or a list without quotes, one that begins with
// a # is a comment. It is "" when the value does not look like that.
func (n *Node) QuoteHint() string {
	const far = 500 // in longer lines no example can be shown, and the search would take long
	if n.lines == nil || n.Pos.Col > far {
		return ""
	}
	before, after := n.lines.around(n.Pos)
	after = after[:min(len(after), far)]
	switch {
	case n.Style == Flow && after != "" && (after[0] == '{' || after[0] == '['):
		end, _ := closing(after)
		return quotesNeeded(keyBefore(before), after[:end], after[:1])
	case n.Kind == Null && n.Value == "":
		value := strings.TrimSpace(after)
		if len(value) > 1 && value[0] == '#' && value[1] != ' ' {
			return commentHint(keyBefore(before), value)
		}
		if n.anchored && strings.HasPrefix(value, "&") {
			return quotesNeeded(keyBefore(before), value, "&")
		}
	}
	return ""
}

// commentHint is the hint for a value that is a comment.
func commentHint(key, value string) string {
	if e := example(key, value); e != "" {
		return "# begins a comment: write " + e
	}
	return "# begins a comment: put the text in quotes"
}

// quotesNeeded is the hint for a text without quotes that begins with a sign.
func quotesNeeded(key, value, first string) string {
	hint := "a text that begins with " + first + " needs quotes"
	if e := example(key, value); e != "" {
		hint += ": " + e
	}
	return hint
}

// example is a value in quotes behind its key, "" when it cannot be shown.
func example(key, value string) string {
	if value == "" || utf8.RuneCountInString(key+value) > longestExample {
		return ""
	}
	quote := `"`
	if strings.ContainsAny(value, `"\`) {
		if quote = "'"; strings.Contains(value, quote) {
			return ""
		}
	}
	if key != "" {
		key += ": "
	}
	return key + quote + value + quote
}

var lastKey = regexp.MustCompile(`(?:^|[\s,{\[])([^\s,{}\[\]"':#&*!|>@%]+|"[^"]*"|'[^']*'):[ \t]*$`)

// keyBefore is the key at the end of the beginning of a line, "" if there is none.
func keyBefore(s string) string {
	if m := lastKey.FindStringSubmatch(s); m != nil {
		return m[1]
	}
	return ""
}

// mistyped are the slips after which a key and its value are one text.
var mistyped = [...]struct {
	form *regexp.Regexp // the first group is where it is wrong
	hint func(s string, at int) string
}{
	{oddSpace, func(s string, at int) string {
		return oddSpaceName(s[at:]) + ": write an ordinary space, or none"
	}},
	{regexp.MustCompile(`^([“”„‘’])`), func(string, int) string {
		return "curly quotes are part of the text: write straight ones, or none"
	}},
	{regexp.MustCompile(`^(-)[^\s-]`), func(s string, _ int) string {
		return "a - needs a space behind it" + shown("- "+s[1:])
	}},
	{regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_.-]*(:)\S`), func(s string, at int) string {
		return "a colon needs a space behind it" + shown(s[:at]+": "+s[at+1:])
	}},
}

// oddSpace is a space that YAML takes for a letter, where a line or a value begins.
var oddSpace = regexp.MustCompile(`(?:^[ \t]*|:|^[ \t]*-)(` + oddSpaces + `)`)

const oddSpaces = `[\x{A0}\x{2000}-\x{200B}\x{202F}\x{205F}\x{2060}\x{3000}]`

func oddSpaceName(s string) string {
	c, _ := utf8.DecodeRuneInString(s)
	name := "a special space"
	switch c {
	case '\u00a0', '\u202f':
		name = "a non-breaking space"
	case '\u200b', '\u2060':
		name = "an invisible space"
	}
	return fmt.Sprintf("%s (U+%04X)", name, c)
}

func shown(s string) string {
	if utf8.RuneCountInString(s) > longestExample {
		return ""
	}
	return ": " + s
}

// KeyHint is about a text that stands where a key, or a key with its value,
// belongs: the byte where a slip of the keyboard made it another thing, and
// what to write. The hint is "" when there is none.
func KeyHint(s string) (at int, hint string) {
	for _, m := range mistyped {
		if place := m.form.FindStringSubmatchIndex(s); place != nil {
			return place[2], m.hint(s, place[2])
		}
	}
	return 0, ""
}
