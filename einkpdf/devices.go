package einkpdf

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/einkpdf/platform/einkpdf/device"
	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// Device is a device of the project's own: a built-in one with other values, or
// one that is not built in. Pixels and sizes are those of the device held in
// portrait; fields that are zero are those of Like, or not known.
type Device struct {
	Like      string        `key:"like" doc:"Name of the built-in device that this one starts from."`
	Title     string        `key:"title" maxlen:"100" doc:"What the token {device} shows." default:"that of like, else the name"`
	Pixels    []int         `key:"pixels" min:"100" max:"10000" minitems:"2" maxitems:"2" doc:"Width and height of the panel in portrait, in pixels; needed where there is no like."`
	PPI       int           `key:"ppi" min:"50" max:"1000" doc:"Pixels to an inch; needed where there is no like."`
	ColorPPI  int           `key:"color-ppi" min:"50" max:"1000" doc:"Coloured pixels to an inch; without it and like the panel is grey."`
	Greys     int           `key:"greys" min:"2" max:"256" doc:"Grey levels of the panel."`
	Page      []geom.Length `key:"page" min:"20pt" max:"5000pt" minitems:"2" maxitems:"2" doc:"Width and height of the pages in portrait, in mm, pt or in, where they differ from the panel's." default:"as large as the panel"`
	Toolbar   widget.Edges  `key:"toolbar" doc:"What the toolbar covers while it is open, in portrait and for the right hand."`
	DeadBands widget.Edges  `key:"dead-bands" doc:"Where the device keeps taps for itself, in portrait."`
	MinTap    geom.Length   `key:"min-tap" min:"1mm" max:"50mm" doc:"Shortest side of what a finger can tap." default:"that of like, else 7mm"`
	MinText   geom.Length   `key:"min-text" min:"2pt" max:"72pt" doc:"Smallest size of letters that can be read." default:"that of like, else 6pt"`
}

// Check reports what cannot be right between the fields.
func (d Device) Check(report func(code, pointer, message, hint string)) {
	if d.Like != "" {
		if _, err := device.Lookup(d.Like); err != nil {
			report(CodeUnknownDevice, "/like", err.Error(), "like takes the built-in devices")
		}
	} else if len(d.Pixels) == 0 || d.PPI == 0 {
		report(CodeMissing, "", "needs pixels and ppi", "add for example pixels: [1404, 1872] and ppi: 226, or like: and a built-in device")
	}
	// Only programs can give sides that are zero.
	if slices.Contains(d.Pixels, 0) {
		report(CodeRange, "/pixels", "the panel has no width or no height", "give both in pixels, as in [1404, 1872]")
	}
	if slices.Contains(d.Page, geom.Length{}) {
		report(CodeRange, "/page", "the page has no width or no height", "give both, as in [8.5in, 11in]")
	}
	if len(d.Pixels) == 2 && d.Pixels[0] > d.Pixels[1] {
		report(CodeRange, "/pixels", fmt.Sprintf("the panel is wider (%d) than high (%d)", d.Pixels[0], d.Pixels[1]),
			fmt.Sprintf("give it as in portrait, [%d, %d]; orientation: landscape turns the pages", d.Pixels[1], d.Pixels[0]))
	}
	for i, l := range d.Page {
		if l.Unit == geom.Pixel {
			report(CodeFormat, fmt.Sprintf("/page/%d", i), "pages are measured in mm, pt or in, not in pixels", "give pixels: for another panel")
			return
		}
	}
	if len(d.Page) == 2 && d.Page[0].Resolve(0, 0) > d.Page[1].Resolve(0, 0) {
		report(CodeRange, "/page", fmt.Sprintf("the page is wider (%s) than high (%s)", d.Page[0], d.Page[1]),
			fmt.Sprintf("give it as in portrait, [%s, %s]; orientation: landscape turns the pages", d.Page[1], d.Page[0]))
	}
}

// LookupDevice is the profile of a name: of the project's own devices, else of
// the built-in ones. For a name that neither has the error is [device.ErrUnknown],
// and its message has the names that look most like it.
func (p *Project) LookupDevice(name string) (device.Profile, error) {
	own := make([]device.Profile, 0, len(p.Devices))
	for _, name := range sortedKeys(p.Devices) {
		own = append(own, p.Devices[name].profile(name))
	}
	return device.LookupIn(own, name)
}

// profile is the device as a profile. An unknown Like was refused by Check.
func (d Device) profile(name string) device.Profile {
	p, err := device.Lookup(d.Like)
	if err != nil {
		p = device.Profile{Title: name, MinTap: geom.MM(7).Resolve(0, 0), MinText: 6 * geom.Pt}
	}
	p.Name, p.Source, p.Confidence, p.Note = name, "the project", device.Unconfirmed, ""
	if d.Title != "" {
		p.Title = d.Title
	}
	if len(d.Pixels) == 2 {
		p.Width, p.Height = d.Pixels[0], d.Pixels[1]
	}
	if d.PPI != 0 {
		p.PPI = d.PPI
	}
	if d.ColorPPI != 0 {
		if !p.Color {
			p.Color, p.Technology, p.Greys = true, "", 0
		}
		p.ColorPPI = d.ColorPPI
	}
	if d.Greys != 0 {
		p.Greys = d.Greys
	}
	px := p.Px(1)
	if len(d.Page) == 2 {
		p.Page = geom.Size{W: d.Page[0].Resolve(0, px), H: d.Page[1].Resolve(0, px)}
	}
	p.Toolbar = reserve(p.Toolbar, d.Toolbar, px)
	p.DeadBands = reserve(p.DeadBands, d.DeadBands, px)
	if !d.MinTap.IsZero() {
		p.MinTap = d.MinTap.Resolve(0, px)
	}
	if !d.MinText.IsZero() {
		p.MinText = d.MinText.Resolve(0, px)
	}
	return p
}

func reserve(like device.Reserve, e widget.Edges, px geom.Unit) device.Reserve {
	if e == (widget.Edges{}) {
		return like
	}
	return device.Reserve{Measured: true, Source: "the project", Edges: geom.Insets{
		Top: e.Top.Resolve(0, px), Right: e.Right.Resolve(0, px), Bottom: e.Bottom.Resolve(0, px), Left: e.Left.Resolve(0, px),
	}}
}

// setDevice finds the device and with it the size of the pages.
func (c *compiler) setDevice() {
	f, held := &c.doc.facts, ""
	if c.options.Profile != nil {
		f.Device = *c.options.Profile
		c.checkProfile()
	} else {
		held = c.lookupDevice()
	}
	f.Page = f.Device.PageSize()
	c.checkPage()
	if cmp.Or(c.options.Orientation, held, c.project.Orientation) == "landscape" {
		c.doc.landscape = true
		f.Page.W, f.Page.H = f.Page.H, f.Page.W
	}
}

// lookupDevice finds the device by its name. Some names of the predecessor end
// with how it is held.
func (c *compiler) lookupDevice() (held string) {
	name := cmp.Or(c.options.Device, c.project.Device, "remarkable-2")
	profile, err := c.project.LookupDevice(name)
	switch {
	case err != nil && c.options.Device != "":
		c.wrong = wrongName(CodeUnknownDevice, err, "device.All lists the built-in devices")
		return ""
	case err != nil:
		c.failWith("/device", CodeUnknownDevice, err)
		return ""
	}
	c.doc.facts.Device = profile
	if d, ok := device.FromLegacy(name); ok && profile.Name == d.Profile && strings.HasSuffix(d.Slug, "-"+d.Orientation) {
		return d.Orientation
	}
	return ""
}

// checkProfile refuses what no panel is like.
func (c *compiler) checkProfile() {
	p := c.doc.facts.Device
	within := func(n, low, high int) bool { return n >= low && n <= high }
	if !within(p.Width, 50, 20_000) || !within(p.Height, 50, 20_000) || !within(p.PPI, 20, 2_000) {
		c.wrong = wrongArgument(CodeUnknownDevice, fmt.Sprintf("the profile %s has a panel of %d × %d pixels at %d ppi", quoted(p.Name), p.Width, p.Height, p.PPI),
			"give Width and Height of 50 to 20,000 pixels and a PPI of 20 to 2,000")
	}
}

// The sides of pages: smaller ones are a mistake, larger ones no PDF can have.
const (
	minPage = 20 * geom.Pt
	maxPage = 14_400 * geom.Pt
)

// checkPage refuses pages that are too small or too large.
func (c *compiler) checkPage() {
	s, name := c.doc.facts.Page, c.doc.facts.Device.Name
	if len(c.errs) > 0 || c.wrong != nil || min(s.W, s.H) >= minPage && max(s.W, s.H) <= maxPage {
		return
	}
	message := fmt.Sprintf("the pages of the device %s would be %.0f × %.0f pt", quoted(name), s.W.Points(), s.H.Points())
	const hint = "each side must be 20 to 14,400 pt: give a page, or other pixels and ppi"
	if c.options.Profile != nil {
		c.wrong = wrongArgument(CodeRange, message, hint)
		return
	}
	pointer := ""
	if _, own := c.project.Devices[name]; own {
		pointer = pointerTo("devices", name)
	}
	c.fail(pointer, CodeRange, message, hint)
}
