package projectstest

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

// FillPages fills the listings that it returns with so many rows: the shelves of
// two users, the gallery, the versions of a project.
func FillPages(t testing.TB, db *sqldb.DB, rows int) []sqldbtest.Listing {
	t.Helper()
	s := projects.NewSQL(db)
	trashed := newRow("trash", "user")
	trashed.TrashedAt = minute(1)
	mine := newRow("mine", "user")
	addRows(t, s, mine, trashed)
	grant(t, s, "mine", "friend", projects.Viewer)
	putEntry(t, s, entryOf(mine, "slug"))
	_, err := db.Exec(t.Context(), `update ep_project_member set name_key = name_key || '30000'`) // behind the copies
	require.NoError(t, err)
	_, err = db.Exec(t.Context(), `update ep_project_entry set name_key = name_key || '30000'`)
	require.NoError(t, err)
	return sqldbtest.FillPages(t, db, rows, allListings(), func(from, to int) { copyRows(t, db, from, to) },
		"ep_project", "ep_project_member", "ep_project_entry", "ep_project_version")
}

// copyRows makes copies of the first rows of everything, with these numbers: the
// higher, the further to the front of each listing.
func copyRows(t testing.TB, db *sqldb.DB, from, to int) {
	t.Helper()
	numbers := fmt.Sprintf(`with recursive n(i) as (select %d union all select i + 1 from n where i < %d) `, from, to)
	for _, statement := range []string{
		`insert into ep_project (id, owner, version, name, name_key, named, title, device, pages, draft, bytes, sha256, created_at, updated_at, updated_by, trashed_at, clones)
			` + numbers + `select id || ' ' || cast(i as text), owner, version, name, name_key, named, title, device, pages, draft, bytes, sha256,
				created_at, updated_at, updated_by, trashed_at, clones from ep_project cross join n where id in ('mine', 'trash')`,
		`insert into ep_project_member (project_id, user_id, role, shelf, name_key, created_at, updated_at, granted_at)
			` + numbers + `select project_id || ' ' || cast(i as text), user_id, role, shelf, replace(name_key, '30000', cast(30000 - i / 7 as text)),
				created_at + i / 7, updated_at + i / 7, granted_at from ep_project_member cross join n where project_id in ('mine', 'trash')`,
		`insert into ep_project_entry (project_id, owner, slug, version, name, description, author, device, pages, clones, published_at, updated_at, search,
				name_key)
			` + numbers + `select project_id || ' ' || cast(i as text), owner, slug || ' ' || cast(i as text), version, name, description, author, device, pages,
				clones + i / 7, published_at + i / 7, updated_at, search,
				replace(name_key, '30000', cast(30000 - i / 7 as text)) from ep_project_entry cross join n where project_id = 'mine'`,
		`insert into ep_project_version (project_id, number, at, by_user, change, of_version, name, bytes, sha256, draft, pages, device, pinned, replaced_at, facts)
			` + numbers + `select project_id, i + 1, at, by_user, change, of_version, name, bytes, sha256, draft, pages, device, pinned, replaced_at, facts
				from ep_project_version cross join n where project_id = 'mine' and number = 1`,
	} {
		_, err := db.Exec(t.Context(), statement)
		require.NoError(t, err)
	}
}

// allListings are the listings that FillPages fills.
func allListings() (all []sqldbtest.Listing) {
	for order, index := range map[projects.Order]string{projects.Recent: "recent", projects.ByName: "name", projects.Newest: "newest"} {
		for shelf, user := range map[projects.Shelf]string{projects.Mine: "user", projects.Shared: "friend", projects.Trash: "user"} {
			f := projects.Filter{Shelf: shelf, Order: order}
			all = append(all, sqldbtest.Listing{Name: fmt.Sprint(shelf, " ", order), Index: "ep_project_member_" + index, Column: "m.role",
				List: func(ctx context.Context, r sqldb.Reader, after string, limit int) ([]string, string, error) {
					page, next, err := projects.ReadSQL(r).Projects(ctx, user, f, after, limit)
					return idsOf(page, func(p projects.Project) string { return p.ID }), next, err
				}})
		}
	}
	for order, index := range map[projects.Order]string{projects.Newest: "newest", projects.Popular: "popular", projects.ByName: "name"} {
		for device, part := range map[string]string{"": "", "device": "device_"} {
			f := projects.GalleryFilter{Order: order, Device: device}
			all = append(all, sqldbtest.Listing{Name: fmt.Sprintf("gallery %s %q", order, device), Index: "ep_project_entry_" + part + index, Postgres: "ep_project_entry_(device_)?" + index, Column: "e.search",
				List: func(ctx context.Context, r sqldb.Reader, after string, limit int) ([]string, string, error) {
					page, next, err := projects.ReadSQL(r).Gallery(ctx, f, after, limit)
					return idsOf(page, func(e projects.Entry) string { return e.Project }), next, err
				}})
		}
	}
	return append(all, sqldbtest.Listing{Name: "versions", Index: "ep_project_version", Column: "facts",
		List: func(ctx context.Context, r sqldb.Reader, after string, limit int) ([]string, string, error) {
			page, next, err := projects.ReadSQL(r).Versions(ctx, "mine", after, limit)
			return idsOf(page, func(v projects.Version) string { return fmt.Sprint(v.Number) }), next, err
		}})
}

func idsOf[T any](page []T, id func(T) string) (ids []string) {
	for _, row := range page {
		ids = append(ids, id(row))
	}
	return ids
}

// sqlPagesSeek sees how the pages of every listing are read.
func sqlPagesSeek(t *testing.T, db *sqldb.DB) { sqldbtest.PagesSeek(t, db, FillPages) }
