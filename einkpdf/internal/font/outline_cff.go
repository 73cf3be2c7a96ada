package font

import (
	"fmt"
	"sync"
)

// lazyCFF is the table CFF of a face, read when it is first asked for.
type lazyCFF struct {
	once sync.Once
	font *cffFont
	err  error
}

func (l *lazyCFF) read(f *Face) (*cffFont, error) {
	l.once.Do(func() { l.font, l.err = parseCFF(f.sfnt.table("CFF "), f.NumGlyphs) })
	return l.font, l.err
}

// cffOutline draws a glyph of CFF outlines.
func (f *Face) cffOutline(gid uint16) (Outline, error) {
	c, err := f.cff.read(f)
	if err != nil {
		return nil, err
	}
	fd := 0
	if c.fdSelect != nil {
		fd = int(c.fdSelect[gid])
	}
	if fd >= len(c.fonts) {
		return nil, errCFF
	}
	m := charstring{global: c.globalSubrs, local: c.fonts[fd].localSubrs}
	if err := m.run(c.charStrings[gid]); err != nil {
		return nil, fmt.Errorf("glyph %d: %w", gid, err)
	}
	if len(m.path.out) == 0 {
		return nil, nil
	}
	return m.path.out, nil
}

// charstring draws a glyph from its Type 2 charstring (Adobe Technical Note
// 5177). Numbers are in 16.16 fixed point. Widths and hints are skipped.
type charstring struct {
	global, local [][]byte
	path          path64
	open          bool // a contour has begun

	x, y   int64 // the current point
	stack  [513]int32
	depth  int
	stored [32]int32 // the transient array of put and get
	stems  int
	nested int
	steps  int
	ended  bool
}

func (m *charstring) push(v int32) error {
	if m.depth == len(m.stack) {
		return errCFF
	}
	m.stack[m.depth] = v
	m.depth++
	return nil
}

// call runs the subroutine whose number is on top of the stack.
func (m *charstring) call(subrs [][]byte) error {
	const maxNested = 10
	if m.depth == 0 || m.nested >= maxNested {
		return errCFF
	}
	m.depth--
	n := int(m.stack[m.depth]>>16) + subrBias(len(subrs))
	if n < 0 || n >= len(subrs) {
		return errCFF
	}
	m.nested++
	err := m.run(subrs[n])
	m.nested--
	return err
}

// The operators that draw; those of two bytes are 0x0C00 | the second.
const (
	opVMoveTo    = 4
	opRLineTo    = 5
	opHLineTo    = 6
	opVLineTo    = 7
	opRRCurveTo  = 8
	opRMoveTo    = 21
	opHMoveTo    = 22
	opRCurveLine = 24
	opRLineCurve = 25
	opVVCurveTo  = 26
	opHHCurveTo  = 27
	opVHCurveTo  = 30
	opHVCurveTo  = 31
	opHFlex      = 0x0C22
	opFlex       = 0x0C23
	opHFlex1     = 0x0C24
	opFlex1      = 0x0C25
)

func (m *charstring) run(code []byte) error {
	for len(code) > 0 && !m.ended {
		if m.steps++; m.steps > maxOutlineSteps {
			return fmt.Errorf("%w: its outlines take too long", ErrBadFont)
		}
		v, size := charstringNumber(code)
		if size > 0 {
			if err := m.push(v); err != nil {
				return err
			}
			code = code[size:]
			continue
		}
		op := int(code[0])
		code = code[1:]
		switch op {
		case 10: // callsubr
			if err := m.call(m.local); err != nil {
				return err
			}
		case 29: // callgsubr
			if err := m.call(m.global); err != nil {
				return err
			}
		case 11: // return
			return nil
		case 14: // endchar
			if m.depth >= 4 {
				return fmt.Errorf("%w: it has accented glyphs of the old kind (seac)", ErrBadFont)
			}
			m.ended = true
		case 1, 3, 18, 23: // stem hints
			m.stems += m.depth / 2
			m.depth = 0
		case 19, 20: // hintmask, cntrmask
			m.stems += m.depth / 2
			m.depth = 0
			mask := (m.stems + 7) / 8
			if mask > len(code) {
				return errCFF
			}
			code = code[mask:]
		default:
			if op == 12 {
				if len(code) == 0 {
					return errCFF
				}
				op, code = 0x0C00|int(code[0]), code[1:]
				if done, err := m.compute(op); err != nil {
					return err
				} else if done {
					continue
				}
			}
			if err := m.draw(op, m.stack[:m.depth]); err != nil {
				return err
			}
			m.depth = 0
		}
	}
	return nil
}

// charstringNumber reads a number in 16.16 fixed point; size is 0 when code
// begins with an operator. A number that is cut off counts as an operator, one
// that does not exist.
func charstringNumber(code []byte) (v int32, size int) {
	switch b := int32(code[0]); {
	case b >= 32 && b <= 246:
		return (b - 139) << 16, 1
	case b >= 247 && b <= 250 && len(code) >= 2:
		return ((b-247)*256 + int32(code[1]) + 108) << 16, 2
	case b >= 251 && b <= 254 && len(code) >= 2:
		return (-(b-251)*256 - int32(code[1]) - 108) << 16, 2
	case b == 28 && len(code) >= 3:
		return int32(int16(be.Uint16(code[1:]))) << 16, 3
	case b == 255 && len(code) >= 5:
		return int32(be.Uint32(code[1:])), 5
	}
	return 0, 0
}

// draw does an operator with its operands.
func (m *charstring) draw(op int, a []int32) error {
	switch n := len(a); op {
	case opRMoveTo, opHMoveTo, opVMoveTo:
		return m.move(op, a)
	case opRLineTo:
		return m.lines(a)
	case opHLineTo, opVLineTo:
		for i, v := range a {
			dx, dy := v, int32(0)
			if (op == opVLineTo) == (i%2 == 0) {
				dx, dy = 0, v
			}
			if err := m.line(dx, dy); err != nil {
				return err
			}
		}
		return nil
	case opRRCurveTo:
		return m.curves(a)
	case opRCurveLine:
		if n < 8 {
			return errCFF
		}
		if err := m.curves(a[:n-2]); err != nil {
			return err
		}
		return m.line(a[n-2], a[n-1])
	case opRLineCurve:
		if n < 8 {
			return errCFF
		}
		if err := m.lines(a[:n-6]); err != nil {
			return err
		}
		return m.curves(a[n-6:])
	case opHHCurveTo, opVVCurveTo:
		return m.alikeCurves(a, op == opVVCurveTo)
	case opHVCurveTo, opVHCurveTo:
		return m.turningCurves(a, op == opVHCurveTo)
	case opHFlex, opFlex, opHFlex1, opFlex1:
		return m.flex(op, a)
	}
	if op >= 0x0C00 {
		return fmt.Errorf("%w: its outlines use the operator 12 %d, which does not exist", ErrBadFont, op&0xFF)
	}
	return fmt.Errorf("%w: its outlines use the operator %d, which does not exist", ErrBadFont, op)
}

// move begins a contour. There may be a width before the operands.
func (m *charstring) move(op int, a []int32) error {
	need := 1
	if op == opRMoveTo {
		need = 2
	}
	if len(a) < need {
		return errCFF
	}
	a = a[len(a)-need:]
	switch op {
	case opHMoveTo:
		m.x += int64(a[0])
	case opVMoveTo:
		m.y += int64(a[0])
	default:
		m.x, m.y = m.x+int64(a[0]), m.y+int64(a[1])
	}
	m.open = true
	return m.add(MoveTo, [2]int64{m.x, m.y})
}

// add takes points in 16.16 fixed point.
func (m *charstring) add(kind SegmentKind, points ...[2]int64) error {
	if !m.open {
		return errCFF
	}
	var list [3]point64
	for i, p := range points {
		list[i] = point64{clamp64((p[0] + 1<<9) >> 10), clamp64((p[1] + 1<<9) >> 10)}
	}
	return m.path.add(kind, list[:len(points)]...)
}

func (m *charstring) line(dx, dy int32) error {
	m.x, m.y = m.x+int64(dx), m.y+int64(dy)
	return m.add(LineTo, [2]int64{m.x, m.y})
}

func (m *charstring) lines(a []int32) error {
	for ; len(a) >= 2; a = a[2:] {
		if err := m.line(a[0], a[1]); err != nil {
			return err
		}
	}
	return nil
}

// curve takes the steps from point to point.
func (m *charstring) curve(dx1, dy1, dx2, dy2, dx3, dy3 int32) error {
	x1, y1 := m.x+int64(dx1), m.y+int64(dy1)
	x2, y2 := x1+int64(dx2), y1+int64(dy2)
	m.x, m.y = x2+int64(dx3), y2+int64(dy3)
	return m.add(CubeTo, [2]int64{x1, y1}, [2]int64{x2, y2}, [2]int64{m.x, m.y})
}

func (m *charstring) curves(a []int32) error {
	for ; len(a) >= 6; a = a[6:] {
		if err := m.curve(a[0], a[1], a[2], a[3], a[4], a[5]); err != nil {
			return err
		}
	}
	return nil
}

// alikeCurves draws curves that begin and end horizontally, or vertically.
func (m *charstring) alikeCurves(a []int32, vertical bool) error {
	across := int32(0)
	if len(a)%2 == 1 {
		across, a = a[0], a[1:]
	}
	for ; len(a) >= 4; a = a[4:] {
		var err error
		if vertical {
			err = m.curve(across, a[0], a[1], a[2], 0, a[3])
		} else {
			err = m.curve(a[0], across, a[1], a[2], a[3], 0)
		}
		if err != nil {
			return err
		}
		across = 0
	}
	return nil
}

// turningCurves draws curves that begin horizontally and end vertically, and the
// other way round, in turn. The last one may have a number for how far it ends
// from that.
func (m *charstring) turningCurves(a []int32, vertical bool) error {
	for ; len(a) >= 4; a = a[4:] {
		last := int32(0)
		if len(a) == 5 {
			last = a[4]
		}
		var err error
		if vertical {
			err = m.curve(0, a[0], a[1], a[2], a[3], last)
		} else {
			err = m.curve(a[0], 0, a[1], a[2], last, a[3])
		}
		if err != nil {
			return err
		}
		vertical = !vertical
	}
	return nil
}

// flex draws two curves that are nearly a straight line.
func (m *charstring) flex(op int, a []int32) error {
	var d [12]int32 // the steps of both curves
	n := len(a)
	switch {
	case op == opHFlex && n < 7, op == opFlex && n < 12, op == opHFlex1 && n < 9, op == opFlex1 && n < 11:
		return errCFF
	}
	switch op {
	case opHFlex:
		d = [12]int32{a[0], 0, a[1], a[2], a[3], 0, a[4], 0, a[5], -a[2], a[6], 0}
	case opFlex:
		copy(d[:], a)
	case opHFlex1:
		d = [12]int32{a[0], a[1], a[2], a[3], a[4], 0, a[5], 0, a[6], a[7], a[8], -(a[1] + a[3] + a[7])}
	case opFlex1:
		copy(d[:], a[:10])
		var dx, dy int64
		for i := 0; i < 10; i += 2 {
			dx, dy = dx+int64(a[i]), dy+int64(a[i+1])
		}
		if max(dx, -dx) > max(dy, -dy) {
			d[10], d[11] = a[10], int32(-dy)
		} else {
			d[10], d[11] = int32(-dx), a[10]
		}
	}
	if err := m.curves(d[:6]); err != nil {
		return err
	}
	return m.curves(d[6:])
}
