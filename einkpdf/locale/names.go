package locale

import (
	"strings"

	"github.com/einkpdf/platform/einkpdf/calendar"
)

// Width is how long a name is.
type Width uint8

// The widths of names. Months and quarters have no Short and take Abbreviated.
const (
	Wide        Width = iota // March, Sunday
	Abbreviated              // Mar, Sun
	Narrow                   // M, S; not unique
	Short                    // Su
)

// Month is the name of month m, 1..12: as it stands alone, or else as it stands
// in a date, which many languages put in another case. It is empty for what is
// no month.
func (l Locale) Month(m int, w Width, standalone bool) string {
	return nameAt(l.data().months[side(standalone)][noShort(w)], m)
}

// Weekday is the name of a weekday: as it stands alone, or else as it stands in
// a date. It is empty for what is no weekday.
func (l Locale) Weekday(wd calendar.Weekday, w Width, standalone bool) string {
	if w > Short {
		w = Wide
	}
	return nameAt(l.data().weekdays[side(standalone)][w], int(wd))
}

// Quarter is the name of quarter q, 1..4: as it stands alone, or else as it
// stands in a date. It is empty for what is no quarter.
func (l Locale) Quarter(q int, w Width, standalone bool) string {
	return nameAt(l.data().quarters[side(standalone)][noShort(w)], q)
}

func side(standalone bool) int {
	if standalone {
		return 1
	}
	return 0
}

func noShort(w Width) Width {
	switch w {
	case Short:
		return Abbreviated
	case Abbreviated, Narrow:
		return w
	}
	return Wide
}

// nameAt is the n-th of names, counted from 1.
func nameAt(names string, n int) string {
	if n < 1 {
		return ""
	}
	for ; n > 1; n-- {
		i := strings.IndexByte(names, '|')
		if i < 0 {
			return ""
		}
		names = names[i+1:]
	}
	if i := strings.IndexByte(names, '|'); i >= 0 {
		return names[:i]
	}
	return names
}
