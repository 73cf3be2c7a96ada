package admin

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

// Every statement finds its rows by an index, the way that is said here, and sorts nothing.
func TestStatementsSeek(t *testing.T) {
	t.Parallel()
	db := sqldbtest.SQLite(t, Schema())
	for statement, by := range map[string]string{
		impersonationOf:        "PRIMARY KEY (admin_id=?)",
		impersonationByID:      "ep_admin_impersonation_id (id=?)",
		liveImpersonations:     "ep_admin_impersonation_expires (expires_at>?)",
		deleteImpersonation:    "PRIMARY KEY (admin_id=?)",
		deleteImpersonationsOf: "ep_admin_impersonation_user (user_id=?)",
		pageOfAlerts:           "ep_admin_alert_raised ((raised_at,id)<(?,?))",
		pageOfStanding:         "ep_admin_alert_standing ((raised_at,id)<(?,?))",
		standingOf:             "ep_admin_alert_open (source=?)",
		lostAlerts:             "ep_admin_alert_seen (seen_at<?)",
		oldAlerts:              "ep_admin_alert_cleared (cleared_at<?)",
		seeAlert:               "ep_admin_alert_1 (id=?)",
		clearAlert:             "ep_admin_alert_1 (id=?)",
	} {
		p := sqldbtest.Plan(t, db, statement)
		require.Contains(t, p, by, "%s\n%s", statement, p)
		require.NotContains(t, p, "SCAN", "%s\n%s", statement, p)
		require.NotContains(t, p, "TEMP B-TREE", "%s\n%s", statement, p)
	}
}
