package legacy

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// spec is a format specification of Python:
// [[fill]align][sign][z][#][0][width][grouping][.precision][type].
type spec struct {
	fill      rune
	align     byte // 0 = not given
	sign      byte
	alternate bool
	zero      bool
	width     int
	grouping  byte
	precision int  // -1 = not given
	verb      byte // 0 = not given
	wide      bool // the width or precision was larger than maxWidth
}

// maxWidth bounds the width and the precision of a format (fix 17).
const maxWidth = 20

// parseSpec reads a format specification.
func parseSpec(s string) (spec, bool) {
	f := spec{fill: ' ', precision: -1}
	if r, n := utf8.DecodeRuneInString(s); n > 0 && len(s) > n && strings.IndexByte("<>=^", s[n]) >= 0 {
		f.fill, f.align, s = r, s[n], s[n+1:]
	} else if s != "" && strings.IndexByte("<>=^", s[0]) >= 0 {
		f.align, s = s[0], s[1:]
	}
	take := func(set string) byte {
		if s != "" && strings.IndexByte(set, s[0]) >= 0 {
			c := s[0]
			s = s[1:]
			return c
		}
		return 0
	}
	number := func() (int, bool) {
		end := 0
		for end < len(s) && s[end] >= '0' && s[end] <= '9' {
			end++
		}
		if end == 0 {
			return 0, false
		}
		n, err := strconv.Atoi(s[:end])
		s = s[end:]
		if err != nil {
			n = maxWidth + 1
		}
		f.wide = f.wide || n > maxWidth
		return min(n, maxWidth), true
	}
	f.sign = take("+- ")
	take("z")
	f.alternate = take("#") != 0
	f.zero = take("0") != 0
	f.width, _ = number()
	f.grouping = take(",_")
	if take(".") != 0 {
		n, ok := number()
		if !ok {
			return f, false
		}
		f.precision = n
	}
	f.verb = take("bcdeEfFgGnosxX%")
	return f, s == ""
}

// pad brings a text, of a sign and a body, to the width.
func (f spec) pad(sign, body string, align byte) string {
	missing := f.width - utf8.RuneCountInString(sign) - utf8.RuneCountInString(body)
	if missing <= 0 {
		return sign + body
	}
	fill := f.fill
	if f.zero {
		align = '='
		if fill == ' ' {
			fill = '0'
		}
	}
	if f.align != 0 {
		align = f.align
	}
	pad := func(n int) string { return strings.Repeat(string(fill), n) }
	switch align {
	case '<':
		return sign + body + pad(missing)
	case '^':
		return pad(missing/2) + sign + body + pad(missing-missing/2)
	case '=':
		return sign + pad(missing) + body
	}
	return pad(missing) + sign + body
}

func (f spec) signOf(negative bool) string {
	switch {
	case negative:
		return "-"
	case f.sign == '+' || f.sign == ' ':
		return string(f.sign)
	}
	return ""
}

// formatWhole is Python's format() of a whole number.
func formatWhole(n int64, text string) (string, bool) {
	f, ok := parseSpec(text)
	switch {
	case !ok || f.verb == 's':
		return "", false
	case strings.IndexByte("eEfFgG%", f.verb) >= 0 && f.verb != 0:
		return formatFloat(float64(n), text)
	case f.precision >= 0:
		return "", false
	}
	magnitude := uint64(n)
	if n < 0 {
		magnitude = -magnitude
	}
	base := map[byte]int{'b': 2, 'o': 8, 'x': 16, 'X': 16}[f.verb]
	if base == 0 {
		base = 10
	}
	body := strconv.FormatUint(magnitude, base)
	switch f.verb {
	case 'c':
		if n < 0 || n > utf8.MaxRune || f.sign != 0 || f.grouping != 0 {
			return "", false
		}
		return f.pad("", string(rune(n)), '<'), true
	case 'X':
		body = strings.ToUpper(body)
	}
	if f.grouping != 0 {
		size := 3
		if base != 10 {
			if f.grouping == ',' {
				return "", false
			}
			size = 4
		}
		body = grouped(body, f.grouping, size)
	}
	if f.alternate && base != 10 {
		body = "0" + string(f.verb) + body
	}
	return f.pad(f.signOf(n < 0), body, '>'), true
}

// formatFloat is Python's format() of a float.
func formatFloat(v float64, text string) (string, bool) {
	f, ok := parseSpec(text)
	if !ok || f.verb != 0 && strings.IndexByte("eEfFgGn%", f.verb) < 0 {
		return "", false
	}
	precision := f.precision
	if precision < 0 {
		precision = 6
	}
	sign := f.signOf(math.Signbit(v))
	v = math.Abs(v)
	var body string
	switch f.verb {
	case 'f', 'F':
		body = strconv.FormatFloat(v, 'f', precision, 64)
	case '%':
		body = strconv.FormatFloat(v*100, 'f', precision, 64) + "%"
	case 'e', 'E':
		body = strconv.FormatFloat(v, f.verb, precision, 64)
	case 0:
		if f.precision < 0 {
			body = pythonFloat(v)
			break
		}
		fallthrough
	default:
		body = strconv.FormatFloat(v, 'g', max(precision, 1), 64)
	}
	if f.grouping != 0 {
		whole, rest, point := strings.Cut(body, ".")
		if body = grouped(whole, f.grouping, 3); point {
			body += "." + rest
		}
	}
	return f.pad(sign, body, '>'), true
}

// formatText is Python's format() of a text.
func formatText(s, text string) (string, bool) {
	f, ok := parseSpec(text)
	if !ok || f.verb != 0 && f.verb != 's' || f.sign != 0 || f.alternate || f.grouping != 0 || f.align == '=' {
		return "", false
	}
	if f.precision >= 0 {
		if r := []rune(s); len(r) > f.precision {
			s = string(r[:f.precision])
		}
	}
	f.zero = false // it pads numbers alone
	return f.pad("", s, '<'), true
}

func grouped(digits string, separator byte, size int) string {
	for i := len(digits) - size; i > 0; i -= size {
		digits = digits[:i] + string(separator) + digits[i:]
	}
	return digits
}

// compiled is a value in the format of the compile phase: a format that ends in
// d is that of a whole number, one in f that of a float, any other that of a
// text. What cannot be formatted stays as it is.
func compiled(v value, format string) string {
	out, ok := "", false
	switch {
	case format == "":
	case strings.HasSuffix(format, "d"):
		var n int64
		if n, ok = asWhole(v); ok {
			out, ok = formatWhole(n, format)
		}
	case strings.HasSuffix(format, "f"):
		var f float64
		if f, ok = asFloat(v); ok {
			out, ok = formatFloat(f, format)
		}
	case v.kind == wholeValue && format[0] == '0' && strings.Trim(format, "0123456789") == "":
		out, ok = formatWhole(v.n, format) // {week:02}: what it was meant to be
	default:
		out, ok = formatText(v.String(), format)
	}
	if !ok {
		return v.String()
	}
	return out
}

// asWhole is Python's int() of a value.
func asWhole(v value) (int64, bool) {
	switch v.kind {
	case wholeValue:
		return v.n, true
	case floatValue:
		if math.Abs(v.float) < 1e15 {
			return int64(v.float), true
		}
	case textValue:
		if v.truth {
			return v.n, true
		}
		n, err := strconv.ParseInt(strings.TrimSpace(v.s), 10, 64)
		return n, err == nil
	}
	return 0, false
}

// asFloat is Python's float() of a value.
func asFloat(v value) (float64, bool) {
	switch {
	case v.kind == wholeValue, v.truth:
		return float64(v.n), true
	case v.kind == floatValue:
		return v.float, true
	}
	f, err := strconv.ParseFloat(strings.TrimSpace(v.s), 64)
	return f, err == nil && !math.IsInf(f, 0) && !math.IsNaN(f)
}
