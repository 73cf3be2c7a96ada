package legacy

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSeries(t *testing.T) {
	for name, c := range map[string]struct {
		list []string
		from int
		want string
	}{
		"numbers":          {[]string{"1", "2", "3"}, 1, "{item}"},
		"padded":           {[]string{"W09", "W10", "W11"}, 9, "W{item|00}"},
		"not padded":       {[]string{"W9", "W10", "W11"}, 9, "W{item}"},
		"from another":     {[]string{"week:1?", "week:2?"}, 10, "week:{item-9}?"},
		"months":           {[]string{"month:2026-01?", "month:2026-02?"}, 1, "month:2026-{item|00}?"},
		"steps of five":    {[]string{"@{page+1}:5", "@{page+1}:10", "@{page+1}:15"}, 1, "@{page+1}:{item*5}"},
		"behind digits":    {[]string{"2026-08-01", "2026-09-01"}, 1, "2026-{item+7|00}-01"},
		"falling":          {[]string{"3", "2", "1"}, 1, ""},
		"uneven":           {[]string{"1", "2", "4"}, 1, ""},
		"the same":         {[]string{"a", "a", "a"}, 1, ""},
		"inside a token":   {[]string{"{date+1d}", "{date+2d}"}, 1, ""},
		"padded unevenly":  {[]string{"01", "002"}, 1, ""},
		"no numbers":       {[]string{"a", "b"}, 1, ""},
		"one":              {[]string{"1"}, 1, ""},
		"half characters":  {[]string{"é1", "è2"}, 1, ""},
		"too large":        {[]string{"9999999", "10000000"}, 1, ""},
		"large months":     {[]string{"mon:202011?", "mon:202012?"}, 1, "mon:20201{item}?"},
		"large days":       {[]string{"20260108", "20260109", "20260110"}, 1, "202601{item+7|00}"},
		"large steps":      {[]string{"10000", "30000", "50000"}, 1, ""},
		"over a border":    {[]string{"x:99990?", "x:100000?"}, 1, ""},
		"padded large":     {[]string{"000001", "000002"}, 1, "{item|000000}"},
		"negative":         {[]string{"-1", "-2"}, 1, "-{item}"},
		"common beginning": {[]string{"10", "11", "12"}, 10, "{item}"},
	} {
		t.Run(name, func(t *testing.T) {
			s, ok := findSeries(append([]string(nil), c.list...))
			require.Equal(t, c.want != "", ok)
			if ok {
				require.Equal(t, c.want, s.text("item", c.from))
			}
		})
	}
}

func TestSeriesOfYear(t *testing.T) {
	var list []string
	for i := range 366 {
		list = append(list, fmt.Sprintf("notes:page:%03d?", i+1))
	}
	s, ok := findSeries(list)
	require.True(t, ok)
	require.Equal(t, "notes:page:{item|000}?", s.text("item", 1))
}

func TestReadRange(t *testing.T) {
	for s, want := range map[string][2]int{"range(5)": {0, 5}, "range(1, 13)": {1, 13}, " range( 2,4 ) ": {2, 4}, "range(-1)": {0, -1}} {
		from, to, ok := readRange(s)
		require.True(t, ok, s)
		require.Equal(t, want, [2]int{from, to}, s)
	}
	for _, s := range []string{"", "days", "range()", "range(a)", "range(1,2,3)", "range(99999999999)", "range(5"} {
		_, _, ok := readRange(s)
		require.False(t, ok, s)
	}
}
