package token_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/calendar"
	"github.com/einkpdf/platform/einkpdf/internal/token"
)

func TestCond(t *testing.T) {
	tests := []struct {
		in   string
		want bool
	}{
		{"last", true},
		{"not last", false},
		{"not not last", true},
		{"true and not false", true},
		{"n == 7", true},
		{"n+1 == 8 and n - 1 < 7", true},
		{"n -1 == 6", true},
		{"low == -5", true},
		{"n != 7", false},
		{"n<7", false},
		{"n<=7", true},
		{"n>7", false},
		{"n>=7", true},
		{"first-page == false", true},
		{"last != true", false},
		{"item.label == 'work'", true},
		{`item.label != "it's"`, true},
		{"'a' == 'a'", true},
		{"date == 2026-01-31", true},
		{"date+1d > 2026-01-31", true},
		{"date.weekday == sat", true},
		{"date.weekday == mon or date.weekday == sun", false},
		{"date.weekday <= fri", false},
		{"date.weekend", true},
		{"month == 2026-01", true},
		{"month <= 2025-12", false},
		{"date.month == month", true},
		{"week == 2026-W05", true},
		{"week > 2026-W04", true},
		{"quarter == 2026-Q1", true},
		{"year == 2026", true},
		{"2025 < year", true},
		{"year+1 == 2027", true},
		{"date.day >= 25 and date.day <= 31", true},
		{"false and last or last", true},
		{"last or last and false", true},
		{"(last or last) and false", false},
		{"not n == 8", true},
		{"true or zzz == 1", true},
		{"false and zzz == 1", false},
		{"\n last\t", true},
		{"half == 0.5 and half < 1 and half > 0 and half != 1", true},
		{"half * 2 == 1 and half + 1 == 1.5", true},
		{"loss == -1.995 and loss < -1.9 and loss > -2", true},
		{"1.0 == 1 and -0.5 < 0.25 and 0.500000 == half", true},
		{"half >= n", false},
		{"top > 0.5 and top > edge", true},
		{"2026.5 > year", true},
		{"date+1w.week.number != 1", true},
		{"date + 1w.week.number == 6 and n*2+1 == 15", true},
		{"n * 2 > 13", true},
	}
	c := context(t, "en")
	for _, tt := range tests {
		t.Run(tt.in, func(t *testing.T) {
			cond, err := token.ParseCond(tt.in)
			require.NoError(t, err)
			if !strings.Contains(tt.in, "zzz") {
				require.Empty(t, cond.Check(page().Decls()))
			}
			got, err := cond.Eval(page(), c)
			require.NoError(t, err)
			require.Equal(t, tt.want, got)
			require.Equal(t, tt.in, cond.String())
		})
	}
	ok, err := new(token.Cond).Eval(nil, c)
	require.NoError(t, err)
	require.True(t, ok)
}

func TestParseCondErrors(t *testing.T) {
	tests := []struct {
		in     string
		offset int
		code   string
		hint   string
	}{
		{"", 0, "syntax", "write a comparison"},
		{"n ==", 4, "syntax", "write a comparison"},
		{"n = 1", 2, "syntax", "=="},
		{"n && m", 2, "syntax", "write and"},
		{"n || m", 2, "syntax", "write or"},
		{"!n", 0, "syntax", "write not"},
		{"1 < n < 3", 6, "syntax", "two values at a time"},
		{"{n} == 1", 0, "syntax", "without braces"},
		{"(n == 1", 0, "syntax", ")"},
		{"n == 1)", 6, "syntax", ""},
		{"(n 1)", 3, "syntax", ""},
		{"and", 0, "syntax", "join"},
		{"n == or", 5, "syntax", "join"},
		{"len(n) > 1", 3, "syntax", "only compare"},
		{"n == 'x", 5, "syntax", "close it"},
		{"N == 1", 0, "syntax", "small letters"},
		{"n == 99999999999999999999", 5, "range", ""},
		{"date == 2026-02-30", 8, "syntax", "years"},
		{"date == 2026-13", 8, "syntax", ""},
		{"week == 2026-W54", 8, "syntax", ""},
		{"week == 2026-W00", 8, "syntax", ""},
		{"week == 2026-Wxx", 8, "syntax", ""},
		{"last or n/1", 9, "syntax", ""},
		{"n == 3d", 5, "syntax", ""},
		{"n == 1.5d", 5, "syntax", "0.5"},
		{"n == -.5", 5, "syntax", "0.5"},
		{"n == 2026-03.5", 5, "syntax", "0.5"},
		{"n == 1.0000001", 5, "range", "six"},
		{"n == 99999999999999.5", 5, "range", "six"},
		{"n == 1.", 6, "syntax", ""},
		{"n+1 .number == 1", 4, "syntax", ""},
		{"n == -", 5, "syntax", ""},
		{"n+10001 == 1", 2, "range", ""},
		{strings.Repeat("(", 21) + "n", 20, "too-deep", ""},
		{strings.Repeat("not ", 21) + "n", 80, "too-deep", ""},
		{strings.Repeat("n and ", 2000), 10_000, "too-large", ""},
		{"n == 'a\xff'", 0, "syntax", "UTF-8"},
	}
	for _, tt := range tests {
		t.Run(tt.in, func(t *testing.T) {
			_, err := token.ParseCond(tt.in)
			requireSyntaxError(t, err, tt.in, tt.offset, tt.code, tt.hint)
		})
	}
	for _, s := range []string{
		strings.Repeat("(", 20) + "last" + strings.Repeat(")", 20),
		"n == 7" + strings.Repeat(" or (n >= 20 and n <= 30)", 100),
	} {
		_, err := token.ParseCond(s)
		require.NoError(t, err)
	}
}

func TestCheckCond(t *testing.T) {
	tests := []struct {
		in     string
		offset int
		code   string
		hint   string
	}{
		{"n", 0, "type", "== 1"},
		{"7", 0, "type", "== 1"},
		{"nn == 7 or dat == 2026-01-01", 0, "unknown-name", ""},
		{"date == 2026-01", 5, "type", ".month"},
		{"2026-W05 < date", 9, "type", ".week"},
		{"week == month", 5, "type", ".start"},
		{"quarter == 2026", 8, "type", ".number"},
		{"n == 'x'", 2, "type", "quotes"},
		{"n == last", 2, "type", "same kind"},
		{"title < 'b'", 6, "type", "=="},
		{"last > false", 5, "type", "=="},
		{"month+1d == 2026-01", 5, "type", "month.start"},
	}
	c := context(t, "en")
	for _, tt := range tests {
		t.Run(tt.in, func(t *testing.T) {
			cond, err := token.ParseCond(tt.in)
			require.NoError(t, err)
			errs := cond.Check(page().Decls())
			require.NotEmpty(t, errs)
			requireSyntaxError(t, errs[0], tt.in, tt.offset, tt.code, tt.hint)
			_, err = cond.Eval(page(), c)
			requireSyntaxError(t, err, tt.in, tt.offset, tt.code, "")
		})
	}
	cond, err := token.ParseCond("week == 2025-W53")
	require.NoError(t, err)
	_, err = cond.Eval(page(), c)
	requireSyntaxError(t, err, "", 8, "range", "")

	us := *c
	us.Weeks = calendar.USWeeks()
	for literal, want := range map[string]bool{"2026-W05": true, "2026-W06": false} {
		cond, err = token.ParseCond("date.week == " + literal)
		require.NoError(t, err)
		got, err := cond.Eval(page(), &us)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
}

func FuzzParseCond(f *testing.F) {
	for _, s := range []string{"last", "date.weekday == sat and not (n > 1)", "week == 2026-W05", "item.label == 'x' or \"y\" != title", "((((", "n -1 <= -3", "half*2 == -0.5", "date+1w.week.number != 1"} {
		f.Add(s)
	}
	c := context(f, "en")
	scope := page()
	f.Fuzz(func(t *testing.T, s string) {
		cond, err := token.ParseCond(s)
		var se *token.SyntaxError
		if err != nil {
			require.True(t, errors.As(err, &se))
			require.True(t, se.Offset() >= 0 && se.Offset() <= len(s))
			return
		}
		errs := cond.Check(scope.Decls())
		if _, err = cond.Eval(scope, c); err != nil && len(errs) == 0 {
			require.True(t, errors.As(err, &se))
			require.Equal(t, token.CodeRange, se.Code(), "Check should have found %v", se)
		}
	})
}
