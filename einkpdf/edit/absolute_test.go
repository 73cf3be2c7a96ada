package edit_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/edit"
)

func TestBuiltInProjectsFitAnyPage(t *testing.T) {
	t.Parallel()
	for name, file := range galleryFiles(t) {
		require.False(t, edit.IsAbsolute(parse(t, file)), name)
	}
}

func TestOldProjectsAreAbsolute(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"day-planner-2026.json", "weekly-2026.json", "widgets.json", "plans.json"} {
		require.True(t, edit.IsAbsolute(old(t, name).Project), name)
	}
}

func TestIsAbsolute(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		body string
		want bool
	}{
		"blank":              {`{type: space}`, false},
		"shares":             {`{type: layers, children: [{type: box, x: 10%, y: 50%, width: 90%, height: 50%}]}`, false},
		"a corner":           {`{type: layers, children: [{type: dots, pitch: 5mm}, {type: box, x: 1mm, y: 1mm, width: 9mm, height: 9mm}]}`, false},
		"far down":           {`{type: layers, children: [{type: box, y: 400pt, height: 20pt}]}`, true},
		"far right":          {`{type: layers, children: [{type: box, x: 5mm, width: 100mm}]}`, true},
		"in pixels":          {`{type: layers, children: [{type: box, x: 700px, width: 20px}]}`, true},
		"large":              {`{type: layers, children: [{type: box, width: 400pt, height: 500pt}]}`, true},
		"only wide":          {`{type: layers, children: [{type: box, width: 400pt}]}`, false},
		"layers in layers":   {`{type: layers, children: [{type: layers, children: [{type: box, y: 400pt, height: 20pt}]}]}`, true},
		"repeated":           {`{type: layers, repeat: {each: 1..2}, child: {type: box, y: 400pt, height: 20pt}}`, true},
		"in a part":          {`{type: part, part: far}`, true},
		"a part in layers":   {`{type: layers, children: [{type: part, part: far}]}`, true},
		"in a stack":         {`{type: stack, children: [{type: box, height: 400pt}]}`, false},
		"in a small corner":  {`{type: stack, children: [{type: layers, children: [{type: box, x: 0mm, y: 0mm, width: 5mm, height: 5mm}]}]}`, false},
		"nothing but a text": {`{type: text, text: "x", height: 500pt}`, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := parse(t, "einkpdf: 1\ntitle: T\nparts: {far: {type: layers, children: [{type: box, y: 400pt, height: 20pt}]}}\ndesigns: {a: {body: "+test.body+"}}\nplan: [{design: a}]\n")
			require.Equal(t, test.want, edit.IsAbsolute(p))
		})
	}
}

// With a page of its own, a corner is enough.
func TestIsAbsoluteOnAPageOfItsOwn(t *testing.T) {
	t.Parallel()
	const file = "einkpdf: 1\ntitle: T\ndevice: mine\ndevices: {mine: {like: kobo-sage}}\ndesigns: {a: {body: {type: layers, children: [{type: box, x: 1mm, y: 1mm, width: 9mm, height: 9mm}]}}}\nplan: [{design: a}]\n"
	require.False(t, edit.IsAbsolute(parse(t, file)))
	own := strings.Replace(file, "like: kobo-sage", "like: kobo-sage, page: [300pt, 400pt]", 1)
	require.True(t, edit.IsAbsolute(parse(t, own)))
	require.False(t, edit.IsAbsolute(parse(t, strings.Replace(own, "x: 1mm, y: 1mm, width: 9mm, height: 9mm", "width: 50%", 1))))
}

func TestIsAbsoluteOfDamagedProjects(t *testing.T) {
	t.Parallel()
	p := parse(t, "einkpdf: 1\ntitle: T\ndesigns: {a: {}}\nplan: [{design: a}]\n")
	p.Designs["b"] = nil
	require.False(t, edit.IsAbsolute(p))
	p.Device = "no such device"
	require.False(t, edit.IsAbsolute(p))
}
