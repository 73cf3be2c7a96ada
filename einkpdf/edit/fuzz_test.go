package edit_test

import (
	"errors"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/edit"
	"github.com/einkpdf/platform/einkpdf/internal/source"
)

// FuzzSet sets any value in any file: either it is refused with a reason, or the
// file says what it said but for the value.
func FuzzSet(f *testing.F) {
	for _, file := range galleryFiles(f) {
		f.Add([]byte(file), "/device", "kobo-sage")
		f.Add([]byte(file), "/plan/0/design", "x: y")
	}
	for _, seed := range [][3]string{
		{"a: &d x\ndevice: *d\nb: *d\n", "/device", "y"}, {"a: &a {x: 1}\nb:\n  <<: *a\n  y: 2\n", "/b/z", "v"},
		{"{\n \"a\": 1,\n \"device\" :\"x\\\"\" }", "/device", "\u2028"}, {"m: {a: [1], }\n", "/m/b", "x"}, {"? a\n: b\n", "/a", "x"},
		{"title: |\n  A\n  # no\n\nlocale: en\n", "/device", "x"}, {"- {a: 'it''s'}\n- *b", "/0/a", "x"}, {"\ufeff# c\r\na:\r\n  b: \"\\u0041\"\r\n", "/a/b", "z\n"},
		{"{a: {b: c} # }\n}", "/a/d", "{"}, {"\"a\\/b\":\n\n  - 1\nz: >-\n 1\n\n 2", "/~1", "#"}, {"a:  # c\n\n\nb: ~", "/b", "~"}, {"[]", "/0", ""}, {"{}", "/~.1", "#"}, {"a: !!str x", "/a", "y"},
	} {
		f.Add([]byte(seed[0]), seed[1], seed[2])
	}
	f.Fuzz(func(t *testing.T, file []byte, pointer, value string) {
		if len(file) > 64<<10 || len(pointer) > 1000 {
			return
		}
		before, _ := source.Read("", file, source.Limits{})
		out, err := edit.Set(file, pointer, value)
		if err != nil {
			var list einkpdf.Errors
			require.True(t, errors.As(err, &list) && len(list) > 0, "%v", err)
			require.Nil(t, out)
			return
		}
		requireKept(t, string(file), string(out), before, pointer)
		after, errs := source.Read("", out, source.Limits{})
		require.Empty(t, errs)
		was, is := map[string]string{}, map[string]string{}
		flatten(before, "", was)
		flatten(after, "", is)
		require.Equal(t, source.String.String()+" "+value, is[pointer])
		delete(was, pointer)
		delete(is, pointer)
		require.Equal(t, was, is)
		again, err := edit.Set(out, pointer, value)
		require.NoError(t, err)
		require.Equal(t, string(out), string(again))
	})
}

// requireKept says that of a file nothing went but the value on its line, or in its
// quotes.
func requireKept(t *testing.T, file, out string, before *source.Node, pointer string) {
	t.Helper()
	for file != "" && out != "" && file[0] == out[0] {
		file, out = file[1:], out[1:]
	}
	for file != "" && out != "" && file[len(file)-1] == out[len(out)-1] {
		file, out = file[:len(file)-1], out[:len(out)-1]
	}
	switch value, _ := before.At(pointer); {
	case value == nil:
		require.Empty(t, file, "a key is added")
	case value.Style != source.Quoted:
		require.NotContains(t, file, "\n")
		require.NotContains(t, file, " #")
	}
}

// flatten lists the values of a tree by their pointers.
func flatten(n *source.Node, at string, into map[string]string) {
	if len(into) > 20_000 {
		return
	}
	into[at] = n.Kind.String() + " " + n.Value
	for i, item := range n.Items {
		step := strconv.Itoa(i)
		if n.Kind == source.Map {
			step = n.Keys[i].Value
		}
		flatten(item, source.Pointer(at, step), into)
	}
}
