package pdfcheck

import (
	"github.com/einkpdf/platform/einkpdf/internal/pdfread"
)

// font checks that a font is in the file: also the 14 that every viewer should
// have, since e-ink readers replace them by others.
func (w *contentWalk) font(name pdfread.Name, v pdfread.Value) {
	num, fresh := w.enter(v)
	if !fresh {
		return
	}
	w.fonts++
	font, ok := w.file.Get(v).(pdfread.Dict)
	if !ok {
		w.add(CodeFont, num, "the font %s is %s instead of a dictionary", pdfread.Describe(name), pdfread.Describe(w.file.Get(v)))
		return
	}
	switch w.file.Get(font["Subtype"]) {
	case pdfread.Name("Type3"): // drawn with operators
		w.resources(font["Resources"])
		return
	case pdfread.Name("Type0"):
		list, _ := w.file.Get(font["DescendantFonts"]).(pdfread.Array)
		if len(list) != 1 {
			w.add(CodeFont, num, "the font %s has %d descendants instead of one", fontName(w.file, font, name), len(list))
			return
		}
		descendant, _ := w.file.Get(list[0]).(pdfread.Dict)
		w.embedded(num, fontName(w.file, font, name), descendant)
		return
	}
	w.embedded(num, fontName(w.file, font, name), font)
}

// embedded checks that a font's descriptor has the font's file.
func (w *contentWalk) embedded(num int, name string, font pdfread.Dict) {
	descriptor, ok := w.file.Get(font["FontDescriptor"]).(pdfread.Dict)
	if !ok {
		w.add(CodeFont, num, "the font %s is not embedded: it has no descriptor", name)
		return
	}
	for _, key := range []pdfread.Name{"FontFile", "FontFile2", "FontFile3"} {
		if s, ok := w.file.Get(descriptor[key]).(*pdfread.Stream); ok {
			if data, err := w.file.Decode(s); err == nil && len(data) == 0 && w.file.Err() == nil {
				w.add(CodeFont, num, "the font %s has an empty file", name)
			}
			return
		}
	}
	w.add(CodeFont, num, "the font %s is not embedded", name)
}

// fontName is what to call a font.
func fontName(file *pdfread.File, font pdfread.Dict, resource pdfread.Name) string {
	if base, ok := file.Get(font["BaseFont"]).(pdfread.Name); ok {
		return pdfread.Describe(base)
	}
	return pdfread.Describe(resource)
}
