package picture

// vp8lTree is a canonical prefix code: how many codes there are of each length, and their symbols in order. A
// code of one symbol has no bits.
type vp8lTree struct {
	count   [16]int
	symbols []uint16
}

// symbol reads a symbol, or returns -1.
func (r *vp8lBits) symbol(t *vp8lTree) int {
	if len(t.symbols) == 1 {
		return int(t.symbols[0])
	}
	code, first, index := 0, 0, 0
	for _, n := range t.count[1:] {
		code |= int(r.read(1))
		if code-n < first {
			return int(t.symbols[index+code-first])
		}
		index += n
		first = (first + n) << 1
		code <<= 1
	}
	return -1
}

// tree reads a prefix code for an alphabet of a size (RFC 9649, 6.2).
func (r *vp8lBits) tree(size int) (vp8lTree, error) {
	if r.read(1) == 0 {
		return r.normalTree(size)
	}
	two, wide := r.read(1) != 0, r.read(1) != 0
	first := r.read(1)
	if wide {
		first |= r.read(7) << 1
	}
	t := vp8lTree{symbols: []uint16{uint16(first)}}
	if two {
		second := uint16(r.read(8))
		t.symbols = append(t.symbols, second)
		t.count[1] = 2
		if int(second) >= size {
			return vp8lTree{}, errVP8L
		}
	}
	if int(first) >= size || r.over() {
		return vp8lTree{}, errVP8L
	}
	return t, nil
}

// normalTree reads lengths of codes, which are compressed themselves.
func (r *vp8lBits) normalTree(size int) (vp8lTree, error) {
	var of [19]byte
	order := [19]int{17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}
	n := int(r.read(4)) + 4
	for _, at := range order[:n] { // 19 at most
		of[at] = byte(r.read(3))
	}
	codes, err := newVP8LTree(of[:])
	if err != nil {
		return vp8lTree{}, err
	}
	most := size
	if r.read(1) != 0 {
		bits := 2 + 2*uint(r.read(3))
		if most = 2 + int(r.read(bits)); most > size {
			return vp8lTree{}, errVP8L
		}
	}
	lengths := r.lengths[:size]
	clear(lengths)
	previous := byte(8)
	for i := 0; i < size && most > 0; most-- {
		symbol := r.symbol(&codes)
		switch {
		case symbol < 0 || r.over():
			return vp8lTree{}, errVP8L
		case symbol < 16:
			lengths[i] = byte(symbol)
			i++
			if symbol > 0 {
				previous = byte(symbol)
			}
			continue
		}
		value, times := byte(0), 0
		switch symbol {
		case 16:
			value, times = previous, 3+int(r.read(2))
		case 17:
			times = 3 + int(r.read(3))
		case 18:
			times = 11 + int(r.read(7))
		}
		if i+times > size {
			return vp8lTree{}, errVP8L
		}
		for range times {
			lengths[i] = value
			i++
		}
	}
	return newVP8LTree(lengths)
}

// newVP8LTree makes a code of the lengths for each symbol; it must be complete.
func newVP8LTree(lengths []byte) (vp8lTree, error) {
	var t vp8lTree
	used := 0
	for _, n := range lengths {
		if n > 0 {
			t.count[n]++
			used++
		}
	}
	left := 1
	for _, n := range t.count[1:] {
		left = left<<1 - n
		if left < 0 {
			return vp8lTree{}, errVP8L
		}
	}
	if used == 0 || left > 0 && used > 1 {
		return vp8lTree{}, errVP8L
	}
	var at [17]int
	for n := 1; n < 16; n++ {
		at[n+1] = at[n] + t.count[n]
	}
	t.symbols = make([]uint16, used)
	for symbol, n := range lengths {
		if n > 0 {
			t.symbols[at[n]] = uint16(symbol)
			at[n]++
		}
	}
	return t, nil
}
