package encode_test

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/internal/decode"
	"github.com/einkpdf/platform/einkpdf/internal/encode"
	"github.com/einkpdf/platform/einkpdf/internal/source"
)

type shape interface{ area() int }

type square struct {
	Name string `key:"name"`
	Side uint8  `key:"side" required:"true"`
	In   shape  `key:"in"`
}

func (s *square) area() int { return int(s.Side) * int(s.Side) }

type inner struct {
	N int `key:"n" default:"3"`
}

// either is a text, or an object.
type either struct {
	Text string
	Own  *inner
}

func (e *either) UnmarshalNode(n *source.Node, d *decode.Decoder, report func(*source.Error)) {
	if n.Kind == source.Map {
		e.Own = new(inner)
		d.DecodeInto(n, e.Own, report)
		return
	}
	d.DecodeInto(n, &e.Text, report)
}

func (e either) MarshalNode() any {
	if e.Own != nil {
		return *e.Own
	}
	return e.Text
}

type all struct {
	Bool      bool              `key:"bool"`
	Int       int16             `key:"int" default:"7"`
	Uint      uint16            `key:"uint"`
	Word      string            `key:"word" default:"left" enum:"left,right"`
	Words     []string          `key:"words"`
	Numbers   []int             `key:"numbers"`
	Map       map[string]string `key:"map"`
	Pointer   *int              `key:"pointer" default:"1"`
	Inner     inner             `key:"inner"`
	Either    either            `key:"either"`
	Must      string            `key:"must" required:"true"`
	Flag      bool              `key:"flag" required:"true"`
	Described string            `key:"described" default:"the name of it"`
	Shapes    []shape           `key:"shapes"`
	Hidden    string
}

func encoder() *encode.Encoder {
	return &encode.Encoder{Decoder: &decode.Decoder{Kinds: func(t reflect.Type) (string, map[string]reflect.Type) {
		if t != reflect.TypeFor[shape]() {
			return "", nil
		}
		return "kind", map[string]reflect.Type{"square": reflect.TypeFor[square]()}
	}}}
}

func TestEncode(t *testing.T) {
	one, two := 1, 2
	for _, c := range []struct {
		name string
		v    all
		want string
	}{
		{"nothing", all{Hidden: "x"}, "must: \"\"\nflag: false\n"},
		{"defaults", all{Int: 7, Word: "left", Pointer: &one, Inner: inner{N: 3}, Must: "x", Flag: true}, "must: x\nflag: true\n"},
		{"no defaults", all{Bool: true, Int: -7, Uint: 65535, Word: "right", Pointer: &two, Inner: inner{N: -1}, Described: "the name of it"},
			"bool: true\nint: -7\nuint: 65535\nword: right\npointer: 2\ninner: {n: -1}\nmust: \"\"\nflag: false\ndescribed: the name of it\n"},
		{"collections", all{Words: []string{"a", "1"}, Numbers: []int{1, -2}, Map: map[string]string{"b": "x", "a": "2"}},
			"words: [a, \"1\"]\nnumbers: [1, -2]\nmap: {a: \"2\", b: x}\nmust: \"\"\nflag: false\n"},
		{"empty collections", all{Words: []string{}, Map: map[string]string{}}, "words: []\nmap: {}\nmust: \"\"\nflag: false\n"},
		{"unions", all{Either: either{Own: &inner{}}}, "either: {}\nmust: \"\"\nflag: false\n"},
		{"kinds", all{Shapes: []shape{&square{Name: "a"}, &square{Side: 2, In: &square{}}}},
			"must: \"\"\nflag: false\n\nshapes:\n  - {kind: square, name: a, side: 0}\n  - kind: square\n    side: 2\n    in: {kind: square, side: 0}\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			root, errs := encoder().Encode(&c.v)
			require.NoError(t, errs.Err())
			root.Style = source.Plain
			require.Equal(t, c.want, string(encode.Append(nil, root)))
		})
	}
}

func TestOrderAndKeep(t *testing.T) {
	e := encoder()
	e.Keep = []string{"int"}
	e.Order = func(fields []decode.Field) []decode.Field { return []decode.Field{fields[1], fields[0], fields[2]} }
	root, errs := e.Encode(&all{Int: 7, Shapes: []shape{&square{Name: "a"}}})
	require.NoError(t, errs.Err())
	require.Equal(t, "int: 7\nmust: \"\"\nflag: false\n\nshapes:\n  - {kind: square, side: 0, name: a}\n", string(encode.Append(nil, root)))
}

type circle struct{}

func (*circle) area() int { return 3 }

func TestEncodeErrors(t *testing.T) {
	loop := &square{}
	loop.In = loop
	type list []list
	knot := make(list, 2)
	knot[0], knot[1] = knot, knot
	for _, c := range []struct {
		name string
		v    any
		want string
	}{
		{"nil", nil, "the value is nil (missing)"},
		{"unknown kind", &all{Shapes: []shape{&square{}, &circle{}}}, "/shapes/1: *encode_test.circle has no name in the format (unknown-type)\n\thint: use a pointer to one of the known types"},
		{"nil entry", &all{Shapes: []shape{nil, (*square)(nil)}}, "/shapes/0: the value is nil (missing)\n/shapes/1: the value is a nil pointer (missing)"},
		{"bad texts", &all{Words: []string{"a", "\xff"}, Map: map[string]string{"b/c": "\xff"}}, "/words/1: the text \"\\xff\" is not UTF-8 (encoding)\n/map/b~1c: the text \"\\xff\" is not UTF-8 (encoding)"},
		{"keys", map[int]string{1: "a"}, "the type map[int]string cannot be written (internal)\n\thint: please report this"},
		{"a type", []any{1.5}, "/0: float64 has no name in the format (unknown-type)\n\thint: use a pointer to one of the known types"},
		{"a knot", knot, "too-deep"},
		{"a loop", loop, "too-deep"},
	} {
		t.Run(c.name, func(t *testing.T) {
			n, errs := encoder().Encode(c.v)
			require.Nil(t, n)
			require.Contains(t, errs.Error(), c.want)
			require.LessOrEqual(t, len(errs), 2)
		})
	}
}
