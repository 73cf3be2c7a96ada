// Package pdfvalidate lets render jobs be validated: a child of its own reads the PDF that was made, with pdfcpu and with the checks of package
// pdfcheck. Programs that do not want that do not import it, and link no pdfcpu.
//
//	isolate.Main(renderjob.Worker(), pdfvalidate.Worker())
//	…
//	render, err := renderjob.New(renderjob.Config{Validate: true, …})
package pdfvalidate

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/einkpdf/platform/einkpdf/pdfcheck"
	"github.com/einkpdf/platform/jobs/isolate"
	"github.com/einkpdf/platform/jobs/renderjob/internal/validation"
)

// Worker validates what renderjob asks it to: give it to isolate.Main, and say renderjob.Config.Validate.
func Worker() isolate.Work { return isolate.Work{Name: validation.Work, Do: work} }

func work(ctx context.Context, c *isolate.Child) ([]byte, error) {
	r, err := decode(c.Request)
	if err != nil {
		return nil, err
	}
	pdf, err := read(ctx, c, r.Bytes)
	if err != nil {
		return nil, err
	}
	found, err := check(ctx, pdf, r.Pages)
	if err != nil {
		return nil, err
	}
	return json.Marshal(found)
}

// decode reads a request.
func decode(data []byte) (r validation.Request, err error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&r); err != nil {
		return r, fmt.Errorf("pdfvalidate: %w", err)
	}
	if r.Bytes < 1 || r.Bytes > pdfcheck.MaxBytes || r.Pages < 0 || d.More() {
		return r, fmt.Errorf("pdfvalidate: %d bytes and %d pages: at most %d bytes can be validated", r.Bytes, r.Pages, pdfcheck.MaxBytes)
	}
	return r, nil
}

// read asks for the PDF, piece by piece.
func read(ctx context.Context, c *isolate.Child, size int64) ([]byte, error) {
	pdf := make([]byte, 0, size)
	for n := 0; int64(len(pdf)) < size; n++ {
		piece, err := c.Ask(ctx, strconv.AppendInt(nil, int64(n), 10))
		if err != nil {
			return nil, err
		}
		if len(piece) == 0 || int64(len(pdf)+len(piece)) > size {
			return nil, errors.New("pdfvalidate: the pieces are not those of the PDF")
		}
		pdf = append(pdf, piece...)
	}
	return pdf, nil
}

func check(ctx context.Context, pdf []byte, pages int) (*validation.Result, error) {
	report, err := pdfcheck.Verify(ctx, pdf, pdfcheck.Options{Pages: pages})
	switch {
	case errors.Is(err, pdfcheck.ErrNotPDF), errors.Is(err, pdfcheck.ErrDamaged), errors.Is(err, pdfcheck.ErrEncrypted):
		return &validation.Result{Findings: []validation.Finding{{Code: "unreadable", Message: cut(err.Error())}}}, nil
	case err != nil:
		return nil, err
	}
	found := &validation.Result{Links: report.Links}
	for _, f := range report.Findings[:min(len(report.Findings), validation.MaxFindings)] {
		found.Findings = append(found.Findings, validation.Finding{Code: f.Code, Page: f.Page, Message: cut(f.Message)})
	}
	return found, nil
}

// cut is the beginning of a message, which may repeat what the PDF says.
func cut(s string) string {
	return strings.ToValidUTF8(s[:min(len(s), validation.MaxMessage)], "")
}
