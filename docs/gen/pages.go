package main

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/widget"
)

const notice = "<!-- Written by `go generate ./docs` from the tags of the Go types; do not edit. -->\n\n"

// containers are the kinds that hold other widgets.
var containers = []string{"stack", "row", "grid", "layers"}

// widgets is the page about all widgets.
func widgets() string {
	var b strings.Builder
	b.WriteString("# Widgets\n\n" + notice)
	b.WriteString("Everything on a page is a widget: an object with a `type` and properties. What the properties of one type mean, and what\n" +
		"may stand there, is listed here; [format.md](format.md) explains how widgets, texts and lengths work, and the page behind\n" +
		"each name below has examples. Words in the column *Value* are explained in\n[project.md](project.md#values).\n\n")
	kinds := ordered(widget.Builtin())
	b.WriteString("| Type | |\n|---|---|\n")
	for _, k := range kinds {
		fmt.Fprintf(&b, "| [%s](#%s) | %s |\n", k.Name, k.Name, k.Doc)
	}
	frame, group := reflect.TypeFor[widget.Frame](), reflect.TypeFor[widget.Group]()
	b.WriteString("\n## Every widget\n\n")
	writeTable(&b, frame)
	b.WriteString("\n## Every container\n\nstack, row, grid and layers also have:\n\n")
	writeTable(&b, group)
	for _, k := range kinds {
		page := "[Examples](widgets/" + k.Name + ".md)."
		if k.Name == "part" {
			page = "[How parts work](format.md#parts)."
		}
		fmt.Fprintf(&b, "\n## %s\n\n%s %s\n\n", k.Name, k.Doc, page)
		writeTable(&b, reflect.TypeOf(k.Zero).Elem(), frame, group)
	}
	return b.String()
}

// ordered puts the containers and parts first.
func ordered(kinds []widget.Kind) []widget.Kind {
	first := append(slices.Clone(containers), "part")
	rank := func(k widget.Kind) int {
		if i := slices.Index(first, k.Name); i >= 0 {
			return i
		}
		return len(first)
	}
	slices.SortStableFunc(kinds, func(a, b widget.Kind) int { return rank(a) - rank(b) })
	return kinds
}

// project is the page about everything but widgets.
func project() string {
	var b strings.Builder
	b.WriteString("# The project file\n\n" + notice)
	b.WriteString("Every key of a project but those of [widgets](widgets.md). [format.md](format.md) explains them.\n")
	for _, o := range []struct {
		title, about string
		t            reflect.Type
	}{
		{"Project", "The file itself.", reflect.TypeFor[einkpdf.Project]()},
		{"Device", "One of `devices:`. See [devices of your own](format.md#devices-of-your-own).", reflect.TypeFor[einkpdf.Device]()},
		{"Calendar", "`calendar:`", reflect.TypeFor[einkpdf.Calendar]()},
		{"Week", "`calendar.week:`, where it is neither `iso`, `us` nor `locale`.", reflect.TypeFor[einkpdf.Week]()},
		{"Design", "One of `designs:`.", reflect.TypeFor[einkpdf.Design]()},
		{"Outline", "`outline:` of a design, or an entry of the list there; a text alone is its title.", reflect.TypeFor[einkpdf.Outline]()},
		{"Section", "One of `plan:` or `nested:`.", reflect.TypeFor[einkpdf.Section]()},
		{"Counter", "One of `counters:` of a section. See [counters](format.md#counters).", reflect.TypeFor[einkpdf.Counter]()},
		{"Style", "One of `styles:`, or `style:` of a widget.", reflect.TypeFor[widget.Style]()},
		{"Stroke", "A line; a colour alone stands for a line of that colour.", reflect.TypeFor[widget.Stroke]()},
		{"Repeat", "`repeat:` of a container.", reflect.TypeFor[widget.Repeat]()},
		{"Font", "One of `fonts:`.", reflect.TypeFor[einkpdf.Font]()},
		{"Ignore", "One of `checks:`. See [findings that are meant to be so](checks.md#findings-that-are-meant-to-be-so).", reflect.TypeFor[einkpdf.Ignore]()},
	} {
		fmt.Fprintf(&b, "\n## %s\n\n%s\n\n", o.title, o.about)
		writeTable(&b, o.t)
	}
	b.WriteString("\n## Values\n\nThe words in the column *Value* of this page and of [widgets.md](widgets.md):\n\n| Word | What to write |\n|---|---|\n")
	for _, v := range values {
		fmt.Fprintf(&b, "| %s | %s |\n", v.name, v.about)
	}
	return b.String()
}
