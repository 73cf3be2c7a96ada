package token

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/einkpdf/platform/einkpdf/calendar"
)

// condParser reads a condition by recursive descent:
//
//	or         = and {"or" and}
//	and        = not {"and" not}
//	not        = "not" not | "(" or ")" | comparison
//	comparison = operand [("==" | "!=" | "<" | "<=" | ">" | ">=") operand]
//	operand    = name {step} | number | 'text' | "text" | date | period | weekday | "true" | "false"
//	number     = ["-"] digits ["." digits]
type condParser struct {
	s     string
	at    int
	depth int
}

func parseCond(s string) (*Cond, *SyntaxError) {
	if err := checkSource(s); err != nil {
		return nil, err
	}
	p := &condParser{s: s}
	root, err := p.chain(nodeOr)
	if err != nil {
		return nil, err
	}
	p.space()
	if p.at < len(s) {
		return nil, p.unexpected()
	}
	return &Cond{source: s, root: root}, nil
}

func (p *condParser) space() { p.at = skipSpace(p.s, p.at) }

// word takes a keyword at the present place.
func (p *condParser) word(w string) bool {
	p.space()
	end := scanName(p.s, p.at)
	if p.s[p.at:end] != w {
		return false
	}
	p.at = end
	return true
}

// chain reads operands joined by or, or by and.
func (p *condParser) chain(op nodeOp) (*node, *SyntaxError) {
	word, operand := "or", func() (*node, *SyntaxError) { return p.chain(nodeAnd) }
	if op == nodeAnd {
		word, operand = "and", p.not
	}
	first, err := operand()
	if err != nil {
		return nil, err
	}
	children := []*node{first}
	for p.word(word) {
		next, err := operand()
		if err != nil {
			return nil, err
		}
		children = append(children, next)
	}
	if len(children) == 1 {
		return first, nil
	}
	return &node{op: op, children: children}, nil
}

func (p *condParser) not() (*node, *SyntaxError) {
	p.space()
	start := p.at
	negate := p.word("not")
	if !negate && !strings.HasPrefix(p.s[p.at:], "(") {
		return p.comparison()
	}
	if p.depth++; p.depth > MaxNesting {
		return nil, fail(start, CodeTooDeep, "", "a condition is nested at most %d levels deep", MaxNesting)
	}
	defer func() { p.depth-- }()
	if negate {
		child, err := p.not()
		return &node{op: nodeNot, children: []*node{child}, off: start}, err
	}
	p.at++
	inner, err := p.chain(nodeOr)
	if err != nil {
		return nil, err
	}
	if p.space(); !strings.HasPrefix(p.s[p.at:], ")") {
		if p.at < len(p.s) {
			return nil, p.unexpected()
		}
		return nil, fail(start, CodeSyntax, "close it with )", "a parenthesis opens and is not closed")
	}
	p.at++
	return inner, nil
}

func (p *condParser) comparison() (*node, *SyntaxError) {
	left, err := p.operand()
	if err != nil {
		return nil, err
	}
	p.space()
	off := p.at
	op, ok := p.operator()
	if !ok {
		return &node{op: nodeTruth, left: left, off: left.off}, nil
	}
	right, err := p.operand()
	if err != nil {
		return nil, err
	}
	return &node{op: nodeComparison, compare: op, left: left, right: right, off: off}, nil
}

func (p *condParser) operator() (compareOp, bool) {
	rest := p.s[p.at:]
	for _, op := range [...]compareOp{opEqual, opNotEqual, opLessEqual, opGreaterEqual, opLess, opGreater} { // long before short
		if strings.HasPrefix(rest, op.String()) {
			p.at += len(op.String())
			return op, true
		}
	}
	return 0, false
}

func (p *condParser) operand() (operand, *SyntaxError) {
	p.space()
	o := operand{off: p.at}
	if p.at >= len(p.s) {
		return o, fail(p.at, CodeSyntax, "write a comparison such as date.weekday == sat", "something is missing at the end")
	}
	switch c := p.s[p.at]; {
	case c == '\'' || c == '"':
		end := strings.IndexByte(p.s[p.at+1:], c)
		if end < 0 {
			return o, fail(p.at, CodeSyntax, "close it with "+string(c), "a quote is not closed")
		}
		o.literal = String(p.s[p.at+1 : p.at+1+end])
		p.at += end + 2
		return o, nil
	case isDigit(c) || c == '-':
		return p.literal(o)
	case isSmall(c):
		return p.name(o)
	}
	return o, p.unexpected()
}

// name reads a keyword or a name with steps.
func (p *condParser) name(o operand) (operand, *SyntaxError) {
	end := scanName(p.s, p.at)
	switch word := p.s[p.at:end]; word {
	case "true", "false":
		o.literal = Bool(word == "true")
	case "and", "or", "not":
		return o, fail(p.at, CodeSyntax, "and, or and not join comparisons", "%q stands where a value should be", word)
	case "mon", "tue", "wed", "thu", "fri", "sat", "sun":
		day, _ := calendar.ParseWeekday(word) // one of its names
		o.literal = Int(int64(day))
	default:
		var err *SyntaxError
		o.expr, p.at, err = parseExpr(p.s, p.at, true)
		if err == nil && p.at < len(p.s) && p.s[p.at] == '(' {
			err = fail(p.at, CodeSyntax, "conditions only compare; remove the parenthesis", "there are no functions to call")
		}
		return o, err
	}
	p.at = end
	return o, nil
}

// literal reads a number, date or period.
func (p *condParser) literal(o operand) (operand, *SyntaxError) {
	end := p.at + 1
	for end < len(p.s) && (isDigit(p.s[end]) || isSmall(p.s[end]) || 'A' <= p.s[end] && p.s[end] <= 'Z' || p.s[end] == '-') {
		end++
	}
	if end+1 < len(p.s) && p.s[end] == '.' && isDigit(p.s[end+1]) {
		return p.decimal(o, end)
	}
	text := p.s[p.at:end]
	if digits := strings.TrimPrefix(text, "-"); digits != "" && strings.Trim(digits, "0123456789") == "" {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return o, fail(p.at, CodeRange, "", "%s is not a number that can be compared", clip(text))
		}
		o.literal = Int(n)
		p.at = end
		return o, nil
	}
	if isWeek(text) {
		o.week = text
		p.at = end
		return o, nil
	}
	v, err := calendar.ParsePeriod(text, calendar.WeekRule{})
	if err != nil {
		message, hint, _ := strings.Cut(strings.TrimPrefix(err.Error(), "calendar: "), "; ")
		if hint == "" {
			hint = "dates are written as 2026-03-01"
		}
		return o, NewSyntaxError(p.at, CodeSyntax, message, hint)
	}
	o.literal = PeriodOf(v)
	p.at = end
	return o, nil
}

// decimal reads a number whose point is at an offset.
func (p *condParser) decimal(o operand, point int) (operand, *SyntaxError) {
	end := point + 1
	for end < len(p.s) && (isDigit(p.s[end]) || isSmall(p.s[end])) {
		end++
	}
	text := p.s[p.at:end]
	whole, places := p.s[p.at:point], p.s[point+1:end]
	if digits := strings.TrimPrefix(whole, "-"); digits == "" || strings.Trim(digits+places, "0123456789") != "" {
		return o, fail(p.at, CodeSyntax, "numbers are written as 0.5", "%s is not a number", clip(text))
	}
	n, err := strconv.ParseInt(whole+(places + "000000")[:maxPlaces], 10, 64)
	if err != nil || len(places) > maxPlaces {
		return o, fail(p.at, CodeRange, "write at most twelve digits before the point and six behind it", "%s is not a number that can be compared", clip(text))
	}
	o.literal = Decimal(n)
	p.at = end
	return o, nil
}

// isWeek tells whether text is a week 01..53 of some year. Whether the year has
// 53 weeks depends on the week rule.
func isWeek(text string) bool {
	year, week, ok := strings.Cut(text, "-W")
	if !ok || len(week) != 2 || week > "53" {
		return false
	}
	_, err := calendar.ParsePeriod(year+"-W"+min(week, "52"), calendar.WeekRule{})
	return err == nil
}

// unexpected reports what stands at the present place.
func (p *condParser) unexpected() *SyntaxError {
	rest := p.s[p.at:]
	r, _ := utf8.DecodeRuneInString(rest)
	hint := "write comparisons joined by and, or and not, such as date.weekday == sat and n > 1"
	switch {
	case r == '=':
		hint = "write == to compare"
	case r == '&':
		hint = "write and"
	case r == '|':
		hint = "write or"
	case r == '!':
		hint = "write not, or != to compare"
	case r == '{' || r == '}':
		hint = "names stand without braces in a condition"
	case r == '<' || r == '>':
		hint = "compare two values at a time and join with and"
	case 'A' <= r && r <= 'Z':
		hint = "names are written in small letters, text in quotes"
	}
	return fail(p.at, CodeSyntax, hint, "%q does not belong here", r)
}
