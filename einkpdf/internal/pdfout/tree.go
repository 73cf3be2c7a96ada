package pdfout

import (
	"fmt"
	"sort"
	"strconv"
	"strings"
)

// maxKids is the largest number of entries of a tree node.
const maxKids = 64

// writePageTree builds the page tree on top of the leaf nodes that the pages
// already name, and gives its root.
func (w *Writer) writePageTree() int {
	type node struct{ num, pages int }
	level := make([]node, len(w.nodes))
	kids := make([][]int, len(w.nodes))
	for i, num := range w.nodes {
		first := i * maxKids
		last := min(first+maxKids, len(w.pages))
		level[i] = node{num, last - first}
		for _, page := range w.pages[first:last] {
			kids[i] = append(kids[i], int(page))
		}
	}
	for {
		var above []node
		var aboveKids [][]int
		root := len(level) == 1
		for i, n := range level {
			if !root && i%maxKids == 0 {
				above = append(above, node{num: w.alloc()})
				aboveKids = append(aboveKids, nil)
			}
			w.begin(n.num)
			b := append(w.pack.body, "<</Type/Pages"...)
			if !root {
				parent := len(above) - 1
				above[parent].pages += n.pages
				aboveKids[parent] = append(aboveKids[parent], n.num)
				b = appendRef(append(b, "/Parent "...), above[parent].num)
			}
			b = fmt.Appendf(b, "/Count %d/Kids", n.pages)
			w.pack.body = append(appendRefs(b, kids[i]), ">>"...)
			w.end()
		}
		if root {
			return level[0].num
		}
		level, kids = above, aboveKids
	}
}

func appendRefs(b []byte, nums []int) []byte {
	b = append(b, '[')
	for i, num := range nums {
		if i > 0 {
			b = append(b, ' ')
		}
		b = appendRef(b, num)
	}
	return append(b, ']')
}

// tree writes a name tree or number tree and gives its root. Entries are
// sorted; name "Names" or "Nums" is the array of the leaves.
func (w *Writer) tree(name string, count int, key, value func(b []byte, i int) []byte) int {
	type node struct{ num, first, last int }
	limits := func(b []byte, n node) []byte {
		b = key(append(b, "/Limits["...), n.first)
		return append(key(append(b, ' '), n.last), ']')
	}
	var level []node
	leaves := (count + maxKids - 1) / maxKids
	for first := 0; first < count; first += maxKids {
		n := node{w.alloc(), first, min(first+maxKids, count) - 1}
		level = append(level, n)
		w.begin(n.num)
		b := append(w.pack.body, "<<"...)
		if leaves > 1 {
			b = limits(b, n)
		}
		b = append(append(append(b, '/'), name...), '[')
		for i := n.first; i <= n.last; i++ {
			b = value(append(key(b, i), ' '), i)
		}
		w.pack.body = append(b, "]>>"...)
		w.end()
	}
	for len(level) > 1 {
		var above []node
		for first := 0; first < len(level); first += maxKids {
			part := level[first:min(first+maxKids, len(level))]
			n := node{w.alloc(), part[0].first, part[len(part)-1].last}
			above = append(above, n)
			w.begin(n.num)
			b := append(w.pack.body, "<<"...)
			if len(level) > maxKids {
				b = limits(b, n)
			}
			b = append(b, "/Kids"...)
			nums := make([]int, len(part))
			for i := range part {
				nums[i] = part[i].num
			}
			w.pack.body = append(appendRefs(b, nums), ">>"...)
			w.end()
		}
		level = above
	}
	return level[0].num
}

// checkDests sorts the named destinations and checks that each is there once
// and that every link has one.
func (w *Writer) checkDests() error {
	ds := w.dests
	sort.SliceStable(ds, func(i, j int) bool { return ds[i].name < ds[j].name })
	for i := 1; i < len(ds); i++ {
		if ds[i].name == ds[i-1].name {
			return fmt.Errorf("pdfout: the destination %q is on page %d and on page %d", ds[i].name, ds[i-1].page+1, ds[i].page+1)
		}
	}
	missing := ""
	for target := range w.targets {
		if !w.hasDest(target) && (missing == "" || target < missing) {
			missing = target
		}
	}
	if missing != "" {
		return fmt.Errorf("pdfout: page %d links to %q, which is no destination of the document", w.targets[missing]+1, missing)
	}
	return nil
}

// hasDest says whether a destination exists; checkDests has sorted them.
func (w *Writer) hasDest(name string) bool {
	_, ok := sort.Find(len(w.dests), func(i int) int { return strings.Compare(name, w.dests[i].name) })
	return ok
}

// writeDests writes the name tree of the destinations, 0 when there are none.
func (w *Writer) writeDests() int {
	if len(w.dests) == 0 {
		return 0
	}
	return w.tree("Names", len(w.dests),
		func(b []byte, i int) []byte { return appendString(b, w.dests[i].name) },
		func(b []byte, i int) []byte {
			d := w.dests[i]
			b = appendRef(append(b, '['), int(w.pages[d.page]))
			if d.y == wholePage {
				return append(b, "/Fit]"...)
			}
			b = appendFixed(append(b, "/XYZ null "...), d.y, centi)
			return append(b, " null]"...)
		})
}

// writeLabels writes the number tree of the page labels, 0 when no page has one.
func (w *Writer) writeLabels() int {
	if !w.labelled {
		return 0
	}
	return w.tree("Nums", len(w.labels),
		func(b []byte, i int) []byte { return strconv.AppendInt(b, int64(w.labels[i].page), 10) },
		func(b []byte, i int) []byte {
			l := w.labels[i]
			if l.text == "" {
				return fmt.Appendf(b, "<</S/D/St %d>>", l.page+1)
			}
			return append(appendTextString(append(b, "<</P"...), l.text), ">>"...)
		})
}
