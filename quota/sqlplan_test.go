package quota

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

// Every statement of the Ledger finds its rows by an index, the way that is said here, and sorts nothing.
func TestLedgerSeeks(t *testing.T) {
	t.Parallel()
	db := sqldbtest.SQLite(t, Schema())
	const key = "ep_quota_entry USING INDEX sqlite_autoindex_ep_quota_entry_1 (resource=? AND owner=? AND key=?)"
	for _, c := range []struct{ statement, by string }{
		{lockEntry, key},
		{changeEntry, key},
		{deleteEntry, key},
		{oneCounter, "ep_quota_counter USING INDEX sqlite_autoindex_ep_quota_counter_1 (owner=? AND resource=? AND day=?)"},
		{ownersCounters, "ep_quota_counter USING INDEX sqlite_autoindex_ep_quota_counter_1 (owner=?)"}, // a few rows
		{ownersLimits, "ep_quota_tier USING INDEX sqlite_autoindex_ep_quota_tier_1 (owner=?)"},
		{ownersLimits, "ep_quota_override USING INDEX sqlite_autoindex_ep_quota_override_1 (owner=?)"},
	} {
		p := sqldbtest.Plan(t, db, c.statement)
		require.Contains(t, p, "SEARCH "+c.by, "%s\n%s", c.statement, p)
		require.NotContains(t, p, "TEMP B-TREE", "%s\n%s", c.statement, p)
		require.NotContains(t, p, "SCAN ep_", "%s\n%s", c.statement, p)
	}
	// An insert has no plan. What it conflicts with is found by the unique index of the columns that it names, or else no database takes it.
	for _, statement := range []string{insertEntry, countGrowth} {
		require.Contains(t, statement, "on conflict (")
		sqldbtest.Plan(t, db, statement)
	}
}
