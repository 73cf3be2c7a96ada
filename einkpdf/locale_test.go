package einkpdf_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
)

// TestWeekRules numbers the weeks around 1 January 2027 by several rules.
func TestWeekRules(t *testing.T) {
	tests := []struct{ locale, calendar, want string }{
		{"en-GB", "week: iso", "2026-12-26 52 sat, 2026-12-27 52 sun, 2026-12-31 53 thu, 2027-01-01 53 fri, 2027-01-03 53 sun, 2027-01-04 1 mon"},
		{"en-GB", "week: us", "2026-12-26 52 sat, 2026-12-27 1 sun, 2026-12-31 1 thu, 2027-01-01 1 fri, 2027-01-03 2 sun, 2027-01-04 2 mon"},
		{"en-GB", "week: {first: sat, min-days: 1}", "2026-12-26 1 sat, 2026-12-27 1 sun, 2026-12-31 1 thu, 2027-01-01 1 fri, 2027-01-03 2 sun, 2027-01-04 2 mon"},
		{"en-US", "week: locale", "2026-12-26 52 sat, 2026-12-27 1 sun, 2026-12-31 1 thu, 2027-01-01 1 fri, 2027-01-03 2 sun, 2027-01-04 2 mon"},
		{"de", "week: locale", "2026-12-26 52 sat, 2026-12-27 52 sun, 2026-12-31 53 thu, 2027-01-01 53 fri, 2027-01-03 53 sun, 2027-01-04 1 mon"},
	}
	for _, tt := range tests {
		d := compile(t, "einkpdf: 1\ntitle: x\nlocale: "+tt.locale+"\ncalendar: {from: 2026-12-26, to: 2027-01-04, "+tt.calendar+"}\n"+
			`designs: {day: {label: "{date} {week.number}"}}
plan: [{design: day, each: day}]
`, einkpdf.Options{})
		for _, want := range strings.Split(tt.want, ", ") {
			day, number, _ := strings.Cut(want, " ")
			number, _, _ = strings.Cut(number, " ")
			require.Equal(t, day+" "+number, page(t, d, "day/"+day).Label, "%s %s", tt.locale, tt.calendar)
		}
	}
}

func TestWeekend(t *testing.T) {
	tests := []struct{ calendar, want string }{
		{"", "sat sun"},
		{", weekend: [fri, sat]", "fri sat"},
		{", weekend: [wed]", "wed"},
		{", weekend: []", ""},
		{", weekend: [mon, tue, wed, thu, fri, sat, sun]", "mon tue wed thu fri sat sun"},
	}
	for _, tt := range tests {
		d := compile(t, head+"calendar: {from: 2026-06-01, to: 2026-06-07"+tt.calendar+"}\n"+
			`designs: {day: {body: {type: text, text: "{date|EEE|lower}", when: date.weekend}}}
plan: [{design: day, each: day}]
`, einkpdf.Options{})
		var got []string
		for _, key := range d.Keys() {
			if text := strings.TrimSpace(page(t, d, key).Text); text != "" {
				got = append(got, text)
			}
		}
		require.Equal(t, tt.want, strings.Join(got, " "), tt.calendar)
	}
}

// languages are 1 March 2026, a Sunday, as CLDR writes it: the full date, the
// month alone, and the weekday and month in short.
var languages = map[string][3]string{
	"en-GB": {"Sunday, 1 March 2026", "March", "Sun Mar"},
	"de":    {"Sonntag, 1. März 2026", "März", "So Mär"},
	"fr":    {"dimanche 1 mars 2026", "mars", "dim. mars"},
	"es":    {"domingo, 1 de marzo de 2026", "marzo", "dom mar"},
	"it":    {"domenica 1 marzo 2026", "marzo", "dom mar"},
	"pl":    {"niedziela, 1 marca 2026", "marzec", "niedz. mar"},
	"uk":    {"неділя, 1 березня 2026 р.", "березень", "нд бер."},
	"ja":    {"2026年3月1日日曜日", "3月", "日 3月"},
	"zh":    {"2026年3月1日星期日", "三月", "周日 3月"},
}

const languageFile = `
calendar: {from: 2026-03-01, to: 2026-03-01}
designs:
  day:
    body:
      type: stack
      children:
        - {type: text, text: "{date|full}", fit: line}
        - {type: text, text: "{month|LLLL}", fit: line}
        - {type: text, text: "{date|ccc LLL}", fit: line}
plan: [{design: day, each: day}]
`
