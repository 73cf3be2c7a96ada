package renderjob

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"

	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/jobs/isolate"
	"github.com/einkpdf/platform/jobs/renderjob/internal/validation"
)

// validate lets a second child read the PDF: strictly, with the eyes of another library.
func (a *attempt) validate(ctx context.Context, pdf *os.File, size int64, r *Result) error {
	a.t.Report(r.Pages, r.Pages, "validating")
	request, err := json.Marshal(validation.Request{Bytes: size, Pages: r.Pages})
	if err != nil {
		return fmt.Errorf("renderjob: %w", err)
	}
	start := a.c.Now()
	data, usage, err := a.c.Sandbox.Run(ctx, isolate.Job{
		Work: validation.Work, Request: request, Limits: a.c.Validation, Answer: func(_ context.Context, question []byte) ([]byte, error) {
			return piece(pdf, size, string(question))
		},
	})
	a.measure(usage)
	if errors.Is(err, isolate.ErrNoWork) {
		return fmt.Errorf("renderjob: Config.Validate, but main did not give pdfvalidate.Worker to isolate.Main: %w", err)
	}
	if err != nil {
		err = a.failure(ctx, err, a.c.Validation)
		if f, ok := errors.AsType[*jobs.Failure](err); ok {
			f.Message = "The PDF was made, but could not be validated. " + f.Message
		}
		return err
	}
	if len(data) > validation.MaxResult {
		return fmt.Errorf("renderjob: the child's result has %d bytes", len(data))
	}
	var found validation.Result
	if err := json.Unmarshal(data, &found); err != nil {
		return fmt.Errorf("renderjob: the child's result: %w", err)
	}
	if len(found.Findings) == 0 && found.Links != r.Links {
		found.Findings = append(found.Findings, validation.Finding{Code: "link", Message: fmt.Sprintf("there are %d links, and %d were written", found.Links, r.Links)})
	}
	if len(found.Findings) > 0 {
		return invalid(found.Findings)
	}
	r.Validated = true
	r.Timings.Validate, r.Peak = ms(a.c.Now().Sub(start)), a.usage.Peak
	return nil
}

// piece is a piece of a PDF.
func piece(pdf io.ReaderAt, size int64, number string) ([]byte, error) {
	n, err := strconv.ParseInt(number, 10, 32)
	at := n * validation.Piece
	if err != nil || at < 0 || at >= size {
		return nil, errors.New("renderjob: the child asks for a piece that is none")
	}
	data := make([]byte, min(validation.Piece, size-at))
	if _, err := pdf.ReadAt(data, at); err != nil {
		return nil, fmt.Errorf("renderjob: %w", err)
	}
	return data, nil
}

// invalid says what is wrong with a PDF.
func invalid(found []validation.Finding) *jobs.Failure {
	list := make([]Finding, 0, len(found))
	for _, f := range found {
		page := ""
		if f.Page > 0 {
			page = strconv.Itoa(f.Page)
		}
		list = append(list, Finding{Severity: "error", Code: f.Code, Page: page, Message: f.Message})
	}
	return &jobs.Failure{Code: FailPDF, Message: "The PDF was made, but is not in order, which is a mistake of ours. Please report it; render without validation meanwhile.", Detail: detail(list, 0), Final: true}
}
