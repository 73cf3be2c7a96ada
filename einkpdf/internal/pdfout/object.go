package pdfout

import (
	"fmt"
	"io"
	"strconv"

	"github.com/klauspost/compress/zlib"
)

// Objects of a stream are read and unpacked together: enough of them to
// compress well, few enough that opening one page stays cheap.
const (
	maxStreamObjects = 200
	maxStreamBytes   = 64 << 10
)

// xref is the cross-reference table: one word an object, in blocks so that
// growing never copies.
type xref struct {
	blocks []*[xrefBlock]uint64
	size   int // object numbers given out, the free object 0 included
}

const (
	xrefBlock  = 1024
	packedFlag = 1 << 63 // the object is inside an object stream
)

// add gives out the next object number.
func (x *xref) add() int {
	if x.size%xrefBlock == 0 {
		x.blocks = append(x.blocks, new([xrefBlock]uint64))
	}
	x.size++
	return x.size - 1
}

func (x *xref) at(num int) *uint64 { return &x.blocks[num/xrefBlock][num%xrefBlock] }

// alloc gives out an object number for an object that is written later.
func (w *Writer) alloc() int { return w.xref.add() }

// objectStream collects small objects until they are written out together.
type objectStream struct {
	num   int // the stream's own object number
	count int
	head  []byte // pairs of object number and offset
	body  []byte
}

// begin starts the object num inside the current object stream. The caller
// appends its body to w.pack.body and calls end.
func (w *Writer) begin(num int) {
	p := &w.pack
	if p.count == 0 {
		p.num = w.alloc()
	}
	*w.xref.at(num) = packedFlag | uint64(p.num)<<16 | uint64(p.count)
	p.head = strconv.AppendInt(p.head, int64(num), 10)
	p.head = append(p.head, ' ')
	p.head = strconv.AppendInt(p.head, int64(len(p.body)), 10)
	p.head = append(p.head, ' ')
	p.count++
}

// end finishes the object that begin started.
func (w *Writer) end() {
	p := &w.pack
	p.body = append(p.body, '\n')
	if p.count >= maxStreamObjects || len(p.body) >= maxStreamBytes {
		w.flushPack()
	}
}

// flushPack writes the current object stream out.
func (w *Writer) flushPack() {
	p := &w.pack
	if p.count == 0 {
		return
	}
	dict := fmt.Appendf(nil, "/Type/ObjStm/N %d/First %d", p.count, len(p.head))
	w.stream(p.num, string(dict), p.head, p.body)
	p.count, p.head, p.body = 0, p.head[:0], p.body[:0]
}

// stream writes the stream object num with the compressed parts as its data.
func (w *Writer) stream(num int, dict string, parts ...[]byte) {
	data, err := w.deflate(parts...)
	if err != nil {
		w.fail(err)
		return
	}
	w.rawStream(num, dict+"/Filter/FlateDecode", data)
}

// rawStream writes the stream object num with data as it is.
func (w *Writer) rawStream(num int, dict string, data []byte) {
	w.start(num)
	w.printf("<<%s/Length %d>>stream\n", dict, len(data))
	w.write(data)
	w.printf("\nendstream\nendobj\n")
}

// object writes the object num by itself, outside of any object stream.
func (w *Writer) object(num int, body []byte) {
	w.start(num)
	w.write(body)
	w.printf("\nendobj\n")
}

// start notes the offset of the object num and opens it.
func (w *Writer) start(num int) {
	*w.xref.at(num) = uint64(w.offset)
	w.printf("%d 0 obj\n", num)
}

// longStream writes the stream object num while it is compressed, so that
// nothing of its size is kept. Its length is an object of its own, which follows.
func (w *Writer) longStream(num int, dict string, data []byte) {
	length := w.alloc()
	w.start(num)
	w.printf("<<%s/Filter/FlateDecode/Length %d 0 R>>stream\n", dict, length)
	begin := w.offset
	if err := w.compress(taken{w}, data); err != nil {
		w.fail(err)
		return
	}
	size := w.offset - begin
	w.printf("\nendstream\nendobj\n")
	w.object(length, strconv.AppendInt(nil, size, 10))
}

// taken is the output as an io.Writer.
type taken struct{ w *Writer }

func (t taken) Write(b []byte) (int, error) {
	t.w.write(b)
	if t.w.err != nil {
		return 0, t.w.err
	}
	return len(b), nil
}

// deflate compresses the parts, one after the other. The result is valid until
// the next call.
func (w *Writer) deflate(parts ...[]byte) ([]byte, error) {
	w.zbuf.Reset()
	err := w.compress(&w.zbuf, parts...)
	return w.zbuf.Bytes(), err
}

func (w *Writer) compress(to io.Writer, parts ...[]byte) error {
	if w.zip == nil {
		z, err := zlib.NewWriterLevel(to, w.level)
		if err != nil {
			return fmt.Errorf("pdfout: compression level %d: %w", w.level, err)
		}
		w.zip = z
	} else {
		w.zip.Reset(to)
	}
	for _, p := range parts {
		if _, err := w.zip.Write(p); err != nil {
			return fmt.Errorf("pdfout: compress: %w", err)
		}
	}
	if err := w.zip.Close(); err != nil {
		return fmt.Errorf("pdfout: compress: %w", err)
	}
	return nil
}

func (w *Writer) printf(format string, args ...any) {
	w.line = fmt.Appendf(w.line[:0], format, args...)
	w.write(w.line)
}

// write passes b to the output. The first error stays.
func (w *Writer) write(b []byte) {
	if w.err != nil {
		return
	}
	n, err := w.out.Write(b)
	w.offset += int64(n)
	if err != nil {
		w.err = fmt.Errorf("pdfout: write: %w", err)
	}
}

// writeXref writes the cross-reference stream and the file's end.
func (w *Writer) writeXref(root, info int) {
	num := w.alloc()
	if err := w.out.Flush(); err != nil && w.err == nil {
		w.err = fmt.Errorf("pdfout: write: %w", err)
	}
	if w.err != nil {
		return
	}
	id := w.hash.Sum(nil)[:16]
	at := w.offset
	*w.xref.at(num) = uint64(at)

	// Entries are a type byte, five bytes of offset or stream number and two of
	// generation or index; each row as the difference to the one above.
	const columns = 8
	table := make([]byte, 0, w.xref.size*(columns+1))
	var above [columns]byte
	for i := range w.xref.size {
		var row [columns]byte
		e := *w.xref.at(i)
		switch {
		case i == 0:
			row[6], row[7] = 0xff, 0xff // free, never used again
		case e&packedFlag != 0:
			row[0] = 2
			putUint40(row[1:], e&^uint64(packedFlag)>>16)
			row[6], row[7] = byte(e>>8), byte(e)
		default:
			row[0] = 1
			putUint40(row[1:], e)
		}
		table = append(table, 2) // PNG predictor "up"
		for k := range row {
			table = append(table, row[k]-above[k])
		}
		above = row
	}
	w.stream(num, fmt.Sprintf("/Type/XRef/Size %d/W[1 5 2]/DecodeParms<</Predictor 12/Columns %d>>/Root %d 0 R/Info %d 0 R/ID[<%X><%X>]",
		w.xref.size, columns, root, info, id, id), table)
	w.printf("startxref\n%d\n%%%%EOF\n", at)
	if err := w.out.Flush(); err != nil && w.err == nil {
		w.err = fmt.Errorf("pdfout: write: %w", err)
	}
}

func putUint40(b []byte, v uint64) {
	for i := range 5 {
		b[i] = byte(v >> (8 * (4 - i)))
	}
}
