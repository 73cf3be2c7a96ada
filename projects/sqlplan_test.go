package projects

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
	const member, number = "(project_id=? AND user_id=?)", "(project_id=? AND number=?)"
	for _, c := range []struct {
		statement string
		by        []string // what the plan says, besides SEARCH
	}{
		{projectByID, []string{"SEARCH p USING INDEX sqlite_autoindex_ep_project_1 (id=?)", "SEARCH e USING INDEX sqlite_autoindex_ep_project_entry_1 (project_id=?)"}},
		{projectHead, []string{"(id=?)"}},
		{updateProject, []string{"(id=?)"}},
		{deleteProject, []string{"(id=?)"}},
		{withholdProject, []string{"(id=?)"}},
		{allOwned, []string{"SEARCH ep_project USING COVERING INDEX ep_project_owner ((owner,id)>(?,?))"}},
		{trashedBefore, []string{"ep_project_trashed (trashed_at>? AND trashed_at<?)"}},

		{versionByNumber, []string{number}},
		{versionIsThere, []string{number}},
		{listVersions, []string{"(project_id=? AND number<?)"}},
		{replaceVersion, []string{number}},
		{pinVersion, []string{number}},
		{sourceOf, []string{number, "(project_id=? AND sha256=?)"}},
		{sourceIsThere, []string{"(project_id=? AND sha256=?)"}},
		{deleteSource, []string{"(project_id=? AND sha256=?)", "ep_project_version_source (project_id=? AND sha256=?)"}},
		{oldVersions, []string{"ep_project_version_undecided (project_id=? AND number<?)", "(project_id=? AND number>?)"}},
		{keepDaily, []string{number}},
		{replacedVersions, []string{"ep_project_version_replaced (replaced_at>? AND replaced_at<?)"}},
		{deleteVersion, []string{number}},

		{roleOf, []string{member}},
		{grantsOf, []string{"(project_id=?)"}},
		{ownedBy, []string{"(user_id=? AND shelf=?)"}},
		{moveMembers, []string{"(project_id=?)"}},
		{deleteGrant, []string{member}},
		{grantedTo, []string{"(user_id=? AND shelf=?)"}},
		{userIsGone, []string{"(user_id=?)"}},

		{assetsOf, []string{"ep_project_asset_until (project_id=? AND until>?)"}},
		{assetIn, []string{"(asset=? AND project_id=?)"}},
		{assetUse, []string{"(asset=?)"}},
		{dropAsset, []string{"(project_id=? AND until=? AND asset=?)"}},
		{forgetAssets, []string{"ep_project_asset_until (project_id=? AND until>? AND until<?)", "(project_id=? AND number>? AND number<?)"}},
		{assetIsPublic, []string{"SEARCH a USING PRIMARY KEY (asset=?)", "SEARCH p USING INDEX sqlite_autoindex_ep_project_1 (id=?)"}},
		{assetCount, []string{"(asset=?)"}},
		{assetByUse, []string{"SEARCH a USING PRIMARY KEY (asset=?)\nSEARCH m USING PRIMARY KEY " + member}},
		{assetByMember, []string{"SEARCH m USING INDEX ep_project_member_", "(user_id=? AND shelf=?)\nSEARCH a USING PRIMARY KEY (asset=? AND project_id=?)"}},
		{usedByUse, []string{"SEARCH ep_project_asset USING PRIMARY KEY (asset=?)", "SEARCH p USING INDEX ep_project_owner (owner=? AND id=?)"}},
		{usedByOwner, []string{"SEARCH m USING COVERING INDEX ep_project_member_", "(user_id=? AND shelf=?)", "(asset=? AND project_id=?)", "SEARCH p USING INDEX sqlite_autoindex_ep_project_1 (id=?)"}},
		{detachByUse, []string{"SEARCH ep_project_asset USING PRIMARY KEY (asset=?)", "SEARCH p USING INDEX sqlite_autoindex_ep_project_1 (id=?)"}},
		{detachByOwner, []string{"SEARCH ep_project_asset USING PRIMARY KEY (asset=? AND project_id=?)", "(user_id=? AND shelf=?)"}},
		{unshowByUse, []string{"SEARCH ep_project_entry_asset USING PRIMARY KEY (asset=?)", "SEARCH p USING INDEX sqlite_autoindex_ep_project_1 (id=?)"}},
		{unshowByOwner, []string{"ep_project_entry_asset_project (project_id=? AND asset=?)", "(user_id=? AND shelf=?)"}},

		{entryByProject, []string{"(project_id=?)"}},
		{entryBySlug, []string{"ep_project_entry_slug (slug=?)"}},
		{slugOfAnother, []string{"ep_project_entry_slug (slug=?)"}},
		{deleteEntry, []string{"(project_id=?)"}},
		{hideAssets, []string{"ep_project_entry_asset_project (project_id=?)"}},
		{showAssets, []string{"ep_project_asset_until (project_id=? AND until>?)"}},
		{putGrant, []string{"(id=?)"}},
		{addClone, []string{"(id=?)"}},
		{countClone, []string{"(id=?)"}},
		{countEntryClone, []string{"(project_id=?)"}},
	} {
		p := sqldbtest.Plan(t, db, c.statement)
		for _, by := range c.by {
			require.Contains(t, p, by, "%s\n%s", c.statement, p)
		}
		if c.statement == assetCount || c.statement == usedByUse { // what it reads first is a seek
			p = strings.ReplaceAll(p, "SCAN a", "")
		}
		require.NotContains(t, p, "SCAN", "%s\n%s", c.statement, p)
		if c.statement != assetsOf { // few names
			require.NotContains(t, p, "TEMP B-TREE", "%s\n%s", c.statement, p)
		}
	}
}

// What refers to a row that is removed is found by an index, too: SQLite does
// not make these by itself.
func TestForeignKeysHaveIndexes(t *testing.T) {
	t.Parallel()
	db := sqldbtest.SQLite(t, Schema())
	for _, table := range []string{
		"ep_project_version", "ep_project_source", "ep_project_member", "ep_project_asset", "ep_project_entry", "ep_project_entry_asset", "ep_project_clone",
	} {
		p := sqldbtest.Plan(t, db, `delete from `+table+` where project_id = $1`)
		require.Contains(t, p, "SEARCH "+table, p)
		require.Contains(t, p, "(project_id=?)", p)
	}
}

// Listings are read in the order of an index, from where the page before ended.
// One with a query looks at no more than the window, between two places of it.
func TestListingsSeek(t *testing.T) {
	t.Parallel()
	db := sqldbtest.SQLite(t, Schema())
	requirePlan := func(l listing, index, equal, column string) {
		t.Helper()
		search := "SEARCH " + strings.Fields(l.from)[1] + " USING "
		is := "<"
		if l.up {
			is = ">"
		}
		from := func(bound string) string {
			both := strings.Trim(equal+" AND "+bound, " AND")
			if both == "" {
				return "SCAN " + strings.Fields(l.from)[1] + " USING INDEX " + index
			}
			return index + " (" + both + ")"
		}
		look := func(statement string, args []any, want string) {
			t.Helper()
			p := sqldbtest.Plan(t, db, statement)
			require.Contains(t, p, want, "%s\n%s", statement, p)
			require.NotContains(t, p, "TEMP B-TREE", "%s\n%s", statement, p)
			if !strings.HasPrefix(want, "SCAN") {
				require.Contains(t, p, search, p)
				require.NotContains(t, p, "SCAN", p)
			}
			require.Contains(t, statement, fmt.Sprintf("$%d", len(args)))
			require.NotContains(t, statement, fmt.Sprintf("$%d", len(args)+1))
		}
		columns := column + "," + strings.SplitN(l.id, ".", 2)[1]
		statement, args := l.page(sqldb.SQLite, 11)
		look(statement, args, from(""))
		l.beyond(position{int64(1), "a"}, false)
		after := fmt.Sprintf("(%s)%s(?,?)", columns, is)
		statement, args = l.page(sqldb.SQLite, 11)
		look(statement, args, from(after))
		statement, args = l.edge()
		look(statement, args, from(after))
		l.query = []string{"a", "b"}
		l.beyond(position{int64(1), "a"}, true)
		statement, args = l.page(sqldb.SQLite, 11)
		look(statement, args, from(fmt.Sprintf("(%[1]s)>(?,?) AND (%[1]s)<(?,?)", columns)))
	}
	for order, by := range map[Order][2]string{
		Recent: {"ep_project_member_recent", "updated_at"}, Newest: {"ep_project_member_newest", "created_at"}, ByName: {"ep_project_member_name", "name_key"},
	} {
		for _, shelf := range []Shelf{Mine, Shared, Trash} {
			l, err := shelfListing("user", Filter{Shelf: shelf, Order: order})
			require.NoError(t, err)
			requirePlan(l, by[0], "user_id=? AND shelf=?", by[1])
		}
	}
	for order, by := range map[Order][2]string{Newest: {"newest", "published_at"}, Popular: {"popular", "clones"}, ByName: {"name", "name_key"}} {
		l, err := galleryListing(GalleryFilter{Order: order})
		require.NoError(t, err)
		requirePlan(l, "ep_project_entry_"+by[0], "", by[1])
		l, err = galleryListing(GalleryFilter{Order: order, Device: "device"})
		require.NoError(t, err)
		requirePlan(l, "ep_project_entry_device_"+by[0], "device=?", by[1])
	}
}
