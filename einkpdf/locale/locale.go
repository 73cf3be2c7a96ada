// Package locale writes dates the way a language does: the names of months and
// weekdays, in the forms that stand in a date and those that stand alone, the
// order of a date's parts, and where weeks and weekends begin.
//
// The data is that of the Unicode Common Locale Data Repository (CLDR), in
// tables of the program; nothing is read or computed when a program starts.
// [Lookup] finds a [Locale] for a tag such as en-GB, and [Locale.Format] writes
// a date by a pattern of CLDR letters, such as "EEEE d MMMM", or by a named
// form that every language has its own pattern for, such as month-year; see
// [Forms].
//
// Everything here is safe for concurrent use.
package locale

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/einkpdf/platform/einkpdf/calendar"
)

//go:generate go run ./gen

// ErrUnknown is what the error of [Lookup] wraps.
var ErrUnknown = errors.New("unknown locale")

// maxTag is the longest tag that is looked at, in bytes.
const maxTag = 64

// Locale is a language as it is written in a region. It is a small comparable
// value. The zero value is American English.
type Locale struct {
	table  *table
	region string // as the tag had it; empty when it is that of the table
}

// table has the data of a locale; tables.go has all of them.
type table struct {
	tag, region string
	// Names are in order and separated by '|'. The first index is 0 for the
	// form in a date and 1 for the form alone, the second is the Width.
	months   [2][3]string // January first
	weekdays [2][4]string // Monday first
	quarters [2][3]string
	forms    [formCount]string
}

// Lookup finds a locale by its BCP 47 tag, in capitals or not, with hyphens or
// underscores. When there is no locale of that tag, the tag is shortened from
// the end, so de-LI gives de; its region still decides about weeks. When
// nothing is left the error wraps [ErrUnknown] and lists the tags that exist.
func Lookup(tag string) (Locale, error) {
	if len(tag) > maxTag {
		return Locale{}, fmt.Errorf("%w %s: a tag has at most %d letters", ErrUnknown, strconv.Quote(tag[:maxTag])+"...", maxTag)
	}
	norm := strings.ReplaceAll(tag, "_", "-")
	if strings.ContainsFunc(norm, func(c rune) bool { return c != '-' && !isLetter(c) && (c < '0' || c > '9') }) {
		return Locale{}, fmt.Errorf("%w %s; a tag has letters, digits and hyphens, as in en-GB", ErrUnknown, strconv.Quote(tag))
	}
	for rest := norm; rest != ""; {
		for i := range tables {
			if strings.EqualFold(tables[i].tag, rest) {
				return newLocale(&tables[i], regionOf(norm)), nil
			}
		}
		rest = rest[:max(strings.LastIndexByte(rest, '-'), 0)]
	}
	return Locale{}, fmt.Errorf("%w %s; use one of %s", ErrUnknown, strconv.Quote(tag), strings.Join(Tags(), ", "))
}

// newLocale is the locale of a table in a region, so that equal ones are ==.
func newLocale(t *table, region string) Locale {
	if region == t.region {
		region = ""
	}
	return Locale{t, region}
}

// regionOf is the region that a tag with hyphens names, two letters in capitals
// or three digits, or empty.
func regionOf(tag string) string {
	_, rest, _ := strings.Cut(tag, "-")
	for rest != "" {
		var part string
		part, rest, _ = strings.Cut(rest, "-")
		if len(part) == 1 {
			break // what follows are extensions
		}
		if len(part) == 2 && isLetter(part[0]) || len(part) == 3 && !isLetter(part[0]) {
			return strings.ToUpper(part)
		}
	}
	return ""
}

// Tags are the tags of all locales, in alphabetic order. The caller owns the slice.
func Tags() []string {
	tags := make([]string, len(tables))
	for i := range tables {
		tags[i] = tables[i].tag
	}
	return tags
}

func (l Locale) data() *table {
	if l.table == nil {
		return &tables[defaultTable]
	}
	return l.table
}

// Tag is the tag of the locale that was found, which may be shorter than the
// one that was looked up.
func (l Locale) Tag() string { return l.data().tag }

// String is the same as Tag.
func (l Locale) String() string { return l.Tag() }

// Language is the language part of the tag, such as "en".
func (l Locale) Language() string {
	language, _, _ := strings.Cut(l.Tag(), "-")
	return language
}

// Region is the region of the tag that was looked up, such as "GB" or, for a
// part of the world, "419"; and the most likely one of the language when the
// tag had none.
func (l Locale) Region() string {
	if l.region == "" {
		return l.data().region
	}
	return l.region
}

// WeekRule is where weeks begin, and which is the first of a year, in the
// locale's region.
func (l Locale) WeekRule() calendar.WeekRule {
	return calendar.WeekRule{First: firstDay(l.Region()), MinDays: minDays(l.Region())}
}

// Weekend is the days of the weekend in the locale's region, in their order.
// The caller owns the slice.
func (l Locale) Weekend() []calendar.Weekday {
	first, last := weekend(l.Region())
	days := []calendar.Weekday{first}
	for d := first; d != last; {
		d = d%7 + 1
		days = append(days, d)
	}
	return days
}
