package raster

// flatness is how far a line may lie from the curve it stands for, in 1/256
// pixel.
const flatness = 4

// maxPieces bounds the lines that stand for one curve.
const maxPieces = 256

// pieces is how many lines keep within flatness when one of them would be off by
// num/den of deviation.
func pieces(deviation, num, den int64) int64 {
	n := int64(1)
	for n < maxPieces && n*n*den*flatness < deviation*num {
		n++
	}
	return n
}

// quad calls to for the ends of lines along a quadratic curve.
func quad(a, b, c point, to func(point)) {
	dev := max(abs(a.x-2*b.x+c.x), abs(a.y-2*b.y+c.y))
	n := pieces(dev, 1, 4)
	for i := int64(1); i < n; i++ {
		j := n - i
		at := func(a, b, c int64) int64 { return roundDown(a*j*j+2*b*i*j+c*i*i+n*n/2, n*n) }
		to(point{at(a.x, b.x, c.x), at(a.y, b.y, c.y)})
	}
	to(c)
}

// cubic calls to for the ends of lines along a cubic curve.
func cubic(a, b, c, d point, to func(point)) {
	dev := max(abs(a.x-2*b.x+c.x), abs(a.y-2*b.y+c.y), abs(b.x-2*c.x+d.x), abs(b.y-2*c.y+d.y))
	n := pieces(dev, 3, 4)
	for i := int64(1); i < n; i++ {
		j := n - i
		at := func(a, b, c, d int64) int64 {
			return roundDown(a*j*j*j+3*b*i*j*j+3*c*i*i*j+d*i*i*i+n*n*n/2, n*n*n)
		}
		to(point{at(a.x, b.x, c.x, d.x), at(a.y, b.y, c.y, d.y)})
	}
	to(d)
}

// roundDown is v/d rounded down, for results in the range of positions: a curve
// has the same form wherever it lies.
func roundDown(v, d int64) int64 {
	const bias = 4 * farFine
	return (v+bias*d)/d - bias
}

func abs(v int64) int64 { return max(v, -v) }
