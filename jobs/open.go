package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"github.com/einkpdf/platform/blob"
)

// errBlob is a file whose bytes are not what its job says.
var errBlob = errors.New("the blob is not what the job says")

// Open implements Queue. A blob that is gone is CodeNoFile, and logged: a backup of the database may have come back without the results of jobs, which are
// made again when they are asked for. One that is not whole is an error of the host's, and no code.
func (q *SQL) Open(ctx context.Context, by Actor, id, name string) (*Content, error) {
	r, err := visible(ctx, q.db, by, id, "")
	if err != nil {
		return nil, err
	}
	if !by.owns(r) { // Admins see that there is a job; what is in it is its owner's.
		return nil, notFound()
	}
	f, ok := r.file(name)
	if !ok {
		return nil, refuse(CodeNoFile, "name", "This job has no such file.")
	}
	if q.c.Blobs == nil {
		return nil, fmt.Errorf("jobs: file of job %s: %w: Config.Blobs is nil", id, errBlob)
	}
	content, info, err := q.c.Blobs.Open(ctx, f.Key)
	switch {
	case errors.Is(err, blob.ErrNotFound):
		// It may have been deleted since: then there is no such job.
		if _, gone := visible(ctx, q.db, by, id, ""); gone != nil {
			return nil, gone
		}
		q.c.Logger.WarnContext(ctx, "jobs: the file of a job is lost", slog.String("job", id))
		return nil, &Error{Code: CodeNoFile, Field: "name", Message: "This file is not kept any more. Please ask for the same again: it is made anew.", Err: err}
	case err != nil:
		return nil, fmt.Errorf("jobs: file of job %s: %w", id, err)
	case info.Size != f.Bytes:
		_ = content.Close()
		return nil, fmt.Errorf("jobs: file of job %s: %w: %d bytes instead of %d", id, errBlob, info.Size, f.Bytes)
	}
	return &Content{ReadSeekCloser: content, File: f, ETag: `"` + f.SHA256 + `"`, At: r.Finished.Time, Expires: r.Expires.Time}, nil
}

// file is the file of a job that has succeeded by its name.
func (r row) file(name string) (File, bool) {
	if r.State != Succeeded {
		return File{}, false
	}
	for _, f := range r.files() {
		if f.Name == name {
			return f, true
		}
	}
	return File{}, false
}
