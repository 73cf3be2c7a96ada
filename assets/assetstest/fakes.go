package assetstest

import (
	"bytes"
	"context"
	"errors"
	"sync/atomic"
	"time"

	"github.com/einkpdf/platform/assets"
)

// rerun is a Store that takes back what is written and then writes it again, as one
// on PostgreSQL may when transactions meet.
type rerun struct{ assets.Store }

// Write implements assets.Store.
func (s rerun) Write(ctx context.Context, fn func(w assets.Writer) error) error {
	back := errors.New("assetstest: once more")
	err := s.Store.Write(ctx, func(w assets.Writer) error {
		if err := fn(w); err != nil {
			return err
		}
		return back
	})
	if !errors.Is(err, back) {
		return err
	}
	return s.Store.Write(ctx, fn)
}

// Fonts reads the fonts that FontFile makes.
type Fonts struct{}

var _ assets.Fonts = Fonts{}

// ErrFonts is what Fonts cannot find out.
var ErrFonts = errors.New("assetstest: this font is too much")

const fontMagic = "\x00\x01\x00\x00\x00\x01"

// FontFile is a font of this family and size in bytes for Fonts: "" is damaged, "Secret" may not be embedded, and "Error" is
// ErrFonts.
func FontFile(family string, size int) []byte {
	data := make([]byte, max(size, len(fontMagic)+len(family)+1))
	copy(data, fontMagic+family)
	return data
}

// Read implements assets.Fonts.
func (Fonts) Read(ctx context.Context, data []byte) (string, assets.Font, error) {
	if err := ctx.Err(); err != nil {
		return "", assets.Font{}, err
	}
	name, ok := bytes.CutPrefix(data, []byte(fontMagic))
	family, _, found := bytes.Cut(name, []byte{0})
	switch {
	case !ok || !found || len(family) == 0:
		return "", assets.Font{}, &assets.Error{Code: assets.CodeDamaged, Field: "file", Message: "This font is damaged."}
	case string(family) == "Secret":
		return "", assets.Font{}, &assets.Error{Code: assets.CodeEmbedding, Field: "file", Message: "Whoever made this font does not allow it."}
	case string(family) == "Error":
		return "", assets.Font{}, ErrFonts
	}
	return assets.TTF, assets.Font{Family: string(family), Faces: 1, Glyphs: 1, Outlines: "truetype", Embedding: assets.Installable}, nil
}

// Counts is what a Service's Observer was told.
type Counts struct {
	Uploads, Existed, Refused, Reads, Collects atomic.Int64
}

func (c *Counts) observer() assets.Observer {
	return assets.Observer{
		OnUpload: func(_ assets.Kind, _ int64, existed bool, _ time.Duration) {
			c.Uploads.Add(1)
			if existed {
				c.Existed.Add(1)
			}
		},
		OnRefuse:  func(assets.Code) { c.Refused.Add(1) },
		OnRead:    func(assets.Kind, int64) { c.Reads.Add(1) },
		OnCollect: func(assets.Collected) { c.Collects.Add(1) },
	}
}
