package decode

import (
	"reflect"
	"strings"

	"github.com/einkpdf/platform/einkpdf/internal/source"
)

// mistyped reports a text that was meant as a collection, when a slip of the
// keyboard in its first word explains it.
func (r *run) mistyped(n *source.Node, expected string) bool {
	text := n
	if n.Kind == source.Map && expected == "a list" && len(n.Keys) > 0 {
		text = n.Keys[0]
	}
	if text.Kind != source.String || text.Style != source.Plain || r.count >= source.MaxErrors {
		return false
	}
	at, hint := source.KeyHint(text.Value)
	if hint == "" || expected == "a list" && text.Value[0] != '-' {
		return false
	}
	r.at(wordPos(text, at), &problem{source.CodeType, "expected " + expected + ", found the text " + source.Quote(text.Value), hint})
	return true
}

// wordPos is the place of a byte of a text without quotes. Behind a space it
// may be in another line, which the text does not tell.
func wordPos(n *source.Node, at int) source.Pos {
	if strings.Contains(n.Value[:at], " ") {
		return n.Pos
	}
	return n.PosAt(at)
}

// withoutValues reports a map in braces of which no key has a value: a text
// whose quotes were forgotten.
func (r *run) withoutValues(n *source.Node) bool {
	if n.Style != source.Flow || len(n.Items) == 0 {
		return false
	}
	for _, item := range n.Items {
		if item.Kind != source.Null || item.Value != "" {
			return false
		}
	}
	hint := ""
	if r.count < source.MaxErrors {
		if _, hint = source.KeyHint(n.Keys[0].Value); hint == "" {
			hint = n.QuoteHint()
		}
	}
	r.at(n.Pos, &problem{source.CodeType, "no key of this map has a value", hint})
	return true
}

// unknownKey reports a key, the last step of the path, and returns the known
// one that it was probably meant to be.
func (r *run) unknownKey(key *source.Node, known []string) (meant string) {
	if r.count >= source.MaxErrors { // it is not kept
		r.at(key.Pos, &problem{source.CodeUnknownKey, "unknown key", ""})
		return ""
	}
	pos := key.Pos
	at, hint := source.KeyHint(key.Value)
	if hint == "" {
		hint = DidYouMean(key.Value, known)
	} else {
		pos = wordPos(key, at)
	}
	r.at(pos, &problem{source.CodeUnknownKey, "unknown key " + source.Quote(key.Value), hint})
	word, _, _ := strings.Cut(key.Value, ":")
	return Suggest(word, known)
}

// noKind reports that a map lacks the key that names its kind.
func (r *run) noKind(n *source.Node, key string, kinds map[string]reflect.Type) {
	if r.withoutValues(n) {
		return
	}
	if r.count < source.MaxErrors {
		for _, k := range n.Keys {
			word, _, _ := strings.Cut(k.Value, ":")
			if Suggest(word, []string{key}) != "" {
				r.path = append(r.path, k.Value)
				r.unknownKey(k, []string{key})
				r.path = r.path[:len(r.path)-1]
				return
			}
		}
	}
	r.at(n.Pos, &problem{source.CodeMissing, "the key " + key + " is missing", "allowed here: " + strings.Join(sortedKeys(kinds), ", ")})
}

// kindHint is the hint for a text in place of a map with a kind.
func kindHint(text, key string, kinds map[string]reflect.Type) string {
	if _, known := kinds[text]; !known {
		if text = Suggest(text, sortedKeys(kinds)); text == "" {
			return "write {" + key + ": …}, allowed are " + strings.Join(sortedKeys(kinds), ", ")
		}
	}
	return "write {" + key + ": " + text + "}"
}

// shorthand is the hint for a text in place of a map: the key that the text was
// probably meant for, "" when that is not clear.
func (r *run) shorthand(n *source.Node, s *structType) string {
	if n.Kind != source.String || len(r.path) == 0 || len(n.Value) > 40 || strings.ContainsAny(n.Value, "{}[],:#\n") {
		return ""
	}
	first := ""
	for _, f := range s.fields {
		if f.Type.Kind() == reflect.Interface && r.d.Kinds != nil {
			if key, kinds := r.d.Kinds(f.Type); kinds[n.Value] != nil {
				return "write {" + f.Key + ": {" + key + ": " + n.Value + "}}"
			}
		}
		text := f.Type.Kind() == reflect.String || isHook(f.Type)
		if f.Required && text {
			return "write {" + f.Key + ": " + n.Value + "}"
		}
	}
	if len(s.fields) > 0 && s.fields[0].Type == reflect.TypeFor[string]() { // a name
		first = s.fields[0].Key
	}
	if first == "" {
		return ""
	}
	return "write {" + first + ": " + n.Value + "}"
}
