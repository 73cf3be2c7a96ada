package fontcheck

import (
	"strings"
	"unicode"
	"unicode/utf16"
)

// The names of a font (OpenType 1.9.1, table "name").
const (
	nameFamily = 1 // of at most four styles
	nameStyle  = 2
	fullName   = 4
	postScript = 6
	typoFamily = 16 // of all styles
	typoStyle  = 17
)

// maxName is how many characters of a name are kept.
const maxName = 100

// names are the family and the style of a face. One without a family goes by what other name it has.
func (f *face) names() (family, style string) {
	table := f.table("name")
	family, style = readName(table, typoFamily), readName(table, typoStyle)
	if family == "" || style == "" { // both from the same pair
		if old := readName(table, nameFamily); family == "" || readName(table, nameStyle) != "" && old == family {
			family, style = old, readName(table, nameStyle)
		}
	}
	for _, id := range []int{fullName, postScript} {
		if family == "" {
			family = readName(table, id)
		}
	}
	return family, style
}

// readName is a name of a font, the best that can be read: in English before
// other languages.
func readName(table []byte, id int) string {
	if len(table) < 6 {
		return ""
	}
	best, rank := "", 0
	storage := int(be.Uint16(table[4:]))
	for i := range min(int(be.Uint16(table[2:])), (len(table)-6)/12) {
		rec := table[6+12*i:]
		if int(be.Uint16(rec[6:])) != id {
			continue
		}
		size, from := int(be.Uint16(rec[8:])), storage+int(be.Uint16(rec[10:]))
		if from+size > len(table) {
			continue
		}
		if r := rankOf(be.Uint16(rec), be.Uint16(rec[2:]), be.Uint16(rec[4:])); r > rank {
			if text := decodeName(table[from:from+size], be.Uint16(rec) != 1); text != "" {
				best, rank = text, r
			}
		}
	}
	return best
}

// rankOf orders names by platform, encoding and language; 0 = cannot be read.
func rankOf(platform, encoding, language uint16) int {
	const english = 0x0409
	switch {
	case platform == 3 && encoding <= 10 && language == english:
		return 5
	case platform == 0:
		return 4
	case platform == 1 && encoding == 0 && language == 0: // Roman, English
		return 3
	case platform == 3 && encoding <= 10 && language&0xFF == english&0xFF:
		return 2
	case platform == 3 && (encoding <= 1 || encoding == 10):
		return 1
	}
	return 0
}

// decodeName is a name as clean text. wide is UTF-16, otherwise Macintosh
// Roman, of which only the part that is ASCII is read.
func decodeName(raw []byte, wide bool) string {
	raw = raw[:min(len(raw), 8*maxName)]
	var runes []rune
	if wide {
		units := make([]uint16, len(raw)/2)
		for i := range units {
			units[i] = be.Uint16(raw[2*i:])
		}
		runes = utf16.Decode(units)
	} else {
		for _, b := range raw {
			if b < 0x80 {
				runes = append(runes, rune(b))
			}
		}
	}
	return clean(runes)
}

// clean leaves out what cannot be seen or would change the text around.
func clean(runes []rune) string {
	var b strings.Builder
	for _, r := range runes {
		switch {
		case unicode.IsSpace(r):
			r = ' '
		case !unicode.IsPrint(r) || r == unicode.ReplacementChar:
			continue
		}
		b.WriteRune(r)
	}
	runes = []rune(strings.Join(strings.Fields(b.String()), " "))
	return strings.TrimSpace(string(runes[:min(len(runes), maxName)]))
}
