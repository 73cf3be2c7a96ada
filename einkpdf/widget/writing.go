package widget

// Writer is a widget to write on with a pen. Links do not belong there, for the
// pen would follow them; the checks of a document say where they overlap. Widgets
// of a program's own can be such widgets, too.
type Writer interface {
	Widget
	// Writing is what the widget is called in messages, as in "lines".
	Writing() string
}

// Writing is "lines".
func (*Lines) Writing() string { return "lines" }

// Writing is "dots".
func (*Dots) Writing() string { return "dots" }

// Writing is "squares".
func (*Squares) Writing() string { return "squares" }

// Writing is "isometric paper".
func (*Isometric) Writing() string { return "isometric paper" }

// Writing is "music paper".
func (*Music) Writing() string { return "music paper" }

// Writing is "a checklist".
func (*Checklist) Writing() string { return "a checklist" }

// Writing is "a schedule".
func (*Schedule) Writing() string { return "a schedule" }
