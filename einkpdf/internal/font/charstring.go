package font

import (
	"errors"
	"fmt"
)

// subrUse finds the subroutines that charstrings (Adobe Technical Note 5177)
// call, so that a subset can leave out the others.
type subrUse struct {
	global, local         [][]byte
	usedGlobal, usedLocal []bool
	steps                 int // left for the whole subset

	stack  [513]int // what is known of the operand stack; only numbers for calls matter
	depth  int
	stems  int
	nested int
	ended  bool
}

// maxCharstringSteps bounds the work for the charstrings of one subset.
const maxCharstringSteps = 50_000_000

func newSubrUse(c *cffFont, private *cffPrivate, usedGlobal, usedLocal []bool, steps int) *subrUse {
	return &subrUse{global: c.globalSubrs, local: private.localSubrs, usedGlobal: usedGlobal, usedLocal: usedLocal, steps: steps}
}

// glyph follows the charstring of a glyph.
func (u *subrUse) glyph(code []byte) error {
	u.depth, u.stems, u.nested, u.ended = 0, 0, 0, false
	return u.follow(code)
}

func (u *subrUse) push(v int) error {
	if u.depth == len(u.stack) {
		return errCFF
	}
	u.stack[u.depth] = v
	u.depth++
	return nil
}

// call follows the subroutine whose number is on top of the stack.
func (u *subrUse) call(subrs [][]byte, used []bool) error {
	if u.depth == 0 || u.nested >= 10 {
		return errCFF
	}
	u.depth--
	n := u.stack[u.depth] + subrBias(len(subrs))
	if n < 0 || n >= len(subrs) {
		return errCFF
	}
	used[n] = true
	u.nested++
	err := u.follow(subrs[n])
	u.nested--
	return err
}

func subrBias(n int) int {
	switch {
	case n < 1240:
		return 107
	case n < 33900:
		return 1131
	}
	return 32768
}

func (u *subrUse) follow(code []byte) error {
	for i := 0; i < len(code) && !u.ended; {
		if u.steps--; u.steps < 0 {
			return fmt.Errorf("%w: its outlines take too long", ErrBadFont)
		}
		b := code[i]
		i++
		var err error
		switch {
		case b >= 32 && b <= 246:
			err = u.push(int(b) - 139)
		case b >= 247 && b <= 254:
			if i >= len(code) {
				return errCFF
			}
			v := int(code[i])
			i++
			if b <= 250 {
				err = u.push((int(b)-247)*256 + v + 108)
			} else {
				err = u.push(-(int(b)-251)*256 - v - 108)
			}
		case b == 28:
			if i+2 > len(code) {
				return errCFF
			}
			err = u.push(int(int16(be.Uint16(code[i:]))))
			i += 2
		case b == 255:
			if i+4 > len(code) {
				return errCFF
			}
			err = u.push(int(int32(be.Uint32(code[i:])) >> 16))
			i += 4
		case b == 10: // callsubr
			err = u.call(u.local, u.usedLocal)
		case b == 29: // callgsubr
			err = u.call(u.global, u.usedGlobal)
		case b == 11: // return
			return nil
		case b == 14: // endchar
			if u.depth >= 4 {
				return fmt.Errorf("%w: it has accented glyphs of the old kind (seac)", ErrBadFont)
			}
			u.ended = true
		case b == 1, b == 3, b == 18, b == 23: // stem hints
			u.stems += u.depth / 2
			u.depth = 0
		case b == 19, b == 20: // hintmask, cntrmask
			u.stems += u.depth / 2
			u.depth = 0
			i += (u.stems + 7) / 8
		case b == 12:
			if i >= len(code) {
				return errCFF
			}
			err = u.escape(code[i])
			i++
		default:
			u.depth = 0
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// errComputes says that a charstring computes with operators whose results are
// not followed, so that the subroutines it calls are not known.
var errComputes = errors.New("charstring computes")

// escape handles the operators of two bytes: flexes clear the stack, arithmetic
// is not used by fonts that are made today.
func (u *subrUse) escape(op byte) error {
	if op >= 34 && op <= 37 {
		u.depth = 0
		return nil
	}
	return errComputes
}
