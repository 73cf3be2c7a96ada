package geom

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestLengthHints(t *testing.T) {
	for _, c := range []struct{ in, lo, hi, want string }{
		{"24", "2pt", "200pt", "add a unit: 24pt, 24mm or 24px"},
		{"100", "2pt", "200pt", "add a unit: 100pt or 100px"},
		{"5", "1mm", "200mm", "add a unit: 5mm or 5pt"},
		{"0.5", "0pt", "20mm", "add a unit: 0.5mm, 0.5pt or 0.5px"},
		{"50", "1mm", "", "add a unit: 50mm, 50pt or 50px"},
		{"5000", "1mm", "200mm", "add a unit: 5000mm"},
		{"5", "", "", "add a unit: 5mm, 5pt, 5px, 5fr or 5%"},
		{"2.2cm", "", "", "write 22mm"},
		{"2,2cm", "", "", "use a point: 22mm"},
		{"2,2mm", "1mm", "9mm", "use a point: 2.2mm"},
		{"5 MM", "", "", "write 5mm"},
		{".5mm", "", "", "write 0.5mm"},
		{"+5mm", "", "", "write 5mm"},
		{"5.mm", "", "", "write 5mm"},
		{"12 points", "", "", "write 12pt"},
		{"1\"", "", "", "write 1in"},
		{"5 %", "", "", ""},
		{"99999999mm", "", "", "lengths go up to 10 m, shares from 0 to 10000"},
		{"99999cm", "", "", "lengths go up to 10 m, shares from 0 to 10000"},
		{"-2fr", "", "", "lengths go up to 10 m, shares from 0 to 10000"},
		{"big", "", "", "write a number and a unit: 5mm, 12pt, 3px, 2fr or 50%"},
		{"big", "1mm", "", "write a number and a unit, as in 5mm"},
		{"5furlongs", "1mm", "", "write a number and a unit, as in 5mm"},
		{"", "1mm", "", "write a number and a unit, as in 5mm"},
		{"11111111111111111111111111111111111111111111mm", "", "", "write a number and a unit, as in 5mm"},
	} {
		_, err := ParseLength(c.in)
		if c.want == "" {
			require.NoError(t, err, c.in)
			continue
		}
		var format *FormatError
		require.True(t, errors.As(err, &format), c.in)
		require.Equal(t, c.want, Length{}.Advise(c.in, c.lo, c.hi), c.in)
		if c.lo == "" && c.hi == "" {
			require.Equal(t, c.want, format.Hint())
		}
	}
}

func TestLengthRoundTrip(t *testing.T) {
	for _, s := range []string{"5mm", "-0.5pt", "1in", "3px", "2fr", "50%", "auto", "0.000001mm"} {
		l, err := ParseLength(s)
		require.NoError(t, err)
		require.Equal(t, s, l.String())
	}
}

func TestRatioHints(t *testing.T) {
	for in, want := range map[string]string{
		"1,2": "use a point: 1.2", "1,2%": "use a point: 1.2%", "x": "write a number such as 1.2 or a percentage such as 120%",
		"-1,2": "write a number such as 1.2 or a percentage such as 120%",
	} {
		var r Ratio
		var format *FormatError
		require.True(t, errors.As(r.UnmarshalText([]byte(in)), &format))
		require.Equal(t, want, format.Hint(), in)
	}
}

func FuzzParseLength(f *testing.F) {
	for _, s := range []string{"5mm", "2.2cm", "2,2mm", "24", "-1fr", "auto", ".5 IN", "9999999999mm", "99999999999%"} {
		f.Add(s, "1mm", "200pt")
	}
	f.Fuzz(func(t *testing.T, s, lo, hi string) {
		l, err := ParseLength(s)
		if err == nil {
			again, err := ParseLength(l.String())
			if err != nil || again != l {
				t.Fatalf("%q is %v, which reads as %v: %v", s, l, again, err)
			}
			return
		}
		if l.Advise(s, lo, hi) == "" {
			t.Fatalf("no advice for %q", s)
		}
	})
}
