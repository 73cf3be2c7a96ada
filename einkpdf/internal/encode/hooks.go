package encode

import (
	"encoding"
	"reflect"

	"github.com/einkpdf/platform/einkpdf/internal/decode"
	"github.com/einkpdf/platform/einkpdf/internal/source"
)

// NodeMarshaler is the inverse of [decode.NodeUnmarshaler]: a type that is
// written as some other value, such as a text, a list, or a struct with keys of
// another type. The zero value is only asked where a key is required.
type NodeMarshaler interface{ MarshalNode() any }

var (
	scalarType = reflect.TypeFor[decode.Scalar]()
	nodeType   = reflect.TypeFor[decode.NodeUnmarshaler]()
)

// hook is the node of a value whose type has hooks.
func (r *run) hook(v reflect.Value, depth int) (n *source.Node, ok bool) {
	p := reflect.PointerTo(v.Type())
	if m, ok := as[NodeMarshaler](v); ok {
		return r.value(reflect.ValueOf(m.MarshalNode()), depth+1), true
	}
	if p.Implements(nodeType) {
		return r.unknown(v), true
	}
	if !p.Implements(scalarType) {
		return nil, false
	}
	m, ok := as[encoding.TextMarshaler](v)
	if !ok {
		return r.unknown(v), true
	}
	text, err := m.MarshalText()
	if err != nil {
		return r.fail(source.CodeFormat, err.Error(), ""), true
	}
	if (v.CanInt() || v.CanUint()) && isNumber(string(text)) {
		return &source.Node{Kind: source.Number, Value: string(text)}, true
	}
	return r.text(string(text)), true
}

// as is v, or a pointer to it, as an interface.
func as[T any](v reflect.Value) (T, bool) {
	if t, ok := v.Interface().(T); ok {
		return t, true
	}
	if !reflect.PointerTo(v.Type()).Implements(reflect.TypeFor[T]()) {
		var zero T
		return zero, false
	}
	p := reflect.New(v.Type())
	p.Elem().Set(v)
	t, ok := p.Interface().(T)
	return t, ok
}
