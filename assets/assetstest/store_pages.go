package assetstest

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/sqldb"
)

// PageSize is how many rows the pages have that are looked at.
const PageSize = 10

// Listing is a listing of a Store with many rows.
type Listing struct {
	Name string
	List func(ctx context.Context, r assets.Reader, after string, limit int) (ids []string, next string, err error)
	Last string // the cursor of the last page, of PageSize rows
	// Index is a pattern of the index that a page is read from, as the database with that dialect
	// calls it, and Alias the name that the statement gives to the table.
	Index map[sqldb.Dialect]string
	Alias string
}

// FillPages fills the listings that it returns with so many rows: of what a user
// holds, of all assets, of those in use. All have rows that are equal in what they are sorted by,
// where that can be. The rows are copies of some that the Store wrote; those of the last page
// come first, so that its cursor is at hand without reading all of the others.
func FillPages(t testing.TB, db *sqldb.DB, rows int) []Listing {
	t.Helper()
	s := assets.NewSQL(db)
	one := storedImage("~", "user") // behind the copies
	one.Used, one.Name = true, "30000"
	addHeld(t, s, one)
	listings := allListings()
	copyRows(t, db, 1, PageSize)
	for i, l := range listings {
		storeRead(t, s, func(ctx context.Context, r assets.Reader) (err error) {
			_, listings[i].Last, err = l.List(ctx, r, "", 1)
			require.NotEmpty(t, listings[i].Last)
			return err
		})
	}
	copyRows(t, db, 14, 14+rows-PageSize-2) // none is equal to one of those before
	if db.Dialect() == sqldb.PostgreSQL {
		for _, table := range []string{"ep_asset", "ep_asset_holding"} {
			_, err := db.Exec(t.Context(), `analyze `+table)
			require.NoError(t, err)
		}
	}
	return listings
}

// copyRows makes copies of the first rows, with these numbers: the higher, the
// further to the front of each listing.
func copyRows(t testing.TB, db *sqldb.DB, from, to int) {
	t.Helper()
	numbers := fmt.Sprintf(`with recursive n(i) as (select %d union all select i + 1 from n where i < %d) `, from, to)
	for _, statement := range []string{
		`insert into ep_asset (id, home, sha256, kind, type, bytes, width, height, thumbnail, thumbnail_sha256)
			` + numbers + `select cast(30000 - i as text), home, sha256 || cast(i as text), kind, type, bytes + i / 7, width, height, thumbnail, thumbnail_sha256
				from ep_asset cross join n where id = '~'`,
		`insert into ep_asset_holding (owner, asset_id, name, name_key, kind, bytes, sha256, upload, at, used)
			` + numbers + `select owner, cast(30000 - i as text), name, cast(30000 - i / 7 as text), kind, bytes + i / 7, sha256, upload, at + i / 7, used
				from ep_asset_holding cross join n where asset_id = '~'`,
	} {
		_, err := db.Exec(t.Context(), statement)
		require.NoError(t, err)
	}
}

// allListings are the listings that FillPages fills.
func allListings() (all []Listing) {
	index := func(sqlite, postgres string) map[sqldb.Dialect]string {
		return map[sqldb.Dialect]string{sqldb.SQLite: sqlite, sqldb.PostgreSQL: postgres}
	}
	for order, name := range map[assets.Order]string{assets.Newest: "newest", assets.ByName: "name", assets.Largest: "largest"} {
		for kind, part := range map[assets.Kind]string{"": "", assets.KindImage: "kind_"} {
			f := assets.Filter{Kind: kind, Order: order}
			all = append(all, Listing{
				Name: fmt.Sprintf("%s %q", order, kind), Alias: "h",
				// All are of one kind, as PostgreSQL knows: the other index will do.
				Index: index("ep_asset_holding_"+part+name, "ep_asset_holding_(kind_)?"+name),
				List: func(ctx context.Context, r assets.Reader, after string, limit int) ([]string, string, error) {
					page, next, err := r.List(ctx, "user", f, after, limit)
					return idsOfHeld(page), next, err
				},
			})
		}
	}
	for _, owner := range []string{"", "user"} {
		all = append(all, Listing{
			Name: fmt.Sprintf("used by %q", owner), Alias: "h",
			// All are used and of one owner, as PostgreSQL knows.
			Index: index("ep_asset_holding_used", "ep_asset_holding_(used|pkey)"),
			List: func(ctx context.Context, r assets.Reader, after string, limit int) ([]string, string, error) {
				page, next, err := r.UsedOnes(ctx, owner, after, limit)
				return idsOfHeld(page), next, err
			},
		})
	}
	return append(all, Listing{
		Name: "assets", Alias: "a", Index: index("sqlite_autoindex_ep_asset_1", "ep_asset_pkey"),
		List: func(ctx context.Context, r assets.Reader, after string, limit int) ([]string, string, error) {
			page, next, err := r.Assets(ctx, after, limit)
			ids := make([]string, len(page))
			for i, a := range page {
				ids[i] = a.ID
			}
			return ids, next, err
		},
	})
}

func idsOfHeld(page []assets.Held) []string {
	ids := make([]string, len(page))
	for i, h := range page {
		ids[i] = h.ID
	}
	return ids
}

// sqlPagesSeek reads page 1 and page 1,000 of every listing, and lets the database say
// how it went about that: in the order of an index, with nothing sorted, and in
// PostgreSQL with how many rows and blocks it read. SQLite does not say that, and its
// plan does not depend on how many there are: package assets has a test of its own
// that counts them.
func sqlPagesSeek(t *testing.T, db *sqldb.DB) {
	listings := FillPages(t, db, map[sqldb.Dialect]int{sqldb.SQLite: 50, sqldb.PostgreSQL: 10_000}[db.Dialect()])
	require.NoError(t, db.Read(t.Context(), func(q sqldb.Reader) error {
		for _, l := range listings {
			x := &explaining{Reader: q}
			cost := func(after string) planned {
				t.Helper()
				x.plans = nil
				ids, next, err := l.List(t.Context(), assets.ReadSQL(x), after, PageSize)
				require.NoError(t, err)
				require.Len(t, ids, PageSize)
				require.Equal(t, after == "", next != "", l.Name)
				require.Len(t, x.plans, 1)
				return x.plans[0]
			}
			first := cost("")
			last := cost(l.Last)
			for page, p := range map[int]planned{1: first, 1000: last} {
				require.Regexp(t, l.Index[db.Dialect()], p.text, "%s, page %d", l.Name, page)
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
