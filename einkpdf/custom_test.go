package einkpdf_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// meter is a widget of a program of its own: a bar that is filled in part.
type meter struct {
	widget.Frame
	Percent int           `key:"percent" required:"true" min:"0" max:"100" doc:"How full it is."`
	Label   widget.Text   `key:"label" doc:"What stands on it."`
	Bar     widget.Color  `key:"bar" doc:"Colour of the bar."`
	Marks   []geom.Length `key:"marks" maxitems:"3" min:"0mm" max:"100mm"`
	Side    string        `key:"side" enum:"left,right" default:"left"`
}

func (m *meter) Draw(c *widget.Context, at geom.Rect) {
	full := at
	full.W = at.W.MulDiv(int64(m.Percent), 100)
	c.Rect(full, 0, m.Bar, widget.Pen{})
	c.Write(at, c.String(m.Label), c.Style(widget.StyleRef{}, widget.Style{}))
	if full.W > 100*geom.Pt {
		c.Warn("long-bar", "the bar is long", "make it shorter", full)
	}
}

// Check refuses what the tags cannot say.
func (m *meter) Check(report func(code, pointer, message, hint string)) {
	if m.Percent == 13 {
		report("range", "/percent", "13 brings bad luck", "use 12 or 14")
	}
}

func withMeter() einkpdf.Parser {
	return einkpdf.Parser{Widgets: []widget.Kind{{Name: "meter", Doc: "A bar.", Zero: &meter{}}}}
}

const meterFile = head + `
designs:
  a:
    body:
      type: row
      children:
        - {type: meter, percent: 50, label: "{n} of 3", bar: dark, width: 20mm, marks: [1mm, 2mm]}
        - {type: meter, percent: 20, label: fixed, when: n > 1}
plan: [{design: a, each: 1..3}]
`

func TestCustomWidget(t *testing.T) {
	p, err := withMeter().Parse([]byte(meterFile))
	require.NoError(t, err)
	d, err := einkpdf.Compile(context.Background(), p, einkpdf.Options{})
	require.NoError(t, err)
	require.Equal(t, "1 of 3 ", page(t, d, "a/1").Text)
	require.Equal(t, "2 of 3 fixed ", page(t, d, "a/2").Text)
	bar := page(t, d, "a/1").Own.Ops[0].(draw.Rect)
	require.Equal(t, widget.Gray(0x44), bar.Fill)
	pdf(t, d)

	schema := schemaOf(t, withMeter())
	require.NoError(t, validate(t, schema, []byte(meterFile)))
	require.Error(t, validate(t, schemaOf(t, einkpdf.Parser{}), []byte(meterFile)))
	_, err = einkpdf.Parse([]byte(meterFile))
	require.ErrorContains(t, err, `unknown type "meter"`)

	wrong := map[string]string{
		"{type: meter}":                                    "/designs/a/body missing",
		"{type: meter, percent: 101}":                      "/designs/a/body/percent range",
		"{type: meter, percent: 1, side: up}":              "/designs/a/body/side enum",
		"{type: meter, percent: 1, labl: x}":               "/designs/a/body/labl unknown-key",
		"{type: meter, percent: 1, label: '{'}":            "/designs/a/body/label syntax",
		"{type: meter, percent: 1, marks: [1mm, 2m]}":      "/designs/a/body/marks/1 format",
		"{type: meter, percent: 1, marks: [1, 2, 3, 4]}":   "/designs/a/body/marks range",
		"{type: meter, percent: 13}":                       "/designs/a/body/percent range",
		"{type: metre, percent: 1}":                        "/designs/a/body/type unknown-type",
		"{type: meter, percent: 1, when: 'n >'}":           "/designs/a/body/when syntax",
		"{type: stack, child: {type: meter, percent: -1}}": "/designs/a/body/child/percent range",
	}
	for body, want := range wrong {
		_, err := withMeter().Parse([]byte(head + "designs: {a: {body: " + body + "}}\nplan: [{design: a}]\n"))
		var errs einkpdf.Errors
		require.True(t, errors.As(err, &errs), body)
		require.Len(t, errs, 1, "%v", errs)
		require.Equal(t, want, errs[0].Pointer+" "+errs[0].Code)
	}
}

// byPointer embeds a pointer, and so a value of it is a widget, too.
type byPointer struct{ *widget.Frame }

func (byPointer) Draw(*widget.Context, geom.Rect) {}

// unhashable is one that cannot be a key of a map.
type unhashable struct {
	*widget.Frame
	Marks []int
}

func (unhashable) Draw(*widget.Context, geom.Rect) {}

// TestBadKinds refuses kinds that are no widgets, instead of a panic.
func TestBadKinds(t *testing.T) {
	type tagged struct {
		meter
		Twice int `key:"percent"`
	}
	for name, kind := range map[string]widget.Kind{
		"nothing": {Name: "x"}, "no name": {Zero: &meter{}}, "key twice": {Name: "x", Zero: &tagged{}},
		"a value": {Name: "x", Zero: byPointer{}}, "a pointer to the frame": {Name: "x", Zero: &byPointer{}},
	} {
		p := einkpdf.Parser{Widgets: []widget.Kind{kind}}
		_, err := p.Parse([]byte(head + "designs: {a: {body: {type: x, percent: 1}}}\nplan: [{design: a}]\n"))
		require.Error(t, err, name)
		_, err = p.Schema()
		require.Error(t, err, name)
	}
}

// TestNestedFrame accepts a frame that comes with another struct.
func TestNestedFrame(t *testing.T) {
	type twice struct{ meter }
	p := byHand()
	p.Designs["a"].Body = &twice{meter{Percent: 7}}
	_, err := einkpdf.Compile(context.Background(), p, einkpdf.Options{})
	require.NoError(t, err)
}

// byHand is meterFile built by a program.
func byHand() *einkpdf.Project {
	return &einkpdf.Project{
		Format: 1, Title: "Test", Locale: "en-GB",
		Designs: map[string]*einkpdf.Design{"a": {Body: &widget.Row{Group: widget.Group{Children: []widget.Widget{
			&meter{Frame: widget.Frame{Width: geom.MM(20)}, Percent: 50, Label: "{n} of 3", Bar: widget.Gray(0x44), Marks: []geom.Length{geom.MM(1), geom.MM(2)}},
			&meter{Frame: widget.Frame{When: "n > 1"}, Percent: 20, Label: "fixed"},
		}}}}},
		Plan: []einkpdf.Section{{Design: "a", Each: widget.Over("1..3")}},
	}
}

func TestProjectByHand(t *testing.T) {
	parsed, err := withMeter().Parse([]byte(meterFile))
	require.NoError(t, err)
	require.Equal(t, withoutFile(parsed), byHand())
	var want, got bytes.Buffer
	for p, b := range map[*einkpdf.Project]*bytes.Buffer{parsed: &want, byHand(): &got} {
		d, err := einkpdf.Compile(context.Background(), p, einkpdf.Options{})
		require.NoError(t, err)
		require.NoError(t, d.WritePDF(context.Background(), b))
	}
	require.Equal(t, want.Bytes(), got.Bytes())
}

// TestWrongProjectsByHand says what a program did wrong.
func TestWrongProjectsByHand(t *testing.T) {
	loop := &widget.Stack{}
	loop.Children = []widget.Widget{loop, loop}
	tests := map[string]struct {
		change func(*einkpdf.Project)
		want   string
	}{
		"no title":   {func(p *einkpdf.Project) { p.Title = "" }, " missing"},
		"no version": {func(p *einkpdf.Project) { p.Format = 0 }, " missing"},
		"nil design": {func(p *einkpdf.Project) { p.Designs["b"] = nil }, "/designs/b missing"},
		"nil child": {func(p *einkpdf.Project) {
			p.Designs["a"].Body = &widget.Stack{Group: widget.Group{Children: []widget.Widget{nil}}}
		}, "/designs/a/body/children/0 missing"},
		"nil pointer": {func(p *einkpdf.Project) { p.Designs["a"].Body = (*meter)(nil) }, "/designs/a/body missing"},
		"value":       {func(p *einkpdf.Project) { p.Designs["a"].Body = unhashable{Frame: new(widget.Frame)} }, "/designs/a/body type"},
		"nil frame":   {func(p *einkpdf.Project) { p.Designs["a"].Body = &byPointer{} }, "/designs/a/body type"},
		"value in a stack": {func(p *einkpdf.Project) {
			p.Designs["a"].Body = &widget.Stack{Group: widget.Group{Children: []widget.Widget{&meter{Percent: 1}, unhashable{}}}}
		}, "/designs/a/body/children/1 type"},
		"value as a part": {func(p *einkpdf.Project) { p.Parts = map[string]widget.Widget{"x": byPointer{}} }, "/parts/x type"},
		"circle":          {func(p *einkpdf.Project) { p.Designs["a"].Body = loop }, "too-deep"},
		"bad range":       {func(p *einkpdf.Project) { p.Designs["a"].Body = &meter{Percent: 200} }, "/designs/a/body/percent range"},
		"bad text":        {func(p *einkpdf.Project) { p.Designs["a"].Body = &meter{Percent: 1, Label: "{"} }, "/designs/a/body/label syntax"},
		"unknown name":    {func(p *einkpdf.Project) { p.Designs["a"].Body = &meter{Percent: 1, Label: "{m}"} }, "/designs/a/body/label unknown-name"},
		"unknown design":  {func(p *einkpdf.Project) { p.Plan[0].Design = "b" }, "/plan/0/design unknown-design"},
		"unknown device":  {func(p *einkpdf.Project) { p.Device = "x" }, "/device unknown-device"},
		"unknown style":   {func(p *einkpdf.Project) { p.Designs["a"].Body = &widget.TextBox{Text: "x", Style: widget.Named("x")} }, "/designs/a/body/style unknown-style"},
		"bad key":         {func(p *einkpdf.Project) { p.Vars = map[string]string{"a b": ""} }, "/vars/a b format"},
		"bad each":        {func(p *einkpdf.Project) { p.Plan[0].Each = widget.Over("often") }, "/plan/0/each syntax"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			p := byHand()
			tt.change(p)
			_, err := einkpdf.Compile(context.Background(), p, einkpdf.Options{})
			var errs einkpdf.Errors
			require.True(t, errors.As(err, &errs), "%v", err)
			require.Len(t, errs, 1, "%v", errs)
			require.Contains(t, errs[0].Pointer+" "+errs[0].Code, tt.want)
		})
	}
	_, err := einkpdf.Compile(context.Background(), nil, einkpdf.Options{})
	require.Error(t, err)
}

// TestCompileAtTheSameTime compiles and writes one project from many goroutines.
func TestCompileAtTheSameTime(t *testing.T) {
	parsed, err := withMeter().Parse([]byte(meterFile))
	require.NoError(t, err)
	for _, p := range []*einkpdf.Project{parsed, byHand()} {
		outs := make([]bytes.Buffer, 4)
		var wait sync.WaitGroup
		for i := range outs {
			wait.Go(func() {
				d, err := einkpdf.Compile(context.Background(), p, einkpdf.Options{})
				if err == nil {
					err = d.WritePDF(context.Background(), &outs[i])
				}
				if err != nil {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		for i := range outs {
			require.Equal(t, outs[0].Bytes(), outs[i].Bytes())
		}
	}
}

// What a program puts into values that a file has in another form is checked as
// in a file.
func TestValuesByHand(t *testing.T) {
	text := func(s widget.Style) widget.Widget { return &widget.TextBox{Text: "x", Style: widget.Inline(s)} }
	repeat := func(e widget.Each) widget.Widget {
		return &widget.Stack{Group: widget.Group{Repeat: &widget.Repeat{Each: e}, Child: &widget.Space{}}}
	}
	for name, tt := range map[string]struct {
		body widget.Widget
		want string
	}{
		"size of a style":   {text(widget.Style{Size: geom.Fr(1)}), "/designs/a/body/style/size range"},
		"huge letters":      {text(widget.Style{Size: geom.Points(1e6)}), "/designs/a/body/style/size range"},
		"word of a style":   {text(widget.Style{Weight: "heavy"}), "/designs/a/body/style/weight enum"},
		"item of a list":    {repeat(widget.Each{List: []widget.Item{{Text: widget.Text(strings.Repeat("x", 10_001))}}}), "/designs/a/body/repeat/each/0 range"},
		"key of an item":    {repeat(widget.Each{List: []widget.Item{{Fields: map[string]widget.Text{"a b": "x"}}}}), "/designs/a/body/repeat/each/0/a b format"},
		"long list":         {repeat(widget.Each{List: make([]widget.Item, 1_001)}), "/designs/a/body/repeat/each range"},
		"width of a column": {&widget.Table{Widths: make([]geom.Length, 2), RowCount: 1}, "/designs/a/body/widths/0 range"},
	} {
		t.Run(name, func(t *testing.T) {
			p := byHand()
			p.Designs["a"].Body = tt.body
			_, err := einkpdf.Compile(t.Context(), p, einkpdf.Options{})
			require.Equal(t, "0:0 "+tt.want, shorts(errorsOf(t, err))[0])
		})
	}
}
