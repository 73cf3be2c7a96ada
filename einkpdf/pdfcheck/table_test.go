package pdfcheck_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/pdfcheck"
)

const table = "1\t36.00\t90.00\t119.00\t100.00\t2\t/XYZ 0 593.8 0\n" +
	"1\t163.00\t90.00\t119.00\t100.00\t3\t/Fit\n" +
	"2\t0.00\t0.00\t10.50\t7.25\t0\tthere is no destination (c)\n"

func TestTable(t *testing.T) {
	links, err := pdfcheck.ReadLinks(strings.NewReader(table))
	require.NoError(t, err)
	require.Equal(t, []pdfcheck.Link{
		{Page: 1, X: 36, Y: 90, W: 119, H: 100, Target: 2, View: "/XYZ 0 593.8 0"},
		{Page: 1, X: 163, Y: 90, W: 119, H: 100, Target: 3, View: "/Fit"},
		{Page: 2, W: 10.5, H: 7.25, Problem: "there is no destination (c)"},
	}, links)
	var b bytes.Buffer
	require.NoError(t, pdfcheck.WriteLinks(&b, append(links, pdfcheck.Link{Page: 1, Action: "URI"})))
	require.Equal(t, table, b.String())

	b.Reset()
	require.NoError(t, pdfcheck.WriteLinks(&b, []pdfcheck.Link{{Page: 1, X: -0.001, Y: 1.005, Target: 1, View: "a\tb\nc"}}))
	require.Equal(t, "1\t0.00\t1.00\t0.00\t0.00\t1\ta b c\n", b.String())

	links, err = pdfcheck.ReadLinks(strings.NewReader(""))
	require.NoError(t, err)
	require.Empty(t, links)
	require.ErrorIs(t, pdfcheck.WriteLinks(failing{}, []pdfcheck.Link{{}}), errFull)
}

var errFull = errors.New("full")

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errFull }

func TestWrongTable(t *testing.T) {
	for text, message := range map[string]string{
		"1\t2\t3\n":                       "line 1: 3 columns instead of 7",
		table + "\n":                      "line 4: 1 columns",
		"x\t1\t1\t1\t1\t1\t\n":            `"x" in column 1 is no page number`,
		"0\t1\t1\t1\t1\t1\t\n":            `"0" in column 1`,
		"1\t1\t1\t1\t1\t-1\t\n":           `"-1" in column 6`,
		"1\t1\tNaN\t1\t1\t1\t\n":          `"NaN" in column 3 is no length in points`,
		"1\t1\t1\t1\t1e999\t1\t\n":        "column 5",
		strings.Repeat("1", 100_000):      "too long",
		"1\t1\t1\t1\t1\t1\t/Fit\r\nx\t\n": "line 2",
	} {
		_, err := pdfcheck.ReadLinks(strings.NewReader(text))
		require.ErrorContains(t, err, message)
	}
}

func TestCompare(t *testing.T) {
	a := pdfcheck.Link{Page: 1, X: 10, Y: 20, W: 30, H: 40, Target: 2}
	b := pdfcheck.Link{Page: 1, X: 100, Y: 20, W: 30, H: 40, Target: 3}
	c := pdfcheck.Link{Page: 2, X: 100, Y: 20, W: 30, H: 40, Target: 3}
	with := func(l pdfcheck.Link, change func(*pdfcheck.Link)) pdfcheck.Link {
		change(&l)
		return l
	}
	near := with(a, func(l *pdfcheck.Link) { l.X += .5; l.H -= .5; l.View = "/Fit"; l.Name = "x" })
	far := with(a, func(l *pdfcheck.Link) { l.W += .51 })
	other := with(a, func(l *pdfcheck.Link) { l.Target = 9 })
	web := pdfcheck.Link{Page: 1, Action: "URI", URI: "https://example.org"}
	tests := []struct {
		name string
		a, b []pdfcheck.Link
		want string
	}{
		{"same", []pdfcheck.Link{a, b, c}, []pdfcheck.Link{a, b, c}, ""},
		{"within the tolerance", []pdfcheck.Link{a}, []pdfcheck.Link{near}, ""},
		{"another order", []pdfcheck.Link{a, b, c}, []pdfcheck.Link{c, b, a}, ""},
		{"web", []pdfcheck.Link{a, web}, []pdfcheck.Link{a}, ""},
		{"missing", []pdfcheck.Link{a, b}, []pdfcheck.Link{b}, "page 1: missing: 30.00 × 40.00 pt at 10.00, 20.00 to page 2"},
		{"extra", []pdfcheck.Link{a}, []pdfcheck.Link{a, c}, "page 2: extra: 30.00 × 40.00 pt at 100.00, 20.00 to page 3"},
		{"twice", []pdfcheck.Link{a}, []pdfcheck.Link{a, a}, "page 1: extra: 30.00 × 40.00 pt at 10.00, 20.00 to page 2"},
		{"moved", []pdfcheck.Link{a, b}, []pdfcheck.Link{far, b}, "page 1: moved: 30.51 × 40.00 pt at 10.00, 20.00 to page 2 instead of 30.00 × 40.00 pt at 10.00, 20.00 to page 2"},
		{"changed", []pdfcheck.Link{a, b}, []pdfcheck.Link{b, other}, "page 1: changed: 30.00 × 40.00 pt at 10.00, 20.00 to page 9 instead of 30.00 × 40.00 pt at 10.00, 20.00 to page 2"},
		{"nowhere", nil, []pdfcheck.Link{with(a, func(l *pdfcheck.Link) { l.Target = 0 })}, "page 1: extra: 30.00 × 40.00 pt at 10.00, 20.00 to nowhere"},
		{"nothing", nil, nil, ""},
	}
	for _, test := range tests {
		var lines []string
		for _, d := range pdfcheck.Compare(test.a, test.b, .5) {
			lines = append(lines, d.String())
		}
		require.Equal(t, test.want, strings.Join(lines, "\n"), test.name)
	}
}
