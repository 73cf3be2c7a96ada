package renderjob

import (
	"cmp"
	"strings"
	"unicode"
)

// maxFilename bounds names of files, in bytes, so that the rest of what a file system takes (255) is left for " (2)" and the like.
const maxFilename = 120

// cleanName is a name as it stands in an order: short, and valid UTF-8.
func cleanName(s string) string { return short(s, 4*maxFilename) }

// filename is what a file is called where somebody saves it: a name that Windows, macOS, Linux and a USB stick take, that cannot be taken for a path, and
// that looks like what it is.
func filename(name, title string, f Format) string {
	ending := ".pdf"
	if f == PNG {
		ending = ".zip"
	}
	return cmp.Or(plainName(name), plainName(title), "planner") + ending
}

// plainName is what can be kept of a name, or "".
func plainName(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case strings.ContainsRune(`<>:"/\|?*`, r), r == unicode.ReplacementChar: // Win32 naming conventions; / is that of POSIX
			return '-'
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsPrint(r): // control characters, and those that turn the direction of a text (Unicode TR 36, 2.1)
			return -1
		}
		return r
	}, s)
	s = strings.Join(strings.Fields(s), " ")
	s = strings.TrimLeft(s, ". -~")
	if len(s) > maxFilename {
		s = strings.TrimSuffix(short(s, maxFilename), "…")
	}
	s = strings.TrimRight(s, ". -")
	stem, _, _ := strings.Cut(s, ".")
	if reserved(strings.TrimSpace(stem)) {
		return "planner " + s
	}
	return s
}

// reserved tells whether Windows takes a name for a device.
func reserved(s string) bool {
	s = strings.ToLower(s)
	switch s {
	case "con", "prn", "aux", "nul":
		return true
	}
	head, port := strings.CutPrefix(s, "com")
	if !port {
		head, port = strings.CutPrefix(s, "lpt")
	}
	return port && len([]rune(head)) == 1 && strings.ContainsAny(head, "0123456789¹²³")
}
