package jobs_test

import (
	"testing"

	"go.uber.org/goleak"

	"github.com/einkpdf/platform/jobs/jobstest"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

func TestMain(m *testing.M) {
	sqldbtest.Main(sqldbtest.Files(), append(jobstest.Scenarios(), jobstest.Survivor())...)
	goleak.VerifyTestMain(m)
}

func TestQueueCrash(t *testing.T) {
	t.Parallel()
	for _, s := range jobstest.QueueScenarios() {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			sqldbtest.Crash(t, sqldbtest.Files(), s)
		})
	}
}
