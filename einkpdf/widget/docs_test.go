package widget

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/calendar"
	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/decode"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
	"github.com/einkpdf/platform/einkpdf/internal/source"
	"github.com/einkpdf/platform/einkpdf/internal/token"
)

// The documentation of each widget has examples that work: they are decoded
// strictly and drawn on a large and a small page without anything to report.
func TestDocumentedExamples(t *testing.T) {
	files, err := filepath.Glob("../../docs/widgets/*.md")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	d := builtinDecoder()
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".md")
		t.Run(name, func(t *testing.T) {
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			require.Contains(t, string(text), "# "+name+"\n")
			examples := yamlBlocks(string(text))
			require.NotEmpty(t, examples, "an example in ```yaml")
			for _, example := range examples {
				drawExample(t, d, file, example)
			}
		})
	}
}

func builtinDecoder() *decode.Decoder {
	kinds := map[string]reflect.Type{}
	for _, k := range Builtin() {
		kinds[k.Name] = reflect.TypeOf(k.Zero).Elem()
	}
	return &decode.Decoder{Kinds: func(iface reflect.Type) (string, map[string]reflect.Type) {
		if iface == reflect.TypeFor[Widget]() {
			return "type", kinds
		}
		return "", nil
	}}
}

// examplePage has the names that examples use.
func examplePage(t *testing.T) *bench {
	t.Helper()
	b := newBench(t)
	b.Picture = func(string) (*draw.Picture, error) {
		return &draw.Picture{Width: 4, Height: 3, Gray: make([]byte, 12)}, nil
	}
	day := calendar.New(2026, 3, 12)
	b.vars.Set("n", token.Int(4))
	b.vars.Set("date", token.Date(day))
	for name, grain := range map[string]calendar.Grain{"week": calendar.Week, "month": calendar.Month, "quarter": calendar.Quarter, "year": calendar.Year} {
		p := token.PeriodOf(calendar.PeriodOf(grain, day, b.Weeks))
		b.vars.Set(name, p)
		b.vars.Set("item."+name, p) // of the repeat around the example
	}
	return b
}

func yamlBlocks(text string) []string {
	var list []string
	for {
		_, after, ok := strings.Cut(text, "```yaml\n")
		if !ok {
			return list
		}
		block, rest, _ := strings.Cut(after, "```")
		list, text = append(list, block), rest
	}
}

func drawExample(t *testing.T, d *decode.Decoder, file, example string) {
	t.Helper()
	node, errs := source.Read(file, []byte(example), source.Limits{})
	require.Empty(t, errs)
	var w Widget
	require.Empty(t, d.Decode(node, &w, file))
	for _, page := range []geom.Rect{pt(20, 20, 407, 556), pt(10, 10, 237, 327)} {
		b := examplePage(t)
		c := b.context()
		c.place(kid{widget: w}, page, nil)
		require.NoError(t, c.Err(), example)
		require.Empty(t, b.found, example)
		require.False(t, c.list.Empty(), example)
	}
}

// No box is too small, too large or too odd to draw into.
func TestExamplesInAnyBox(t *testing.T) {
	files, err := filepath.Glob("../../docs/widgets/*.md")
	require.NoError(t, err)
	d := builtinDecoder()
	const metre = 2_834_645_669
	boxes := []geom.Rect{{}, {X: 5, Y: 5, W: 1, H: 1}, {W: -9, H: -9}, {W: metre}, {H: metre}, pt(0, 0, 600, 3), pt(0, 0, 3, 600), {W: 10 * metre, H: 10 * metre}}
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		for _, example := range yamlBlocks(string(text)) {
			node, _ := source.Read(file, []byte(example), source.Limits{})
			var w Widget
			require.Empty(t, d.Decode(node, &w, file))
			for _, box := range boxes {
				b := examplePage(t)
				c := b.context()
				require.NotPanics(t, func() { c.place(kid{widget: w}, box, nil) }, "%v: %s", box, example)
				require.Less(t, len(c.list.Ops), maxOps)
			}
		}
	}
}
