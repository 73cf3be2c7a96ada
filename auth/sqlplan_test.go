package auth

import (
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
	for _, c := range []struct {
		statement string
		by        []string // what the plan says, besides SEARCH
	}{
		{userByID, []string{"(id=?)"}},
		{userByName, []string{"ep_user_name (name_key=?)"}},
		{userByEmail, []string{"ep_user_email (email_key=?)"}},
		{userIsThere, []string{"(id=?)"}},
		{activeAdmins, []string{"ep_user_role (role=?)"}},
		{updateUser, []string{"(id=?)", "MULTI-INDEX OR", "ep_user_name (name_key=?)", "ep_user_email (email_key=?)"}},
		{deleteUser, []string{"(id=?)"}},
		{sessionByID, []string{"(id=?)"}},
		{validSessions, []string{"ep_session_valid (user_id=?)"}},
		{knownAddress, []string{"ep_session_address (user_id=? AND address=? AND created_at>?)"}},
		{updateSession, []string{"(id=?)"}},
		{revokeSessions, []string{"ep_session_valid (user_id=?)"}},
		{secretByHash, []string{"(hash=?)"}},
		{secretIsThere, []string{"(hash=?)"}},
		{useSecret, []string{"(hash=?)"}},
		{pendingByID, []string{"(id=?)"}},
		{pendingByToken, []string{"ep_pending_token (token_hash=?)"}},
		{pendingByName, []string{"ep_pending_name (name_key=?)"}},
		{pendingName, []string{"ep_pending_name (name_key=?)"}},
		{pendingToken, []string{"ep_pending_token (token_hash=?)"}},
		{deletePending, []string{"(id=?)"}},
		{deletePendingOf, []string{"ep_pending_user (user_id=? AND kind=?)"}},
		{over()[0].delete(sqldb.SQLite), []string{"(hash=?)", "ep_session_secret_expires (expires_at<?)"}},
		{over()[1].delete(sqldb.SQLite), []string{"(hash=?)", "ep_session_expires (expires_at<?)", "ep_session_secret_session (session_id=?)"}},
		{over()[2].delete(sqldb.SQLite), []string{"(id=?)", "ep_session_expires (expires_at<?)"}},
		{over()[3].delete(sqldb.SQLite), []string{"(id=?)", "ep_pending_expires (expires_at<?)"}},
		{throttleTAT, []string{"(key=?)"}},
		{throttleGive, []string{"(key=?)"}},
		{throttleForget, []string{"(key=?)"}},
		{idleKeys(sqldb.SQLite).delete(sqldb.SQLite), []string{"(key=?)", "ep_throttle_tat (tat<?)"}},
	} {
		p := sqldbtest.Plan(t, db, c.statement)
		for _, by := range c.by {
			require.Contains(t, p, by, "%s\n%s", c.statement, p)
		}
		require.NotContains(t, p, "SCAN", "%s\n%s", c.statement, p)
		require.NotContains(t, p, "TEMP B-TREE", "%s\n%s", c.statement, p)
	}
	// The index has just those rows, and one will do.
	require.Equal(t, "SCAN ep_user USING INDEX ep_user_legacy", sqldbtest.Plan(t, db, legacyHash))
}

// What refers to a row that is removed is found by an index, too: SQLite does
// not make these by itself.
func TestForeignKeysHaveIndexes(t *testing.T) {
	t.Parallel()
	db := sqldbtest.SQLite(t, Schema())
	for statement, by := range map[string]string{
		`select 1 from ep_session where user_id = $1`:           "(user_id=?)",
		`select 1 from ep_session_secret where session_id = $1`: "(session_id=?)",
		`select 1 from ep_pending where user_id = $1`:           "(user_id=?)",
	} {
		require.Contains(t, sqldbtest.Plan(t, db, statement), by)
	}
}

// Listings are read in the order of an index. A page costs its own rows, unless
// a query for part of a name leaves out most.
func TestUsersSeek(t *testing.T) {
	t.Parallel()
	db := sqldbtest.SQLite(t, Schema())
	yes := true
	after := &usersCursor{1, "a"}
	for _, c := range []struct {
		filter UserFilter
		after  *usersCursor
		want   string
	}{
		{UserFilter{}, nil, "SCAN ep_user USING INDEX ep_user_created"},
		{UserFilter{}, after, "SEARCH ep_user USING INDEX ep_user_created ((created_at,id)<(?,?))"},
		{UserFilter{Query: "a"}, after, "SEARCH ep_user USING INDEX ep_user_created ((created_at,id)<(?,?))"},
		{UserFilter{Role: RoleAdmin}, nil, "SEARCH ep_user USING INDEX ep_user_role (role=?)"},
		{UserFilter{Role: RoleAdmin}, after, "SEARCH ep_user USING INDEX ep_user_role (role=? AND (created_at,id)<(?,?))"},
		{UserFilter{Active: &yes}, nil, "SEARCH ep_user USING INDEX ep_user_active (active=?)"},
		{UserFilter{Active: &yes}, after, "SEARCH ep_user USING INDEX ep_user_active (active=? AND (created_at,id)<(?,?))"},
	} {
		query, _ := listUsers(c.filter, c.after, 10)
		require.Equal(t, c.want, sqldbtest.Plan(t, db, query), "%+v", c.filter)
	}
	query, _ := listUsers(UserFilter{Role: RoleAdmin, Active: &yes, Query: "a"}, after, 10)
	p := sqldbtest.Plan(t, db, query)
	require.Contains(t, p, "SEARCH ep_user USING INDEX")
	require.NotContains(t, p, "TEMP B-TREE")
}
