package pdfcheck

import (
	"fmt"

	"github.com/einkpdf/platform/einkpdf/internal/pdfread"
)

// checkLabels checks the page labels.
func (d *document) checkLabels() {
	root := d.catalog["PageLabels"]
	if root == nil {
		return
	}
	add := func(object int, format string, args ...any) {
		d.list.add(Finding{Code: CodePageLabels, Object: object, Message: "page labels: " + fmt.Sprintf(format, args...)})
	}
	first, last := true, pdfread.Value(nil)
	t := tree{file: d.file, leaf: "Nums",
		wrong: func(object int, message string) { add(object, "%s", message) },
		visit: func(key, value pdfread.Value) {
			n, ok := key.(pdfread.Integer)
			switch {
			case !ok || n < 0 || int64(n) >= int64(len(d.pages)):
				add(0, "there is no page of index %s", pdfread.Describe(key))
				return
			case first && n != 0:
				add(0, "the first page has none")
			case key == last:
				add(0, "page %d has two", n+1)
			}
			first, last = false, key
			if problem := d.label(value); problem != "" {
				add(0, "that of page %d %s", n+1, problem)
			}
		}}
	t.walk(root)
	if first {
		add(0, "there are none")
	}
}

// label says what is wrong with a label.
func (d *document) label(v pdfread.Value) string {
	dict, ok := d.file.Get(v).(pdfread.Dict)
	if !ok {
		return "is " + pdfread.Describe(d.file.Get(v))
	}
	switch style := d.file.Get(dict["S"]); style {
	case nil, pdfread.Name("D"), pdfread.Name("R"), pdfread.Name("r"), pdfread.Name("A"), pdfread.Name("a"):
	default:
		return "has the unknown style " + pdfread.Describe(style)
	}
	if _, ok := d.file.Get(dict["P"]).(pdfread.String); !ok && dict["P"] != nil {
		return "has a prefix that is no text"
	}
	if start, ok := d.file.Get(dict["St"]).(pdfread.Integer); dict["St"] != nil && (!ok || start < 1) {
		return "starts at " + pdfread.Describe(d.file.Get(dict["St"]))
	}
	return ""
}
