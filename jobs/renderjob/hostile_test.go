package renderjob_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/jobs/isolate"
	"github.com/einkpdf/platform/jobs/renderjob"
)

// lying is a worker that a project has taken over: one with the title "lie NAME" decides what the child says and does.
func lying(honest isolate.Work) isolate.Work {
	return isolate.Work{Name: honest.Name, Do: func(ctx context.Context, c *isolate.Child) ([]byte, error) {
		_, name, lie := strings.Cut(string(c.Request), "title: lie ")
		if !lie {
			return honest.Do(ctx, c)
		}
		name, _, _ = strings.Cut(name, "\n")
		return lies()[name](ctx, c)
	}}
}

// lie is a project that takes the child over.
func lie(name string) []byte {
	return bytes.Replace(planner(1, lines), []byte("title: Small planner"), []byte("title: lie "+name), 1)
}

const notPDF = "%PDF-1.7\nand nothing more"

// doing is the Do of a Work.
type doing = func(ctx context.Context, c *isolate.Child) ([]byte, error)

// lies are what children say and do, by name.
func lies() map[string]doing {
	said := func(format string, args ...any) doing {
		return func(_ context.Context, c *isolate.Child) ([]byte, error) {
			_, err := c.Output.Write([]byte(notPDF))
			return fmt.Appendf(nil, format, args...), err
		}
	}
	return map[string]doing{
		"texts": said(`{"title": %q, "device": %q, "pages": 1, "bytes": %d, "check": {"errors": 0, "warnings": 0, "notices": 0, "ignored": 0, "findings": [{"message": %q}]}, "report": {}}`,
			strings.Repeat("../\u202e", 100_000), strings.Repeat("d", 1<<20), len(notPDF), strings.Repeat("m", 1000)),
		"findings": said(`{"pages": 1, "bytes": %d, "check": {"findings": [{}%s]}, "report": {}}`, len(notPDF), strings.Repeat(",{}", 1<<20)),
		"pages":    said(`{"pages": 1001, "bytes": %d, "report": {}}`, len(notPDF)),
		"negative": said(`{"pages": 1, "links": -1, "bytes": %d, "report": {}}`, len(notPDF)),
		"bytes":    said(`{"pages": 1, "bytes": %d, "report": {}}`, len(notPDF)+1),
		"report":   said(`{"pages": 1, "bytes": %d}`, len(notPDF)),
		"nothing":  said(``),
		"code": func(context.Context, *isolate.Child) ([]byte, error) {
			return nil, &isolate.Fault{Code: "you-have-won", Message: "Call this number."}
		},
		"detail": func(context.Context, *isolate.Child) ([]byte, error) {
			return nil, &isolate.Fault{Code: renderjob.FailProject, Message: strings.Repeat("m", 4000), Detail: []byte(strings.Repeat("[", 5000) + strings.Repeat("]", 5000))}
		},
		"asks": func(ctx context.Context, c *isolate.Child) ([]byte, error) {
			for {
				if _, err := c.Ask(ctx, []byte("same")); err != nil {
					return nil, err
				}
			}
		},
		"files": func(context.Context, *isolate.Child) ([]byte, error) {
			for kept := []*os.File{}; ; {
				r, w, err := os.Pipe()
				if err != nil {
					return nil, fmt.Errorf("with %d files open: %w", len(kept), err)
				}
				kept = append(kept, r, w)
			}
		},
		"reads": func(context.Context, *isolate.Child) ([]byte, error) { return os.ReadFile("/etc/passwd") },
		"connects": func(context.Context, *isolate.Child) ([]byte, error) {
			_, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM, 0)
			return nil, err
		},
		"exits": func(context.Context, *isolate.Child) ([]byte, error) { os.Exit(0); return nil, nil },
	}
}

// What a child says is what somebody has written who wants to do harm.
func TestLies(t *testing.T) {
	t.Parallel()
	h := newHouse(t, func(s *setup) { s.render.Validate, s.jobs.Attempts, s.jobs.PerOwner = true, 2, 20 })
	c := renderjob.Config{Queue: h.queue, Projects: renderjob.FromProjects(h.projects), Sandbox: h.sandbox, Version: "test", Validate: true,
		Assets: assetFunc(func(string) ([]byte, error) { return []byte("x"), nil })}
	var err error
	h.render, err = renderjob.New(c)
	require.NoError(t, err)
	h.work()
	enforced := isolate.Support()
	for name, want := range map[string]struct {
		code     string
		attempts int
	}{
		"findings": {jobs.FailInternal, 2}, "pages": {jobs.FailInternal, 2}, "negative": {jobs.FailInternal, 2}, "bytes": {jobs.FailInternal, 2}, "report": {jobs.FailInternal, 2},
		"nothing": {jobs.FailInternal, 2}, "asks": {renderjob.FailAssets, 1}, "code": {renderjob.FailWork, 2}, "exits": {renderjob.FailCrashed, 2},
		"detail": {renderjob.FailProject, 1}, "files": {renderjob.FailFiles, 1}, "reads": {renderjob.FailForbidden, 1}, "connects": {renderjob.FailForbidden, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := h.in(t)
			if name == "files" && !enforced.Files || name == "reads" && !enforced.NoFiles || name == "connects" && !enforced.NoNetwork {
				t.Skip("not enforced here")
			}
			job, _ := h.submit("ann", renderjob.Request{Project: h.project("ann", lie(name)).ID})
			f := h.failed(job)
			require.Equal(t, want.code, f.Code, "%s", f.Message)
			require.Equal(t, want.attempts, h.get("ann", job.ID).Attempt)
			require.NotContains(t, f.Message, "Call")
			require.Empty(t, f.Detail)
		})
	}
	t.Run("texts", func(t *testing.T) {
		t.Parallel()
		h := h.in(t)
		p := h.project("ann", lie("texts"))
		job, _ := h.submit("ann", renderjob.Request{Project: p.ID})
		r := h.done(job)
		require.Equal(t, p.Name+".pdf", r.Filename)
		require.Less(t, len(h.get("ann", job.ID).Result), 16<<10)
		require.Equal(t, "{}", string(h.file(job, renderjob.FileCheck)))

		job, _ = h.submit("ann", renderjob.Request{Project: p.ID, Options: renderjob.Options{Validate: true}})
		f := h.failed(job)
		require.Equal(t, renderjob.FailPDF, f.Code)
		require.True(t, f.Final)
		var detail struct{ Findings []renderjob.Finding }
		require.NoError(t, json.Unmarshal(f.Detail, &detail))
		require.NotEmpty(t, detail.Findings)
		require.Empty(t, h.get("ann", job.ID).Files)
	})
}

// A child that does not come up is tried again.
func TestNotStarted(t *testing.T) {
	t.Parallel()
	h := working(t, func(s *setup) { s.sandbox.Command = []string{"false"} })
	job, _ := h.submit("ann", renderjob.Request{Project: h.project("ann", planner(1, lines)).ID})
	f := h.failed(job)
	require.Equal(t, renderjob.FailStart, f.Code)
	require.Equal(t, []any{false, 3}, []any{f.Final, h.get("ann", job.ID).Attempt})
}
