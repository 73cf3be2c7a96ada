package token

import (
	"strconv"
	"strings"

	"github.com/einkpdf/platform/einkpdf/calendar"
	"github.com/einkpdf/platform/einkpdf/internal/near"
	"github.com/einkpdf/platform/einkpdf/locale"
)

// format is one format of a token.
type format struct {
	op      formatOp
	width   int    // of pad
	pattern string // of pattern
	off     int
}

type formatOp uint8

const (
	opPattern formatOp = iota
	opPad
	opRoman
	opAlpha
	opUpper
	opLower
	opTitle
)

// parseFormat reads the format after the bar at i-1 and returns where it ends:
// at the next bar or closing brace outside quotes, or the end of the source.
func parseFormat(s string, i int, first bool) (format, int, *SyntaxError) {
	f := format{off: i}
	quoted := false
	end := i
scan:
	for ; end < len(s); end++ {
		switch s[end] {
		case '\'':
			quoted = !quoted
		case '|', '}':
			if !quoted {
				break scan
			}
		case '{':
			if !quoted {
				return f, end, fail(end, CodeSyntax, "close the first token with }", "a brace opens inside a format")
			}
		}
	}
	text := s[i:end]
	switch {
	case quoted:
		return f, end, fail(i+strings.LastIndexByte(text, '\''), CodeSyntax, "close it with '", "a quote in a format is not closed")
	case text == "":
		return f, end, fail(i, CodeSyntax, "write a format such as full, MMMM y, 00 or upper, or leave the bar out", "a format is missing")
	case strings.Trim(text, "0") == "":
		if len(text) > MaxDigits {
			return f, end, fail(i, CodeRange, "", "a number is padded to at most %d digits", MaxDigits)
		}
		f.op, f.width = opPad, len(text)
	case text == "roman":
		f.op = opRoman
	case text == "alpha":
		f.op = opAlpha
	case text == "upper":
		f.op = opUpper
	case text == "lower":
		f.op = opLower
	case text == "title":
		f.op = opTitle
	default:
		f.op, f.pattern = opPattern, text
	}
	if !first && f.op < opUpper {
		return f, end, fail(i, CodeFormat, "only upper, lower and title may come after another format", "%q formats what is text already", clip(text))
	}
	return f, end, nil
}

// appendFormats appends v in these formats.
func appendFormats(dst []byte, v Value, formats []format, c *Context) ([]byte, *SyntaxError) {
	start := len(dst)
	if len(formats) == 0 || formats[0].op >= opUpper {
		dst = v.AppendTo(dst)
	}
	for i := range formats {
		f := &formats[i]
		var err *SyntaxError
		switch f.op {
		case opPattern:
			dst, err = f.appendPattern(dst, v, c)
		case opPad, opRoman, opAlpha:
			dst, err = f.appendNumber(dst, v)
		default:
			dst = recase(dst, start, f.op, c.Locale.Language())
		}
		if err != nil {
			return dst, err
		}
	}
	return dst, nil
}

func (f *format) appendPattern(dst []byte, v Value, c *Context) ([]byte, *SyntaxError) {
	if v.kind != KindPeriod {
		return dst, f.wrongType(v.Type())
	}
	rule := c.Weeks
	if v.grain == calendar.Week {
		rule = v.period().Rule
	}
	out, err := c.Locale.AppendFormat(dst, v.start, f.pattern, rule)
	if err != nil {
		return dst, f.badPattern(err)
	}
	return out, nil
}

func (f *format) appendNumber(dst []byte, v Value) ([]byte, *SyntaxError) {
	n, ok := v.number()
	if !ok || f.op == opAlpha && v.kind != KindInt {
		return dst, f.wrongType(v.Type())
	}
	switch f.op {
	case opRoman:
		if n < 1 || n > 3999 {
			return dst, fail(f.off, CodeRange, "", "%d has no roman numeral; they go from 1 to 3999", n)
		}
		return appendRoman(dst, int(n)), nil
	case opAlpha:
		if n < 1 {
			return dst, fail(f.off, CodeRange, "", "%d has no letter; a is 1", n)
		}
		return appendAlpha(dst, n), nil
	}
	return appendPadded(dst, n, f.width), nil
}

func appendPadded(dst []byte, n int64, width int) []byte {
	var buf [20]byte
	digits := strconv.AppendInt(buf[:0], n, 10)
	if n < 0 {
		dst, digits = append(dst, '-'), digits[1:]
	}
	for range width - len(digits) {
		dst = append(dst, '0')
	}
	return append(dst, digits...)
}

func appendRoman(dst []byte, n int) []byte {
	values := [...]int{1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1}
	numerals := [...]string{"M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"}
	for i, v := range values {
		for ; n >= v; n -= v {
			dst = append(dst, numerals[i]...)
		}
	}
	return dst
}

// appendAlpha counts a .. z, aa, ab .. as the columns of a spreadsheet.
func appendAlpha(dst []byte, n int64) []byte {
	var buf [14]byte // 26^14 > 2^63
	i := len(buf)
	for ; n > 0; n = (n - 1) / 26 {
		i--
		buf[i] = 'a' + byte((n-1)%26)
	}
	return append(dst, buf[i:]...)
}

// check reports a format that values of type t do not have.
func (f *format) check(t Type) *SyntaxError {
	switch f.op {
	case opUpper, opLower, opTitle:
		return nil
	case opPattern:
		if t.Kind != KindPeriod && t.Kind != KindAny {
			return f.wrongType(t)
		}
		if err := locale.CheckPattern(f.pattern); err != nil {
			return f.badPattern(err)
		}
		return nil
	}
	year := t.Kind == KindPeriod && (t.Grain == calendar.Year || t.Grain == 0) && f.op != opAlpha
	if t.Kind != KindInt && t.Kind != KindAny && !year {
		return f.wrongType(t)
	}
	return nil
}

func (f *format) wrongType(t Type) *SyntaxError {
	hint := "a " + t.String() + " takes upper, lower or title"
	switch {
	case t.Kind == KindInt:
		hint = "a number takes 0, 00, 000 and so on, roman or alpha"
	case t.Kind == KindPeriod && f.op != opPattern:
		hint = "take a number of it, such as .number, or use a date pattern"
	}
	return fail(f.off, CodeType, hint, "the format %q is not for a %s", clip(f.source()), t)
}

// badPattern is an error of package locale, which says after a semicolon what to
// do about it.
func (f *format) badPattern(err error) *SyntaxError {
	message := strings.TrimPrefix(err.Error(), "locale: ")
	hint := "write a date pattern such as d MMMM y, or a form such as full, medium or month-year"
	if cut := strings.LastIndex(message, "; "); cut >= 0 {
		message, hint = message[:cut], message[cut+2:]
	}
	forms := append([]string{"upper", "lower", "title", "roman", "alpha"}, locale.Forms()...)
	if near := near.Word(f.pattern, forms); near != "" && IsName(f.pattern) {
		hint = "did you mean " + near + "?"
	}
	return NewSyntaxError(f.off, CodeFormat, message, hint)
}

func (f *format) source() string {
	switch f.op {
	case opPad:
		return strings.Repeat("0", f.width)
	case opRoman:
		return "roman"
	case opAlpha:
		return "alpha"
	case opUpper:
		return "upper"
	case opLower:
		return "lower"
	case opTitle:
		return "title"
	}
	return f.pattern
}
