package einkpdf_test

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/device"
	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/widget"
)

const ownDevices = head + `
device: tablet
devices:
  tablet: {title: My tablet, pixels: [1200, 1600], ppi: 200, color-ppi: 100, greys: 16, toolbar: [10mm, 0mm, 0mm, 20px], dead-bands: 5mm, min-tap: 8mm, min-text: 7pt}
  bare: {pixels: [600, 800], ppi: 100}
  remarkable-2: {like: remarkable-2, toolbar: 0mm}
  canvas: {like: Boox_Note_Air_4C, page: [445.3pt, 593.8pt]}
  coloured: {like: kobo-sage, color-ppi: 150}
designs: {a: {margin: 0mm, body: {type: box, stroke: {color: black, width: 1px}}}}
plan: [{design: a}]
`

func TestLookupDevice(t *testing.T) {
	p := parse(t, ownDevices)
	lookup := func(name string) device.Profile {
		d, err := p.LookupDevice(name)
		require.NoError(t, err)
		require.Equal(t, device.Unconfirmed, d.Confidence)
		return d
	}
	mm := func(v int64) geom.Unit { return geom.Length{Value: v * 1e6, Unit: geom.Millimetre}.Resolve(0, 0) }

	d := lookup("tablet")
	require.Equal(t, device.Profile{
		Name: "tablet", Title: "My tablet", Width: 1200, Height: 1600, PPI: 200, Color: true, ColorPPI: 100, Greys: 16,
		Toolbar:   device.Reserve{Edges: geom.Insets{Top: mm(10), Left: 20 * d.Px(1)}, Measured: true, Source: "the project"},
		DeadBands: device.Reserve{Edges: geom.Insets{Top: mm(5), Right: mm(5), Bottom: mm(5), Left: mm(5)}, Measured: true, Source: "the project"},
		MinTap:    mm(8), MinText: 7 * geom.Pt, Source: "the project", Confidence: device.Unconfirmed,
	}, d)

	d = lookup("bare")
	require.Equal(t, "bare", d.Title)
	require.Equal(t, geom.Size{W: 432 * geom.Pt, H: 576 * geom.Pt}, d.PageSize())
	require.False(t, d.Toolbar.Measured)
	builtin, err := device.Lookup("kobo-sage")
	require.NoError(t, err)
	require.Equal(t, [2]geom.Unit{builtin.MinTap, builtin.MinText}, [2]geom.Unit{d.MinTap, d.MinText}, "fingers and eyes are the same")

	d = lookup("remarkable-2")
	require.Equal(t, "reMarkable 2", d.Title)
	require.Equal(t, geom.Insets{}, d.SafeInsets(device.Right))
	require.True(t, d.Toolbar.Measured)
	require.True(t, d.CloseButton.Measured)

	d = lookup("canvas")
	require.Equal(t, "Boox Note Air4 C", d.Title)
	require.Equal(t, geom.Size{W: 445_300_000, H: 593_800_000}, d.PageSize())
	require.Equal(t, [3]int{1860, 2480, 300}, [3]int{d.Width, d.Height, d.PPI})
	require.Equal(t, geom.Unit(240_000), d.Px(1))

	d = lookup("coloured")
	require.True(t, d.Color)
	require.Zero(t, d.Greys)
	require.Empty(t, d.Technology, "what it is was not said")

	builtin, err = p.LookupDevice("kobo-sage")
	require.NoError(t, err)
	require.Equal(t, "Kobo Sage", builtin.Title)
	_, err = p.LookupDevice("tabelt")
	require.ErrorIs(t, err, device.ErrUnknown)
	require.ErrorContains(t, err, "did you mean tablet?")
}

// TestOwnDevices compiles for the project's own devices, and says that their
// names win.
func TestOwnDevices(t *testing.T) {
	size := func(o einkpdf.Options) geom.Size { return compile(t, ownDevices, o).PageSize() }
	require.Equal(t, geom.Size{W: 432 * geom.Pt, H: 576 * geom.Pt}, size(einkpdf.Options{}))
	require.Equal(t, geom.Size{W: 576 * geom.Pt, H: 432 * geom.Pt}, size(einkpdf.Options{Orientation: "landscape"}))
	require.Equal(t, geom.Size{W: 445_300_000, H: 593_800_000}, size(einkpdf.Options{Device: "canvas"}))
	require.Equal(t, geom.Size{W: 593_800_000, H: 445_300_000}, size(einkpdf.Options{Device: "canvas", Orientation: "landscape"}))
	require.Equal(t, geom.Size{W: 345_600_000, H: 460_800_000}, size(einkpdf.Options{Device: "kobo-sage"}))

	builtin := compile(t, strings.Replace(ownDevices, "remarkable-2:", "remarkable-1:", 1), einkpdf.Options{Device: "remarkable-2"})
	for _, name := range []string{"remarkable-2", "reMarkable_2"} {
		own := compile(t, ownDevices, einkpdf.Options{Device: name})
		require.NotEqual(t, pdf(t, own), pdf(t, builtin), "the project's own has no toolbar")
	}

	_, err := einkpdf.Compile(context.Background(), parse(t, ownDevices), einkpdf.Options{Device: "nokia"})
	require.ErrorContains(t, err, "others are bare, canvas, coloured")
}

// TestLegacyNames says that names of the predecessor with an orientation turn the
// pages, whatever the project says, but not against the options.
func TestLegacyNames(t *testing.T) {
	wide := func(source string, o einkpdf.Options) bool {
		s := compile(t, source, o).PageSize()
		return s.W > s.H
	}
	file := func(lines string) string { return head + lines + rest }
	require.True(t, wide(file("device: boox-go-color-7-landscape\n"), einkpdf.Options{}))
	require.True(t, wide(file(""), einkpdf.Options{Device: "boox-tab-ultra-c-landscape"}))
	require.False(t, wide(file("device: boox-go-color-7-landscape\n"), einkpdf.Options{Orientation: "portrait"}))
	require.True(t, wide(file("device: boox-go-color-7-landscape\norientation: portrait\n"), einkpdf.Options{}))
	require.False(t, wide(file("device: boox-go-color-7-portrait\norientation: landscape\n"), einkpdf.Options{}))
	require.True(t, wide(file("device: boox-max-13\norientation: landscape\n"), einkpdf.Options{}), "this name says nothing")
	require.False(t, wide(file("device: boox-tab-mini-c\n"), einkpdf.Options{}), "this is a name of ours")
	require.False(t, wide(file("devices: {boox-go-color-7-landscape: {like: boox-page}}\ndevice: boox-go-color-7-landscape\n"), einkpdf.Options{}), "and this one the project's")
	tiny := compile(t, file("devices: {boox-page: {pixels: [500, 600], ppi: 100}, boox-go-color-7: {like: boox-page, page: [100mm, 120mm]}}\ndevice: boox-go-color-7-landscape\n"), einkpdf.Options{})
	require.Equal(t, geom.Size{W: 340_157_480, H: 283_464_567}, tiny.PageSize(), "the device that it stands for is the project's, too")
	for _, d := range device.LegacyDevices() {
		compile(t, file("device: "+d.Slug+"\n"), einkpdf.Options{})
	}
}

// TestProfile is about devices of a program's own.
func TestProfile(t *testing.T) {
	p := parse(t, head+rest)
	panel := device.Profile{Name: "lab", Width: 1200, Height: 1600, PPI: 200}
	for name, tt := range map[string]struct {
		change  func(*device.Profile)
		size    geom.Size
		wrong   string
		project bool
	}{
		"panel":          {func(*device.Profile) {}, geom.Size{W: 432 * geom.Pt, H: 576 * geom.Pt}, "", false},
		"page":           {func(p *device.Profile) { p.Page = geom.Size{W: 612 * geom.Pt, H: 792 * geom.Pt} }, geom.Size{W: 612 * geom.Pt, H: 792 * geom.Pt}, "", false},
		"no pixels":      {func(p *device.Profile) { p.Width = 0 }, geom.Size{}, "50 to 20,000 pixels", false},
		"negative ppi":   {func(p *device.Profile) { p.PPI = -1 }, geom.Size{}, "a PPI of 20 to 2,000", false},
		"endless page":   {func(p *device.Profile) { p.Page = geom.Size{W: 1 << 62, H: 1 << 62} }, geom.Size{}, "20 to 14,400 pt", false},
		"page of a side": {func(p *device.Profile) { p.Page.W = 612 * geom.Pt }, geom.Size{}, "20 to 14,400 pt", false},
		"huge panel":     {func(p *device.Profile) { p.Width, p.Height, p.PPI = 20_000, 20_000, 20 }, geom.Size{}, "20 to 14,400 pt", false},
		"only toolbar":   {func(p *device.Profile) { p.Toolbar.Edges.Top = 600 * geom.Pt }, geom.Size{}, "make the margin smaller", true},
	} {
		t.Run(name, func(t *testing.T) {
			own := panel
			tt.change(&own)
			d, err := einkpdf.Compile(context.Background(), p, einkpdf.Options{Profile: &own})
			var wrong *einkpdf.ArgumentError
			switch {
			case tt.project: // of which a margin is wrong for this panel
				errs := errorsOf(t, err)
				require.Len(t, errs, 1)
				require.Contains(t, errs[0].Hint, tt.wrong)
				return
			case tt.wrong != "": // the profile is
				require.ErrorAs(t, err, &wrong)
				require.Contains(t, wrong.Hint, tt.wrong)
				return
			}
			require.NoError(t, err)
			require.Equal(t, tt.size, d.PageSize())
		})
	}
}

// TestDevicesByHand checks devices that no file was read for.
func TestDevicesByHand(t *testing.T) {
	for name, tt := range map[string]struct {
		device einkpdf.Device
		want   string
	}{
		"nothing":  {einkpdf.Device{}, "/devices/d missing"},
		"like":     {einkpdf.Device{Like: "nokia"}, "/devices/d/like unknown-device"},
		"pixels":   {einkpdf.Device{Pixels: []int{0, 1 << 30}, PPI: 300}, "/devices/d/pixels/1 range"},
		"no width": {einkpdf.Device{Pixels: []int{0, 100}, PPI: 300}, "/devices/d/pixels range"},
		"no page":  {einkpdf.Device{Like: "kobo-sage", Page: make([]geom.Length, 2)}, "/devices/d/page range"},
		"page":     {einkpdf.Device{Like: "kobo-sage", Page: []geom.Length{geom.MM(100)}}, "/devices/d/page range"},
		"fraction": {einkpdf.Device{Like: "kobo-sage", Page: []geom.Length{geom.Fr(1), geom.Fr(2)}}, "/devices/d/page/0 range"},
		"tiny":     {einkpdf.Device{Pixels: []int{100, 200}, PPI: 1000}, "/devices/d range"},
		"toolbar":  {einkpdf.Device{Like: "kobo-sage", Toolbar: widget.All(geom.Pct(10))}, "/devices/d/toolbar range"},
	} {
		t.Run(name, func(t *testing.T) {
			p := byHand()
			p.Devices = map[string]einkpdf.Device{"d": tt.device}
			p.Device = "d"
			_, err := einkpdf.Compile(context.Background(), p, einkpdf.Options{})
			require.Contains(t, shorts(errorsOf(t, err)), "0:0 "+tt.want)
		})
	}
}
