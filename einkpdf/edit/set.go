package edit

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/internal/source"
)

// CodeInPlace is the code of what [Set] cannot do.
const CodeInPlace = "in-place"

// maxValue bounds a new value, in bytes.
const maxValue = 10_000

// Set sets the text at a JSON pointer (RFC 6901), such as /device or
// /devices/mine/title, of a project file in YAML or JSON. All other bytes of the
// file stay: comments, order, quotes, line ends, byte order mark. A text is quoted as
// the one that it replaces, and in YAML also where it would be no text without
// quotes.
//
// A key that is missing is added, if the map that it belongs to is there: at the
// top of the file behind the last of those that docs/project.md lists before it,
// and in other maps at their end, or in brackets before the last entry.
//
// Afterwards the file is read again, and must be what it was but for that value;
// so what Set returns is never damaged. The error is an [einkpdf.Errors] with one
// entry of [CodeInPlace] and its place for a value that cannot be set in place: a
// map, a list, a text of several lines, a value that others share through an
// alias; and those of a file that cannot be read, or is or would be beyond the
// default [einkpdf.Limits]. The file need not be a project that is right otherwise. file is
// not changed.
func Set(file []byte, pointer, value string) ([]byte, error) {
	root, errs := source.Read("", file, source.Limits{})
	if len(errs) > 0 {
		return nil, errs
	}
	if !utf8.ValidString(value) || len(value) > maxValue {
		return nil, refusal(source.Pos{Line: 1, Col: 1}, pointer, "the new value is not UTF-8, or too long", "")
	}
	at := strings.LastIndexByte(pointer, '/')
	if at < 0 || pointer[0] != '/' {
		return nil, refusal(source.Pos{Line: 1, Col: 1}, pointer, "the pointer names no value in the file", "name one, such as /device")
	}
	canonical, steps := "", strings.Split(pointer, "/")[1:]
	for i := range steps {
		steps[i] = strings.NewReplacer("~1", "/", "~0", "~").Replace(steps[i])
		canonical = source.Pointer(canonical, steps[i])
	}
	if canonical != pointer {
		return nil, refusal(source.Pos{Line: 1, Col: 1}, pointer, "this is no JSON pointer", "write ~ as ~0")
	}
	key := steps[len(steps)-1]
	parent, pos := root.At(pointer[:at])
	if parent == nil || parent.Kind != source.Map {
		return nil, refusal(pos, pointer, "there is no map that "+source.Quote(key)+" would belong to", "add it by hand")
	}
	s := &setter{text: newText(file), root: root, parent: parent, pointer: pointer, steps: steps, key: key, value: value}
	var edits []change
	if i := slices.IndexFunc(parent.Keys, func(k *source.Node) bool { return k.Value == key }); i < 0 {
		edits = s.insertions()
	} else {
		item := parent.Items[i]
		if item.Kind == source.String && item.Value == value {
			return bytes.Clone(file), nil
		}
		var err error
		if edits, err = s.replacements(parent.Keys[i], item); err != nil {
			return nil, err
		}
		pos = item.Pos
	}
	for _, e := range edits {
		out := e.apply(file)
		if s.holds(out) {
			return out, nil
		}
		if _, errs := source.Read("", out, source.Limits{}); len(errs) > 0 && errs[0].Code == einkpdf.CodeTooLarge {
			return nil, errs // and not for what is in it
		}
	}
	return nil, refusal(pos, pointer, "the value cannot be changed without changing something else", "is it shared through an alias? write it out in its place, or change it by hand")
}

func refusal(pos source.Pos, pointer, message, hint string) einkpdf.Errors {
	return einkpdf.Errors{{Line: pos.Line, Col: pos.Col, Pointer: pointer, Code: CodeInPlace, Message: message, Hint: hint}}
}

// setter sets one value.
type setter struct {
	text         *text
	root, parent *source.Node
	pointer      string
	steps        []string // of the pointer
	key, value   string
}

// change puts a text in the place of the bytes from start to end.
type change struct {
	start, end int
	with       string
}

func (c change) apply(file []byte) []byte {
	return slices.Concat(file[:c.start], []byte(c.with), file[c.end:])
}

// holds tells whether a file is what it was but for the value, which is as it
// should be.
func (s *setter) holds(file []byte) bool {
	now, errs := source.Read("", file, source.Limits{})
	if len(errs) > 0 {
		return false
	}
	value, _ := now.At(s.pointer)
	return value != nil && value.Kind == source.String && value.Value == s.value && comparison{}.same(s.root, now, s.steps)
}

// comparison compares two trees. It remembers which values are the same, so that
// each is looked at once however many aliases stand for it.
type comparison map[*source.Node]*source.Node

// same tells whether two trees are the same but for what is at the end of steps,
// which may be missing in was. Without steps they are the same in everything.
func (c comparison) same(was, now *source.Node, steps []string) bool {
	if len(steps) > 0 {
		return c.sameBut(was, now, steps)
	}
	if c[was] == now {
		return true
	}
	if !c.sameBut(was, now, nil) {
		return false
	}
	c[was] = now
	return true
}

func (c comparison) sameBut(was, now *source.Node, steps []string) bool {
	if was.Kind != now.Kind || was.Value != now.Value {
		return false
	}
	if was.Kind == source.Seq {
		return slices.EqualFunc(was.Items, now.Items, c.sameItem(steps))
	}
	k := 0
	for i, key := range now.Keys {
		there := k < len(was.Keys) && was.Keys[k].Value == key.Value
		var rest []string
		if len(steps) > 0 && key.Value == steps[0] {
			if rest = steps[1:]; len(rest) == 0 { // the value itself
				if there {
					k++
				}
				continue
			}
		}
		if !there || !c.same(was.Items[k], now.Items[i], rest) {
			return false
		}
		k++
	}
	return k == len(was.Keys)
}

// sameItem compares the items of two lists one after the other.
func (c comparison) sameItem(steps []string) func(was, now *source.Node) bool {
	i := -1
	return func(was, now *source.Node) bool {
		i++
		if len(steps) > 0 && steps[0] == strconv.Itoa(i) {
			return c.same(was, now, steps[1:])
		}
		return c.same(was, now, nil)
	}
}
