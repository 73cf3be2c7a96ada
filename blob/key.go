package blob

import (
	"fmt"
	"strings"
)

// Bounds of a key.
const (
	MaxKey     = 250 // bytes
	MaxSegment = 100 // bytes
)

// CheckKey returns ErrKey, wrapped with what is wrong, of what is no key: one or more
// segments with "/" between them, each 1 to MaxSegment of the characters a-z, 0-9, "-",
// "_" and ".", of which none is first but letters and digits, and none last but these, either.
// Nor is a segment, up to its first ".", what Windows calls a device: "con", "nul", "com1".
// So a key is a path on any file system, also where case is folded, and the name of an
// object in S3; it never leads out of a folder.
//
// No key is ever a folder of another: "a" and "a/b" cannot both be there, and a Dir that removes the
// folder a with its last blob may take the blob "a" instead, if another process puts it in that moment. Whoever
// makes keys sees to that.
func CheckKey(key string) error {
	if len(key) > MaxKey {
		return fmt.Errorf("%w: it has %d bytes, and may have %d", ErrKey, len(key), MaxKey)
	}
	n := 0
	for segment := range strings.SplitSeq(key, "/") {
		n++
		if wrong := segmentFault(segment); wrong != "" {
			return fmt.Errorf("%w: segment %d %s", ErrKey, n, wrong)
		}
	}
	return nil
}

// segmentFault says what is wrong with a segment, or "".
func segmentFault(s string) string {
	switch {
	case s == "":
		return "is empty"
	case len(s) > MaxSegment:
		return fmt.Sprintf("has %d bytes, and may have %d", len(s), MaxSegment)
	case !isAlnum(s[0]):
		return fmt.Sprintf("begins with %q, and may begin with a-z and 0-9", s[0])
	case !isAlnum(s[len(s)-1]):
		return fmt.Sprintf("ends with %q, and may end with a-z and 0-9", s[len(s)-1])
	case isDevice(s):
		return "is a device of Windows"
	}
	for i := range len(s) {
		if c := s[i]; !isAlnum(c) && c != '-' && c != '_' && c != '.' {
			return fmt.Sprintf("has %q in it, and may have a-z, 0-9, -, _ and .", c)
		}
	}
	return ""
}

func isAlnum(c byte) bool { return 'a' <= c && c <= 'z' || '0' <= c && c <= '9' }

// isDevice tells names that Windows keeps for itself, with any extension ("Naming
// Files, Paths, and Namespaces", Microsoft).
func isDevice(segment string) bool {
	name, _, _ := strings.Cut(segment, ".")
	switch name {
	case "con", "prn", "aux", "nul":
		return true
	}
	return len(name) == 4 && (name[:3] == "com" || name[:3] == "lpt") && '0' <= name[3] && name[3] <= '9'
}
