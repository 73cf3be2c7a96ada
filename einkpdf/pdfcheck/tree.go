package pdfcheck

import (
	"github.com/einkpdf/platform/einkpdf/internal/pdfread"
)

// tree walks a name tree or a number tree.
type tree struct {
	file  *pdfread.File
	leaf  pdfread.Name // "Names" or "Nums"
	seen  map[int]bool
	last  pdfread.Value // the key before
	visit func(key, value pdfread.Value)
	// wrong is told what is wrong with the order, on which readers rely.
	wrong func(object int, message string)
}

// walk goes through the tree below v.
func (t *tree) walk(v pdfread.Value) {
	t.seen = map[int]bool{}
	t.node(v, 0)
}

// node gives the first and the last key below v, nil when there is none.
func (t *tree) node(v pdfread.Value, depth int) (first, last pdfread.Value) {
	ref, _ := v.(pdfread.Ref)
	if t.seen[ref.Num] || depth > maxTreeDepth {
		t.wrong(ref.Num, "a node is there twice, or the tree is too deep")
		return nil, nil
	}
	if ref.Num != 0 {
		t.seen[ref.Num] = true
	}
	dict, ok := t.file.Get(v).(pdfread.Dict)
	if !ok {
		t.wrong(ref.Num, "a node is "+pdfread.Describe(t.file.Get(v))+" instead of a dictionary")
		return nil, nil
	}
	kids, isNode := t.file.Get(dict["Kids"]).(pdfread.Array)
	for _, kid := range kids {
		f, l := t.node(kid, depth+1)
		if first == nil {
			first = f
		}
		if l != nil {
			last = l
		}
	}
	if !isNode {
		first, last = t.entries(ref.Num, dict)
	}
	limits, ok := t.file.Get(dict["Limits"]).(pdfread.Array)
	if ok && first != nil && (len(limits) != 2 || t.file.Get(limits[0]) != first || t.file.Get(limits[1]) != last) {
		t.wrong(ref.Num, "/Limits are not the first and the last key")
	}
	if !ok && depth > 0 {
		t.wrong(ref.Num, "a node below the root has no /Limits")
	}
	return first, last
}

// entries reads the keys and values of a leaf.
func (t *tree) entries(num int, dict pdfread.Dict) (first, last pdfread.Value) {
	pairs, ok := t.file.Get(dict[t.leaf]).(pdfread.Array)
	if !ok || len(pairs)%2 != 0 {
		t.wrong(num, "a node has neither /Kids nor pairs in /"+string(t.leaf))
		return nil, nil
	}
	for ; len(pairs) > 0; pairs = pairs[2:] {
		key := t.file.Get(pairs[0])
		switch key.(type) {
		case pdfread.String, pdfread.Integer:
		default:
			t.wrong(num, "a key is "+pdfread.Describe(key))
			continue
		}
		if t.last != nil && !before(t.last, key) && t.last != key {
			t.wrong(num, "the key "+pdfread.Describe(key)+" is out of order")
		}
		if first == nil {
			first = key
		}
		last, t.last = key, key
		t.visit(key, pairs[1])
	}
	return first, last
}

// before says whether the key a comes before b.
func before(a, b pdfread.Value) bool {
	switch x := a.(type) {
	case pdfread.String:
		y, ok := b.(pdfread.String)
		return ok && x < y
	case pdfread.Integer:
		y, ok := b.(pdfread.Integer)
		return ok && x < y
	}
	return false
}
