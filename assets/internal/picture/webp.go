package picture

import "bytes"

// webp walks through the chunks of a WebP file (RFC 9649). What is in the pictures is left to the
// decoder, which bounds the tables that a lossless one may ask for (2,600 groups, 130 MiB; CVE-2026-46603).
func (w *walk) webp() error {
	if string(w.next(4)) != "RIFF" {
		return w.begins()
	}
	end := int64(w.le32()) + 8
	if string(w.next(4)) != "WEBP" {
		return w.begins()
	}
	var l webpLayout
	for w.pos < end {
		kind := string(w.next(4))
		n := int64(w.le32())
		if w.err != nil {
			return w.short()
		}
		if w.pos+n > end {
			return damaged(WebP, "a part of it is longer than the whole")
		}
		start := w.pos
		if err := w.webpChunk(kind, n, &l); err != nil {
			return err
		}
		w.skip(start + n - w.pos)
		if n&1 != 0 && w.pos < end {
			w.skip(1)
		}
		if w.err != nil {
			return w.short()
		}
	}
	if !l.picture {
		return damaged(WebP, "there is no picture in it")
	}
	return w.last()
}

// webpLayout is what a WebP file says about its data.
type webpLayout struct {
	extended bool // begins with VP8X
	picture  bool
	alpha    bool
}

// webpChunk reads a chunk, or a part of it.
func (w *walk) webpChunk(kind string, n int64, l *webpLayout) error {
	first := !l.extended && !l.picture
	switch kind {
	case "VP8X":
		if !first || n != 10 {
			return w.begins()
		}
		l.extended = true
		return w.webpExtended(l)
	case "VP8 ", "VP8L":
		if l.picture {
			return damaged(WebP, "there are two pictures in it")
		}
		l.picture = true
		return w.webpPicture(kind, n, l)
	case "ALPH":
		if !l.extended {
			return w.begins()
		}
		return nil
	case "ANIM", "ANMF":
		return animatedWebP()
	}
	if first {
		return w.begins()
	}
	switch kind {
	case "EXIF":
		w.notes = true
		w.exif, _ = bytes.CutPrefix(w.take(n, maxEXIF), []byte("Exif\x00\x00"))
	case "XMP ":
		w.notes = true
	case "ICCP":
		w.profile = foreignProfile(w.take(n, maxProfile))
	}
	return w.aside(n + 8)
}

func animatedWebP() error {
	return refuse(ErrUnsupported, "This WebP file is an animation, which cannot be read here. "+
		"Save one picture of it as PNG, JPEG or WebP and upload that.")
}

// webpExtended reads VP8X (RFC 9649, 2.7).
func (w *walk) webpExtended(l *webpLayout) error {
	p := w.next(10)
	if w.err != nil {
		return w.short()
	}
	if p[0]&2 != 0 {
		return animatedWebP()
	}
	l.alpha = p[0]&16 != 0
	w.width = 1 + (int(p[4]) | int(p[5])<<8 | int(p[6])<<16)
	w.height = 1 + (int(p[7]) | int(p[8])<<8 | int(p[9])<<16)
	return w.canvas(WebP, w.width, w.height)
}

// webpPicture reads the head of a lossy (RFC 6386, 9.1) or lossless (RFC 9649, 3.4) picture.
func (w *walk) webpPicture(kind string, n int64, l *webpLayout) error {
	var width, height int
	if kind == "VP8L" {
		p := w.next(int(min(n, 5)))
		if len(p) < 5 || p[0] != 0x2f {
			return damaged(WebP, "its picture does not begin as it must")
		}
		width = 1 + (int(p[1])|int(p[2])<<8)&0x3fff
		height = 1 + (int(p[2])>>6|int(p[3])<<2|int(p[4])<<10)&0x3fff
	} else {
		p := w.next(int(min(n, 10)))
		if len(p) < 10 || !bytes.Equal(p[3:6], []byte{0x9d, 0x01, 0x2a}) {
			return damaged(WebP, "its picture does not begin as it must")
		}
		width = (int(p[6]) | int(p[7])<<8) & 0x3fff
		height = (int(p[8]) | int(p[9])<<8) & 0x3fff
		w.lossy = !l.alpha
	}
	switch {
	case w.err != nil:
		return w.short()
	case l.extended && (width != w.width || height != w.height):
		return damaged(WebP, "its picture is of another size than it says")
	}
	w.width, w.height = width, height
	return w.canvas(WebP, width, height)
}
