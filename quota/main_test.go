package quota_test

import (
	"testing"

	"go.uber.org/goleak"

	"github.com/einkpdf/platform/quota/quotatest"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

func TestMain(m *testing.M) {
	sqldbtest.Main(sqldbtest.Files(), quotatest.Scenarios()...)
	goleak.VerifyTestMain(m)
}

func TestCrash(t *testing.T) {
	t.Parallel()
	for _, s := range quotatest.Scenarios() {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			sqldbtest.Crash(t, sqldbtest.Files(), s)
		})
	}
}
