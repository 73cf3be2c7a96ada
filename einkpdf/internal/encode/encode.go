// Package encode turns Go structs into YAML: the inverse of package decode,
// driven by the same struct tags. [Encoder] makes a tree of nodes from a value,
// [Append] writes such a tree for people to read.
//
// What is not given is left out, and so is what equals the default that the tags
// document: absent, it means the same. Maps are sorted by key. The same value
// gives the same bytes.
package encode

import (
	"fmt"
	"reflect"
	"strconv"
	"unicode/utf8"

	"github.com/einkpdf/platform/einkpdf/internal/decode"
	"github.com/einkpdf/platform/einkpdf/internal/source"
)

// Encoder turns values into trees. It may be used by several goroutines.
type Encoder struct {
	// Decoder is the one that will read the file: it knows fields and kinds.
	Decoder *decode.Decoder
	// Order gives the keys of a kind in another order than that of the struct.
	// It must return all fields and not change the list that it is given. nil
	// keeps the order.
	Order func([]decode.Field) []decode.Field
	// Keep are keys of the outermost struct that are written even if they equal
	// their default.
	Keep []string
}

// The bounds of a value, which may contain itself.
const (
	maxDepth = 200
	maxNodes = 2_000_000
)

// Encode is the tree of a value: of a struct with tags, a map, a list or a
// scalar. Collections that belong on one line if they fit are in [source.Flow],
// others in [source.Plain] style. The errors are what no file can say, with JSON
// pointers: values of an unknown kind, nil where a value must be, texts that are
// not UTF-8, values that contain themselves. The tree is then nil.
func (e *Encoder) Encode(v any) (*source.Node, source.Errors) {
	report := &source.Report{}
	r := &run{Encoder: e, report: report, types: map[reflect.Type][]field{}, names: map[reflect.Type]names{}}
	n := r.value(reflect.ValueOf(v), 0)
	if report.Len() > 0 {
		return nil, report.Errors()
	}
	return n, nil
}

// run is one pass of the encoder.
type run struct {
	*Encoder
	report *source.Report
	path   []string
	nodes  int
	over   bool // there are too many
	types  map[reflect.Type][]field
	names  map[reflect.Type]names
}

// names are the kinds of an interface by their types.
type names struct {
	key    string
	byType map[reflect.Type]string
}

// fail reports an error about the value at the path. The node is nil.
func (r *run) fail(code, message, hint string) *source.Node {
	pointer := ""
	for _, step := range r.path {
		pointer = source.Pointer(pointer, step)
	}
	r.report.Add(&source.Error{Pointer: pointer, Code: code, Message: message, Hint: hint})
	return nil
}

// value is the node of a value, nil after an error.
func (r *run) value(v reflect.Value, depth int) *source.Node {
	if r.nodes++; r.over {
		return nil
	}
	if depth > maxDepth || r.nodes > maxNodes {
		r.over = true
		return r.fail(source.CodeTooDeep, "the values are nested too deeply, or there are too many", "does a value contain itself?")
	}
	if !v.IsValid() || isNil(v) {
		return r.fail(source.CodeMissing, "the value is nil", "")
	}
	switch v.Kind() {
	case reflect.Interface:
		return r.kind(v, depth)
	case reflect.Pointer:
		return r.value(v.Elem(), depth)
	}
	if n, hook := r.hook(v, depth); hook {
		return n
	}
	switch k := v.Kind(); {
	case k == reflect.Bool:
		return &source.Node{Kind: source.Bool, Value: strconv.FormatBool(v.Bool())}
	case v.CanInt():
		return &source.Node{Kind: source.Number, Value: strconv.FormatInt(v.Int(), 10)}
	case v.CanUint() && k != reflect.Uintptr:
		return &source.Node{Kind: source.Number, Value: strconv.FormatUint(v.Uint(), 10)}
	case k == reflect.String:
		return r.text(v.String())
	case k == reflect.Slice:
		return r.list(v, depth)
	case k == reflect.Map:
		return r.mapping(v, depth)
	case k == reflect.Struct:
		n := &source.Node{Kind: source.Map, Style: source.Flow}
		return r.object(n, v, nil, depth)
	}
	return r.unknown(v)
}

func (r *run) unknown(v reflect.Value) *source.Node {
	return r.fail(source.CodeInternal, fmt.Sprintf("the type %s cannot be written", v.Type()), "please report this")
}

func (r *run) text(s string) *source.Node {
	if !utf8.ValidString(s) {
		return r.fail(source.CodeEncoding, "the text "+source.Quote(s)+" is not UTF-8", "")
	}
	return &source.Node{Kind: source.String, Value: s}
}

func isNil(v reflect.Value) bool {
	return (v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface) && v.IsNil()
}
