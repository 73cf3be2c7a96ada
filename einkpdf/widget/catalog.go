package widget

import (
	"reflect"
	"slices"
	"strings"
)

// catalog has one method for each built-in kind of widget. A method stands in
// the widget's own file, so that a new widget is one new file.
type catalog struct{}

// Builtin lists the kinds of widgets that every project may use, by name.
func Builtin() []Kind {
	v := reflect.ValueOf(catalog{})
	kinds := make([]Kind, v.NumMethod())
	for i := range kinds {
		kinds[i] = v.Method(i).Interface().(func() Kind)()
	}
	slices.SortFunc(kinds, func(a, b Kind) int { return strings.Compare(a.Name, b.Name) })
	return kinds
}
