package assets

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

// Every statement finds its rows by an index, the way that is said here, and
// sorts nothing.
func TestStatementsSeek(t *testing.T) {
	t.Parallel()
	db := sqldbtest.SQLite(t, Schema())
	const id, held, byAsset = "(id=?)", "(owner=? AND asset_id=?)", "ep_asset_holding_asset (asset_id=?)"
	for _, c := range []struct {
		statement string
		by        []string // what the plan says, besides SEARCH
	}{
		{assetByID, []string{id}},
		{assetAtSum, []string{"ep_asset_sum (home=? AND sha256=?)"}},
		{setThumbnail, []string{id}},
		{deleteHolding, []string{held}},
		{deleteAsset, []string{id, byAsset}},

		{heldByID, []string{held, id}},
		{heldByStored, []string{"ep_asset_holding_stored (owner=? AND sha256=?)", id}},
		{heldByUploaded, []string{"ep_asset_holding_uploaded (owner=? AND upload=?)", id}},
		{usageOf, []string{"COVERING INDEX ep_asset_holding_kind_largest (owner=?)"}},
		{allHoldings, []string{"SEARCH h USING PRIMARY KEY ((owner,asset_id)>(?,?))", id}},
		{holdersOf, []string{"ep_asset_holding_asset (asset_id=? AND owner>?)"}},
		{idsHeldBy, []string{"(owner=?)"}},
		{putHolding, []string{id}},
		{setUnused, []string{held}},
		{setName, []string{held}},

		{accessed, []string{"(asset_id=? AND user_id=? AND day=?)"}},
		{noteAccess, []string{id}},
		{assetIs, []string{id}},
		{pruneAccess, []string{"(asset_id=? AND user_id=? AND day=?)", "ep_asset_access_day (day<?)"}},
		{userIsGone, []string{"(user_id=?)"}},
	} {
		p := sqldbtest.Plan(t, db, c.statement)
		for _, by := range c.by {
			require.Contains(t, p, by, "%s\n%s", c.statement, p)
		}
		require.NotContains(t, p, "SCAN", "%s\n%s", c.statement, p)
		require.NotContains(t, p, "TEMP B-TREE", "%s\n%s", c.statement, p)
	}
}

// What refers to a row that is removed is found by an index, too: SQLite does
// not make these by itself.
func TestForeignKeysHaveIndexes(t *testing.T) {
	t.Parallel()
	db := sqldbtest.SQLite(t, Schema())
	for _, table := range []string{"ep_asset_holding", "ep_asset_access"} {
		p := sqldbtest.Plan(t, db, `delete from `+table+` where asset_id = $1`)
		require.Contains(t, p, "SEARCH "+table, p)
		require.Contains(t, p, "(asset_id=?)", p)
	}
}

// Listings are read in the order of an index, from where the page before ended.
func TestListingsSeek(t *testing.T) {
	t.Parallel()
	db := sqldbtest.SQLite(t, Schema())
	look := func(l listing, index, equal, after string) {
		t.Helper()
		table := "SEARCH h USING INDEX "
		if strings.HasPrefix(l.from, "ep_asset a") {
			table = "SEARCH a USING INDEX "
		}
		first, want := index, table+index
		if equal != "" {
			first, want = table+index+" ("+equal+")", table+index+" ("+equal+" AND "+after+")"
		} else {
			want += " (" + after + ")"
		}
		page := func(want string) {
			t.Helper()
			statement, args := l.page(11)
			p := sqldbtest.Plan(t, db, statement)
			require.Contains(t, p, want, "%s\n%s", statement, p)
			require.NotContains(t, p, "TEMP B-TREE", "%s\n%s", statement, p)
			require.Contains(t, statement, fmt.Sprintf("$%d", len(args)))
			require.NotContains(t, statement, fmt.Sprintf("$%d", len(args)+1))
			if !strings.HasPrefix(want, "ep_") && !strings.HasPrefix(want, "sqlite_") {
				require.NotContains(t, p, "SCAN", p)
			}
		}
		args := len(l.args)
		page(first)
		l.args = l.args[:args] // without the limit of that page
		l.beyond(make([]any, len(l.sort)))
		page(want)
	}
	for order, by := range map[Order][3]string{Newest: {"newest", "at", "<"}, Largest: {"largest", "bytes", "<"}, ByName: {"name", "name_key", ">"}} {
		for kind, part := range map[Kind][2]string{"": {"", ""}, KindImage: {"kind_", " AND kind=?"}} {
			l, _, err := heldListing("user", Filter{Kind: kind, Order: order})
			require.NoError(t, err)
			look(l, "ep_asset_holding_"+part[0]+by[0], "owner=?"+part[1], "("+by[1]+",asset_id)"+by[2]+"(?,?)")
		}
	}
	look(assetListing(), "sqlite_autoindex_ep_asset_1", "", "id>?")
	look(usedListing(sqldb.SQLite, ""), "ep_asset_holding_used", "", "(owner,asset_id)>(?,?)")
	look(usedListing(sqldb.SQLite, "user"), "ep_asset_holding_used", "owner=?", "asset_id>?")
}
