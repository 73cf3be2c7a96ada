package edit

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// forms are the ways to write a text in YAML or JSON, the best one first. quote is
// the quote that it had so far, 0 without one.
func (t *text) forms(s string, quote byte) []string {
	switch {
	case !t.yaml || quote == '"':
		return []string{quoted(s)}
	case quote == '\'' && !strings.ContainsFunc(s, unprintable):
		return []string{"'" + strings.ReplaceAll(s, "'", "''") + "'"}
	case isPlain(s):
		return []string{s, quoted(s)}
	}
	return []string{quoted(s)}
}

// isPlain tells whether a text means itself without quotes, to any reader of
// YAML 1.1 or 1.2 and wherever it stands.
func isPlain(s string) bool {
	// https://yaml.org/type/bool.html and null.html
	words := []string{"y", "n", "yes", "no", "on", "off", "true", "false", "null"}
	return plain().MatchString(s) && !slices.Contains(words, strings.ToLower(s))
}

func plain() *regexp.Regexp {
	return regexp.MustCompile(`^\pL[\pL\pN_./-]*( [\pL\pN_./(-][\pL\pN_./()-]*)*$`)
}

// quoted is a text in double quotes, as JSON and YAML read it.
func quoted(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case unprintable(r) && r <= 0xffff:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

func unprintable(r rune) bool { return r != ' ' && !unicode.IsPrint(r) }
