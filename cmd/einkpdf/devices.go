package main

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strings"
	"text/tabwriter"

	"github.com/einkpdf/platform/einkpdf/device"
	"github.com/einkpdf/platform/einkpdf/geom"
)

type devicesCmd struct {
	JSON bool `name:"json" help:"Print everything that is known, as JSON."`
}

// Run lists the devices.
func (d devicesCmd) Run(s streams) error {
	if d.JSON {
		return d.json(s.out)
	}
	w := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "NAME\tDEVICE\tPIXELS\tPPI\tPAGE IN PT\tCOLOUR\tKEPT CLEAR")
	for _, p := range device.All() {
		size, colour := p.PageSize(), "-"
		if p.Color {
			colour = string(p.Technology)
		}
		fmt.Fprintf(w, "%s\t%s\t%d×%d\t%d\t%.1f×%.1f\t%s\t%s\n", p.Name, p.Title, p.Width, p.Height, p.PPI, size.W.Points(), size.H.Points(), colour, keptClear(p))
	}
	if err := w.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintln(s.out, "\nKept clear: points from the edges in portrait, for the right hand; ? = nobody has measured it.")
	return err
}

// keptClear are the edges that the renderer keeps clear, "?" where nobody has
// measured any.
func keptClear(p device.Profile) string {
	if !p.Toolbar.Measured && !p.DeadBands.Measured {
		return "?"
	}
	safe := p.SafeInsets(device.Right)
	var edges []string
	for _, e := range []struct {
		name string
		d    geom.Unit
	}{{"top", safe.Top}, {"right", safe.Right}, {"bottom", safe.Bottom}, {"left", safe.Left}} {
		if e.d != 0 {
			edges = append(edges, fmt.Sprintf("%s %.0f", e.name, e.d.Points()))
		}
	}
	return strings.Join(edges, " ")
}

// deviceJSON is a device of the JSON list. Keys stay as they are; what is not
// known is null. Sides are those of the device held in portrait.
type deviceJSON struct {
	Name       string            `json:"name"`
	Title      string            `json:"title"`
	Maker      string            `json:"maker"`
	WidthPx    int               `json:"width_px"`
	HeightPx   int               `json:"height_px"`
	WidthPt    float64           `json:"width_pt"`
	HeightPt   float64           `json:"height_pt"`
	WidthMM    float64           `json:"width_mm"`
	HeightMM   float64           `json:"height_mm"`
	PPI        int               `json:"ppi"`
	PixelPt    float64           `json:"pixel_pt"`
	Technology device.Technology `json:"technology"`
	Greys      *int              `json:"greys"`
	Color      bool              `json:"color"`
	ColorPPI   *int              `json:"color_ppi"`
	Toolbar    reserveJSON       `json:"toolbar"`
	DeadBands  reserveJSON       `json:"dead_bands"`
	Close      cornerJSON        `json:"close_button"`
	MinTapPt   float64           `json:"min_tap_pt"`
	MinTapMM   float64           `json:"min_tap_mm"`
	MinTextPt  float64           `json:"min_text_pt"`
	Source     string            `json:"source"`
	Confidence device.Confidence `json:"confidence"`
	Note       string            `json:"note"`
	Legacy     []legacyJSON      `json:"legacy"`
}

// reserveJSON is what a device takes from its edges; toolbars are those of
// right-handed use.
type reserveJSON struct {
	Measured bool       `json:"measured"`
	Dockable bool       `json:"dockable"`
	Pt       *edgesJSON `json:"pt"`
	Px       *edgesJSON `json:"px"`
	MM       *edgesJSON `json:"mm"`
	Source   *string    `json:"source"`
}

type edgesJSON struct {
	Top    float64 `json:"top"`
	Right  float64 `json:"right"`
	Bottom float64 `json:"bottom"`
	Left   float64 `json:"left"`
}

// cornerJSON is what the close button covers of the top corner that is not on
// the toolbar's side.
type cornerJSON struct {
	Measured bool      `json:"measured"`
	Pt       *sizeJSON `json:"pt"`
	Px       *sizeJSON `json:"px"`
	MM       *sizeJSON `json:"mm"`
	Source   *string   `json:"source"`
}

type sizeJSON struct {
	Width  float64 `json:"width"`
	Height float64 `json:"height"`
}

// legacyJSON is a profile of the predecessor that this device stands for.
type legacyJSON struct {
	Name        string   `json:"name"`
	Orientation string   `json:"orientation"`
	Corrections []string `json:"corrections"`
}

func (d devicesCmd) json(w io.Writer) error {
	list := []deviceJSON{}
	for _, p := range device.All() {
		size := p.PageSize()
		list = append(list, deviceJSON{
			Name: p.Name, Title: p.Title, Maker: p.Maker, WidthPx: p.Width, HeightPx: p.Height, PPI: p.PPI,
			WidthPt: pt(size.W), HeightPt: pt(size.H), WidthMM: mm(size.W), HeightMM: mm(size.H), PixelPt: pt(p.Px(1)),
			Technology: p.Technology, Greys: known(p.Greys, p.Greys > 0), Color: p.Color, ColorPPI: known(p.ColorPPI, p.ColorPPI > 0),
			Toolbar: newReserveJSON(p, p.Toolbar), DeadBands: newReserveJSON(p, p.DeadBands), Close: newCornerJSON(p),
			MinTapPt: pt(p.MinTap), MinTapMM: mm(p.MinTap), MinTextPt: pt(p.MinText),
			Source: p.Source, Confidence: p.Confidence, Note: p.Note, Legacy: newLegacyJSON(p.Name),
		})
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(list)
}

func newReserveJSON(p device.Profile, r device.Reserve) reserveJSON {
	in := func(convert func(geom.Unit) float64) *edgesJSON {
		e := r.Edges
		return known(edgesJSON{convert(e.Top), convert(e.Right), convert(e.Bottom), convert(e.Left)}, r.Measured)
	}
	return reserveJSON{Measured: r.Measured, Dockable: r.Dockable, Pt: in(pt), Px: in(pixels(p)), MM: in(mm), Source: known(r.Source, r.Measured)}
}

func newCornerJSON(p device.Profile) cornerJSON {
	c := p.CloseButton
	in := func(convert func(geom.Unit) float64) *sizeJSON {
		return known(sizeJSON{convert(c.Size.W), convert(c.Size.H)}, c.Measured)
	}
	return cornerJSON{Measured: c.Measured, Pt: in(pt), Px: in(pixels(p)), MM: in(mm), Source: known(c.Source, c.Measured)}
}

func newLegacyJSON(name string) []legacyJSON {
	list := []legacyJSON{}
	for _, d := range device.LegacyDevices() {
		if d.Profile == name {
			list = append(list, legacyJSON{d.Slug, d.Orientation, append([]string{}, d.Corrections...)})
		}
	}
	return list
}

// known is a value, or null where there is none.
func known[T any](v T, ok bool) *T {
	if !ok {
		return nil
	}
	return &v
}

// pt, mm and pixels are lengths as numbers: to a millionth of a point, a
// thousandth of a millimetre, a tenth of a pixel.
func pt(u geom.Unit) float64 { return u.Points() }
func mm(u geom.Unit) float64 { return math.Round(u.Points()*25.4/72*1000) / 1000 }
func pixels(p device.Profile) func(geom.Unit) float64 {
	return func(u geom.Unit) float64 { return math.Round(u.Points()*float64(p.PPI)/72*10) / 10 }
}
