package decode

import (
	"fmt"
	"reflect"
	"strconv"

	"github.com/einkpdf/platform/einkpdf/internal/source"
)

func (r *run) list(n *source.Node, v reflect.Value, f *Field) {
	if n.Kind != source.Seq {
		if !r.mistyped(n, "a list") {
			r.wrongType(n, "a list", "begin each entry with \"- \", or put the entries in [ ]")
		}
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
		if !r.mistyped(n, "a map") {
			r.wrongType(n, "a map from names to values", "")
		}
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
		if !r.mistyped(n, "a map") {
			r.wrongType(n, expected(v, "a map"), r.shorthand(n, s))
		}
		return
	}
	if r.withoutValues(n) {
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
		} else if at, ok := s.byKey[r.unknownKey(key, s.keys())]; ok {
			present[at] = true // one error is enough
		}
		r.path = r.path[:len(r.path)-1]
	}
	for i := range s.fields {
		if s.fields[i].Required && !present[i] {
			r.at(n.Pos, missing(&s.fields[i]))
		}
	}
	if r.count > before {
		return // its own checks expect fields that are right
	}
	r.check(n, v)
}

// check runs the checks that a decoded value has of its own.
func (r *run) check(n *source.Node, v reflect.Value) {
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
		if !r.mistyped(n, "a map") {
			hint := ""
			if n.Kind == source.String {
				hint = kindHint(n.Value, key, kinds)
			}
			r.wrongType(n, "a map with a "+key, hint)
		}
		return
	}
	tag := n.Get(key)
	if tag == nil {
		r.noKind(n, key, kinds)
		return
	}
	t, ok := kinds[tag.Value]
	if tag.Kind != source.String || !ok {
		r.path = append(r.path, key)
		if tag.Kind != source.String {
			r.wrongType(tag, "the name of a "+key, "")
		} else {
			hint := ""
			if r.count < source.MaxErrors {
				hint = DidYouMean(tag.Value, sortedKeys(kinds))
			}
			r.at(tag.Pos, &problem{source.CodeUnknownType, "unknown " + key + " " + source.Quote(tag.Value), hint})
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
