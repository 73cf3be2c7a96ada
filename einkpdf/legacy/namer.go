package legacy

import (
	"strconv"
	"strings"

	"github.com/einkpdf/platform/einkpdf/internal/token"
)

// namer gives names of the predecessor names that our tokens can have. The same
// thing has the same name everywhere, and no two things the same.
type namer struct {
	names map[string]string
	taken map[string]bool
}

func newNamer() *namer {
	n := &namer{names: map[string]string{}, taken: map[string]bool{}}
	for _, own := range [...]string{
		"date", "week", "month", "quarter", "year", "index", "count", "first", "last", "page", "pages", "key", "subpage",
		"title", "author", "locale", "device", "calendar", "item", "cell", "n", "p", "and", "or", "not", "true", "false",
		"mon", "tue", "wed", "thu", "fri", "sat", "sun", "day", "row", "link", "habit",
	} {
		n.taken[own] = true
	}
	return n
}

// name is the name of a thing, as near to what is wanted as it can be.
func (n *namer) name(thing, want string) string {
	if name, ok := n.names[thing]; ok {
		return name
	}
	name := tokenName(want)
	for i, base := 1, name; n.taken[name]; i++ {
		if name = base + strconv.Itoa(i); i == 1 {
			name = base + "-value"
		}
	}
	n.names[thing], n.taken[name] = name, true
	return name
}

// tokenName makes a name that tokens can have out of any text.
func tokenName(s string) string {
	var b strings.Builder
	for _, c := range strings.ToLower(s) {
		switch {
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9' && b.Len() > 0:
			b.WriteRune(c)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
		if b.Len() >= 60 {
			break
		}
	}
	// A hyphen belongs to a name only before a letter.
	parts := strings.Split(strings.Trim(b.String(), "-"), "-")
	name := parts[0]
	for _, p := range parts[1:] {
		if p != "" && p[0] >= 'a' {
			name += "-"
		}
		name += p
	}
	if !token.IsName(name) {
		return "x" + name
	}
	return name
}

// slug is a text as part of a name or key: small letters, digits and hyphens.
// Accents are left out.
func slug(s, otherwise string) string {
	var b strings.Builder
	for _, c := range plainLetters(strings.ToLower(s)) {
		switch {
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9':
			b.WriteRune(c)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
		if b.Len() >= 60 {
			break
		}
	}
	if out := strings.Trim(b.String(), "-"); out != "" && out[0] >= 'a' {
		return out
	} else if out != "" {
		return otherwise + "-" + out
	}
	return otherwise
}
