package projectstest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

// sqlOwned lists all projects, those in the trash as well, in the order of bytes, from any place on.
func sqlOwned(t *testing.T, db *sqldb.DB) {
	s := projects.NewSQL(db)
	page := func(after projects.OwnedProject, limit int) []projects.OwnedProject {
		t.Helper()
		got, err := projects.Owned(t.Context(), db, after, limit)
		require.NoError(t, err)
		return got
	}
	require.Empty(t, page(projects.OwnedProject{}, 10))
	var want []projects.OwnedProject
	for n, owner := range []string{"a", "B", "b", "a b", "a-b", "aé", "ä", "Z", "~", "_"} {
		for i, id := range []string{"1", "É", "a", "A"} {
			r := newRow(fmt.Sprint(id, " ", n), owner)
			if i == 0 {
				r.TrashedAt = minute(1)
			}
			addRows(t, s, r)
			want = append(want, projects.OwnedProject{Owner: owner, ID: r.ID})
		}
	}
	grant(t, s, "1 0", "somebody", projects.Editor)
	slices.SortFunc(want, byOwner)
	require.Equal(t, want, page(projects.OwnedProject{}, 1000))
	for _, limit := range []int{1, 3, 4, 40, 41} {
		got, err := allOwned(t.Context(), db, limit)
		require.NoError(t, err)
		require.Equal(t, want, got, "by pages of %d", limit)
	}
	require.Equal(t, want[5:7], page(want[4], 2))
	require.Empty(t, page(want[len(want)-1], 10))
	require.Empty(t, page(projects.OwnedProject{}, 0))
	require.Empty(t, page(projects.OwnedProject{}, -1))
	storeWrite(t, s, func(ctx context.Context, w projects.Writer) error { return w.Purge(ctx, want[0].ID) })
	require.Equal(t, want[1:2], page(projects.OwnedProject{}, 1))
	require.Equal(t, want[1:2], page(want[0], 1), "after one that is gone")
}

// fillOwned fills what projects.Owned lists.
func fillOwned(t testing.TB, db *sqldb.DB, rows int) []sqldbtest.Listing {
	t.Helper()
	addRows(t, projects.NewSQL(db), newRow("~", "user")) // behind the copies
	copies := func(from, to int) {
		_, err := db.Exec(t.Context(), fmt.Sprintf(`insert into ep_project (id, owner, version, name, name_key, named, title, device, pages, draft, bytes, sha256, created_at,
				updated_at, updated_by, clones)
			with recursive n(i) as (select %d union all select i + 1 from n where i < %d)
			select cast(30000 - i as text), owner, version, name, name_key, named, title, device, pages, draft, bytes, sha256, created_at, updated_at, updated_by, clones
				from ep_project cross join n where id = '~'`, from, to))
		require.NoError(t, err)
	}
	return sqldbtest.FillPages(t, db, rows, []sqldbtest.Listing{{Name: "owned", Index: "ep_project_owner", List: listOwned}}, copies, "ep_project")
}

// listOwned is projects.Owned with a cursor.
func listOwned(ctx context.Context, r sqldb.Reader, after string, limit int) (ids []string, next string, err error) {
	owner, id, _ := strings.Cut(after, "\n")
	page, err := projects.Owned(ctx, r, projects.OwnedProject{Owner: owner, ID: id}, limit+1)
	if len(page) > limit {
		page = page[:limit]
		next = page[limit-1].Owner + "\n" + page[limit-1].ID
	}
	return idsOf(page, func(p projects.OwnedProject) string { return p.ID }), next, err
}

// sqlOwnedSeeks sees how the pages of that are read.
func sqlOwnedSeeks(t *testing.T, db *sqldb.DB) { sqldbtest.PagesSeek(t, db, fillOwned) }
