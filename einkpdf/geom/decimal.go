package geom

import (
	"fmt"
	"strconv"
	"strings"
)

// ParseDecimal reads a decimal number such as "-12.5" into millionths, rounding
// what lies beyond the sixth place. It refuses exponents, signs other than a
// leading minus, NaN, more than 9 digits on either side of the point.
func ParseDecimal(s string) (int64, bool) {
	digits, negative := strings.CutPrefix(s, "-")
	whole, frac, point := strings.Cut(digits, ".")
	if !isDigits(whole) || point && !isDigits(frac) || len(whole) > 9 || len(frac) > 9 {
		return 0, false
	}
	w, _ := strconv.ParseInt(whole, 10, 64)
	f, _ := strconv.ParseInt((frac + "000000000")[:9], 10, 64)
	v := w*million + (f+500)/1000
	if negative {
		v = -v
	}
	return v, true
}

func isDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// Decimal writes millionths as a decimal number without trailing zeros.
func Decimal(v int64) string {
	sign := ""
	if v < 0 {
		sign, v = "-", -v
	}
	s := fmt.Sprintf("%s%d.%06d", sign, v/million, v%million)
	return strings.TrimRight(strings.TrimRight(s, "0"), ".")
}

// Ratio is a plain number such as 1.2, in millionths. The zero value means "not given".
type Ratio int64

// UnmarshalText reads a decimal number or a percentage: "1.2" or "120%".
func (r *Ratio) UnmarshalText(b []byte) error {
	s, percent := strings.CutSuffix(string(b), "%")
	v, ok := ParseDecimal(s)
	if !ok || v < 0 {
		return &FormatError{fmt.Sprintf("%.40q is not a ratio", string(b)), ratioHint(string(b))}
	}
	if percent {
		v /= 100
	}
	*r = Ratio(v)
	return nil
}

func ratioHint(s string) string {
	if point := strings.Replace(s, ",", ".", 1); point != s && new(Ratio).UnmarshalText([]byte(point)) == nil {
		return "use a point: " + point
	}
	return "write a number such as 1.2 or a percentage such as 120%"
}

// MarshalText writes the ratio as a decimal number.
func (r Ratio) MarshalText() ([]byte, error) { return []byte(Decimal(int64(r))), nil }

// CheckBounds says whether the ratio lies between lo and hi ("" = no bound).
func (r Ratio) CheckBounds(lo, hi string) (string, bool) {
	if r == 0 {
		return "", true
	}
	low, okLow := ParseDecimal(lo)
	high, okHigh := ParseDecimal(hi)
	if okLow && int64(r) < low || okHigh && int64(r) > high {
		return fmt.Sprintf("must be between %s and %s, is %s", lo, hi, Decimal(int64(r))), false
	}
	return "", true
}

// JSONSchema describes the two forms.
func (Ratio) JSONSchema() map[string]any {
	return map[string]any{"oneOf": []any{
		map[string]any{"type": "number", "minimum": 0},
		map[string]any{"type": "string", "pattern": `^[0-9]+(\.[0-9]{1,9})?%?$`},
	}}
}

// Of is the ratio of a length.
func (r Ratio) Of(u Unit) Unit { return u.MulDiv(int64(r), million) }
