package edit_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/edit"
)

func TestSet(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ file, pointer, value, want string }{
		"plain":                   {"a: 1\ndevice: x # why\n", "/device", "kobo-sage", "a: 1\ndevice: kobo-sage # why\n"},
		"the same":                {"device:   \"x\"\n", "/device", "x", "device:   \"x\"\n"},
		"double quotes stay":      {"device: \"x\"\r\nb: 2\r\n", "/device", "v", "device: \"v\"\r\nb: 2\r\n"},
		"single quotes stay":      {"title: 'it''s' # c\n", "/title", "he's", "title: 'he''s' # c\n"},
		"quotes where needed":     {"title: x\n", "/title", "a: b", "title: \"a: b\"\n"},
		"a number as a text":      {"title: 2026\n", "/title", "2027", "title: \"2027\"\n"},
		"a word of YAML 1.1":      {"title: x\n", "/title", "Yes", "title: \"Yes\"\n"},
		"a text with new lines":   {"title: x\n", "/title", "a\n\u0085\u2028b", "title: \"a\\n\\u0085\\u2028b\"\n"},
		"letters":                 {"title: x\n", "/title", "Jänner – 日本 😀", "title: \"Jänner – 日本 😀\"\n"},
		"empty":                   {"title: x\n", "/title", "", "title: \"\"\n"},
		"without a value":         {"title:\nb: 1\n", "/title", "x", "title: x\nb: 1\n"},
		"null with a comment":     {"title: ~ # none\n", "/title", "x", "title: x # none\n"},
		"no value but a comment":  {"title: # none\nb: 1", "/title", "x", "title: x # none\nb: 1"},
		"value on the next line":  {"title:\n  # here\n  old\nb: 1\n", "/title", "x", "title:\n  # here\n  x\nb: 1\n"},
		"quotes of several lines": {"title: \"a\n  b\"\nb: 1\n", "/title", "x", "title: \"x\"\nb: 1\n"},
		"an alias":                {"a: &d x\ndevice: *d\nb: *d\n", "/device", "v", "a: &d x\ndevice: v\nb: *d\n"},
		"an anchor nobody uses":   {"device: &d x\n", "/device", "v", "device: &d v\n"},
		"byte order mark":         {"\ufeffdevice: x\n", "/device", "v", "\ufeffdevice: v\n"},
		"nested":                  {"a:\n  - b: {c: [1, 2], d: \"x\" }\n", "/a/0/b/d", "v", "a:\n  - b: {c: [1, 2], d: \"v\" }\n"},
		"pointer with slashes":    {"a/b: {c~d: x}\n", "/a~1b/c~0d", "v", "a/b: {c~d: v}\n"},
		"quoted key":              {"\"device\" : x\n", "/device", "v", "\"device\" : v\n"},
		"columns in characters":   {"\"ä日\": {\"😀\": x, d: z}\n", "/ä日/d", "v", "\"ä日\": {\"😀\": x, d: v}\n"},
		"JSON":                    {"{\n \"a\": 1,\n \"device\" :\"x\\\"\" }", "/device", "y\"", "{\n \"a\": 1,\n \"device\" :\"y\\\"\" }"},
		"JSON number":             {"{\"title\":2026}", "/title", "2027", "{\"title\":\"2027\"}"},
		"JSON null":               {"{\"title\":null}", "/title", "x", "{\"title\":\"x\"}"},

		"add behind the title":     {"einkpdf: 1\ntitle: A # t\n\n# about\nlocale: en\n", "/device", "kobo-sage", "einkpdf: 1\ntitle: A # t\ndevice: kobo-sage\n\n# about\nlocale: en\n"},
		"add with other line ends": {"einkpdf: 1\r\ntitle: A\r\nlocale: en", "/device", "x", "einkpdf: 1\r\ntitle: A\r\ndevice: x\r\nlocale: en"},
		"add at the end":           {"einkpdf: 1\ntitle: A", "/device", "x", "einkpdf: 1\ntitle: A\ndevice: x"},
		"add behind a block":       {"einkpdf: 1\ntitle: |\n  A\n  # no comment\n\nlocale: en\n", "/device", "x", "einkpdf: 1\ntitle: |\n  A\n  # no comment\ndevice: x\n\nlocale: en\n"},
		"add before all":           {"# head\nplan: []\n", "/title", "x", "# head\ntitle: x\nplan: []\n"},
		"add in a map":             {"devices:\n  mine:\n    ppi: 200 # p\nplan: []\n", "/devices/mine/title", "x", "devices:\n  mine:\n    ppi: 200 # p\n    title: x\nplan: []\n"},
		"add in a list":            {"plan:\n  - each: day\n  - each: week\n", "/plan/0/design", "x", "plan:\n  - each: day\n    design: x\n  - each: week\n"},
		"add in brackets":          {"m: {a: 1 }\n", "/m/b", "x", "m: {a: 1, b: x }\n"},
		"add in empty brackets":    {"m: {}\n", "/m/b", "x", "m: {b: x}\n"},
		"add before brackets":      {"m: {a: [1]}\n", "/m/b", "x", "m: {b: x, a: [1]}\n"},
		"add to JSON":              {"{\n  \"einkpdf\": 1,\n  \"title\": \"A\",\n  \"plan\": []\n}", "/device", "x", "{\n  \"einkpdf\": 1,\n  \"title\": \"A\",\n  \"device\": \"x\",\n  \"plan\": []\n}"},
		"add to the end of JSON":   {"{\n  \"einkpdf\": 1,\n  \"title\": \"A\"\n}\n", "/device", "x", "{\n  \"einkpdf\": 1,\n  \"title\": \"A\",\n  \"device\": \"x\"\n}\n"},
		"add what was merged":      {"a: &a {x: 1}\nb:\n  <<: *a\n  y: 2\n", "/b/z", "v", "a: &a {x: 1}\nb:\n  <<: *a\n  y: 2\n  z: v\n"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := []byte(test.file)
			out, err := edit.Set(file, test.pointer, test.value)
			require.NoError(t, err)
			require.Equal(t, test.want, string(out))
			require.Equal(t, test.file, string(file), "what was given")
		})
	}
}

func TestSetRefuses(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ file, pointer, value, code, message string }{
		"a shared value":    {"device: &d x\nb: *d\n", "/device", "y", edit.CodeInPlace, "changing something else"},
		"a merged value":    {"a: &a {x: 1}\nb:\n  <<: *a\n  y: 2\n", "/b/x", "v", edit.CodeInPlace, "changing something else"},
		"a map":             {"device: {a: 1}\n", "/device", "y", edit.CodeInPlace, "a map"},
		"a list":            {"device: [1]\n", "/device", "y", edit.CodeInPlace, "a list"},
		"no room":           {strings.Repeat("#", 1<<20-6) + "\na: 1", "/a", "long", einkpdf.CodeTooLarge, ""},
		"a block":           {"title: |\n  a\n  b\n", "/title", "y", edit.CodeInPlace, "several lines"},
		"plain lines":       {"title: a\n  b\n", "/title", "y", edit.CodeInPlace, "several lines"},
		"the whole file":    {"a: 1", "", "y", edit.CodeInPlace, "no value"},
		"no map above":      {"a: 1", "/b/c", "y", edit.CodeInPlace, "no map"},
		"inside a text":     {"a: 1", "/a/c", "y", edit.CodeInPlace, "no map"},
		"a bad pointer":     {"a~1: 1", "/a~", "y", edit.CodeInPlace, "no JSON pointer"},
		"of a list":         {"a: [1]", "/a/0", "y", edit.CodeInPlace, "no map"},
		"no pointer":        {"a: 1", "a", "y", edit.CodeInPlace, "no value"},
		"an empty file":     {"", "/a", "y", edit.CodeInPlace, "no map"},
		"not UTF-8":         {"a: 1", "/a", "\xff", edit.CodeInPlace, "UTF-8"},
		"too long":          {"a: 1", "/a", strings.Repeat("x", 10_001), edit.CodeInPlace, "too long"},
		"an unreadable one": {"a: [1", "/a", "y", einkpdf.CodeSyntax, ""},
		"a doubled key":     {"a: 1\na: 2\n", "/a", "y", einkpdf.CodeDuplicateKey, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out, err := edit.Set([]byte(test.file), test.pointer, test.value)
			require.Nil(t, out)
			var list einkpdf.Errors
			require.ErrorAs(t, err, &list)
			require.Equal(t, test.code, list[0].Code)
			require.Contains(t, list[0].Message, test.message)
			require.Positive(t, list[0].Line)
		})
	}
}

// All of a file may stand in one line, and a long text be there many times over.
func TestSetInLargeFiles(t *testing.T) {
	t.Parallel()
	words := strings.Repeat(strings.Repeat("ä", 20)+", ", 15_000)
	text := strings.Repeat("x", 300_000)
	for name, file := range map[string]string{
		"one line": "title: [" + words + "]\nb: 1\n",
		"aliases":  "title: &t " + text + "\nb:\n" + strings.Repeat("- *t\n", 90_000),
		"JSON":     `{"title": [` + strings.Repeat(`"x",`, 40_000) + `1], "b": 1}`,
	} {
		out, err := edit.Set([]byte(file), "/device", "kobo-sage")
		require.NoError(t, err, name)
		device := regexp.MustCompile(`device: kobo-sage\n|"device": "kobo-sage", `)
		require.True(t, file == device.ReplaceAllString(string(out), ""), name)
	}
}
