package jobs

import (
	"context"
	"log/slog"
	"slices"
	"strconv"
	"strings"

	"github.com/einkpdf/platform/blob"
	"github.com/einkpdf/platform/sqldb"
)

// blobFolder is where the files of jobs are.
const blobFolder = "jobs"

// fileKey is the key of a file that a claim of a job makes. It holds the fence: who has lost the job can overwrite nothing of who has it.
func fileKey(id string, fence int64, name string) string {
	return blobFolder + "/" + id + "/" + strconv.FormatInt(fence, 10) + "-" + name
}

// claimOf is what a key of fileKey says.
func claimOf(key string) (id string, fence int64, ok bool) {
	parts := strings.Split(key, "/")
	if len(parts) != 3 || parts[0] != blobFolder || !isID(parts[1]) {
		return "", 0, false
	}
	number, name, ok := strings.Cut(parts[2], "-")
	fence, err := strconv.ParseInt(number, 10, 64)
	return parts[1], fence, ok && err == nil && fence > 0 && key == fileKey(parts[1], fence, name)
}

// stateOf is what says whether a blob is needed.
const stateOf = `select state, fence, files from ep_job where id = $1`

// needs tells whether a blob of the job, made under a fence, is a file of its or may still become one. Otherwise nothing brings it back: a
// claim publishes only its own, while the job runs under its fence, and each claim has a higher one. A higher one than the row's is of a claim that came after the row was
// read.
func (r row) needs(key string, fence int64) bool {
	switch {
	case fence > r.Fence:
		return true
	case r.State == Running:
		return fence == r.Fence
	case r.State == Succeeded:
		return slices.ContainsFunc(r.files(), func(f File) bool { return f.Key == key })
	}
	return false
}

// leftovers are those of some blobs that belong to no job. The blobs were listed before.
func (q *SQL) leftovers(ctx context.Context, some []blob.Info) (left []blob.Info, err error) {
	err = q.db.Read(ctx, func(r sqldb.Reader) error {
		left = nil
		var last row // to which the next belongs, too, most of the time
		there := false
		for _, info := range some {
			id, fence, ok := claimOf(info.Key)
			if !ok {
				continue // nothing of ours
			}
			if id != last.ID {
				if last, there, err = seen(ctx, r, stateOf, id); err != nil {
					return err
				}
				last.ID = id
			}
			if !there || !last.needs(info.Key, fence) {
				left = append(left, info)
			}
		}
		return nil
	})
	return left, err
}

// tidy removes what attempts left that have ended, as far as it can: Sweep does the rest.
func (q *SQL) tidy(ctx context.Context, id string) {
	if q.c.Blobs == nil {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, q.c.Lease)
	defer cancel()
	if _, err := q.removeLeftovers(ctx, blobFolder+"/"+id); err != nil {
		q.c.Logger.WarnContext(ctx, "jobs: files of an attempt stay until the next sweep", slog.String("job", id), slog.Any("error", err))
	}
}
