// Package pdfout writes display lists as a PDF 1.7 file, page by page, to an
// [io.Writer].
//
// What does not change between pages is written once as a Form ([Writer.Form])
// and drawn by every page that names it. Small objects (pages, link
// annotations, tree nodes) go into compressed object streams; fonts are
// embedded at the end, with the glyphs that were used. The same calls give the
// same bytes: there is no clock, no random number and no map order in the file.
package pdfout

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"

	"github.com/klauspost/compress/zlib"

	"github.com/einkpdf/platform/einkpdf/internal/draw"
	"github.com/einkpdf/platform/einkpdf/internal/font"
)

// Options says what to write beside the pages.
type Options struct {
	Info  draw.Info
	Pages int // planned number of pages, checked by Close; 0 = unknown
	Level int // compression from 1 (fast) to 9 (small); 0 = the default
}

// defaultLevel writes a planner as fast as level 1 and 2 % smaller; level 6
// takes a third longer for another 6 % (see BenchmarkPlanner).
const defaultLevel = 2

// Writer is the [draw.Backend] that writes a document as a PDF. It keeps nothing
// of the lists and pages but the names. It is not safe for concurrent use. After
// an error every further call returns that error, and what was written is no PDF.
type Writer struct {
	out    *bufio.Writer
	hash   hash.Hash // of everything written so far
	offset int64
	err    error
	closed bool

	info  info
	plan  int
	level int

	xref xref
	pack objectStream
	zip  *zlib.Writer
	zbuf bytes.Buffer
	line []byte
	ops  content // reused from page to page

	formRes, pageRes int // resource dictionaries
	forms            []form
	fonts            []*embedded
	faces            map[*font.Face]*embedded
	images           []int
	pictures         map[*draw.Picture]int
	alphas           alphaSet

	pages    []int32 // page object numbers
	nodes    []int   // leaf nodes of the page tree
	labels   []pageLabel
	labelled bool
	dests    []dest
	targets  map[string]int32 // link target -> first page that links to it
	annots   []int            // annotations of the page being written
	links    int
	outlines int
}

// New starts a document. Nothing reaches out before the first page; errors come
// from the first call that follows.
func New(out io.Writer, o Options) *Writer {
	w := &Writer{
		hash:     sha256.New(),
		info:     info(o.Info),
		plan:     o.Pages,
		level:    o.Level,
		faces:    map[*font.Face]*embedded{},
		pictures: map[*draw.Picture]int{},
		targets:  map[string]int32{},
	}
	w.out = bufio.NewWriterSize(&hashing{w: out, hash: w.hash}, 32<<10)
	if w.level == 0 {
		w.level = defaultLevel
	}
	if w.level < 1 || w.level > 9 {
		w.err = fmt.Errorf("pdfout: compression level %d is not between 1 and 9", o.Level)
	}
	if _, err := pdfDate(o.Info.Created); err != nil && w.err == nil {
		w.err = err
	}
	w.write([]byte("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"))
	w.alloc() // object 0 is the head of the free list
	w.formRes, w.pageRes = w.alloc(), w.alloc()
	return w
}

// hashing passes writes on and hashes what was taken.
type hashing struct {
	w    io.Writer
	hash hash.Hash
}

func (h *hashing) Write(b []byte) (int, error) {
	n, err := h.w.Write(b)
	if n < 0 || n > len(b) {
		return 0, errors.New("the writer returned an impossible count")
	}
	h.hash.Write(b[:n]) //nolint:errcheck // a hash never fails
	return n, err
}

// fail keeps the first error.
func (w *Writer) fail(err error) {
	if w.err == nil {
		w.err = err
	}
}

// errClosed is returned for calls after Close.
var errClosed = errors.New("pdfout: the document is closed")

func (w *Writer) ready() error {
	if w.closed && w.err == nil {
		return errClosed
	}
	return w.err
}

// Bytes is the number of bytes of the file so far.
func (w *Writer) Bytes() int64 { return w.offset }

// Pages is the number of pages so far.
func (w *Writer) Pages() int { return len(w.pages) }

// Links is the number of link annotations so far.
func (w *Writer) Links() int { return w.links }

// Dests is the number of named destinations so far.
func (w *Writer) Dests() int { return len(w.dests) }

// Outlines is the number of outline entries; it is known after Close.
func (w *Writer) Outlines() int { return w.outlines }

// Fonts is the number of embedded fonts so far.
func (w *Writer) Fonts() int { return len(w.fonts) }

// Images is the number of different pictures so far.
func (w *Writer) Images() int { return len(w.images) }
