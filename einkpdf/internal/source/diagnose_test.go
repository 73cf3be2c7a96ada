package source

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// slips are the mistakes that people make, below two lines, with the error's
// place, message and hint.
var slips = []struct{ in, want, hint string }{
	{"  key:cover\n  body: x\n", `3:6: line 3 has no ": " between key and value`, "write key: cover"},
	{"  key cover\n  body: x\n", `3:6: line 3 has no ": " between key and value`, "write key: cover"},
	{"  label: x\n  key:cover # why\n", `4:6: line 4 has no ": " between key and value`, "write key: cover"},
	{"  label: x\n\n  # a note\n  key cover\n  body: x\n", `6:6: line 6 has no ": " between key and value`, "write key: cover"},
	{"  body\n    type: x\n", `3:3: line 3 has no ": " between key and value`, "write body:"},
	{"  l:\n    - a: b\n      key cover\n      c: d\n", `5:10: line 5 has no ": " between key and value`, "write key: cover"},
	{"  body: {type: box, fill: #000}\n", `3:27: the comment hides the rest of the line`, `# begins a comment: write fill: "#000"`},
	{"  body: {type: box, fill: x\n", `3:9: the { in line 3 is never closed`, "write } where the map ends; a text that begins with { needs quotes"},
	{"  body: [type, {a: b}\n  key: b\n", `3:9: the [ in line 3 is never closed`, "write ] where the list ends; a text that begins with [ needs quotes"},
	{"  l:\n    - {type: box, x: [1, 2}\n    - {type: box}\n", `4:22: the [ in line 4 is never closed`, "write ] where the list ends; a text that begins with [ needs quotes"},
	{"  l:\n    - {type: box, x: 1\n    - {type: box}\n", `4:7: the { in line 4 is never closed`, "write } where the map ends; a text that begins with { needs quotes"},
	{"  body: {\n    a: \"}\", b: '}', # }\n    c: d\n", `3:9: the { in line 3 is never closed`, "write } where the map ends; a text that begins with { needs quotes"},
	{"  body: \"abc\n  key: b\n", `3:9: the " in line 3 is not closed in its line`, `add the closing "`},
	{"  body: \"abc\n  key: \"b\"\n", `3:9: the " in line 3 is not closed in its line`, `add the closing "`},
	{"  body: {type: text, text: 'abc}\n", `3:28: the ' in line 3 is not closed in its line`, `add the closing '`},
	{"  body: 'it's'\n", `3:9: the text goes on behind its closing '`, `put all of it in one pair of quotes; inside, write \" for " and '' for '`},
	{"  body: {type: text, text: \"abc\" d}\n", `3:28: the text goes on behind its closing "`, `put all of it in one pair of quotes; inside, write \" for " and '' for '`},
	{"  body:\u00a0x\n  a: b\n", `3:8: a non-breaking space (U+00A0) is no space to YAML`, "write an ordinary space in its place, or none"},
	{"  é: b\n  body:\u2003x\n", `4:8: a special space (U+2003) is no space to YAML`, "write an ordinary space in its place, or none"},
	{"  a: b\n \u200b c\n  d: e", `4:2: an invisible space (U+200B) is no space to YAML`, "write an ordinary space in its place, or none"},
	{"\tbody: x\n", `3:1: a tab in the indentation`, "indent with spaces"},
	{"  body: x\n\tkey: y\n", `4:1: a tab in the indentation`, "indent with spaces"},
	{"  body: x\n  \tkey: y\n", `4:3: a tab in the indentation`, "indent with spaces"},
	{"  body: “hello: b”\n", `3:9: “ does not begin a text in quotes`, "curly quotes are part of the text: write straight ones, or none"},
	{"  l:\n    type: text\n    - type: x\n", `4:5: this line has no "- ", but line 5 has one`, `begin each entry of the list with "- "`},
	{"  l:\n    - type: text\n    type: x\n", `5:5: this line has no "- ", but the list that begins in line 4 goes on here`, `begin each entry of the list with "- "; what continues the entry above is indented more than its -`},
	{"  l:\n    - type: text\n      text: x\n    {type: x}\n", `6:5: an entry of a list without "- "`, `begin each entry of the list with "- "`},
	{"  l:\n    {type: text}\n    {type: x}\n", `4:5: an entry of a list without "- "`, `begin each entry of the list with "- "`},
	{"  l:\n    -type: text\n    - type: x\n", `4:5: a - without a space behind it begins no entry`, `a - needs a space behind it: - type: text`},
	{"  l:\n    - type: x\n    -type: text\n", `5:5: a - without a space behind it begins no entry`, `a - needs a space behind it: - type: text`},
	{"  text: @x\n", "3:9: a text cannot begin with @", `a text that begins with @ needs quotes: text: "@x"`},
	{"  text: `x` # note\n", "3:9: a text cannot begin with `", "a text that begins with ` needs quotes: text: \"`x`\""},
	{"  text: %x\n", "3:9: a text cannot begin with %", `a text that begins with % needs quotes: text: "%x"`},
	{"  text: {type: text, text: @b \"c\"}\n", "3:28: a text cannot begin with @", `a text that begins with @ needs quotes: text: '@b "c"'`},
	{"  text: @\"b\" 'c'\n", "3:9: a text cannot begin with @", `a text that begins with @ needs quotes`},
	{"  text: | x\n", "3:9: a text cannot begin with |", `a text that begins with | needs quotes: text: "| x"`},
	{"  text: & x\n", "3:9: a text cannot begin with &", `a text that begins with & needs quotes: text: "& x"`},
	{"  text: - x\n", "3:9: a text cannot begin with -", `a text that begins with - needs quotes: text: "- x"`},
	{"  text: ] x\n", "3:9: a text cannot begin with ]", `a text that begins with ] needs quotes: text: "] x"`},
	{"  text: {a} b # c\n", "3:9: something follows the closing bracket", `a text that begins with { needs quotes: text: "{a} b"`},
	{"  l:\n    - {a} b\n", "4:7: something follows the closing bracket", `a text that begins with { needs quotes: "{a} b"`},
	{"  l:\n    - {type: text, text: [a] b}\n", "4:26: something follows the closing bracket", `a text that begins with [ needs quotes: text: "[a] b"`},
	{"  text: a: b # c\n", `3:9: a second ": " in one line`, `a text with ": " in it needs quotes: text: "a: b"`},
	{"  body: {type: text text: x}\n", `3:25: a second ": " without a comma before its key`, `put a comma between two entries, and a text with ": " in it in quotes`},
	{"  body: {type: text}}\n", `3:21: this } closes nothing`, "remove it, or put the text in quotes"},
	{"  body: {type: text,, text: b}\n", `3:21: a comma without an entry before it`, "remove it, or put the text in quotes"},
	{"  body: \"a\\q\"\n", `3:11: an unknown escape behind \`, `write \\ for a backslash, or put the text in single quotes`},
	{"  text: x\n key: y\n", `4:2: the indentation fits no line above`, "line 3 is indented by 2 spaces, this one by 1"},
	{"  text: x\n    key: y\n", `4:5: indented more than line 3, whose key has its value already`, "line 3 is indented by 2 spaces, this one by 4"},
}

func TestSlips(t *testing.T) {
	for _, c := range slips {
		_, errs := Read("f", []byte("einkpdf: 1\ndesigns:\n"+c.in+"plan:\n  - {design: d}\n"), Limits{})
		require.Len(t, errs, 1, c.in)
		e := *errs[0]
		require.Equal(t, CodeSyntax, e.Code)
		require.Equal(t, c.hint, e.Hint, c.in)
		e.Code, e.Hint, e.File = "", "", ""
		require.Equal(t, c.want, e.Error(), c.in)
	}
}

func TestAliasHint(t *testing.T) {
	_, errs := Read("f", []byte("text: *bold* text\n"), Limits{})
	require.Len(t, errs, 1)
	require.Equal(t, "f:1:7: unknown anchor 'bold*' referenced (alias)\n\thint: a text that begins with * needs quotes: text: \"*bold* text\"; an alias needs its anchor (&name) before it", errs[0].Error())
}

func TestQuoteHint(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"a: {title}", `a text that begins with { needs quotes: a: "{title}"`},
		{"a: {date|MMM, y} # c", `a text that begins with { needs quotes: a: "{date|MMM, y}"`},
		{"b-c: {a: \"}\"}", `a text that begins with { needs quotes: b-c: '{a: "}"}'`},
		{"a: [x]", `a text that begins with [ needs quotes: a: "[x]"`},
		{"- [x]", `a text that begins with [ needs quotes: "[x]"`},
		{"- {a: [x]}", `a text that begins with { needs quotes: "{a: [x]}"`},
		{"a: {" + strings.Repeat("x", 70) + "}", `a text that begins with { needs quotes`},
		{"a: {x,\n y}", "a text that begins with { needs quotes"},
		{"a: &x {y}", ""},
		{"a: #000", `# begins a comment: write a: "#000"`},
		{"a: # note", ""},
		{"a: #" + strings.Repeat("x", 70), `# begins a comment: put the text in quotes`},
		{"- [" + strings.Repeat("x, ", 300) + "{y}]", "a text that begins with [ needs quotes"},
		{"a:", ""},
		{"a: &x", `a text that begins with & needs quotes: a: "&x"`},
		{"a:\n  b: c", ""},
		{`{"a": {"b": 1}}`, ""},
	} {
		n, errs := Read("f", []byte(c.in), Limits{})
		require.NoError(t, errs.Err(), c.in)
		require.Equal(t, c.want, n.Items[0].QuoteHint(), c.in)
	}
}

func TestKeyHint(t *testing.T) {
	for _, c := range []struct {
		in   string
		at   int
		want string
	}{
		{"key:cover", 3, "a colon needs a space behind it: key: cover"},
		{"body:\u00a0x", 5, "a non-breaking space (U+00A0): write an ordinary space, or none"},
		{"\u00a0body", 0, "a non-breaking space (U+00A0): write an ordinary space, or none"},
		{"“body”", 0, "curly quotes are part of the text: write straight ones, or none"},
		{"-x", 0, "a - needs a space behind it: - x"},
		{"-" + strings.Repeat("x", 70), 0, "a - needs a space behind it"},
		{"body", 0, ""}, {"a: b", 0, ""}, {"", 0, ""}, {"-", 0, ""}, {"07:00", 0, ""}, {"a b", 0, ""},
	} {
		at, hint := KeyHint(c.in)
		require.Equal(t, c.want, hint, c.in)
		require.Equal(t, c.at, at, c.in)
	}
}

// Looking for a mistake takes time in proportion to the file, whatever is there.
func TestDiagnoseTime(t *testing.T) {
	if raceEnabled {
		t.Skip("measures time")
	}
	const size = 1 << 17
	for _, part := range []string{"a: {", "a: \"", "{", "[1]: ", ": ", "- ", "#", " #", "\u00a0", "a: [b] ", "a:b\n", "\n", "'a' "} {
		data := "a: b\n" + strings.Repeat(part, size/len(part)) + "\n}: @"
		text := &lines{src: data}
		for _, message := range []string{"did not find expected key", "mapping values are not allowed", "could not find expected ':'", "end of stream", "cannot start any token"} {
			for _, mark := range []Pos{{2, size / 2}, {3, 2}, {size, 1}} {
				start := time.Now()
				_ = newScene(text, mark, Pos{2, 1}, message, Limits{}.orDefault()).diagnose()
				require.Less(t, time.Since(start), time.Second, "%s: %s", part, message)
			}
		}
	}
}

func TestLines(t *testing.T) {
	l := &lines{src: "a\r\nbé\rc\u0085d\u2028\n"}
	for n, want := range []string{"", "a", "bé", "c", "d", "", "", ""} {
		require.Equal(t, want, l.line(n), n)
	}
	before, after := l.around(Pos{2, 2})
	require.Equal(t, []string{"b", "é"}, []string{before, after})
	require.Equal(t, Pos{2, 3}, l.pos(2, 3))
}
