package pdfcheck

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/einkpdf/platform/einkpdf/internal/pdfread"
)

// target is where a destination leads.
type target struct {
	page    int    // from 1, 0 for nowhere
	view    string // as "/XYZ 0 593.8 0"
	problem string // why it leads nowhere
	flaw    string // what is not as it should be, although viewers get there
}

func nowhere(format string, args ...any) target {
	return target{problem: fmt.Sprintf(format, args...)}
}

const (
	maxNames     = 1 << 20
	maxNameBytes = 64 << 20
)

// names are the named destinations.
type names struct {
	targets map[string]target
	count   int // with doubled ones
	bytes   int
}

// readNames reads the name tree of the catalog, and the dictionary that older
// files have instead of it or beside it.
func (d *document) readNames() {
	d.names.targets = map[string]target{}
	d.readNameTree()
	if dict, ok := d.file.Get(d.catalog["Dests"]).(pdfread.Dict); ok {
		for _, key := range pdfread.Keys(dict) {
			if _, ok := d.names.targets[string(key)]; !ok {
				d.addName(string(key), dict[key])
			}
		}
	}
}

func (d *document) readNameTree() {
	all, _ := d.file.Get(d.catalog["Names"]).(pdfread.Dict)
	if all["Dests"] == nil {
		return
	}
	t := tree{file: d.file, leaf: "Names",
		visit: func(key, value pdfread.Value) {
			if name, ok := key.(pdfread.String); ok {
				d.addName(string(name), value)
			}
		},
		wrong: func(object int, message string) {
			d.list.add(Finding{Code: CodeNameTree, Object: object, Message: "name tree of the destinations: " + message})
		}}
	t.walk(all["Dests"])
}

// addName adds a destination. Of two with one name the first is found by most
// readers.
func (d *document) addName(name string, v pdfread.Value) {
	if d.names.count++; d.names.count > maxNames || d.names.bytes > maxNameBytes {
		return
	}
	if _, ok := d.names.targets[name]; ok {
		d.list.add(Finding{Code: CodeDestDoubled, Message: "there is more than one destination " + pdfread.Describe(pdfread.String(name))})
		return
	}
	t := d.explicit(v)
	d.names.bytes += len(name) + len(t.view) + len(t.problem) + len(t.flaw)
	d.names.targets[name] = t
	if t.problem != "" || t.flaw != "" {
		d.list.add(Finding{Code: CodeDestination, Page: t.page, Message: fmt.Sprintf("the destination %s: %s", pdfread.Describe(pdfread.String(name)), t.problem+t.flaw)})
	}
}

// named looks a destination up.
func (d *document) named(name string) target {
	t, ok := d.names.targets[name]
	if !ok {
		return nowhere("there is no destination %s", pdfread.Describe(pdfread.String(name)))
	}
	if t.problem != "" {
		t.problem = fmt.Sprintf("the destination %s: %s", pdfread.Describe(pdfread.String(name)), t.problem)
	}
	t.flaw = "" // reported with the name
	return t
}

// destination is where a /Dest or the /D of an action leads; name is the name it
// goes by, if any.
func (d *document) destination(v pdfread.Value) (t target, name string) {
	switch x := d.file.Get(v).(type) {
	case pdfread.String:
		return d.named(string(x)), string(x)
	case pdfread.Name:
		return d.named(string(x)), string(x)
	}
	return d.explicit(v), ""
}

// explicit is where an array such as [page /XYZ 0 593.8 0] leads, or a dictionary
// that has it as /D.
func (d *document) explicit(v pdfread.Value) target {
	v = d.file.Get(v)
	if dict, ok := v.(pdfread.Dict); ok {
		v = d.file.Get(dict["D"])
	}
	a, ok := v.(pdfread.Array)
	if !ok || len(a) == 0 {
		return nowhere("it is %s instead of a page and a view", pdfread.Describe(v))
	}
	t := target{view: d.view(a[1:]), flaw: d.viewFlaw(a[1:])}
	switch x := a[0].(type) {
	case pdfread.Ref:
		if t.page = d.numbers[x.Num]; t.page == 0 {
			t.problem = fmt.Sprintf("object %d is no page of the document", x.Num)
		}
	case pdfread.Integer: // belongs into links to other files, but viewers understand
		if x < 0 || int64(x) >= int64(len(d.pages)) {
			t.problem = fmt.Sprintf("there is no page of index %d", x)
		} else {
			t.page, t.flaw = int(x)+1, "it gives the page's index instead of the page"
		}
	default:
		t.problem = fmt.Sprintf("it has %s instead of a page", pdfread.Describe(x))
	}
	if t.problem != "" {
		t.flaw = ""
	}
	return t
}

// view is the view of a destination as text.
func (d *document) view(a pdfread.Array) string {
	words := make([]string, 0, 5)
	for _, v := range a[:min(len(a), 5)] {
		words = append(words, strings.ReplaceAll(pdfread.Describe(d.file.Get(v)), "\t", " "))
	}
	return strings.Join(words, " ")
}

// viewFlaw says what is wrong with a view, "" for nothing.
func (d *document) viewFlaw(a pdfread.Array) string {
	if len(a) == 0 {
		return "it has no view"
	}
	kind, _ := d.file.Get(a[0]).(pdfread.Name)
	numbers, ok := map[pdfread.Name]int{"XYZ": 3, "Fit": 0, "FitH": 1, "FitV": 1, "FitR": 4, "FitB": 0, "FitBH": 1, "FitBV": 1}[kind]
	if !ok {
		return "it has the unknown view " + pdfread.Describe(d.file.Get(a[0]))
	}
	if len(a)-1 != numbers {
		return "its view /" + string(kind) + " has " + strconv.Itoa(len(a)-1) + " numbers instead of " + strconv.Itoa(numbers)
	}
	for _, v := range a[1:] {
		v = d.file.Get(v)
		n, ok := pdfread.Number(v)
		if !ok && (v != nil || kind == "FitR") || n < -maxUnits || n > maxUnits {
			return "its view has " + pdfread.Describe(v) + " as a number"
		}
	}
	return ""
}
