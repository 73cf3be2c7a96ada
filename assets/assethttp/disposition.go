package assethttp

import (
	"fmt"
	"strings"
	"unicode"
)

// maxFileName bounds the name of a file in a header, in characters.
const maxFileName = 200

// disposition is the header Content-Disposition (RFC 6266) that shows a file, "inline", or has it saved, "attachment", and suggests a name for
// those who save it; "" suggests none.
func disposition(shown, name string) string {
	name = safeName(name)
	if name == "" {
		return shown
	}
	plain := strings.Map(func(c rune) rune {
		if c > '~' || c == '%' { // some browsers decode %41 (RFC 6266, appendix D)
			return '_'
		}
		return c
	}, name)
	if plain == name {
		return shown + `; filename="` + plain + `"`
	}
	return shown + `; filename="` + plain + `"; filename*=UTF-8''` + extended(name)
}

// safeName leaves out of a name what no file system or header should see: characters that show nothing, and
// instead of those that mean something to a system, "_".
func safeName(name string) string {
	name = strings.Map(func(c rune) rune {
		switch {
		case c == unicode.ReplacementChar || unicode.In(c, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp):
			return -1
		case strings.ContainsRune(`/\:*?"<>|`, c):
			return '_'
		}
		return c
	}, strings.ToValidUTF8(name, ""))
	if all := []rune(name); len(all) > maxFileName {
		name = string(all[:maxFileName])
	}
	return strings.Trim(name, " .")
}

// extended is the value of a parameter in UTF-8 (RFC 8187, 3.2.1), whose attr-char stand for themselves.
func extended(s string) string {
	var b strings.Builder
	for i := range len(s) {
		c := s[i]
		if 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("!#$&+-.^_`|~", c) >= 0 {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}
