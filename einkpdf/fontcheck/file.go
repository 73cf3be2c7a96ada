package fontcheck

import (
	"encoding/binary"
	"slices"
	"strings"
)

var be = binary.BigEndian

// file is the structure of a font file (OpenType 1.9.1, "Organization of an
// OpenType Font"), with every table inside of it.
type file struct {
	data       []byte
	collection bool
	faces      []face
	parts      []part // everything that the file is made of
}

// face is a directory of tables.
type face struct {
	data   []byte
	cff    bool // its first bytes say CFF outlines
	tables map[string]part
	sums   map[string]uint32 // checksums of tables, as stated
}

// part is a range of the file.
type part struct{ from, to int64 }

// table is the content of a table, nil when the face has none.
func (f *face) table(tag string) []byte {
	p, ok := f.tables[tag]
	if !ok {
		return nil
	}
	return f.data[p.from:p.to]
}

func (f *file) mediaType() string {
	switch {
	case f.collection:
		return "font/collection"
	case f.faces[0].cff:
		return "font/otf"
	}
	return "font/ttf"
}

const maxTables = 256 // of one face

// readFile reads the structure of a file.
func readFile(data []byte) (*file, *Error) {
	if len(data) > MaxBytes {
		return nil, refuse(Unsupported, "This font has %d bytes, at most %d are allowed. Please use another one.", len(data), MaxBytes)
	}
	if len(data) < 12 {
		return nil, refuse(Damaged, "This file is no font: it has only %d bytes. Please choose another file.", len(data))
	}
	f := &file{data: data}
	starts := []int64{0}
	switch head := string(data[:4]); head {
	case "\x00\x01\x00\x00", "true", "OTTO":
	case "ttcf":
		f.collection = true
		var err *Error
		if starts, err = f.collected(); err != nil {
			return nil, err
		}
	case "wOFF", "wOF2":
		return nil, refuse(Unsupported, "This file is a web font (WOFF), which cannot be used here. Please get the TTF or OTF of this font.")
	default:
		if head == "typ1" || strings.HasPrefix(head, "%!") || strings.HasPrefix(head, "\x80\x01") {
			return nil, refuse(Unsupported, "This file is a Type 1 font, which cannot be used here. Please get the OTF or TTF of this font.")
		}
		return nil, refuse(Damaged, "This file is no TrueType or OpenType font. Please choose another file.")
	}
	seen := map[int64]bool{}
	for _, at := range starts {
		if seen[at] {
			return nil, damaged("two faces of the collection are the same")
		}
		seen[at] = true
		if err := f.readFace(at); err != nil {
			return nil, err
		}
	}
	return f, f.filled()
}

// collected reads the head of a collection and returns where its faces begin.
func (f *file) collected() ([]int64, *Error) {
	n := int64(be.Uint32(f.data[8:]))
	end := 12 + 4*n
	if n == 0 || end > int64(len(f.data)) {
		return nil, damaged("its list of faces is cut off")
	}
	if n > MaxFaces {
		return nil, refuse(Unsupported, "This collection has %d faces, at most %d are allowed. Please use the single font that you need.", n, MaxFaces)
	}
	starts := make([]int64, n)
	for i := range starts {
		starts[i] = int64(be.Uint32(f.data[12+4*i:]))
	}
	if be.Uint16(f.data[4:]) >= 2 { // a signature of the collection
		if end+12 > int64(len(f.data)) {
			return nil, damaged("its list of faces is cut off")
		}
		size, at := int64(be.Uint32(f.data[end+4:])), int64(be.Uint32(f.data[end+8:]))
		if string(f.data[end:end+4]) == "DSIG" && size > 0 {
			if at+size > int64(len(f.data)) {
				return nil, damaged("its signature lies outside of the file")
			}
			f.parts = append(f.parts, part{at, at + size})
		}
		end += 12
	}
	f.parts = append(f.parts, part{0, end})
	return starts, nil
}

// readFace reads a directory of tables.
func (f *file) readFace(at int64) *Error {
	size := int64(len(f.data))
	if at > size-12 {
		return damaged("the list of its tables lies outside of the file")
	}
	n := int64(be.Uint16(f.data[at+4:]))
	end := at + 12 + 16*n
	if n == 0 || n > maxTables || end > size {
		return damaged("the list of its tables is cut off or too long")
	}
	one := face{data: f.data, cff: string(f.data[at:at+4]) == "OTTO", tables: make(map[string]part, n), sums: make(map[string]uint32, n)}
	f.parts = append(f.parts, part{at, end})
	for rec := f.data[at+12 : end]; len(rec) > 0; rec = rec[16:] {
		tag := string(rec[:4])
		from := int64(be.Uint32(rec[8:]))
		p := part{from, from + int64(be.Uint32(rec[12:]))}
		if p.to > size {
			return damaged("its table %q lies outside of the file, which may be cut off", tag)
		}
		if _, twice := one.tables[tag]; twice {
			return damaged("it has the table %q twice", tag)
		}
		one.tables[tag], one.sums[tag] = p, be.Uint32(rec[4:])
		if p.to > p.from {
			f.parts = append(f.parts, p)
		}
	}
	f.faces = append(f.faces, one)
	return nil
}

// maxPadding is how many bytes between tables may be anything: tables begin at
// multiples of four, and old tools did not fill up with zeros.
const maxPadding = 3

// filled makes sure that there is nothing in the file beside its parts, and that
// parts are the same or apart.
func (f *file) filled() *Error {
	slices.SortFunc(f.parts, func(a, b part) int {
		if a.from != b.from {
			return int(a.from - b.from)
		}
		return int(a.to - b.to)
	})
	f.parts = slices.Compact(f.parts) // faces of a collection share tables
	end := int64(0)
	for _, p := range f.parts {
		if p.from < end {
			return damaged("its tables overlap")
		}
		if gap := f.data[end:p.from]; hides(gap) {
			return refuse(Trailing, "There is something between the tables of this font that does not belong to it. Please get it again from where it was made, or save it again with a font editor.")
		}
		end = p.to
	}
	if hides(f.data[end:]) {
		return refuse(Trailing, "Something follows the font in this file. Please get it again from where it was made.")
	}
	return nil
}

// hides tells whether there is more than padding in a gap.
func hides(gap []byte) bool {
	return len(gap) > maxPadding && slices.ContainsFunc(gap, func(b byte) bool { return b != 0 })
}
