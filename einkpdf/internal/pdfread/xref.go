package pdfread

import (
	"bytes"
	"fmt"
)

const (
	maxSections = 1024
	maxTail     = 2048 // bytes at the end in which startxref must stand
)

// readXref reads the cross-reference table: all its sections, the newest first.
func (f *File) readXref() error {
	at, err := f.startXref()
	if err != nil {
		return err
	}
	seen := map[int64]bool{}
	queue := []place{{at: at}}
	for len(queue) > 0 {
		at, f.hidden = queue[0].at, queue[0].hidden
		queue = queue[1:]
		if at <= 0 || at >= int64(len(f.data)) {
			return fmt.Errorf("the cross-reference table is said to be at byte %d, outside of the file", at+int64(f.base))
		}
		if seen[at] || len(seen) >= maxSections {
			return fmt.Errorf("the cross-reference table refers to itself, or has more than %d sections", maxSections)
		}
		seen[at] = true
		trailer, err := f.section(int(at))
		if err != nil {
			return err
		}
		if f.trailer == nil {
			f.trailer = trailer
		}
		for _, key := range []Name{"XRefStm", "Prev"} { // in the order of their precedence
			if prev, ok := trailer[key].(Integer); ok {
				queue = append(queue, place{int64(prev), key == "XRefStm"})
			} else if trailer[key] != nil {
				return fmt.Errorf("the trailer's /%s is %s", key, Describe(trailer[key]))
			}
		}
	}
	f.checkSize()
	return nil
}

// place is where a section is. What a hidden one has, the table that it belongs
// to calls free, for readers that do not know object streams.
type place struct {
	at     int64
	hidden bool
}

// startXref is where the file's end says that the table is.
func (f *File) startXref() (int64, error) {
	from := max(len(f.data)-maxTail, 0)
	tail := f.data[from:]
	i := bytes.LastIndex(tail, []byte("startxref"))
	if i < 0 {
		return 0, fmt.Errorf("startxref is missing at the end of the file: it was cut off, perhaps")
	}
	s := scanner{f.data, from + i + len("startxref")}
	t, err := s.next()
	if err != nil || t.kind != tokenInteger {
		return 0, fmt.Errorf("startxref gives no offset")
	}
	_, after, ok := bytes.Cut(f.data[s.pos:], []byte("%%EOF"))
	if !ok {
		f.note(Problem{CodeXref, 0, s.pos + f.base, "%%EOF is missing at the end of the file"})
	}
	if n := len(bytes.TrimSpace(after)); n > 0 {
		f.note(Problem{CodeXref, 0, s.pos + f.base, fmt.Sprintf("there are %d bytes after the last startxref and %%%%EOF: the end of an update is missing, perhaps", n)})
	}
	return t.integer, nil
}

// checkSize compares the trailer's /Size with the objects.
func (f *File) checkSize() {
	size, ok := f.trailer["Size"].(Integer)
	highest := len(f.entries) - 1
	for highest > 0 && f.entries[highest].kind < inFile {
		highest--
	}
	if !ok || int64(size) <= int64(highest) {
		f.note(Problem{CodeXref, 0, -1, fmt.Sprintf("the trailer's /Size is %s, but the highest object number is %d", Describe(f.trailer["Size"]), highest)})
	}
}

// section reads one section, a table or a stream, and gives its trailer.
func (f *File) section(at int) (Dict, error) {
	p := &parser{scanner: scanner{f.data, at}}
	p.skip()
	if bytes.HasPrefix(f.data[p.pos:], []byte("xref")) {
		if p.pos != at {
			f.note(Problem{CodeXref, 0, at + f.base, "the cross-reference table begins later than startxref or /Prev says"})
		}
		p.pos += len("xref")
		return f.table(p)
	}
	return f.xrefStream(at)
}

// set adds an entry unless a newer section has one for the object.
func (f *File) set(num int64, e entry) error {
	if num < 0 || num > f.most() {
		return fmt.Errorf("the cross-reference table has an object %d; in a file of this size at most %d are read", num, f.most())
	}
	f.entries = grown(f.entries, int(num))
	if old := &f.entries[num]; !old.taken || f.hidden && old.kind == free {
		e.taken = true
		*old = e
	}
	return nil
}

// most is the highest object number that the file may have.
func (f *File) most() int64 { return HighestObject(int64(len(f.data))) }

// HighestObject is the highest object number that is read of a file of so many
// bytes.
func HighestObject(size int64) int64 { return min(MaxObjects, 1<<16+8*size) }

// grown is the list with a place for the object num.
func grown(list []entry, num int) []entry {
	if num < len(list) {
		return list
	}
	return append(list, make([]entry, num+1-len(list))...)
}

// table reads a classic table, after the word xref, and its trailer.
func (f *File) table(p *parser) (Dict, error) {
	from := p.pos
	for {
		t, err := p.next()
		if err != nil {
			return nil, err
		}
		if t.kind == tokenWord && t.text == "trailer" {
			break
		}
		count, err := p.next()
		if err != nil {
			return nil, err
		}
		if t.kind != tokenInteger || count.kind != tokenInteger || count.integer < 0 || count.integer > MaxObjects {
			return nil, p.fail(t.at, "the cross-reference table has no subsection or trailer where one is expected")
		}
		for p.pos < len(p.data) && (p.data[p.pos] == ' ' || p.data[p.pos] == '\r' || p.data[p.pos] == '\n') {
			p.pos++
		}
		for i := range count.integer {
			if err := f.tableEntry(p, t.integer+i); err != nil {
				return nil, err
			}
		}
	}
	if !f.spend(p.pos-from, costParse) {
		return nil, f.err
	}
	v, err := p.value()
	if err != nil {
		return nil, err
	}
	d, ok := v.(Dict)
	if !ok {
		return nil, p.fail(p.pos, "the trailer is no dictionary")
	}
	return d, nil
}

// tableEntry reads the entry of an object: 20 bytes as "0000000017 00000 n" and
// the end of the line.
func (f *File) tableEntry(p *parser, num int64) error {
	at := p.pos
	offset, err1 := p.next()
	gen, err2 := p.next()
	kind, err3 := p.next()
	if err1 != nil || err2 != nil || err3 != nil || offset.kind != tokenInteger || gen.kind != tokenInteger ||
		gen.integer < 0 || gen.integer > 1<<16 || kind.kind != tokenWord || kind.text != "n" && kind.text != "f" {
		return p.fail(at, "the cross-reference table has no entry for object %d where one is expected", num)
	}
	if offset.at != at || gen.at != at+11 || kind.at != at+17 || !lineEnd(p.data[p.pos:]) {
		f.note(Problem{CodeXref, 0, at + f.base, "an entry of the cross-reference table is not 20 bytes long"})
		for p.pos < len(p.data) && class(p.data[p.pos]) == space {
			p.pos++
		}
	} else {
		p.pos += 2
	}
	e := entry{kind: free}
	if kind.text == "n" {
		e = entry{kind: inFile, gen: int32(gen.integer), at: offset.integer}
	}
	return f.set(num, e)
}

// lineEnd says whether b begins with one of the three ends of an entry.
func lineEnd(b []byte) bool {
	return len(b) >= 2 && (b[0] == ' ' && (b[1] == '\n' || b[1] == '\r') || b[0] == '\r' && b[1] == '\n')
}

// xrefStream reads a cross-reference stream; its dictionary is the trailer.
func (f *File) xrefStream(at int) (Dict, error) {
	p := &parser{scanner: scanner{f.data, at}}
	num, err1 := p.next()
	gen, err2 := p.next()
	if err1 != nil || err2 != nil || num.kind != tokenInteger || gen.kind != tokenInteger || num.integer < 0 || num.integer > MaxObjects {
		return nil, &SyntaxError{at, fmt.Sprintf("there is no cross-reference table where one is expected, but %q", f.excerpt(at))}
	}
	v, err := f.readAt(int(num.integer), entry{kind: inFile, gen: int32(gen.integer), at: int64(at)})
	if err != nil {
		return nil, err
	}
	s, ok := v.(*Stream)
	if !ok || s.Dict["Type"] != Name("XRef") {
		return nil, &SyntaxError{at, "there is no cross-reference table where one is expected, but another object"}
	}
	data, err := f.Decode(s)
	if err == nil && f.err == nil {
		err = f.streamEntries(s.Dict, data)
	}
	if err == nil {
		err = f.err
	}
	if err != nil {
		return nil, fmt.Errorf("the cross-reference stream at byte %d: %w", at+f.base, err)
	}
	return s.Dict, nil
}

// streamEntries reads the rows of a cross-reference stream.
func (f *File) streamEntries(d Dict, data []byte) error {
	var width [3]int
	w, _ := d["W"].(Array)
	for i := range width {
		n := Integer(-1)
		if i < len(w) {
			n, _ = w[i].(Integer)
		}
		if n < 0 || n > 8 {
			return fmt.Errorf("its /W is wrong")
		}
		width[i] = int(n)
	}
	row := width[0] + width[1] + width[2]
	index, ok := d["Index"].(Array)
	if !ok {
		index = Array{Integer(0), d["Size"]}
	}
	if row == 0 || len(index)%2 != 0 {
		return fmt.Errorf("its /W or /Index is wrong")
	}
	for ; len(index) > 0; index = index[2:] {
		first, ok1 := index[0].(Integer)
		count, ok2 := index[1].(Integer)
		if !ok1 || !ok2 || count < 0 || first < 0 {
			return fmt.Errorf("its /Index or /Size is wrong")
		}
		if int64(count) > int64(len(data)/row) {
			return fmt.Errorf("it has %d entries, fewer than its /Index or /Size says", len(data)/row)
		}
		for i := range count {
			if err := f.set(int64(first)+int64(i), streamEntry(data[:row], width)); err != nil {
				return err
			}
			data = data[row:]
		}
	}
	return nil
}

// streamEntry reads one row.
func streamEntry(row []byte, width [3]int) entry {
	field := func(n int, otherwise int64) (v int64) {
		if n == 0 {
			return otherwise
		}
		for _, b := range row[:n] {
			v = v<<8 | int64(b)
		}
		row = row[n:]
		return max(v, 0)
	}
	kind, at, gen := field(width[0], 1), field(width[1], 0), field(width[2], 0)
	switch {
	case kind == 1 && gen <= 65535:
		return entry{kind: inFile, gen: int32(gen), at: at}
	case kind == 2 && gen <= MaxObjects && at <= MaxObjects:
		return entry{kind: inStream, gen: int32(gen), at: at}
	}
	return entry{kind: free}
}
