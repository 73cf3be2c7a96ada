package token

import (
	"strings"

	"github.com/einkpdf/platform/einkpdf/internal/near"
)

// expr is a name with steps, such as date.month+1m-1 or date+1w.week.number.
type expr struct {
	name  string
	off   int // of the name in the source
	steps []step
}

// IsName tells whether s can be the name of a value: words of small letters,
// digits and inner hyphens, joined by dots, at most 100 bytes.
func IsName(s string) bool {
	return s != "" && len(s) <= maxName && scanName(s, 0) == len(s)
}

// scanName is the end of the name that starts at i, or i when there is none. A
// hyphen or dot is part of the name only before a letter.
func scanName(s string, i int) int {
	if i >= len(s) || !isSmall(s[i]) {
		return i
	}
	for i++; i < len(s); i++ {
		switch c := s[i]; {
		case isSmall(c) || isDigit(c):
		case (c == '-' || c == '.') && i+1 < len(s) && isSmall(s[i+1]):
		default:
			return i
		}
	}
	return i
}

func isSmall(c byte) bool { return 'a' <= c && c <= 'z' }
func isDigit(c byte) bool { return '0' <= c && c <= '9' }
func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

func skipSpace(s string, i int) int {
	for i < len(s) && isSpace(s[i]) {
		i++
	}
	return i
}

// parseExpr reads a name with steps at i and returns where it ends. Spaces
// around the signs of arithmetic are taken when spaced is set.
func parseExpr(s string, i int, spaced bool) (expr, int, *SyntaxError) {
	end := scanName(s, i)
	if end == i {
		return expr{}, i, badName(s, i)
	}
	if end-i > maxName {
		return expr{}, i, fail(i, CodeTooLarge, "", "this name is longer than %d bytes", maxName)
	}
	e := expr{name: s[i:end], off: i}
	for {
		at := end
		if spaced && !startsField(s, at) {
			at = skipSpace(s, at)
		}
		if !startsStep(s, at) || at > end && s[at] == '.' {
			return e, end, nil
		}
		if len(e.steps) == maxSteps {
			return e, at, fail(at, CodeTooLarge, "add the steps up", "more than %d steps after a name", maxSteps)
		}
		st, next, err := parseStep(s, at, spaced)
		if err != nil {
			return e, at, err
		}
		e.steps = append(e.steps, st)
		end = next
	}
}

func badName(s string, i int) *SyntaxError {
	const hint = "write a name in small letters, such as {date}"
	if i >= len(s) {
		return fail(i, CodeSyntax, hint, "a name is missing at the end")
	}
	word := s[i:]
	if cut := strings.IndexAny(word, "}|+ "); cut > 0 {
		word = word[:cut]
	}
	if low := strings.ToLower(word); IsName(low) {
		return fail(i, CodeSyntax, "write "+clip(low), "names are written in small letters, not %q", clip(word))
	}
	return fail(i, CodeSyntax, hint, "a name is missing before %q", clip(word))
}

// source is the expression as it is written.
func (e *expr) source() string {
	var b strings.Builder
	b.WriteString(e.name)
	for _, st := range e.steps {
		b.WriteString(st.source())
	}
	return b.String()
}

// before is the expression as it is written up to one of its steps.
func (e *expr) before(last step) string {
	cut := *e
	for i, st := range e.steps {
		if st.off == last.off {
			cut.steps = e.steps[:i]
			break
		}
	}
	return cut.source()
}

// eval is the value of the expression.
func (e *expr) eval(env Env, c *Context) (Value, *SyntaxError) {
	v, err := e.lookup(env, c)
	if err != nil {
		return v, err
	}
	for _, st := range e.steps {
		if v, err = st.apply(v, e, c); err != nil {
			return v, err
		}
	}
	return v, nil
}

// lookup is the value of the longest beginning of the name that env has, and
// the rest of the name followed as fields.
func (e *expr) lookup(env Env, c *Context) (Value, *SyntaxError) {
	if env == nil {
		env = (*Scope)(nil)
	}
	v, n := env.Lookup(e.name)
	switch {
	case n == 0:
		return Value{}, fail(e.off, CodeName, placeHint(e.name), "there is no %q here", clip(e.name))
	case v.IsZero():
		return v, fail(e.off, CodeName, "", "%s has no value here", clip(e.name[:n]))
	case n == len(e.name):
		return v, nil
	}
	return fieldPath(v, e.name[n:], e.off+n, c)
}

// typeOf is the type of the expression where the names are known.
func (e *expr) typeOf(known Decls) (Type, *SyntaxError) {
	head := e.name
	for {
		if t, ok := known.Lookup(head); ok {
			t, err := fieldPathType(t, e.name[len(head):], e.off+len(head))
			if err != nil {
				return Type{}, err
			}
			for _, st := range e.steps {
				if t, err = st.typeAfter(t, e); err != nil {
					return Type{}, err
				}
			}
			return t, nil
		}
		cut := strings.LastIndexByte(head, '.')
		if cut < 0 {
			return Type{}, unknownName(e, known)
		}
		head = head[:cut]
	}
}

// placeHint is what to do about a name that is known in other places: of dates
// where there are none, and of pages where there is only an item.
func placeHint(name string) string {
	switch head, _, _ := strings.Cut(name, "."); head {
	case "date", "week", "month", "quarter", "year":
		return "repeat the design over dates in the plan, as in each: day, or name the time itself, as in 2026-03"
	case "page", "subpage", "key":
		return "only pages have it; vars and lists of the plan can use index, count and counters"
	}
	return ""
}

func unknownName(e *expr, known Decls) *SyntaxError {
	names := known.names()
	meant := near.Word(e.name, names)
	if head, _, dotted := strings.Cut(e.name, "."); meant == "" && dotted {
		meant = near.Word(head, names)
	}
	hint := "nothing has a name here"
	switch {
	case placeHint(e.name) != "":
		hint = placeHint(e.name)
	case meant != "":
		hint = "did you mean " + meant + "?"
	case len(names) > 12:
		hint = "known here are " + strings.Join(names[:12], ", ") + " and more"
	case len(names) > 0:
		hint = "known here: " + strings.Join(names, ", ")
	}
	return fail(e.off, CodeName, hint, "there is no %q here", clip(e.name))
}
