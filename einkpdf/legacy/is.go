package legacy

import (
	"bytes"
	"slices"
	"strings"
)

// Is says whether data looks like one of the predecessor's files: a project.json,
// or a compiled or raw template in YAML or JSON, whole or damaged. It is cheap,
// and right about files of our own format: they say einkpdf.
func Is(data []byte) bool {
	keys := topKeys(data)
	for _, own := range [...]string{"einkpdf", "designs"} {
		if slices.Contains(keys, own) {
			return false
		}
	}
	theirs := append(templateKeys(), "masters", "default_canvas", "link_resolution", "metadata")
	return slices.ContainsFunc(keys, func(k string) bool { return slices.Contains(theirs, k) })
}

// maxKeys bounds the keys that are looked at.
const maxKeys = 100

// topKeys are the first keys of the outermost object.
func topKeys(data []byte) []string {
	data = bytes.TrimLeft(bytes.TrimPrefix(data, []byte("\ufeff")), " \t\r\n")
	if len(data) > 0 && data[0] == '{' {
		return jsonKeys(data)
	}
	return yamlKeys(data)
}

// jsonKeys are the keys of a JSON object, as far as it goes.
func jsonKeys(data []byte) []string {
	var keys []string
	depth, expect := 0, false // expect: the next text is a key
	for i := 0; i < len(data) && len(keys) < maxKeys; i++ {
		switch data[i] {
		case '{', '[':
			depth++
			expect = depth == 1
		case '}', ']':
			depth--
		case ',':
			expect = depth == 1
		case '"':
			end := i + 1
			for end < len(data) && data[end] != '"' {
				if data[end] == '\\' {
					end++
				}
				end++
			}
			if expect && depth == 1 && end <= len(data) {
				keys = append(keys, string(data[i+1:min(end, len(data))]))
				expect = false
			}
			i = end
		}
	}
	return keys
}

// yamlKeys are the words before a colon at the beginning of lines.
func yamlKeys(data []byte) []string {
	var keys []string
	for len(data) > 0 && len(keys) < maxKeys {
		line, rest, _ := bytes.Cut(data, []byte("\n"))
		data = rest
		key, _, ok := strings.Cut(string(line[:min(len(line), 100)]), ":")
		if key = strings.Trim(key, `"'`); ok && isIdent(key, true) {
			keys = append(keys, key)
		}
	}
	return keys
}
