package plan_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/internal/plan"
	"github.com/einkpdf/platform/einkpdf/internal/token"
)

func TestOrder(t *testing.T) {
	tests := []struct {
		in        string
		at, pages int
		want      int // -1: there is no such page
	}{
		{"@next", 0, 3, 1},
		{"@next", 2, 3, -1},
		{"@previous", 2, 3, 1},
		{"@previous", 0, 3, -1},
		{"@first", 2, 3, 0},
		{"@last", 0, 3, 2},
		{"@last", 0, 1, 0},
		{"@1", 2, 3, 0},
		{"@3", 0, 3, 2},
		{"@003", 0, 3, 2},
		{"@4", 0, 3, -1},
		{"@0", 0, 3, -1},
		{"@-1", 0, 3, -1},
		{"@99999999999999999999", 0, 3, -1},
		{"@-99999999999999999999", 0, 3, -1},
		{"@9223372036854775807", 0, 3, -1},
	}
	for _, tt := range tests {
		o, err := plan.ParseOrder(tt.in)
		require.NoError(t, err, tt.in)
		got, ok := o.Index(tt.at, tt.pages)
		require.Equal(t, tt.want >= 0, ok, tt.in)
		if ok {
			require.Equal(t, tt.want, got, tt.in)
		}
		require.Equal(t, tt.in == "@next" || tt.in == "@previous", o.Relative(), tt.in)
	}
	_, ok := plan.Order{}.Index(0, 3)
	require.False(t, ok)
}

func TestParseOrderErrors(t *testing.T) {
	for in, hint := range map[string]string{
		"@":        "@12",
		"@nxt":     "did you mean @next?",
		"@prev":    "did you mean @previous?",
		"@page":    "@12",
		"@1.5":     "@12",
		"@ 1":      "@12",
		"@+1":      "@12",
		"@next 2":  "@next",
		"@Garden]": "@12",
	} {
		_, err := plan.ParseOrder(in)
		var se *token.SyntaxError
		require.True(t, errors.As(err, &se), in)
		require.Equal(t, token.CodeSyntax, se.Code())
		require.Contains(t, se.Hint(), hint, in)
	}
}

func FuzzParseOrder(f *testing.F) {
	for _, s := range []string{"@next", "@12", "@-1", "@99999999999999999999", "@", "@nxt"} {
		f.Add(s, 3, 7)
	}
	f.Fuzz(func(t *testing.T, s string, at, pages int) {
		o, err := plan.ParseOrder(s)
		if err != nil {
			require.NotEmpty(t, err.Error())
			return
		}
		if i, ok := o.Index(at, pages); ok {
			require.True(t, i >= 0 && i < pages)
		}
	})
}
