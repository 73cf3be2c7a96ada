package pngout

import (
	"encoding/binary"
	"fmt"
	"math"
)

// quantizer turns 8-bit greys into the numbers of a panel's levels.
type quantizer struct {
	level [256]byte // nearest level of a grey
	grey  [256]byte // of a level
	depth uint      // bits of a level
}

func newQuantizer(levels int) (*quantizer, error) {
	q := &quantizer{}
	switch levels {
	case 2:
		q.depth = 1
	case 4:
		q.depth = 2
	case 16:
		q.depth = 4
	case 0, 256:
		levels, q.depth = 256, 8
	default:
		return nil, fmt.Errorf("pngout: %d levels of grey; there are 2, 4, 16 and 256", levels)
	}
	for v := range q.level {
		q.level[v] = byte((v*(levels-1) + 127) / 255)
	}
	for l := range levels {
		q.grey[l] = byte((l*255 + (levels-1)/2) / (levels - 1))
	}
	return q, nil
}

// pack puts the levels of a row of greys into dst, the first in the highest bits,
// and returns them: eight pixels are as many bytes as a level has bits. dst has
// room for these and for wordBytes more. The bits behind the last pixel are white.
func (q *quantizer) pack(dst, row []byte) []byte {
	n := 0
	for ; len(row) >= 8; row = row[8:] {
		bits := white
		if binary.NativeEndian.Uint64(row) != paper { // most of a page is
			for _, v := range row[:8] {
				bits = bits<<q.depth | uint32(q.level[v])
			}
			bits <<= 32 - 8*q.depth
		}
		binary.BigEndian.PutUint32(dst[n:], bits) // what is too much is written over
		n += int(q.depth)
	}
	bits := white
	for _, v := range row {
		bits = bits<<q.depth | uint32(q.level[v])
	}
	used := q.depth * uint(len(row))
	binary.BigEndian.PutUint32(dst[n:], ^(^bits << (32 - used)))
	return dst[:n+int(used+7)/8]
}

const wordBytes = 4

// Eight white pixels, and white levels of any depth.
const (
	paper uint64 = math.MaxUint64
	white uint32 = math.MaxUint32
)
