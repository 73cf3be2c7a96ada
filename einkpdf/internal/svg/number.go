package svg

import (
	"strconv"

	"github.com/einkpdf/platform/einkpdf/geom"
)

// Numbers are kept as integers of a decimal fraction of a point.
const (
	centi = 2  // positions: 0.01 pt is 0.0035 mm
	milli = 3  // widths and opacity
	fine  = 4  // dash pitches and font sizes, whose error adds up along a line, and page sizes
	pico  = 10 // points in a font unit: a line of text has some ten thousand
)

// hundredths rounds a length to 1/100 pt. Halves are rounded up, also below zero.
func hundredths(u geom.Unit) int64 { return floorDiv(int64(u)+5_000, 10_000) }

// thousandths rounds a length to 1/1000 pt.
func thousandths(u geom.Unit) int64 { return floorDiv(int64(u)+500, 1_000) }

// myriadths rounds a length to 1/10000 pt.
func myriadths(u geom.Unit) int64 { return floorDiv(int64(u)+50, 100) }

// floorDiv is a/b rounded down, for b > 0.
func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

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
