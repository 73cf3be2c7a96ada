package decode

import (
	"encoding"
	"reflect"

	"github.com/einkpdf/platform/einkpdf/internal/source"
)

// Scalar is a type that reads itself from a text or number as written. Its
// error may implement Code, Hint and Offset, each on its own:
//
//	Code() string  // one of the source.Code constants, source.CodeFormat if absent
//	Hint() string  // what to do
//	Offset() int   // byte offset in the text, which moves the column
type Scalar = encoding.TextUnmarshaler

// Advisor is a [Scalar] that knows better than its error what to write instead
// of a text that it cannot read: it is told the min and max of the field. "" is
// the hint of the error.
type Advisor interface {
	Advise(text, min, max string) (hint string)
}

// Expecter is a type with hooks that says what it expects, for errors about
// the wrong kind of value: "a length such as 5mm".
type Expecter interface{ Expected() string }

// NodeUnmarshaler is a type that reads itself from a node, for unions such as
// "a text or a map". It reports errors with pointers relative to the node; an
// error without a line is placed at the node. Nested values are read with
// [Decoder.DecodeInto] and the same report. Such a type is also given null. It
// has a MarshalNode method as well, with which package encode writes it.
type NodeUnmarshaler interface {
	UnmarshalNode(n *source.Node, d *Decoder, report func(*source.Error))
}

// Long is a text type that may be longer than others: MaxLength is the most
// characters where a field has no maxlen tag. Its zero value is asked.
type Long interface{ MaxLength() int }

// Checker is a struct with checks of its own, run after those of its fields
// when these found nothing. pointer is relative to the struct ("/from").
type Checker interface {
	Check(report func(code, pointer, message, hint string))
}

// Bounded is a type that understands the min and max tags of its fields.
// Either may be empty. An error of the tags themselves is a message too.
type Bounded interface {
	CheckBounds(min, max string) (message string, ok bool)
}

// Schemer is a type with hooks that has a JSON Schema.
type Schemer interface{ JSONSchema() map[string]any }

// UnionSchemer is a [Schemer] whose schema contains those of other types;
// schema gives them.
type UnionSchemer interface {
	JSONSchema(schema func(reflect.Type) map[string]any) map[string]any
}

var (
	scalarType = reflect.TypeFor[Scalar]()
	nodeType   = reflect.TypeFor[NodeUnmarshaler]()
)

func isHook(t reflect.Type) bool {
	p := reflect.PointerTo(t)
	return p.Implements(nodeType) || p.Implements(scalarType)
}

// isHook is isHook, which takes time, once for each type.
func (d *Decoder) isHook(t reflect.Type) bool {
	if known, ok := d.hooks.Load(t); ok {
		return known.(bool)
	}
	hook := isHook(t)
	d.hooks.Store(t, hook)
	return hook
}

// as is v, or the pointer to it, as an interface. v need not be addressable.
func as[T any](v reflect.Value) (T, bool) {
	if v.Kind() == reflect.Pointer && v.IsNil() {
		var zero T
		return zero, false
	}
	if t, ok := v.Interface().(T); ok {
		return t, true
	}
	if v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
		var zero T
		return zero, false
	}
	if !reflect.PointerTo(v.Type()).Implements(reflect.TypeFor[T]()) {
		var zero T
		return zero, false
	}
	if !v.CanAddr() {
		c := reflect.New(v.Type())
		c.Elem().Set(v)
		v = c.Elem()
	}
	t, ok := v.Addr().Interface().(T)
	return t, ok
}
