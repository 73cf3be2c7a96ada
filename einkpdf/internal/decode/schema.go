package decode

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"
)

// Schema is the JSON Schema (draft 2020-12) of the type of v, indented, the
// same bytes every time. id and title may be empty. It refuses what Decode
// refuses as far as JSON Schema can say it: the bounds of types with hooks
// stand in the descriptions unless their own schema has them. The error is one
// of the types: a bad tag, or a type that cannot be described.
func (d *Decoder) Schema(v any, id, title string) ([]byte, error) {
	t := reflect.TypeOf(v)
	for t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t == nil {
		return nil, fmt.Errorf("decode: no type to describe")
	}
	b := &schemaBuilder{d: d, defs: map[string]any{}, names: map[reflect.Type]string{}}
	root := b.schema(t, nil)
	if b.err != nil {
		return nil, b.err
	}
	root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	if id != "" {
		root["$id"] = id
	}
	if title != "" {
		root["title"] = title
	}
	if len(b.defs) > 0 {
		root["$defs"] = b.defs
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(root); err != nil {
		return nil, fmt.Errorf("decode: schema: %w", err)
	}
	return out.Bytes(), nil
}

// schemaBuilder collects the definitions of named structs and of the kinds of
// interfaces.
type schemaBuilder struct {
	d     *Decoder
	defs  map[string]any
	names map[reflect.Type]string
	err   error
}

func (b *schemaBuilder) fail(format string, args ...any) map[string]any {
	if b.err == nil {
		b.err = fmt.Errorf("decode: "+format, args...)
	}
	return map[string]any{}
}

// schema is the schema of a type with the bounds of its field, if there is one.
func (b *schemaBuilder) schema(t reflect.Type, f *Field) map[string]any {
	if f == nil {
		f = &Field{MaxLen: maxLenOf((&Field{Type: t}).leafType()), MaxItems: defaultMaxItems}
	}
	if isHook(t) {
		return b.hook(t)
	}
	switch k := t.Kind(); {
	case k == reflect.Bool:
		return map[string]any{"type": "boolean"}
	case isInt(k) || isUint(k):
		s := map[string]any{"type": "integer"}
		low, high := f.bounds(t)
		if f.Min != "" || t.Bits() < 64 || isUint(k) {
			s["minimum"] = low
		}
		if f.Max != "" || t.Bits() < 64 {
			s["maximum"] = high
		}
		return s
	case k == reflect.String:
		if f.Enum != nil {
			return map[string]any{"enum": f.Enum}
		}
		return map[string]any{"type": []string{"string", "number"}, "maxLength": f.MaxLen}
	case k == reflect.Pointer:
		return b.schema(t.Elem(), f)
	case k == reflect.Slice:
		s := map[string]any{"type": "array", "items": b.schema(t.Elem(), f), "maxItems": f.MaxItems}
		if f.MinItems > 0 {
			s["minItems"] = f.MinItems
		}
		return s
	case k == reflect.Map && t.Key().Kind() == reflect.String:
		s := map[string]any{"type": "object", "additionalProperties": b.schema(t.Elem(), f), "maxProperties": f.MaxItems,
			"propertyNames": map[string]any{"pattern": mapKeyPattern}}
		if f.MinItems > 0 {
			s["minProperties"] = f.MinItems
		}
		return s
	case k == reflect.Struct:
		return b.define(t, t.Name(), func() map[string]any { return b.object(t, "", "") })
	case k == reflect.Interface:
		return b.define(t, t.Name(), func() map[string]any { return b.kinds(t) })
	}
	return b.fail("the type %s has no schema", t)
}

// hook is the schema of a type with hooks.
func (b *schemaBuilder) hook(t reflect.Type) map[string]any {
	switch v := reflect.New(t).Interface().(type) {
	case UnionSchemer:
		return b.define(t, t.Name(), func() map[string]any {
			return v.JSONSchema(func(t reflect.Type) map[string]any { return b.schema(t, nil) })
		})
	case Schemer:
		return b.define(t, t.Name(), v.JSONSchema)
	case NodeUnmarshaler:
		return b.fail("the type %s needs a JSONSchema method", t)
	}
	return map[string]any{"type": []string{"string", "number"}}
}

// define makes a definition of a named type once and refers to it.
func (b *schemaBuilder) define(t reflect.Type, name string, build func() map[string]any) map[string]any {
	if name == "" {
		return build()
	}
	ref, known := b.names[t]
	if !known {
		ref = name
		for n := 2; b.defs[ref] != nil; n++ {
			ref = name + strconv.Itoa(n)
		}
		b.names[t] = ref
		b.defs[ref] = map[string]any{} // taken, while it is being made
		b.defs[ref] = build()
	}
	return map[string]any{"$ref": "#/$defs/" + ref}
}

// object is the schema of a struct. key and kind are its discriminator, if any.
func (b *schemaBuilder) object(t reflect.Type, key, kind string) map[string]any {
	s, err := b.d.structOf(t)
	if err != nil {
		return b.fail("%w", err)
	}
	properties := map[string]any{}
	var required []string
	if key != "" {
		properties[key] = map[string]any{"const": kind}
		required = append(required, key)
	}
	for i := range s.fields {
		f := &s.fields[i]
		properties[f.Key] = b.property(f)
		if f.Required {
			required = append(required, f.Key)
		}
	}
	out := map[string]any{"type": "object", "properties": properties, "additionalProperties": false}
	if len(required) > 0 {
		out["required"] = required
	}
	return out
}

// property is the schema of a field with its description and default.
func (b *schemaBuilder) property(f *Field) map[string]any {
	s := b.schema(f.Type, f)
	doc := f.Doc
	if isHook(f.leafType()) {
		for _, bound := range [...]struct{ text, value string }{{"At least ", f.Min}, {"At most ", f.Max}} {
			if bound.value != "" {
				doc = strings.TrimSpace(doc + " " + bound.text + bound.value + ".")
			}
		}
	}
	if doc != "" {
		s["description"] = doc
	}
	if f.Default != "" {
		s["default"] = defaultValue(f)
	}
	return s
}

// defaultValue is the default as JSON, a text for all but numbers and booleans.
func defaultValue(f *Field) any {
	t := f.Type
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if !isHook(t) {
		switch k := t.Kind(); {
		case k == reflect.Bool:
			if v, err := strconv.ParseBool(f.Default); err == nil {
				return v
			}
		case isInt(k) || isUint(k):
			if v, err := strconv.ParseInt(f.Default, 10, 64); err == nil {
				return v
			}
		}
	}
	return f.Default
}

// kinds is the schema of an interface: the discriminator decides which closed
// object it is.
func (b *schemaBuilder) kinds(t reflect.Type) map[string]any {
	key, kinds := "", map[string]reflect.Type(nil)
	if b.d.Kinds != nil {
		key, kinds = b.d.Kinds(t)
	}
	if len(kinds) == 0 {
		return b.fail("the interface %s has no kinds", t)
	}
	names := sortedKeys(kinds)
	var branches []any
	for _, name := range names {
		def := t.Name() + "." + name
		b.defs[def] = map[string]any{}
		b.defs[def] = b.object(kinds[name], key, name)
		branches = append(branches, map[string]any{
			"if":   map[string]any{"properties": map[string]any{key: map[string]any{"const": name}}, "required": []string{key}},
			"then": map[string]any{"$ref": "#/$defs/" + def},
		})
	}
	return map[string]any{
		"type":       "object",
		"required":   []string{key},
		"properties": map[string]any{key: map[string]any{"enum": names}},
		"allOf":      branches,
	}
}
