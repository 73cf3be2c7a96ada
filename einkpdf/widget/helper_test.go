package widget

import (
	"context"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/calendar"
	"github.com/einkpdf/platform/einkpdf/device"
	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
	"github.com/einkpdf/platform/einkpdf/internal/font"
	"github.com/einkpdf/platform/einkpdf/internal/token"
	"github.com/einkpdf/platform/einkpdf/locale"
)

var testFonts = sync.OnceValue(font.Builtin)

// bench is a page of tests: facts, the names of the page, and what was reported.
type bench struct {
	*Facts
	t     *testing.T
	vars  *token.Scope
	found []Finding
}

// newBench is an English calendar of 2026 on a reMarkable 2. Every link leads
// somewhere.
func newBench(t *testing.T) *bench {
	t.Helper()
	profile, err := device.Lookup("remarkable-2")
	require.NoError(t, err)
	english, err := locale.Lookup("en-GB")
	require.NoError(t, err)
	b := &bench{t: t, vars: token.NewScope(nil)}
	b.Facts = &Facts{
		Device: profile, Page: profile.PageSize(), Locale: english,
		From: calendar.New(2026, 1, 1), To: calendar.New(2026, 12, 31),
		Weeks: calendar.ISOWeeks(), Weekend: []calendar.Weekday{calendar.Saturday, calendar.Sunday},
		Fonts:  testFonts(),
		Report: func(f Finding) { b.found = append(b.found, f) },
	}
	return b
}

func (b *bench) context() *Context {
	return NewContext(context.Background(), b.Facts, "test/1", b.vars)
}

// draw is what a widget paints into a box.
func (b *bench) draw(w Widget, at geom.Rect) *draw.List {
	b.t.Helper()
	c := b.context()
	w.Draw(c, at)
	require.NoError(b.t, c.Err())
	return c.list
}

// fails is the error that a widget ends a page with.
func (b *bench) fails(w Widget, at geom.Rect) string {
	b.t.Helper()
	c := b.context()
	w.Draw(c, at)
	require.Error(b.t, c.Err())
	return c.Err().Error()
}

// natural is the natural size of a widget in a space.
func (b *bench) natural(w Measurer, space geom.Size) (geom.Size, bool) {
	b.t.Helper()
	c := b.context()
	size, ok := w.Natural(c, space)
	require.NoError(b.t, c.Err())
	return size, ok
}

// ops are the drawing operations of one type.
func ops[T draw.Op](l *draw.List) []T {
	var list []T
	for _, op := range l.Ops {
		if o, ok := op.(T); ok {
			list = append(list, o)
		}
	}
	return list
}

// texts are the painted texts in paint order, runs joined to lines.
func texts(l *draw.List) []string {
	var list []string
	var last draw.Text
	for i, o := range ops[draw.Text](l) {
		if i > 0 && o.At.Y == last.At.Y && o.At.X == last.At.X+last.Run.Advance(last.Size)+last.Spacing*geom.Unit(len(last.Run.Glyphs)) {
			list[len(list)-1] += o.Run.Text
		} else {
			list = append(list, o.Run.Text)
		}
		last = o
	}
	return list
}

// pt is a rectangle in points.
func pt(x, y, w, h int64) geom.Rect {
	u := func(n int64) geom.Unit { return geom.Unit(n) * geom.Pt }
	return geom.Rect{X: u(x), Y: u(y), W: u(w), H: u(h)}
}

// codes are the codes of what was reported.
func (b *bench) codes() []string {
	var list []string
	for _, f := range b.found {
		list = append(list, f.Code)
	}
	return list
}
