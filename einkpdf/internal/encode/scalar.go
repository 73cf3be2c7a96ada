package encode

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/einkpdf/platform/einkpdf/internal/source"
)

// number is what some reader of YAML takes for a number, without underscores,
// which may be anywhere in it.
var number = regexp.MustCompile(`^([-+]?(0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+|[0-9]+(:[0-9]+)*(\.[0-9]*)?([eE][-+]?[0-9]+)?|\.[0-9]+([eE][-+]?[0-9]+)?|\.(inf|Inf|INF))|\.(nan|NaN|NAN))$`)

// jsonNumber is what our reader takes for a number.
var jsonNumber = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?$`)

func isNumber(s string) bool { return jsonNumber.MatchString(s) }

// appendScalar writes a scalar for one line. flow is for inside brackets, where
// fewer texts can go without quotes.
func appendScalar(b []byte, n *source.Node, flow bool) []byte {
	switch {
	case n.Kind != source.String || plain(n.Value, flow):
		return append(b, n.Value...)
	case strings.ContainsAny(n.Value, `"\`) && !strings.Contains(n.Value, "'") && printable(n.Value):
		return append(append(append(b, '\''), n.Value...), '\'')
	}
	return appendQuoted(b, n.Value)
}

// plain says whether a text needs no quotes: neither our reader nor others take
// it for anything else. Dates, which some readers know, are texts in the format.
func plain(s string, flow bool) bool {
	if s == "" || s[len(s)-1] == ' ' || s[len(s)-1] == ':' || reserved(s) || !printable(s) {
		return false
	}
	switch c := s[0]; c {
	case ' ', '?', ':', ',', '[', ']', '{', '}', '#', '&', '*', '!', '|', '>', '\'', '"', '%', '@', '`', '=', '<', '~':
		return false
	case '-':
		if len(s) == 1 || s[1] < '0' || s[1] > '9' {
			return false
		}
	}
	if flow && strings.ContainsAny(s, ",[]{}:") || strings.Contains(s, ": ") || strings.Contains(s, " #") {
		return false
	}
	switch c := s[0]; {
	case c >= '0' && c <= '9', c == '-', c == '+', c == '.':
		return !number.MatchString(strings.ReplaceAll(s, "_", ""))
	}
	return true
}

// reserved says whether a text is a word that some reader takes for no text.
func reserved(s string) bool {
	if len(s) > len("false") {
		return false
	}
	switch strings.ToLower(s) {
	case "true", "false", "yes", "no", "on", "off", "null":
		return true
	}
	return false
}

// printable says whether a text can stand in the file as it is.
func printable(s string) bool {
	for i := 0; i < len(s); {
		if c := s[i]; c < utf8.RuneSelf {
			if c < ' ' || c == 0x7f {
				return false
			}
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if !shown(r) {
			return false
		}
		i += size
	}
	return true
}

// shown says whether a character is written as itself: one that can be seen, or
// one that letters and emoji are joined with.
func shown(r rune) bool {
	const ideographicSpace, nonJoiner, joiner = 0x3000, 0x200C, 0x200D
	return unicode.IsPrint(r) || r == ideographicSpace || r == nonJoiner || r == joiner
}

// appendQuoted writes a text in double quotes.
func appendQuoted(b []byte, s string) []byte {
	const hex = "0123456789ABCDEF"
	b = append(b, '"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b = append(b, '\\', byte(r))
		case r == '\n':
			b = append(b, `\n`...)
		case r == '\t':
			b = append(b, `\t`...)
		case r == '\r':
			b = append(b, `\r`...)
		case shown(r):
			b = utf8.AppendRune(b, r)
		case r <= 0xFF:
			b = append(b, '\\', 'x', hex[r>>4], hex[r&15])
		case r <= 0xFFFF:
			b = append(b, '\\', 'u', hex[r>>12], hex[r>>8&15], hex[r>>4&15], hex[r&15])
		default:
			b = append(b, '\\', 'U', '0', '0', hex[r>>20&15], hex[r>>16&15], hex[r>>12&15], hex[r>>8&15], hex[r>>4&15], hex[r&15])
		}
	}
	return append(b, '"')
}

// literal says whether a text of several lines can be written line by line: it
// begins with a letter, its lines end without spaces, and it has one line break
// at its end or none.
func literal(s string) bool {
	if !strings.Contains(strings.TrimSuffix(s, "\n"), "\n") || s[0] == ' ' || s[0] == '\n' || strings.HasSuffix(s, "\n\n") {
		return false
	}
	for line := range strings.Lines(s) {
		line = strings.TrimSuffix(line, "\n")
		if !printable(line) || strings.HasSuffix(line, " ") {
			return false
		}
	}
	return true
}
