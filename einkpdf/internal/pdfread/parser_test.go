package pdfread

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestValues(t *testing.T) {
	tests := []struct {
		text string
		want Value
	}{
		{"12", Integer(12)},
		{"-12", Integer(-12)},
		{"+.5", Real(.5)},
		{"4.", Real(4)},
		{"99999999999999999999", Real(1e20)},
		{"true", true},
		{" % a comment\r\n null", nil},
		{"/A#20B", Name("A B")},
		{"/A#2", Name("A#2")},
		{"/", Name("")},
		{`(a(b)\)\\\101\1012\
c` + "\r\n" + `\n)`, String("a(b))\\AA2c\n\n")},
		{"<48 65 6C6>", String("Hel`")},
		{"[1 2 R 3 0 R 4 0 Rx]", Array{Ref{1, 2}, Ref{3, 0}, Integer(4), Integer(0), Word("Rx")}},
		{"[1 0]", Array{Integer(1), Integer(0)}},
		{"<</A/B/C[]/D<</E null>>>>", Dict{"A": Name("B"), "C": Array{}, "D": Dict{"E": nil}}},
		{"<</A 1/A 2>>", Dict{"A": Integer(2)}},
		{"[NaN 1e5 --1 1.2.3]", Array{Word("NaN"), Word("1e5"), Word("--1"), Word("1.2.3")}},
	}
	for _, test := range tests {
		p := &parser{scanner: scanner{[]byte(test.text), 0}}
		v, err := p.value()
		require.NoError(t, err, test.text)
		require.Equal(t, test.want, v, test.text)
	}
}

func TestMistakes(t *testing.T) {
	tests := []struct {
		text, message string
		offset        int
	}{
		{"", "ends where a value", 0},
		{"(a", "closing parenthesis", 0},
		{"<4", "without its >", 0},
		{"<4g>", "hexadecimal", 2},
		{"[1", "without its ]", 0},
		{"<</A 1", "without its >>", 0},
		{"<<1 2>>", "no name", 2},
		{"]", "] without", 0},
		{">>", ">> without", 0},
		{"[>]", "a single >", 1},
		{"{", "nothing begins", 0},
		{"<</A endobj", "endobj inside", 5},
		{strings.Repeat("[", 100), "in each other", 64},
		{"[" + strings.Repeat("0 ", maxValues+1) + "]", "values", 2*maxValues - 1},
	}
	for _, test := range tests {
		_, err := (&parser{scanner: scanner{[]byte(test.text), 0}}).value()
		var s *SyntaxError
		require.True(t, errors.As(err, &s), "%.20s", test.text)
		require.Contains(t, s.Message, test.message)
		require.Equal(t, test.offset, s.Offset, "%.20s", test.text)
	}
}

func TestForgiven(t *testing.T) {
	for text, message := range map[string]string{"<</A 1/A 2>>": "twice", "[0 NaN]": `"NaN" is no value`, "[1e5]": `"1e5" is no value`} {
		p := &parser{scanner: scanner{[]byte(text), 0}}
		_, err := p.value()
		require.NoError(t, err)
		require.NotNil(t, p.slip, text)
		require.Contains(t, p.slip.Message, message)
	}
}

func TestOperators(t *testing.T) {
	var got []string
	content := "q 1 0 0 1 .5 -3 cm /F1 12 Tf [(a) -3]TJ BI /W 1 /H 1 ID \x00EI\xff EI true n 1 NaN l (x)'"
	require.NoError(t, Operators([]byte(content), func(op string, operands []Value) error {
		for _, v := range operands {
			got = append(got, Describe(v))
		}
		got = append(got, op)
		return nil
	}))
	require.Equal(t, "q 1 0 0 1 0.5 -3 cm /F1 12 Tf an array TJ a dictionary BI true n 1 NaN l (x) '", strings.Join(got, " "))

	for text, message := range map[string]string{
		"1 2":                         "without an operator",
		"BI /W 1 ID abc":              "without its end",
		"BI 1":                        "no name",
		strings.Repeat("1 ", 2000):    "operands",
		"(a":                          "closing parenthesis",
		"]":                           "] without",
		strings.Repeat("[", 80) + "l": "in each other",
	} {
		err := Operators([]byte(text), func(string, []Value) error { return nil })
		require.ErrorContains(t, err, message)
		require.GreaterOrEqual(t, Offset(err), 0)
	}
	stop := errors.New("stop")
	require.Equal(t, stop, Operators([]byte("q"), func(string, []Value) error { return stop }))
	require.Equal(t, -1, Offset(stop))
}

func TestDescribe(t *testing.T) {
	for want, v := range map[string]Value{
		"null": nil, "true": true, "7": Integer(7), "0.25": Real(.25), "/A": Name("A"), `(a\n)`: String("a\n"), "an array": Array{},
		"a dictionary": Dict{}, "a stream": &Stream{}, "3 0 R": Ref{3, 0}, "NaN": Word("NaN"),
		"(" + strings.Repeat("x", 50) + "…)": String(strings.Repeat("x", 99)),
	} {
		require.Equal(t, want, Describe(v))
	}
}
