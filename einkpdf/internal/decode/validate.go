package decode

import (
	"fmt"
	"reflect"
	"strconv"

	"github.com/einkpdf/platform/einkpdf/internal/source"
)

// The bounds of hand-built values, which may contain themselves.
const (
	maxDepth  = 200
	maxValues = 2_000_000
)

// Validate checks a hand-built value as Decode checks a file: required keys,
// bounds, words, sizes, names, and the checks of [Checker] types. A zero value
// counts as absent, but for required booleans and numbers that may be zero: of
// those a program cannot say that they are there. pointer goes before the pointers in the errors, which have
// no line.
func (d *Decoder) Validate(v any, pointer string) source.Errors {
	r := &source.Report{}
	c := &checker{d: d, report: r}
	c.value(reflect.ValueOf(v), pointer, &Field{MaxLen: defaultMaxLen, MaxItems: defaultMaxItems}, 0)
	return r.Errors()
}

type checker struct {
	d      *Decoder
	report *source.Report
	values int
	over   bool // too many, or too deep: the rest is not looked at
}

func (c *checker) add(pointer string, p *problem) {
	if p != nil {
		c.report.Add(&source.Error{Pointer: pointer, Code: p.code, Message: p.message, Hint: p.hint})
	}
}

func (c *checker) value(v reflect.Value, pointer string, f *Field, depth int) {
	if !v.IsValid() || c.over {
		return
	}
	if c.values++; depth > maxDepth || c.values > maxValues {
		c.over = true
		c.add(pointer, &problem{source.CodeTooDeep, "the values are nested too deeply, or there are too many", "does a value contain itself?"})
		return
	}
	hook := c.d.isHook(v.Type())
	switch k := v.Kind(); {
	case k == reflect.Pointer || k == reflect.Interface:
		if v.IsNil() {
			return
		}
		if k == reflect.Interface {
			if p := c.unknownKind(v); p != nil {
				c.add(pointer, p)
				return
			}
		}
		c.value(v.Elem(), pointer, f, depth+1)
	case k == reflect.Struct:
		if hook && !v.IsZero() {
			c.add(pointer, checkLeaf(f, v))
		}
		c.object(v, pointer, f, depth)
	case hook && k != reflect.Slice:
		c.leaf(v, pointer, f)
	case k == reflect.Slice:
		c.add(pointer, checkSize(f, v.Len()))
		for i := range v.Len() {
			at := source.Pointer(pointer, strconv.Itoa(i))
			if isNil(v.Index(i)) {
				c.add(at, &problem{source.CodeMissing, "the entry is nil", ""})
				continue
			}
			c.value(v.Index(i), at, f, depth+1)
		}
	case k == reflect.Map:
		c.add(pointer, checkSize(f, v.Len()))
		for _, key := range mapKeys(v) {
			at := source.Pointer(pointer, key.String())
			c.add(at, checkMapKey(key.String()))
			if isNil(v.MapIndex(key)) {
				c.add(at, &problem{source.CodeMissing, "the entry is nil", ""})
				continue
			}
			c.value(v.MapIndex(key), at, f, depth+1)
		}
	default:
		c.leaf(v, pointer, f)
	}
}

func (c *checker) leaf(v reflect.Value, pointer string, f *Field) {
	if !v.IsZero() {
		c.add(pointer, checkLeaf(f, v))
	}
}

// zeroCounts says whether the zero value of a field may be meant.
func zeroCounts(f *Field) bool {
	k := f.Type.Kind()
	if isHook(f.Type) || !isInt(k) && !isUint(k) {
		return k == reflect.Bool
	}
	low, high := f.bounds(f.Type)
	return low <= 0 && high >= 0
}

func isNil(v reflect.Value) bool {
	return (v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface) && v.IsNil()
}

// unknownKind is the problem of an interface value that no file can express.
func (c *checker) unknownKind(v reflect.Value) *problem {
	if c.d.Kinds == nil {
		return nil
	}
	key, kinds := c.d.Kinds(v.Type())
	for _, t := range kinds {
		if v.Elem().Type() == reflect.PointerTo(t) {
			return nil
		}
	}
	return &problem{source.CodeUnknownType, fmt.Sprintf("%s has no %s in the format", v.Elem().Type(), key), "use a pointer to one of the known types"}
}

func (c *checker) object(v reflect.Value, pointer string, f *Field, depth int) {
	s, err := c.d.structOf(v.Type())
	if err != nil {
		c.add(pointer, &problem{source.CodeInternal, err.Error(), ""})
		return
	}
	before := c.report.Len()
	if m, ok := as[interface{ MarshalNode() any }](v); ok && len(s.fields) == 0 {
		c.value(reflect.ValueOf(m.MarshalNode()), pointer, f, depth+1) // a file has that in its place
	}
	for i := range s.fields {
		f := &s.fields[i]
		fv := v.FieldByIndex(f.Index)
		if fv.IsZero() { // an empty list or map that is not nil is present
			if f.Required && !zeroCounts(f) {
				c.add(pointer, missing(f))
			}
			continue
		}
		c.value(fv, source.Pointer(pointer, f.Key), f, depth+1)
	}
	if c.over || c.report.Len() > before {
		return
	}
	if ch, ok := as[Checker](v); ok {
		ch.Check(func(code, at, message, hint string) {
			c.add(pointer+at, &problem{code, message, hint})
		})
	}
}
