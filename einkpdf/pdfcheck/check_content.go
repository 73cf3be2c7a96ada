package pdfcheck

import (
	"fmt"

	"github.com/einkpdf/platform/einkpdf/internal/pdfread"
)

const (
	maxFormDepth = 32       // of forms that draw forms
	maxContent   = 64 << 20 // bytes of a page
)

// contentWalk goes through what the pages draw: each form, pattern and font once.
type contentWalk struct {
	*document
	seen  map[int]bool
	page  int
	fonts int
	depth int
}

// checkContent checks the content of all pages and what it uses, and counts the
// fonts.
func (d *document) checkContent() (fonts int) {
	w := &contentWalk{document: d, seen: map[int]bool{}}
	for i, p := range d.pages {
		w.page = i + 1
		dict := d.dict(p)
		resources := w.resources(p.resources)
		if resources == nil { // forms may do without, pages not
			resources = pdfread.Dict{}
		}
		if data, ok := w.contents(dict["Contents"]); ok {
			w.operators(0, data, resources)
		}
		d.annotations(w.page, func(_ int, dict pdfread.Dict) {
			w.appearance(dict["AP"], 0)
		})
	}
	return w.fonts
}

func (w *contentWalk) add(code string, object int, format string, args ...any) {
	w.list.add(Finding{Code: code, Page: w.page, Object: object, Message: fmt.Sprintf(format, args...)})
}

// enter says whether an object is to be looked at: not yet seen. Direct ones
// always are.
func (w *contentWalk) enter(v pdfread.Value) (num int, fresh bool) {
	ref, ok := v.(pdfread.Ref)
	if !ok {
		return 0, v != nil
	}
	if w.seen[ref.Num] {
		return ref.Num, false
	}
	w.seen[ref.Num] = true
	return ref.Num, true
}

// contents is the content of a page: a stream, or several that are one.
func (w *contentWalk) contents(v pdfread.Value) (data []byte, ok bool) {
	switch x := w.file.Get(v).(type) {
	case nil: // an empty page
		return nil, true
	case *pdfread.Stream:
		return w.decode(x)
	case pdfread.Array:
		for _, v := range x {
			s, isStream := w.file.Get(v).(*pdfread.Stream)
			if !isStream {
				w.add(CodeContent, 0, "/Contents has %s instead of a stream", pdfread.Describe(w.file.Get(v)))
				return nil, false
			}
			part, ok := w.decode(s)
			if !ok {
				return nil, false
			}
			if len(data)+len(part) > maxContent {
				w.add(CodeContent, 0, "/Contents has more than %d MiB", maxContent>>20)
				return nil, false
			}
			data = append(append(data, part...), '\n')
		}
		return data, true
	default:
		w.add(CodeContent, 0, "/Contents is %s instead of a stream", pdfread.Describe(x))
		return nil, false
	}
}

// decode decodes a stream; what cannot be decoded checkData has reported.
func (w *contentWalk) decode(s *pdfread.Stream) ([]byte, bool) {
	data, err := w.file.Decode(s)
	return data, err == nil && w.file.Err() == nil
}

// operators checks a content stream: of the page, or of the form that is object
// num. Only the first mistake is reported.
func (w *contentWalk) operators(num int, data []byte, resources pdfread.Dict) {
	s := contentState{file: w.file, resources: resources, lists: map[pdfread.Name]pdfread.Dict{}}
	err := pdfread.Operators(data, s.operator)
	if err == nil {
		err = s.end()
	}
	w.file.Spend(len(data))
	if err == nil {
		return
	}
	at := ""
	if n := pdfread.Offset(err); n >= 0 {
		at = fmt.Sprintf(" at byte %d", n)
	}
	w.add(CodeContent, num, "the content%s: %v", at, err)
}

// resources looks at what a resource dictionary has, and gives it.
func (w *contentWalk) resources(v pdfread.Value) pdfread.Dict {
	dict, _ := w.file.Get(v).(pdfread.Dict)
	if _, fresh := w.enter(v); !fresh || w.depth >= maxFormDepth || w.file.Err() != nil {
		return dict
	}
	w.depth++
	defer func() { w.depth-- }()
	each := func(kind pdfread.Name, visit func(name pdfread.Name, v pdfread.Value)) {
		d, _ := w.file.Get(dict[kind]).(pdfread.Dict)
		for _, name := range pdfread.Keys(d) {
			visit(name, d[name])
		}
	}
	each("Font", func(name pdfread.Name, v pdfread.Value) { w.font(name, v) })
	each("XObject", func(_ pdfread.Name, v pdfread.Value) { w.form(v) })
	each("Pattern", func(_ pdfread.Name, v pdfread.Value) { w.form(v) })
	each("ExtGState", func(name pdfread.Name, v pdfread.Value) {
		state, _ := w.file.Get(v).(pdfread.Dict)
		if a, ok := w.file.Get(state["Font"]).(pdfread.Array); ok && len(a) > 0 {
			w.font(name, a[0])
		}
	})
	return dict
}

// form checks a form or tiling pattern; pictures are left alone.
func (w *contentWalk) form(v pdfread.Value) {
	num, fresh := w.enter(v)
	if !fresh {
		return
	}
	s, ok := w.file.Get(v).(*pdfread.Stream)
	if !ok || w.file.Get(s.Dict["Subtype"]) == pdfread.Name("Image") {
		return
	}
	if _, isForm := w.file.Rectangle(s.Dict["BBox"]); !isForm {
		w.add(CodeContent, num, "a form's /BBox is no rectangle")
	}
	resources := w.resources(s.Dict["Resources"])
	if data, ok := w.decode(s); ok {
		w.operators(num, data, resources)
	}
}

// appearance checks the forms that an annotation draws.
func (w *contentWalk) appearance(v pdfread.Value, depth int) {
	dict, ok := w.file.Get(v).(pdfread.Dict)
	if !ok {
		w.form(v)
		return
	}
	if depth < 2 {
		for _, key := range pdfread.Keys(dict) {
			w.appearance(dict[key], depth+1)
		}
	}
}
