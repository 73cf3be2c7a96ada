package legacy

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/widget"
)

func TestMoment(t *testing.T) {
	for span, want := range map[widget.Span][4]string{ // its day, month and week from Sunday, and whether it begins a month
		"{date}":               {"date", "{date.month}", "{date+1d.week}", ""},
		"{date-1d}":            {"date-1d", "{date-1d.month}", "{date-1d+1d.week}", ""},
		"{month}":              {"month.start", "{month}", "{month.start+1d.week}", "first"},
		"{month-1}":            {"month-1.start", "{month-1}", "{month-1.start+1d.week}", "first"},
		"{date.month}":         {"date.month.start", "{date.month}", "{date.month.start+1d.week}", "first"},
		"{year.start}":         {"year.start", "{year.start.month}", "{year.start+1d.week}", "first"},
		"{month.start+1d}":     {"month.start+1d", "{month.start+1d.month}", "{month.start+1d+1d.week}", ""},
		"2026-03":              {"2026-03-01", "2026-03", "2026-W10", "first"},
		"2026-03-15":           {"2026-03-15", "2026-03", "2026-W12", ""},
		"{p.month}":            {"x.date", "{x.date.month}", "{x.date+1d.week}", ""},
		"2026-{n|00}-01":       {"x.date", "{x.date.month}", "{x.date+1d.week}", ""},
		"{n}":                  {"x.date", "{x.date.month}", "{x.date+1d.week}", ""},
		"{date}{month}":        {"x.date", "{x.date.month}", "{x.date+1d.week}", ""},
		"{date|yyyy}-01-01":    {"x.date", "{x.date.month}", "{x.date+1d.week}", ""},
		"{year}-{month|MM}-05": {"x.date", "{x.date.month}", "{x.date+1d.week}", ""},
	} {
		m, ok := readMoment(span)
		require.True(t, ok, span)
		require.Equal(t, want[3] != "", m.first(), span)
		inner, repeat := m.bound("x")
		require.Equal(t, m.written != "", repeat != nil, span)
		require.Equal(t, want[0], inner.day(), span)
		require.Equal(t, widget.Span(want[1]), inner.month(), span)
		require.Equal(t, widget.Span(want[2]), inner.week(1), span)
	}
	for _, span := range []widget.Span{"", "someday", "2026-13", "2026-02-30", "}"} {
		_, ok := readMoment(span)
		require.False(t, ok, span)
	}
}

func TestNot(t *testing.T) {
	for c, want := range map[widget.Cond]widget.Cond{
		"first": "not first", "not first": "first", "item.date.weekend": "not item.date.weekend",
		"a == b": "not (a == b)", "not a == b": "not (not a == b)", "first or last": "not (first or last)",
	} {
		require.Equal(t, want, not(c))
		require.True(t, exclude(c, want))
		require.True(t, exclude(want, c))
	}
	require.False(t, exclude("", ""))
	require.False(t, exclude("first", "last"))
}
