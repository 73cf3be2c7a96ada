package pdfread

import "bytes"

// scan looks for objects in the whole file, for when the cross-reference table
// is of no use. Of an object that is there twice the last counts.
func (f *File) scan() {
	f.found = []entry{}
	trailer := Dict{}
	if !f.spend(len(f.data), costSearch) {
		return
	}
	word := []byte("obj")
	for at := 0; ; {
		i := bytes.Index(f.data[at:], word)
		if i < 0 {
			break
		}
		at += i + len(word)
		begin, num, gen, ok := f.headerBefore(at - len(word))
		if !ok {
			continue
		}
		f.keep(num, entry{kind: inFile, gen: int32(gen), at: int64(begin)})
		end := f.scanned(num, at, trailer)
		if f.err != nil {
			return
		}
		at = max(at, end)
	}
	f.scanTrailers(trailer)
	if f.repaired {
		f.trailer = trailer
	}
}

// headerBefore reads "num gen " backwards from the word obj.
func (f *File) headerBefore(at int) (begin, num, gen int, ok bool) {
	back := func() (int, bool) {
		from := at
		for at > 0 && class(f.data[at-1]) == space {
			at--
		}
		end, n, unit := at, 0, 1
		for at > 0 && f.data[at-1] >= '0' && f.data[at-1] <= '9' && end-at < 10 {
			at--
			n += int(f.data[at]-'0') * unit
			unit *= 10
		}
		return n, end > at && from > end
	}
	if gen, ok = back(); !ok || gen > 65535 {
		return 0, 0, 0, false
	}
	if num, ok = back(); !ok || num <= 0 || num > MaxObjects {
		return 0, 0, 0, false
	}
	return at, num, gen, true
}

func (f *File) keep(num int, e entry) {
	if int64(num) <= f.most() {
		f.found = grown(f.found, num)
		f.found[num] = e
	}
}

// scanned looks into an object for what a trailer would say, and for the objects
// of an object stream. It gives where to go on.
func (f *File) scanned(num, at int, trailer Dict) int {
	p := &parser{scanner: scanner{f.data, at}}
	v, err := p.value()
	if !f.spendParsing(p, at) || err != nil {
		return at
	}
	d, ok := v.(Dict)
	if !ok {
		return p.pos
	}
	p.skip()
	stream := bytes.HasPrefix(f.data[p.pos:], []byte("stream"))
	switch d["Type"] {
	case Name("Catalog"):
		f.catalog = num
	case Name("XRef"):
		if stream {
			addTrailer(trailer, d)
		}
	case Name("ObjStm"):
		if !stream {
			break
		}
		s := &Stream{Dict: d}
		end := f.streamData(num, p.pos+len("stream"), s)
		packed, err := f.unpack(s)
		if err != nil || f.err != nil {
			break
		}
		for i, inner := range packed.nums {
			f.keep(inner, entry{kind: inStream, gen: int32(i), at: int64(num)})
		}
		return end
	}
	return p.pos
}

// scanTrailers reads the trailers of classic tables.
func (f *File) scanTrailers(trailer Dict) {
	word := []byte("trailer")
	if !f.spend(len(f.data), costSearch) {
		return
	}
	for at, n := 0, 0; n < maxSections; n++ {
		i := bytes.Index(f.data[at:], word)
		if i < 0 {
			return
		}
		at += i + len(word)
		p := &parser{scanner: scanner{f.data, at}}
		v, err := p.value()
		if !f.spendParsing(p, at) {
			return
		}
		if d, ok := v.(Dict); ok && err == nil {
			addTrailer(trailer, d)
		}
	}
}

// addTrailer takes the entries of a newer trailer.
func addTrailer(trailer, newer Dict) {
	for _, key := range []Name{"Root", "Info", "Encrypt", "ID", "Size"} {
		if newer[key] != nil {
			trailer[key] = newer[key]
		}
	}
}
