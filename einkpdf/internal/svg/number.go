package svg

import (
	"strconv"
)

// Numbers are kept as integers of a decimal fraction of a point.
const (
	centi = 2  // positions: 0.01 pt is 0.0035 mm
	milli = 3  // widths and opacity
	fine  = 4  // dash pitches and font sizes, whose error adds up along a line, and page sizes
	pico  = 10 // points in a font unit: a line of text has some ten thousand
)

// appendNumber writes v/10^decimals as short as can be: "12", "-.5", "3.25".
func appendNumber(dst []byte, v int64, decimals int) []byte {
	if v < 0 {
		dst = append(dst, '-')
		v = -v
	}
	scale := int64(1)
	for range decimals {
		scale *= 10
	}
	frac := v % scale
	if v >= scale || frac == 0 {
		dst = strconv.AppendInt(dst, v/scale, 10)
	}
	if frac == 0 {
		return dst
	}
	dst = append(dst, '.')
	for frac > 0 {
		scale /= 10
		dst = append(dst, byte('0'+frac/scale))
		frac %= scale
	}
	return dst
}
