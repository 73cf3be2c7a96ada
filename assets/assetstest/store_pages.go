package assetstest

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

// FillPages fills the listings that it returns with so many rows: of what a user
// holds, of all assets, of those in use.
func FillPages(t testing.TB, db *sqldb.DB, rows int) []sqldbtest.Listing {
	t.Helper()
	one := storedImage("~", "user") // behind the copies
	one.Used, one.Name = true, "30000"
	addHeld(t, assets.NewSQL(db), one)
	return sqldbtest.FillPages(t, db, rows, allListings(), func(from, to int) { copyRows(t, db, from, to) }, "ep_asset", "ep_asset_holding")
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
func allListings() (all []sqldbtest.Listing) {
	for order, name := range map[assets.Order]string{assets.Newest: "newest", assets.ByName: "name", assets.Largest: "largest"} {
		for kind, part := range map[assets.Kind]string{"": "", assets.KindImage: "kind_"} {
			f := assets.Filter{Kind: kind, Order: order}
			all = append(all, sqldbtest.Listing{
				Name: fmt.Sprintf("%s %q", order, kind), Column: "h.name",
				// All are of one kind, as PostgreSQL knows: the other index will do.
				Index: "ep_asset_holding_" + part + name, Postgres: "ep_asset_holding_(kind_)?" + name,
				List: func(ctx context.Context, r sqldb.Reader, after string, limit int) ([]string, string, error) {
					page, next, err := assets.ReadSQL(r).List(ctx, "user", f, after, limit)
					return idsOfHeld(page), next, err
				},
			})
		}
	}
	for _, owner := range []string{"", "user"} {
		all = append(all, sqldbtest.Listing{
			Name: fmt.Sprintf("used by %q", owner), Column: "h.name",
			// All are used and of one owner, as PostgreSQL knows.
			Index: "ep_asset_holding_used", Postgres: "ep_asset_holding_(used|pkey)",
			List: func(ctx context.Context, r sqldb.Reader, after string, limit int) ([]string, string, error) {
				page, next, err := assets.ReadSQL(r).UsedOnes(ctx, owner, after, limit)
				return idsOfHeld(page), next, err
			},
		})
	}
	return append(all, holdingsListing(), sqldbtest.Listing{
		Name: "assets", Column: "a.type", Index: "sqlite_autoindex_ep_asset_1", Postgres: "ep_asset_pkey",
		List: func(ctx context.Context, r sqldb.Reader, after string, limit int) ([]string, string, error) {
			page, next, err := assets.ReadSQL(r).Assets(ctx, after, limit)
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

// sqlPagesSeek sees how the pages of every listing are read.
func sqlPagesSeek(t *testing.T, db *sqldb.DB) { sqldbtest.PagesSeek(t, db, FillPages) }
