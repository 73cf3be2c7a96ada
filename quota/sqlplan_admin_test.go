package quota

import (
	"fmt"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

// What admins, Sweep and Subscribe ask for is found by an index, the way that is said here, from where the page before ended, and nothing is sorted.
func TestAdminStatementsSeek(t *testing.T) {
	t.Parallel()
	db := sqldbtest.SQLite(t, Schema())
	for statement, by := range map[string]string{
		oneTier:                    "ep_quota_tier_1 (owner=?)",
		deleteTier:                 "ep_quota_tier_1 (owner=?)",
		oneOverride:                "ep_quota_override_1 (owner=? AND resource=?)",
		deleteOverride:             "ep_quota_override_1 (owner=? AND resource=?)",
		tiersOf + listOf(0, 2):     "ep_quota_tier_1 (owner=?)",
		countersOf + listOf(1, 2):  "ep_quota_counter_1 (owner=?)",
		overridesOf + listOf(1, 2): "ep_quota_override_1 (owner=?)",
		ownersCounted:              "COVERING INDEX sqlite_autoindex_ep_quota_counter_1 (owner>?)",
		ownersOfTier:               "COVERING INDEX ep_quota_tier_tier (tier=? AND owner>?)",
		ownersTiered:               "COVERING INDEX sqlite_autoindex_ep_quota_tier_1 (owner>?)",
		ownersOverridden:           "COVERING INDEX sqlite_autoindex_ep_quota_override_1 (owner>?)",
		statsCounters:              "ep_quota_counter_1 (owner>?)",
		statsTiers:                 "ep_quota_tier_1 (owner>?)",
		statsOverrides:             "ep_quota_override_1 (owner>?)",
		entriesAfter:               "ep_quota_entry_1 (resource=? AND (owner,key)>(?,?))",
		reservedAfter:              "ep_quota_entry_reserved (resource=? AND (owner,key)>(?,?))",
		countersAfter:              "ep_quota_counter_1 (owner>?)",
		sumsAfter:                  "ep_quota_entry_owner (owner>?)",
		ownCounters:                "ep_quota_counter_1 (owner=?)",
		ownSums:                    "ep_quota_entry_owner (owner=?)",
		deleteEmpty:                "ep_quota_counter_1 (owner=?)",
		expiredOverrides:           "ep_quota_override_expires (expires_at>? AND expires_at<?)",
		deleteOldEntries:           "ep_quota_entry_day (day>? AND day<?)",
		deleteOldCounters:          "ep_quota_counter_day (day>? AND day<?)",
		deleteEntriesOf:            "ep_quota_entry_owner (owner=?)",
		deleteCountersOf:           "ep_quota_counter_1 (owner=?)",
		deleteOverridesOf:          "ep_quota_override_1 (owner=?)",
	} {
		p := sqldbtest.Plan(t, db, statement)
		require.Contains(t, p, by, "%s\n%s", statement, p)
		require.NotContains(t, p, "SCAN", "%s\n%s", statement, p)
		require.NotContains(t, p, "TEMP B-TREE", "%s\n%s", statement, p)
	}
}

// The last page of Users is read with as many rows as the first, and about as many pages of the file, however many are before it.
func TestUsersReadTheirRows(t *testing.T) {
	t.Parallel()
	const users, page = 3000, 10
	m := sqldbtest.NewMeter(t, Schema())
	q, err := NewSQL(m.DB, Config{Now: sqldbtest.ClockStart})
	require.NoError(t, err)
	for _, statement := range []string{
		`insert into ep_quota_counter (owner, resource, day, used, reserved) select printf('%05d', o), r.column1, 0, 3, 0 from o, (values ('projects'), ('assets'), ('storage')) r`,
		`insert into ep_quota_tier (owner, tier, by_user, given_at, reason) select printf('%05d', o), 'plus', 'root', 0, 'r' from o`,
		`insert into ep_quota_override (owner, resource, most, by_user, created_at, reason) select printf('%05d', o), 'projects', 7, 'root', 0, 'r' from o`,
	} {
		_, err := m.DB.Exec(t.Context(), `with recursive o (o) as (select 1 union all select o + 1 from o where o < `+strconv.Itoa(users)+`) `+statement)
		require.NoError(t, err)
	}
	for _, f := range []Filter{{}, {Overrides: true}, {Tier: Plus}} {
		read := func(after int) (rows, pages int) {
			return m.Read(t, "owner", func(r sqldb.Reader) error {
				l, err := q.listing(f, "", page)
				require.NoError(t, err)
				if after > 0 {
					l.after = fmt.Sprintf("%05d", after)
				}
				us, next, err := q.page(t.Context(), r, l)
				require.Len(t, us, page)
				require.NotEmpty(t, next)
				return err
			})
		}
		firstRows, firstPages := read(0)
		lastRows, lastPages := read(users - 300)
		require.Equal(t, firstRows, lastRows, "%+v", f)
		require.LessOrEqual(t, firstRows, (chunkRows+1)*(3+1+1+3+1+1), "%+v", f)
		require.LessOrEqual(t, lastPages, firstPages+50, "%+v", f)
	}
}
