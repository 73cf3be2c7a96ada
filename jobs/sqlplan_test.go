package jobs

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

// Every statement of the Queue finds its rows by an index, the way that is said here, and sorts nothing but what it groups.
func TestStatementsSeek(t *testing.T) {
	t.Parallel()
	db := sqldbtest.SQLite(t, Schema())
	const id = "(id=?)"
	for _, c := range []struct {
		statement string
		by        string // what the plan says, besides SEARCH
	}{
		{jobByID, id},
		{jobByRequest, "ep_job_request (owner=? AND kind=? AND request_key=?)"},
		{jobByUnique, "ep_job_unique (owner=? AND kind=? AND unique_key=?)"},
		{jobToReuse, "ep_job_reuse (owner=? AND kind=? AND unique_key=?)"},
		{prolong, id},
		{freeTheKey, id},
		{ownersRoom, "COVERING INDEX ep_job_owner_live (owner=? AND state=?)"},
		{systemsLast, "COVERING INDEX ep_job_owner_live (owner=? AND state=?)"},
		{jobsAhead, "COVERING INDEX ep_job_ready (priority>?)"},
		{jobsAhead, "COVERING INDEX ep_job_ready (priority=? AND (turn,id)<(?,?))"},
		{cancelPending, id},
		{cancelRunning, id},
		{deleteInput, "(job_id=?)"},
		{deleteJob, id},
		{statsOfLeases, "COVERING INDEX ep_job_lease (lease_at<?)"},
		{userIsGone, "(user_id=?)"},
		{ownersEnded, "ep_job_owner_list (owner=?)"},
		{liveJobs, "COVERING INDEX ep_job_live (kind=? AND (owner,id)>(?,?))"},
		{ownersRunning, "ep_job_owner_live (owner=? AND state=?)"},
		{cancelOfOwner, "ep_job_owner_live (owner=? AND state=?)"},
	} {
		p := sqldbtest.Plan(t, db, c.statement)
		require.Contains(t, p, c.by, "%s\n%s", c.statement, p)
		require.Contains(t, p, "SEARCH", "%s\n%s", c.statement, p)
		require.NotContains(t, p, "TEMP B-TREE", "%s\n%s", c.statement, p)
		require.NotContains(t, p, "SCAN ep_job", "%s\n%s", c.statement, p)
	}
	// What waits is all looked at, in an index that has nothing else, and no further than there may be.
	for statement, index := range map[string]string{
		roomOfAll:     "SCAN ep_job USING COVERING INDEX ep_job_ready",
		statsOfKinds:  "SCAN ep_job USING COVERING INDEX ep_job_owner_live",
		statsOfOwners: "SCAN ep_job USING COVERING INDEX ep_job_owner_live",
	} {
		p := sqldbtest.Plan(t, db, statement)
		require.Contains(t, p, index+"\nSCAN p", "%s\n%s", statement, p) // with nothing sorted between
		require.Contains(t, statement, "limit $", statement)
	}
}

// What refers to a job that is removed is found by an index, too: SQLite does not make these by itself.
func TestForeignKeysHaveIndexes(t *testing.T) {
	t.Parallel()
	db := sqldbtest.SQLite(t, Schema())
	p := sqldbtest.Plan(t, db, `delete from ep_job_input where job_id = $1`)
	require.Contains(t, p, "SEARCH ep_job_input", p)
}

// Listings are read in the order of an index, from where the page before ended.
func TestListingsSeek(t *testing.T) {
	t.Parallel()
	db := sqldbtest.SQLite(t, Schema())
	root := Actor{User: "root", Admin: true}
	for _, c := range []struct {
		by                    Actor
		f                     Filter
		index, first, further string
	}{
		{Actor{User: "ann"}, Filter{}, "ep_job_owner_list", " (owner=?)", " (owner=? AND (created_at,id)<(?,?))"},
		{Actor{User: "ann"}, Filter{State: Failed}, "ep_job_owner_list", " (owner=?)", " (owner=? AND (created_at,id)<(?,?))"},
		{Actor{User: "ann"}, Filter{State: Failed, Kind: "render"}, "ep_job_owner_list", " (owner=?)", " (owner=? AND (created_at,id)<(?,?))"},
		{Actor{User: "ann"}, Filter{Subject: "plan"}, "ep_job_subject_list", " (owner=? AND subject=?)", " (owner=? AND subject=? AND (created_at,id)<(?,?))"},
		{Actor{User: "ann"}, Filter{Subject: "plan", State: Pending, Kind: "render"}, "ep_job_subject_list", " (owner=? AND subject=?)",
			" (owner=? AND subject=? AND (created_at,id)<(?,?))"},
		{root, Filter{Owner: System, Subject: "plan"}, "ep_job_subject_list", " (owner=? AND subject=?)", " (owner=? AND subject=? AND (created_at,id)<(?,?))"},
		{root, Filter{Owner: "ann"}, "ep_job_owner_list", " (owner=?)", " (owner=? AND (created_at,id)<(?,?))"},
		{root, Filter{Owner: System}, "ep_job_owner_list", " (owner=?)", " (owner=? AND (created_at,id)<(?,?))"},
		{root, Filter{Owner: Everybody}, "ep_job_list", "", " ((created_at,id)<(?,?))"},
		{root, Filter{Owner: Everybody, Kind: "render"}, "ep_job_list", "", " ((created_at,id)<(?,?))"},
		{root, Filter{Owner: Everybody, State: Failed}, "ep_job_state_list", " (<expr>=?)", " (<expr>=? AND (created_at,id)<(?,?))"},
	} {
		look := func(l *listing, by string) {
			statement, args := l.page(11)
			p := sqldbtest.Plan(t, db, statement)
			require.Contains(t, p, "USING INDEX "+c.index+by, "%s\n%s", statement, p)
			require.NotContains(t, p, "TEMP B-TREE", p)
			require.Contains(t, statement, fmt.Sprintf("$%d", len(args)))
			require.NotContains(t, statement, fmt.Sprintf("$%d", len(args)+1))
		}
		l, err := newListing(db.Dialect(), c.by, c.f)
		require.NoError(t, err)
		look(l, c.first)
		l, err = newListing(db.Dialect(), c.by, c.f)
		require.NoError(t, err)
		l.where = append(l.where, "(created_at, id) < ("+l.arg(1)+", "+l.arg("a")+")")
		look(l, c.further)
	}
}
