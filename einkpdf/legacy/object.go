package legacy

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/source"
)

// place is where a value stands in the file.
type place struct {
	up  *place
	key string
}

// pointer is the JSON pointer of a place.
func (p *place) pointer() string {
	if p == nil {
		return ""
	}
	return source.Pointer(p.up.pointer(), p.key)
}

// object reads an object of the model: its fields have types and limits, and
// what breaks them is an error. What is not asked for is reported at the end.
type object struct {
	r    *reader
	n    *source.Node
	at   *place
	seen []string
}

// object is the object at a place; nil, and an error, when it is none.
func (r *reader) object(n *source.Node, at *place) *object {
	if n.Kind != source.Map {
		r.fail(n, at, source.CodeType, "must be an object, is "+n.Kind.String(), "")
		return nil
	}
	return &object{r: r, n: n, at: at}
}

// posOf is where a value stands; the zero place when there is none.
func posOf(n *source.Node) source.Pos {
	if n == nil {
		return source.Pos{}
	}
	return n.Pos
}

// get is the value of a key; nil when it is absent or null.
func (o *object) get(key string) *source.Node {
	if o == nil {
		return nil
	}
	o.seen = append(o.seen, key)
	n := o.n.Get(key)
	if n == nil || n.Kind == source.Null {
		return nil
	}
	return n
}

// must is the value of a key that has to be there.
func (o *object) must(key string) *source.Node {
	if o == nil {
		return nil
	}
	n := o.get(key)
	if n == nil {
		o.r.fail(o.n, o.at, source.CodeMissing, source.Quote(key)+" is missing", "")
	}
	return n
}

func (o *object) fail(n *source.Node, key, code, message, hint string) {
	o.r.fail(n, &place{o.at, key}, code, message, hint)
}

func (o *object) wrong(n *source.Node, key, expected string) {
	o.fail(n, key, source.CodeType, "must be "+expected+", is "+n.Kind.String(), "")
}

// text is a text of lo..hi characters; hi 0 is without bound.
func (o *object) text(n *source.Node, key string, lo, hi int) string {
	switch {
	case n == nil:
		return ""
	case n.Kind != source.String:
		o.wrong(n, key, "a text")
		return ""
	}
	switch length := utf8.RuneCountInString(n.Value); {
	case length < lo:
		o.fail(n, key, source.CodeRange, "must not be empty", "")
	case hi > 0 && length > hi:
		o.fail(n, key, source.CodeRange, fmt.Sprintf("has %d characters, at most %d are allowed", length, hi), "")
	}
	return n.Value
}

// flag is true or false.
func (o *object) flag(key string, def bool) bool {
	n := o.get(key)
	switch {
	case n == nil:
		return def
	case n.Kind != source.Bool:
		o.wrong(n, key, "true or false")
		return def
	}
	return n.Value == "true"
}

// whole is a whole number of lo..hi.
func (o *object) whole(n *source.Node, key string, def, lo, hi int) int {
	switch {
	case n == nil:
		return def
	case n.Kind != source.Number:
		o.wrong(n, key, "a whole number")
		return def
	}
	v, err := strconv.ParseFloat(n.Value, 64)
	if err != nil || v != math.Trunc(v) {
		o.fail(n, key, source.CodeFormat, "must be a whole number, is "+source.Quote(n.Value), "")
		return def
	}
	if v < float64(lo) || v > float64(hi) {
		o.fail(n, key, source.CodeRange, fmt.Sprintf("must be %d to %d, is %.20s", lo, hi, n.Value), "")
		return def
	}
	return int(v)
}

// points is a number of points of lo..hi; above is true where lo itself is too
// small.
func (o *object) points(n *source.Node, key string, lo, hi geom.Unit, above bool) geom.Unit {
	switch {
	case n == nil:
		return 0
	case n.Kind != source.Number:
		o.wrong(n, key, "a number")
		return 0
	}
	v, ok := parsePoints(n)
	if !ok || v < lo || v > hi || above && v <= lo {
		least := "at least "
		if above {
			least = "more than "
		}
		o.fail(n, key, source.CodeRange, fmt.Sprintf("must be %s%s and at most %s, is %.20s", least, formatPoints(lo), formatPoints(hi), n.Value), "")
		return 0
	}
	return v
}

// word is one of the allowed words.
func (o *object) word(n *source.Node, key string, allowed ...string) string {
	s := o.text(n, key, 0, 0)
	if n == nil || n.Kind != source.String || slices.Contains(allowed, s) {
		return s
	}
	o.fail(n, key, source.CodeEnum, source.Quote(s)+" is not allowed here", "write one of "+strings.Join(allowed, ", "))
	return ""
}

// child is the object of a key; nil when it is absent.
func (o *object) child(n *source.Node, key string) *object {
	if n == nil {
		return nil
	}
	return o.r.object(n, &place{o.at, key})
}

// list are the values of a list; an error when it is none.
func (o *object) list(key string) []*source.Node {
	n := o.get(key)
	if n == nil {
		return nil
	}
	if n.Kind != source.Seq {
		o.wrong(n, key, "a list")
		return nil
	}
	return n.Items
}

// under is the place of the i-th value of a list.
func (o *object) under(key string, i int) *place {
	return &place{&place{o.at, key}, strconv.Itoa(i)}
}

// done reports the keys that nobody asked for.
func (o *object) done() {
	if o == nil {
		return
	}
	for _, k := range o.n.Keys {
		if !slices.Contains(o.seen, k.Value) {
			o.r.report.unknownKey(k, &place{o.at, k.Value})
		}
	}
}
