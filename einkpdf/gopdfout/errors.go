package gopdfout

import (
	"errors"
	"fmt"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

// unsupported is an [ErrUnsupported] that says what cannot be written.
func unsupported(format string, args ...any) error {
	return fmt.Errorf("%w: %w", ErrUnsupported, fmt.Errorf(format, args...))
}

// guard turns a panic of gopdf into an error. For damaged fonts and pictures,
// and for what it has no room for, gopdf panics.
func guard(do func() error) (err error) {
	defer func() {
		switch p := recover().(type) {
		case nil:
		case abort:
			err = p.err
		default:
			err = unsupported("gopdf failed: %v", p)
		}
	}()
	return do()
}

// located says where on its page an operation is.
func located(op draw.Op, err error) error {
	if err == nil || !errors.Is(err, ErrUnsupported) {
		return err
	}
	p, what := place(op)
	if what == "" {
		return err
	}
	return fmt.Errorf("%s at %s mm, %s mm from the top left: %w", what, millimetres(p.X), millimetres(p.Y), err)
}

// place is where an operation begins, and what to call it.
func place(op draw.Op) (p geom.Point, what string) {
	switch o := op.(type) {
	case draw.Text:
		return o.At, fmt.Sprintf("text %.60q", o.Run.Text)
	case draw.Rect:
		return o.Box.TopLeft(), "box"
	case draw.Line:
		return o.A, "line"
	case draw.Lines:
		return o.A, "lines"
	case draw.Dots:
		return o.First, "dots"
	case draw.Image:
		return o.Box.TopLeft(), "image"
	case draw.Path:
		if len(o.Segs) > 0 {
			return o.Segs[0].P[0], "shape"
		}
	case draw.Push:
		return o.Clip.TopLeft(), "group"
	}
	return p, ""
}

// millimetres is a length to a tenth of a millimetre.
func millimetres(u geom.Unit) string {
	tenths := u.MulDiv(254, 72_000_000)
	sign := ""
	if tenths < 0 {
		sign, tenths = "-", -tenths
	}
	return fmt.Sprintf("%s%d.%d", sign, tenths/10, tenths%10)
}
