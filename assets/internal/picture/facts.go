package picture

import "errors"

// facts are what the structure of a file says, before anything is decoded.
type facts struct {
	width, height int
	end           int64  // of the picture, in bytes from the start of the file
	exif          []byte // a TIFF structure, or nil; at most maxEXIF bytes
	notes         bool   // there was something about the picture or who made it
	profile       bool   // its colours are other ones than those of sRGB
	animated      bool   // there are more pictures
	deep          bool   // 16 bits a channel
	cut           bool   // something follows, which is left out
	lossy         bool   // becomes a JPEG
}

// maxEXIF bounds what is kept of EXIF: the orientation stands in its first directory. A segment of
// JPEG cannot have more.
const maxEXIF = 64 << 10

// walk reads the structure of a file, checks the limits and that it is whole.
type walk struct {
	*scanner
	Limits
	f    Format
	meta int64 // bytes that are not picture
	facts
}

// structure walks through a file of the format.
func structure(src *source, size int64, f Format, l Limits) (facts, error) {
	if err := src.rewind(size); err != nil {
		return facts{}, err
	}
	w := walk{scanner: newScanner(src), Limits: l, f: f}
	var err error
	switch f {
	case PNG:
		err = w.png()
	case JPEG:
		err = w.jpeg()
	case GIF:
		err = w.gif()
	case WebP:
		err = w.webp()
	default:
		err = errors.New("picture: no format of pictures: " + string(f))
	}
	if src.err != nil {
		err = src.err
	}
	return w.facts, err
}

// aside counts bytes that are not picture.
func (w *walk) aside(n int64) error {
	w.meta += n
	return w.metadata(w.meta)
}

// short is what to say when s.err stopped the walk.
func (w *walk) short() error { return truncated(w.f) }

// begins is what to say of a file that begins as no other of its format does.
func (w *walk) begins() error {
	if w.err != nil {
		return w.short()
	}
	return damaged(w.f, "it does not begin as it must")
}

// last checks that nothing follows the picture.
func (w *walk) last() error {
	w.end = w.pos
	if w.err != nil {
		return w.short()
	}
	if !w.ended() {
		return refuse(ErrTrailing, "Something follows the picture in this %s. %s", w.f.name(), again)
	}
	return nil
}
