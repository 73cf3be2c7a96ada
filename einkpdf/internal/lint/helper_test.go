package lint

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/device"
	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// tablet is a device on which everything was measured: 200 pixels to an inch, a
// toolbar of 10 mm at the left, a dead band of 5 mm at the bottom, and a close
// button of 12 mm in the corner.
func tablet() device.Profile {
	return device.Profile{Name: "tablet", Width: 1200, Height: 1600, PPI: 200, Greys: 16,
		MinTap: 7 * millimetre, MinText: 6 * geom.Pt,
		Toolbar:     device.Reserve{Measured: true, Edges: geom.Insets{Left: 10 * millimetre}},
		DeadBands:   device.Reserve{Measured: true, Edges: geom.Insets{Bottom: 5 * millimetre}},
		CloseButton: device.Corner{Measured: true, Size: geom.Size{W: 12 * millimetre, H: 12 * millimetre}},
	}
}

// sheet puts a page together.
type sheet struct {
	list    draw.List
	widgets []widget.Traced
}

// put adds a widget with what it paints and the places that it links to.
func (s *sheet) put(w widget.Widget, box geom.Rect, ops []draw.Op, links ...draw.Link) *sheet {
	t := widget.Traced{Widget: w, Pointer: "/w" + strconv.Itoa(len(s.widgets)), Box: box}
	t.Ops[0], t.Links[0] = len(s.list.Ops), len(s.list.Links)
	s.list.Ops, s.list.Links = append(s.list.Ops, ops...), append(s.list.Links, links...)
	t.Ops[1], t.Links[1] = len(s.list.Ops), len(s.list.Links)
	s.widgets = append(s.widgets, t)
	return s
}

// link adds a widget that is a link, in thousandths of a millimetre.
func (s *sheet) link(to string, x, y, w, h int64) *sheet {
	box := um(x, y, w, h)
	return s.put(&widget.Tap{}, box, nil, draw.Link{Box: box, Target: to})
}

func (s *sheet) paint(ops ...draw.Op) *sheet { return s.put(&widget.Box{}, geom.Rect{}, ops) }

// um is a rectangle in thousandths of a millimetre.
func um(x, y, w, h int64) geom.Rect {
	u := func(v int64) geom.Unit { return millimetre.MulDiv(v, 1000) }
	return geom.Rect{X: u(x), Y: u(y), W: u(w), H: u(h)}
}

// page is the sheet as a page that an outline entry leads to.
func (s *sheet) page(key string) *Page {
	return &Page{Key: key, Design: "d", Pointer: "/designs/d", Outlined: true, Widgets: s.widgets, List: &s.list}
}

// pageOf finds pages of the keys p0, p1, …
func pageOf(target string) (int, bool) {
	n, err := strconv.Atoi(strings.TrimPrefix(target, "p"))
	return n, err == nil
}

// check checks pages on a tablet that change may alter.
func check(t *testing.T, change func(*Facts), pages ...*Page) []Found {
	t.Helper()
	facts := Facts{Device: tablet(), PageOf: pageOf}
	if change != nil {
		change(&facts)
	}
	facts.Page = facts.Device.PageSize()
	c := New(facts)
	for _, p := range pages {
		c.Begin(p)
		require.NoError(t, c.Page(context.Background(), p))
	}
	c.Finish()
	list, more := c.Found()
	require.Zero(t, more)
	return list
}

// codes are the codes of findings with their pointers, as in "tap-size /w0".
func codes(list []Found) []string {
	var codes []string
	for _, f := range list {
		codes = append(codes, f.Code+" "+f.Pointer)
	}
	slices.Sort(codes)
	return codes
}
