package projects

import (
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// minSlug is how short a slug may be. MaxSlug is how long.
const minSlug = 3

// How a slug is found when the name's own is taken: by number up to numberedSlugs,
// then at random, so that a name that everybody chooses costs no more than others.
const (
	numberedSlugs = 9
	randomSlugs   = 3
	randomLetters = 10 // 50 bits
)

// fallbackSlug is for names of which no letter can be written in ASCII.
const fallbackSlug = "planner"

// reservedSlugs are what a host wants for pages beside the entries of the gallery.
const reservedSlugs = "about account accounts admin all api app assets atom author authors blog browse by-author by-device by-name" +
	" categories category clone clones contact cookies copy create delete device devices docs download edit embed explore favicon" +
	" featured feed feeds file files gallery health help home imprint index json legal login logout manifest me mine name new newest" +
	" none null oauth owner page pages popular preview pricing privacy profile project projects publish random report robots rss" +
	" search settings share shared sign-in sign-out sign-up signin signout signup sitemap static status submit support tag tags" +
	" terms thumbnail top trash trending undefined unpublish user users version versions withheld www xml"

// asciiLetters are small letters that do not decompose into one of ASCII and a mark,
// each before what is written for it.
const asciiLetters = "ß ss æ ae œ oe ø o đ d ð d þ th ł l ħ h ı i ĸ k ŋ ng ŧ t ſ s ə e ƒ f"

// CheckSlug returns an *Error with CodeSlug for what cannot be the place of an
// entry in URLs. Slugs have 3 to MaxSlug characters: words of small letters and
// digits of ASCII, joined by single hyphens. A few words are reserved.
func CheckSlug(slug string) error {
	if len(slug) < minSlug || len(slug) > MaxSlug {
		return badSlug()
	}
	for word := range strings.SplitSeq(slug, "-") {
		if word == "" || strings.Trim(word, "abcdefghijklmnopqrstuvwxyz0123456789") != "" {
			return badSlug()
		}
	}
	if reservedSlug(slug) {
		return refuse(CodeSlug, "slug", "This word is reserved. Please choose another one.")
	}
	return nil
}

func badSlug() error {
	return refuse(CodeSlug, "slug", "This has 3 to 80 characters: words of small letters a to z and digits, with single hyphens between them.")
}

func reservedSlug(slug string) bool { return slices.Contains(strings.Fields(reservedSlugs), slug) }

// SlugOf makes of a name a slug that CheckSlug accepts: accents are dropped, and
// whatever ASCII cannot say becomes a hyphen. It is the same for the same name.
func SlugOf(name string) string {
	slug := cutSlug(strings.Join(slugWords(name), "-"), MaxSlug)
	switch {
	case slug == "":
		return fallbackSlug
	case len(slug) < minSlug, reservedSlug(slug):
		return fallbackSlug + "-" + slug
	}
	return slug
}

// slugWords are the words of a name in ASCII.
func slugWords(name string) []string {
	name = strings.ToLower(norm.NFKD.String(strings.ToLower(cutText(name, 8*MaxName))))
	letters := strings.NewReplacer(strings.Fields(asciiLetters)...)
	ascii := strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z', '0' <= r && r <= '9':
			return r
		case unicode.IsMark(r), r == '\'', r == '’': // é is e, Anna's is annas
			return -1
		}
		return ' '
	}, letters.Replace(name))
	return strings.Fields(ascii)
}

// cutSlug shortens a slug to at most limit bytes, between words if it can.
func cutSlug(slug string, limit int) string {
	if len(slug) <= limit {
		return slug
	}
	cut := slug[:limit]
	if i := strings.LastIndexByte(cut, '-'); i >= limit/2 && slug[limit] != '-' {
		cut = cut[:i]
	}
	return strings.Trim(cut, "-")
}

// freeSlug makes of a name a slug that no other project has.
func freeSlug(ctx context.Context, r Reader, name string) (string, error) {
	base := SlugOf(name)
	for n := 1; n <= numberedSlugs+randomSlugs; n++ {
		ending := ""
		switch {
		case n > numberedSlugs:
			ending = "-" + strings.ToLower(rand.Text()[:randomLetters])
		case n > 1:
			ending = "-" + strconv.Itoa(n)
		}
		slug := cutSlug(base, MaxSlug-len(ending)) + ending
		_, err := r.EntryBySlug(ctx, slug)
		if errors.Is(err, ErrNotFound) {
			return slug, nil
		}
		if err != nil {
			return "", err
		}
	}
	return "", slugTaken()
}

func slugTaken() error {
	return refuse(CodeSlugTaken, "slug", "Another entry of the gallery has this address. Please choose another one.")
}
