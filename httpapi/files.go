package httpapi

import (
	"fmt"
	"net/http"
	"time"

	"github.com/einkpdf/platform/assets/assethttp"
	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/jobs/renderjob"
)

// getJobFile sends a file that a job has made, to be saved: under a job's id it never changes, and it is there until the job expires.
func getJobFile(c *call) error {
	by, id, name := c.inJobs(), c.path("job"), c.path("file")
	content, err := c.api.c.Jobs.Open(c.ctx(), by, id, name)
	if err != nil {
		return err
	}
	defer func() { _ = content.Close() }() // nothing was written
	job, err := c.api.c.Jobs.Get(c.ctx(), by, id)
	if err != nil {
		return err
	}
	assethttp.ServeFile(c.serving(content.File.Bytes), c.r, assethttp.File{
		ReadSeeker: content, Name: filenameOf(job, name), Type: content.File.Type, ETag: content.ETag,
		Attachment: true, Fresh: max(content.Expires.Sub(c.api.c.Now()), time.Second),
	})
	return nil
}

// filenameOf is what a file of a job is called where somebody saves it: a planner as its project.
func filenameOf(job jobs.Job, name string) string {
	if r, err := renderjob.ResultOf(job); err == nil && r.File == name {
		return r.Filename
	}
	return name
}

// serving is the http.ResponseWriter for http.ServeContent of a file of so many bytes. It has errors of its own: they become problems.
func (c *call) serving(size int64) http.ResponseWriter {
	return &serving{ResponseWriter: c.w, c: c, size: size}
}

type serving struct {
	http.ResponseWriter
	c       *call
	size    int64
	refused bool
}

// Unwrap is for http.ResponseController, which sets deadlines.
func (s *serving) Unwrap() http.ResponseWriter { return s.ResponseWriter }

func (s *serving) WriteHeader(status int) {
	var err error
	switch status {
	case http.StatusPreconditionFailed:
		err = refuse(status, "other-file", "If-Match", "This is another file than If-Match says. Ask for it without that.")
	case http.StatusRequestedRangeNotSatisfiable:
		err = refuse(status, "no-such-range", "Range", fmt.Sprintf("The file has %d bytes, and not these. Ask for others, or for all of it.", s.size))
	default:
		if status < 400 {
			s.ResponseWriter.WriteHeader(status)
			return
		}
		err = fmt.Errorf("httpapi: http.ServeContent answers %d", status)
	}
	s.refused = true
	s.c.api.problem(s.ResponseWriter, s.c.r, err)
}

func (s *serving) Write(p []byte) (int, error) {
	if s.refused {
		return len(p), nil // the words of net/http
	}
	return s.ResponseWriter.Write(p)
}
