package draw

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/geom"
)

func TestColorHints(t *testing.T) {
	const any = `write "#RRGGBB" or one of black, dark, mid, light, faint, white, none`
	const digits = "write three, six or eight hexadecimal digits behind the #: #RGB, #RRGGBB or #RRGGBBAA"
	for in, want := range map[string]string{
		"darkgrey": "did you mean dark?", "dark-gray": "did you mean dark?", "DarkGray": "did you mean dark?",
		"gray": "did you mean mid?", "grey": "did you mean mid?", "Grey": "did you mean mid?", "midgrey": "did you mean mid?", "medium": "did you mean mid?",
		"lightgray": "did you mean light?", "light grey": "did you mean light?", "silver": "did you mean light?", "ligth": "did you mean light?",
		"Black": "did you mean black?", "blak": "did you mean black?", "transparent": "did you mean none?",
		"000": `did you mean "#000", in quotes?`, "ff0000": `did you mean "#ff0000", in quotes?`,
		"#12345": digits, "#": digits, "#xyz": digits, "red": any, "": any, "rgb(0,0,0)": any,
	} {
		_, err := ParseColor(in)
		var format *geom.FormatError
		require.True(t, errors.As(err, &format), in)
		require.Equal(t, want, format.Hint(), in)
	}
}

func TestColorRoundTrip(t *testing.T) {
	for _, s := range []string{"black", "dark", "mid", "light", "faint", "white", "none", "#123456", "#12345678"} {
		c, err := ParseColor(s)
		require.NoError(t, err)
		require.Equal(t, s, c.String())
	}
}
