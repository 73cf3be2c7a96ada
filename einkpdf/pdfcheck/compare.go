package pdfcheck

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// Difference is a link that two tables do not have in common.
type Difference struct {
	Kind DifferenceKind
	A, B Link // of the first and of the second table; zero where it has none
}

// DifferenceKind says what two tables do not agree on.
type DifferenceKind string

// The kinds of differences.
const (
	Missing DifferenceKind = "missing" // only the first table has the link
	Extra   DifferenceKind = "extra"   // only the second table has it
	Moved   DifferenceKind = "moved"   // same page and target, another box
	Changed DifferenceKind = "changed" // same page and box, another target
)

// String is the difference as a sentence.
func (d Difference) String() string {
	switch d.Kind {
	case Missing:
		return fmt.Sprintf("page %d: missing: %s", d.A.Page, d.A.where())
	case Extra:
		return fmt.Sprintf("page %d: extra: %s", d.B.Page, d.B.where())
	}
	return fmt.Sprintf("page %d: %s: %s instead of %s", d.A.Page, d.Kind, d.B.where(), d.A.where())
}

// where is a link's box and target.
func (l Link) where() string {
	to := fmt.Sprintf("page %d", l.Target)
	if l.Target == 0 {
		to = "nowhere"
	}
	return fmt.Sprintf("%.2f × %.2f pt at %.2f, %.2f to %s", cents(l.W), cents(l.H), cents(l.X), cents(l.Y), to)
}

// Compare says how the internal links of b differ from those of a, by page and
// from top to bottom; nil means that they are the same. Two links are the same
// when they are on one page, lead to one page, and x, y, width and height differ
// by at most the tolerance, in points. Views, names and the order on a page do
// not count.
//
// It is meant for tables of up to some hundred links a page: the time grows with
// the square of that number.
func Compare(a, b []Link, tolerance float64) []Difference {
	as, bs := byPage(a), byPage(b)
	var list []Difference
	for _, n := range pagesOf(as, bs) {
		list = append(list, comparePage(as[n], bs[n], tolerance)...)
	}
	return list
}

// byPage sorts the internal links from top to bottom, page by page.
func byPage(links []Link) map[int][]Link {
	pages := map[int][]Link{}
	for _, l := range links {
		if l.Internal() {
			pages[l.Page] = append(pages[l.Page], l)
		}
	}
	for _, list := range pages {
		slices.SortStableFunc(list, func(a, b Link) int {
			return cmp.Or(cmp.Compare(a.Y, b.Y), cmp.Compare(a.X, b.X))
		})
	}
	return pages
}

func pagesOf(a, b map[int][]Link) []int {
	var list []int
	for n := range a {
		list = append(list, n)
	}
	for n := range b {
		if _, both := a[n]; !both {
			list = append(list, n)
		}
	}
	slices.Sort(list)
	return list
}

// comparePage pairs the links of a page: first those that are the same, then
// those with the same box, then the nearest with the same target.
func comparePage(a, b []Link, tolerance float64) []Difference {
	var list []Difference
	pair := func(kind DifferenceKind, cost func(a, b Link) float64) {
		var left []Link
		for _, l := range a {
			best, least := -1, math.Inf(1)
			for i, m := range b {
				if c := cost(l, m); c < least {
					best, least = i, c
				}
			}
			if best < 0 {
				left = append(left, l)
				continue
			}
			if kind != "" {
				list = append(list, Difference{kind, l, b[best]})
			}
			b = slices.Delete(b, best, best+1)
		}
		a = left
	}
	none := math.Inf(1)
	pair("", func(l, m Link) float64 {
		if d := distance(l, m); d <= tolerance && l.Target == m.Target {
			return d
		}
		return none
	})
	pair(Changed, func(l, m Link) float64 {
		if d := distance(l, m); d <= tolerance {
			return d
		}
		return none
	})
	pair(Moved, func(l, m Link) float64 {
		if l.Target == m.Target {
			return distance(l, m)
		}
		return none
	})
	for _, l := range a {
		list = append(list, Difference{Kind: Missing, A: l})
	}
	for _, l := range b {
		list = append(list, Difference{Kind: Extra, B: l})
	}
	return list
}

// distance is the largest difference between two boxes.
func distance(a, b Link) float64 {
	return max(math.Abs(a.X-b.X), math.Abs(a.Y-b.Y), math.Abs(a.W-b.W), math.Abs(a.H-b.H))
}
