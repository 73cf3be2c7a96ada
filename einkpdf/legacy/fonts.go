package legacy

import (
	"strings"
	"unicode"
)

// typeface is a font there and what stands for it here.
type typeface struct {
	family       string // "" = sans
	bold, italic bool
	same         bool   // the very same font is built in
	note         string // why it is replaced
}

// findFont finds the font of a name as the predecessor did: by letters and
// digits only. What it did not know was Courier or Helvetica.
func findFont(name string) typeface {
	key := plainName(name)
	for _, family := range fontFamilies {
		rest, ok := strings.CutPrefix(key, family.prefix)
		if !ok {
			continue
		}
		for _, cut := range family.cuts {
			if rest == cut.suffix {
				return typeface{family.family, cut.bold, cut.italic, family.same, family.note}
			}
		}
	}
	if strings.Contains(key, "courier") {
		return typeface{family: "mono", note: "was not there, so that Courier was shown"}
	}
	return typeface{note: "was not there, so that Helvetica was shown"}
}

// plainName is the letters and digits of a name in lower case.
func plainName(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// cut is one font of a family.
type cut struct {
	suffix       string
	bold, italic bool
}

// fontFamily is a family there. Longer names come before those that they begin with.
type fontFamily struct {
	prefix, family string
	same           bool
	note           string
	cuts           []cut
}

const sameWidths = "has letters of the same widths"

var (
	romanCuts = []cut{{"roman", false, false}, {"bold", true, false}, {"italic", false, true}, {"bolditalic", true, true}}
	sansCuts  = []cut{{"", false, false}, {"bold", true, false}, {"oblique", false, true}, {"boldoblique", true, true}}
	serifCuts = []cut{{"", false, false}, {"bold", true, false}, {"italic", false, true}, {"bolditalic", true, true}}
	plainCut  = []cut{{"", false, false}}
	codeCuts  = []cut{
		{"thin", false, false}, {"thinitalic", false, true}, {"extralight", false, false}, {"extralightitalic", false, true},
		{"light", false, false}, {"lightitalic", false, true}, {"regular", false, false}, {"italic", false, true},
		{"medium", false, false}, {"mediumitalic", false, true}, {"semibold", true, false}, {"semibolditalic", true, true},
		{"bold", true, false}, {"bolditalic", true, true}, {"extrabold", true, false}, {"extrabolditalic", true, true},
	}
)

var fontFamilies = []fontFamily{
	{"helvetica", "", false, sameWidths, sansCuts},
	{"times", "serif", false, sameWidths, romanCuts},
	{"courier", "mono", false, sameWidths, sansCuts},
	{"symbol", "DejaVu Sans", false, "has the same signs", plainCut},
	{"zapfdingbats", "DejaVu Sans", false, "has the same signs", plainCut},
	{"dejavusansmono", "DejaVu Sans Mono", true, "", sansCuts},
	{"dejavusanscondensed", "DejaVu Sans", false, "is wider", sansCuts},
	{"dejavusansextralight", "DejaVu Sans", false, "is heavier", plainCut},
	{"dejavusans", "DejaVu Sans", true, "", sansCuts},
	{"dejavuserifcondensed", "DejaVu Serif", false, "is wider", serifCuts},
	{"dejavuserif", "DejaVu Serif", true, "", serifCuts},
	{"dejavumathtexgyre", "DejaVu Serif", false, "has other widths", plainCut},
	{"jetbrainsmononl", "mono", false, sameWidths, codeCuts},
	{"jetbrainsmono", "mono", false, sameWidths, codeCuts},
}

// describe names the font for the report.
func (t typeface) describe() string {
	name := map[string]string{"": "Liberation Sans", "serif": "Liberation Serif", "mono": "Liberation Mono"}[t.family]
	if name == "" {
		name = t.family
	}
	if t.bold {
		name += " Bold"
	}
	if t.italic {
		name += " Italic"
	}
	return name
}
