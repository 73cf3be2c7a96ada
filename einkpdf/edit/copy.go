package edit

import (
	"reflect"

	"github.com/einkpdf/platform/einkpdf"
)

// copyOf is a project like p that shares nothing with it that can be changed, but
// for what the fields without names of a host program's own widgets hold. It is
// a project built by hand: it has no places in a file.
func copyOf(p *einkpdf.Project) *einkpdf.Project {
	c := copier{}
	out := new(einkpdf.Project)
	from, to := reflect.ValueOf(p).Elem(), reflect.ValueOf(out).Elem()
	for i := range from.NumField() {
		if to.Field(i).CanSet() {
			to.Field(i).Set(c.copy(from.Field(i)))
		}
	}
	return out
}

// copier copies values with all that is in them. What is there twice is copied
// once, so that the copy is no larger, and circles end.
type copier map[seen]reflect.Value

type seen struct {
	at  uintptr
	typ reflect.Type
}

func (c copier) copy(v reflect.Value) reflect.Value {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return v
		}
		id := seen{v.Pointer(), v.Type()}
		if known, ok := c[id]; ok {
			return known
		}
		out := reflect.New(v.Type().Elem())
		c[id] = out
		out.Elem().Set(c.copy(v.Elem()))
		return out
	case reflect.Interface:
		if v.IsNil() {
			return v
		}
		out := reflect.New(v.Type()).Elem()
		out.Set(c.copy(v.Elem()))
		return out
	case reflect.Slice:
		if v.IsNil() {
			return v
		}
		out := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		for i := range v.Len() {
			out.Index(i).Set(c.copy(v.Index(i)))
		}
		return out
	case reflect.Map:
		if v.IsNil() {
			return v
		}
		out := reflect.MakeMapWithSize(v.Type(), v.Len())
		for entries := v.MapRange(); entries.Next(); {
			out.SetMapIndex(entries.Key(), c.copy(entries.Value()))
		}
		return out
	case reflect.Struct:
		out := reflect.New(v.Type()).Elem()
		out.Set(v)
		for i := range v.NumField() {
			if field := out.Field(i); field.CanSet() {
				field.Set(c.copy(v.Field(i)))
			}
		}
		return out
	}
	return v
}
