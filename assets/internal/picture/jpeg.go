package picture

import "strings"

// Markers of JPEG, ITU-T T.81 table B.1, each after a byte 0xFF.
const (
	markerSOF0  = 0xC0 // a baseline frame
	markerSOF1  = 0xC1 // an extended sequential one
	markerSOF2  = 0xC2 // a progressive one
	markerDHT   = 0xC4
	markerJPG   = 0xC8
	markerDAC   = 0xCC
	markerSOF15 = 0xCF
	markerRST0  = 0xD0
	markerRST7  = 0xD7
	markerSOI   = 0xD8
	markerEOI   = 0xD9
	markerSOS   = 0xDA
	markerDQT   = 0xDB
	markerDRI   = 0xDD
	markerAPP0  = 0xE0
	markerAPP1  = 0xE1
	markerAPP2  = 0xE2
	markerAPP13 = 0xED
	markerAPP15 = 0xEF
	markerCOM   = 0xFE
)

// The scans of a file are bounded, for in each of them the decoder goes through the whole picture, however little there is to
// read. Progressive files have about ten.
const (
	maxScans      = 100
	maxLargeScans = 32 // of a picture with as many pixels as are allowed
)

// jpegLayout is what a JPEG file says about its data.
type jpegLayout struct {
	progressive bool
	frame       bool
	blocks      int64 // of 8 × 8 samples, of all components
	scans       int
	data        int64 // bytes of the scans
}

// jpeg walks through the segments of a JPEG file (ITU-T T.81, annex B), to the end of the picture. What is in the scans is left to the
// decoder.
func (w *walk) jpeg() error {
	w.lossy = true
	if w.be16() != 0xff<<8|markerSOI {
		return w.begins()
	}
	var l jpegLayout
	for {
		marker := w.marker(&l)
		switch {
		case w.err != nil:
			return w.short()
		case marker == markerEOI:
			return w.jpegEnd(&l)
		case marker >= markerRST0 && marker <= markerRST7:
			continue
		}
		n := int64(w.be16()) - 2
		switch {
		case w.err != nil:
			return w.short()
		case n < 0:
			return damaged(JPEG, "a part of it has no possible length")
		}
		if err := w.jpegSegment(marker, n, &l); err != nil {
			return err
		}
		if w.err != nil {
			return w.short()
		}
	}
}

// marker passes over the data of a scan, or whatever stands there, to the next marker.
func (w *walk) marker(l *jpegLayout) byte {
	start := w.pos
	for w.err == nil {
		w.skipTo(0xff)
		m := w.u8()
		for m == 0xff && w.err == nil {
			m = w.u8()
		}
		if m != 0 && (l.scans == 0 || m < markerRST0 || m > markerRST7) {
			if l.scans > 0 {
				l.data += w.pos - start - 2
			} else {
				w.meta += w.pos - start - 2
			}
			return m
		}
	}
	return 0
}

// jpegSegment reads the n bytes of a segment.
func (w *walk) jpegSegment(marker byte, n int64, l *jpegLayout) error {
	switch {
	case marker == markerSOF0, marker == markerSOF1, marker == markerSOF2:
		l.progressive = marker == markerSOF2
		return w.jpegFrame(n, l)
	case marker == markerDHT, marker == markerDQT, marker == markerDRI:
		w.skip(n)
		return w.aside(4)
	case marker > markerSOF2 && marker <= markerSOF15:
		return refuse(ErrUnsupported, "This JPEG file is of a rare kind (%s) that cannot be read here. "+
			"Save it as an ordinary JPEG or PNG file and upload that.", rareJPEG(marker))
	case marker == markerSOS:
		if l.scans++; l.scans > maxScans || int64(l.scans)*l.blocks > maxLargeScans*w.maxBlocks() {
			return refuse(ErrDamaged, "This JPEG file is made of too many layers. %s", again)
		}
		w.skip(n)
		return nil
	case marker >= markerAPP0 && marker <= markerAPP15, marker == markerCOM:
		w.jpegNote(marker, n)
		return w.aside(n + 4)
	}
	return damaged(JPEG, "a part of it is of no known kind")
}

// rareJPEG names what is not baseline, extended sequential or progressive with Huffman codes.
func rareJPEG(marker byte) string {
	switch marker {
	case 0xC3:
		return "lossless"
	case 0xC5, 0xC6, 0xC7:
		return "hierarchical"
	}
	return "with arithmetic coding"
}

// jpegFrame reads the size of the picture and its components.
func (w *walk) jpegFrame(n int64, l *jpegLayout) error {
	if l.frame {
		return damaged(JPEG, "it says twice how large it is")
	}
	l.frame = true
	depth := w.u8()
	w.height, w.width = w.be16(), w.be16()
	components := int(w.u8())
	switch {
	case w.err != nil:
		return w.short()
	case depth != 8:
		return refuse(ErrUnsupported, "This JPEG file has %d bits for a colour, which cannot be read here. "+
			"Save it as an ordinary JPEG file with 8 bits, or as PNG, and upload that.", depth)
	case components != 1 && components != 3 && components != 4, n != 6+3*int64(components):
		return damaged(JPEG, "it has no possible number of colours")
	}
	if err := w.canvas(JPEG, w.width, w.height); err != nil {
		return err
	}
	var across, down [4]int
	for i := range components {
		sampling := w.next(3)[1]
		across[i], down[i] = int(sampling>>4), int(sampling&15)
		if across[i] < 1 || across[i] > 4 || down[i] < 1 || down[i] > 4 {
			if w.err != nil {
				return w.short()
			}
			return damaged(JPEG, "its colours have no possible size")
		}
	}
	return w.jpegBlocks(l, across[:components], down[:components])
}

// jpegBlocks counts the blocks of all components, which a decoder keeps where the file is progressive: 256 bytes each.
func (w *walk) jpegBlocks(l *jpegLayout, across, down []int) error {
	mostX, mostY, each := 1, 1, 0
	if len(across) == 1 {
		across, down = []int{1}, []int{1}
	}
	for i := range across {
		mostX, mostY = max(mostX, across[i]), max(mostY, down[i])
		each += across[i] * down[i]
	}
	columns, rows := (w.width+8*mostX-1)/(8*mostX), (w.height+8*mostY-1)/(8*mostY)
	l.blocks = int64(columns) * int64(rows) * int64(each)
	if l.progressive && l.blocks > w.maxBlocks() {
		return refuse(ErrPixels, "This progressive JPEG file has %s × %s pixels, which is too many with colours as fine as its. "+
			"Save it without “progressive”, or make it smaller, and upload it again.", grouped(w.width), grouped(w.height))
	}
	return nil
}

// maxBlocks is how many blocks a picture of the most pixels has, at its edges as well, where colours are half as fine in both directions: 1.5
// samples a pixel.
func (w *walk) maxBlocks() int64 { return int64(w.Pixels+32*w.Side)/64*3/2 + 6 }

// jpegNote looks at what is not picture.
func (w *walk) jpegNote(marker byte, n int64) {
	switch marker {
	case markerCOM, markerAPP13: // APP13: IPTC
		w.notes = w.notes || n > 0
		w.skip(n)
	case markerAPP1:
		w.notes = true // EXIF or XMP
		id := string(w.next(int(min(n, 6))))
		if n -= int64(len(id)); id == "Exif\x00\x00" && w.exif == nil {
			w.exif = w.take(n, maxEXIF)
			return
		}
		w.skip(n)
	case markerAPP2: // a part of an ICC profile (ICC.1:2022, B.4): 14 bytes before it, of which one is its number
		id := string(w.next(int(min(n, 14))))
		if n -= int64(len(id)); strings.HasPrefix(id, "ICC_PROFILE\x00\x01") {
			w.profile = foreignProfile(w.take(n, maxProfile))
			return
		}
		w.skip(n)
	default:
		w.skip(n)
	}
}

// jpegEnd is called where the picture ends.
func (w *walk) jpegEnd(l *jpegLayout) error {
	switch {
	case !l.frame || l.scans == 0:
		return damaged(JPEG, "there is no picture in it")
	case l.data*8 < l.blocks: // each block takes a bit at least
		return truncated(JPEG)
	}
	w.end = w.pos
	return w.trailer()
}
