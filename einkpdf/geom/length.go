package geom

import (
	"fmt"
	"strings"
)

// Length is a length as a project writes it: physical (5mm, 12pt, 1in), in
// pixels of the device (3px), or a share of the space there is (2fr, 50%).
// The zero value means "not given".
type Length struct {
	Value int64 // millionths of the unit
	Unit  LengthUnit
}

// LengthUnit is the unit of a Length.
type LengthUnit uint8

// The units of a Length. Unset is the zero value; Auto is the widget's natural size.
const (
	Unset LengthUnit = iota
	Millimetre
	PointUnit
	Inch
	Pixel
	Fraction
	Percent
	Auto
)

const million = 1_000_000

// maxLength bounds every physical length to ten metres.
const maxLength = Unit(10_000) * 72_000_000 * 10 / 254

var suffixes = [...]string{Millimetre: "mm", PointUnit: "pt", Inch: "in", Pixel: "px", Fraction: "fr", Percent: "%", Auto: "auto"}

// MM is a length in millimetres. Fractions are kept to a millionth.
func MM(v float64) Length { return Length{micro(v), Millimetre} }

// Points is a length in PDF points.
func Points(v float64) Length { return Length{micro(v), PointUnit} }

// Px is a length in pixels of the device's panel.
func Px(v float64) Length { return Length{micro(v), Pixel} }

// Fr is a share of the space that is left, weighed against the other shares.
func Fr(v float64) Length { return Length{micro(v), Fraction} }

// Pct is a part of the space of the container, in percent.
func Pct(v float64) Length { return Length{micro(v), Percent} }

func micro(v float64) int64 {
	if v < 0 {
		return int64(v*million - 0.5)
	}
	return int64(v*million + 0.5)
}

// IsZero says whether the length is not given.
func (l Length) IsZero() bool { return l.Unit == Unset }

// Physical says whether the length has a size of its own: mm, pt, in or px.
func (l Length) Physical() bool { return l.Unit >= Millimetre && l.Unit <= Pixel }

// Resolve is the length in units. whole is what 100 % is; px is the size of one
// device pixel. Shares, auto and unset lengths resolve to 0.
func (l Length) Resolve(whole, px Unit) Unit {
	switch l.Unit {
	case Millimetre:
		return Unit(l.Value).MulDiv(720, 254)
	case PointUnit:
		return Unit(l.Value)
	case Inch:
		return Unit(l.Value) * 72
	case Pixel:
		return px.MulDiv(l.Value, million)
	case Percent:
		return whole.MulDiv(l.Value/100, million)
	}
	return 0
}

// String is the length as a project writes it.
func (l Length) String() string {
	switch l.Unit {
	case Unset:
		return ""
	case Auto:
		return "auto"
	}
	return Decimal(l.Value) + suffixes[l.Unit]
}

// MarshalText is String.
func (l Length) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText reads "5mm", "12pt", "1in", "3px", "2fr", "50%" or "auto".
func (l *Length) UnmarshalText(b []byte) error {
	v, err := ParseLength(string(b))
	if err == nil {
		*l = v
	}
	return err
}

// Expected says what a Length is read from.
func (Length) Expected() string { return "a length such as 5mm" }

// ParseLength reads a length. The error is a *FormatError with a hint.
func ParseLength(s string) (Length, error) {
	if s == "auto" {
		return Length{Unit: Auto}, nil
	}
	for unit := Millimetre; unit <= Percent; unit++ {
		number, ok := strings.CutSuffix(s, suffixes[unit])
		if !ok {
			continue
		}
		v, ok := ParseDecimal(strings.TrimRight(number, " "))
		if l := (Length{v, unit}); ok && !tooLong(l) {
			return l, nil
		}
		break
	}
	return Length{}, &FormatError{fmt.Sprintf("%.40q is not a length", s), lengthHint(s, "", "")}
}

func tooLong(l Length) bool {
	if l.Unit == Fraction || l.Unit == Percent {
		return l.Value < 0 || l.Value > 10_000*million
	}
	if l.Value > int64(maxLength) || l.Value < -int64(maxLength) {
		return true
	}
	return l.Resolve(0, Pt/2).Abs() > maxLength
}

// CheckBounds says whether the length is physical and between lo and hi, which
// are physical lengths too ("" = no bound). Pixels are checked by widgets, which
// know the device.
func (l Length) CheckBounds(lo, hi string) (string, bool) {
	if l.IsZero() {
		return "", true
	}
	if !l.Physical() {
		return fmt.Sprintf("must be a physical length such as 5mm, is %s", l), false
	}
	v := l.Resolve(0, Pt/4)
	if low, err := ParseLength(lo); lo != "" && err == nil && v < low.Resolve(0, Pt) {
		return fmt.Sprintf("must be at least %s, is %s", lo, l), false
	}
	if high, err := ParseLength(hi); hi != "" && err == nil && v > high.Resolve(0, Pt) {
		return fmt.Sprintf("must be at most %s, is %s", hi, l), false
	}
	return "", true
}

// JSONSchema describes the text form.
func (Length) JSONSchema() map[string]any {
	return map[string]any{"type": "string", "pattern": `^(auto|-?[0-9]+(\.[0-9]{1,9})? *(mm|pt|in|px|fr|%))$`}
}
