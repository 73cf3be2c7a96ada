package migrate

import (
	"bytes"
	"encoding/json"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// metadata is what a project.json says of itself.
type metadata struct {
	name, description, author, slug string
	originalAuthor, clonedFrom      string
	public                          bool
	clones                          int
	created, updated                time.Time // zero: not known
	odd                             []string  // names of what cannot be read as it is
}

// Bounds of texts, in characters, where projects has others than the predecessor.
const maxOriginal = 100

// readMetadata reads the metadata of a project.json, leniently: what is wrong is
// as if it were not there, and its name is in odd. Whether the file as a whole can be
// read is for others to say; it is looked at up to the metadata alone.
func readMetadata(data []byte) metadata {
	f := metadataFields(data)
	m := metadata{}
	text := func(name string) string {
		v, there := f[name]
		if there && (v.odd || !utf8.ValidString(v.text) || strings.ContainsAny(v.text, "\x00\uFFFD")) {
			m.odd = append(m.odd, name)
			if v.odd {
				return ""
			}
		}
		return v.text
	}
	at := func(name string) time.Time {
		s := text(name)
		if s == "" {
			return time.Time{}
		}
		t, err := parseTime(s)
		if err != nil {
			m.odd = append(m.odd, name)
		}
		return t
	}
	m.name, m.author = tidyLine(text("name")), tidyLine(text("author"))
	m.description = tidy(text("description"))
	m.slug, m.clonedFrom = text("public_url_slug"), text("cloned_from")
	m.originalAuthor = cutRunes(tidyLine(text("original_author")), maxOriginal)
	m.created, m.updated = at("created_at"), at("updated_at")
	m.clones = cloneCount(f["clone_count"].text)
	m.public = f["is_public"].text == "true"
	return m
}

// metadataFields finds the object "metadata" in a project.json. One of more than
// maxEntry bytes is as if it were not there.
func metadataFields(data []byte) fields {
	data = bytes.TrimLeft(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")), " \t\r\n")
	if len(data) == 0 || data[0] != '{' {
		return nil
	}
	for key, value := range parts(data) {
		if string(key) == `"metadata"` {
			if len(value) > maxEntry || !json.Valid(value) {
				return nil
			}
			return object(value)
		}
	}
	return nil
}

// tidy is text as it is kept: with nothing in it that controls the output or cannot
// be seen, lines ending in \n.
func tidy(s string) string {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.ToValidUTF8(s, "\uFFFD"))
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\u200c', r == '\u200d': // the joiners are for some scripts and emoji
			return r
		case unicode.IsSpace(r):
			return ' '
		case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Cs, unicode.Co), isNoncharacter(r):
			return -1
		}
		return r
	}, s)
	return strings.TrimSpace(s)
}

func isNoncharacter(r rune) bool { return r >= 0xfdd0 && r <= 0xfdef || r&0xfffe == 0xfffe }

// tidyLine is tidy for what is one line.
func tidyLine(s string) string { return strings.Join(strings.Fields(tidy(s)), " ") }

// cutRunes cuts s to at most n characters.
func cutRunes(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return strings.TrimSpace(string([]rune(s)[:n]))
}
