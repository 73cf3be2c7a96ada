package legacy

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/einkpdf/platform/einkpdf/calendar"
	"github.com/einkpdf/platform/einkpdf/internal/source"
	"github.com/einkpdf/platform/einkpdf/locale"
)

// world is what all pages of a document have in common: how dates are written.
type world struct {
	tag    string // of the locale here
	locale locale.Locale
	given  string // the locale as the plan has it
	total  int    // number of pages
	work   int    // see spend
}

// maxWork bounds the texts that are worked out, those of all pages together.
const maxWork = 4_000_000

// spend counts work and says whether there may be more of it. Without, what is
// known of the pages is wrong, and Read refuses the file.
func (w *world) spend(n int) bool {
	w.work += n
	return w.work <= maxWork
}

// lookup is the value of a name on a page, as the compiler has it. An empty text
// is what names such as date_prev are on the first page; a counter's _prev and
// _next are empty there too, rather than absent (fix 9). open does not care about
// first and last: it says what the name would be if the section went on.
func (w *world) lookup(p *page, name string, open bool) (value, bool) {
	for t := p.turn; t != nil; t = t.up {
		if v, ok := t.counter(name, open); ok {
			return v, true
		}
		for i := len(t.consts) - 1; i >= 0; i-- {
			if c := &t.consts[i]; c.name == name {
				return c.value, c.value.kind != noValue
			}
		}
		switch name {
		case "subpage": // every level has its own
			return wholeOf(p.sub), true
		case "locale":
			return textOf(w.given), true
		}
		if t.mode.dated() {
			if v, ok := w.dated(t, name, open); ok {
				return v, true
			}
		}
	}
	return value{}, false
}

func (t *turn) first() bool { return t.mode != once && t.index == 0 }
func (t *turn) last() bool  { return t.mode != once && t.index == t.of-1 }

// counter is the value of a counter of the turn's section.
func (t *turn) counter(name string, open bool) (value, bool) {
	for i := len(t.counters) - 1; i >= 0; i-- {
		c := &t.counters[i]
		rest, ok := strings.CutPrefix(name, c.name)
		if !ok {
			continue
		}
		at := c.start + int64(t.index)*c.step
		switch rest {
		case "":
			return millionths(at), true
		case "_prev":
			if t.first() && !open {
				return textOf(""), true
			}
			return millionths(at - c.step), true
		case "_next":
			if t.last() && !open {
				return textOf(""), true
			}
			return millionths(at + c.step), true
		}
	}
	return value{}, false
}

// dated is the value of a name that has to do with the date of a turn.
func (w *world) dated(t *turn, name string, open bool) (value, bool) {
	d := t.date
	year, month, day := d.Civil()
	_, week := calendar.ISOWeeks().Week(d)
	head, tail, _ := strings.Cut(name, "_")
	if tail == "prev" && t.first() && !open || tail == "next" && t.last() && !open {
		switch head {
		case "date", "year", "month", "week":
			return textOf(""), true
		}
	}
	switch name {
	case "date":
		return textOf(d.String()), true
	case "date_long":
		return textOf(w.long(d)), true
	case "year":
		return wholeOf(year), true
	case "month":
		return wholeOf(month), true
	case "day":
		return wholeOf(day), true
	case "month_padded":
		return textOf(fmt.Sprintf("%02d", month)), true
	case "month_padded3":
		return textOf(fmt.Sprintf("%03d", month)), true
	case "day_padded":
		return textOf(fmt.Sprintf("%02d", day)), true
	case "month_name":
		return textOf(w.monthName(d)), true
	case "weekday":
		return textOf(w.weekday(d)), true
	case "week":
		return wholeOf(week), true
	case "iso_week":
		if t.mode == weekly {
			y, week := calendar.ISOWeeks().Week(d)
			return textOf(fmt.Sprintf("%04d-W%02d", y, week)), true
		}
	case "date_prev":
		return textOf(d.AddDays(-1).String()), true
	case "date_next":
		return textOf(d.AddDays(1).String()), true
	case "year_prev":
		return wholeOf(year - 1), true
	case "year_next":
		return wholeOf(year + 1), true
	case "month_prev":
		return wholeOf((month+10)%12 + 1), true
	case "month_next":
		return wholeOf(month%12 + 1), true
	case "week_prev":
		return w.week(d, week-1, open), true
	case "week_next":
		return w.week(d, week+1, open), true
	}
	return value{}, false
}

// week is the number of a week beside that of d, empty when the year has none of
// that number.
func (w *world) week(d calendar.Date, n int, open bool) value {
	_, last := calendar.ISOWeeks().Week(calendar.New(d.Year(), 12, 31))
	if !open && (n < 1 || n > 53 || n == 53 && last != 53) {
		return textOf("")
	}
	return wholeOf(n)
}

// The patterns of dates in words, in our tokens. Where the predecessor wrote what
// the language does not, the language's own form stands.
func (w *world) longForm() string {
	switch w.tag {
	case "ja":
		return "y年M月d日 (EEEE)"
	case "zh":
		return "y年M月d日 EEEE"
	}
	return "full"
}

func (w *world) monthForm() string {
	if w.tag == "zh" {
		return "LLL"
	}
	return "month"
}

// weekdayForms are the formats of a weekday: Polish ones had capitals.
func (w *world) weekdayForms() string {
	if w.tag == "pl" {
		return "weekday|title"
	}
	return "weekday"
}

func (w *world) form(d calendar.Date, form string) string {
	s, err := w.locale.Format(d, form, calendar.ISOWeeks())
	if err != nil {
		return d.String()
	}
	return s
}

func (w *world) long(d calendar.Date) string      { return w.form(d, w.longForm()) }
func (w *world) monthName(d calendar.Date) string { return w.form(d, w.monthForm()) }

func (w *world) weekday(d calendar.Date) string {
	s := w.form(d, "weekday")
	if w.tag == "pl" {
		return titled(s)
	}
	return s
}

func titled(s string) string {
	r := []rune(s)
	return strings.ToUpper(string(r[:min(1, len(r))])) + string(r[min(1, len(r)):])
}

// locales are the languages that the predecessor had.
func locales() []string { return []string{"en", "pl", "de", "fr", "es", "it", "ja", "zh", "uk"} }

// newWorld finds the locale of a plan by its beginning; English for others.
func newWorld(given string, at source.Pos, total int, r *reporter) *world {
	w := &world{tag: "en", given: given, total: total}
	known := false
	for _, tag := range locales() {
		if strings.HasPrefix(strings.ToLower(given), tag) {
			w.tag, known = tag, true
			break
		}
	}
	if !known {
		r.at(at, Replaced, "locale", "the locale "+strconv.Quote(given)+" was not known; dates are in English, as there")
	}
	w.locale, _ = locale.Lookup(w.tag) // one of our own
	return w
}
