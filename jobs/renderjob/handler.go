package renderjob

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/jobs/isolate"
)

// Handler does the jobs of Kind: give it to jobs.Runner.Run. It needs Config.Sandbox, and jobs.Config.Blobs.
func (s *Service) Handler() jobs.Handler {
	return func(ctx context.Context, t *jobs.Task) (any, error) {
		if s.c.Sandbox == nil {
			return nil, errors.New("renderjob: Config.Sandbox is missing")
		}
		a := &attempt{Service: s, t: t, start: s.c.Now()}
		r, err := a.do(ctx)
		if err != nil {
			return nil, err
		}
		return r, nil
	}
}

// attempt is one attempt to do a job.
type attempt struct {
	*Service
	t     *jobs.Task
	order order
	start time.Time
	usage jobs.Usage
}

func (a *attempt) do(ctx context.Context) (*Result, error) {
	file, err := unpack(a.t.Input, &a.order)
	if err != nil {
		return nil, err
	}
	out, remove, err := tempFile(a.c.TempDir)
	if err != nil {
		return nil, err
	}
	defer remove()
	answers := newAnswers(a.Service, a.t.Job.Owner)
	m, check, usage, err := a.render(ctx, file, out, answers)
	if err != nil {
		return nil, err
	}
	size, err := sizeOfFile(out, m.Bytes)
	if err != nil {
		return nil, err
	}
	r := a.result(m, check, usage, answers)
	if a.order.Options.Validate {
		if err := a.validate(ctx, out, size, r); err != nil {
			return nil, err
		}
	}
	if err := a.attach(ctx, out, size, m.Report, r); err != nil {
		return nil, err
	}
	r.Timings.Total = ms(a.c.Now().Sub(a.start))
	return r, nil
}

// render lets a child make the file.
func (a *attempt) render(ctx context.Context, file []byte, out *os.File, answers *answers) (m *made, check *Check, usage isolate.Usage, err error) {
	limits := a.c.Project
	limits.Pages = a.within(a.order.Pages)
	request, err := pack(task{a.order.Options, limits}, file)
	if err != nil {
		return nil, nil, usage, err
	}
	result, usage, err := a.c.Sandbox.Run(ctx, isolate.Job{
		Work: workName, Request: request, Output: out, Limits: a.c.Limits, OnProgress: a.t.Report, Answer: answers.answer,
	})
	a.measure(usage)
	if err != nil {
		return nil, nil, usage, a.failure(ctx, err, a.c.Limits)
	}
	m, check, err = heard(result, limits.Pages)
	return m, check, usage, err
}

// measure adds what a child took.
func (a *attempt) measure(u isolate.Usage) {
	a.usage.CPU += u.CPU
	a.usage.Peak = max(a.usage.Peak, u.Peak)
	a.t.Measure(a.usage)
}

// result is what is known once the file is made.
func (a *attempt) result(m *made, check *Check, usage isolate.Usage, answers *answers) *Result {
	o := &a.order
	r := &Result{
		Project: o.Project, Version: o.Version, Title: m.Title, Format: o.Options.Format, Device: m.Device,
		File: FilePDF, Filename: filename(o.Name, m.Title, o.Options.Format),
		Pages: m.Pages, Links: m.Links, Destinations: m.Destinations, Outlines: m.Outlines,
		Renderer: a.c.Version, Check: *check, Missing: answers.missing(), Warnings: []Warning{}, Peak: a.usage.Peak,
		Timings: Timings{
			Wait: ms(max(a.t.Job.Started.Sub(a.t.Job.RunAt), 0)), Start: ms(usage.Start),
			Parse: ms(m.Parse), Compile: ms(m.Compile), Check: ms(m.Checking), Write: ms(m.Write),
		},
	}
	if r.Format == PNG {
		r.File = FilePNG
	}
	if len(r.Missing) > 0 {
		r.Warnings = append(r.Warnings, Warning{WarnMissing, missingSentence(r.Missing)})
	}
	return r
}

// attach keeps the file and the report.
func (a *attempt) attach(ctx context.Context, out *os.File, size int64, report []byte, r *Result) error {
	if _, err := out.Seek(0, 0); err != nil {
		return fmt.Errorf("renderjob: %w", err)
	}
	mediaType := "application/pdf"
	if r.Format == PNG {
		mediaType = "application/zip"
	}
	f, err := a.t.Attach(ctx, r.File, mediaType, out, size)
	if err != nil {
		return err
	}
	r.Bytes, r.SHA256 = f.Bytes, f.SHA256
	_, err = a.t.Attach(ctx, FileCheck, "application/json", bytes.NewReader(report), int64(len(report)))
	return err
}

// sizeOfFile is how many bytes a file has, which must be as many as the child said.
func sizeOfFile(f *os.File, said int64) (int64, error) {
	info, err := f.Stat()
	if err != nil {
		return 0, fmt.Errorf("renderjob: %w", err)
	}
	if info.Size() != said || said == 0 {
		return 0, fmt.Errorf("renderjob: the child wrote %d bytes, and said %d", info.Size(), said)
	}
	return said, nil
}

// ms is a duration in milliseconds.
func ms(d time.Duration) int64 { return d.Round(time.Millisecond).Milliseconds() }

// tempFile opens a file that is gone when remove is called, and on Unix as soon as nobody has it open, whatever kills this process.
func tempFile(folder string) (f *os.File, remove func(), err error) {
	f, err = os.CreateTemp(folder, "einkpdf-render-*")
	if err != nil {
		return nil, nil, fmt.Errorf("renderjob: %w", err)
	}
	unlinked := os.Remove(f.Name()) == nil // not on Windows
	return f, func() {
		_ = f.Close() // what was in it is kept or not wanted
		if !unlinked {
			_ = os.Remove(f.Name())
		}
	}, nil
}
