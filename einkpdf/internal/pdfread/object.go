package pdfread

import (
	"bytes"
	"fmt"
)

type entryKind uint8

const (
	unknown entryKind = iota // the table says nothing
	free
	inFile   // at an offset
	inStream // in an object stream
)

// entry is where an object is.
type entry struct {
	at    int64 // offset from the header, or the number of the object stream
	gen   int32 // of inFile; the index in the stream of inStream
	kind  entryKind
	taken bool // set by a newer section of the table
}

// read reads the object num from its place.
func (f *File) read(num int, e entry) (Value, error) {
	switch e.kind {
	case inFile:
		return f.readAt(num, e)
	case inStream:
		return f.readPacked(num, e)
	}
	return nil, nil
}

// readAt reads an object that stands in the file by itself.
func (f *File) readAt(num int, e entry) (Value, error) {
	if e.at <= 0 || e.at >= int64(len(f.data)) {
		return nil, &OffsetError{fmt.Sprintf("the cross-reference table has it at byte %d, outside of the file", e.at+int64(f.base))}
	}
	p := &parser{scanner: scanner{f.data, int(e.at)}}
	if class(f.data[e.at]) == space || !p.header(num, int(e.gen)) {
		return nil, &OffsetError{fmt.Sprintf("the cross-reference table has it at byte %d, where %q stands instead of \"%d %d obj\"",
			e.at+int64(f.base), f.excerpt(int(e.at)), num, e.gen)}
	}
	v, err := p.value()
	if !f.spendParsing(p, int(e.at)) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if p.slip != nil {
		f.note(f.problem(CodeSyntax, num, p.slip))
	}
	p.skip()
	if d, ok := v.(Dict); ok && bytes.HasPrefix(f.data[p.pos:], []byte("stream")) {
		s := &Stream{Dict: d}
		p.pos = f.streamData(num, p.pos+len("stream"), s)
		p.skip()
		v = s
	}
	if !bytes.HasPrefix(f.data[p.pos:], []byte("endobj")) {
		f.note(Problem{CodeSyntax, num, p.pos + f.base, fmt.Sprintf("%q stands where endobj is expected", f.excerpt(p.pos))})
	}
	return v, nil
}

// header reads "num gen obj".
func (p *parser) header(num, gen int) bool {
	for _, want := range [2]int{num, gen} {
		if t, err := p.next(); err != nil || t.kind != tokenInteger || t.integer != int64(want) {
			return false
		}
	}
	p.skip()
	if !bytes.HasPrefix(p.data[p.pos:], []byte("obj")) {
		return false
	}
	p.pos += len("obj")
	return true
}

// excerpt is the line that begins at an offset, for messages: at most 20 bytes.
func (f *File) excerpt(at int) string {
	b := bytes.TrimSpace(f.data[at:min(at+20, len(f.data))])
	if i := bytes.IndexAny(b, "\r\n"); i >= 0 {
		b = b[:i]
	}
	return string(b)
}

// streamData finds the data that begins after the word stream at the offset, and
// gives the offset after endstream.
func (f *File) streamData(num, at int, s *Stream) int {
	if bytes.HasPrefix(f.data[at:], []byte("\r\n")) {
		at += 2
	} else if at < len(f.data) && (f.data[at] == '\n' || f.data[at] == '\r') {
		at++
	}
	var length Value
	if ref, ok := s.Dict["Length"].(Ref); !ok {
		length = s.Dict["Length"]
	} else if leave, ok := f.enter(ref.Num); ok {
		length = f.Get(ref)
		leave()
	}
	if n, ok := length.(Integer); ok && n >= 0 && int64(n) <= int64(len(f.data)-at) {
		end := scanner{f.data, at + int(n)}
		for end.pos < len(f.data) && class(f.data[end.pos]) == space && end.pos < at+int(n)+2 {
			end.pos++
		}
		if bytes.HasPrefix(f.data[end.pos:], []byte("endstream")) {
			s.raw = f.data[at : at+int(n)]
			return end.pos + len("endstream")
		}
	}
	rest := f.data[at:]
	n := bytes.Index(rest, []byte("endstream"))
	f.spend(max(n, 0), costSearch)
	if n < 0 {
		f.spend(len(rest), costSearch)
		f.note(Problem{CodeStream, num, at + f.base, "the stream has no end"})
		s.raw = rest
		return len(f.data)
	}
	f.note(Problem{CodeStream, num, at + f.base, fmt.Sprintf("/Length is %s, but the stream ends after %d bytes", Describe(length), n)})
	s.raw = rest[:n]
	return at + n + len("endstream")
}

// enter notes that an object is about to be read for another one, and refuses
// those that are being read already and chains of many.
func (f *File) enter(num int) (leave func(), ok bool) {
	if f.busy[num] || len(f.busy) >= 16 {
		return nil, false
	}
	f.busy[num] = true
	return func() { delete(f.busy, num) }, true
}

// packed is a decoded object stream.
type packed struct {
	data  []byte
	nums  []int
	offs  []int // from the beginning of data
	until []int
}

// readPacked reads an object of an object stream.
func (f *File) readPacked(num int, e entry) (Value, error) {
	s, err := f.objectStream(int(e.at))
	if err != nil || s == nil {
		return nil, err
	}
	i := int(e.gen)
	if i >= len(s.nums) || s.nums[i] != num {
		return nil, &OffsetError{fmt.Sprintf("the cross-reference table has it at place %d of the object stream %d, where it is not", i, e.at)}
	}
	p := &parser{scanner: scanner{s.data[:s.until[i]], s.offs[i]}}
	v, err := p.value()
	if !f.spendParsing(p, s.offs[i]) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("in the object stream %d: %w", e.at, inStreamError(err))
	}
	if p.slip != nil {
		f.note(Problem{CodeSyntax, num, -1, p.slip.Message})
	}
	return v, nil
}

// inStreamError is an error without its offset, which is not one of the file.
func inStreamError(err error) error {
	return fmt.Errorf("%s", err.Error()) //nolint:errorlint // hides the offset
}

// objectStream decodes an object stream, or gives the one that is kept. It is
// nil when reading was given up.
func (f *File) objectStream(num int) (*packed, error) {
	if s := f.cache[num]; s != nil {
		return s, nil
	}
	leave, ok := f.enter(num)
	if !ok {
		return nil, &OffsetError{fmt.Sprintf("it depends on the object stream %d, which depends on it", num)}
	}
	defer leave()
	stream, ok := f.Get(Ref{Num: num}).(*Stream)
	if !ok || stream.Dict["Type"] != Name("ObjStm") {
		return nil, &OffsetError{fmt.Sprintf("the cross-reference table has it in the object stream %d, which is none", num)}
	}
	s, err := f.unpack(stream)
	if err != nil {
		return nil, fmt.Errorf("the object stream %d: %w", num, inStreamError(err))
	}
	if f.err != nil {
		return nil, nil
	}
	if f.cached += len(s.data) + 24*len(s.nums); f.cached > maxCached {
		f.cache, f.cached = map[int]*packed{}, len(s.data)
	}
	f.cache[num] = s
	return s, nil
}

// unpack decodes an object stream and reads where its objects are.
func (f *File) unpack(stream *Stream) (*packed, error) {
	count, ok1 := f.Get(stream.Dict["N"]).(Integer)
	first, ok2 := f.Get(stream.Dict["First"]).(Integer)
	data, err := f.Decode(stream)
	if err != nil || f.err != nil {
		return nil, err
	}
	if !ok1 || !ok2 || count < 0 || int64(count) > f.most() || first < 0 || int64(first) > int64(len(data)) {
		return nil, fmt.Errorf("/N %s or /First %s is wrong", Describe(stream.Dict["N"]), Describe(stream.Dict["First"]))
	}
	if !f.spend(int(first), costParse) {
		return nil, nil
	}
	s := &packed{data: data}
	head := scanner{data[:first], 0}
	for range count {
		num, err1 := head.next()
		off, err2 := head.next()
		if err1 != nil || err2 != nil || num.kind != tokenInteger || off.kind != tokenInteger ||
			num.integer <= 0 || num.integer > MaxObjects || off.integer < 0 || off.integer > int64(len(data))-int64(first) {
			return nil, fmt.Errorf("the list of its objects is wrong")
		}
		s.nums, s.offs = append(s.nums, int(num.integer)), append(s.offs, int(off.integer)+int(first))
	}
	s.until = make([]int, len(s.offs))
	for i := range s.offs {
		s.until[i] = len(data)
		if i+1 < len(s.offs) && s.offs[i+1] > s.offs[i] {
			s.until[i] = s.offs[i+1]
		}
	}
	return s, nil
}
