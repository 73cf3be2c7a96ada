package fold

import (
	"strconv"
	"strings"

	"github.com/einkpdf/platform/einkpdf/internal/token"
)

// progression is a text in which one number goes up by the same step from each
// copy to the next: "07:00", "08:00", "09:00".
type progression struct {
	before, after string
	first, step   int64
	width         int // of numbers with leading zeros; 0 = none
}

const (
	maxDigits = 9
	maxText   = 500 // bytes: with its token a text must not become too long
)

// progressionOf finds the progression of texts; nil when they have none.
func progressionOf(texts []string) *progression {
	a, b := texts[0], texts[1]
	at := 0
	for at < len(a) && at < len(b) && a[at] == b[at] {
		at++
	}
	for at > 0 && digit(a[at-1]) { // the number begins before its first difference
		at--
	}
	if inToken(a, at) || len(a) > maxText {
		return nil
	}
	p := &progression{before: a[:at]}
	number := digits(a[at:])
	p.after = a[at+len(number):]
	if len(number) > 1 && number[0] == '0' {
		p.width = len(number)
	}
	values := make([]int64, len(texts))
	for i, t := range texts {
		rest, ok := strings.CutPrefix(t, p.before)
		number := digits(rest)
		if !ok || number == "" || len(number) > maxDigits || rest[len(number):] != p.after {
			return nil
		}
		values[i], _ = strconv.ParseInt(number, 10, 64)
		if p.written(values[i]) != number {
			return nil
		}
	}
	p.first, p.step = values[0], values[1]-values[0]
	for i, v := range values {
		if v != p.first+p.step*int64(i) {
			return nil
		}
	}
	if p.step < 1 || p.step > token.MaxStep || p.first > token.MaxStep {
		return nil
	}
	return p
}

// written is how the progression writes a number.
func (p *progression) written(n int64) string {
	s := strconv.FormatInt(n, 10)
	if len(s) < p.width {
		s = strings.Repeat("0", p.width-len(s)) + s
	}
	return s
}

// rest is what is added to step times the name, which counts 1 by 1 from the
// first copy's number from.
func (p *progression) rest(from int64) int64 { return p.first - p.step*from }

// text is the text of every copy, where the name counts as for rest.
func (p *progression) text(name string, from int64) string {
	var b strings.Builder
	b.WriteString(p.before + "{" + name)
	if p.step != 1 {
		b.WriteString("*" + strconv.FormatInt(p.step, 10))
	}
	if rest := p.rest(from); rest > 0 {
		b.WriteString("+" + strconv.FormatInt(rest, 10))
	} else if rest < 0 {
		b.WriteString(strconv.FormatInt(rest, 10))
	}
	if p.width > 0 {
		b.WriteString("|" + strings.Repeat("0", p.width))
	}
	b.WriteString("}" + p.after)
	return b.String()
}

// inToken says whether a place of a text is inside of a token's braces.
func inToken(s string, at int) bool {
	inside, quoted := false, false // quotes are those of date patterns
	for i := 0; i < at; i++ {
		c := s[i]
		switch {
		case inside && c == '\'':
			quoted = !quoted
		case quoted:
		case !inside && i+1 < len(s) && (c == '{' || c == '}') && s[i+1] == c:
			i++ // a brace that is text
		case c == '{' || c == '}':
			inside = c == '{'
		}
	}
	return inside
}

func digit(c byte) bool { return c >= '0' && c <= '9' }

func digits(s string) string {
	n := 0
	for n < len(s) && digit(s[n]) {
		n++
	}
	return s[:n]
}
