package admintest

import (
	"testing"

	"github.com/einkpdf/platform/sqldb"
)

// Run says what package admin promises. open returns an empty database.
func Run(t *testing.T, open func(t testing.TB) *sqldb.DB) {
	for name, test := range map[string]func(t *testing.T, s *Setup){
		"Roles": testRoles, "Reasons": testReasons, "Deeds": testDeeds, "Users": testUsers, "Unsupported": testUnsupported, "OwnUsers": testOwnUsers,
		"Impersonation": testImpersonation, "ImpersonationRefused": testImpersonationRefused, "ImpersonationEnds": testImpersonationEnds,
		"ImpersonationDuration": testImpersonationDuration, "ImpersonationTrail": testImpersonationTrail, "ImpersonationGone": testImpersonationGone,
		"Impersonations": testImpersonations, "CancelJob": testCancelJob, "Collect": testCollect, "CollectDry": testCollectDry, "CollectAtOnce": testCollectAtOnce,
		"CollectFails": testCollectFails,
		"Alerts":       testAlerts, "AlertPages": testAlertPages, "AlertSources": testAlertSources, "AlertsRestart": testAlertsRestart, "AlertsMeasured": testAlertsMeasured,
		"AlertsKept": testAlertsKept, "OutboxStuck": testOutboxStuck,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, New(t, open(t)))
		})
	}
}
