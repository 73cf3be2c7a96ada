// Package decode turns node trees into Go structs and back into words: one set
// of struct tags ([Field]) drives the decoder, the checks of hand-built values,
// the JSON Schema and the walk over all fields, so that they cannot disagree.
//
// The decoder is strict and never stops at the first error: unknown keys, wrong
// types, missing keys, bad words and numbers out of range are all reported, each
// with line, column, JSON pointer, code and hint.
package decode

import (
	"fmt"
	"reflect"
	"sync"

	"github.com/einkpdf/platform/einkpdf/internal/source"
)

// Decoder decodes, checks, walks and describes the types of a format. The zero
// value is ready for formats without interfaces. It may be used by several
// goroutines and must not be copied.
type Decoder struct {
	// Kinds gives, for an interface type, the key that names the kind of a
	// value ("type") and the struct type for each name. Values are stored as
	// pointers to the struct. It must always give the same answer.
	Kinds func(iface reflect.Type) (discriminator string, kinds map[string]reflect.Type)

	structs sync.Map // reflect.Type -> *structType
	hooks   sync.Map // reflect.Type -> bool
}

// Decode reads n into the value that into points to. Keys that are absent
// leave their fields as they are. Fields with errors may hold anything.
// file names the file in the errors.
func (d *Decoder) Decode(n *source.Node, into any, file string) source.Errors {
	r := &source.Report{File: file}
	if n == nil {
		return nil // the reader has reported why
	}
	if p := d.empty(n, reflect.TypeOf(into)); p != nil {
		r.Add(&source.Error{Line: 1, Col: 1, Code: p.code, Message: p.message, Hint: p.hint})
		return r.Errors()
	}
	d.DecodeInto(n, into, func(e *source.Error) {
		if e.Pointer == "" && e.Code == source.CodeType && e.Hint == "" {
			e.Hint = start // it is no map, so probably no project
		}
		r.Add(e)
	})
	return r.Errors()
}

// DecodeInto is [Decoder.Decode] for a [NodeUnmarshaler]: it reports errors
// with pointers relative to n.
func (d *Decoder) DecodeInto(n *source.Node, into any, report func(*source.Error)) {
	run := &run{d: d, report: report}
	v := reflect.ValueOf(into)
	if v.Kind() != reflect.Pointer || v.IsNil() {
		run.internal(n, fmt.Errorf("decode into %T, need a pointer", into))
		return
	}
	f := &Field{MaxLen: maxLenOf((&Field{Type: v.Type().Elem()}).leafType()), MaxItems: defaultMaxItems}
	run.value(n, v.Elem(), f, "")
}

// run is one pass of the decoder. path is the JSON pointer as a linked list.
type run struct {
	d      *Decoder
	report func(*source.Error)
	path   path
	count  int // errors so far
}

type path []string

func (p path) String() string {
	s := ""
	for _, step := range p {
		s = source.Pointer(s, step)
	}
	return s
}

func (r *run) at(pos source.Pos, p *problem) {
	r.count++
	r.report(&source.Error{Line: pos.Line, Col: pos.Col, Pointer: r.path.String(), Code: p.code, Message: p.message, Hint: p.hint})
}

func (r *run) internal(n *source.Node, err error) {
	r.at(n.Pos, &problem{source.CodeInternal, err.Error(), "please report this"})
}

func (r *run) wrongType(n *source.Node, expected, hint string) {
	found := n.Kind.String()
	switch n.Kind {
	case source.String:
		found = "the text " + source.Quote(n.Value)
	case source.Number, source.Bool:
		found = n.Value
	case source.Null:
		found = "nothing"
		if hint == "" {
			hint = "give the key a value or remove it"
		}
	}
	r.at(n.Pos, &problem{source.CodeType, "expected " + expected + ", found " + found, hint})
}

// quoteHint is the node's own, for errors that are kept.
func (r *run) quoteHint(n *source.Node) string {
	if r.count >= source.MaxErrors {
		return ""
	}
	return n.QuoteHint()
}

// value decodes n into v. skip is a key that belongs to the value's interface.
func (r *run) value(n *source.Node, v reflect.Value, f *Field, skip string) {
	switch h := v.Addr().Interface().(type) {
	case NodeUnmarshaler:
		before := r.count
		h.UnmarshalNode(n, r.d, func(e *source.Error) { r.relay(n, e) })
		if r.count == before {
			r.leaf(n, v, f)
			r.check(n, v)
		}
		return
	case Scalar:
		r.scalar(n, h, v, f)
		return
	}
	switch k := v.Kind(); {
	case k == reflect.Bool:
		r.boolean(n, v)
	case isInt(k) || isUint(k):
		r.integer(n, v, f)
	case k == reflect.String:
		r.text(n, v, f)
	case k == reflect.Pointer:
		p := reflect.New(v.Type().Elem())
		r.value(n, p.Elem(), f, skip)
		v.Set(p)
	case k == reflect.Slice:
		r.list(n, v, f)
	case k == reflect.Map:
		r.mapping(n, v, f)
	case k == reflect.Struct:
		r.object(n, v, skip)
	case k == reflect.Interface:
		r.kind(n, v)
	default:
		r.internal(n, fmt.Errorf("the type %s cannot be decoded", v.Type()))
	}
}

// relay passes on an error of a hook, whose pointer is relative.
func (r *run) relay(n *source.Node, e *source.Error) {
	c := *e
	if c.Line == 0 {
		_, pos := n.At(c.Pointer)
		c.Line, c.Col = pos.Line, pos.Col
	}
	c.Pointer = r.path.String() + c.Pointer
	r.count++
	r.report(&c)
}

// leaf checks a decoded value against its field.
func (r *run) leaf(n *source.Node, v reflect.Value, f *Field) {
	if p := checkLeaf(f, v); p != nil {
		r.at(n.Pos, p)
	}
}
