package pdfcheck

import (
	"fmt"
	"math"

	"github.com/einkpdf/platform/einkpdf/internal/pdfread"
)

const (
	maxPages     = 200_000
	maxTreeDepth = 64
	maxUnits     = 14_400 // the largest page, in units of the page
)

// page is a leaf of the page tree.
type page struct {
	num       int          // its object number, 0 when it has none
	direct    pdfread.Dict // the page itself when it has no number
	resources pdfread.Value
	box       visible
}

// dict is the page's dictionary.
func (d *document) dict(p page) pdfread.Dict {
	if p.num == 0 {
		return p.direct
	}
	dict, _ := d.file.Get(pdfread.Ref{Num: p.num}).(pdfread.Dict)
	return dict
}

// visible is the part of a page that is shown, and how.
type visible struct {
	x0, y0, x1, y1 float64 // in units of the page, counted from the bottom left
	rotate         int     // degrees clockwise: 0, 90, 180, 270
	unit           float64 // points
}

// place is a rectangle of the page as it is seen: points from the top left.
func (v visible) place(r [4]float64) (x, y, w, h float64) {
	w, h = r[2]-r[0], r[3]-r[1]
	switch v.rotate {
	case 90:
		x, y, w, h = r[1]-v.y0, r[0]-v.x0, h, w
	case 180:
		x, y = v.x1-r[2], r[1]-v.y0
	case 270:
		x, y, w, h = v.y1-r[3], v.x1-r[2], h, w
	default:
		x, y = r[0]-v.x0, v.y1-r[3]
	}
	return v.points(x), v.points(y), v.points(w), v.points(h)
}

// points is a length in points, without the noise of subtracting.
func (v visible) points(n float64) float64 { return math.Round(n*v.unit*1e4) / 1e4 }

// inherited is what a page takes from the nodes above it.
type inherited struct{ media, crop, rotate, resources pdfread.Value }

func (in inherited) with(dict pdfread.Dict) inherited {
	for key, v := range map[pdfread.Name]*pdfread.Value{"MediaBox": &in.media, "CropBox": &in.crop, "Rotate": &in.rotate, "Resources": &in.resources} {
		if dict[key] != nil {
			*v = dict[key]
		}
	}
	return in
}

// readPages walks the page tree.
func (d *document) readPages() {
	root, ok := d.catalog["Pages"].(pdfread.Ref)
	if !ok {
		d.breakTree(0, "the catalog's /Pages is %s instead of a reference", pdfread.Describe(d.catalog["Pages"]))
		return
	}
	w := treeWalk{d, map[int]bool{}}
	w.node(root, 0, inherited{}, 0)
	if len(d.pages) == 0 {
		d.breakTree(root.Num, "there is no page")
	}
}

// breakTree reports what makes the page tree useless.
func (d *document) breakTree(object int, format string, args ...any) {
	message := fmt.Sprintf(format, args...)
	if d.broken == nil {
		d.broken = fmt.Errorf("%w: page tree: %s", ErrDamaged, message)
	}
	d.list.add(Finding{Code: CodePageTree, Object: object, Message: message})
}

// treeWalk goes through the page tree.
type treeWalk struct {
	*document
	seen map[int]bool
}

// node reads a node and gives how many pages are below it.
func (w treeWalk) node(v pdfread.Value, parent int, in inherited, depth int) int {
	ref, _ := v.(pdfread.Ref)
	if w.seen[ref.Num] || depth > maxTreeDepth || len(w.pages) >= maxPages {
		if w.file.Err() == nil {
			w.breakTree(ref.Num, "a node that is there twice, more than %d levels or more than %d pages", maxTreeDepth, maxPages)
		}
		return 0
	}
	if ref.Num != 0 {
		w.seen[ref.Num] = true
	}
	dict, ok := w.file.Get(v).(pdfread.Dict)
	if !ok {
		w.breakTree(parent, "/Kids has %s, which is %s instead of a page", pdfread.Describe(v), pdfread.Describe(w.file.Get(v)))
		return 0
	}
	if ref.Num == 0 {
		w.list.add(Finding{Code: CodePageTree, Object: parent, Message: "/Kids has a dictionary instead of a reference"})
	}
	if up, _ := dict["Parent"].(pdfread.Ref); up.Num != parent {
		w.list.add(Finding{Code: CodePageTree, Object: ref.Num, Message: fmt.Sprintf("/Parent is %s instead of the node above it, object %d", pdfread.Describe(dict["Parent"]), parent)})
	}
	in = in.with(dict)
	kids, isNode := w.file.Get(dict["Kids"]).(pdfread.Array)
	if kind := w.file.Get(dict["Type"]); isNode && kind != pdfread.Name("Pages") || !isNode && kind != pdfread.Name("Page") {
		w.list.add(Finding{Code: CodePageTree, Object: ref.Num, Message: fmt.Sprintf("/Type of a node of the page tree is %s", pdfread.Describe(kind))})
	}
	if !isNode {
		w.leaf(ref.Num, dict, in)
		return 1
	}
	count := 0
	for _, kid := range kids {
		count += w.node(kid, ref.Num, in, depth+1)
	}
	if said := w.file.Get(dict["Count"]); said != pdfread.Integer(count) {
		w.list.add(Finding{Code: CodePageCount, Object: ref.Num, Message: fmt.Sprintf("/Count of a node of the page tree is %s, but there are %d pages below it", pdfread.Describe(said), count)})
	}
	return count
}

// leaf adds a page.
func (w treeWalk) leaf(num int, dict pdfread.Dict, in inherited) {
	p := page{num: num, resources: in.resources}
	if num == 0 {
		p.direct = dict
	}
	n := len(w.pages) + 1
	p.box = w.visible(n, dict, in)
	w.pages = append(w.pages, p)
	if num != 0 {
		w.numbers[num] = n
	}
}

// visible works out what is seen of page n, and reports boxes that are wrong.
func (d *document) visible(n int, dict pdfread.Dict, in inherited) visible {
	v := visible{x1: 612, y1: 792, unit: 1} // what viewers take when there is no box
	if unit, ok := pdfread.Number(d.file.Get(dict["UserUnit"])); ok && unit > 0 && unit <= 1e6 {
		v.unit = unit
	}
	media, ok := d.box(n, "MediaBox", in.media)
	if !ok && in.media == nil {
		d.list.add(Finding{Code: CodePageBox, Page: n, Message: "the page has no /MediaBox"})
	}
	if ok {
		v.x0, v.y0, v.x1, v.y1 = media[0], media[1], media[2], media[3]
	}
	if crop, ok := d.box(n, "CropBox", in.crop); ok {
		x0, y0, x1, y1 := math.Max(v.x0, crop[0]), math.Max(v.y0, crop[1]), math.Min(v.x1, crop[2]), math.Min(v.y1, crop[3])
		if x0 < x1 && y0 < y1 {
			v.x0, v.y0, v.x1, v.y1 = x0, y0, x1, y1
		} else {
			d.list.add(Finding{Code: CodePageBox, Page: n, Message: "/CropBox lies outside of /MediaBox"})
		}
	}
	switch r := d.file.Get(in.rotate).(type) {
	case nil:
	case pdfread.Integer:
		if r%90 == 0 {
			v.rotate = (int(r%360) + 360) % 360
			break
		}
		d.list.add(Finding{Code: CodePageBox, Page: n, Message: fmt.Sprintf("/Rotate is %d, no multiple of 90", r)})
	default:
		d.list.add(Finding{Code: CodePageBox, Page: n, Message: fmt.Sprintf("/Rotate is %s", pdfread.Describe(r))})
	}
	return v
}

// box reads a box of page n; ok is false when there is none, or none of use.
func (d *document) box(n int, key string, v pdfread.Value) (r [4]float64, ok bool) {
	if v == nil {
		return r, false
	}
	r, ok = d.file.Rectangle(v)
	if !ok || !sensible(r) || r[2]-r[0] < 1 || r[3]-r[1] < 1 {
		d.list.add(Finding{Code: CodePageBox, Page: n, Message: fmt.Sprintf("/%s is no rectangle of sensible numbers", key)})
		return r, false
	}
	return r, true
}
