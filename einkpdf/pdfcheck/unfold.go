package pdfcheck

import (
	"fmt"

	"github.com/einkpdf/platform/einkpdf/internal/pdfread"
)

const (
	freeSteps  = 1 << 17 // a file may cost as many, and one more for two of its bytes
	maxHeight  = 500     // of objects in objects
	maxTangled = 1000    // forms and fonts, when some contain each other
)

// unfolding measures what pdfcpu would do with a file. pdfcpu follows most
// references each time that it meets them: until the program dies where an object
// contains itself, and for years where objects share others, which share others.
// Forms, pictures and fonts it looks at once.
type unfolding struct {
	*document
	extents map[place]extent
	path    []*node // open ones
	steps   int64   // for forms and fonts
	forms   int     // and fonts
	tangled bool    // some contain each other
}

// place is an object, or with list the forms or fonts that it names.
type place struct {
	num  int
	list bool
}

// extent is what is below an object.
type extent struct {
	steps  int64
	height int
	open   bool // still being measured
	forms  int  // on the way to it
}

// node is an object that is being measured.
type node struct {
	place
	extent
	below []branch
}

// branch is a reference to follow.
type branch struct {
	to   place
	kind branchKind
}

type branchKind uint8

const (
	inside branchKind = iota
	beside            // a row of neighbours has the height of one
	once              // a form or a font
)

// unfolds says why pdfcpu cannot be asked about the file, nil when it can.
func (d *document) unfolds(size int64) error {
	u := &unfolding{document: d, extents: map[place]extent{}}
	for _, key := range []pdfread.Name{"Root", "Info"} {
		ref, ok := d.file.Trailer()[key].(pdfread.Ref)
		if !ok {
			continue
		}
		e, err := u.measure(place{num: ref.Num})
		if err != nil {
			return err
		}
		u.steps += e.steps
	}
	if u.steps > freeSteps+size/2 {
		return fmt.Errorf("its objects refer to each other in more ways than can be followed")
	}
	if u.tangled && u.forms > maxTangled {
		return fmt.Errorf("more than %d forms and fonts, of which some contain each other", maxTangled)
	}
	return nil
}

// measure gives the extent of what is below a place.
func (u *unfolding) measure(p place) (extent, error) {
	u.open(p, 0)
	for {
		n := u.path[len(u.path)-1]
		if len(n.below) == 0 {
			n.extent.open = false
			u.extents[n.place] = n.extent
			if u.path = u.path[:len(u.path)-1]; len(u.path) == 0 {
				return n.extent, nil
			}
			if above := u.path[len(u.path)-1].below; above[len(above)-1].kind == once {
				u.steps = min(u.steps+n.steps, 1<<60) // does not overflow
			}
			continue
		}
		b := n.below[len(n.below)-1]
		forms := n.forms
		if b.kind == once {
			forms++
		}
		e, known := u.extents[b.to]
		if !known {
			u.open(b.to, forms) // and look at the branch again
			if b.kind == once {
				u.forms++
			}
			continue
		}
		n.below = n.below[:len(n.below)-1]
		switch {
		case e.open && forms == e.forms:
			return e, fmt.Errorf("object %d contains itself", b.to.num)
		case e.open:
			u.tangled = true
			continue
		}
		n.add(e, b.kind)
		if n.height > maxHeight {
			return e, fmt.Errorf("more than %d objects in each other", maxHeight)
		}
	}
}

// add takes what is below a branch.
func (n *node) add(e extent, kind branchKind) {
	if kind != beside {
		e.height++
	}
	n.height = max(n.height, e.height)
	if kind != once {
		n.steps = min(n.steps+e.steps, 1<<60)
	}
}

// open begins to measure an object, with so many forms on the way to it.
func (u *unfolding) open(p place, forms int) {
	n := &node{place: p, extent: extent{steps: 1, open: true, forms: forms}}
	u.extents[p] = n.extent
	u.path = append(u.path, n)
	v := u.file.Get(pdfread.Ref{Num: p.num})
	if dict, ok := v.(pdfread.Dict); ok && p.list {
		u.branches(n, "XObject", dict)
	} else {
		u.branches(n, "", v)
	}
}

// branches notes what n has to follow in v, the value of the key.
func (u *unfolding) branches(n *node, key pdfread.Name, v pdfread.Value) {
	named := key == "XObject" || key == "Font" // forms and fonts by their names
	switch x := v.(type) {
	case pdfread.Ref:
		kind := inside
		if key == "Next" {
			kind = beside
		}
		// What is not reached from above is the target of a link or the like.
		target := u.numbers[x.Num] != 0 && key != "Kids" || x == u.file.Trailer()["Root"]
		if !target && !backward(key) && u.file.Exists(x.Num) {
			n.below = append(n.below, branch{place{x.Num, named}, kind})
		}
	case pdfread.Array:
		n.steps += 1 + int64(len(x))/16
		if named {
			key = ""
		}
		for _, v := range x {
			u.branches(n, key, v)
		}
	case *pdfread.Stream:
		u.branches(n, "", x.Dict)
	case pdfread.Dict:
		n.steps += 1 + int64(len(x))/16
		bead := x["N"] != nil && x["V"] != nil && x["R"] != nil
		for _, inner := range pdfread.Keys(x) {
			if ref, ok := x[inner].(pdfread.Ref); ok && named {
				n.below = append(n.below, branch{place{num: ref.Num}, once})
			} else if inner != "PieceInfo" && (!bead || inner != "N" && inner != "V") {
				u.branches(n, inner, x[inner])
			}
		}
	}
}

// backward says whether references of a key lead back or across: to what is above
// or before, or to what an action is about. pdfcpu does not follow them, nor
// /PieceInfo.
func backward(key pdfread.Name) bool {
	switch key {
	case "Parent", "P", "Prev", "Previous", "Last", "T", "AN", "SD", "SE", "Ref":
		return true
	}
	return false
}
