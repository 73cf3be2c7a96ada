package picture

import (
	"fmt"
	"strconv"
)

func refuse(reason error, format string, args ...any) *Refusal {
	return &Refusal{Reason: reason, Message: fmt.Sprintf(format, args...)}
}

// again is what to do with a file that is broken.
const again = "Open it in an image program, save it again and upload the new file."

// damaged says that a file is not as its format wants it.
func damaged(f Format, what string) *Refusal {
	return refuse(ErrDamaged, "This %s is damaged: %s. %s", f.name(), what, again)
}

// truncated says that the end of a file is missing.
func truncated(f Format) *Refusal {
	return refuse(ErrDamaged, "This %s ends too early: the last part of it is missing. Upload the whole file.", f.name())
}

// canvas checks the size of a picture in pixels.
func (l Limits) canvas(f Format, width, height int) error {
	switch {
	case width <= 0 || height <= 0:
		return damaged(f, "it has no pixels")
	case width > l.Side || height > l.Side || width > l.Pixels/height:
		return refuse(ErrPixels, "This picture has %s × %s pixels; at most %s are allowed, and %s on a side. Make it smaller and upload it again.",
			grouped(width), grouped(height), millions(l.Pixels), grouped(l.Side))
	}
	return nil
}

// frames checks the number of pictures in an animation.
func (l Limits) frames(n int) error {
	if n <= l.Frames {
		return nil
	}
	return refuse(ErrFrames, "This animation has more than %s pictures. Only the first would be kept: save that alone and upload it.",
		grouped(l.Frames))
}

// metadata checks the bytes of a file that are not picture.
func (l Limits) metadata(n int64) error {
	if n <= l.Metadata {
		return nil
	}
	return refuse(ErrMetadata, "This file has more than %s beside the picture, such as notes, colour profiles or previews. "+
		"Save the picture again without metadata and upload that.", size(l.Metadata))
}

// grouped writes 1234567 as 1,234,567.
func grouped(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// millions writes 16000000 as 16 million.
func millions(n int) string {
	if n >= 1e6 && n%1e6 == 0 {
		return grouped(n/1e6) + " million"
	}
	return grouped(n)
}

// size writes a number of bytes, as far as it is one of whole units.
func size(n int64) string {
	switch {
	case n >= 1<<20 && n%(1<<20) == 0:
		return grouped(int(n>>20)) + " MiB"
	case n >= 1<<10 && n%(1<<10) == 0:
		return grouped(int(n>>10)) + " KiB"
	}
	return grouped(int(n)) + " bytes"
}
