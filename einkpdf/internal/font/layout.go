package font

import "fmt"

// checkLayout refuses layout tables that are small but describe gigabytes: the
// offsets of OpenType tables may all lead to the same place, and the shaping
// library copies what they lead to. Counted are the entries of all lists, each
// as often as it is reached. An honest table has fewer entries than bytes.
func checkLayout(s *sfnt) error {
	for _, tag := range []string{"GSUB", "GPOS", "GDEF", "cmap"} {
		t := s.table(tag)
		w := &layoutWalk{data: t, left: 1<<20 + min(16*len(t), 4<<20), gpos: tag == "GPOS"}
		switch tag {
		case "GDEF":
			w.definitions()
		case "cmap":
			w.encodings()
		default:
			w.layout()
		}
		if w.left < 0 {
			return fmt.Errorf("%w: its table %q overlaps itself too often", ErrBadFont, tag)
		}
	}
	return nil
}

// layoutWalk counts the entries of a table. Places outside the table count as 0:
// the shaping library checks them.
type layoutWalk struct {
	data []byte
	left int // entries that may still come
	gpos bool
}

func (w *layoutWalk) u16(at int) int {
	if at < 0 || at > len(w.data)-2 {
		return 0
	}
	return int(be.Uint16(w.data[at:]))
}

func (w *layoutWalk) u32(at int) int {
	if at < 0 || at > len(w.data)-4 {
		return 0
	}
	return int(be.Uint32(w.data[at:]) & 0x7FFFFFFF)
}

// list calls visit for each of the offsets of a list, which count from base.
func (w *layoutWalk) list(base, count, at int, visit func(at int)) {
	for i := 0; i < count && w.left >= 0; i++ {
		w.left--
		if off := w.u16(at + 2*i); off != 0 && visit != nil {
			visit(base + off)
		}
	}
}

func (w *layoutWalk) layout() {
	scripts, features, lookups := w.u16(4), w.u16(6), w.u16(8)
	w.records(scripts, 6, func(script int) {
		language := func(at int) { w.left -= w.u16(at + 4) }
		if def := w.u16(script); def != 0 {
			language(script + def)
		}
		for i := 0; i < w.u16(script+2) && w.left >= 0; i++ {
			w.left--
			language(script + w.u16(script+4+6*i+4))
		}
	})
	w.records(features, 6, func(feature int) { w.left -= w.u16(feature + 2) })
	w.list(lookups, w.u16(lookups), lookups+2, func(lookup int) {
		kind := w.u16(lookup)
		w.list(lookup, w.u16(lookup+4), lookup+6, func(sub int) { w.subtable(kind, sub) })
	})
}

// records is a list of a tag and an offset.
func (w *layoutWalk) records(base, size int, visit func(at int)) {
	for i := 0; i < w.u16(base) && w.left >= 0; i++ {
		w.left--
		visit(base + w.u16(base+2+size*i+4))
	}
}

// coverage counts a coverage table or the glyph list in front of a subtable.
func (w *layoutWalk) coverage(at int) { w.left -= w.u16(at + 2) }

// class counts a class definition.
func (w *layoutWalk) class(at int) {
	if w.u16(at) == 1 {
		w.left -= w.u16(at + 4)
		return
	}
	w.left -= w.u16(at + 2)
}

func (w *layoutWalk) subtable(kind, at int) {
	extension := 7
	if w.gpos {
		extension = 9
	}
	if kind == extension {
		kind, at = w.u16(at+2), at+w.u32(at+4)
		if kind == extension {
			return
		}
	}
	format := w.u16(at)
	context := 5
	if w.gpos {
		context = 7
	}
	switch {
	case kind == context && format == 3:
		w.list(at, w.u16(at+2), at+6, w.coverage)
		w.left -= w.u16(at + 4)
		return
	case kind == context+1 && format == 3:
		for p, i := at+2, 0; i < 3; i++ {
			n := w.u16(p)
			w.list(at, n, p+2, w.coverage)
			p += 2 + 2*n
		}
		return
	}
	w.coverage(at + w.u16(at+2))
	switch {
	case kind == context || kind == context+1:
		sets := at + 4 // where the number of rule sets is
		classes := 0
		if format == 2 {
			classes = 1 + 2*(kind-context)
			sets += 2 * classes
		}
		for i := range classes {
			w.class(at + w.u16(at+4+2*i))
		}
		w.list(at, w.u16(sets), sets+2, func(set int) {
			w.list(set, w.u16(set), set+2, func(rule int) { w.rule(rule, kind == context+1) })
		})
	case w.gpos:
		w.positions(kind, format, at)
	case kind == 2 || kind == 3: // sequences, alternates
		w.list(at, w.u16(at+4), at+6, func(seq int) { w.left -= w.u16(seq) })
	case kind == 4: // ligatures
		w.list(at, w.u16(at+4), at+6, func(set int) {
			w.list(set, w.u16(set), set+2, func(lig int) { w.left -= w.u16(lig + 2) })
		})
	case kind == 8: // reverse chaining
		for p, i := at+4, 0; i < 2; i++ {
			n := w.u16(p)
			w.list(at, n, p+2, w.coverage)
			p += 2 + 2*n
		}
	case kind == 1 && format == 2:
		w.left -= w.u16(at + 4)
	}
}

// rule counts a rule of a context: its glyphs and its lookups.
func (w *layoutWalk) rule(at int, chained bool) {
	if !chained {
		w.left -= w.u16(at) + w.u16(at+2)
		return
	}
	for range 4 {
		n := w.u16(at)
		w.left -= n
		at += 2 + 2*n
	}
}

// positions counts the kinds of GPOS that are not contexts.
func (w *layoutWalk) positions(kind, format, at int) {
	switch {
	case kind == 1:
		if format == 2 {
			w.left -= w.u16(at + 6)
		}
	case kind == 2 && format == 1: // pairs of glyphs
		w.list(at, w.u16(at+8), at+10, func(set int) { w.left -= w.u16(set) })
	case kind == 2: // pairs of classes
		w.class(at + w.u16(at+8))
		w.class(at + w.u16(at+10))
		w.left -= min(w.u16(at+12)*w.u16(at+14), len(w.data))
	case kind == 3: // cursive
		w.left -= w.u16(at + 4)
	case kind >= 4 && kind <= 6: // marks
		w.coverage(at + w.u16(at+4))
		classes, marks, bases := w.u16(at+6), at+w.u16(at+8), at+w.u16(at+10)
		w.left -= w.u16(marks)
		if kind != 5 {
			w.left -= min(w.u16(bases)*classes, len(w.data))
			return
		}
		w.list(bases, w.u16(bases), bases+2, func(lig int) { w.left -= min(w.u16(lig)*classes, len(w.data)) })
	}
}

// definitions counts the table GDEF.
func (w *layoutWalk) definitions() {
	if len(w.data) < 12 {
		return
	}
	w.class(w.u16(4))
	if at := w.u16(6); at != 0 { // attachment points
		w.coverage(at + w.u16(at))
		w.list(at, w.u16(at+2), at+4, func(point int) { w.left -= w.u16(point) })
	}
	if at := w.u16(8); at != 0 { // ligature carets
		w.coverage(at + w.u16(at))
		w.list(at, w.u16(at+2), at+4, func(lig int) { w.left -= w.u16(lig) })
	}
	w.class(w.u16(10))
	if at := w.u16(12); w.u16(2) >= 2 && at != 0 { // mark glyph sets
		for i := 0; i < w.u16(at+2) && w.left >= 0; i++ {
			w.left--
			w.coverage(at + w.u32(at+4+4*i))
		}
	}
}

// encodings counts the table cmap, whose subtables often share their data.
func (w *layoutWalk) encodings() {
	w.left *= 4
	for i := 0; i < w.u16(2) && w.left >= 0; i++ {
		w.left -= 8
		at := w.u32(4 + 8*i + 4)
		switch w.u16(at) {
		case 8, 10, 12, 13:
			w.left -= min(w.u32(at+4), len(w.data))
		case 14:
			for j := 0; j < w.u32(at+6) && w.left >= 0; j++ {
				rec := at + 10 + 11*j
				if rec > len(w.data) {
					break
				}
				w.left -= 11
				for _, off := range []int{w.u32(rec + 3), w.u32(rec + 7)} {
					if off != 0 {
						w.left -= min(4*w.u32(at+off), len(w.data))
					}
				}
			}
		default:
			w.left -= w.u16(at + 2)
		}
	}
}
