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
	width   int    // of pad: digits before the point; of first: letters
	places  int    // of pad: digits behind the point
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
	opFirst
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
	case text[0] == '0' && strings.Trim(text, "0.") == "":
		if err := f.readPad(text); err != nil {
			return f, end, err
		}
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
	case strings.HasPrefix(text, "first-"):
		n, err := strconv.Atoi(text[len("first-"):])
		if err != nil || n < 1 || n > maxLetters || text != "first-"+strconv.Itoa(n) {
			return f, end, fail(i, CodeFormat, "write first-1 to first-"+strconv.Itoa(maxLetters), "%q is no number of letters", clip(text))
		}
		f.op, f.width = opFirst, n
	default:
		f.op, f.pattern = opPattern, text
	}
	if !first && f.op < opUpper {
		return f, end, fail(i, CodeFormat, "only upper, lower, title and first-3 may come after another format", "%q formats what is text already", clip(text))
	}
	return f, end, nil
}

// readPad reads zeros with or without a point, such as 00 or 0.00.
func (f *format) readPad(text string) *SyntaxError {
	whole, places, point := strings.Cut(text, ".")
	switch {
	case point && (places == "" || strings.Contains(places, ".")):
		return fail(f.off, CodeFormat, "write zeros on both sides of one point, such as 0.00", "%q is no format of a number", clip(text))
	case len(whole) > MaxDigits:
		return fail(f.off, CodeRange, "", "a number is padded to at most %d digits", MaxDigits)
	case len(places) > maxPlaces:
		return fail(f.off, CodeRange, "", "a number has at most %d decimals", maxPlaces)
	}
	f.op, f.width, f.places = opPad, len(whole), len(places)
	return nil
}

// clipped is v, or as much of a long text as formats that take its first letters
// can need.
func clipped(v Value, formats []format) Value {
	for i := range formats {
		if f := &formats[i]; f.op == opFirst {
			v.s = clipLetters(v.s, f.width+1)
		}
	}
	return v
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
		case opFirst:
			dst = firstLetters(dst, start, f.width)
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
	number, ok := v.number()
	if !ok || f.op == opAlpha && v.kind != KindNumber {
		return dst, f.wrongType(v.Type())
	}
	n, whole := number.AsInt()
	switch f.op {
	case opRoman:
		if !whole || n < 1 || n > 3999 {
			return dst, fail(f.off, CodeRange, "", "%s has no roman numeral; they go from 1 to 3999", number)
		}
		return appendRoman(dst, int(n)), nil
	case opAlpha:
		if !whole || n < 1 {
			return dst, fail(f.off, CodeRange, "", "%s has no letter; a is 1", number)
		}
		return appendAlpha(dst, n), nil
	}
	return appendFixed(dst, number, f.width, f.places), nil
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
	case opUpper, opLower, opTitle, opFirst:
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
	if t.Kind != KindNumber && t.Kind != KindAny && !year {
		return f.wrongType(t)
	}
	return nil
}

func (f *format) wrongType(t Type) *SyntaxError {
	hint := "a " + t.String() + " takes upper, lower, title or first-3"
	switch {
	case t.Kind == KindNumber:
		hint = "a number takes 0, 00, 0.00 and so on, roman or alpha"
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
		if f.places > 0 {
			return strings.Repeat("0", f.width) + "." + strings.Repeat("0", f.places)
		}
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
	case opFirst:
		return "first-" + strconv.Itoa(f.width)
	}
	return f.pattern
}
