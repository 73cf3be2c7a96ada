package projects

import (
	"context"
	"errors"
	"fmt"
)

// Files are kept once for each content that a project had. A file goes with the
// last version that has it.
const (
	sourceOf = `select s.sha256, s.data from ep_project_version v join ep_project_source s on s.project_id = v.project_id and s.sha256 = v.sha256
		where v.project_id = $1 and v.number = $2`
	sourceIsThere = `select 1 from ep_project_source where project_id = $1 and sha256 = $2`

	addSource = `insert into ep_project_source (project_id, sha256, data) values ($1, $2, $3) on conflict do nothing`
	// The file of a version that went, unless another one has it.
	deleteSource = `delete from ep_project_source where project_id = $1 and sha256 = $2
		and not exists (select 1 from ep_project_version v where v.project_id = $1 and v.sha256 = $2)`
)

// Source implements Reader.
func (r *sqlReader) Source(ctx context.Context, project string, number int) ([]byte, error) {
	if !isKey(project, maxID) || !isNumber(number) {
		return nil, words.Missing("version")
	}
	var row struct {
		SHA256 string `db:"sha256"`
		Data   []byte `db:"data"`
	}
	if err := r.q.Get(ctx, &row, sourceOf, project, number); err != nil {
		return nil, words.Error(ctx, "version", err)
	}
	source, err := r.zip.unpack(row.Data)
	if err == nil && digest(source) != row.SHA256 {
		err = errors.New("it is another one")
	}
	if err != nil {
		return nil, fmt.Errorf("projects: the file of version %d of %s is damaged: %w", number, project, err)
	}
	return source, nil
}

// addSource keeps the file of a version.
func (w *sqlWriter) addSource(ctx context.Context, v Version, source []byte) error {
	there, err := words.Found(ctx, w.q, "file", sourceIsThere, v.Project, v.SHA256)
	if err != nil || there {
		return err
	}
	data, err := w.zip.pack(source)
	if err != nil {
		return fmt.Errorf("projects: file: %w", err)
	}
	_, err = words.Exec(ctx, w.tx, "file", addSource, v.Project, v.SHA256, data)
	return err
}
