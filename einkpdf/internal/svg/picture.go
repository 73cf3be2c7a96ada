package svg

import (
	"context"
	"encoding/base64"
	"fmt"

	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

// findPictures names the pictures of the lists.
func (c *contents) findPictures(ctx context.Context, lists []*draw.List) error {
	known := map[string]bool{}
	for _, l := range lists {
		if l == nil {
			continue
		}
		for i, op := range l.Ops {
			o, ok := op.(draw.Image)
			if !ok || o.Image == nil || o.Box.Empty() || c.pictures[o.Image] != "" {
				continue
			}
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := o.Image.Check(); err != nil {
				return fmt.Errorf("operation %d: %w", i, err)
			}
			m := o.Image
			name := nameOf("p", fmt.Appendf(nil, "%d %d %d %d %d\n", m.Width, m.Height, len(m.Gray), len(m.RGB), len(m.Alpha)), m.Gray, m.RGB, m.Alpha, m.JPEG)
			c.pictures[m] = name
			if !known[name] {
				known[name] = true
				c.images = append(c.images, m)
			}
		}
	}
	return nil
}

// picture writes a picture, one unit wide and high, to be used elsewhere: a JPEG
// file as it is, pixels as PNG.
func (p *writer) picture(m *draw.Picture) error {
	p.raw(`<image id="` + p.inside.pictures[m] + `" width="1" height="1" preserveAspectRatio="none" href="data:image/`)
	if m.JPEG != nil {
		p.raw("jpeg;base64,")
		p.base64(m.JPEG)
	} else {
		p.raw("png;base64,")
		enc := base64.NewEncoder(base64.StdEncoding, p)
		if err := writePNG(p.ctx, enc, m); err != nil {
			return err
		}
		enc.Close() //nolint:errcheck // p notes its errors
	}
	p.raw("\"/>\n")
	return p.alive()
}

// imageOp draws a picture.
func (p *writer) imageOp(o draw.Image) {
	if o.Image == nil || o.Box.Empty() {
		return
	}
	p.leave()
	e := edges(o.Box)
	p.raw(`<use href="#` + p.inside.pictures[o.Image] + `"`)
	if o.Alpha != 0 {
		p.opacity(" opacity", o.Alpha)
	}
	p.raw(` transform="translate(`)
	p.num(e[0], centi)
	p.raw(" ")
	p.num(e[1], centi)
	p.raw(")scale(")
	p.num(e[2]-e[0], centi)
	p.raw(" ")
	p.num(e[3]-e[1], centi)
	p.raw(")\"/>\n")
}
