package token

import (
	"unicode/utf8"

	"github.com/go-text/typesetting/segmenter"
)

// maxLetters is how many letters the format first-N can take.
const maxLetters = 99

// letterBytes is what a letter has at most on average, accents included, where
// the first letters are taken of a longer text: what follows is not looked at.
const letterBytes = 32

// clipLetters is as much of a text as n letters can have.
func clipLetters(text string, n int) string {
	end := n * letterBytes
	if len(text) <= end {
		return text
	}
	for end > 0 && !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end]
}

// firstLetters cuts dst[start:] after n letters, as readers see them: a letter
// with its accents is one, and so is a flag of two code points.
func firstLetters(dst []byte, start, n int) []byte {
	text := dst[start:]
	if len(text) <= n {
		return dst
	}
	plain := true
	for _, c := range text[:n+1] { // an accent may follow the last one
		plain = plain && ' ' <= c && c < utf8.RuneSelf
	}
	if plain {
		return dst[:start+n]
	}
	runes := []rune(clipLetters(string(text), n+1))
	var seg segmenter.Segmenter
	seg.Init(runes)
	graphemes := seg.GraphemeIterator()
	end := 0
	for i := 0; i < n && graphemes.Next(); i++ {
		for _, r := range graphemes.Grapheme().Text {
			end += utf8.RuneLen(r)
		}
	}
	return dst[:start+min(end, len(text))]
}
