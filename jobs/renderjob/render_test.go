package renderjob_test

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"image/png"
	"io"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/device"
	"github.com/einkpdf/platform/einkpdf/pdfcheck"
	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/jobs/renderjob"
	"github.com/einkpdf/platform/projects"
)

// inProcess is what the renderer makes of a project here.
func inProcess(t testing.TB, source []byte, o einkpdf.Options) []byte {
	t.Helper()
	p, err := einkpdf.Parse(source)
	require.NoError(t, err)
	d, err := einkpdf.Compile(context.Background(), p, o)
	require.NoError(t, err)
	var b bytes.Buffer
	require.NoError(t, d.WritePDF(context.Background(), &b))
	return b.Bytes()
}

func TestPDF(t *testing.T) {
	t.Parallel()
	h := working(t, func(s *setup) { s.render.Validate = true })
	source := builtIn(t, "weekly-planner")
	p := h.project("ann", source)
	options := renderjob.Options{Device: "supernote-nomad", Locale: "de", Hand: "left", Validate: true}
	job, existed := h.submit("ann", renderjob.Request{Project: p.ID, Options: options})
	require.False(t, existed)
	r := h.done(job)
	pdf := h.file(job, r.File)

	require.Equal(t, inProcess(t, source, einkpdf.Options{Device: "supernote-nomad", Locale: "de", Hand: device.Left}), pdf)
	report, err := pdfcheck.Verify(t.Context(), pdf, pdfcheck.Options{Pages: r.Pages})
	require.NoError(t, err)
	require.True(t, report.OK(), "%v", report.Findings)
	require.Equal(t, []int{report.Links, report.Destinations, report.Outlines}, []int{r.Links, r.Destinations, r.Outlines})
	require.Positive(t, r.Links)

	sum := sha256.Sum256(pdf)
	require.Equal(t, renderjob.Result{
		Project: p.ID, Version: 1, Title: r.Title, Format: renderjob.PDF, Device: "supernote-nomad", File: "planner.pdf", Filename: p.Name + ".pdf",
		Bytes: int64(len(pdf)), SHA256: hex.EncodeToString(sum[:]), Pages: report.Pages, Links: r.Links, Destinations: r.Destinations, Outlines: r.Outlines,
		Renderer: "test", Check: r.Check, Warnings: []renderjob.Warning{}, Validated: true, Timings: r.Timings, Peak: r.Peak,
	}, r)
	require.Positive(t, r.Timings.Total)
	require.GreaterOrEqual(t, r.Timings.Total, r.Timings.Write+r.Timings.Check)

	job = h.get("ann", job.ID)
	require.Equal(t, []string{"planner.pdf", "check.json"}, []string{job.Files[0].Name, job.Files[1].Name})
	require.Equal(t, []string{"application/pdf", "application/json"}, []string{job.Files[0].Type, job.Files[1].Type})
	require.Equal(t, jobs.Progress{Done: r.Pages, Total: r.Pages, Note: "validating"}, job.Progress)
	var check struct {
		Device, Hand string
		Pages        int
		Findings     []json.RawMessage
	}
	require.NoError(t, json.Unmarshal(h.file(job, renderjob.FileCheck), &check))
	require.Equal(t, []any{"supernote-nomad", "left", r.Pages}, []any{check.Device, check.Hand, check.Pages})
	require.Len(t, check.Findings, r.Check.Errors+r.Check.Warnings+r.Check.Notices)
}

func TestArchive(t *testing.T) {
	t.Parallel()
	h := working(t)
	source := planner(12, linked)
	p := h.project("ann", source)
	options := renderjob.Options{Format: renderjob.PNG, Picture: renderjob.Picture{Width: 200, Greys: 4, Dither: true}}
	r, data := h.rendered("ann", renderjob.Request{Project: p.ID, Options: options})
	require.Equal(t, []any{12, 0, "planner.zip", "Small planner.zip", int64(len(data))}, []any{r.Pages, r.Links, r.File, r.Filename, r.Bytes})

	parsed, err := einkpdf.Parse(source)
	require.NoError(t, err)
	d, err := einkpdf.Compile(t.Context(), parsed, einkpdf.Options{})
	require.NoError(t, err)
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	require.NoError(t, err)
	require.Len(t, archive.File, 12)
	for i, f := range archive.File {
		require.Zero(t, f.Flags, "sizes stand before the data")
		require.Equal(t, zip.Store, f.Method)
		require.Equal(t, 1980, f.Modified.Year())
		var want bytes.Buffer
		require.NoError(t, d.WritePNG(t.Context(), &want, i, einkpdf.PreviewOptions{Width: 200, Greys: 4, Dither: true}))
		opened, err := f.Open()
		require.NoError(t, err)
		got, err := io.ReadAll(opened)
		require.NoError(t, err)
		require.Equal(t, want.Bytes(), got)
		size, err := png.DecodeConfig(bytes.NewReader(got))
		require.NoError(t, err)
		require.Equal(t, 200, size.Width)
	}
	require.Equal(t, "0001-a-1.png", archive.File[0].Name)
	require.Equal(t, "0012-a-12.png", archive.File[11].Name)

	other := h.project("bob", source)
	_, again := h.rendered("bob", renderjob.Request{Project: other.ID, Options: options})
	require.Equal(t, data, again, "same project, same bytes")
}

// What is rendered is the version that was current when somebody asked, whatever becomes of the project.
func TestSnapshot(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ann := projects.Actor{User: "ann"}
	first := planner(2, lines)
	p := h.project("ann", first)
	before, _ := h.submit("ann", renderjob.Request{Project: p.ID})
	p, err := h.projects.Replace(t.Context(), ann, p.ID, p.Version, planner(5, lines))
	require.NoError(t, err)
	after, existed := h.submit("ann", renderjob.Request{Project: p.ID})
	require.False(t, existed)
	old, existed := h.submit("ann", renderjob.Request{Project: p.ID, Version: 1})
	require.True(t, existed, "the same as before the edit")
	require.Equal(t, before.ID, old.ID)
	p, err = h.projects.Trash(t.Context(), ann, p.ID, p.Version)
	require.NoError(t, err)
	require.NoError(t, h.projects.Purge(t.Context(), ann, p.ID, p.Version))

	h.work()
	r := h.done(before)
	require.Equal(t, []int{1, 2}, []int{r.Version, r.Pages})
	require.Equal(t, inProcess(t, first, einkpdf.Options{}), h.file(before, r.File))
	r = h.done(after)
	require.Equal(t, []int{2, 5}, []int{r.Version, r.Pages})
}

// Users do not wait for each other's children, and get their own files.
func TestManyUsers(t *testing.T) {
	t.Parallel()
	h := working(t, func(s *setup) { s.jobs.Concurrent = 4 })
	var all []jobs.Job
	for i := range 12 {
		user := string(rune('a' + i%6))
		p := h.project(user, planner(i+1, linked))
		job, existed := h.submit(user, renderjob.Request{Project: p.ID})
		require.False(t, existed)
		all = append(all, job)
	}
	for i, job := range all {
		r := h.done(job)
		require.Equal(t, i+1, r.Pages)
		require.Equal(t, inProcess(t, planner(i+1, linked), einkpdf.Options{}), h.file(job, r.File))
		_, err := h.queue.Open(t.Context(), jobs.Actor{User: "other"}, job.ID, r.File)
		require.Equal(t, jobs.CodeNotFound, jobs.CodeOf(err))
	}
}

// Where nothing can be isolated the same comes out.
func TestInProcess(t *testing.T) {
	t.Parallel()
	h := working(t, func(s *setup) { s.sandbox.InProcess = true })
	source := planner(3, `{type: stack, children: [{type: image, asset: gone, height: 9mm}, {type: lines, pitch: 8mm}]}`)
	p := h.project("ann", source)
	r, pdf := h.rendered("ann", renderjob.Request{Project: p.ID})
	require.Equal(t, []string{"gone"}, r.Missing)
	require.Equal(t, inProcess(t, source, einkpdf.Options{}), pdf)
	job, _ := h.submit("ann", renderjob.Request{Project: p.ID, Options: renderjob.Options{Strict: true}})
	require.Equal(t, renderjob.FailProject, h.failed(job).Code)
}
