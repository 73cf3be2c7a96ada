package decode_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/internal/source"
)

// plain is a node as encoding/json would give it.
func plain(n *source.Node) any {
	switch n.Kind {
	case source.Seq:
		list := make([]any, len(n.Items))
		for i, c := range n.Items {
			list[i] = plain(c)
		}
		return list
	case source.Map:
		m := make(map[string]any, len(n.Items))
		for i, c := range n.Items {
			m[n.Keys[i].Value] = plain(c)
		}
		return m
	case source.Number:
		return json.Number(n.Value)
	case source.Bool:
		return n.Value == "true"
	case source.String:
		return n.Value
	}
	return nil
}

// The schema and the decoder accept and refuse the same files.
func TestSchemaAgrees(t *testing.T) {
	text, err := newDecoder().Schema(&project{}, "", "")
	require.NoError(t, err)
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	require.NoError(t, err)
	c := jsonschema.NewCompiler()
	require.NoError(t, c.AddResource("p.json", doc))
	schema, err := c.Compile("p.json")
	require.NoError(t, err)

	type sample struct {
		in string
		ok bool
	}
	one := func(widget string, ok bool) sample { return sample{"einkpdf: 1\ndesigns: {a: " + widget + "}", ok} }
	samples := []sample{
		{good, true},
		{"einkpdf: 1\ndesigns: {}", true},
		{"einkpdf: 0\ndesigns: {}", false},
		{"einkpdf: 2\ndesigns: {}", false},
		{"einkpdf: 1", false},
		{"designs: {}", false},
		{"einkpdf: 1\ndesigns: {}\nx: 1", false},
		{"einkpdf: 1\ndesigns: {}\ndays: []", false},
		{"einkpdf: 1\ndesigns: {}\ndays: [sat, sun]", true},
		{"einkpdf: 1\ndesigns: {}\ndays: [mon]", false},
		{"einkpdf: 1\ndesigns: {}\ntitle: null", false},
		{"einkpdf: 1\ndesigns: {}\ntitle: 5", true},
		{"einkpdf: 1\ndesigns: {}\ntitle: true", false},
		{"einkpdf: 1\ndesigns: {}\nrange: {from: 1}", false}, // to is 0: only the struct's own check refuses it
		{"einkpdf: 1\ndesigns: {}\nrange: {from: 127, to: 65535}", true},
		{"einkpdf: 1\ndesigns: {}\nrange: {from: 128, to: 65535}", false},
		{"einkpdf: 1\ndesigns: {}\nrange: {from: 0, to: 65536}", false},
		{"einkpdf: 1\ndesigns: {}\nrange: {to: 1}", false},
		{"einkpdf: 1\ndesigns: {}\nsizes: {a: 5mm}", true},
		{"einkpdf: 1\ndesigns: {}\nsizes: {1a: 5mm}", false},
		{"einkpdf: 1\ndesigns: {}\nsizes: {a: 5}", false},
		one("{type: label, text: a}", true),
		one("{type: label}", false),
		one("{type: label, text: \"12345678901\"}", false),
		one("{type: label, text: éééééééééé}", true),
		one("{type: label, text: éééééééééée}", false),
		one("{type: label, text: a, align: right}", true),
		one("{type: label, text: a, align: middle}", false),
		one("{type: label, text: a, bold: yes}", false),
		one("{type: label, text: a, lines: 10}", false),
		one("{type: label, text: a, children: []}", false),
		one("{type: label, text: a, edge: 1mm}", true),
		one("{type: label, text: a, edge: {width: 1mm}}", true),
		one("{type: label, text: a, edge: {}}", false),
		one("{type: label, text: a, edge: {width: 1mm, x: 1}}", false),
		one("{type: label, text: a, edge: [1mm]}", false),
		one("{type: stack, children: []}", true),
		one("{type: stack, children: [{type: stack, children: [{type: label, text: a}]}]}", true),
		one("{type: stack, children: [{type: stack, children: [{type: label, txt: a}]}]}", false),
		one("{type: stack, children: [1]}", false),
		one("{type: stak, children: []}", false),
		one("{children: []}", false),
		one("label", false),
		{"[]", false},
	}
	for _, s := range samples {
		n, errs := source.Read("f", []byte(s.in), source.Limits{})
		require.NoError(t, errs.Err(), s.in)
		_, errs = decodeText(t, s.in)
		require.Equal(t, s.ok, len(errs) == 0, "decoder: %s\n%v", s.in, errs)
		if s.in == "einkpdf: 1\ndesigns: {}\nrange: {from: 1}" {
			continue
		}
		err := schema.Validate(plain(n))
		require.Equal(t, s.ok, err == nil, "schema: %s\n%v", s.in, err)
	}
}
