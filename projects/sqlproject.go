package projects

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/einkpdf/platform/internal/textkey"
	"github.com/einkpdf/platform/sqldb"
)

// projectRow is a row of ep_project, with what others say of it.
type projectRow struct {
	ID            string         `db:"id"`
	Owner         string         `db:"owner"`
	Version       int            `db:"version"`
	Name          string         `db:"name"`
	Named         bool           `db:"named"`
	Title         string         `db:"title"`
	Device        string         `db:"device"`
	Pages         int            `db:"pages"`
	Draft         bool           `db:"draft"`
	Bytes         int            `db:"bytes"`
	SHA256        string         `db:"sha256"`
	CreatedAt     sqldb.Time     `db:"created_at"`
	UpdatedAt     sqldb.Time     `db:"updated_at"`
	UpdatedBy     string         `db:"updated_by"`
	TrashedAt     sqldb.Time     `db:"trashed_at"`
	OriginProject sql.NullString `db:"origin_project"`
	OriginVersion sql.NullInt64  `db:"origin_version"`
	OriginName    sql.NullString `db:"origin_name"`
	Clones        int            `db:"clones"`
	Slug          sql.NullString `db:"slug"`
	Withheld      string         `db:"withheld"`
	Role          string         `db:"role"`      // in listings, as the next two
	NameKey       string         `db:"name_key"`  // what it is sorted by, or
	SortedAt      sqldb.Time     `db:"sorted_at"` // this
}

func (r projectRow) project() Project {
	p := Project{
		ID: r.ID, Owner: r.Owner, Version: r.Version, Name: r.Name, Named: r.Named, Title: r.Title, Device: r.Device, Pages: r.Pages, Draft: r.Draft,
		Bytes: r.Bytes, SHA256: r.SHA256, CreatedAt: r.CreatedAt.Time, UpdatedAt: r.UpdatedAt.Time, UpdatedBy: r.UpdatedBy, TrashedAt: r.TrashedAt.Time,
		Clones: r.Clones, Slug: r.Slug.String, Withheld: r.Withheld, Role: Role(r.Role),
	}
	if r.OriginProject.Valid {
		p.Origin = &Origin{r.OriginProject.String, int(r.OriginVersion.Int64), r.OriginName.String}
	}
	return p
}

// values are the parameters $1 to $18 of the statements that write a project.
func (p Project) values() []any {
	var o projectRow
	if p.Origin != nil {
		o.OriginProject = sql.NullString{String: p.Origin.Project, Valid: true}
		o.OriginVersion = sql.NullInt64{Int64: int64(p.Origin.Version), Valid: true}
		o.OriginName = sql.NullString{String: p.Origin.Name, Valid: true}
	}
	return []any{
		p.ID, p.Version, p.Name, nameKey(p.Name), p.Named, p.Title, p.Device, p.Pages, p.Draft, p.Bytes, p.SHA256,
		sqldb.At(p.CreatedAt), sqldb.At(p.UpdatedAt), p.UpdatedBy, sqldb.At(p.TrashedAt), o.OriginProject, o.OriginVersion, o.OriginName,
	}
}

// nameKey is what lists are sorted and searched by. Names fit but for those of
// characters that folding makes many of.
func nameKey(name string) string { return cutText(textkey.Fold(name), maxKey) }

const (
	projectColumns = `p.id, p.owner, p.version, p.name, p.named, p.title, p.device, p.pages, p.draft, p.bytes, p.sha256,
		p.created_at, p.updated_at, p.updated_by, p.trashed_at, p.origin_project, p.origin_version, p.origin_name, p.clones, p.withheld, e.slug`

	projectByID = `select ` + projectColumns + ` from ep_project p left join ep_project_entry e on e.project_id = p.id where p.id = $1`
	projectHead = `select id, owner, version, sha256, bytes, clones from ep_project where id = $1`

	trashedBefore = `select id from ep_project where trashed_at < $1 and trashed_at is not null order by trashed_at, id limit $2`

	addProject = `insert into ep_project (id, version, name, name_key, named, title, device, pages, draft, bytes, sha256,
			created_at, updated_at, updated_by, trashed_at, origin_project, origin_version, origin_name, owner, clones)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20) on conflict do nothing`
	updateProject = `update ep_project set version = $2, name = $3, name_key = $4, named = $5, title = $6, device = $7, pages = $8, draft = $9,
			bytes = $10, sha256 = $11, created_at = $12, updated_at = $13, updated_by = $14, trashed_at = $15,
			origin_project = $16, origin_version = $17, origin_name = $18
		where id = $1`
	withholdProject = `update ep_project set withheld = $2 where id = $1`
	deleteProject   = `delete from ep_project where id = $1`
)

// Project implements Reader.
func (r *sqlReader) Project(ctx context.Context, id string) (Project, error) {
	if !isKey(id, maxID) {
		return Project{}, words.Missing("project")
	}
	var row projectRow
	if err := r.q.Get(ctx, &row, projectByID, id); err != nil {
		return Project{}, words.Error(ctx, "project", err)
	}
	return row.project(), nil
}

// head reads what writes ask of a project first.
func (r *sqlReader) head(ctx context.Context, id string) (Project, error) {
	if !isKey(id, maxID) {
		return Project{}, words.Missing("project")
	}
	var row projectRow
	err := r.q.Get(ctx, &row, projectHead, id)
	return row.project(), words.Error(ctx, "project", err)
}

// Add implements Writer.
func (w *sqlWriter) Add(ctx context.Context, p Project, v Version, source []byte, uses []string) error {
	if source == nil {
		source = []byte{}
	}
	if err := checkWrite(p, v, source, uses); err != nil {
		return err
	}
	if err := words.Add(ctx, w.tx, "project", addProject, append(p.values(), p.Owner, p.Clones)...); err != nil {
		return err
	}
	if err := w.addOwner(ctx, p); err != nil {
		return err
	}
	if err := w.addVersion(ctx, v, source); err != nil {
		return err
	}
	return w.useAssets(ctx, p.ID, p.Version, uses)
}

// Update implements Writer.
func (w *sqlWriter) Update(ctx context.Context, p Project, v Version, source []byte, uses []string) error {
	if err := checkWrite(p, v, source, uses); err != nil {
		return err
	}
	before, err := w.head(ctx, p.ID)
	switch {
	case err != nil:
		return err
	case before.Version >= p.Version:
		return fmt.Errorf("%w: version %d of the project", ErrExists, p.Version)
	case before.Owner != p.Owner:
		return fmt.Errorf("%w: a project stays its owner's", ErrInvalid)
	case source == nil && (before.SHA256 != p.SHA256 || before.Bytes != p.Bytes):
		return fmt.Errorf("%w: the file is not that of the version before", ErrInvalid)
	}
	if err := words.Change(ctx, w.tx, "project", updateProject, p.values()...); err != nil {
		return err
	}
	if err := w.moveMembers(ctx, p); err != nil {
		return err
	}
	if err := words.Change(ctx, w.tx, "version before", replaceVersion, p.ID, before.Version, sqldb.At(v.At)); err != nil {
		return err
	}
	if err := w.addVersion(ctx, v, source); err != nil {
		return err
	}
	return w.useAssets(ctx, p.ID, p.Version, uses)
}

// Withhold implements Writer.
func (w *sqlWriter) Withhold(ctx context.Context, project, reason string) error {
	var c checks
	c.text("reason", reason, 0, MaxReason)
	if c.err != nil {
		return c.err
	}
	if !isKey(project, maxID) {
		return words.Missing("project")
	}
	return words.Change(ctx, w.tx, "project", withholdProject, project, reason)
}

// Purge implements Writer. The rest of it follows by foreign keys.
func (w *sqlWriter) Purge(ctx context.Context, project string) error {
	if !isKey(project, maxID) {
		return nil
	}
	_, err := words.Exec(ctx, w.tx, "project", deleteProject, project)
	return err
}
