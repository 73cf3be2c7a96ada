package picture

import "bytes"

// gif walks through the blocks of a GIF file (Graphics Interchange Format 89a). What is in the first picture is left
// to the decoder.
func (w *walk) gif() error {
	if version := string(w.next(6)); version != "GIF87a" && version != "GIF89a" {
		return w.begins()
	}
	w.width, w.height = w.le16(), w.le16()
	flags := w.u8()
	w.skip(2)
	if w.err != nil {
		return w.short()
	}
	if err := w.canvas(GIF, w.width, w.height); err != nil {
		return err
	}
	w.gifPalette(flags)
	frames := 0
	for {
		block := w.u8()
		if w.err != nil {
			return w.short()
		}
		var err error
		switch block {
		case 0x21:
			err = w.gifExtension()
		case 0x2c:
			frames++
			err = w.gifFrame(frames)
		case 0x3b:
			if frames == 0 {
				return damaged(GIF, "there is no picture in it")
			}
			w.animated = frames > 1
			return w.last()
		default:
			return damaged(GIF, "a part of it is of no known kind")
		}
		if err != nil {
			return err
		}
	}
}

// gifPalette passes over a table of colours, if flags say that there is one.
func (w *walk) gifPalette(flags byte) {
	if flags&0x80 != 0 {
		w.skip(3 << (1 + flags&7))
	}
}

// gifFrame reads the head of a picture and passes over its data. Only the first one must fit.
func (w *walk) gifFrame(n int) error {
	if err := w.frames(n); err != nil {
		return err
	}
	x, y, width, height := w.le16(), w.le16(), w.le16(), w.le16()
	flags := w.u8()
	if w.err != nil {
		return w.short()
	}
	if n == 1 && (width == 0 || height == 0 || x+width > w.width || y+height > w.height) {
		return damaged(GIF, "its first picture lies outside of it")
	}
	w.gifPalette(flags)
	w.u8() // size of codes
	w.gifBlocks()
	if w.err != nil {
		return w.short()
	}
	return nil
}

// gifBlocks passes over blocks to the empty one.
func (w *walk) gifBlocks() {
	for n := byte(1); n > 0 && w.err == nil; {
		n = w.u8()
		w.skip(int64(n))
	}
}

// gifExtension reads what is not picture.
func (w *walk) gifExtension() error {
	label := w.u8()
	start := w.pos
	if label == 0xff { // of an application: its name first
		n := int64(w.u8())
		name := w.take(n, 11)
		w.notes = w.notes || bytes.HasPrefix(name, []byte("XMP"))
	}
	w.gifBlocks()
	w.notes = w.notes || label == 0xfe // a comment
	if w.err != nil {
		return w.short()
	}
	if label == 0xf9 { // how the next picture is shown
		return nil
	}
	return w.aside(2 + w.pos - start)
}
