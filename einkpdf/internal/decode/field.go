package decode

import (
	"fmt"
	"reflect"
	"regexp"
	"strconv"
	"strings"
)

// Field is what the struct tags say about a key of the format.
//
//	key:"pitch"             the key; a field without it is no part of the format
//	doc:"…"                 a sentence for the schema
//	required:"true"         must be present
//	min:"1mm" max:"100mm"   bounds of numbers and of types that are Bounded
//	enum:"left,right"       the allowed words
//	default:"5mm"           what an absent key means, for the schema
//	maxlen:"200"            most characters of a text (1000, or what a [Long] type says)
//	minitems:"1"            fewest entries of a list or map (0)
//	maxitems:"50"           most entries of a list or map (1000)
//	names:"cell.date item"  for those who walk the fields
//
// For lists and maps min, max, enum and maxlen are about the entries.
type Field struct {
	Key      string
	Doc      string
	Required bool
	Min, Max string
	Enum     []string
	Default  string
	MaxLen   int
	MinItems int
	MaxItems int
	Names    []string
	Type     reflect.Type
	Index    []int // for reflect.Value.FieldByIndex

	wanted string // of required keys: what to write, for hints
}

const (
	defaultMaxLen   = 1000
	defaultMaxItems = 1000
)

var mapKey = regexp.MustCompile(mapKeyPattern)

const mapKeyPattern = `^[A-Za-z_][A-Za-z0-9_.-]*$`

// structType is the fields of a struct in the order of their declaration.
type structType struct {
	fields []Field
	byKey  map[string]int
}

func (s *structType) keys() []string {
	keys := make([]string, len(s.fields))
	for i, f := range s.fields {
		keys[i] = f.Key
	}
	return keys
}

// Fields are the fields of a struct type that are part of the format, those of
// embedded structs in their place.
func (d *Decoder) Fields(t reflect.Type) ([]Field, error) {
	s, err := d.structOf(t)
	if err != nil {
		return nil, err
	}
	return s.fields, nil
}

func (d *Decoder) structOf(t reflect.Type) (*structType, error) {
	if s, ok := d.structs.Load(t); ok {
		return s.(*structType), nil
	}
	s := &structType{byKey: map[string]int{}}
	if err := s.collect(t, nil); err != nil {
		return nil, err
	}
	d.structs.Store(t, s)
	return s, nil
}

func (s *structType) collect(t reflect.Type, index []int) error {
	for i := range t.NumField() {
		sf := t.Field(i)
		at := append(append([]int(nil), index...), i)
		key, tagged := sf.Tag.Lookup("key")
		if sf.Anonymous && !tagged && sf.Type.Kind() == reflect.Struct {
			if err := s.collect(sf.Type, at); err != nil {
				return err
			}
			continue
		}
		if !tagged {
			continue
		}
		f, err := parseField(sf, key, at)
		if err != nil {
			return fmt.Errorf("%s.%s: %w", t, sf.Name, err)
		}
		if _, twice := s.byKey[key]; twice {
			return fmt.Errorf("%s.%s: the key %q is used twice", t, sf.Name, key)
		}
		s.byKey[key] = len(s.fields)
		s.fields = append(s.fields, f)
	}
	return nil
}

func parseField(sf reflect.StructField, key string, index []int) (Field, error) {
	tag := sf.Tag
	f := Field{
		Key: key, Doc: tag.Get("doc"), Min: tag.Get("min"), Max: tag.Get("max"), Default: tag.Get("default"),
		Names: strings.Fields(tag.Get("names")), Type: sf.Type, Index: index,
	}
	if !sf.IsExported() {
		return f, fmt.Errorf("is not exported")
	}
	if !mapKey.MatchString(key) {
		return f, fmt.Errorf("bad key %q", key)
	}
	if e := tag.Get("enum"); e != "" {
		f.Enum = strings.Split(e, ",")
	}
	var err error
	if r, ok := tag.Lookup("required"); ok {
		if f.Required, err = strconv.ParseBool(r); err != nil {
			return f, fmt.Errorf("required: %w", err)
		}
		f.wanted = wanted(&f)
	}
	for _, n := range [...]struct {
		name string
		to   *int
		def  int
	}{{"maxlen", &f.MaxLen, maxLenOf(f.leafType())}, {"minitems", &f.MinItems, 0}, {"maxitems", &f.MaxItems, defaultMaxItems}} {
		*n.to = n.def
		if v, ok := tag.Lookup(n.name); ok {
			if *n.to, err = strconv.Atoi(v); err != nil || *n.to < 0 {
				return f, fmt.Errorf("%s: not a number: %q", n.name, v)
			}
		}
	}
	return f, f.checkBounds()
}

// maxLenOf is how long texts of a type are where no tag says it.
func maxLenOf(t reflect.Type) int {
	if long, ok := reflect.Zero(t).Interface().(Long); ok {
		return long.MaxLength()
	}
	return defaultMaxLen
}

// checkBounds refuses bounds that the field's own type cannot read.
func (f *Field) checkBounds() error {
	if f.Min == "" && f.Max == "" {
		return nil
	}
	t := f.leafType()
	switch {
	case isInt(t.Kind()) && !isHook(t):
		for _, b := range []string{f.Min, f.Max} {
			if _, err := strconv.ParseInt(b, 10, 64); b != "" && err != nil {
				return fmt.Errorf("bad bound: %w", err)
			}
		}
	case !reflect.PointerTo(t).Implements(reflect.TypeFor[Bounded]()):
		return fmt.Errorf("min and max need a number or a decode.Bounded type")
	}
	return nil
}

// leafType is the type that the bounds are about: the entries of lists and
// maps, what pointers point to.
func (f *Field) leafType() reflect.Type {
	t := f.Type
	for !isHook(t) {
		switch t.Kind() {
		case reflect.Slice, reflect.Map, reflect.Pointer:
			t = t.Elem()
			continue
		}
		break
	}
	return t
}

func isInt(k reflect.Kind) bool  { return k >= reflect.Int && k <= reflect.Int64 }
func isUint(k reflect.Kind) bool { return k >= reflect.Uint && k <= reflect.Uint64 }
