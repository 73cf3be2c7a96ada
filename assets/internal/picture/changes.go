package picture

// changes says what is not as it was in the file.
func (c *cleaning) changes(way int, where, printed bool) []Change {
	var out []Change
	add := func(is bool, code, message string) {
		if is {
			out = append(out, Change{Code: code, Message: message})
		}
	}
	add(way != upright, "oriented", "The picture was turned as the camera noted, so that it is upright everywhere.")
	add(c.animated, "first-frame", "This file is an animation: its first picture was kept.")
	add(c.f == GIF, "converted", "The picture was converted from GIF to PNG; it looks the same.")
	add(c.f == WebP && !c.lossy, "converted", "The picture was converted from WebP to PNG; it looks the same.")
	add(c.f == WebP && c.lossy, "converted", "The picture was converted from WebP to JPEG.")
	add(c.deep, "depth", "The colours were reduced from 16 bits to 8 bits, which cannot be seen.")
	add(printed, "colours", "The colours of printing (CMYK) were converted to those of screens, and may look a little different.")
	add(c.profile && !printed, "profile", "A colour profile was left out, and the colours were not converted by it: they may look a little different.")
	add(where, "metadata-removed", "Notes in the file, such as the place where the picture was taken, were left out.")
	add(c.notes && !where, "metadata-removed", "Notes in the file, such as a date, a camera or a name, were left out.")
	add(c.cut, "cut-off", "What followed the picture in the file, such as a preview or a film, was left out.")
	return out
}
