// Package plan says what `each` means: which days, weeks, months, quarters,
// years, numbers or list items a design is repeated for, how many there are, and
// which names each of them binds.
//
// Counting is arithmetic: the number of items is known before any of them is
// made, however many there are. Everything here is a value without state and may
// be used by several goroutines at once.
package plan

import (
	"strconv"
	"strings"

	"github.com/einkpdf/platform/einkpdf/calendar"
	"github.com/einkpdf/platform/einkpdf/internal/token"
)

// MaxInt is the largest magnitude of a number in a range such as 1..40.
const MaxInt = 1_000_000_000

// Kind is what an [Each] repeats for.
type Kind uint8

// The kinds of Each.
const (
	Once    Kind = iota // a single time
	Periods             // each day, week, month, quarter or year
	Ints                // each number of a range
	List                // each item of a list
)

// Each is a repetition. The zero value is once. Values can be compared with ==.
type Each struct {
	kind     Kind
	grain    calendar.Grain
	from, to int64 // of Ints; to is the length of List
}

// EachPeriod repeats for each period of a grain; a grain that does not exist
// gives once.
func EachPeriod(g calendar.Grain) Each {
	if g < calendar.Day || g > calendar.Year {
		return Each{}
	}
	return Each{kind: Periods, grain: g}
}

// EachInt repeats for from, from+1 .. to. The error is a *token.SyntaxError when
// from is larger than to or a magnitude is over MaxInt.
func EachInt(from, to int64) (Each, error) {
	for _, n := range [...]int64{from, to} {
		if n < -MaxInt || n > MaxInt {
			return Each{}, token.NewSyntaxError(0, token.CodeRange,
				"the numbers of a range are at most "+strconv.Itoa(MaxInt), "")
		}
	}
	if from > to {
		return Each{}, token.NewSyntaxError(0, token.CodeRange,
			"the range "+rangeText(from, to)+" is empty", "write the smaller number first: "+rangeText(to, from))
	}
	return Each{kind: Ints, from: from, to: to}, nil
}

// EachList repeats for each of n items of a list; a negative n counts as 0.
func EachList(n int) Each { return Each{kind: List, to: int64(max(n, 0))} }

// ParseEach reads "once", "day", "week", "month", "quarter", "year", or a range
// of whole numbers such as "1..40". The error is a *token.SyntaxError.
func ParseEach(s string) (Each, error) {
	if s == "once" {
		return Each{}, nil
	}
	if g, err := calendar.ParseGrain(s); err == nil {
		return EachPeriod(g), nil
	}
	first, last, ok := strings.Cut(s, "..")
	if !ok {
		return Each{}, badEach(s)
	}
	from, err := parseInt(s, first, 0)
	if err != nil {
		return Each{}, err
	}
	to, err := parseInt(s, last, len(first)+2)
	if err != nil {
		return Each{}, err
	}
	return EachInt(from, to)
}

// parseInt reads a number of the range s at off: digits with at most a minus.
func parseInt(s, number string, off int) (int64, error) {
	digits := strings.TrimPrefix(number, "-")
	if digits == "" || strings.Trim(digits, "0123456789") != "" {
		return 0, token.NewSyntaxError(off, token.CodeSyntax, quote(s)+" is not a range of whole numbers", "write it as 1..40")
	}
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil || n < -MaxInt || n > MaxInt {
		return 0, token.NewSyntaxError(off, token.CodeRange, "the numbers of a range are at most "+strconv.Itoa(MaxInt), "")
	}
	return n, nil
}

func badEach(s string) error {
	hint := "write once, day, week, month, quarter, year, or a range such as 1..40"
	switch strings.TrimRight(strings.ToLower(s), "s") {
	case "day", "daily":
		hint = "did you mean day?"
	case "week", "weekly":
		hint = "did you mean week?"
	case "month", "monthly":
		hint = "did you mean month?"
	case "quarter", "quarterly":
		hint = "did you mean quarter?"
	case "year", "yearly":
		hint = "did you mean year?"
	case "":
		return token.NewSyntaxError(0, token.CodeSyntax, "it is not said what to repeat for", hint)
	}
	return token.NewSyntaxError(0, token.CodeSyntax, quote(s)+" is nothing to repeat for", hint)
}

// quote is s in quotes for a message, shortened when it is long.
func quote(s string) string {
	const most = 40
	if len(s) > most {
		return strconv.Quote(strings.ToValidUTF8(s[:most], "")) + "…"
	}
	return strconv.Quote(s)
}

// Kind is what e repeats for.
func (e Each) Kind() Kind { return e.kind }

// Grain is the grain of Periods, and 0 for other kinds.
func (e Each) Grain() calendar.Grain { return e.grain }

// String is what ParseEach reads; a list, which it does not read, is "list of n".
func (e Each) String() string {
	switch e.kind {
	case Periods:
		return e.grain.String()
	case Ints:
		return rangeText(e.from, e.to)
	case List:
		return "list of " + strconv.FormatInt(e.to, 10)
	}
	return "once"
}

func rangeText(from, to int64) string {
	return strconv.FormatInt(from, 10) + ".." + strconv.FormatInt(to, 10)
}
