package projects

import (
	"context"
	"errors"
	"time"
)

const (
	oldVersions = `select project_id, number from ep_project_version
		where project_id = $1 and number < $2 and replaced_at is not null and not pinned order by number limit $3`
	replacedVersions = `select project_id, number from ep_project_version
		where replaced_at < $1 and replaced_at is not null and not pinned order by replaced_at limit $2`
	deleteVersion = `delete from ep_project_version where project_id = $1 and number = $2 returning sha256`
)

// Prune implements Writer.
func (w *sqlWriter) Prune(ctx context.Context, project string, below, limit int) (int, error) {
	if !isKey(project, maxID) || below < 1 || limit < 1 {
		return 0, nil
	}
	return w.prune(ctx, oldVersions, project, min(below, maxNumber), limit)
}

// PruneBefore implements Writer.
func (w *sqlWriter) PruneBefore(ctx context.Context, t time.Time, limit int) (int, error) {
	if limit < 1 {
		return 0, nil
	}
	return w.prune(ctx, replacedVersions, t.UnixMilli(), limit)
}

// prune removes the versions that the query finds, one by one: each is found by
// its key, and so is what was theirs alone.
func (w *sqlWriter) prune(ctx context.Context, query string, args ...any) (int, error) {
	var rows []versionRow
	if err := w.tx.Select(ctx, &rows, query, args...); err != nil {
		return 0, storeError(ctx, "versions", err)
	}
	last := map[string]int{} // of each project
	for i, row := range rows {
		var sum string
		if err := w.tx.Get(ctx, &sum, deleteVersion, row.Project, row.Number); err != nil {
			return i, storeError(ctx, "version", err)
		}
		if _, err := w.exec(ctx, "file", deleteSource, row.Project, sum); err != nil {
			return i, err
		}
		last[row.Project] = max(last[row.Project], row.Number)
	}
	var err error
	for project, number := range last {
		_, e := w.exec(ctx, "assets", forgetAssets, project, number)
		err = errors.Join(err, e)
	}
	return len(rows), err
}
