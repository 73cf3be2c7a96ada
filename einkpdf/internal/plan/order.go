package plan

import (
	"strconv"
	"strings"

	"github.com/einkpdf/platform/einkpdf/internal/near"
	"github.com/einkpdf/platform/einkpdf/internal/token"
)

// Order is a page by its place in the document. The zero value is the page
// before the first one, which never exists.
type Order struct {
	base orderBase
	n    int64 // of a numbered page, from 1
}

type orderBase uint8

const (
	numbered orderBase = iota
	next
	previous
	first
	last
)

// maxOrder stands for all numbers that are larger than any page's.
const maxOrder = 1 << 31

// IsOrder says whether a target names a page by its place: it begins with @.
func IsOrder(target string) bool { return strings.HasPrefix(target, "@") }

// ParseOrder reads @next, @previous, @first, @last, or the number of a page, from
// 1, such as @12. Numbers that no page has, such as @0 and @-3, can be read. The
// error is a *token.SyntaxError.
func ParseOrder(s string) (Order, error) {
	switch s {
	case "@next":
		return Order{base: next}, nil
	case "@previous":
		return Order{base: previous}, nil
	case "@first":
		return Order{base: first}, nil
	case "@last":
		return Order{base: last}, nil
	}
	number := strings.TrimPrefix(s, "@")
	digits := strings.TrimPrefix(number, "-")
	if digits == "" || strings.Trim(digits, "0123456789") != "" {
		return Order{}, badOrder(s)
	}
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil || n > maxOrder { // more digits than a number has
		n = maxOrder
	}
	return Order{n: n}, nil
}

func badOrder(s string) error {
	hint := "write @next, @previous, @first, @last or the number of a page, such as @12"
	switch word := strings.TrimPrefix(s, "@"); word {
	case "prev", "before", "back":
		hint = "did you mean @previous?"
	default:
		if meant := near.Word(word, []string{"next", "previous", "first", "last"}); meant != "" {
			hint = "did you mean @" + meant + "?"
		}
	}
	return token.NewSyntaxError(0, token.CodeSyntax, quote(s)+" is no page by its place", hint)
}

// Relative says whether the page depends on where it is asked for.
func (o Order) Relative() bool { return o.base == next || o.base == previous }

// Index is the index, from 0, of the page in a document of so many pages, asked
// for on the page of index at, and whether there is such a page.
func (o Order) Index(at, pages int) (index int, ok bool) {
	switch o.base {
	case next:
		index = at + 1
	case previous:
		index = at - 1
	case first:
		index = 0
	case last:
		index = pages - 1
	default:
		if o.n < 1 || o.n > int64(pages) {
			return 0, false
		}
		index = int(o.n) - 1
	}
	return index, index >= 0 && index < pages
}
