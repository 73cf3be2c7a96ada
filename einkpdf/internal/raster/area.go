package raster

import "image"

// area finds how much of each pixel lies inside of closed contours, exactly and
// in whole numbers: what a contour winds around is inside, however often.
//
// Each edge adds to a cell for each pixel it crosses how much the pixel, and all
// that lie right of it, are covered more than those before. The sums along a
// row are then the pixels' coverage (as in FreeType and font-rs).
type area struct {
	edges          []edge
	x0, y0, x1, y1 int64           // around the edges
	within         image.Rectangle // convex shapes that lie outside are left out
	cells          []int32
	row            []byte
}

// edge goes from one point to another, in 1/256 pixel.
type edge struct{ x0, y0, x1, y1 int32 }

// maxCells bounds the cells of the rows that are done at a time.
const maxCells = 1 << 16

// edgesAtATime is how many edges are looked at before work is told.
const edgesAtATime = 1 << 14

// everywhere is larger than any picture.
func everywhere() image.Rectangle { return image.Rect(-1<<23, -1<<23, 1<<23, 1<<23) }

// reset forgets the contours. Convex shapes outside of a rectangle need not be
// kept from now on.
func (a *area) reset(within image.Rectangle) {
	a.edges, a.within = a.edges[:0], within
	a.x0, a.y0, a.x1, a.y1 = farFine, farFine, -farFine, -farFine
}

// line adds an edge of a contour.
func (a *area) line(p, q point) {
	a.x0, a.x1 = min(a.x0, p.x, q.x), max(a.x1, p.x, q.x)
	if p.y == q.y {
		return
	}
	a.y0, a.y1 = min(a.y0, p.y, q.y), max(a.y1, p.y, q.y)
	a.edges = append(a.edges, edge{int32(p.x), int32(p.y), int32(q.x), int32(q.y)})
}

// convex adds a convex shape, as if it were always drawn the same way round.
func (a *area) convex(points ...point) {
	var sum int64
	lo, hi := points[0], points[0]
	for i, p := range points {
		lo, hi = point{min(lo.x, p.x), min(lo.y, p.y)}, point{max(hi.x, p.x), max(hi.y, p.y)}
		q := points[(i+1)%len(points)]
		sum += p.x*q.y - q.x*p.y
	}
	if w := a.within; int(hi.x>>fineBits) < w.Min.X || int(hi.y>>fineBits) < w.Min.Y ||
		int(lo.x>>fineBits) >= w.Max.X || int(lo.y>>fineBits) >= w.Max.Y {
		return
	}
	for i, p := range points {
		q := points[(i+1)%len(points)]
		if sum < 0 {
			p, q = q, p
		}
		a.line(p, q)
	}
}

// bounds is the smallest rectangle of whole pixels around the contours.
func (a *area) bounds() image.Rectangle {
	if len(a.edges) == 0 {
		return image.Rectangle{}
	}
	up := func(f int64) int { return int((f + onePixel - 1) >> fineBits) }
	return image.Rect(int(a.x0>>fineBits), int(a.y0>>fineBits), up(a.x1), up(a.y1))
}

// sweep calls emit for the rows of a part of the picture, from top to bottom,
// with the coverage of pixels from x on: 0 to 255. emit may keep nothing of it;
// rows without any are left out. It ends early when work, which is told how much
// is done from time to time, says so.
func (a *area) sweep(within image.Rectangle, work func(n int) bool, emit func(x, y int, coverage []byte)) {
	r := a.bounds().Intersect(within)
	if r.Empty() {
		return
	}
	stride := r.Dx() + 2
	rows := min(max(maxCells/stride, 1), r.Dy())
	if n := stride * rows; n > len(a.cells) {
		a.cells = make([]int32, n)
	}
	if len(a.row) < r.Dx() {
		a.row = make([]byte, r.Dx())
	}
	for top := r.Min.Y; top < r.Max.Y; top += rows {
		band := image.Rect(r.Min.X, top, r.Max.X, min(top+rows, r.Max.Y))
		for i := range a.edges {
			a.edge(&a.edges[i], band, stride)
			if i%edgesAtATime == edgesAtATime-1 && !work(edgesAtATime) {
				clear(a.cells)
				return
			}
		}
		for y := band.Min.Y; y < band.Max.Y; y++ {
			from, to := cover(a.cells[(y-top)*stride:][:stride], a.row)
			if from < to {
				emit(r.Min.X+from, y, a.row[from:to])
			}
		}
		if !work(band.Dx() * band.Dy()) {
			return
		}
	}
}

// cover turns a row of cells into coverage and clears them. It gives where the
// first pixel is that is covered, and where the last one ends.
func cover(cells []int32, row []byte) (from, to int) {
	n := len(cells) - 2
	from = n
	sum, level := int32(0), byte(0)
	row = row[:n]
	for x, c := range cells[:n] {
		if c != 0 {
			sum += c
			v := min(max(sum, -sum), onePixel*onePixel)
			level = byte((v*255 + onePixel*onePixel/2) >> (2 * fineBits))
		}
		row[x] = level
		if level != 0 {
			from, to = min(from, x), x+1
		}
	}
	clear(cells)
	return from, to
}

// edge adds an edge to the cells of a band of rows.
func (a *area) edge(e *edge, band image.Rectangle, stride int) {
	x0, y0, x1, y1, sign := e.x0, e.y0, e.x1, e.y1, int32(1)
	if y0 > y1 {
		x0, y0, x1, y1, sign = x1, y1, x0, y0, -1
	}
	y, last := max(y0, int32(band.Min.Y)<<fineBits), min(y1, int32(band.Max.Y)<<fineBits)
	if y >= last {
		return
	}
	left, width := int32(band.Min.X)<<fineBits, int32(stride-2)<<fineBits
	dx, dy := int64(x1)-int64(x0), int64(y1)-int64(y0)
	at := x0 - left // x at y
	if dx != 0 && y > y0 {
		at += int32(dx * int64(y-y0) / dy)
	}
	for row := y >> fineBits; y < last; row++ {
		next, end := min((row+1)<<fineBits, last), x0-left
		if dx != 0 {
			end += int32(dx * int64(next-y0) / dy)
		}
		addToRow(a.cells[(int(row)-band.Min.Y)*stride:][:stride], at, end, sign*(next-y), width)
		at, y = end, next
	}
}

// addToRow adds the part of an edge in one row: from x0 to x1, covering dy of
// the row's height.
func addToRow(cells []int32, x0, x1, dy, width int32) {
	if x0 > x1 {
		x0, x1 = x1, x0
	}
	switch {
	case x1 <= 0:
		cells[0] += dy << fineBits
		return
	case x0 >= width:
		return
	}
	if x0 < 0 {
		d := share(dy, -int64(x0), int64(x1)-int64(x0))
		cells[0] += d << fineBits
		dy, x0 = dy-d, 0
	}
	if x1 > width {
		dy = share(dy, int64(width-x0), int64(x1)-int64(x0))
		x1 = width
	}
	i := x0 >> fineBits
	if start := i << fineBits; x1 <= start+onePixel {
		right := dy * (x0 - start + x1 - start) >> 1 // dy times the mean distance from the pixel's left edge
		cells[i] += dy<<fineBits - right
		cells[i+1] += right
		return
	}
	done, dx := int32(0), int64(x1-x0)
	for x := x0; x < x1; i++ {
		start := i << fineBits
		end := min(start+onePixel, x1)
		sum := share(dy, int64(end-x0), dx)
		d := sum - done
		right := d * (x - start + end - start) >> 1
		cells[i] += d<<fineBits - right
		cells[i+1] += right
		done, x = sum, end
	}
}

// share is the part num/den of dy.
func share(dy int32, num, den int64) int32 { return int32(int64(dy) * num / den) }
