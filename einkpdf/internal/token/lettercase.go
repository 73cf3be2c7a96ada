package token

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Upper is text in capital letters, by the rules of a language.
func Upper(text, language string) string {
	return string(recase([]byte(text), 0, opUpper, language))
}

// Lower is text in small letters, by the rules of a language.
func Lower(text, language string) string {
	return string(recase([]byte(text), 0, opLower, language))
}

// recase changes the letters of dst[start:] as op says, by the rules of a
// language: dotted and dotless i of Turkish and Azeri, capitals without accents
// in Greek, and SS for the German sharp s.
func recase(dst []byte, start int, op formatOp, language string) []byte {
	text := string(dst[start:])
	dst = dst[:start]
	turkic := language == "tr" || language == "az"
	switch op {
	case opUpper:
		if language == "el" {
			text = strings.Map(greekPlain, text)
		}
		if turkic {
			text = strings.ToUpperSpecial(unicode.TurkishCase, text)
		} else {
			text = strings.ToUpper(text)
		}
		return append(dst, strings.ReplaceAll(text, "ß", "SS")...)
	case opLower:
		if turkic {
			return append(dst, strings.ToLowerSpecial(unicode.TurkishCase, text)...)
		}
		return append(dst, strings.ToLower(text)...)
	}
	inWord := false
	for _, r := range text {
		if !inWord && unicode.IsLetter(r) {
			if turkic {
				r = unicode.TurkishCase.ToTitle(r)
			} else {
				r = unicode.ToTitle(r)
			}
		}
		inWord = unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || r == '\'' || r == '’'
		dst = utf8.AppendRune(dst, r)
	}
	return dst
}

// greekPlain is a Greek vowel without its acute accent.
func greekPlain(r rune) rune {
	switch r {
	case 'ά', 'Ά':
		return 'Α'
	case 'έ', 'Έ':
		return 'Ε'
	case 'ή', 'Ή':
		return 'Η'
	case 'ί', 'Ί':
		return 'Ι'
	case 'ό', 'Ό':
		return 'Ο'
	case 'ύ', 'Ύ':
		return 'Υ'
	case 'ώ', 'Ώ':
		return 'Ω'
	case 'ΐ':
		return 'Ϊ'
	case 'ΰ':
		return 'Ϋ'
	}
	return r
}
