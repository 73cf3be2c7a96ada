package legacy

import (
	"slices"
	"strconv"
	"strings"

	"github.com/einkpdf/platform/einkpdf/internal/source"
)

// Kind says what became of something.
type Kind uint8

// The kinds of notes.
const (
	Changed  Kind = iota // is done in another way; with Fix, a defect that is repaired
	Replaced             // a font or device by another one
	Dropped              // could not be carried over
	Ignored              // had no effect there and has none here
)

// String is the kind in one word.
func (k Kind) String() string {
	switch k {
	case Changed:
		return "changed"
	case Replaced:
		return "replaced"
	case Dropped:
		return "dropped"
	}
	return "ignored"
}

// Note is one thing that whoever moves a project should know.
type Note struct {
	Kind     Kind
	Fix      int      // number of the repaired defect in docs/legacy.md; 0 = none
	Design   string   // name of the design here; may be empty
	Master   string   // name of the master there; may be empty
	Page     int      // of templates: the first page there, from 1; 0 = unknown
	Widget   string   // id of the first widget; may be empty
	Others   []string // ids of the next ones, at most four; with MASTER/ in front when it is another one
	More     bool     // there are more widgets than these
	Property string   // as in properties.link_template; may be empty
	Message  string
	Line     int // of the first place, from 1; 0 = unknown
	Col      int // in characters, from 1
	Count    int // how many places it is true of, at least 1
}

// String is the note in one line, without its kind.
func (n Note) String() string {
	var b strings.Builder
	if n.Line > 0 {
		b.WriteString(strconv.Itoa(n.Line) + ":" + strconv.Itoa(n.Col) + ": ")
	}
	page := ""
	if n.Page > 0 {
		page = "page " + strconv.Itoa(n.Page)
	}
	widgets := strings.Join(append([]string{n.Widget}, n.Others...), ", ")
	if n.More {
		widgets += ", …"
	}
	for _, part := range [...]string{n.Master, page, widgets, n.Property} {
		if part != "" {
			b.WriteString(part + ": ")
		}
	}
	b.WriteString(n.Message)
	if n.Fix > 0 {
		b.WriteString(" (fix " + strconv.Itoa(n.Fix) + ")")
	}
	if n.Count > 1 {
		b.WriteString(" (" + strconv.Itoa(n.Count) + " times)")
	}
	return b.String()
}

// Report is everything that was changed, replaced, dropped or ignored: what
// matters most comes first, and what is alike stands together.
type Report struct {
	Notes []Note
}

// String is the report for people: a line for each kind, and below it a line for
// each note. It is empty when there is nothing to say.
func (r Report) String() string {
	var b strings.Builder
	for _, kind := range kinds() {
		first := true
		for _, n := range r.Notes {
			if n.Kind != kind {
				continue
			}
			if first {
				b.WriteString(kind.String() + ":\n")
				first = false
			}
			b.WriteString("  " + n.String() + "\n")
		}
	}
	return b.String()
}

// Count is the number of notes of a kind.
func (r Report) Count(k Kind) int {
	n := 0
	for _, note := range r.Notes {
		if note.Kind == k {
			n++
		}
	}
	return n
}

// kinds are the kinds in the order of reports.
func kinds() []Kind { return []Kind{Dropped, Replaced, Changed, Ignored} }

// maxNotes bounds the notes that are kept.
const maxNotes = 1000

// reporter collects notes. The same note of many widgets of a type is kept once.
type reporter struct {
	notes []Note
	seen  map[noteID]int // index of the note
	more  int
}

// overall adds a note that is the same for all widgets of the file.
func (r *reporter) overall(it *item, kind Kind, fix int, property, message string) {
	r.add(noteID{kind: kind, fix: fix, property: property, message: message}, noteOf(it, kind, fix, property, message, 1))
}

// at adds a note about a value that is no widget's.
func (r *reporter) at(pos source.Pos, kind Kind, property, message string) {
	r.add(noteID{kind: kind, property: property, message: message},
		Note{Kind: kind, Property: property, Message: message, Line: pos.Line, Col: pos.Col, Count: 1})
}

// noteID is what makes notes the same.
type noteID struct {
	kind                              Kind
	fix                               int
	master, widget, property, message string
}

// note adds a note about a widget, or about the whole file when it is nil.
func (r *reporter) note(it *item, kind Kind, fix int, property, message string) {
	r.count(it, kind, fix, property, message, 1)
}

// count adds a note that is true of so many places.
func (r *reporter) count(it *item, kind Kind, fix int, property, message string, times int) {
	id := noteID{kind: kind, fix: fix, property: property, message: message}
	if it != nil {
		id.master, id.widget = it.owner, it.kind
	}
	r.add(id, noteOf(it, kind, fix, property, message, times))
}

// example adds a note that names the first case of something. Other cases of the
// same widget are counted and not named.
func (r *reporter) example(it *item, kind Kind, fix int, property, about, message string, times int) {
	id := noteID{kind: kind, fix: fix, property: property, message: about}
	if it != nil {
		id.master, id.widget = it.owner, "#"+it.id
	}
	r.add(id, noteOf(it, kind, fix, property, message, times))
}

func noteOf(it *item, kind Kind, fix int, property, message string, times int) Note {
	n := Note{Kind: kind, Fix: fix, Property: property, Message: message, Count: times}
	if it != nil {
		n.Master, n.Widget = it.owner, it.id
		if it.owner == "" { // of a template
			n.Page = it.page
		}
		if it.node != nil {
			n.Line, n.Col = it.node.Pos.Line, it.node.Pos.Col
		}
	}
	return n
}

// unknownKey reports a key that the format does not have, once for all items of
// a list.
func (r *reporter) unknownKey(key *source.Node, at *place) {
	message := "the key " + source.Quote(key.Value) + " means nothing"
	steps := strings.Split(at.pointer(), "/")
	for i, step := range steps {
		if strings.Trim(step, "0123456789") == "" {
			steps[i] = "*"
		}
	}
	r.add(noteID{kind: Ignored, property: strings.Join(steps, "/"), message: message}, Note{Kind: Ignored, Property: at.pointer(), Message: message, Line: key.Pos.Line, Col: key.Pos.Col, Count: 1})
}

func (r *reporter) add(id noteID, n Note) {
	if r.seen == nil {
		r.seen = map[noteID]int{}
	}
	if i, ok := r.seen[id]; ok {
		r.notes[i].also(n)
		return
	}
	if len(r.notes) >= maxNotes {
		r.more++
		return
	}
	r.seen[id] = len(r.notes)
	r.notes = append(r.notes, n)
}

// also counts a note that is the same as this one, for other widgets perhaps.
func (n *Note) also(o Note) {
	n.Count += o.Count
	n.More = n.More || o.More
	if o.Widget == "" {
		return
	}
	for _, name := range append([]string{o.Widget}, o.Others...) {
		if o.Master != n.Master && !strings.Contains(name, "/") {
			name = o.Master + "/" + name
		}
		switch {
		case name == n.Widget || slices.Contains(n.Others, name):
		case len(n.Others) == maxOthers:
			n.More = true
		default:
			n.Others = append(n.Others, name)
		}
	}
}

// maxOthers bounds the widgets that a note names, beside the first.
const maxOthers = 4

// merge takes the notes of another reporter.
func (r *reporter) merge(o *reporter) {
	byIndex := make([]noteID, len(o.notes))
	for id, i := range o.seen {
		byIndex[i] = id
	}
	for i, n := range o.notes {
		r.add(byIndex[i], n)
	}
	r.more += o.more
}

// report is what was collected, by kind.
func (r *reporter) report() Report {
	var out Report
	for _, kind := range kinds() {
		for _, n := range r.notes {
			if n.Kind == kind {
				out.Notes = append(out.Notes, n)
			}
		}
	}
	if r.more > 0 {
		out.Notes = append(out.Notes, Note{Kind: Ignored, Message: strconv.Itoa(r.more) + " more notes are not shown", Count: 1})
	}
	return out
}
