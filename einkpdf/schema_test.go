package einkpdf_test

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/gallery"
)

func schemaOf(t *testing.T, p einkpdf.Parser) *jsonschema.Schema {
	t.Helper()
	source, err := p.Schema()
	require.NoError(t, err)
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(source))
	require.NoError(t, err)
	c := jsonschema.NewCompiler()
	require.NoError(t, c.AddResource("project.json", doc))
	schema, err := c.Compile("project.json")
	require.NoError(t, err)
	return schema
}

func validate(t *testing.T, schema *jsonschema.Schema, yaml []byte) error {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(toJSON(t, yaml)))
	require.NoError(t, err)
	return schema.Validate(doc)
}

// TestSchemaIsPublished keeps docs/schema up to date.
func TestSchemaIsPublished(t *testing.T) {
	source, err := einkpdf.Parser{}.Schema()
	require.NoError(t, err)
	golden(t, filepath.Join("..", "docs", "schema", "project-1.json"), source)
}

// TestSchemaAgreesWithParser says that the schema refuses what the parser
// refuses, as far as a schema can know it, and nothing else.
func TestSchemaAgreesWithParser(t *testing.T) {
	schema := schemaOf(t, einkpdf.Parser{})
	for _, e := range gallery.All() {
		yaml, err := gallery.Source(e.Name)
		require.NoError(t, err)
		require.NoError(t, validate(t, schema, yaml), e.Name)
	}
	for _, tt := range wrongFiles {
		switch tt.name {
		case "circle of aliases", "key twice", "syntax": // JSON cannot say this
			continue
		}
		err := validate(t, schema, []byte(tt.file))
		if tt.structural {
			require.Error(t, err, "the schema accepts: %s", tt.name)
		} else {
			require.NoError(t, err, "the schema refuses: %s", tt.name)
		}
	}
	for _, file := range rightFiles {
		_, err := einkpdf.Parse([]byte(file))
		require.NoError(t, err, file)
		require.NoError(t, validate(t, schema, []byte(file)), file)
	}
}

// rightFiles show every form that a value may have.
var rightFiles = append([]string{
	head + rest,
	"einkpdf: 1\ntitle: 2026\nauthor: 'no'\n" + rest,
	head + year + "vars: {a: 1, b: x}\n" + rest,
	head + "calendar: {from: 2026-01-01, to: 2026-12-31, week: {first: sat, min-days: 1}, weekend: []}\n" + rest,
	head + "calendar: {week: us, weekend: [fri]}\n" + rest,
	head + "orientation: landscape\ntoolbar: ignore\ncreated: 2024-02-29\nmargin: [5mm, 8mm]\n" + rest,
	head + "margin: [1mm, 2pt, 0.1in, 12px]\n" + rest,
	head + "margin: [1mm]\n" + rest,
	head + "margin: 5 mm\n" + rest,
	head + "device: a\ndevices: {a: {like: remarkable-2, page: [8.5in, 11in]}, b: {title: B, pixels: [600, 800], ppi: 167, color-ppi: 100, greys: 2, toolbar: [10mm, 0mm], dead-bands: 9px, min-tap: 5mm, min-text: 7pt}}\n" + rest,
	head + "fonts: {serif: {regular: a.ttf, bold: b.ttf}}\n" + rest,
	head + "styles: {default: {size: 9pt, color: '#FA0', line-height: 1.5, letter-spacing: -0.2pt}, b: {like: default, line-height: '120%'}}\n" + rest,
	head + "designs: {a: {outline: x, margin: 0mm}, b: {outline: {title: x, under: a, open: true}}}\nplan: [{design: a}, {design: b}]",
	head + "designs: {a: {outline: 2026}, b: {outline: []}, c: {outline: [x, 2026, {title: x, when: first}]}}\nplan: [{design: a}, {design: b}, {design: c}]",
	head + "designs: {a: {}}\nplan: [{design: a, each: -3..3, as: i, pages: 2, vars: {x: '{i}'}}]",
	head + "designs: {a: {}}\nplan: [{each: [x, 2, {label: y}], nested: [{design: a}]}]",
	head + year + "designs: {a: {}}\nplan: [{design: a, each: month, nested: [{design: a, each: day, in: outer}, {in: calendar, nested: [{design: a}]}], to: 2026-01-31}]\n",
	head + "designs: {a: {}}\nplan: [{design: a, each: 1..2, counters: {b: {}, c: {start: -0.5}, d: {start: '1.000001', step: 10}}}]",
	head + "designs: {a: {body: {type: tap, to: '@next?'}}}\nplan: [{design: a, each: 1..2}]",
	head + year + "designs: {a: {}}\nplan: [{design: a, each: day, from: 2026-03-01, to: 2026-03-31}]",
}, rightBodies()...)

// rightBodies are files with one widget each.
func rightBodies() []string {
	var files []string
	for _, body := range strings.Split(strings.TrimSpace(`
{type: space, width: 2fr, height: auto, x: 10%, y: -5mm, when: "true"}
{type: stack, gap: 2mm, align: center, padding: 1mm, fill: faint, stroke: black, radius: 2mm, children: []}
{type: row, align: bottom, stroke: {color: "#00000080", width: 1px, dash: dotted}}
{type: grid, columns: 3, rows: 2, row-height: 9mm, row-gap: 1mm, flow: columns, repeat: {each: 1..6, as: k}, child: {type: text, text: "{k}"}}
{type: layers, children: [{type: box, fill: none}, {type: part, part: p, x: 0mm}]}
{type: stack, repeat: {each: month, in: "{title}"}, child: {type: space}}
{type: stack, repeat: {each: ["a", {label: b}]}, child: {type: space}}
{type: stack, repeat: {each: "{n}..{n}"}, child: {type: space}}
{type: text, text: "{{braces}} {title|upper}", style: {size: 12pt, weight: bold}, fit: shrink, min-size: 4pt, rotate: 270, link: a}
{type: text, text: 12, style: h}
{type: link, text: x, to: "a?", fill: white, stroke: black, radius: 1mm}
{type: schedule, from: "07:00", to: "24:00", every: 1h30m}
{type: schedule, from: "7:30", to: "9:00", every: 15m}
{type: table, columns: 2, widths: [1fr, 20mm], header: [a, b], rows: [[1, 2], [c, d]]}
`), "\n") {
		files = append(files, head+"vars: {n: '1'}\nstyles: {h: {size: 9pt}}\nparts: {p: {type: space}}\ndesigns:\n  a:\n    body: "+body+"\nplan: [{design: a}]\n")
	}
	return files
}
