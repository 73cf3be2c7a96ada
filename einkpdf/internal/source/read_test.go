package source

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// dump is a tree as text: kind, position, value, and what is below.
func dump(n *Node) string {
	if n == nil {
		return "nil"
	}
	at := fmt.Sprintf("@%d:%d", n.Pos.Line, n.Pos.Col)
	switch n.Kind {
	case Seq:
		items := make([]string, len(n.Items))
		for i, c := range n.Items {
			items[i] = dump(c)
		}
		return "[" + strings.Join(items, " ") + "]" + at
	case Map:
		items := make([]string, len(n.Items))
		for i, c := range n.Items {
			items[i] = dump(n.Keys[i]) + ":" + dump(c)
		}
		return "{" + strings.Join(items, " ") + "}" + at
	case Null:
		return "null" + at
	case Bool, Number:
		return n.Value + at
	}
	return fmt.Sprintf("%q", n.Value) + at
}

func TestReadValues(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", `null@1:1`},
		{"# only a comment\n", `null@1:1`},
		{"\ufeffa: 1", `{"a"@1:1:1@1:4}@1:1`},
		{"a: no\nb: yes\nc: on\nd: true\ne: False", `{"a"@1:1:"no"@1:4 "b"@2:1:"yes"@2:4 "c"@3:1:"on"@3:4 "d"@4:1:true@4:4 "e"@5:1:"False"@5:4}@1:1`},
		{"a: 2026-01-01\nb: 07:00\nc: 1_000\nd: 0o7\ne: 0x1F\nf: .nan\ng: .inf\nh: 007\ni: +1", `{"a"@1:1:"2026-01-01"@1:4 "b"@2:1:"07:00"@2:4 "c"@3:1:"1_000"@3:4 "d"@4:1:"0o7"@4:4 "e"@5:1:"0x1F"@5:4 "f"@6:1:".nan"@6:4 "g"@7:1:".inf"@7:4 "h"@8:1:"007"@8:4 "i"@9:1:"+1"@9:4}@1:1`},
		{"a: -1.50\nb: 1e3\nc:\nd: ~", `{"a"@1:1:-1.50@1:4 "b"@2:1:1e3@2:4 "c"@3:1:null@3:3 "d"@4:1:null@4:4}@1:1`},
		{"é: {ü: 'x', \"y\": [z]}", `{"é"@1:1:{"ü"@1:5:"x"@1:8 "y"@1:13:["z"@1:19]@1:18}@1:4}@1:1`},
		{"a: |\n  b: c\n  d\ne: >-\n  f\n  g\n", `{"a"@1:1:"b: c\nd\n"@1:4 "e"@4:1:"f g"@4:4}@1:1`},
		{"b: &x {c: 1, d: 2}\ne: *x\nf:\n  <<: *x\n  d: 3\n", `{"b"@1:1:{"c"@1:8:1@1:11 "d"@1:14:2@1:17}@1:4 "e"@2:1:{"c"@1:8:1@1:11 "d"@1:14:2@1:17}@1:4 "f"@3:1:{"d"@5:3:3@5:6 "c"@1:8:1@1:11}@4:3}@1:1`},
		{"a: {<<: [&x {b: 1}, {b: 2, c: 3}]}", `{"a"@1:1:{"b"@1:14:1@1:17 "c"@1:28:3@1:31}@1:4}@1:1`},
		{"--- # start\na: b\n...\n", `{"a"@2:1:"b"@2:4}@2:1`},
		{"a: http://x.y:80/#z\nb: \"{month|MMMM, y}\"", `{"a"@1:1:"http://x.y:80/#z"@1:4 "b"@2:1:"{month|MMMM, y}"@2:4}@1:1`},
		{` {"a": [1, -2.5e3, "\u00e9\ud83d\ude00\n", true, false, null, {}, []]}`, `{"a"@1:3:[1@1:9 -2.5e3@1:12 "é😀\n"@1:20 true@1:44 false@1:50 null@1:57 {}@1:63 []@1:67]@1:8}@1:2`},
		{"{\"é\":\n\t\"ü\", \"b\": 1}", `{"é"@1:2:"ü"@2:2 "b"@2:7:1@2:12}@1:1`},
		{"[]", `[]@1:1`},
	} {
		n, errs := Read("f", []byte(c.in), Limits{})
		require.NoError(t, errs.Err(), c.in)
		require.Equal(t, c.want, dump(n), c.in)
	}
}

func TestReadErrors(t *testing.T) {
	deep := strings.Repeat("- ", 70) + "a"
	for _, c := range []struct{ in, want string }{
		{"a: 1\nb: [1, 2\nc: 3\n", "f:2:4: the [ in line 2 is never closed (syntax)"},
		{"a: b: c", "f:1:4: a second \": \" in one line (syntax)"},
		{"a:\n\tb: c", "f:2:1: a tab in the indentation (syntax)"},
		{"a: 1\nb: é *x\nc: [*x]", "f:3:5: unknown anchor 'x' referenced (alias)"},
		{"a: &x [*x]", "f:1:8: /a/0: the alias *x stands for a value that contains it (alias)"},
		{"a: 1\nb: 2\na: 3", "f:3:1: /a: the key \"a\" is here twice, first in line 1 (duplicate-key)"},
		{"c: {a: 1, a: 3}", "f:1:11: /c/a: the key \"a\" is here twice, first in line 1 (duplicate-key)"},
		{"a: !!str b", "f:1:4: tags (!) are not part of the format (syntax)"},
		{"%YAML 1.2\n---\na: b", "f:1:1: directives (%) are not part of the format (syntax)"},
		{"? a\n: b", "f:1:1: keys after a question mark are not part of the format (syntax)"},
		{"a: 1\n---\nb: 2", "f:2:1: the file has more than one document (syntax)"},
		{"a: 1\n...\nb: 2", "f:3:1: the file has more than one document (syntax)"},
		{"a: 1\n]", "f:2:1: this ] closes nothing (syntax)"},
		{"'a'\n]", "f:2:1: this ] closes nothing (syntax)"},
		{"[a]: b", "f:1:2: /0: expected a value, found 'a' (syntax)"},
		{"x: 1\n[a]: b", "f:2:1: a key must be a text, found a list (type)"},
		{": b", "f:1:1: a key must be a text, found nothing (type)"},
		{"<<: 1", "f:1:5: a merge key (<<) takes a map or a list of maps, found a number (alias)"},
		{"a: é\x00", "f:1:5: the control character U+0000 is not allowed (encoding)"},
		{"a: é\xff", "f:1:5: the file is not UTF-8 text (encoding)"},
		{"%PDF-1.7\n%\xe2\xe3", "f:1:1: this is a PDF file, not a project (encoding)"},
		{"\x89PNG\r\n\x1a\n", "f:1:1: this is a picture (PNG), not a project (encoding)"},
		{"\xff\xd8\xff\xe0", "f:1:1: this is a picture (JPEG), not a project (encoding)"},
		{"GIF89a", "f:1:1: this is a picture (GIF), not a project (encoding)"},
		{"<svg xmlns=\"http://www.w3.org/2000/svg\">", "f:1:1: this is a picture (SVG), not a project (encoding)"},
		{"PK\x03\x04", "f:1:1: this is a ZIP archive, not a project (encoding)"},
		{"a: b\n\ufeffc: d", "f:2:1: the character U+FEFF is not allowed (encoding)"},
		{deep, "f:1:130: maps and lists are nested more than 64 levels deep (too-deep)"},
		{"a: &x " + strings.Repeat("[", 40) + strings.Repeat("]", 40) + "\nb: " + strings.Repeat("[", 40) + "*x" + strings.Repeat("]", 40), "f:2:44: /b" + strings.Repeat("/0", 40) + ": maps and lists are nested more than 64 levels deep (too-deep)"},
		{`{"a": 1,}`, "f:1:9: expected a key in double quotes, found '}' (syntax)"},
		{"{\"é\": 1\n\"b\": 2}", "f:2:1: expected ',' or '}', found '\"' (syntax)"},
		{`[1 2]`, "f:1:4: expected ',' or ']', found '2' (syntax)"},
		{`[01]`, "f:1:2: /0: not a JSON value (syntax)"},
		{`[1.]`, "f:1:2: /0: not a JSON value (syntax)"},
		{`[truex]`, "f:1:2: /0: not a JSON value (syntax)"},
		{`[NaN]`, "f:1:2: /0: expected a value, found 'N' (syntax)"},
		{`{"a":1} x`, "f:1:9: unexpected 'x' after the end of the JSON value (syntax)"},
		{`{"a":1, "b": {"a": 2, "a": 3}, "a": 4}`, "f:1:23: /b/a: the key \"a\" is here twice, first in line 1 (duplicate-key)\nf:1:32: /a: the key \"a\" is here twice, first in line 1 (duplicate-key)"},
		{`["\ud83d"]`, `f:1:3: /0: \ud83d is half of a surrogate pair, the other half is missing (encoding)`},
		{`["\ude00\ud83d"]`, `f:1:3: /0: \ude00 is half of a surrogate pair, the other half is missing (encoding)`},
		{`["\u00g0"]`, `f:1:3: /0: \u needs four hexadecimal digits (syntax)`},
		{`["\x"]`, `f:1:3: /0: unknown escape after \ (syntax)`},
		{`["a`, "f:1:2: /0: the text has no closing double quote (syntax)"},
		{"[\"a\n\"]", "f:1:4: /0: the character U+000A must be escaped in a text (syntax)"},
		{`{"a":`, "f:1:6: /a: unexpected end of the file, a value is missing (syntax)"},
	} {
		_, errs := Read("f", []byte(c.in), Limits{})
		var lines []string
		for _, e := range errs {
			line, _, _ := strings.Cut(e.Error(), "\n\t")
			lines = append(lines, line)
		}
		require.Equal(t, c.want, strings.Join(lines, "\n"), c.in)
	}
}

func TestLimits(t *testing.T) {
	for _, c := range []struct {
		in   string
		lim  Limits
		code string
	}{
		{"[1,2,3]", Limits{Nodes: 4}, ""},
		{"[1,2,3]", Limits{Nodes: 3}, CodeTooManyNodes},
		{"- 1\n- 2\n- 3\n", Limits{Nodes: 4}, ""},
		{"- 1\n- 2\n- 3\n", Limits{Nodes: 3}, CodeTooManyNodes},
		{"- &a [1, 2]\n- *a\n", Limits{Nodes: 7}, ""},
		{"- &a [1, 2]\n- *a\n", Limits{Nodes: 6}, CodeTooManyNodes},
		{"[[1]]", Limits{Depth: 2}, ""},
		{"[[1]]", Limits{Depth: 1}, CodeTooDeep},
		{"- - 1", Limits{Depth: 1}, CodeTooDeep},
		{"a:\n- 1", Limits{Depth: 1}, CodeTooDeep},
		{"a:\n- 1", Limits{Depth: 2}, ""},
		{"a: b", Limits{Bytes: 4}, ""},
		{"a: b\n", Limits{Bytes: 4}, CodeTooLarge},
	} {
		n, errs := Read("f", []byte(c.in), c.lim)
		if c.code == "" {
			require.NoError(t, errs.Err(), c.in)
			continue
		}
		require.Len(t, errs, 1, c.in)
		require.Nil(t, n)
		require.Equal(t, c.code, errs[0].Code)
		require.Positive(t, errs[0].Line)
	}
}

// Aliases share what they stand for and cost nothing.
func TestAliasShares(t *testing.T) {
	n, errs := Read("f", []byte("a: &x {b: 1}\nc: *x\n"), Limits{})
	require.NoError(t, errs.Err())
	require.Same(t, n.Get("a"), n.Get("c"))
}

func TestLargeJSON(t *testing.T) {
	item := `{"name": "x", "data": "` + strings.Repeat("A", 10_000) + `", "é": [1, 2]},`
	data := "[" + strings.Repeat(item, 800) + "{}]"
	start := time.Now()
	n, errs := Read("f", []byte(data), Limits{Bytes: 50 << 20})
	require.NoError(t, errs.Err())
	require.Len(t, n.Items, 801)
	require.Less(t, time.Since(start), 5*time.Second)
	require.Equal(t, 1, n.Items[800].Pos.Line)
	require.Equal(t, len([]rune(data))-2, n.Items[800].Pos.Col)
}

func TestNodeAt(t *testing.T) {
	n, errs := Read("f", []byte("a/b:\n  - x\n  - m~n: 'say {y}'\n"), Limits{})
	require.NoError(t, errs.Err())
	v, pos := n.At("/a~1b/1/m~0n")
	require.Equal(t, "say {y}", v.Value)
	require.Equal(t, Pos{3, 10}, pos)
	require.Equal(t, Pos{3, 15}, v.PosAt(4))
	missing, pos := n.At("/a~1b/2/z")
	require.Nil(t, missing)
	require.Equal(t, Pos{2, 3}, pos)
	root, _ := n.At("")
	require.Same(t, n, root)
	for _, p := range []string{"a", "/a~1b/01", "/a~1b/-1", "/a~1b/9999999999999999999999"} {
		got, _ := n.At(p)
		require.Nil(t, got, p)
	}
}

func TestErrors(t *testing.T) {
	require.NoError(t, Errors(nil).Err())
	e := &Error{File: "f.yaml", Line: 3, Col: 7, Pointer: "/a/b", Code: CodeRange, Message: "must be at least 1 mm, is 0.1 mm", Hint: "make it larger"}
	require.Equal(t, "f.yaml:3:7: /a/b: must be at least 1 mm, is 0.1 mm (range)\n\thint: make it larger", e.Error())
	require.Equal(t, "/a: m (range)", (&Error{Pointer: "/a", Code: CodeRange, Message: "m"}).Error())

	r := &Report{File: "f"}
	for i := range 150 {
		r.Add(&Error{Line: 200 - i, Col: 1, Code: CodeType, Message: "m"})
	}
	list := r.Errors()
	require.Len(t, list, MaxErrors+1)
	require.Equal(t, CodeMore, list[MaxErrors].Code)
	require.Equal(t, "50 more errors are not shown", list[MaxErrors].Message)
	require.Less(t, list[0].Line, list[1].Line)
	var one *Error
	require.True(t, errors.As(list.Err(), &one))

	all := &Report{}
	all.Add(&Error{Line: 1})
	all.AddAll(list)
	require.Equal(t, 151, all.Len())
	require.Equal(t, "51 more errors are not shown", all.Errors()[MaxErrors].Message)
}

func FuzzRead(f *testing.F) {
	for _, s := range yamlSeeds {
		f.Add([]byte(s))
	}
	for _, c := range slips {
		f.Add([]byte(c.in))
	}
	for _, s := range []string{`{"a": [1, "\u00e9", {"b": null}]}`, `["\ud83d\ude00"]`, `[1,]`, `{"a":1,"a":2}`, " [true, false]"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		lim := Limits{Bytes: 10_000, Depth: 10, Nodes: 500}
		n, errs := Read("f", data, lim)
		if n == nil && len(errs) == 0 {
			t.Fatal("neither a node nor an error")
		}
		for _, e := range errs {
			if e.Line < 1 || e.Col < 1 || e.Code == "" || e.Message == "" {
				t.Fatalf("incomplete error %+v", e)
			}
			if got, _ := n.At(e.Pointer); n != nil && got == nil && e.Code == CodeDuplicateKey {
				t.Fatalf("no such pointer: %s", e.Pointer)
			}
		}
		count := 0
		check(t, n, 0, &count, lim)
	})
}

// check fails when a tree exceeds its limits, with aliases taken as copies.
func check(t *testing.T, n *Node, depth int, count *int, lim Limits) {
	if n == nil {
		return
	}
	*count += 1 + len(n.Keys)
	if n.Kind == Seq || n.Kind == Map {
		depth++
	}
	if depth > lim.Depth || *count > lim.Nodes {
		t.Fatalf("depth %d, %d nodes", depth, *count)
	}
	if n.Kind == Map && len(n.Keys) != len(n.Items) {
		t.Fatal("keys and items differ")
	}
	for _, c := range n.Items {
		check(t, c, depth, count, lim)
	}
}
