package pdfvalidate_test

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/gallery"
	"github.com/einkpdf/platform/jobs/isolate"
	"github.com/einkpdf/platform/jobs/renderjob/internal/validation"
	"github.com/einkpdf/platform/jobs/renderjob/pdfvalidate"
)

func TestMain(m *testing.M) {
	isolate.Main(pdfvalidate.Worker())
	os.Exit(m.Run())
}

// validate lets a child validate a PDF that is said to have so many bytes and pages.
func validate(t *testing.T, pdf []byte, size int64, pages int) (r validation.Result, err error) {
	t.Helper()
	sandbox, err := isolate.New(isolate.Config{})
	require.NoError(t, err)
	request, err := json.Marshal(validation.Request{Bytes: size, Pages: pages})
	require.NoError(t, err)
	data, _, err := sandbox.Run(t.Context(), isolate.Job{Work: validation.Work, Request: request, Limits: isolate.Limits{Time: time.Minute, Memory: 1 << 30},
		Answer: func(_ context.Context, question []byte) ([]byte, error) {
			n, err := strconv.Atoi(string(question))
			require.NoError(t, err)
			from := min(n*validation.Piece, len(pdf))
			return pdf[from:min(from+validation.Piece, len(pdf))], nil
		}})
	if err == nil {
		require.NoError(t, json.Unmarshal(data, &r))
	}
	return r, err
}

func planner(t *testing.T) (pdf []byte, pages int) {
	t.Helper()
	source, err := gallery.Source("notebook")
	require.NoError(t, err)
	p, err := einkpdf.Parse(source)
	require.NoError(t, err)
	d, err := einkpdf.Compile(t.Context(), p, einkpdf.Options{})
	require.NoError(t, err)
	var b bytes.Buffer
	require.NoError(t, d.WritePDF(t.Context(), &b))
	return b.Bytes(), d.Len()
}

func TestWorker(t *testing.T) {
	t.Parallel()
	pdf, pages := planner(t)
	r, err := validate(t, pdf, int64(len(pdf)), pages)
	require.NoError(t, err)
	require.Empty(t, r.Findings)
	require.Positive(t, r.Links)

	r, err = validate(t, pdf, int64(len(pdf)), pages+1)
	require.NoError(t, err)
	require.Equal(t, "page-count", r.Findings[0].Code)

	damaged := bytes.Clone(pdf)
	copy(damaged[len(damaged)/2:], "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")
	for _, bad := range [][]byte{damaged, pdf[:len(pdf)/2], []byte("no PDF"), make([]byte, validation.Piece+5)} {
		r, err = validate(t, bad, int64(len(bad)), pages)
		require.NoError(t, err)
		require.NotEmpty(t, r.Findings)
	}

	_, err = validate(t, pdf, int64(len(pdf))+1, pages)
	require.Equal(t, isolate.CodeFailed, isolate.CodeOf(err), "it lacks a byte")
	for _, size := range []int64{0, -1, 1 << 40} {
		_, err = validate(t, pdf, size, pages)
		require.Equal(t, isolate.CodeFailed, isolate.CodeOf(err))
	}
}
