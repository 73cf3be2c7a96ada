package pdfcheck

import (
	"fmt"

	"github.com/einkpdf/platform/einkpdf/internal/pdfread"
)

const (
	maxOutlines     = 1 << 20
	maxOutlineDepth = 64
)

// checkOutline checks the outline and counts its entries.
func (d *document) checkOutline() (entries int) {
	root := d.catalog["Outlines"]
	if root == nil {
		return 0
	}
	o := &outlineWalk{document: d, seen: map[int]bool{}}
	dict, ok := d.file.Get(root).(pdfread.Dict)
	ref, isRef := root.(pdfread.Ref)
	if !ok || !isRef {
		o.add(ref.Num, "the outline is %s", pdfread.Describe(d.file.Get(root)))
		return 0
	}
	o.seen[ref.Num] = true
	shown := o.level(ref.Num, dict, 1)
	if count := d.file.Get(dict["Count"]); count != nil && count != pdfread.Integer(shown) {
		o.add(ref.Num, "/Count of the outline is %s, but %d entries are shown at first", pdfread.Describe(count), shown)
	}
	return len(o.seen) - 1
}

// outlineWalk goes through the outline.
type outlineWalk struct {
	*document
	seen map[int]bool
}

func (o *outlineWalk) add(object int, format string, args ...any) {
	o.list.add(Finding{Code: CodeOutline, Object: object, Message: fmt.Sprintf(format, args...)})
}

// level checks the entries below the dictionary of object parent, and gives how
// many entries are shown when parent is open.
func (o *outlineWalk) level(parent int, dict pdfread.Dict, depth int) (shown int) {
	if depth > maxOutlineDepth {
		o.add(parent, "more than %d levels of entries", maxOutlineDepth)
		return 0
	}
	previous := 0
	v := dict["First"]
	for v != nil {
		ref, _ := v.(pdfread.Ref)
		entry, ok := o.file.Get(v).(pdfread.Dict)
		if !ok || ref.Num == 0 {
			o.add(parent, "the entry after object %d is %s", max(previous, parent), pdfread.Describe(o.file.Get(v)))
			break
		}
		if o.seen[ref.Num] || len(o.seen) > maxOutlines {
			o.add(ref.Num, "an entry is there twice, or there are more than %d", maxOutlines)
			break
		}
		o.seen[ref.Num] = true
		o.entry(ref.Num, parent, previous, entry)
		shown += 1 + o.children(ref.Num, entry, depth)
		previous, v = ref.Num, entry["Next"]
	}
	if last, _ := dict["Last"].(pdfread.Ref); last.Num != previous {
		o.add(parent, "/Last is %s, but the last entry is object %d", pdfread.Describe(dict["Last"]), previous)
	}
	return shown
}

// entry checks what an entry says about itself.
func (o *outlineWalk) entry(num, parent, previous int, entry pdfread.Dict) {
	title, ok := o.file.Get(entry["Title"]).(pdfread.String)
	if !ok {
		o.add(num, "the entry has no /Title")
	}
	if up, _ := entry["Parent"].(pdfread.Ref); up.Num != parent {
		o.add(num, "/Parent is %s instead of the entry above, object %d", pdfread.Describe(entry["Parent"]), parent)
	}
	if prev, _ := entry["Prev"].(pdfread.Ref); prev.Num != previous {
		want := "none"
		if previous > 0 {
			want = fmt.Sprintf("object %d", previous)
		}
		o.add(num, "/Prev is %s instead of the entry before, %s", pdfread.Describe(entry["Prev"]), want)
	}
	var t target
	switch action, ok := o.file.Get(entry["A"]).(pdfread.Dict); {
	case entry["Dest"] != nil:
		t, _ = o.destination(entry["Dest"])
	case ok && o.file.Get(action["S"]) == pdfread.Name("GoTo"):
		t, _ = o.destination(action["D"])
	}
	if t.problem+t.flaw != "" {
		o.add(num, "the entry %s: %s", pdfread.Describe(title), t.problem+t.flaw)
	}
}

// children checks the entries below an entry and gives how many are shown at
// first.
func (o *outlineWalk) children(num int, entry pdfread.Dict, depth int) (shown int) {
	if entry["First"] != nil {
		shown = o.level(num, entry, depth+1)
	}
	count, ok := o.file.Get(entry["Count"]).(pdfread.Integer)
	if !ok && (entry["Count"] != nil || shown > 0) || ok && int(count) != shown && int(count) != -shown {
		o.add(num, "/Count is %s, but %d entries below it are shown when it is open", pdfread.Describe(o.file.Get(entry["Count"])), shown)
	}
	if count <= 0 {
		return 0
	}
	return shown
}
