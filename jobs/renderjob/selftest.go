package renderjob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/jobs/isolate"
)

// selfTest is a planner that needs nothing of anybody.
const selfTest = `einkpdf: 1
title: Self-test
designs:
  page:
    body: {type: text, text: It works.}
plan:
  - {design: page}
`

// SelfTest lets a child make a PDF of one page, and throws it away: its error is why a job would fail now that nobody's project is to blame for. It takes a
// child of the size that jobs have, for some 0.3 s or, where all processors are busy, longer; so ask each few minutes, and not for each request. It needs
// Config.Sandbox.
func (s *Service) SelfTest(ctx context.Context) error {
	if s.c.Sandbox == nil {
		return errors.New("renderjob: Config.Sandbox is missing")
	}
	out, remove, err := tempFile(s.c.TempDir)
	if err != nil {
		return err
	}
	defer remove()
	request, err := pack(task{Options{Format: PDF, Hand: "right"}, einkpdf.Limits{Pages: 1}}, []byte(selfTest))
	if err != nil {
		return err
	}
	limits := s.c.Limits
	limits.Time, limits.CPU = min(limits.Time, time.Minute), min(limits.CPU, time.Minute)
	result, _, err := s.c.Sandbox.Run(ctx, isolate.Job{Work: workName, Request: request, Output: out, Limits: limits})
	if err != nil {
		return fmt.Errorf("renderjob: self-test: %w", err)
	}
	m, _, err := heard(result, 1)
	if err != nil {
		return err
	}
	if _, err := sizeOfFile(out, m.Bytes); err != nil {
		return err
	}
	head := make([]byte, 5)
	if _, err := out.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("renderjob: self-test: %w", err)
	}
	if string(head) != "%PDF-" {
		return errors.New("renderjob: self-test: what the child made is no PDF")
	}
	return nil
}
