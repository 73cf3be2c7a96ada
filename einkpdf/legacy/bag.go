package legacy

import (
	"slices"
	"strings"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/source"
)

// bag is a free-form object of a widget, its styling or its properties. It reads
// values as leniently as the predecessor did, says what it could not use, and
// knows what nobody asked for. A nil bag is an empty one.
type bag struct {
	node *source.Node
	path string // "properties" or "styling"
	read map[string]bool
	// note says that a value was not usable and what was taken instead.
	note func(key, message string)
}

func newBag(n *source.Node, path string, note func(key, message string)) *bag {
	return &bag{node: n, path: path, read: map[string]bool{}, note: note}
}

// get is the value of a key; nil when it is absent or null.
func (b *bag) get(key string) *source.Node {
	if b == nil {
		return nil
	}
	b.read[key] = true
	n := b.node.Get(key)
	if n == nil || n.Kind == source.Null {
		return nil
	}
	return n
}

func (b *bag) has(key string) bool { return b.get(key) != nil }

// ignore marks keys that never had an effect.
func (b *bag) ignore(keys ...string) {
	if b == nil {
		return
	}
	for _, key := range keys {
		b.read[key] = true
	}
}

// unread are the keys that nobody asked for, in file order.
func (b *bag) unread() []string {
	if b == nil || b.node == nil {
		return nil
	}
	var keys []string
	for _, k := range b.node.Keys {
		if !b.read[k.Value] && !slices.Contains(keys, k.Value) {
			keys = append(keys, k.Value)
		}
	}
	return keys
}

// points is a number of points, limited to lo..hi. What is no number, nor a text
// that is one, is def.
func (b *bag) points(key string, def, lo, hi geom.Unit) geom.Unit {
	n := b.get(key)
	if n == nil || n.Kind == source.String && n.Value == "" {
		return def
	}
	v, ok := parsePoints(n)
	if !ok {
		b.note(key, "is not a number; "+formatPoints(def)+" is taken")
		return def
	}
	if v < lo || v > hi {
		v = min(max(v, lo), hi)
		b.note(key, "is limited to "+formatPoints(v))
	}
	return v
}

// count is a whole number, limited to lo..hi.
func (b *bag) count(key string, def, lo, hi int) int {
	v := b.points(key, points(def), points(lo), points(hi))
	return int(v / geom.Pt)
}

// truthy is a value as Python's bool() sees it.
func (b *bag) truthy(key string, def bool) bool {
	n := b.get(key)
	if n == nil {
		return def
	}
	switch n.Kind {
	case source.Bool:
		return n.Value == "true"
	case source.Number:
		return strings.Trim(n.Value, "-+0.eE") != ""
	case source.String:
		return n.Value != ""
	}
	return len(n.Items) > 0
}

// text is a value as a text: texts themselves, numbers and booleans as Python
// writes them.
func (b *bag) text(key, def string) string {
	n := b.get(key)
	if n == nil {
		return def
	}
	if s, ok := scalarText(n); ok {
		return s
	}
	b.note(key, "is not a text")
	return def
}

// word is one of the allowed words, in any case; def for anything else.
func (b *bag) word(key, def string, allowed ...string) string {
	s := strings.ToLower(strings.TrimSpace(b.text(key, def)))
	if slices.Contains(allowed, s) || s == def {
		return s
	}
	b.note(key, source.Quote(s)+" is not one of its words; "+def+" is taken")
	return def
}

// list is the items of a list; nil for anything else.
func (b *bag) list(key string) []*source.Node {
	n := b.get(key)
	if n == nil {
		return nil
	}
	if n.Kind != source.Seq {
		b.note(key, "is not a list")
		return nil
	}
	return n.Items
}

// scalarText is a scalar as Python's str() writes it.
func scalarText(n *source.Node) (string, bool) {
	switch n.Kind {
	case source.Bool:
		if n.Value == "true" {
			return "True", true
		}
		return "False", true
	case source.Number, source.String:
		return n.Value, true
	}
	return "", false
}

func points(n int) geom.Unit { return geom.Unit(n) * geom.Pt }
