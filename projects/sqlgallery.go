package projects

import (
	"context"
	"fmt"
	"strings"

	"github.com/einkpdf/platform/internal/textkey"
	"github.com/einkpdf/platform/sqldb"
)

// entryRow is a row of ep_project_entry.
type entryRow struct {
	Project     string     `db:"project_id"`
	Owner       string     `db:"owner"`
	Slug        string     `db:"slug"`
	Version     int        `db:"version"`
	Name        string     `db:"name"`
	Description string     `db:"description"`
	Author      string     `db:"author"`
	Device      string     `db:"device"`
	Pages       int        `db:"pages"`
	Clones      int        `db:"clones"`
	PublishedAt sqldb.Time `db:"published_at"`
	UpdatedAt   sqldb.Time `db:"updated_at"`
	NameKey     string     `db:"name_key"` // in listings
}

func (r entryRow) entry() Entry {
	return Entry{
		Project: r.Project, Owner: r.Owner, Slug: r.Slug, Version: r.Version, Name: r.Name, Description: r.Description, Author: r.Author,
		Device: r.Device, Pages: r.Pages, Clones: r.Clones, PublishedAt: r.PublishedAt.Time, UpdatedAt: r.UpdatedAt.Time,
	}
}

// searchText is what a query is looked for in, with a line end between the
// parts: no query has one. It has no more characters than the parts may have: what
// folding makes longer is cut.
func (e Entry) searchText() string {
	return cutChars(textkey.Fold(e.Name), MaxName) + "\n" + cutChars(textkey.Fold(e.Description), MaxDescription) +
		"\n" + cutChars(textkey.Fold(e.Author), MaxAuthor)
}

// cutChars is s with at most that many characters.
func cutChars(s string, most int) string {
	if len(s) > most {
		if chars := []rune(s); len(chars) > most {
			return string(chars[:most])
		}
	}
	return s
}

const (
	entryColumns = `e.project_id, e.owner, e.slug, e.version, e.name, e.description, e.author, e.device, e.pages, e.clones, e.published_at, e.updated_at`

	entryByProject = `select ` + entryColumns + ` from ep_project_entry e where e.project_id = $1`
	entryBySlug    = `select ` + entryColumns + ` from ep_project_entry e where e.slug = $1`
	slugOfAnother  = `select 1 from ep_project_entry where slug = $2 and project_id <> $1`

	putEntry = `insert into ep_project_entry (project_id, owner, slug, version, name, description, author, device, pages, clones, published_at, updated_at, search, name_key)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
		on conflict (project_id) do update set owner = excluded.owner, slug = excluded.slug, version = excluded.version, name = excluded.name,
			description = excluded.description, author = excluded.author, device = excluded.device, pages = excluded.pages, clones = excluded.clones,
			published_at = excluded.published_at, updated_at = excluded.updated_at, search = excluded.search, name_key = excluded.name_key`
	deleteEntry = `delete from ep_project_entry where project_id = $1`

	hideAssets = `delete from ep_project_entry_asset where project_id = $1`
	showAssets = `insert into ep_project_entry_asset (project_id, asset)
		select project_id, asset from ep_project_asset where project_id = $1 and until >= $2 and since <= $2 on conflict do nothing`

	addClone = `insert into ep_project_clone (project_id, user_id) select id, $2 from ep_project where id = $1 on conflict do nothing`
	// Counted where the clones are, and once more where the gallery is sorted.
	countClone      = `update ep_project set clones = clones + 1 where id = $1`
	countEntryClone = `update ep_project_entry set clones = clones + 1 where project_id = $1`
)

// Entry implements Reader.
func (r *sqlReader) Entry(ctx context.Context, project string) (Entry, error) {
	return r.entry(ctx, entryByProject, project, maxID)
}

// EntryBySlug implements Reader.
func (r *sqlReader) EntryBySlug(ctx context.Context, slug string) (Entry, error) {
	return r.entry(ctx, entryBySlug, slug, MaxSlug)
}

func (r *sqlReader) entry(ctx context.Context, query, key string, most int) (Entry, error) {
	if !isKey(key, most) {
		return Entry{}, words.Missing("entry")
	}
	var row entryRow
	if err := r.q.Get(ctx, &row, query, key); err != nil {
		return Entry{}, words.Error(ctx, "entry", err)
	}
	return row.entry(), nil
}

// Gallery implements Reader.
func (r *sqlReader) Gallery(ctx context.Context, f GalleryFilter, after string, limit int) ([]Entry, string, error) {
	if !isText(f.Query) || f.Device != "" && !isKey(f.Device, maxDevice) {
		return nil, "", nil
	}
	l, err := galleryListing(f)
	if err != nil {
		return nil, "", err
	}
	rows, next, err := list(ctx, r, l, after, limit, func(row entryRow) position {
		switch l.sort {
		case "e.clones":
			return position{int64(row.Clones), row.Project}
		case "e.name_key":
			return position{row.NameKey, row.Project}
		}
		return position{row.PublishedAt.UnixMilli(), row.Project}
	})
	if err != nil {
		return nil, "", err
	}
	page := make([]Entry, len(rows))
	for i, row := range rows {
		page[i] = row.entry()
	}
	return page, next, nil
}

// galleryListing is the listing of the gallery.
func galleryListing(f GalleryFilter) (listing, error) {
	if f.Order == "" {
		f.Order = Newest
	}
	l := listing{
		columns: entryColumns + ", e.name_key", from: "ep_project_entry e", id: "e.project_id",
		search: "e.search", query: queryWords(f.Query), window: galleryWindow,
	}
	switch f.Order {
	case Newest:
		l.sort = "e.published_at"
	case Popular:
		l.sort, l.most = "e.clones", maxNumber
	case ByName:
		l.sort, l.up = "e.name_key", true
	default:
		return listing{}, fmt.Errorf("%w: the gallery has no such order", ErrInvalid)
	}
	l.name = fmt.Sprintf("projects gallery %q %s %q", f.Device, f.Order, strings.Join(l.query, " "))
	if f.Device != "" {
		l.equal("e.device", f.Device)
	}
	return l, nil
}

// PutEntry implements Writer. It looks first: ON CONFLICT speaks of one unique
// index, and a violation of another one would end the transaction in PostgreSQL.
func (w *sqlWriter) PutEntry(ctx context.Context, e Entry) error {
	if err := e.check(); err != nil {
		return err
	}
	p, err := w.head(ctx, e.Project)
	if err != nil {
		return err
	}
	taken, err := words.Found(ctx, w.q, "entry", slugOfAnother, e.Project, e.Slug)
	if err == nil && taken {
		err = fmt.Errorf("%w: entry with this slug", ErrExists)
	}
	if err != nil {
		return err
	}
	if err := w.unpin(ctx, e.Project); err != nil {
		return err
	}
	if err := words.Change(ctx, w.tx, "version", pinVersion, e.Project, e.Version, true); err != nil {
		return err
	}
	_, err = words.Exec(ctx, w.tx, "entry", putEntry, e.Project, e.Owner, e.Slug, e.Version, e.Name, e.Description, e.Author, e.Device, e.Pages, p.Clones,
		sqldb.At(e.PublishedAt), sqldb.At(e.UpdatedAt), e.searchText(), nameKey(e.Name))
	if err != nil {
		return err
	}
	if _, err := words.Exec(ctx, w.tx, "public assets", hideAssets, e.Project); err != nil {
		return err
	}
	_, err = words.Exec(ctx, w.tx, "public assets", showAssets, e.Project, e.Version)
	return err
}

// unpin lets go of the version that is published, if one is.
func (w *sqlWriter) unpin(ctx context.Context, project string) error {
	var rows []entryRow
	if err := w.tx.Select(ctx, &rows, entryByProject, project); err != nil {
		return words.Error(ctx, "entry", err)
	}
	for _, e := range rows {
		if _, err := words.Exec(ctx, w.tx, "version", pinVersion, project, e.Version, false); err != nil {
			return err
		}
	}
	return nil
}

// DeleteEntry implements Writer.
func (w *sqlWriter) DeleteEntry(ctx context.Context, project string) (bool, error) {
	if !isKey(project, maxID) {
		return false, nil
	}
	if err := w.unpin(ctx, project); err != nil {
		return false, err
	}
	n, err := words.Exec(ctx, w.tx, "entry", deleteEntry, project)
	return n > 0, err
}

// CountClone implements Writer.
func (w *sqlWriter) CountClone(ctx context.Context, project, user string) error {
	var c checks
	c.text("user", user, 1, maxID)
	if c.err != nil {
		return c.err
	}
	if _, err := w.head(ctx, project); err != nil {
		return err
	}
	n, err := words.Exec(ctx, w.tx, "clone", addClone, project, user)
	if err != nil || n == 0 {
		return err
	}
	if err := words.Change(ctx, w.tx, "project", countClone, project); err != nil {
		return err
	}
	_, err = words.Exec(ctx, w.tx, "entry", countEntryClone, project)
	return err
}
