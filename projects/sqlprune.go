package projects

import (
	"context"
	"errors"
	"time"
)

const (
	// Times are in milliseconds, and a day has 86,400,000 of them. What is the last of
	// its day is marked, and not looked at again: it goes by age.
	oldVersions = `select v.project_id, v.number, v.at / 86400000 = (select n.at / 86400000 from ep_project_version n
			where n.project_id = v.project_id and n.number > v.number order by n.number limit 1) as goes
		from ep_project_version v
		where v.project_id = $1 and v.number < $2 and v.replaced_at is not null and not v.pinned and not v.daily order by v.number limit $3`
	keepDaily        = `update ep_project_version set daily = $3 where project_id = $1 and number = $2`
	replacedVersions = `select project_id, number from ep_project_version
		where replaced_at < $1 and replaced_at is not null and not pinned order by replaced_at limit $2`
	deleteVersion = `delete from ep_project_version where project_id = $1 and number = $2 returning sha256`
)

// Prune implements Writer.
func (w *sqlWriter) Prune(ctx context.Context, project string, below, limit int) (int, error) {
	if !isKey(project, maxID) || below < 1 || limit < 1 {
		return 0, nil
	}
	var rows, old []prunedRow
	if err := w.tx.Select(ctx, &rows, oldVersions, project, min(below, maxNumber), limit); err != nil {
		return 0, words.Error(ctx, "versions", err)
	}
	for _, row := range rows {
		if row.Goes {
			old = append(old, row)
		} else if _, err := words.Exec(ctx, w.tx, "version", keepDaily, project, row.Number, true); err != nil {
			return 0, err
		}
	}
	return w.prune(ctx, old)
}

// prunedRow is a version to be removed.
type prunedRow struct {
	Project string `db:"project_id"`
	Number  int    `db:"number"`
	Goes    bool   `db:"goes"` // the next one is of the same day
}

// PruneBefore implements Writer.
func (w *sqlWriter) PruneBefore(ctx context.Context, t time.Time, limit int) (int, error) {
	if limit < 1 {
		return 0, nil
	}
	var rows []prunedRow
	if err := w.tx.Select(ctx, &rows, replacedVersions, t.UnixMilli(), limit); err != nil {
		return 0, words.Error(ctx, "versions", err)
	}
	return w.prune(ctx, rows)
}

// prune removes versions, one by one: each is found by its key, and so is what was
// theirs alone.
func (w *sqlWriter) prune(ctx context.Context, rows []prunedRow) (int, error) {
	first, last := map[string]int{}, map[string]int{} // of each project
	for i, row := range rows {
		var sum string
		if err := w.tx.Get(ctx, &sum, deleteVersion, row.Project, row.Number); err != nil {
			return i, words.Error(ctx, "version", err)
		}
		if _, err := words.Exec(ctx, w.tx, "file", deleteSource, row.Project, sum); err != nil {
			return i, err
		}
		if n, ok := first[row.Project]; !ok || row.Number < n {
			first[row.Project] = row.Number
		}
		last[row.Project] = max(last[row.Project], row.Number)
	}
	var err error
	for project, number := range last {
		_, e := words.Exec(ctx, w.tx, "assets", forgetAssets, project, number, first[project])
		err = errors.Join(err, e)
	}
	return len(rows), err
}
