package draw

import "fmt"

// MaxPictureSide bounds a picture's width and height in pixels, so that their
// product fits.
const MaxPictureSide = 1 << 16

// Check says whether the bytes of a picture are those of its size. It does not
// look into a JPEG file.
func (p *Picture) Check() error {
	if p.Width <= 0 || p.Height <= 0 || p.Width > MaxPictureSide || p.Height > MaxPictureSide {
		return fmt.Errorf("a picture of %dx%d pixels: each side must be 1 to %d", p.Width, p.Height, MaxPictureSide)
	}
	pixels := int64(p.Width) * int64(p.Height)
	ok := p.Alpha == nil || int64(len(p.Alpha)) == pixels
	switch {
	case p.JPEG != nil:
		ok = len(p.JPEG) > 0 && p.Gray == nil && p.RGB == nil && p.Alpha == nil
	case p.Gray != nil:
		ok = ok && int64(len(p.Gray)) == pixels
	default:
		ok = ok && int64(len(p.RGB)) == 3*pixels
	}
	if !ok {
		return fmt.Errorf("a picture of %dx%d pixels has %d grey, %d RGB, %d alpha and %d JPEG bytes",
			p.Width, p.Height, len(p.Gray), len(p.RGB), len(p.Alpha), len(p.JPEG))
	}
	return nil
}
