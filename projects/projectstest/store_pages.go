package projectstest

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/sqldb"
)

// PageSize is how many rows the pages have that are looked at.
const PageSize = 10

// Listing is a listing of a Store with many rows.
type Listing struct {
	Name string
	List func(ctx context.Context, r projects.Reader, after string, limit int) (ids []string, next string, err error)
	Last string // the cursor of the last page, of PageSize rows
	// Index is what a page of it is read from, and Alias the name that the
	// statement gives to its table ("" = none).
	Index, Alias string
}

// FillPages fills the listings that it returns with so many rows: the shelves of
// two users, the gallery, the versions of a project. All have rows that are equal in
// what they are sorted by. The rows are copies of some that the Store wrote; those
// of the last page come first, so that its cursor is at hand without reading all
// of the others.
func FillPages(t testing.TB, db *sqldb.DB, rows int) []Listing {
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

	listings := allListings()
	copyRows(t, db, 1, PageSize)
	for i, l := range listings {
		storeRead(t, s, func(ctx context.Context, r projects.Reader) (err error) {
			_, listings[i].Last, err = l.List(ctx, r, "", 1)
			require.NotEmpty(t, listings[i].Last)
			return err
		})
	}
	copyRows(t, db, 14, 14+rows-PageSize-2) // none is equal to one of those before
	if db.Dialect() == sqldb.PostgreSQL {
		for _, table := range []string{"ep_project", "ep_project_member", "ep_project_entry", "ep_project_version"} {
			_, err := db.Exec(t.Context(), `analyze `+table)
			require.NoError(t, err)
		}
	}
	return listings
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
func allListings() (all []Listing) {
	for order, index := range map[projects.Order]string{projects.Recent: "recent", projects.ByName: "name", projects.Newest: "newest"} {
		for shelf, user := range map[projects.Shelf]string{projects.Mine: "user", projects.Shared: "friend", projects.Trash: "user"} {
			f := projects.Filter{Shelf: shelf, Order: order}
			all = append(all, Listing{Name: fmt.Sprint(shelf, " ", order), Index: "ep_project_member_" + index, Alias: "m",
				List: func(ctx context.Context, r projects.Reader, after string, limit int) ([]string, string, error) {
					page, next, err := r.Projects(ctx, user, f, after, limit)
					return idsOf(page, func(p projects.Project) string { return p.ID }), next, err
				}})
		}
	}
	for order, index := range map[projects.Order]string{projects.Newest: "newest", projects.Popular: "popular", projects.ByName: "name"} {
		for device, part := range map[string]string{"": "", "device": "device_"} {
			f := projects.GalleryFilter{Order: order, Device: device}
			all = append(all, Listing{Name: fmt.Sprintf("gallery %s %q", order, device), Index: "ep_project_entry_" + part + index, Alias: "e",
				List: func(ctx context.Context, r projects.Reader, after string, limit int) ([]string, string, error) {
					page, next, err := r.Gallery(ctx, f, after, limit)
					return idsOf(page, func(e projects.Entry) string { return e.Project }), next, err
				}})
		}
	}
	return append(all, Listing{Name: "versions", Index: "ep_project_version",
		List: func(ctx context.Context, r projects.Reader, after string, limit int) ([]string, string, error) {
			page, next, err := r.Versions(ctx, "mine", after, limit)
			return idsOf(page, func(v projects.Version) string { return fmt.Sprint(v.Number) }), next, err
		}})
}

func idsOf[T any](page []T, id func(T) string) (ids []string) {
	for _, row := range page {
		ids = append(ids, id(row))
	}
	return ids
}

// sqlPagesSeek reads page 1 and page 1,000 of every listing, and lets the database say
// how it went about that: in the order of an index, with nothing sorted, and in
// PostgreSQL with how many rows and blocks it read. SQLite does not say that, and its
// plan does not depend on how many there are: package projects has a test of its own
// that counts them.
func sqlPagesSeek(t *testing.T, db *sqldb.DB) {
	listings := FillPages(t, db, map[sqldb.Dialect]int{sqldb.SQLite: 50, sqldb.PostgreSQL: 10_000}[db.Dialect()])
	require.NoError(t, db.Read(t.Context(), func(q sqldb.Reader) error {
		for _, l := range listings {
			x := &explaining{Reader: q}
			cost := func(after string) planned {
				t.Helper()
				x.plans = nil
				ids, next, err := l.List(t.Context(), projects.ReadSQL(x), after, PageSize)
				require.NoError(t, err)
				require.Len(t, ids, PageSize)
				require.Equal(t, after == "", next != "", l.Name)
				require.Len(t, x.plans, 1)
				return x.plans[0]
			}
			first := cost("")
			last := cost(l.Last)
			for page, p := range map[int]planned{1: first, 1000: last} {
				index := l.Index
				if db.Dialect() == sqldb.PostgreSQL { // all are for one device, as it knows: the other index will do
					index = strings.Replace(l.Index, "_device", "(_device)?", 1)
				}
				require.Regexp(t, index, p.text, "%s, page %d", l.Name, page)
				require.NotContains(t, p.text, "Sort", l.Name)
				require.NotContains(t, p.text, "TEMP B-TREE", l.Name)
				require.NotContains(t, p.text, "Seq Scan", l.Name)
			}
			if db.Dialect() == sqldb.SQLite {
				require.Contains(t, last.text, "SEARCH", l.Name)
				require.NotContains(t, last.text, "SCAN", l.Name)
				continue
			}
			require.LessOrEqual(t, last.rows, first.rows, "%s: rows read\n%s", l.Name, last.text)
			// The tree of an index may be a block deeper here than there, and rows
			// lie on other blocks than their neighbours.
			require.LessOrEqual(t, last.blocks, first.blocks+4*PageSize, "%s: blocks read\n%s", l.Name, last.text)
		}
		return nil
	}))
}

// planned is how the database went about a statement.
type planned struct {
	text         string
	rows, blocks int // PostgreSQL
}

// explaining notes how the database goes about what is selected.
type explaining struct {
	sqldb.Reader
	plans []planned
}

// Select implements sqldb.Reader.
func (x *explaining) Select(ctx context.Context, dest any, query string, args ...any) error {
	var p planned
	if x.Dialect() == sqldb.PostgreSQL {
		if err := x.Get(ctx, &p.text, "explain (analyze, buffers, format json) "+query, args...); err != nil {
			return err
		}
		var tops []struct{ Plan planNode }
		if err := json.Unmarshal([]byte(p.text), &tops); err != nil {
			return err
		}
		for _, top := range tops {
			p.rows += top.Plan.read()
			p.blocks += top.Plan.Hit + top.Plan.Read
		}
	} else {
		var steps []struct {
			ID     int    `db:"id"`
			Parent int    `db:"parent"`
			Unused int    `db:"notused"`
			Detail string `db:"detail"`
		}
		if err := x.Reader.Select(ctx, &steps, "explain query plan "+query, args...); err != nil {
			return err
		}
		for _, s := range steps {
			p.text += s.Detail + "\n"
		}
	}
	x.plans = append(x.plans, p)
	return x.Reader.Select(ctx, dest, query, args...)
}

// planNode is a step of a plan of PostgreSQL's.
type planNode struct {
	Rows    float64    `json:"Actual Rows"` // of each loop
	Loops   float64    `json:"Actual Loops"`
	Removed float64    `json:"Rows Removed by Filter"`
	Again   float64    `json:"Rows Removed by Index Recheck"`
	Hit     int        `json:"Shared Hit Blocks"`
	Read    int        `json:"Shared Read Blocks"`
	Plans   []planNode `json:"Plans"`
}

// read is how many rows the scans at the leaves read.
func (n planNode) read() int {
	if len(n.Plans) == 0 {
		return int((n.Rows+n.Removed+n.Again)*n.Loops + 0.5)
	}
	sum := 0
	for _, p := range n.Plans {
		sum += p.read()
	}
	return sum
}
