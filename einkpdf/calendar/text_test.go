package calendar

import (
	"encoding"
	"encoding/json"
	"fmt"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestDateText(t *testing.T) {
	pattern := regexp.MustCompile(Date{}.JSONSchema()["pattern"].(string))
	for _, s := range []string{"", "0001-01-01", "2024-02-29", "9999-12-31"} {
		var d Date
		require.NoError(t, d.UnmarshalText([]byte(s)), s)
		out, err := d.MarshalText()
		require.NoError(t, err)
		require.Equal(t, s, string(out))
		require.True(t, pattern.MatchString(s), s)
	}
	tests := []struct {
		in, message, hint string
		pattern           bool // what a pattern cannot know
	}{
		{"2026-02-30", "there is no date 2026-02-30", "length of the month", true},
		{"2026-13-01", "there is no date 2026-13-01", "months are 01 to 12", false},
		{"0000-01-01", "there is no date 0000-01-01", "", true},
		{"2026-1-1", `"2026-1-1" is not a date`, "YYYY-MM-DD", false},
		{"01.03.2026", `"01.03.2026" is not a date`, "YYYY-MM-DD", false},
		{"tomorrow", `"tomorrow" is not a date`, "YYYY-MM-DD", false},
	}
	for _, tt := range tests {
		d := New(2026, 3, 1)
		err := d.UnmarshalText([]byte(tt.in))
		require.EqualError(t, err, tt.message)
		require.Contains(t, hintOf(err), tt.hint)
		require.Equal(t, New(2026, 3, 1), d, "an error must not change the date")
		require.Equal(t, tt.pattern, pattern.MatchString(tt.in), tt.in)
	}
}

func TestWeekdayText(t *testing.T) {
	for day := Monday; day <= Sunday; day++ {
		text, err := day.MarshalText()
		require.NoError(t, err)
		var back Weekday
		require.NoError(t, back.UnmarshalText(text))
		require.Equal(t, day, back)
	}
	for in, hint := range map[string]string{"Monday": "write mon", "SUN": "write sun", "7": "write mon, tue", "": "write mon, tue", "montag": "write mon, tue"} {
		day := Friday
		err := day.UnmarshalText([]byte(in))
		require.EqualError(t, err, fmt.Sprintf("%q is not a weekday", in))
		require.Contains(t, hintOf(err), hint)
		require.Equal(t, Friday, day)
	}
	require.Len(t, Weekday(0).JSONSchema()["enum"], 7)
}

func TestTextInJSON(t *testing.T) {
	in := struct {
		D Date
		W []Weekday
	}{New(2026, 3, 1), []Weekday{Saturday, Sunday}}
	out, err := json.Marshal(in)
	require.NoError(t, err)
	require.Equal(t, `{"D":"2026-03-01","W":["sat","sun"]}`, string(out))
	back := in
	require.NoError(t, json.Unmarshal(out, &back))
	require.Equal(t, in, back)
	require.Equal(t, "a date such as 2026-03-01", in.D.Expected())
	require.Equal(t, "a weekday such as mon", in.W[0].Expected())
	var _ encoding.TextUnmarshaler = new(Weekday)
}

func hintOf(err error) string {
	if h, ok := err.(interface{ Hint() string }); ok {
		return h.Hint()
	}
	return ""
}
