package legacy

import (
	"slices"
	"strconv"
	"strings"

	"github.com/einkpdf/platform/einkpdf/internal/token"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// shortSeries is the number of items from which on a repetition is easier to
// read than the items one by one.
const shortSeries = 4

// series is texts that differ by one number, which grows by the same step.
type series struct {
	before, after string
	first, step   int
	digits        int // least digits; 0 = without zeros in front
}

// findSeries is the series of texts; false when they are none.
func findSeries(list []string) (series, bool) {
	if len(list) < 2 {
		return series{}, false
	}
	before := list[0]
	for _, s := range list[1:] {
		before = before[:common(before, s)]
	}
	if short := strings.TrimRight(before, "0123456789"); !largeNumbers(list, short) {
		before = short
	}
	for i, s := range list {
		list[i] = s[len(before):]
	}
	after := list[0]
	for _, s := range list[1:] {
		after = after[len(after)-common(reversed(after), reversed(s)):]
	}
	after = strings.TrimLeft(after, "0123456789")
	if strings.Count(before, "{") != strings.Count(before, "}") {
		return series{}, false // the number is inside a token
	}
	if len(before) > 0 && isDigit(before[len(before)-1]) && slices.ContainsFunc(list, func(text string) bool { return len(text) != len(list[0]) }) {
		return series{}, false // 99990, 100000: the digits in front do not stay the same
	}
	s := series{before: before, after: after, digits: -1}
	for i, text := range list {
		number := strings.TrimSuffix(text, after)
		n, err := strconv.Atoi(number)
		if err != nil || n < 0 || len(number) > 6 || !s.follows(i, n) || !s.fits(number) {
			return series{}, false
		}
	}
	if b := before; len(b) > 0 && isDigit(b[len(b)-1]) {
		s.digits = len(list[0]) - len(after) // 202001, 202002: what follows the common digits
	}
	return s, s.reaches(1)
}

// reaches says whether a token can say the series about a name that begins with a
// number.
func (s series) reaches(from int) bool {
	offset := s.first - from*s.step
	return s.step <= token.MaxStep && offset >= -token.MaxStep && offset <= token.MaxStep
}

// largeNumbers says whether the texts go on, after what they begin with, with
// numbers that are too large for the steps of tokens.
func largeNumbers(list []string, before string) bool {
	return slices.ContainsFunc(list, func(s string) bool {
		rest := strings.TrimLeft(s[len(before):], "0")
		return len(rest)-len(strings.TrimLeft(rest, "0123456789")) > 4
	})
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// follows says whether n is the i-th number of the series.
func (s *series) follows(i, n int) bool {
	switch i {
	case 0:
		s.first = n
	case 1:
		s.step = n - s.first
	}
	return i == 0 || s.step > 0 && n == s.first+i*s.step
}

// fits says whether a number has as many digits as the others.
func (s *series) fits(number string) bool {
	if number[0] == '0' && len(number) > 1 {
		if s.digits < 0 {
			s.digits = len(number)
		}
		return s.digits == len(number)
	}
	if s.digits < 0 {
		s.digits = 0
	}
	return s.digits == 0 || s.digits <= len(number)
}

// text is the series as a text about a name that has the number from at the
// first item and grows by 1.
func (s series) text(name string, from int) string {
	if s.step == 0 { // all are the same
		return s.before
	}
	body := name
	if s.step != 1 {
		body += "*" + strconv.Itoa(s.step)
	}
	body += plus(s.first - from*s.step)
	if s.digits > 1 {
		body += "|" + strings.Repeat("0", s.digits)
	}
	return s.before + "{" + body + "}" + s.after
}

// common is the length of the text that two texts begin with.
func common(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

func reversed(s string) string {
	b := []byte(s)
	for i, j := 0, len(b)-1; i < j; i, j = i+1, j-1 {
		b[i], b[j] = b[j], b[i]
	}
	return string(b)
}

// series makes the grid repeat one link, where its items are alike.
func (g *linkGrid) series(grid *widget.Grid) bool {
	if len(g.entries) < shortSeries || g.look.hidden {
		return false
	}
	var labels, targets []string
	for _, e := range g.entries {
		if !e.linked || len(e.labels) != 1 || e.labels[0].when != "" || e.labels[0].text == "" || e.to.when != g.entries[0].to.when {
			return false
		}
		labels, targets = append(labels, string(e.labels[0].text)), append(targets, string(e.to.to))
	}
	name, from := "item.index", 1
	link := g.link("{item}", "", g.fill)
	repeat := &widget.Repeat{}
	to, counted := findSeries(slices.Clone(targets))
	label, ok := findSeries(slices.Clone(labels))
	if len(slices.Compact(slices.Clone(targets))) == 1 {
		to, counted = series{before: targets[0]}, true
	}
	switch {
	case counted && ok:
		name = "item"
		if label.step == 1 && to.reaches(label.first) && label.reaches(label.first) {
			from = label.first
		}
		repeat.Each = widget.Over(strconv.Itoa(from) + ".." + strconv.Itoa(from+len(labels)-1))
		link.Text, link.To = widget.Text(label.text(name, from)), widget.Target(to.text(name, from))
	case counted:
		for _, text := range labels {
			repeat.Each.List = append(repeat.Each.List, widget.Item{Text: widget.Text(text)})
		}
		link.To = widget.Target(to.text(name, from))
	default:
		for i, text := range labels {
			to := strings.TrimSuffix(targets[i], "?")
			repeat.Each.List = append(repeat.Each.List, widget.Item{Fields: map[string]widget.Text{"text": widget.Text(text), "to": widget.Text(to)}})
		}
		link.Text, link.To = "{item.text}", "{item.to}?"
	}
	grid.Repeat = repeat
	grid.Child = g.repeated(link, name, from)
	return true
}

// repeated is the child of a series: its link, on the pages that have it, with
// another ground where it is marked.
func (g *linkGrid) repeated(link *widget.LinkBox, name string, from int) widget.Widget {
	link.When = g.entries[0].to.when
	if !g.marks {
		return inCell([]widget.Widget{link})
	}
	if n, err := strconv.Atoi(g.marked); g.fixed && err == nil {
		return inCell(g.either(link, name, strconv.Itoa(from+n-1)))
	}
	return inCell(g.either(link, name+plus(1-from), g.marked))
}

// either is a link twice: marked where two values are the same, and plain elsewhere.
func (g *linkGrid) either(link *widget.LinkBox, a, b string) []widget.Widget {
	here, elsewhere := widget.Cond(a+" == "+b), widget.Cond(a+" != "+b)
	marked, plain := *link, *link
	marked.Fill = g.mark
	marked.When, plain.When = g.scope.when(link.When, here), g.scope.when(link.When, elsewhere)
	return []widget.Widget{&plain, &marked}
}
