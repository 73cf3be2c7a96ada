package picture

import (
	"bytes"
	"strings"
)

// maxInflate is how many times as long as its compressed form data can be (RFC 1951; zlib's technical notes give 1032).
const maxInflate = 1032

// png walks through the chunks of a PNG file (W3C, PNG 3rd edition, chapter 11). What is in IDAT and the checksums are left
// to the decoder.
func (w *walk) png() error {
	if string(w.next(8)) != "\x89PNG\r\n\x1a\n" {
		return w.begins()
	}
	var l pngLayout
	for first := true; ; first = false {
		n, kind := int64(w.be32()), string(w.next(4))
		switch {
		case w.err != nil:
			return w.short()
		case n > 1<<31-1:
			return damaged(PNG, "a part of it has no possible length")
		case first != (kind == "IHDR"), first && n != 13:
			return w.begins()
		}
		if err := w.pngChunk(kind, n, &l); err != nil {
			return err
		}
		w.skip(4) // checksum
		if w.err != nil {
			return w.short()
		}
		if kind == "IEND" {
			break
		}
	}
	if l.data*maxInflate < l.samples/8 {
		return truncated(PNG)
	}
	return w.last()
}

// pngLayout is what a PNG file says about its data.
type pngLayout struct {
	samples  int64 // bits of the whole picture
	data     int64 // bytes of IDAT
	frames   int
	profiled bool // there was a colour profile
}

// pngChunk reads the data of a chunk.
func (w *walk) pngChunk(kind string, n int64, l *pngLayout) error {
	aside := n + 12
	switch kind {
	case "IHDR":
		aside = 0
		width, height := w.be32(), w.be32()
		depth, colour := int64(w.u8()), w.u8()
		w.skip(2)
		interlaced := w.u8() != 0
		if width > 1<<31-1 || height > 1<<31-1 {
			return damaged(PNG, "it has no possible size")
		}
		if w.err != nil {
			return w.short()
		}
		if err := w.canvas(PNG, int(width), int(height)); err != nil {
			return err
		}
		w.width, w.height, w.deep = int(width), int(height), depth == 16
		channels := map[byte]int64{0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
		l.samples = int64(width) * int64(height) * channels * depth
		// The decoder keeps 8 bytes a pixel, and where it is interlaced all of them twice.
		if w.deep && interlaced && colour != 0 && w.width > w.Pixels/2/w.height {
			return refuse(ErrPixels, "This interlaced PNG file has %s × %s pixels, which is too many with 16 bits a colour. "+
				"Save it without “interlaced” or with 8 bits, or make it smaller, and upload it again.", grouped(w.width), grouped(w.height))
		}
	case "PLTE", "tRNS", "IEND":
		aside = 0
		w.skip(n)
	case "IDAT":
		aside = 12
		l.data += n
		w.skip(n)
	case "fcTL": // APNG
		w.skip(n)
		if l.frames++; l.frames > 1 {
			w.animated = true
		}
		if err := w.frames(l.frames); err != nil {
			return err
		}
	case "fdAT":
		aside = 12
		w.skip(n)
	case "eXIf":
		w.notes = true
		w.exif = w.take(n, maxEXIF)
	case "iCCP":
		if l.profiled { // there may be one alone (11.3.2.3), and each takes as long as it is when it is inflated
			w.skip(n)
			break
		}
		l.profiled = true
		w.profile = foreignProfile(inflatedProfile(w.take(n, maxProfile)))
	case "tEXt", "zTXt", "iTXt":
		w.pngText(n)
	default:
		w.skip(n)
	}
	return w.aside(aside)
}

// pngText looks at the keyword of a text. Those that programs write without being asked are no
// notes.
func (w *walk) pngText(n int64) {
	text := w.take(n, 80)
	keyword, _, _ := bytes.Cut(text, []byte{0})
	if k := string(keyword); k != "Software" && !strings.HasPrefix(k, "date:") {
		w.notes = true
	}
}
