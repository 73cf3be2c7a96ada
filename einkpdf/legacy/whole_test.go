package legacy

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Numbers with decimals are cut off where they are written as whole ones.
func TestWholeNumbersOfDecimals(t *testing.T) {
	for _, c := range []struct {
		start, step float64
		want        []string
	}{
		{0.5, 0.5, []string{"0 00 . 1", "1 01 0 1", "1 01 1 2", "2 02 1 ."}},
		{0, 0.25, []string{"0 00 . 0", "0 00 0 0", "0 00 0 0", "0 00 0 ."}},
		{1.99999, 1, []string{"1 01 . 2", "2 02 1 3", "3 03 2 4", "4 04 3 ."}},
		{-0.75, -0.75, []string{"0 00 . -1", "-1 -01 0 -2", "-2 -02 -1 -3", "-3 -03 -2 ."}},
	} {
		var got []string
		widget := `{"type": "text_block", "content": "{h:d} {h:02d} {h_prev:d}| {h_next:d}|"}`
		data := aProject(t, "count", "remarkable-2", widget)
		data = bytes.Replace(data, []byte(`"n":{"start":1,"step":1}`), fmt.Appendf(nil, `"h":{"start":%v,"step":%v}`, c.start, c.step), 1)
		data = bytes.Replace(data, []byte(`"count":3`), []byte(`"count":4`), 1)
		r, err := Read(data, Options{})
		require.NoError(t, err)
		for _, p := range drawn(t, r).pages {
			s := strings.NewReplacer(" | ", " . ", " |", " .", "|", "").Replace(strings.Join(p.texts, ""))
			got = append(got, s)
		}
		require.Equal(t, c.want, got, "%v %v", c.start, c.step)
	}
}

func TestBooleansAreNumbers(t *testing.T) {
	data := bytes.Replace(aProject(t, "count", "remarkable-2", `{"type": "text_block", "content": "{yes} {yes:02d} {no:d} {yes:.1f} {yes:.2}"}`),
		[]byte(`"counters"`), []byte(`"context":{"yes":true,"no":false},"counters"`), 1)
	r, err := Read(data, Options{})
	require.NoError(t, err)
	require.Equal(t, []string{"True 01 0 1.0 Tr"}, drawn(t, r).pages[0].texts)
}

// Numbers that are rounded in another way than there never make a name twice.
func TestRoundedDestinations(t *testing.T) {
	for _, name := range []string{"h:{h:.0f}", "h:{h:d}", "h:{h:.1f}", "h:{h_next:03d}", "{h:.2f}"} {
		for _, c := range []string{`{"start":0,"step":0.5}`, `{"start":-1.5,"step":0.25}`, `{"start":0.000001,"step":0.5}`} {
			data := aProject(t, "count", "remarkable-2", `{"type": "anchor", "position": {"x": 0, "y": 0, "width": 1, "height": 1}, "properties": {"dest_id": "`+name+`"}},
				{"type": "internal_link", "content": "{h:.0f}", "properties": {"to_dest": "`+name+`"}}`)
			data = bytes.Replace(data, []byte(`"n":{"start":1,"step":1}`), []byte(`"h":`+c), 1)
			data = bytes.Replace(data, []byte(`"count":3`), []byte(`"count":9`), 1)
			r, err := Read(data, Options{})
			require.NoError(t, err)
			require.Len(t, drawn(t, r).pages, 9, "%s %s", name, c)
		}
	}
}

// A tap in a nested section that leads to a neighbour of the outer item, and is
// alone on its page.
func TestTapToOuterNeighbour(t *testing.T) {
	data := []byte(`{"id": "x", "metadata": {"name": "Planner", "device_profile": "kindle-scribe", "created_at": "", "updated_at": ""},
		"masters": [
			{"name": "Week", "created_at": "", "updated_at": "", "widgets": [
				{"id": "a", "type": "anchor", "position": {"x": 0, "y": 0, "width": 1, "height": 1}, "properties": {"dest_id": "week:{week}"}}]},
			{"name": "Day", "created_at": "", "updated_at": "", "widgets": [
				{"id": "t", "type": "tap_zone", "position": {"x": 10, "y": 150, "width": 250, "height": 104}, "properties": {"to_dest": "week:{week_next}"}}]}],
		"plan": {"sections": [{"kind": "week", "master": "Week", "generate": "each_week", "start_date": "2024-09-02", "end_date": "2024-09-15", "nested": [
			{"kind": "day", "master": "Day", "generate": "count", "count": 1}]}], "order": ["week"]}}`)
	for _, text := range []string{"week:{week_next}", "day:{date_next}"} {
		r, err := Read(bytes.Replace(data, []byte("week:{week_next}"), []byte(text), 1), Options{})
		require.NoError(t, err)
		require.Len(t, drawn(t, r).pages, 4, text)
	}
}
