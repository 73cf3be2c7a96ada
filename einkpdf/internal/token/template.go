package token

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// Template is a parsed text with tokens. The zero Template is the empty text.
// It does not change after parsing.
type Template struct {
	source string
	parts  []part
}

// part is literal text, or a token when expr has a name.
type part struct {
	literal string
	expr    expr
	formats []format
}

func (p *part) isToken() bool { return p.expr.name != "" }

// Parse reads a template. The error is a *SyntaxError.
func Parse(s string) (*Template, error) {
	t, err := parseTemplate(s)
	if err != nil {
		return nil, err
	}
	return t, nil
}

func parseTemplate(s string) (*Template, *SyntaxError) {
	if err := checkSource(s); err != nil {
		return nil, err
	}
	t := &Template{source: s}
	var literal strings.Builder
	flush := func() {
		if literal.Len() > 0 {
			t.parts = append(t.parts, part{literal: literal.String()})
			literal.Reset()
		}
	}
	tokens := 0
	for i := 0; i < len(s); {
		at := strings.IndexAny(s[i:], "{}")
		if at < 0 {
			literal.WriteString(s[i:])
			break
		}
		literal.WriteString(s[i : i+at])
		i += at
		switch {
		case i+1 < len(s) && s[i+1] == s[i]:
			literal.WriteByte(s[i])
			i += 2
			continue
		case s[i] == '}':
			return nil, fail(i, CodeSyntax, "write }} for a brace that is text", "a brace closes that was not opened")
		}
		if tokens++; tokens > MaxTokens {
			return nil, fail(i, CodeTooLarge, "", "a text has at most %d tokens", MaxTokens)
		}
		flush()
		p, next, err := parseToken(s, i)
		if err != nil {
			return nil, err
		}
		t.parts = append(t.parts, p)
		i = next
	}
	flush()
	return t, nil
}

func checkSource(s string) *SyntaxError {
	if len(s) > MaxSource {
		return fail(MaxSource, CodeTooLarge, "shorten it", "this is %d bytes long; the most is %d", len(s), MaxSource)
	}
	if !utf8.ValidString(s) {
		return fail(0, CodeSyntax, "save the file as UTF-8", "this text is not UTF-8")
	}
	return nil
}

// parseToken reads the token whose brace opens at i, and returns where it ends.
func parseToken(s string, i int) (part, int, *SyntaxError) {
	open := i
	var p part
	e, i, err := parseExpr(s, i+1, false)
	if err != nil {
		return p, i, err
	}
	p.expr = e
	for i < len(s) && s[i] == '|' {
		f, next, err := parseFormat(s, i+1, len(p.formats) == 0)
		if err != nil {
			return p, next, err
		}
		if len(p.formats) == maxSteps {
			return p, i, fail(i, CodeTooLarge, "", "more than %d formats", maxSteps)
		}
		p.formats = append(p.formats, f)
		i = next
	}
	if i >= len(s) {
		return p, i, fail(open, CodeSyntax, "close it with }, or write {{ for a brace that is text", "a brace opens and is not closed")
	}
	if s[i] == '}' {
		return p, i + 1, nil
	}
	return p, i, unexpected(s, open, i)
}

// unexpected reports the character at i in the token that opens at open.
func unexpected(s string, open, i int) *SyntaxError {
	r, _ := utf8.DecodeRuneInString(s[i:])
	hint := "after the name come steps such as +1d and formats such as |full"
	switch {
	case isSpace(s[i]):
		hint = "write it without spaces before the bar, such as {date+1d|d MMMM}"
	case r == ':':
		hint = "formats follow a bar: write {" + clip(s[open+1:i]) + "|" + padLike(s[i+1:]) + "}"
	case r == '.':
		hint = "steps are whole numbers, and fields are words, such as {date+1w.week.number}"
	case r == '/' || r == '%' || r == '(':
		hint = "the only arithmetic is to add, subtract and multiply, such as {n*2+1} and {date-1d}"
	}
	return fail(i, CodeSyntax, hint, "%q does not belong in a token", r)
}

// padLike is the format that does what a width such as 03d of another language
// does, or four digits when that is too wide.
func padLike(spec string) string {
	end := 0
	for end < len(spec) && isDigit(spec[end]) {
		end++
	}
	width, err := strconv.Atoi(spec[:end])
	if err != nil || width < 1 || width > MaxDigits {
		width = 4
	}
	return strings.Repeat("0", width)
}

// String is the source.
func (t *Template) String() string { return t.source }

// Constant is the text of a template without tokens, and whether it is one.
func (t *Template) Constant() (string, bool) {
	switch {
	case len(t.parts) == 0:
		return "", true
	case len(t.parts) == 1 && !t.parts[0].isToken():
		return t.parts[0].literal, true
	}
	return "", false
}

// Eval is the text with the values of env, in the forms of c, which must not be
// nil. The error is a *SyntaxError.
func (t *Template) Eval(env Env, c *Context) (string, error) {
	if s, ok := t.Constant(); ok {
		return s, nil
	}
	var buf [128]byte
	out, err := t.append(buf[:0], env, c)
	if err != nil {
		return "", err
	}
	return string(out), nil
}

// AppendEval appends what Eval gives to dst and returns it. After an error dst
// comes back as it was.
func (t *Template) AppendEval(dst []byte, env Env, c *Context) ([]byte, error) {
	out, err := t.append(dst, env, c)
	if err != nil {
		return dst, err
	}
	return out, nil
}

func (t *Template) append(dst []byte, env Env, c *Context) ([]byte, *SyntaxError) {
	start := len(dst)
	for i := range t.parts {
		p := &t.parts[i]
		if !p.isToken() {
			dst = append(dst, p.literal...)
			continue
		}
		v, err := p.expr.eval(env, c)
		if err != nil {
			return dst, err
		}
		if len(v.s) > letterBytes {
			v = clipped(v, p.formats)
		}
		if len(v.s) > MaxText-(len(dst)-start) {
			return dst, tooLong(p)
		}
		if dst, err = appendFormats(dst, v, p.formats, c); err != nil {
			return dst, err
		}
		if len(dst)-start > MaxText {
			return dst, tooLong(p)
		}
	}
	return dst, nil
}

func tooLong(p *part) *SyntaxError {
	return fail(p.expr.off, CodeTooLarge, "", "with %s the text is longer than %d bytes", clip(p.expr.source()), MaxText)
}

// single is the only token when the template is nothing but a token without formats.
func (t *Template) single() (*expr, bool) {
	if len(t.parts) == 1 && t.parts[0].isToken() && len(t.parts[0].formats) == 0 {
		return &t.parts[0].expr, true
	}
	return nil, false
}

// Value is the value of a template that is exactly one token without formats,
// and the evaluated text of any other. The error is a *SyntaxError.
func (t *Template) Value(env Env, c *Context) (Value, error) {
	if e, ok := t.single(); ok {
		v, err := e.eval(env, c)
		return v, plain(err)
	}
	s, err := t.Eval(env, c)
	if err != nil {
		return Value{}, err
	}
	return String(s), nil
}

// Check reports all mistakes that can be found before evaluation: unknown names
// and fields, steps and formats that a type does not have, and bad date
// patterns, in the order of the text.
func (t *Template) Check(known Decls) []*SyntaxError {
	var errs []*SyntaxError
	for i := range t.parts {
		p := &t.parts[i]
		if !p.isToken() {
			continue
		}
		typ, err := p.expr.typeOf(known)
		if err != nil {
			errs = append(errs, err)
		}
		for j := range p.formats {
			if err := p.formats[j].check(typ); err != nil {
				errs = append(errs, err)
			}
		}
	}
	return errs
}
