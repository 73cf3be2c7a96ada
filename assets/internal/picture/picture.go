// Package picture makes of an image file from anybody one that can be shown to
// everybody: decoded and written anew, so that nothing is in it but the picture.
package picture

import (
	"context"
	"errors"
	"fmt"
	"io"
)

// Limits bound a file. All must be set.
type Limits struct {
	Pixels   int   // of the canvas
	Side     int   // of the canvas, in pixels
	Frames   int   // of an animation
	Metadata int64 // bytes of a file that are not picture
	Bytes    int64 // of the picture as it is written
	Thumb    int   // longest side of a thumbnail, in pixels
}

// maxUnreduced is how many pixels a picture may have that is shown instead of a thumbnail which would have as many bytes or more: a
// drawing in a few colours, say. Larger ones take memory where many are shown.
const maxUnreduced = 1_000_000

// Picture is an image as it is kept.
type Picture struct {
	Type          string // image/png or image/jpeg
	Data          []byte
	Width, Height int
	Thumb         []byte // of the same Type; nil where the picture is no larger itself, in pixels or, up to maxUnreduced, in bytes
	Changes       []Change
}

// Change is something that is not as it was in the file.
type Change struct{ Code, Message string }

// Refusal is why a file is not taken, for the one who sent it.
type Refusal struct {
	Reason  error  // one of the errors below, for errors.Is
	Message string // one or more sentences: what is wrong, and what to do
}

func (r *Refusal) Error() string { return r.Message }

// Unwrap returns Reason.
func (r *Refusal) Unwrap() error { return r.Reason }

// The reasons.
var (
	ErrDamaged  = errors.New("picture: damaged")
	ErrTrailing = errors.New("picture: followed by something")
	ErrPixels   = errors.New("picture: too many pixels")
	ErrFrames   = errors.New("picture: too many frames")
	ErrMetadata = errors.New("picture: too much beside the picture")
	ErrBytes    = errors.New("picture: too large to be kept")
	// ErrUnsupported is of a file of a right type, but a kind of it that is not read: animated WebP, JPEG with arithmetic coding.
	ErrUnsupported = errors.New("picture: of a kind that is not read")
)

// Clean reads an image of a format from the whole of r, size bytes, and returns it as it is kept: what was lossy as JPEG, and
// everything else as PNG, in the smallest form that loses nothing; upright, with nothing but the picture. Whatever is wrong with the
// file is a *Refusal. Errors of ctx and of r are returned as they are, wrapped. The same file gives the same bytes, and a PNG that it
// returned gives itself again.
//
// The structure of the file is walked through first, with buffers of a few KiB: it allocates nothing by what the file says before
// the limits are checked. It then takes 2 to 9 bytes of memory for each pixel, beside what it returns, and 12 for lossy WebP with
// transparency and for PNG of 16 bits that is turned; lossless WebP can have tables of 130 MiB beside. It is safe for concurrent use; how many run at a time is for the caller to bound.
func Clean(ctx context.Context, r io.ReadSeeker, size int64, f Format, l Limits) (Picture, error) {
	src := &source{ctx: ctx, r: r}
	facts, err := structure(src, size, f, l)
	if err != nil {
		return Picture{}, broken(src, err)
	}
	c := cleaning{src: src, f: f, facts: facts, Limits: l}
	p, err := c.clean()
	if err != nil {
		return Picture{}, broken(src, err)
	}
	return p, nil
}

// broken is err, unless reading the file failed for another reason than the file.
func broken(src *source, err error) error {
	if src.err != nil {
		return fmt.Errorf("picture: reading it: %w", src.err)
	}
	return err
}

// cleaning is what Clean does after it looked at the structure.
type cleaning struct {
	src *source
	f   Format
	facts
	Limits
}

func (c *cleaning) clean() (Picture, error) {
	img, printed, err := c.decode()
	if err != nil {
		return Picture{}, err
	}
	way, where := orientation(c.exif)
	img = c.kept(turn(plain(img), way))
	if err := c.src.check(); err != nil {
		return Picture{}, err
	}
	small := thumbnail(img, c.Thumb)
	p := Picture{Type: "image/png", Width: img.Bounds().Dx(), Height: img.Bounds().Dy(), Changes: c.changes(way, where, printed)}
	if c.lossy {
		p.Type = "image/jpeg"
	}
	if p.Data, err = c.encode(img); err != nil {
		return Picture{}, err
	}
	if small != nil {
		if p.Thumb, err = c.encode(c.kept(small)); err != nil {
			return Picture{}, err
		}
		if len(p.Thumb) >= len(p.Data) && p.Width*p.Height <= maxUnreduced {
			p.Thumb = nil
		}
	}
	return p, nil
}
