package encode

import (
	"reflect"

	"github.com/einkpdf/platform/einkpdf/internal/decode"
	"github.com/einkpdf/platform/einkpdf/internal/source"
)

// field is a key of a struct.
type field struct {
	decode.Field
	key   *source.Node
	value reflect.Value // what the documented default stands for, if it is a value
}

func (r *run) prepare(declared []decode.Field) []field {
	fields := make([]field, len(declared))
	inherited := inherits(declared)
	for i, f := range declared {
		fields[i] = field{Field: f, key: &source.Node{Kind: source.String, Value: f.Key}}
		if f.Default != "" && !described(f.Default) && !inherited {
			fields[i].value = r.read(f.Default, f.Type)
		}
	}
	return fields
}

// read is the value that a text stands for, none if it is no such value.
func (r *run) read(text string, t reflect.Type) reflect.Value {
	n := &source.Node{Kind: source.String, Value: text}
	leaf := t
	if t.Kind() == reflect.Pointer {
		leaf = t.Elem()
	}
	switch zero := reflect.Zero(leaf); {
	case isHook(leaf):
	case leaf.Kind() == reflect.Bool:
		n.Kind = source.Bool
	case zero.CanInt() || zero.CanUint():
		n.Kind = source.Number
	}
	v, ok := reflect.New(t), true
	r.Decoder.DecodeInto(n, v.Interface(), func(*source.Error) { ok = false })
	if !ok {
		return reflect.Value{}
	}
	return v.Elem()
}

// given says whether a field must be written.
func (f *field) given(v reflect.Value) bool {
	switch {
	case !v.IsZero():
		// An empty list or map is given: it may mean none where absence means some.
		return f.Required || !f.value.IsValid() || !reflect.DeepEqual(v.Interface(), f.value.Interface())
	case !f.Required || f.Enum != nil:
		return false
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface, reflect.Slice, reflect.Map:
		return false
	}
	return true // an empty text, zero, false
}

// empty says whether a struct that is always there has nothing but defaults.
func (f *field) empty(n *source.Node) bool {
	return f.Type.Kind() == reflect.Struct && !isHook(f.Type) && !f.Required && n.Kind == source.Map && len(n.Items) == 0
}
