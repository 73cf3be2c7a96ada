package encode

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/einkpdf/platform/einkpdf/internal/decode"
	"github.com/einkpdf/platform/einkpdf/internal/source"
)

// maxKey bounds the keys of maps, in bytes: no file can have longer ones.
const maxKey = 500

// list is a list. One with structs in it is never on one line.
func (r *run) list(v reflect.Value, depth int) *source.Node {
	n := &source.Node{Kind: source.Seq, Style: source.Flow}
	if !isHook(v.Type().Elem()) && structured(v.Type().Elem()) && v.Len() > 0 {
		n.Style = source.Plain
	}
	for i := 0; i < v.Len() && !r.over; i++ {
		r.add(n, nil, v.Index(i), strconv.Itoa(i), depth)
	}
	return n
}

func (r *run) mapping(v reflect.Value, depth int) *source.Node {
	if v.Type().Key().Kind() != reflect.String {
		return r.unknown(v)
	}
	n := &source.Node{Kind: source.Map, Style: source.Flow}
	keys := map[string]reflect.Value{}
	for _, key := range v.MapKeys() {
		keys[key.String()] = key
	}
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		r.path = append(r.path, key)
		k := r.text(key)
		if len(key) > maxKey {
			k = r.fail(source.CodeTooLarge, fmt.Sprintf("the name has %d bytes, at most %d are allowed", len(key), maxKey), "")
		}
		r.path = r.path[:len(r.path)-1]
		r.add(n, k, v.MapIndex(keys[key]), key, depth)
	}
	return n
}

// add puts a value into a list or, with a key, a map. A collection with a widget
// or with something that is not on one line is not on one line either.
func (r *run) add(n, key *source.Node, v reflect.Value, step string, depth int) {
	r.path = append(r.path, step)
	item := r.value(v, depth+1)
	r.path = r.path[:len(r.path)-1]
	if item == nil {
		return
	}
	if n.Kind == source.Map {
		n.Keys = append(n.Keys, key)
	}
	n.Items = append(n.Items, item)
	collection := item.Kind == source.Seq || item.Kind == source.Map
	if v.Kind() == reflect.Interface || collection && item.Style != source.Flow {
		n.Style = source.Plain
	}
}

// kind is a value of an interface type: a struct with the name of its kind.
func (r *run) kind(v reflect.Value, depth int) *source.Node {
	known, ok := r.names[v.Type()]
	if !ok {
		known = r.kinds(v.Type())
		r.names[v.Type()] = known
	}
	t := v.Elem().Type()
	name := known.byType[t]
	if name == "" {
		return r.fail(source.CodeUnknownType, fmt.Sprintf("%s has no name in the format", t), "use a pointer to one of the known types")
	}
	if v.Elem().IsNil() {
		return r.fail(source.CodeMissing, "the value is a nil pointer", "")
	}
	n := &source.Node{Kind: source.Map, Style: source.Flow,
		Keys:  []*source.Node{{Kind: source.String, Value: known.key}},
		Items: []*source.Node{{Kind: source.String, Value: name}}}
	return r.object(n, v.Elem().Elem(), r.Order, depth)
}

func (r *run) kinds(iface reflect.Type) names {
	known := names{byType: map[reflect.Type]string{}}
	if r.Decoder.Kinds == nil {
		return known
	}
	key, kinds := r.Decoder.Kinds(iface)
	known.key = key
	for _, name := range slices.Sorted(maps.Keys(kinds)) {
		if t := reflect.PointerTo(kinds[name]); known.byType[t] == "" {
			known.byType[t] = name
		}
	}
	return known
}

// object adds the fields of a struct to a map.
func (r *run) object(n *source.Node, v reflect.Value, order func([]decode.Field) []decode.Field, depth int) *source.Node {
	fields, ok := r.types[v.Type()]
	if !ok {
		declared, err := r.Decoder.Fields(v.Type())
		if err != nil {
			return r.fail(source.CodeInternal, err.Error(), "please report this")
		}
		if order != nil {
			declared = order(declared)
		}
		fields = r.prepare(declared)
		r.types[v.Type()] = fields
	}
	for i := range fields {
		f := &fields[i]
		if value := v.FieldByIndex(f.Index); f.given(value) || len(r.path) == 0 && !value.IsZero() && slices.Contains(r.Keep, f.Key) {
			r.add(n, f.key, value, f.Key, depth)
		}
		if last := len(n.Items) - 1; last >= 0 && n.Keys[last] == f.key && f.empty(n.Items[last]) {
			n.Keys, n.Items = n.Keys[:last], n.Items[:last]
		}
	}
	return n
}

// structured says whether values of a type are structs of the format.
func structured(t reflect.Type) bool {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t.Kind() == reflect.Struct || t.Kind() == reflect.Interface
}

func isHook(t reflect.Type) bool {
	p := reflect.PointerTo(t)
	return p.Implements(nodeType) || p.Implements(scalarType)
}

// inherits says whether a struct takes what it leaves open from another one, so
// that the default of a key is not what its absence means.
func inherits(fields []decode.Field) bool {
	return slices.ContainsFunc(fields, func(f decode.Field) bool { return f.Key == "like" })
}

// described says whether a default is words about it and not a value.
func described(text string) bool { return strings.Contains(text, " ") }
