package sqldbtest

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/sqldb"
)

// PageSize is how many rows the pages have that are looked at.
const PageSize = 10

// Listing is a listing of a store with many rows, of which its pages are to read
// their own and no others.
type Listing struct {
	Name string
	// List reads a page: the ids of its rows, and the cursor of the next page.
	List func(ctx context.Context, r sqldb.Reader, after string, limit int) (ids []string, next string, err error)
	Last string // the cursor of the last page, of PageSize rows
	// Index is a pattern of the index that a page is read from; Postgres is what PostgreSQL may take
	// instead, which knows how many rows an index leaves out ("" = Index, too).
	Index, Postgres string
	// Column is a column of the listing's table that no index has, as the statement calls it.
	Column string
}

// Fill fills listings with so many rows. All are equal in what they are sorted by, where that can be.
type Fill func(t testing.TB, db *sqldb.DB, rows int) []Listing

// FillPages is the way to be a Fill: copies makes copies of rows that the store wrote, with numbers from
// and to: the higher, the further to the front of each listing. Those of the last page come first, so that its cursor
// is at hand without reading all of the others. There is one row of each listing before, which stays behind the copies.
func FillPages(t testing.TB, db *sqldb.DB, rows int, listings []Listing, copies func(from, to int), tables ...string) []Listing {
	t.Helper()
	copies(1, PageSize)
	for i, l := range listings {
		require.NoError(t, db.Read(t.Context(), func(r sqldb.Reader) (err error) {
			_, listings[i].Last, err = l.List(t.Context(), r, "", 1)
			return err
		}))
		require.NotEmpty(t, listings[i].Last)
	}
	copies(14, 14+rows-PageSize-2) // none is equal to one of those before
	if db.Dialect() == sqldb.PostgreSQL {
		for _, table := range tables {
			_, err := db.Exec(t.Context(), `analyze `+table)
			require.NoError(t, err)
		}
	}
	return listings
}

// PagesSeek reads page 1 and page 1,000 of every listing, and lets the database say
// how it went about that: in the order of an index, with nothing sorted, and in
// PostgreSQL with how many rows and blocks it read. SQLite does not say that, and its
// plan does not depend on how many there are: PagesReadTheirRows counts them.
func PagesSeek(t *testing.T, db *sqldb.DB, fill Fill) {
	listings := fill(t, db, map[sqldb.Dialect]int{sqldb.SQLite: 50, sqldb.PostgreSQL: 10_000}[db.Dialect()])
	require.NoError(t, db.Read(t.Context(), func(q sqldb.Reader) error {
		for _, l := range listings {
			x := &explaining{Reader: q}
			cost := func(after string) planned {
				t.Helper()
				x.plans = nil
				ids, next, err := l.List(t.Context(), x, after, PageSize)
				require.NoError(t, err)
				require.Len(t, ids, PageSize)
				require.Equal(t, after == "", next != "", l.Name)
				require.Len(t, x.plans, 1)
				return x.plans[0]
			}
			first := cost("")
			last := cost(l.Last)
			index := l.Index
			if db.Dialect() == sqldb.PostgreSQL && l.Postgres != "" {
				index = l.Postgres
			}
			for page, p := range map[int]planned{1: first, 1000: last} {
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

// PagesReadTheirRows finds that page 1 and the last page of each listing are read with as many rows as
// they have, and about as many pages of the file: both are counted while SQLite reads. A row is looked up in so
// many trees at most, of three levels or four. There must be so many rows that to go through them all would
// take more pages than are allowed.
func PagesReadTheirRows(t *testing.T, fill Fill, rows, trees int, schemas ...sqldb.Schema) {
	m := NewMeter(t, schemas...)
	for _, l := range fill(t, m.DB, rows) {
		read := func(after string) (rows, pages int) {
			t.Helper()
			return m.Read(t, l.Column, func(r sqldb.Reader) error {
				ids, _, err := l.List(t.Context(), r, after, PageSize)
				require.Len(t, ids, PageSize)
				return err
			})
		}
		firstRows, firstPages := read("")
		lastRows, lastPages := read(l.Last)
		require.Equal(t, PageSize+1, firstRows, l.Name)
		require.Equal(t, PageSize, lastRows, "%s: nothing is left after it", l.Name)
		most := (3*trees + 1) * (PageSize + 1) // depends on how near to each other the rows are
		require.LessOrEqual(t, firstPages, most, l.Name)
		require.LessOrEqual(t, lastPages, most, l.Name)
	}
}

// PagesLeadToTheLast goes through each listing page by page: every row once, to the cursor that the others are given.
func PagesLeadToTheLast(t *testing.T, fill Fill, schemas ...sqldb.Schema) {
	const rows = 20 * PageSize
	db := SQLite(t, schemas...)
	for _, l := range fill(t, db, rows) {
		seen := map[string]bool{}
		after, last := "", ""
		for range rows {
			require.NoError(t, db.Read(t.Context(), func(r sqldb.Reader) error {
				ids, next, err := l.List(t.Context(), r, after, PageSize)
				for _, id := range ids {
					require.False(t, seen[id], "%s: %s twice", l.Name, id)
					seen[id] = true
				}
				last, after = after, next
				return err
			}))
			if after == "" {
				break
			}
		}
		require.Len(t, seen, rows, l.Name)
		require.Equal(t, l.Last, last, l.Name)
	}
}
