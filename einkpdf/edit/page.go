package edit

import (
	"context"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/device"
	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// page is the paper of a project on a device.
type page struct {
	device device.Profile
	size   geom.Size
	body   geom.Size // without the project's margins, and what toolbars cover
}

func (p page) landscape() bool { return p.size.W > p.size.H }

// pageOf is the page of a project on a device, "" for its own. Some names of
// devices end with how they are held; others are held as orientation says.
func pageOf(p *einkpdf.Project, name, orientation string) (page, error) {
	blank := &einkpdf.Project{Format: 1, Title: "blank", Device: p.Device, Devices: p.Devices, Orientation: orientation,
		Designs: map[string]*einkpdf.Design{"page": {}}, Plan: []einkpdf.Section{{Design: "page"}}}
	document, err := einkpdf.Compile(context.Background(), blank, einkpdf.Options{Device: name})
	if err != nil {
		return page{}, err
	}
	size, profile := document.PageSize(), document.Device()
	return page{profile, size, size}, nil
}

// bodies sets what margins and toolbars leave of the pages.
func bodies(p *einkpdf.Project, from, to *page) {
	from.body = from.without(p, p.Margin)
	margin := p.Margin
	if margin != (widget.Edges{}) { // else the default, which is the same on all
		s := newScaler(page{from.device, from.size, from.size}, page{to.device, to.size, to.size})
		s.edges(&margin, s.x, s.y)
	}
	to.body = to.without(p, margin)
}

// without is the size of a page without a margin and what toolbars cover.
func (p page) without(project *einkpdf.Project, margin widget.Edges) geom.Size {
	if margin == (widget.Edges{}) {
		margin = widget.All(geom.MM(6))
	}
	px := p.device.Px(1)
	in := geom.Insets{Top: margin.Top.Resolve(0, px), Right: margin.Right.Resolve(0, px), Bottom: margin.Bottom.Resolve(0, px), Left: margin.Left.Resolve(0, px)}
	if project.Toolbar != "ignore" {
		safe := p.device.SafeInsets(device.Right)
		in.Top, in.Right, in.Bottom, in.Left = max(in.Top, safe.Top), max(in.Right, safe.Right), max(in.Bottom, safe.Bottom), max(in.Left, safe.Left)
	}
	return geom.Rect{W: p.size.W, H: p.size.H}.Inset(in).Size()
}
