package golden

import (
	"encoding/binary"
	"fmt"
	"strings"
	"unicode/utf16"

	"github.com/einkpdf/platform/einkpdf/internal/pdfread"
)

// codes are the characters of a font by their codes of two bytes.
type codes struct {
	name       string // without the tag of the subset
	characters map[string]string
}

// decode is the characters of codes; codes without characters stay.
func (f *codes) decode(s string) string {
	var b strings.Builder
	for ; len(s) >= 2; s = s[2:] {
		if text, ok := f.characters[s[:2]]; ok {
			b.WriteString(text)
		} else {
			fmt.Fprintf(&b, "<%x>", s[:2])
		}
	}
	return b.String()
}

// font reads the characters of a font's codes.
func (d *drawing) font(v pdfread.Value) *codes {
	ref, _ := v.(pdfread.Ref)
	if f := d.fonts[ref]; f != nil {
		return f
	}
	dict := d.dict(v)
	name, _ := d.file.Get(dict["BaseFont"]).(pdfread.Name)
	f := &codes{name: untagged(string(name)), characters: map[string]string{}}
	d.fonts[ref] = f
	cmap, ok := d.file.Get(dict["ToUnicode"]).(*pdfread.Stream)
	if !ok {
		d.fail("the font %s has no /ToUnicode", name)
		return f
	}
	err := pdfread.Operators(d.decode(cmap), func(operator string, operands []pdfread.Value) error {
		switch operator {
		case "endbfchar":
			for ; len(operands) >= 2; operands = operands[2:] {
				f.add(operands[0], operands[1], 0)
			}
		case "endbfrange":
			for ; len(operands) >= 3; operands = operands[3:] {
				f.addRange(operands[0], operands[1], operands[2])
			}
		}
		return nil
	})
	if err != nil {
		d.fail("the font %s: %w", name, err)
	}
	return f
}

// add notes the characters of the code that is n after a code.
func (f *codes) add(code, text pdfread.Value, n int) {
	c, ok1 := code.(pdfread.String)
	t, ok2 := text.(pdfread.String)
	if !ok1 || !ok2 || len(c) != 2 || len(t) < 2 {
		return
	}
	b := []byte(t)
	last := b[len(b)-2:]
	binary.BigEndian.PutUint16(last, binary.BigEndian.Uint16(last)+uint16(n))
	two := binary.BigEndian.AppendUint16(nil, binary.BigEndian.Uint16([]byte(c))+uint16(n))
	f.characters[string(two)] = utf16Text(string(b))
}

// addRange notes the characters of a range of codes.
func (f *codes) addRange(first, last, text pdfread.Value) {
	a, ok1 := first.(pdfread.String)
	z, ok2 := last.(pdfread.String)
	if !ok1 || !ok2 || len(a) != 2 || len(z) != 2 {
		return
	}
	list, isList := text.(pdfread.Array)
	for n := range int(binary.BigEndian.Uint16([]byte(z))) - int(binary.BigEndian.Uint16([]byte(a))) + 1 {
		switch {
		case !isList:
			f.add(first, text, n)
		case n < len(list):
			two := binary.BigEndian.AppendUint16(nil, binary.BigEndian.Uint16([]byte(a))+uint16(n))
			f.add(pdfread.String(two), list[n], 0)
		}
	}
}

// untagged is the name of a font without the six letters of its subset.
func untagged(name string) string {
	const tag = 6
	if len(name) > tag && name[tag] == '+' {
		return name[tag+1:]
	}
	return name
}

// utf16Text is the text of big-endian UTF-16.
func utf16Text(s string) string {
	var units []uint16
	for ; len(s) >= 2; s = s[2:] {
		units = append(units, binary.BigEndian.Uint16([]byte(s)))
	}
	return string(utf16.Decode(units))
}
