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
	"strconv"
	"strings"
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
}

// Decode reads n into the value that into points to. Keys that are absent
// leave their fields as they are. Fields with errors may hold anything.
// file names the file in the errors.
func (d *Decoder) Decode(n *source.Node, into any, file string) source.Errors {
	r := &source.Report{File: file}
	if n == nil {
		return nil // the reader has reported why
	}
	d.DecodeInto(n, into, r.Add)
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
	f := &Field{MaxLen: defaultMaxLen, MaxItems: defaultMaxItems}
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

// value decodes n into v. skip is a key that belongs to the value's interface.
func (r *run) value(n *source.Node, v reflect.Value, f *Field, skip string) {
	switch h := v.Addr().Interface().(type) {
	case NodeUnmarshaler:
		before := r.count
		h.UnmarshalNode(n, r.d, func(e *source.Error) { r.relay(n, e) })
		if r.count == before {
			r.leaf(n, v, f)
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

func expected(v reflect.Value, otherwise string) string {
	if e, ok := as[Expecter](v); ok {
		return e.Expected()
	}
	return otherwise
}

func (r *run) scalar(n *source.Node, s Scalar, v reflect.Value, f *Field) {
	if n.Kind != source.String && n.Kind != source.Number {
		hint := ""
		if n.Kind == source.Bool {
			hint = "put it in quotes if it is a text"
		}
		r.wrongType(n, expected(v, "a text"), hint)
		return
	}
	err := s.UnmarshalText([]byte(n.Value))
	if err == nil {
		r.leaf(n, v, f)
		return
	}
	p := &problem{source.CodeFormat, err.Error(), ""}
	pos := n.Pos
	if c, ok := err.(interface{ Code() string }); ok {
		p.code = c.Code()
	}
	if h, ok := err.(interface{ Hint() string }); ok {
		p.hint = h.Hint()
	}
	if o, ok := err.(interface{ Offset() int }); ok {
		pos = n.PosAt(o.Offset())
	}
	r.at(pos, p)
}

func (r *run) boolean(n *source.Node, v reflect.Value) {
	if n.Kind != source.Bool {
		hint := ""
		switch strings.ToLower(n.Value) {
		case "true", "yes", "on", "y", "1":
			hint = "write true, without quotes"
		case "false", "no", "off", "n", "0":
			hint = "write false, without quotes"
		}
		r.wrongType(n, "true or false", hint)
		return
	}
	v.SetBool(n.Value == "true")
}

func (r *run) integer(n *source.Node, v reflect.Value, f *Field) {
	const what = "a whole number"
	if n.Kind != source.Number || strings.ContainsAny(n.Value, ".eE") {
		hint := ""
		if n.Kind == source.String || n.Kind == source.Number {
			hint = "write it as plain digits without quotes, such as 1000"
		}
		r.wrongType(n, what, hint)
		return
	}
	low, high := f.bounds(v.Type())
	i, err := strconv.ParseInt(n.Value, 10, 64)
	if err != nil || i < low || i > high {
		is := n.Value
		if len(is) > 30 {
			is = is[:30] + "…"
		}
		if strings.HasPrefix(n.Value, "-") && i <= low || i < low {
			r.at(n.Pos, &problem{source.CodeRange, fmt.Sprintf("must be at least %d, is %s", low, is), ""})
		} else {
			r.at(n.Pos, &problem{source.CodeRange, fmt.Sprintf("must be at most %d, is %s", high, is), ""})
		}
		return
	}
	if isInt(v.Kind()) {
		v.SetInt(i)
	} else {
		v.SetUint(uint64(i))
	}
}

func (r *run) text(n *source.Node, v reflect.Value, f *Field) {
	if n.Kind != source.String && (n.Kind != source.Number || f.Enum != nil) {
		what, hint := "a text", ""
		if f.Enum != nil {
			what = orList(f.Enum)
		}
		if n.Kind == source.Bool {
			hint = "put it in quotes if it is a text"
		}
		r.wrongType(n, what, hint)
		return
	}
	v.SetString(n.Value)
	r.leaf(n, v, f)
}

func (r *run) list(n *source.Node, v reflect.Value, f *Field) {
	if n.Kind != source.Seq {
		r.wrongType(n, "a list", "begin each entry with \"- \", or put the entries in [ ]")
		return
	}
	if p := checkSize(f, len(n.Items)); p != nil {
		r.at(n.Pos, p)
		if len(n.Items) > f.MaxItems {
			return
		}
	}
	out := reflect.MakeSlice(v.Type(), len(n.Items), len(n.Items))
	for i, item := range n.Items {
		r.path = append(r.path, strconv.Itoa(i))
		r.value(item, out.Index(i), f, "")
		r.path = r.path[:len(r.path)-1]
	}
	v.Set(out)
}

func (r *run) mapping(n *source.Node, v reflect.Value, f *Field) {
	if n.Kind != source.Map {
		r.wrongType(n, "a map from names to values", "")
		return
	}
	if v.Type().Key().Kind() != reflect.String {
		r.internal(n, fmt.Errorf("the type %s cannot be decoded", v.Type()))
		return
	}
	if p := checkSize(f, len(n.Items)); p != nil {
		r.at(n.Pos, p)
		if len(n.Items) > f.MaxItems {
			return
		}
	}
	out := reflect.MakeMapWithSize(v.Type(), len(n.Items))
	for i, item := range n.Items {
		key := n.Keys[i]
		r.path = append(r.path, key.Value)
		if p := checkMapKey(key.Value); p != nil {
			r.at(key.Pos, p)
		} else {
			elem := reflect.New(v.Type().Elem()).Elem()
			r.value(item, elem, f, "")
			out.SetMapIndex(reflect.ValueOf(key.Value).Convert(v.Type().Key()), elem)
		}
		r.path = r.path[:len(r.path)-1]
	}
	v.Set(out)
}

func (r *run) object(n *source.Node, v reflect.Value, skip string) {
	s, err := r.d.structOf(v.Type())
	if err != nil {
		r.internal(n, err)
		return
	}
	if n.Kind != source.Map {
		r.wrongType(n, expected(v, "a map"), "")
		return
	}
	before := r.count
	present := make([]bool, len(s.fields))
	for i, key := range n.Keys {
		if skip != "" && key.Value == skip {
			continue
		}
		r.path = append(r.path, key.Value)
		if at, ok := s.byKey[key.Value]; ok {
			present[at] = true
			f := &s.fields[at]
			r.value(n.Items[i], v.FieldByIndex(f.Index), f, "")
		} else {
			r.at(key.Pos, &problem{source.CodeUnknownKey, "unknown key " + source.Quote(key.Value), DidYouMean(key.Value, s.keys())})
		}
		r.path = r.path[:len(r.path)-1]
	}
	for i := range s.fields {
		if s.fields[i].Required && !present[i] {
			r.at(n.Pos, missing(s.fields[i].Key))
		}
	}
	if r.count > before {
		return // its own checks expect fields that are right
	}
	if c, ok := as[Checker](v); ok {
		c.Check(func(code, pointer, message, hint string) {
			r.relay(n, &source.Error{Code: code, Pointer: pointer, Message: message, Hint: hint})
		})
	}
}

// kind decodes a value of an interface type.
func (r *run) kind(n *source.Node, v reflect.Value) {
	key, kinds := "", map[string]reflect.Type(nil)
	if r.d.Kinds != nil {
		key, kinds = r.d.Kinds(v.Type())
	}
	if len(kinds) == 0 {
		r.internal(n, fmt.Errorf("the interface %s has no kinds", v.Type()))
		return
	}
	if n.Kind != source.Map {
		r.wrongType(n, "a map with a "+key, "")
		return
	}
	tag := n.Get(key)
	if tag == nil {
		p := missing(key)
		p.hint = "allowed here: " + strings.Join(sortedKeys(kinds), ", ")
		r.at(n.Pos, p)
		return
	}
	t, ok := kinds[tag.Value]
	if tag.Kind != source.String || !ok {
		r.path = append(r.path, key)
		if tag.Kind != source.String {
			r.wrongType(tag, "the name of a "+key, "")
		} else {
			r.at(tag.Pos, &problem{source.CodeUnknownType, "unknown " + key + " " + source.Quote(tag.Value), DidYouMean(tag.Value, sortedKeys(kinds))})
		}
		r.path = r.path[:len(r.path)-1]
		return
	}
	p := reflect.New(t)
	if !p.Type().AssignableTo(v.Type()) {
		r.internal(n, fmt.Errorf("%s is not a %s", p.Type(), v.Type()))
		return
	}
	r.value(n, p.Elem(), &Field{MaxLen: defaultMaxLen, MaxItems: defaultMaxItems}, key)
	v.Set(p)
}
