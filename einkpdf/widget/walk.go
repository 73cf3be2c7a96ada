package widget

import "strconv"

// Walk visits a widget and all widgets inside it, in the order of the project
// file, with their JSON pointers.
func Walk(w Widget, pointer string, visit func(pointer string, w Widget)) {
	if w == nil {
		return
	}
	visit(pointer, w)
	Inside(w, pointer, func(at string, inner Widget) { Walk(inner, at, visit) })
}

// Inside visits the widgets directly inside a widget, in the order of the
// project file, with their JSON pointers. Some may be nil.
func Inside(w Widget, pointer string, visit func(pointer string, w Widget)) {
	g, ok := w.(interface{ group() *Group })
	if !ok {
		return
	}
	for i, child := range g.group().Children {
		visit(pointer+"/children/"+strconv.Itoa(i), child)
	}
	visit(pointer+"/child", g.group().Child)
}
