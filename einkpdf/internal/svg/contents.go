package svg

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"fmt"

	"github.com/einkpdf/platform/einkpdf/internal/draw"
	"github.com/einkpdf/platform/einkpdf/internal/font"
)

// contents is what the file defines before it draws: fonts, glyphs, pictures.
type contents struct {
	faces    map[*font.Face]*face
	order    []*face
	pictures map[*draw.Picture]string // their names
	images   []*draw.Picture
}

// face is a face that is used.
type face struct {
	*font.Face
	chars    charset // when its text is text
	class    string
	outlined bool // its text is drawn as shapes
	shapes   shapes
}

// collect finds what the lists need, for a file of at most limit bytes.
func (c *contents) collect(ctx context.Context, lists []*draw.List, outlines bool, limit int64) error {
	c.faces, c.pictures = map[*font.Face]*face{}, map[*draw.Picture]string{}
	err := c.texts(ctx, lists, func(f *face, run *font.Run) error {
		if outlines || !f.Embeddable() {
			f.outlined = true
		}
		if !f.outlined {
			f.outlined = !f.chars.add(run)
		}
		return nil
	})
	if err != nil {
		return err
	}
	// Only now it is known which faces have more glyphs than private characters.
	err = c.texts(ctx, lists, func(f *face, run *font.Run) error {
		if !f.outlined {
			return nil
		}
		return f.shapes.add(ctx, run, &limit)
	})
	if err != nil {
		return err
	}
	return c.findPictures(ctx, lists)
}

// texts visits the texts that show anything.
func (c *contents) texts(ctx context.Context, lists []*draw.List, visit func(*face, *font.Run) error) error {
	for _, l := range lists {
		if l == nil {
			continue
		}
		for i, op := range l.Ops {
			o, ok := op.(draw.Text)
			if !ok || !isVisible(o) {
				continue
			}
			if err := ctx.Err(); err != nil {
				return err
			}
			f, err := c.face(o.Run.Face)
			if err == nil {
				err = visit(f, o.Run)
			}
			if err != nil {
				return fmt.Errorf("operation %d: %w", i, err)
			}
		}
	}
	return nil
}

// isVisible says whether a text shows anything.
func isVisible(o draw.Text) bool {
	return o.Run != nil && len(o.Run.Glyphs) > 0 && o.Size > 0 && !o.Color.IsZero()
}

func (c *contents) face(f *font.Face) (*face, error) {
	if known := c.faces[f]; known != nil {
		return known, nil
	}
	if f == nil || f.UnitsPerEm <= 0 {
		return nil, fmt.Errorf("a text has no usable font")
	}
	made := &face{Face: f, chars: newCharset(), shapes: newShapes()}
	c.faces[f] = made
	c.order = append(c.order, made)
	return made, nil
}

// nameOf makes a name of content: a letter and 60 bits of its digest.
func nameOf(letter string, parts ...[]byte) string {
	h := sha256.New()
	for _, b := range parts {
		h.Write(b) //nolint:errcheck // a hash never fails
	}
	const alphabet = "abcdefghijklmnopqrstuvwxyz234567"
	return letter + base32.NewEncoding(alphabet).EncodeToString(h.Sum(nil))[:12]
}

// definitions writes what was collected.
func (p *writer) definitions() error {
	if err := p.fonts(); err != nil {
		return err
	}
	open := false
	begin := func() {
		if !open {
			p.raw("<defs>\n")
			open = true
		}
	}
	for _, f := range p.inside.order {
		for _, s := range f.shapes.list {
			begin()
			p.raw(`<path id="` + s.id + `" d="`)
			p.Write(s.path) //nolint:errcheck // noted
			p.raw("\"/>\n")
		}
		if err := p.alive(); err != nil {
			return err
		}
	}
	for _, m := range p.inside.images {
		begin()
		if err := p.picture(m); err != nil {
			return err
		}
	}
	if open {
		p.raw("</defs>\n")
	}
	return p.alive()
}
