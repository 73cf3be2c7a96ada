package geom

import (
	"slices"
	"strings"
)

// FormatError says that a text is not what a field holds, and how to mend it.
type FormatError struct{ Message, HintText string }

func (e *FormatError) Error() string { return e.Message }

// Hint says what to write instead.
func (e *FormatError) Hint() string { return e.HintText }

// Advise says what to write instead of a text that is no length, in a field
// with the bounds lo and hi, which are lengths too ("" = no bound).
func (Length) Advise(s, lo, hi string) string { return lengthHint(s, lo, hi) }

func lengthHint(s, lo, hi string) string {
	const form = "write a number and a unit, as in 5mm"
	if len(s) > 40 {
		return form
	}
	if _, ok := ParseDecimal(s); ok {
		texts := withUnits(s, lo, hi)
		last := len(texts) - 1
		if last == 0 {
			return "add a unit: " + texts[0]
		}
		return "add a unit: " + strings.Join(texts[:last], ", ") + " or " + texts[last]
	}
	if point := strings.Replace(s, ",", ".", 1); point != s {
		if l, ok := mend(point); ok && !tooLong(l) {
			return "use a point: " + l.String()
		}
	}
	if l, ok := mend(s); ok {
		if tooLong(l) {
			return "lengths go up to 10 m, shares from 0 to 10000"
		}
		return "write " + l.String()
	}
	if lo == "" && hi == "" {
		return "write a number and a unit: 5mm, 12pt, 3px, 2fr or 50%"
	}
	return form
}

// withUnits is the number with each unit that the bounds allow, the likely one
// first. Fields with bounds take physical lengths only.
func withUnits(number, lo, hi string) []string {
	if lo == "" && hi == "" {
		return []string{number + "mm", number + "pt", number + "px", number + "fr", number + "%"}
	}
	units := []LengthUnit{Millimetre, PointUnit, Pixel}
	if limit, err := ParseLength(hi); err == nil && limit.Unit == PointUnit {
		units = []LengthUnit{PointUnit, Millimetre, Pixel}
	}
	var texts []string
	for _, unit := range units {
		l, err := ParseLength(number + suffixes[unit])
		if err != nil {
			continue
		}
		if _, ok := l.CheckBounds(lo, hi); ok {
			texts = append(texts, number+suffixes[unit])
		}
	}
	if texts == nil { // out of bounds in any unit, which the next error will say
		return []string{number + suffixes[units[0]]}
	}
	return texts
}

// mend reads lengths that are written in another way: 2.2cm, 5 MM, +5mm, .5mm.
func mend(s string) (Length, bool) {
	s = strings.ToLower(strings.TrimSpace(s))
	number := strings.TrimRight(s, "abcdefghijklmnopqrstuvwxyz%\" ")
	unit := strings.TrimSpace(s[len(number):])
	number = strings.TrimPrefix(number, "+")
	if strings.HasPrefix(number, ".") {
		number = "0" + number
	}
	v, ok := ParseDecimal(strings.TrimSuffix(number, "."))
	if !ok {
		return Length{}, false
	}
	switch unit {
	case "cm":
		v, unit = v*10, "mm"
	case "inch", "inches", "\"":
		unit = "in"
	case "pts", "point", "points":
		unit = "pt"
	case "pixel", "pixels":
		unit = "px"
	}
	i := slices.Index(suffixes[:], unit)
	if unit == "" || i < 0 || LengthUnit(i) == Auto {
		return Length{}, false
	}
	return Length{v, LengthUnit(i)}, true
}
