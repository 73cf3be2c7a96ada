package main

import (
	"bufio"
	"encoding/json"
	"io"
	"net/http"
	"strings"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/pdfcheck"
	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/jobs/renderjob"
)

// follow listens to the events of the job until it is done.
func (j *journey) follow() {
	path := "/api/v1/jobs/" + j.known.job + "/events"
	var done *reply
	j.waiting(func() { done = j.send(j.known.desk, "GET", path, nil, lastEvent).want(http.StatusOK) })
	require.Equal(j.t, "text/event-stream", done.header.Get("Content-Type"))
	var job jobs.Job
	done.read(&job)
	require.Equal(j.t, jobs.Succeeded, job.State, "%s\n%s", done.body, j.p.log)
	result, err := renderjob.ResultOf(job)
	require.NoError(j.t, err)
	require.True(j.t, result.Validated)
	require.Empty(j.t, result.Missing, "the image is there")
	require.Equal(j.t, len(j.known.versions), result.Version)
	if j.known.planner != "" {
		require.Equal(j.t, j.known.planner, result.SHA256, "the same project is the same planner, whoever makes it")
	}
	j.known.planner, j.known.pages = result.SHA256, result.Pages
	j.known.done = true
	j.send(j.known.desk, "GET", path, nil, io.ReadAll, field("Last-Event-ID", "done")).want(http.StatusNoContent)
}

// lastEvent reads events (WHATWG HTML, 9.2) up to the last one, and returns its data.
func lastEvent(r io.Reader) ([]byte, error) {
	data, event := "", ""
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		name, value, _ := strings.Cut(lines.Text(), ": ")
		switch {
		case name == "event":
			event = value
		case name == "data":
			data = value
		case lines.Text() == "" && event == "done":
			return []byte(data), nil
		}
	}
	if err := lines.Err(); err != nil {
		return nil, err
	}
	return []byte(data), io.ErrUnexpectedEOF
}

// download gets the planner, and reads it as a reader would.
func (j *journey) download() {
	path := "/jobs/" + j.known.job + "/files/planner.pdf"
	a := j.ask(j.known.desk, "GET", path, nil).want(http.StatusOK)
	require.Equal(j.t, j.known.planner, sum(a.body))
	require.Equal(j.t, "application/pdf", a.header.Get("Content-Type"))
	part := j.ask(j.known.desk, "GET", path, nil, field("Range", "bytes=100-"), field("If-Range", a.header.Get("ETag"))).want(http.StatusPartialContent)
	require.Equal(j.t, a.body[100:], part.body, "a download that broke off goes on")
	report, err := pdfcheck.Verify(j.t.Context(), a.body, pdfcheck.Options{Pages: j.known.pages})
	require.NoError(j.t, err)
	require.True(j.t, report.OK(), "%v", report.Findings)
	require.Positive(j.t, report.Links)
	j.known.fetched = true
}

// job is the job as it stands.
func (j *journey) job() (job jobs.Job) {
	j.t.Helper()
	var page struct{ Jobs []json.RawMessage }
	j.ask(j.known.desk, "GET", "/jobs", nil).want(http.StatusOK).read(&page)
	require.Len(j.t, page.Jobs, 1, "a key is a job")
	j.ask(j.known.desk, "GET", "/jobs/"+j.known.job, nil).want(http.StatusOK).read(&job)
	return job
}
