package metrics

import "reflect"

// All is an observer that tells several, one after the other: of a service of which others than Metrics want to hear, too. T is a struct of functions that
// return nothing, as all observers are, such as jobs.Observer; a field that is no function is that of the first.
func All[T any](observers ...T) T {
	var all T
	if len(observers) == 0 {
		return all
	}
	all = observers[0]
	v := reflect.ValueOf(&all).Elem()
	if v.Kind() != reflect.Struct {
		return all
	}
	for i := range v.NumField() {
		field := v.Field(i)
		if field.Kind() != reflect.Func || !field.CanSet() || field.Type().NumOut() > 0 {
			continue
		}
		var told []reflect.Value
		for _, o := range observers {
			if f := reflect.ValueOf(o).Field(i); !f.IsNil() {
				told = append(told, f)
			}
		}
		switch len(told) {
		case 0:
		case 1:
			field.Set(told[0])
		default:
			field.Set(reflect.MakeFunc(field.Type(), func(args []reflect.Value) []reflect.Value {
				for _, f := range told {
					f.Call(args)
				}
				return nil
			}))
		}
	}
	return all
}
