package postgres_test

import (
	"os"
	"slices"
	"testing"

	"github.com/einkpdf/platform/admin/admintest"
	"github.com/einkpdf/platform/assets/assetstest"
	"github.com/einkpdf/platform/auth/authtest"
	"github.com/einkpdf/platform/cluster/postgres/postgrestest"
	"github.com/einkpdf/platform/jobs/jobstest"
	"github.com/einkpdf/platform/migrate/migratetest"
	"github.com/einkpdf/platform/projects/projectstest"
	"github.com/einkpdf/platform/quota/metered/meteredtest"
	"github.com/einkpdf/platform/quota/quotatest"
	"github.com/einkpdf/platform/ratelimit/ratelimittest"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

// scenarios are those of all services: a child process looks for its own.
var scenarios = slices.Concat(admintest.Scenarios(), assetstest.Scenarios(), authtest.Scenarios(), jobstest.Scenarios(), migratetest.Scenarios(), projectstest.Scenarios(), quotatest.Scenarios(),
	meteredtest.Scenarios(), ratelimittest.Scenarios())

func TestMain(m *testing.M) {
	sqldbtest.Main(postgrestest.Engine(), append(slices.Concat(scenarios, sqldbtest.Scenarios()), jobstest.Survivor())...)
	os.Exit(m.Run())
}

// The services survive a kill before and after each statement.
func TestCrash(t *testing.T) {
	t.Parallel()
	for _, s := range scenarios {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			sqldbtest.Crash(t, postgrestest.Engine(), s)
		})
	}
}
