package jobs

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/einkpdf/platform/blob"
	"github.com/einkpdf/platform/sqldb"
)

const (
	sweepKind = ownKinds + "sweep"
	someBlobs = 200            // that are looked at together
	leftAge   = 24 * time.Hour // of what a Put left that never returned: longer than any takes
)

// sweepJob is the Handler that sweeps: as a job, one process does it.
func (q *SQL) sweepJob(ctx context.Context, _ *Task) (any, error) { return q.Sweep(ctx) }

// Sweep implements Runner. It works in short transactions, and goes on where it was when it is killed: rows go before their files, and
// what belongs to no row is removed.
func (q *SQL) Sweep(ctx context.Context) (Swept, error) {
	var s Swept
	err := errors.Join(q.sweepRows(ctx, &s), q.sweepBlobs(ctx, &s))
	q.c.Observer.OnSweep(s)
	if s != (Swept{}) {
		q.c.Logger.InfoContext(ctx, "jobs: swept", slog.Int("jobs", s.Jobs), slog.Int("files", s.Files), slog.Int64("bytes", s.Bytes), slog.Int("left", s.Left))
	}
	if err != nil && ctx.Err() == nil {
		q.c.Observer.OnError("sweep")
	}
	return s, broken("sweep", err)
}

const overdue = `select id, files from ep_job where expires_at <= $1 order by expires_at limit $2`

// sweepRows removes jobs that have expired, and their files. A file that cannot be removed is a leftover from then on.
func (q *SQL) sweepRows(ctx context.Context, s *Swept) error {
	now := sqldb.At(q.now(ctx))
	var errs []error
	for {
		var rows []row
		err := q.db.Write(ctx, func(tx *sqldb.Tx) error {
			rows = nil
			if err := tx.Select(ctx, &rows, overdue, now, someRows); err != nil {
				return err
			}
			for _, r := range rows {
				if _, err := tx.Exec(ctx, deleteJob, r.ID); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return errors.Join(append(errs, err)...)
		}
		s.Jobs += len(rows)
		for _, r := range rows {
			if err := q.removeFiles(ctx, r, s); err != nil && len(errs) < 3 {
				errs = append(errs, err)
			}
		}
		if len(rows) < someRows || ctx.Err() != nil {
			return errors.Join(append(errs, ctx.Err())...)
		}
	}
}

// removeFiles removes the files of a job whose row is gone.
func (q *SQL) removeFiles(ctx context.Context, r row, s *Swept) error {
	if q.c.Blobs == nil {
		return nil
	}
	for _, f := range r.files() {
		if err := q.c.Blobs.Delete(ctx, f.Key); err != nil {
			return err
		}
		s.Files++
		s.Bytes += f.Bytes
	}
	return nil
}

// sweepBlobs removes what attempts left that failed or were killed, and what Puts did.
func (q *SQL) sweepBlobs(ctx context.Context, s *Swept) error {
	if q.c.Blobs == nil {
		return nil
	}
	left, err := q.removeLeftovers(ctx, blobFolder)
	s.Left += left
	if err != nil {
		return err
	}
	// By the clock of the blobs, which is this host's or near it.
	swept, err := q.c.Blobs.Sweep(ctx, time.Now().Add(-leftAge))
	s.Left += swept.Files
	return err
}

// removeLeftovers removes the blobs in a folder that belong to no job, and says how many.
func (q *SQL) removeLeftovers(ctx context.Context, folder string) (n int, err error) {
	some := make([]blob.Info, 0, someBlobs)
	remove := func() error {
		left, err := q.leftovers(ctx, some)
		some = some[:0]
		for _, info := range left {
			if err := q.c.Blobs.Delete(ctx, info.Key); err != nil {
				return err
			}
			n++
		}
		return err
	}
	for info, err := range q.c.Blobs.List(ctx, folder) {
		if err != nil {
			return n, err
		}
		if some = append(some, info); len(some) == someBlobs {
			if err := remove(); err != nil {
				return n, err
			}
		}
	}
	return n, remove()
}
