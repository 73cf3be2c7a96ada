package pngout

// filter turns rows into differences, which compress better.
type filter struct {
	samples    int       // bytes of a pixel
	last, this []byte    // rows
	tries      [4][]byte // the row by each filter, with the filter's number before it
}

// The filters of PNG; Average is not tried, for it seldom wins.
const (
	filterNone  = 0
	filterLeft  = 1
	filterUp    = 2
	filterPaeth = 4
)

func newFilter(samples, width int) *filter {
	n := samples * width
	f := &filter{samples: samples, last: make([]byte, n), this: make([]byte, n)}
	for i, kind := range [4]byte{filterNone, filterLeft, filterUp, filterPaeth} {
		f.tries[i] = make([]byte, n+1)
		f.tries[i][0] = kind
	}
	return f
}

// apply is a row by the filter whose differences are the smallest, until the
// next row.
func (f *filter) apply(row []byte) []byte {
	f.last, f.this = f.this, f.last
	copy(f.this, row)
	none, left, up, paeth := f.tries[0][1:], f.tries[1][1:], f.tries[2][1:], f.tries[3][1:]
	var sums [4]int
	for i, v := range f.this {
		var a, b, c byte // left, above, above left
		b = f.last[i]
		if i >= f.samples {
			a, c = f.this[i-f.samples], f.last[i-f.samples]
		}
		none[i], left[i], up[i], paeth[i] = v, v-a, v-b, v-predict(a, b, c)
		sums[0] += size(none[i])
		sums[1] += size(left[i])
		sums[2] += size(up[i])
		sums[3] += size(paeth[i])
	}
	best := 0
	for i, s := range sums {
		if s < sums[best] {
			best = i
		}
	}
	return f.tries[best]
}

// size is how far a byte is from 0, either way.
func size(b byte) int { return max(int(int8(b)), -int(int8(b))) }

// predict is which of the neighbours is nearest to a + b - c, as Paeth has it.
func predict(a, b, c byte) byte {
	pa, pb := int(b)-int(c), int(a)-int(c)
	pc := pa + pb
	pa, pb, pc = max(pa, -pa), max(pb, -pb), max(pc, -pc)
	switch {
	case pa <= pb && pa <= pc:
		return a
	case pb <= pc:
		return b
	}
	return c
}
