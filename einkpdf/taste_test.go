package einkpdf_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
)

// The project that the format was designed by: a year, its months and days, and
// notes, without a word too many.
func TestTaste(t *testing.T) {
	source, err := os.ReadFile("testdata/taste.yaml")
	require.NoError(t, err)
	for _, device := range []string{"", "kobo-clara-bw", "boox-note-max"} {
		d := compile(t, string(source), einkpdf.Options{Device: device, Strict: device == ""})
		require.Equal(t, 1+12+365+40, d.Len())
		pdf(t, d)
	}
	first, ok := compile(t, string(source), einkpdf.Options{}).PageOf("year")
	require.True(t, ok)
	require.Zero(t, first)
}

// Pages without dates know the year only when the calendar lies in one.
func TestYearOfTheCalendar(t *testing.T) {
	const plan = "designs: {a: {outline: '{year}'}}\nplan: [{design: a}]\n"
	p, err := compile(t, head+year+plan, einkpdf.Options{}).PageAt(0)
	require.NoError(t, err)
	require.Equal(t, "2026", p.Title)
	errs := fails(t, head+"calendar: {from: 2026-09-01, to: 2027-01-31}\n"+plan, einkpdf.Options{})
	require.Equal(t, "unknown-name", errs[0].Code)
}
