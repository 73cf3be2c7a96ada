package svg

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
	"github.com/einkpdf/platform/einkpdf/internal/font"
)

// card is a small page.
var card = geom.Size{W: 200 * geom.Pt, H: 100 * geom.Pt}

var fonts = sync.OnceValue(font.Builtin)

// pt is a length in points.
func pt(v float64) geom.Unit { return geom.Unit(v * float64(geom.Pt)) }

func at(x, y float64) geom.Point { return geom.Point{X: pt(x), Y: pt(y)} }

func box(x, y, w, h float64) geom.Rect { return geom.Rect{X: pt(x), Y: pt(y), W: pt(w), H: pt(h)} }

func black(width float64) draw.Stroke { return draw.Stroke{Color: draw.Gray(0), Width: pt(width)} }

// text is the operations that show a text in a face of a set.
func text(t testing.TB, set *font.Set, spec font.Spec, x, y, size float64, s string) (ops []draw.Op) {
	t.Helper()
	line, err := set.Shape(spec, "en", s)
	require.NoError(t, err)
	p := at(x, y)
	for _, r := range line.Runs {
		ops = append(ops, draw.Text{At: p, Run: r, Size: pt(size), Color: draw.Gray(0)})
		p.X += r.Advance(pt(size))
	}
	return ops
}

// write is the file with a list of operations.
func write(t testing.TB, o Options, ops ...draw.Op) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, Write(context.Background(), &b, card, []*draw.List{{Ops: ops}}, o))
	return b.String()
}

// element is an element of a file.
type element struct {
	name, text string
	attrs      map[string]string
}

// parse reads a file as XML.
func parse(t testing.TB, file string) (list []element) {
	t.Helper()
	dec := xml.NewDecoder(strings.NewReader(file))
	var open []int
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return list
		}
		require.NoError(t, err)
		switch e := token.(type) {
		case xml.StartElement:
			attrs := map[string]string{}
			for _, a := range e.Attr {
				require.NotContains(t, attrs, a.Name.Local)
				attrs[a.Name.Local] = a.Value
			}
			open = append(open, len(list))
			list = append(list, element{name: e.Name.Local, attrs: attrs})
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			if len(open) > 0 {
				list[open[len(open)-1]].text += string(e)
			}
		default:
			require.Fail(t, "other things than elements", "%T", e)
		}
	}
}

// named is the elements of a name.
func named(list []element, name string) []element {
	return slices.DeleteFunc(slices.Clone(list), func(e element) bool { return e.name != name })
}

// locked is a set in which the family Locked may not be embedded.
func locked(t testing.TB) *font.Set {
	t.Helper()
	f, err := fonts().Face(font.Spec{})
	require.NoError(t, err)
	file, _ := f.Data()
	file = slices.Clone(file)
	for rec := file[12:]; ; rec = rec[16:] {
		if string(rec[:4]) == "OS/2" {
			binary.BigEndian.PutUint16(file[binary.BigEndian.Uint32(rec[8:])+8:], 2)
			break
		}
	}
	set, err := font.NewSet(font.Custom{Family: "Locked", Data: file})
	require.NoError(t, err)
	return set
}
