package font

import (
	"fmt"
	"math"
)

// The operators of two bytes that compute; the others draw flexes. Fonts that are
// made today have none of them.
const (
	opDotSection = 0x0C00 // an old hint
	opAnd        = 0x0C03
	opOr         = 0x0C04
	opNot        = 0x0C05
	opAbs        = 0x0C09
	opAdd        = 0x0C0A
	opSub        = 0x0C0B
	opDiv        = 0x0C0C
	opNeg        = 0x0C0E
	opEq         = 0x0C0F
	opDrop       = 0x0C12
	opPut        = 0x0C14
	opGet        = 0x0C15
	opIfElse     = 0x0C16
	opRandom     = 0x0C17
	opMul        = 0x0C18
	opSqrt       = 0x0C1A
	opDup        = 0x0C1B
	opExch       = 0x0C1C
	opIndex      = 0x0C1D
	opRoll       = 0x0C1E
)

const one16 = 1 << 16 // in 16.16 fixed point

// operands is how many numbers an operator takes from the stack.
func operands(op int) int {
	switch op {
	case opRandom:
		return 0
	case opNot, opAbs, opNeg, opDrop, opGet, opSqrt, opDup, opIndex:
		return 1
	case opIfElse:
		return 4
	}
	return 2
}

// compute does an operator that takes numbers from the stack and puts others
// there. It is false when op is none of them.
func (m *charstring) compute(op int) (done bool, err error) {
	switch op {
	case opDotSection:
		m.depth = 0
		return true, nil
	case opAnd, opOr, opNot, opAbs, opAdd, opSub, opDiv, opNeg, opEq, opDrop, opPut, opGet, opIfElse, opRandom, opMul,
		opSqrt, opDup, opExch, opIndex, opRoll:
	default:
		return false, nil
	}
	n := operands(op)
	if m.depth < n {
		return true, errCFF
	}
	m.depth -= n
	var a [4]int64
	for i := range n {
		a[i] = int64(m.stack[m.depth+i])
	}
	switch op {
	case opDrop:
		return true, nil
	case opPut:
		i := a[1] >> 16
		if i < 0 || i >= int64(len(m.stored)) {
			return true, errCFF
		}
		m.stored[i] = int32(a[0])
		return true, nil
	case opDup:
		return true, m.pushAll(a[0], a[0])
	case opExch:
		return true, m.pushAll(a[1], a[0])
	case opRoll:
		return true, m.roll(int(a[0]>>16), int(a[1]>>16))
	}
	v, err := m.value(op, a)
	if err != nil {
		return true, err
	}
	return true, m.pushAll(v)
}

func (m *charstring) pushAll(list ...int64) error {
	for _, v := range list {
		if err := m.push(int32(v)); err != nil {
			return err
		}
	}
	return nil
}

// value is the result of an operator that has one.
func (m *charstring) value(op int, a [4]int64) (int64, error) {
	truth := func(b bool) int64 {
		if b {
			return one16
		}
		return 0
	}
	switch op {
	case opAnd:
		return truth(a[0] != 0 && a[1] != 0), nil
	case opOr:
		return truth(a[0] != 0 || a[1] != 0), nil
	case opNot:
		return truth(a[0] == 0), nil
	case opEq:
		return truth(a[0] == a[1]), nil
	case opAbs:
		return max(a[0], -a[0]), nil
	case opNeg:
		return -a[0], nil
	case opAdd:
		return a[0] + a[1], nil
	case opSub:
		return a[0] - a[1], nil
	case opMul:
		return (a[0]*a[1] + one16/2) >> 16, nil
	case opDiv:
		if a[1] == 0 {
			return 0, errCFF
		}
		return a[0] * one16 / a[1], nil
	case opSqrt:
		return int64(math.Sqrt(float64(max(a[0], 0) * one16))), nil
	case opRandom:
		return one16, nil // any number above 0 and up to 1 will do; this one is always the same
	case opIfElse:
		if a[2] <= a[3] {
			return a[0], nil
		}
		return a[1], nil
	case opGet:
		if i := a[0] >> 16; i >= 0 && i < int64(len(m.stored)) {
			return int64(m.stored[i]), nil
		}
	case opIndex:
		if i := int(max(a[0]>>16, 0)); i < m.depth {
			return int64(m.stack[m.depth-1-i]), nil
		}
	}
	return 0, fmt.Errorf("%w: a number that its outlines ask for is not there", errCFF)
}

// roll turns the last n numbers of the stack by by places, towards its top.
func (m *charstring) roll(n, by int) error {
	if n < 0 || n > m.depth {
		return errCFF
	}
	if n == 0 {
		return nil
	}
	m.steps += n
	last := m.stack[m.depth-n : m.depth]
	turned := make([]int32, n)
	for i, v := range last {
		turned[((i+by)%n+n)%n] = v
	}
	copy(last, turned)
	return nil
}
