package token

import "github.com/einkpdf/platform/einkpdf/calendar"

// Listed is the value of a text in a list of items: a date where it is written
// as one, such as 2026-03-14, and else the text. Both print the same.
func Listed(s string) Value {
	if d, err := calendar.Parse(s); err == nil && d.String() == s {
		return Date(d)
	}
	return String(s)
}
