package draw

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/near"
)

// The named greys are multiples of 17, so that a panel with 16 levels shows
// each of them without dithering.
var names = []struct {
	name  string
	color Color
}{
	{"black", Gray(0x00)},
	{"dark", Gray(0x44)},
	{"mid", Gray(0x77)},
	{"light", Gray(0xAA)},
	{"faint", Gray(0xDD)},
	{"white", Gray(0xFF)},
	{"none", Color{1, 1, 1, 0}},
}

// None is a colour that is given and draws nothing; it differs from the zero
// value, which is "not given".
func None() Color { return Color{1, 1, 1, 0} }

// ParseColor reads #RGB, #RRGGBB, #RRGGBBAA or one of the names black, dark,
// mid, light, faint, white and none. The error is a *geom.FormatError with a hint.
func ParseColor(s string) (Color, error) {
	for _, n := range names {
		if n.name == s {
			return n.color, nil
		}
	}
	if hex, ok := strings.CutPrefix(s, "#"); ok {
		if c, ok := parseHex(hex); ok {
			return c, nil
		}
	}
	return Color{}, &geom.FormatError{Message: fmt.Sprintf("%.40q is not a colour", s), HintText: colorHint(s)}
}

// parseHex reads three, six or eight hexadecimal digits.
func parseHex(hex string) (Color, bool) {
	if len(hex) == 3 {
		hex = string([]byte{hex[0], hex[0], hex[1], hex[1], hex[2], hex[2]})
	}
	if len(hex) == 6 {
		hex += "ff"
	}
	v, err := strconv.ParseUint(hex, 16, 32)
	if err != nil || len(hex) != 8 {
		return Color{}, false
	}
	c := Color{byte(v >> 24), byte(v >> 16), byte(v >> 8), byte(v)}
	if c.A == 0 {
		return None(), true
	}
	return c, true
}

// greys are other words for the named greys.
var greys = []struct{ word, name string }{
	{"grey", "mid"}, {"medium", "mid"}, {"middle", "mid"}, {"silver", "light"}, {"transparent", "none"}, {"clear", "none"},
}

// colorHint says what to write instead of s: the name or the hexadecimal
// digits that were probably meant.
func colorHint(s string) string {
	word := strings.NewReplacer("-", "", "_", "", " ", "", "gray", "grey").Replace(strings.ToLower(s))
	for _, g := range greys {
		if word == g.word {
			return "did you mean " + g.name + "?"
		}
	}
	known := make([]string, len(names))
	for i, n := range names {
		known[i] = n.name
	}
	if name := near.Word(strings.TrimSuffix(word, "grey"), known); name != "" {
		return "did you mean " + name + "?"
	}
	hex, hash := strings.CutPrefix(s, "#")
	if _, ok := parseHex(hex); ok {
		return `did you mean "#` + hex + `", in quotes?`
	}
	if hash {
		return "write three, six or eight hexadecimal digits behind the #: #RGB, #RRGGBB or #RRGGBBAA"
	}
	return `write "#RRGGBB" or one of ` + strings.Join(known, ", ")
}

// UnmarshalText is ParseColor.
func (c *Color) UnmarshalText(b []byte) error {
	v, err := ParseColor(string(b))
	if err == nil {
		*c = v
	}
	return err
}

// Expected says what a Color is read from.
func (Color) Expected() string { return `a colour such as light or "#333333"` }

// MarshalText is String.
func (c Color) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// String is the colour as a project writes it; the zero value is empty.
func (c Color) String() string {
	for _, n := range names {
		if n.color == c {
			return n.name
		}
	}
	switch {
	case c == Color{}:
		return ""
	case c.A == 255:
		return fmt.Sprintf("#%02X%02X%02X", c.R, c.G, c.B)
	}
	return fmt.Sprintf("#%02X%02X%02X%02X", c.R, c.G, c.B, c.A)
}

// JSONSchema describes the text form.
func (Color) JSONSchema() map[string]any {
	return map[string]any{"type": "string", "pattern": `^(black|dark|mid|light|faint|white|none|#[0-9A-Fa-f]{3}|#[0-9A-Fa-f]{6}|#[0-9A-Fa-f]{8})$`}
}
