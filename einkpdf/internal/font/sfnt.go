package font

import (
	"encoding/binary"
	"fmt"
	"io"
	"slices"
)

// sfnt is the table directory of one face of a font file.
type sfnt struct {
	data    []byte
	version uint32
	tables  []table // sorted by tag
}

type table struct {
	tag            string
	offset, length uint32 // inside sfnt.data, checked
}

const (
	versionTrueType = 0x00010000
	versionApple    = 0x74727565 // 'true'
	versionCFF      = 0x4F54544F // 'OTTO'
	maxTables       = 256
)

var be = binary.BigEndian

// parseSFNT reads the table directory of the face index of a file.
func parseSFNT(data []byte, index int) (*sfnt, error) {
	if len(data) < 12 {
		return nil, fmt.Errorf("%w: it has %d bytes, too few for a font", ErrBadFont, len(data))
	}
	if index < 0 || index > 0xFFFF {
		return nil, fmt.Errorf("%w: a face cannot have the number %d", ErrBadFont, index)
	}
	base := 0
	switch string(data[:4]) {
	case "wOFF", "wOF2":
		return nil, unsupported("it is a web font (WOFF); convert it to TTF or OTF")
	case "ttcf":
		n := be.Uint32(data[8:])
		if uint32(index) >= n || 12+4*(index+1) > len(data) {
			return nil, fmt.Errorf("%w: the collection has %d faces, there is no face %d", ErrBadFont, n, index)
		}
		base = int(be.Uint32(data[12+4*index:]))
	default:
		if index != 0 {
			return nil, fmt.Errorf("%w: the file has one face, there is no face %d", ErrBadFont, index)
		}
	}
	if base < 0 || base > len(data)-12 {
		return nil, fmt.Errorf("%w: the table directory lies outside the file", ErrBadFont)
	}
	s := &sfnt{data: data, version: be.Uint32(data[base:])}
	if s.version != versionTrueType && s.version != versionApple && s.version != versionCFF {
		return nil, fmt.Errorf("%w: it is neither TrueType nor OpenType", ErrBadFont)
	}
	n := int(be.Uint16(data[base+4:]))
	if n == 0 || n > maxTables || base+12+16*n > len(data) {
		return nil, fmt.Errorf("%w: the table directory is cut off or too long", ErrBadFont)
	}
	for rec := data[base+12 : base+12+16*n]; len(rec) > 0; rec = rec[16:] {
		t := table{string(rec[:4]), be.Uint32(rec[8:]), be.Uint32(rec[12:])}
		if uint64(t.offset)+uint64(t.length) > uint64(len(data)) {
			return nil, fmt.Errorf("%w: the table %q lies outside the file", ErrBadFont, t.tag)
		}
		s.tables = append(s.tables, t)
	}
	slices.SortStableFunc(s.tables, func(a, b table) int { return compareTags(a.tag, b.tag) })
	return s, nil
}

func compareTags(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func (s *sfnt) find(tag string) (table, bool) {
	i, ok := slices.BinarySearchFunc(s.tables, tag, func(t table, tag string) int { return compareTags(t.tag, tag) })
	if !ok {
		return table{}, false
	}
	return s.tables[i], true
}

// table is the content of a table, nil when the font has none.
func (s *sfnt) table(tag string) []byte {
	t, ok := s.find(tag)
	if !ok {
		return nil
	}
	return s.data[t.offset : t.offset+t.length : t.offset+t.length]
}

// need is the content of a table of at least size bytes.
func (s *sfnt) need(tag string, size int) ([]byte, error) {
	b := s.table(tag)
	if len(b) < size {
		return nil, fmt.Errorf("%w: its table %q is missing or cut off", ErrBadFont, tag)
	}
	return b, nil
}

// only is the file as if it had one face with nothing but the tables named.
// The tables stay where they are: only a new directory is put before the file.
func (s *sfnt) only(tags ...string) *view {
	var found []table
	for _, tag := range tags {
		if t, ok := s.find(tag); ok {
			found = append(found, t)
		}
	}
	slices.SortFunc(found, func(a, b table) int { return compareTags(a.tag, b.tag) })
	size := uint32(12 + 16*len(found))
	head := make([]byte, 0, size)
	head = be.AppendUint32(head, s.version)
	head = be.AppendUint16(head, uint16(len(found)))
	head = append(head, 0, 0, 0, 0, 0, 0) // the search hints, which nobody reads
	for _, t := range found {
		head = append(head, t.tag...)
		head = be.AppendUint32(head, 0) // checksum, unread as well
		head = be.AppendUint32(head, t.offset+size)
		head = be.AppendUint32(head, t.length)
	}
	return &view{head: head, data: s.data}
}

// view reads head and data as one file.
type view struct {
	head, data []byte
	pos        int64
}

func (v *view) Read(p []byte) (int, error) {
	n, err := v.ReadAt(p, v.pos)
	v.pos += int64(n)
	if n > 0 {
		err = nil
	}
	return n, err
}

func (v *view) ReadAt(p []byte, off int64) (int, error) {
	if off < 0 {
		return 0, fmt.Errorf("negative offset %d", off)
	}
	n := 0
	if off < int64(len(v.head)) {
		n = copy(p, v.head[off:])
	}
	if at := off + int64(n) - int64(len(v.head)); n < len(p) && at >= 0 && at < int64(len(v.data)) {
		n += copy(p[n:], v.data[at:])
	}
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

func (v *view) Seek(off int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		off += v.pos
	case io.SeekEnd:
		off += int64(len(v.head) + len(v.data))
	}
	if off < 0 {
		return 0, fmt.Errorf("negative offset %d", off)
	}
	v.pos = off
	return off, nil
}
