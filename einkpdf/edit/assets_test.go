package edit_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/edit"
	"github.com/einkpdf/platform/einkpdf/widget"
)

const pictures = `einkpdf: 1
title: T
fonts:
  Serious: {regular: a.ttf, bold: b.ttf}
  Comic: {regular: c.ttf, italic: a.ttf, bold-italic: d.ttf}
parts: {logo: {type: image, asset: logo.png}}
designs:
  z: {body: {type: image, asset: b.ttf}}
  a/b: {body: {type: stack, children: [{type: part, part: logo}, {type: image, asset: x.png}, {type: image, asset: logo.png}], repeat: {each: 1..2}, child: {type: image, asset: y.png}}}
plan: [{design: z}]
`

func TestAssets(t *testing.T) {
	t.Parallel()
	p := parse(t, strings.Replace(pictures, "a/b", "a-b", 1))
	require.Equal(t, []edit.Asset{
		{Name: "c.ttf", Pointer: "/fonts/Comic/regular", Font: true},
		{Name: "a.ttf", Pointer: "/fonts/Comic/italic", Font: true},
		{Name: "d.ttf", Pointer: "/fonts/Comic/bold-italic", Font: true},
		{Name: "b.ttf", Pointer: "/fonts/Serious/bold", Font: true},
		{Name: "logo.png", Pointer: "/parts/logo/asset"},
		{Name: "x.png", Pointer: "/designs/a-b/body/children/1/asset"},
		{Name: "y.png", Pointer: "/designs/a-b/body/child/asset"},
	}, edit.Assets(p))
	require.Empty(t, edit.Assets(&einkpdf.Project{Designs: map[string]*einkpdf.Design{"a": nil, "b": {}, "c": {Body: &widget.Image{}}}}))
}

func TestRenameAssets(t *testing.T) {
	t.Parallel()
	file := strings.Replace(pictures, "a/b", "a-b", 1)
	p := parse(t, file)
	before := yamlOf(t, p)
	// Names may be exchanged; each is changed once.
	out := edit.RenameAssets(p, map[string]string{"logo.png": "x.png", "x.png": "logo.png", "b.ttf": "2", "a.ttf": "1"})
	require.Equal(t, before, yamlOf(t, p))
	want := strings.NewReplacer("logo.png", "x.png", "x.png", "logo.png", "b.ttf", `"2"`, "a.ttf", `"1"`).Replace(file)
	require.Equal(t, yamlOf(t, parse(t, want)), yamlOf(t, out))

	shared := &widget.Image{Asset: "a"}
	p = &einkpdf.Project{Designs: map[string]*einkpdf.Design{"a": {Body: shared}, "b": {Body: shared}}}
	out = edit.RenameAssets(p, map[string]string{"a": "b", "b": "c"})
	require.Equal(t, "b", out.Designs["a"].Body.(*widget.Image).Asset)
	require.Same(t, out.Designs["a"].Body, out.Designs["b"].Body)
	require.Equal(t, "a", shared.Asset)
}

// A copy is the same in every property there is.
func TestCopiesAreWhole(t *testing.T) {
	t.Parallel()
	for name, file := range goldenFiles(t) {
		p := parse(t, file)
		require.Equal(t, yamlOf(t, p), yamlOf(t, edit.RenameAssets(p, nil)), name)
	}
}

// What a program has built may go round in circles: it does not compile, but
// nothing here hangs on it.
func TestCircles(t *testing.T) {
	t.Parallel()
	circle := &widget.Layers{}
	circle.Children = []widget.Widget{circle, &widget.Image{Asset: "a"}, circle, nil, (*widget.Box)(nil)}
	p := &einkpdf.Project{Device: "kobo-sage", Designs: map[string]*einkpdf.Design{"a": {Body: circle}}, Parts: map[string]widget.Widget{"p": &widget.Part{Name: "p"}}}
	require.Len(t, edit.Assets(p), 1)
	require.False(t, edit.IsAbsolute(p))
	require.True(t, edit.Larger(p, 1<<30))
	out := edit.RenameAssets(p, map[string]string{"a": "b"})
	require.Equal(t, "b", edit.Assets(out)[0].Name)
	_, err := edit.Scale(p, "kobo-libra-2")
	require.NoError(t, err)
}
