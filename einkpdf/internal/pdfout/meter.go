package pdfout

import (
	"io"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

// Meter measures what pages cost a reader, with the writer's own code: nothing
// is written. It is not safe for concurrent use.
type Meter struct{ w *Writer }

// NewMeter is a meter for the pages of one document.
func NewMeter() *Meter { return &Meter{New(io.Discard, Options{})} }

// Content is what the content stream of a page costs.
type Content struct {
	Operators int // drawing operators
	Bytes     int // of the stream before it is compressed
}

// Measure is the cost of all that a list draws, as if the page had it in a
// stream of its own. The pixels of pictures do not count.
func (m *Meter) Measure(size geom.Size, l *draw.List) (Content, error) {
	for _, op := range l.Ops {
		if i, ok := op.(draw.Image); ok && i.Image != nil {
			m.w.pictures[i.Image] = 1 // as if it had been written
		}
	}
	m.w.ops.reset(m.w, size.H)
	if err := m.w.ops.list(l); err != nil {
		return Content{}, err
	}
	return Content{Operators: countOperators(m.w.ops.buf), Bytes: len(m.w.ops.buf)}, nil
}

// Compressed is how many bytes the list that was measured last takes in a file.
func (m *Meter) Compressed() (int, error) {
	data, err := m.w.deflate(m.w.ops.buf)
	return len(data), err
}

// countOperators counts the operators of a content stream: the words that are neither
// names nor inside strings.
func countOperators(b []byte) int {
	n := 0
	for i := 0; i < len(b); i++ {
		switch c := b[i]; {
		case c == '(':
			for i++; i < len(b) && b[i] != ')'; i++ {
				if b[i] == '\\' {
					i++
				}
			}
		case c == '/':
			for i+1 < len(b) && b[i+1] > ' ' {
				i++
			}
		case isLetter(c):
			n++
			for i+1 < len(b) && isLetter(b[i+1]) {
				i++
			}
		}
	}
	return n
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }
