package legacy

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestFindFont(t *testing.T) {
	for name, want := range map[string]typeface{
		"Helvetica":                      {family: ""},
		"Helvetica-BoldOblique":          {family: "", bold: true, italic: true},
		"Times-Roman":                    {family: "serif"},
		"Times-BoldItalic":               {family: "serif", bold: true, italic: true},
		"Courier-Oblique":                {family: "mono", italic: true},
		"Symbol":                         {family: "DejaVu Sans"},
		"ZapfDingbats":                   {family: "DejaVu Sans"},
		"DejaVu Sans":                    {family: "DejaVu Sans", same: true},
		"Deja Vu Sans Bold":              {family: "DejaVu Sans", bold: true, same: true},
		"dejavusans-bold":                {family: "DejaVu Sans", bold: true, same: true},
		"DejaVuSansMono-BoldOblique":     {family: "DejaVu Sans Mono", bold: true, italic: true, same: true},
		"DejaVu Serif Condensed Italic":  {family: "DejaVu Serif", italic: true},
		"DejaVuSans-ExtraLight":          {family: "DejaVu Sans"},
		"DejaVuSansCondensed-Bold":       {family: "DejaVu Sans", bold: true},
		"DejaVuMathTeXGyre":              {family: "DejaVu Serif"},
		"JetBrains Mono Regular":         {family: "mono"},
		"JetBrainsMono-Medium":           {family: "mono"},
		"JetBrainsMonoNL-SemiBoldItalic": {family: "mono", bold: true, italic: true},
		"JetBrains Mono NL Thin Italic":  {family: "mono", italic: true},
		"JetBrains Mono":                 {},
		"Courier-Prime":                  {family: "mono"},
		"Patrick-Hand":                   {},
		"":                               {},
		"Times":                          {},
	} {
		got := findFont(name)
		got.note = ""
		require.Equal(t, want, got, name)
	}
}

func TestFontCount(t *testing.T) {
	own := 0
	for _, f := range fontFamilies[5:] { // after the standard fonts
		own += len(f.cuts)
	}
	require.Equal(t, 54, own, "the fonts that came with the predecessor")
}

func TestParseColor(t *testing.T) {
	for s, want := range map[string]string{
		"#336699": "#336699", "336699": "#336699", " #AbCdEf ": "#ABCDEF", "none": "none", "Transparent": "none",
		"#FFF": "", "red": "", "": "", "#12345678": "", "#-12345": "", "#+12345": "", "0x1234": "",
	} {
		c, ok := parseColor(s)
		require.Equal(t, want != "", ok, s)
		if ok {
			text, err := c.MarshalText()
			require.NoError(t, err)
			require.Equal(t, want, string(text), s)
		}
	}
}

func TestMarkup(t *testing.T) {
	for s, want := range map[string]string{
		"plain":                        "plain",
		"a < b":                        "a < b",
		"<b>bold</b>":                  "bold",
		"one<br/>two<br>three":         "one\ntwo\nthree",
		"R&amp;D":                      "R&D",
		"R&D":                          "R&D",
		"<b>not closed":                "<b>not closed",
		"<b><i>crossed</b></i>":        "<b><i>crossed</b></i>",
		"</b>":                         "</b>",
		`<font color="red">{n}</font>`: "{n}",
		`x <img src="a.png"/> y`:       "x  y",
		"<unknown>x</unknown>":         "<unknown>x</unknown>",
		"5 &lt; 6":                     "5 < 6",
		"<":                            "<",
		"":                             "",
	} {
		got, _ := markup(s)
		require.Equal(t, want, got, s)
	}
}
