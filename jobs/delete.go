package jobs

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/einkpdf/platform/sqldb"
)

// Delete implements Queue. The row goes first: files without a job are removed by Sweep if they cannot be here, a job without
// its files would be a promise that is broken.
func (q *SQL) Delete(ctx context.Context, by Actor, id string) error {
	now := q.now(ctx)
	err := q.db.WriteInTurn(ctx, turnChange, func(tx *sqldb.Tx) error {
		r, err := locked(ctx, tx, by, id)
		if err != nil {
			return err
		}
		if !r.State.Final() {
			return refuse(CodeNotFinished, "", "This job is not done yet. Cancel it first.")
		}
		return deleteIn(ctx, tx, r, by.name(), now)
	})
	if err != nil {
		return broken("delete", err)
	}
	q.removeFolder(ctx, id)
	return nil
}

func deleteIn(ctx context.Context, tx *sqldb.Tx, r row, actor string, now time.Time) error {
	if _, err := tx.Exec(ctx, deleteJob, r.ID); err != nil { // its input goes with it
		return err
	}
	return record(ctx, tx, now, ActionDelete, actor, r, map[string]string{"owner": r.Owner})
}

// folderTime bounds the removal of a job's files by whoever deleted it.
const folderTime = 30 * time.Second

// removeFolder removes all files of a job that is gone, those of its attempts that failed too. It goes on when ctx
// ends, for the job is gone; what cannot be removed is left to Sweep.
func (q *SQL) removeFolder(ctx context.Context, id string) {
	if q.c.Blobs == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), folderTime)
	defer cancel()
	var errs []error
	for info, err := range q.c.Blobs.List(ctx, "jobs/"+id) {
		if err == nil {
			err = q.c.Blobs.Delete(ctx, info.Key)
		}
		errs = append(errs, err)
	}
	if err := errors.Join(errs...); err != nil {
		q.c.Logger.WarnContext(ctx, "jobs: files of a job that is gone are left to Sweep", slog.String("job", id), slog.Any("error", err))
	}
}
