package font

import (
	"github.com/go-fonts/dejavu/dejavusans"
	"github.com/go-fonts/dejavu/dejavusansbold"
	"github.com/go-fonts/dejavu/dejavusansboldoblique"
	"github.com/go-fonts/dejavu/dejavusansmono"
	"github.com/go-fonts/dejavu/dejavusansmonobold"
	"github.com/go-fonts/dejavu/dejavusansmonoboldoblique"
	"github.com/go-fonts/dejavu/dejavusansmonooblique"
	"github.com/go-fonts/dejavu/dejavusansoblique"
	"github.com/go-fonts/dejavu/dejavuserif"
	"github.com/go-fonts/dejavu/dejavuserifbold"
	"github.com/go-fonts/dejavu/dejavuserifbolditalic"
	"github.com/go-fonts/dejavu/dejavuserifitalic"
	"github.com/go-fonts/liberation/liberationmonobold"
	"github.com/go-fonts/liberation/liberationmonobolditalic"
	"github.com/go-fonts/liberation/liberationmonoitalic"
	"github.com/go-fonts/liberation/liberationmonoregular"
	"github.com/go-fonts/liberation/liberationsansbold"
	"github.com/go-fonts/liberation/liberationsansbolditalic"
	"github.com/go-fonts/liberation/liberationsansitalic"
	"github.com/go-fonts/liberation/liberationsansregular"
	"github.com/go-fonts/liberation/liberationserifbold"
	"github.com/go-fonts/liberation/liberationserifbolditalic"
	"github.com/go-fonts/liberation/liberationserifitalic"
	"github.com/go-fonts/liberation/liberationserifregular"
)

// The names of the built-in families.
const (
	liberationSans  = "Liberation Sans"
	liberationSerif = "Liberation Serif"
	liberationMono  = "Liberation Mono"
	dejavuSans      = "DejaVu Sans"
	dejavuSerif     = "DejaVu Serif"
	dejavuMono      = "DejaVu Sans Mono"
)

// class is what a family looks like; it decides where fallback begins.
type class uint8

const (
	sans class = iota
	serif
	mono
)

// builtinFamily is a family of the fonts that are linked in; the files are
// regular, bold, italic and bold italic.
type builtinFamily struct {
	name  string
	class class
	files [4][]byte
}

func builtinFamilies() []builtinFamily {
	return []builtinFamily{
		{liberationSans, sans, [4][]byte{liberationsansregular.TTF, liberationsansbold.TTF, liberationsansitalic.TTF, liberationsansbolditalic.TTF}},
		{liberationSerif, serif, [4][]byte{liberationserifregular.TTF, liberationserifbold.TTF, liberationserifitalic.TTF, liberationserifbolditalic.TTF}},
		{liberationMono, mono, [4][]byte{liberationmonoregular.TTF, liberationmonobold.TTF, liberationmonoitalic.TTF, liberationmonobolditalic.TTF}},
		{dejavuSans, sans, [4][]byte{dejavusans.TTF, dejavusansbold.TTF, dejavusansoblique.TTF, dejavusansboldoblique.TTF}},
		{dejavuSerif, serif, [4][]byte{dejavuserif.TTF, dejavuserifbold.TTF, dejavuserifitalic.TTF, dejavuserifbolditalic.TTF}},
		{dejavuMono, mono, [4][]byte{dejavusansmono.TTF, dejavusansmonobold.TTF, dejavusansmonooblique.TTF, dejavusansmonoboldoblique.TTF}},
	}
}

// alias is another name for a built-in family. The generic names are shown to
// the user, the others are only understood.
type alias struct {
	name, family string
	shown        bool
}

func builtinAliases() []alias {
	return []alias{
		{"sans", liberationSans, true},
		{"serif", liberationSerif, true},
		{"mono", liberationMono, true},
		{"", liberationSans, false},
		{"sans-serif", liberationSans, false},
		{"monospace", liberationMono, false},
	}
}

// fallbackFamilies is where the glyphs that a family of the class lacks are
// looked for: DejaVu has the wide coverage (Greek, Cyrillic, Hebrew, Arabic,
// arrows, stars, boxes).
func fallbackFamilies(c class) []string {
	switch c {
	case serif:
		return []string{dejavuSerif, dejavuSans, liberationSerif}
	case mono:
		return []string{dejavuMono, dejavuSans, liberationMono}
	default:
		return []string{dejavuSans, liberationSans}
	}
}
