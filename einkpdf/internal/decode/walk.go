package decode

import (
	"maps"
	"reflect"
	"slices"
	"strconv"

	"github.com/einkpdf/platform/einkpdf/internal/source"
)

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// Walk visits every leaf below v in a fixed order: fields as declared, entries
// of lists in order, entries of maps by key. Fields with their zero value are
// passed over: nothing was said about them. Leaves are booleans, numbers,
// texts and values of types with hooks; a struct or list with hooks is visited
// itself and then, if it has fields with keys or entries, inside. Nil pointers and interfaces are
// passed over. f is the field that the leaf, or the list or map it is in,
// belongs to, and must not be changed; pointer is the JSON pointer, below the one
// given. v in the callback can be set when v was a pointer.
func (d *Decoder) Walk(v any, pointer string, fn func(pointer string, f *Field, v reflect.Value)) {
	d.walk(reflect.ValueOf(v), pointer, &Field{MaxLen: defaultMaxLen, MaxItems: defaultMaxItems}, fn)
}

func (d *Decoder) walk(v reflect.Value, pointer string, f *Field, fn func(string, *Field, reflect.Value)) {
	if !v.IsValid() {
		return
	}
	hook := d.isHook(v.Type())
	if hook {
		fn(pointer, f, v)
	}
	switch k := v.Kind(); {
	case k == reflect.Pointer || k == reflect.Interface:
		if !v.IsNil() {
			d.walk(v.Elem(), pointer, f, fn)
		}
	case k == reflect.Struct:
		s, err := d.structOf(v.Type())
		if err != nil {
			return
		}
		for i := range s.fields {
			sub := &s.fields[i]
			if at := v.FieldByIndex(sub.Index); !at.IsZero() {
				d.walk(at, source.Pointer(pointer, sub.Key), sub, fn)
			}
		}
	case hook && k != reflect.Slice:
	case k == reflect.Slice:
		for i := range v.Len() {
			d.walk(v.Index(i), source.Pointer(pointer, strconv.Itoa(i)), f, fn)
		}
	case k == reflect.Map:
		for _, key := range mapKeys(v) {
			d.walk(v.MapIndex(key), source.Pointer(pointer, key.String()), f, fn)
		}
	default:
		fn(pointer, f, v)
	}
}

// mapKeys are the keys of a map with text keys, sorted.
func mapKeys(v reflect.Value) []reflect.Value {
	if v.Type().Key().Kind() != reflect.String {
		return nil
	}
	keys := v.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int {
		switch {
		case a.String() < b.String():
			return -1
		case a.String() > b.String():
			return 1
		}
		return 0
	})
	return keys
}
