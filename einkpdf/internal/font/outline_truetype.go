package font

import (
	"fmt"
	"math"
)

// glyfPoint is a point of a TrueType contour, in 1/64 font units.
type glyfPoint struct {
	point64
	on  bool // on the curve, not a control point
	end bool // the last of its contour
}

// glyfReader collects the points of a glyph and its parts.
type glyfReader struct {
	face   *Face
	table  *outlines
	points []glyfPoint
	parts  int
}

func (f *Face) trueTypeOutline(gid uint16) (Outline, error) {
	table, err := newOutlines(f)
	if err != nil {
		return nil, err
	}
	r := glyfReader{face: f, table: table}
	origin, err := r.glyph(gid, 0)
	if err != nil {
		return nil, err
	}
	for i := range r.points {
		r.points[i].x -= origin
	}
	return contours(r.points)
}

// glyph appends the points of a glyph. origin is where the pen stands before it:
// the left side bearing before the outline's box. Fonts are drawn from there,
// whatever the outline's own coordinates are.
func (r *glyfReader) glyph(gid uint16, depth int) (origin int32, err error) {
	if int(gid) >= r.face.NumGlyphs {
		return 0, fmt.Errorf("%w: a composite glyph has the part %d, which does not exist", ErrBadFont, gid)
	}
	g, err := r.table.glyph(gid)
	if err != nil || len(g) == 0 {
		return 0, err
	}
	_, bearing := r.face.metrics(gid)
	origin = 64 * (int32(int16(be.Uint16(g[2:]))) - int32(bearing))
	if n := int16(be.Uint16(g)); n >= 0 {
		return origin, r.simple(gid, g, int(n))
	}
	if depth >= maxCompositeDepth {
		return 0, fmt.Errorf("%w: the composite glyph %d is nested too deep", ErrBadFont, gid)
	}
	base := len(r.points)
	err = components(gid, g, func(at int, part uint16) error {
		if r.parts++; r.parts > maxOutlineParts {
			return fmt.Errorf("%w: the composite glyph %d has more than %d parts", ErrBadFont, gid, maxOutlineParts)
		}
		from := len(r.points)
		own, err := r.glyph(part, depth+1)
		if err != nil {
			return err
		}
		c, ok := readComponent(g[at-2:])
		if !ok {
			return fmt.Errorf("%w: the composite glyph %d is cut off", ErrBadFont, gid)
		}
		if c.flags&useMyMetrics != 0 {
			origin = own
		}
		return r.place(gid, c, base, from)
	})
	return origin, err
}

// The flags of the points of a simple glyph.
const (
	onCurve  = 1 << 0
	xShort   = 1 << 1
	yShort   = 1 << 2
	repeated = 1 << 3
	xSame    = 1 << 4 // or positive, when it is short
	ySame    = 1 << 5
)

// simple appends the points of a glyph without parts, of n contours.
func (r *glyfReader) simple(gid uint16, g []byte, n int) error {
	if n == 0 {
		return nil
	}
	cutOff := fmt.Errorf("%w: glyph %d is cut off", ErrBadFont, gid)
	at := 10 + 2*n
	if at+2 > len(g) {
		return cutOff
	}
	count, first := int(be.Uint16(g[at-2:]))+1, len(r.points)
	at += 2 + int(be.Uint16(g[at:])) // the instructions
	if first+count > maxOutlinePoints {
		return fmt.Errorf("%w: an outline has more than %d points", ErrBadFont, maxOutlinePoints)
	}
	flags := make([]byte, 0, count)
	for len(flags) < count {
		if at >= len(g) {
			return cutOff
		}
		flag, times := g[at], 1
		at++
		if flag&repeated != 0 {
			if at >= len(g) {
				return cutOff
			}
			times += int(g[at])
			at++
		}
		for range min(times, count-len(flags)) {
			flags = append(flags, flag)
		}
	}
	xs, at, ok := coordinates(g, at, flags, xShort, xSame)
	if !ok {
		return cutOff
	}
	ys, _, ok := coordinates(g, at, flags, yShort, ySame)
	if !ok {
		return cutOff
	}
	for i, flag := range flags {
		r.points = append(r.points, glyfPoint{point64: point64{xs[i], ys[i]}, on: flag&onCurve != 0})
	}
	last := -1
	for i := range n {
		end := int(be.Uint16(g[10+2*i:]))
		if end <= last || end >= count {
			return fmt.Errorf("%w: the contours of glyph %d are out of order", ErrBadFont, gid)
		}
		r.points[first+end].end, last = true, end
	}
	return nil
}

// coordinates reads one coordinate of each point, in 1/64 font units.
func coordinates(g []byte, at int, flags []byte, short, same byte) (list []int32, end int, ok bool) {
	list = make([]int32, len(flags))
	v := int32(0)
	for i, flag := range flags {
		switch {
		case flag&short != 0:
			if at >= len(g) {
				return nil, 0, false
			}
			if flag&same != 0 {
				v += int32(g[at])
			} else {
				v -= int32(g[at])
			}
			at++
		case flag&same == 0:
			if at+2 > len(g) {
				return nil, 0, false
			}
			v += int32(int16(be.Uint16(g[at:])))
			at += 2
		}
		if v < -1<<15 || v >= 1<<15 {
			return nil, 0, false
		}
		list[i] = 64 * v
	}
	return list, at, true
}

// component is how a composite glyph places one of its parts.
type component struct {
	flags          uint16
	arg1, arg2     int32
	xx, yx, xy, yy int64 // 2.14 fixed point
}

// The flags of components, besides those in components.
const (
	argsAreOffsets = 1 << 1 // else they are numbers of points
	useMyMetrics   = 1 << 9
	scaledOffsets  = 1 << 11
)

// readComponent reads the component that g begins with.
func readComponent(g []byte) (c component, ok bool) {
	const (
		wordArgs = 1 << 0
		scale    = 1 << 3
		xyScale  = 1 << 6
		twoByTwo = 1 << 7
		one      = 1 << 14
	)
	c = component{flags: be.Uint16(g), xx: one, yy: one}
	at, size := 4, 2
	if c.flags&wordArgs != 0 {
		size = 4
	}
	numbers := 0
	switch {
	case c.flags&scale != 0:
		numbers = 1
	case c.flags&xyScale != 0:
		numbers = 2
	case c.flags&twoByTwo != 0:
		numbers = 4
	}
	if at+size+2*numbers > len(g) {
		return c, false
	}
	switch offsets := c.flags&argsAreOffsets != 0; {
	case size == 4 && offsets:
		c.arg1, c.arg2 = int32(int16(be.Uint16(g[at:]))), int32(int16(be.Uint16(g[at+2:])))
	case size == 4:
		c.arg1, c.arg2 = int32(be.Uint16(g[at:])), int32(be.Uint16(g[at+2:]))
	case offsets:
		c.arg1, c.arg2 = int32(int8(g[at])), int32(int8(g[at+1]))
	default:
		c.arg1, c.arg2 = int32(g[at]), int32(g[at+1])
	}
	number := func(i int) int64 { return int64(int16(be.Uint16(g[at+size+2*i:]))) }
	switch numbers {
	case 1:
		c.xx, c.yy = number(0), number(0)
	case 2:
		c.xx, c.yy = number(0), number(1)
	case 4:
		c.xx, c.yx, c.xy, c.yy = number(0), number(1), number(2), number(3)
	}
	return c, true
}

// place transforms the points from from on, which are those of a part. Those of
// the composite glyph begin at base.
func (r *glyfReader) place(gid uint16, c component, base, from int) error {
	const half = 1 << 13
	before, part := r.points[base:from], r.points[from:]
	if c.xx != 1<<14 || c.yy != 1<<14 || c.xy != 0 || c.yx != 0 {
		for i := range part {
			x, y := int64(part[i].x), int64(part[i].y)
			part[i].x = clamp64((x*c.xx + y*c.xy + half) >> 14)
			part[i].y = clamp64((x*c.yx + y*c.yy + half) >> 14)
		}
	}
	dx, dy := 64*int64(c.arg1), 64*int64(c.arg2)
	switch {
	case c.flags&argsAreOffsets == 0:
		// A point of the part comes to lie on one of what was there before.
		if int(c.arg1) >= len(before) || int(c.arg2) >= len(part) {
			return fmt.Errorf("%w: the composite glyph %d names points that it does not have", ErrBadFont, gid)
		}
		a, b := before[c.arg1], part[c.arg2]
		dx, dy = int64(a.x)-int64(b.x), int64(a.y)-int64(b.y)
	case c.flags&scaledOffsets != 0:
		dx = dx * length(c.xx, c.xy) >> 14
		dy = dy * length(c.yy, c.yx) >> 14
	}
	for i := range part {
		part[i].x, part[i].y = clamp64(int64(part[i].x)+dx), clamp64(int64(part[i].y)+dy)
	}
	return nil
}

// length is the length of a vector of 16-bit numbers, rounded down.
func length(x, y int64) int64 { return int64(math.Sqrt(float64(x*x + y*y))) }

// clamp64 keeps a coordinate where later steps cannot overflow; path64 refuses
// what lies at the bound.
func clamp64(v int64) int32 { return int32(min(max(v, -maxOutlineCoord), maxOutlineCoord)) }

// contours turns points into segments.
func contours(points []glyfPoint) (Outline, error) {
	p := path64{out: make(Outline, 0, len(points)+4)}
	for from := 0; from < len(points); {
		to := from
		for to < len(points)-1 && !points[to].end {
			to++
		}
		if err := p.contour(points[from : to+1]); err != nil {
			return nil, err
		}
		from = to + 1
	}
	if len(p.out) == 0 {
		return nil, nil
	}
	return p.out, nil
}

// contour adds a closed contour. Between two control points that follow each
// other lies a point of the curve.
func (p *path64) contour(points []glyfPoint) error {
	n := len(points)
	if n < 2 {
		return nil // an anchor for composites, not a shape
	}
	start, first := points[0].point64, 1 // first is the point after start
	switch last := points[n-1]; {
	case points[0].on:
	case last.on:
		start, first = last.point64, 0
		n--
	default:
		start, first = middle(last.point64, points[0].point64), 0
	}
	if err := p.add(MoveTo, start); err != nil {
		return err
	}
	var control *point64
	for i := first; i < n; i++ {
		q := &points[i]
		var err error
		switch {
		case q.on && control == nil:
			err = p.add(LineTo, q.point64)
		case q.on:
			err = p.add(QuadTo, *control, q.point64)
			control = nil
		default:
			if control != nil {
				err = p.add(QuadTo, *control, middle(*control, q.point64))
			}
			control = &q.point64
		}
		if err != nil {
			return err
		}
	}
	if control != nil {
		return p.add(QuadTo, *control, start)
	}
	return nil
}

func middle(a, b point64) point64 {
	return point64{int32((int64(a.x) + int64(b.x)) >> 1), int32((int64(a.y) + int64(b.y)) >> 1)}
}
