package legacy

import (
	"bytes"
	"context"
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// inline takes the names of styles back. It is a walk of its own, to check that of
// eachStyle.
func inline(v reflect.Value, styles map[string]widget.Style) {
	switch v.Kind() {
	case reflect.Interface, reflect.Pointer:
		if !v.IsNil() {
			inline(v.Elem(), styles)
		}
	case reflect.Slice:
		for i := range v.Len() {
			inline(v.Index(i), styles)
		}
	case reflect.Struct:
		if r, ok := v.Addr().Interface().(*widget.StyleRef); ok {
			if s, named := styles[r.Name]; named {
				*r = widget.Inline(s)
			}
			return
		}
		for i := range v.NumField() {
			inline(v.Field(i), styles)
		}
	}
}

func pdf(t *testing.T, r *Result) []byte {
	t.Helper()
	doc, err := einkpdf.Compile(context.Background(), r.Project, einkpdf.Options{Assets: r.Assets})
	require.NoError(t, err)
	var b bytes.Buffer
	require.NoError(t, doc.WritePDF(context.Background(), &b))
	return b.Bytes()
}

func TestStyleNames(t *testing.T) {
	r := readFile(t, "widgets.json")
	require.Greater(t, len(r.Project.Styles), 10)
	named := pdf(t, r)
	for _, d := range r.Project.Designs {
		inline(reflect.ValueOf(d.Body), r.Project.Styles)
	}
	r.Project.Styles = map[string]widget.Style{"default": baseStyle()}
	require.True(t, bytes.Equal(named, pdf(t, r)), "the names change nothing")
}

func TestStyleName(t *testing.T) {
	for want, s := range map[string]widget.Style{
		"text":                     {},
		"link":                     {Color: linkInk},
		"link-9-right":             {Color: linkInk, Size: length(9 * geom.Pt), Align: "right"},
		"text-8.8-mono-bold":       {Color: black, Size: length(88 * geom.Pt / 10), Font: "mono", Weight: "bold"},
		"text-dejavu-serif-italic": {Font: "DejaVu Serif", Slant: "italic"},
		"text-12":                  {Size: length(12 * geom.Pt), Weight: "regular"},
	} {
		require.Equal(t, want, styleName(s))
	}
}
