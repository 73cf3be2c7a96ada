package migrate

import (
	"bytes"
	"encoding/json"
	"iter"
)

// parts are the values of a map of JSON with their keys, still in quotes, or those of
// a list: parts of data, with no memory of their own, whatever the depth. Of data that is
// neither there are none; of data that is damaged they are right up to there.
func parts(data []byte) iter.Seq2[[]byte, []byte] {
	return func(yield func(key, value []byte) bool) {
		rest := bytes.TrimLeft(data, " \t\r\n")
		if len(rest) == 0 || rest[0] != '{' && rest[0] != '[' {
			return
		}
		isMap := rest[0] == '{'
		var key []byte
		for rest = rest[1:]; ; {
			rest = bytes.TrimLeft(rest, " \t\r\n,:")
			if len(rest) == 0 || rest[0] == '}' || rest[0] == ']' {
				return
			}
			n := valueEnd(rest)
			part := rest[:n]
			rest = rest[n:]
			switch {
			case isMap && key == nil:
				key = part
			case !yield(key, part):
				return
			default:
				key = nil
			}
		}
	}
}

// valueEnd is how many bytes the value at the beginning of data has, which does not
// begin with what can only stand behind one.
func valueEnd(data []byte) int {
	depth := 0
	for i := 0; i < len(data); i++ {
		switch data[i] {
		case '"':
			for i++; i < len(data) && data[i] != '"'; i++ {
				if data[i] == '\\' {
					i++
				}
			}
			if depth == 0 {
				return min(i+1, len(data))
			}
		case '{', '[':
			depth++
		case '}', ']':
			if depth == 0 {
				return i
			}
			if depth--; depth == 0 {
				return i + 1
			}
		case ',', ':', ' ', '\t', '\r', '\n':
			if depth == 0 {
				return i
			}
		}
	}
	return len(data)
}

// unquoted is a key as text.
func unquoted(key []byte) string {
	var s string
	_ = json.Unmarshal(key, &s) // of a list it has none; of a map it is right
	return s
}

// anything is a value of which only the syntax counts.
type anything struct{}

// UnmarshalJSON takes everything.
func (*anything) UnmarshalJSON([]byte) error { return nil }
