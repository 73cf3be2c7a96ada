package projects

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/einkpdf/platform/internal/keyset"
	"github.com/einkpdf/platform/sqldb"
)

// versionRow is a row of ep_project_version.
type versionRow struct {
	Project string     `db:"project_id"`
	Number  int        `db:"number"`
	At      sqldb.Time `db:"at"`
	By      string     `db:"by_user"`
	Change  string     `db:"change"`
	Of      int        `db:"of_version"`
	Name    string     `db:"name"`
	Bytes   int        `db:"bytes"`
	SHA256  string     `db:"sha256"`
	Draft   bool       `db:"draft"`
	Pages   int        `db:"pages"`
	Device  string     `db:"device"`
	Facts   string     `db:"facts"` // not in listings
}

func (r versionRow) version() Version {
	return Version{
		Project: r.Project, Number: r.Number, At: r.At.Time, By: r.By, Change: Change(r.Change), Of: r.Of, Name: r.Name,
		Bytes: r.Bytes, SHA256: r.SHA256, Draft: r.Draft, Pages: r.Pages, Device: r.Device,
	}
}

const (
	versionColumns = `project_id, number, at, by_user, change, of_version, name, bytes, sha256, draft, pages, device`

	versionByNumber = `select ` + versionColumns + `, facts from ep_project_version where project_id = $1 and number = $2`
	versionIsThere  = `select 1 from ep_project_version where project_id = $1 and number = $2`
	listVersions    = `select ` + versionColumns + ` from ep_project_version where project_id = $1 and number < $2 order by number desc limit $3`

	addVersion = `insert into ep_project_version (` + versionColumns + `, facts, pinned)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) on conflict do nothing`
	replaceVersion = `update ep_project_version set replaced_at = $3 where project_id = $1 and number = $2`
	pinVersion     = `update ep_project_version set pinned = $3 where project_id = $1 and number = $2`
)

// Version implements Reader.
func (r *sqlReader) Version(ctx context.Context, project string, number int) (Version, error) {
	if !isKey(project, maxID) || !isNumber(number) {
		return Version{}, words.Missing("version")
	}
	var row versionRow
	if err := r.q.Get(ctx, &row, versionByNumber, project, number); err != nil {
		return Version{}, words.Error(ctx, "version", err)
	}
	v := row.version()
	if err := json.Unmarshal([]byte(row.Facts), &v.Facts); err != nil {
		return Version{}, fmt.Errorf("projects: facts of version %d of %s: %w", number, project, err)
	}
	return v, nil
}

// Versions implements Reader.
func (r *sqlReader) Versions(ctx context.Context, project, after string, limit int) ([]Version, string, error) {
	if !isKey(project, maxID) {
		return nil, "", nil
	}
	before, listing := int64(maxNumber), fmt.Sprintf("projects versions %q", project)
	if after != "" {
		if err := keyset.Parse(listing, after, &before); err != nil || before < 1 || before > maxNumber {
			return nil, "", ErrCursor
		}
	}
	limit = min(max(limit, 1), MaxPage)
	var rows []versionRow
	if err := r.q.Select(ctx, &rows, listVersions, project, before, limit+1); err != nil {
		return nil, "", words.Error(ctx, "versions", err)
	}
	next := ""
	if len(rows) > limit {
		rows = rows[:limit]
		next = keyset.Text(listing, int64(rows[limit-1].Number))
	}
	page := make([]Version, len(rows))
	for i, row := range rows {
		page[i] = row.version()
	}
	return page, next, nil
}

// addVersion adds a row, and the file unless it is nil or there already.
func (w *sqlWriter) addVersion(ctx context.Context, v Version, source []byte) error {
	if source != nil {
		if err := w.addSource(ctx, v, source); err != nil {
			return err
		}
	}
	facts, err := json.Marshal(v.Facts)
	if err != nil {
		return fmt.Errorf("projects: facts: %w", err)
	}
	return words.Add(ctx, w.tx, "version", addVersion, v.Project, v.Number, sqldb.At(v.At), v.By, string(v.Change), v.Of, v.Name,
		v.Bytes, v.SHA256, v.Draft, v.Pages, v.Device, string(facts), false)
}
