package pdfcheck

import (
	"context"
	"errors"
	"fmt"

	"github.com/einkpdf/platform/einkpdf/internal/pdfread"
)

// Errors about files that cannot be read at all, for errors.Is.
var (
	ErrNotPDF    = errors.New("not a PDF")
	ErrEncrypted = errors.New("encrypted; decrypt it first, as with: qpdf --decrypt IN.pdf OUT.pdf")
	ErrDamaged   = errors.New("damaged")
	ErrTooLarge  = errors.New("too large to check")
	ErrNoPageMap = errors.New("no page map: the PDF was not made by einkpdf, or another program has rewritten it")
)

// MaxBytes is the size of the largest file that is read, unless Options say
// otherwise: 256 MiB.
const MaxBytes = 256 << 20

// document is a PDF with its pages and destinations.
type document struct {
	file    *pdfread.File
	catalog pdfread.Dict
	pages   []page
	numbers map[int]int // page number, from 1, of a page's object number
	names   names
	broken  error // why the page tree cannot be trusted
	list    findings
}

// open reads the page tree and the destinations of a file.
func open(ctx context.Context, pdf []byte, most int64) (*document, error) {
	if most <= 0 {
		most = MaxBytes
	}
	if int64(len(pdf)) > most {
		return nil, fmt.Errorf("%w: more than %d bytes", ErrTooLarge, most)
	}
	file, err := pdfread.Open(ctx, pdf)
	if err != nil {
		return nil, public(err)
	}
	d := &document{file: file, numbers: map[int]int{}}
	d.catalog, _ = file.Get(file.Trailer()["Root"]).(pdfread.Dict)
	d.readPages()
	d.readNames()
	return d, public(file.Err())
}

// public turns an error of the reader into one of this package.
func public(err error) error {
	switch {
	case errors.Is(err, pdfread.ErrNotPDF):
		return fmt.Errorf("%w: it does not begin with %%PDF-", ErrNotPDF)
	case errors.Is(err, pdfread.ErrEncrypted):
		return ErrEncrypted
	case errors.Is(err, pdfread.ErrDamaged):
		return fmt.Errorf("%w: there is no document catalog; perhaps the end of the file is missing", ErrDamaged)
	case errors.Is(err, pdfread.ErrTooMuch):
		return fmt.Errorf("%w: reading it takes more work than a file of its size should", ErrTooLarge)
	}
	return err
}

// guard turns a panic, which would be a mistake of ours or of pdfcpu's, into an
// error.
func guard(what string, do func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%s failed: %v", what, r)
		}
	}()
	return do()
}
