package token

import (
	"cmp"
	"math"
	"strconv"
)

// micros are in one: decimals are kept in millionths.
const micros = 1_000_000

// maxPlaces is how many decimals a number can have.
const maxPlaces = 6

// Decimal is a number in millionths. A whole one is the same as its [Int].
func Decimal(n int64) Value {
	if n%micros == 0 {
		return Int(n / micros)
	}
	return Value{kind: KindNumber, n: n, decimal: true}
}

// split is the whole part of a number, rounded down, and the millionths that are
// left, 0 to 999,999.
func (v Value) split() (whole, rest int64) {
	if !v.decimal {
		return v.n, 0
	}
	whole, rest = v.n/micros, v.n%micros
	if rest < 0 {
		whole, rest = whole-1, rest+micros
	}
	return whole, rest
}

// compareNumbers compares two numbers as cmp.Compare does.
func compareNumbers(a, b Value) int {
	x, xr := a.split()
	y, yr := b.split()
	return cmp.Or(cmp.Compare(x, y), cmp.Compare(xr, yr))
}

// plus is the number with a whole one added, and whether there is one.
func (v Value) plus(n int64) (Value, bool) {
	if v.decimal {
		n *= micros // steps are small
	}
	sum := v.n + n
	if n > 0 && sum < v.n || n < 0 && sum > v.n {
		return v, false
	}
	if v.decimal {
		return Decimal(sum), true
	}
	return Int(sum), true
}

// times is the number multiplied by a whole one, and whether there is one.
func (v Value) times(n int64) (Value, bool) {
	product := v.n * n
	if n != 0 && (product/n != v.n || n == -1 && v.n == math.MinInt64) {
		return v, false
	}
	if v.decimal {
		return Decimal(product), true
	}
	return Int(product), true
}

// magnitude is the number without its sign: whole part and millionths.
func (v Value) magnitude() (negative bool, whole, rest uint64) {
	negative, whole = v.n < 0, uint64(v.n)
	if negative {
		whole = -whole
	}
	if v.decimal {
		whole, rest = whole/micros, whole%micros
	}
	return negative, whole, rest
}

// appendNumber appends a number as short as it can be written: 42, -0.5.
func appendNumber(dst []byte, v Value) []byte {
	if !v.decimal {
		return strconv.AppendInt(dst, v.n, 10)
	}
	dst = appendFixed(dst, v, 1, maxPlaces)
	for dst[len(dst)-1] == '0' {
		dst = dst[:len(dst)-1]
	}
	return dst
}

// appendFixed appends a number with at least so many digits before the point and
// exactly so many behind it, half away from zero where there are fewer than it
// has. What is rounded to nothing has no sign.
func appendFixed(dst []byte, v Value, width, places int) []byte {
	negative, whole, rest := v.magnitude()
	unit := uint64(micros)
	for range places {
		unit /= 10
	}
	rest = (rest + unit/2) / unit
	if one := micros / unit; rest == one { // rounded up to the next whole number
		whole, rest = whole+1, 0
	}
	if negative && (whole > 0 || rest > 0) {
		dst = append(dst, '-')
	}
	dst = appendDigits(dst, whole, width)
	if places > 0 {
		dst = appendDigits(append(dst, '.'), rest, places)
	}
	return dst
}

// appendDigits appends a number with zeros in front up to a width.
func appendDigits(dst []byte, n uint64, width int) []byte {
	var buf [20]byte
	digits := strconv.AppendUint(buf[:0], n, 10)
	for range width - len(digits) {
		dst = append(dst, '0')
	}
	return append(dst, digits...)
}
