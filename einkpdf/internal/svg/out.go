package svg

import (
	"context"
	"fmt"
	"io"
)

// out collects the file and hands it on in pieces. The first error stays, and
// nothing is written after it.
type out struct {
	ctx   context.Context
	w     io.Writer
	buf   []byte
	done  int64 // bytes handed on
	limit int64
	err   error
}

// piece is how many bytes are handed on at a time.
const piece = 32 << 10

func (o *out) raw(s string) {
	o.buf = append(o.buf, s...)
	if len(o.buf) >= piece {
		o.flush()
	}
}

// Write is raw, for encoders.
func (o *out) Write(b []byte) (int, error) {
	n := len(b)
	for len(b) > 0 && o.err == nil {
		part := b[:min(len(b), piece)]
		o.buf, b = append(o.buf, part...), b[len(part):]
		if len(o.buf) >= piece {
			o.flush()
		}
	}
	return n, o.err
}

// num writes the number v/10^decimals.
func (o *out) num(v int64, decimals int) { o.buf = appendNumber(o.buf, v, decimals) }

// attr writes an attribute that is a number; name has the space before it.
func (o *out) attr(name string, v int64, decimals int) {
	o.raw(name)
	o.raw(`="`)
	o.num(v, decimals)
	o.raw(`"`)
}

// pair writes two numbers of 1/100 that follow a letter.
func (o *out) pair(x, y int64) {
	o.num(x, centi)
	if y >= 0 {
		o.raw(" ")
	}
	o.num(y, centi)
}

// flush hands on what was collected.
func (o *out) flush() {
	if o.err == nil {
		o.err = o.ctx.Err()
	}
	if o.err == nil && o.done+int64(len(o.buf)) > o.limit {
		o.err = fmt.Errorf("%w: the limit is %d bytes", ErrTooLarge, o.limit)
	}
	if o.err == nil {
		var n int
		n, o.err = o.w.Write(o.buf)
		if o.err == nil && n != len(o.buf) {
			o.err = io.ErrShortWrite
		}
		o.done += int64(len(o.buf))
	}
	o.buf = o.buf[:0]
}

// alive is the error so far; it also looks at the context.
func (o *out) alive() error {
	if o.err == nil {
		o.err = o.ctx.Err()
	}
	return o.err
}

func (o *out) finish() error {
	o.flush()
	return o.err
}
