package ratelimit

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

// Every statement finds its rows by an index, the way that is said here, and sorts nothing.
func TestStatementsSeek(t *testing.T) {
	t.Parallel()
	db := sqldbtest.SQLite(t, Schema())
	for _, c := range []struct {
		statement string
		by        []string // what the plan says, besides SEARCH
	}{
		{look, []string{"(key=?)"}},
		{bringBack, []string{"(key=?)"}},
		{sweepIdle(sqldb.SQLite), []string{"(key=?)", "ep_ratelimit_tat (tat<?)"}},
		{removeHours(sqldb.SQLite), []string{"(rowid=?)", "sqlite_autoindex_ep_ratelimit_hit_1 (hour_at<?)"}},
		{removeWho(sqldb.SQLite), []string{"(rowid=?)", "ep_ratelimit_hit_who (who=?)"}},
	} {
		p := sqldbtest.Plan(t, db, c.statement)
		for _, by := range c.by {
			require.Contains(t, p, by, "%s\n%s", c.statement, p)
		}
		require.NotContains(t, p, "SCAN", "%s\n%s", c.statement, p)
		require.NotContains(t, p, "TEMP B-TREE", "%s\n%s", c.statement, p)
	}
}

// Listings are read in the order of an index, from where the page before ended.
func TestListingsSeek(t *testing.T) {
	t.Parallel()
	db := sqldbtest.SQLite(t, Schema())
	const table = "ep_ratelimit_hit USING INDEX "
	since := testHour()
	for _, c := range []struct {
		f              HitFilter
		first, further string
	}{
		{HitFilter{}, "SCAN " + table + "sqlite_autoindex_ep_ratelimit_hit_1", "SEARCH " + table + "sqlite_autoindex_ep_ratelimit_hit_1 ((hour_at,policy,who)<(?,?,?))"},
		{HitFilter{Since: since}, "SEARCH " + table + "sqlite_autoindex_ep_ratelimit_hit_1 (hour_at>?)", "SEARCH " + table + "sqlite_autoindex_ep_ratelimit_hit_1 (hour_at>? AND (hour_at,policy,who)<(?,?,?))"},
		{HitFilter{Policy: "p"}, "SEARCH " + table + "ep_ratelimit_hit_policy (policy=?)", "SEARCH " + table + "ep_ratelimit_hit_policy (policy=? AND (hour_at,who)<(?,?))"},
		{HitFilter{Who: "w"}, "SEARCH " + table + "ep_ratelimit_hit_who (who=?)", "SEARCH " + table + "ep_ratelimit_hit_who (who=? AND (hour_at,policy)<(?,?))"},
		{HitFilter{Policy: "p", Who: "w"}, "(policy=?)", "(policy=? AND hour_at<?)"},
		{HitFilter{Policy: "p", Who: "w", Since: since}, "(policy=? AND hour_at>?)", "(policy=? AND hour_at>? AND hour_at<?)"},
	} {
		look := func(l *hitListing, want string) {
			t.Helper()
			statement, args := l.page(11)
			p := sqldbtest.Plan(t, db, statement)
			require.Contains(t, p, want, "%s\n%s", statement, p)
			require.NotContains(t, p, "TEMP B-TREE", "%s\n%s", statement, p)
			require.Contains(t, statement, fmt.Sprintf("$%d", len(args)))
		}
		look(newHitListing(c.f), c.first)
		l := newHitListing(c.f)
		l.after(1, "p", "w")
		look(l, c.further)

		statement, _ := newHitListing(c.f).top(sqldb.SQLite, 10)
		p := sqldbtest.Plan(t, db, statement)
		if c.f == (HitFilter{}) {
			require.Contains(t, p, "USING INDEX ep_ratelimit_hit_who", "%s\n%s", statement, p) // grouped as it is read
			continue
		}
		require.Contains(t, p, "SEARCH", "%s\n%s", statement, p)
	}
}
