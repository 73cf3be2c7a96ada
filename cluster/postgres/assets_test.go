package postgres_test

import (
	"testing"

	"github.com/einkpdf/platform/assets/assetstest"
	"github.com/einkpdf/platform/cluster/postgres/postgrestest"
)

func TestAssets(t *testing.T) {
	t.Parallel()
	assetstest.RunSQL(t, postgrestest.New)
}

func TestAssetsFlows(t *testing.T) {
	t.Parallel()
	assetstest.RunFlows(t, postgrestest.New)
}

func TestAssetsAccess(t *testing.T) {
	t.Parallel()
	assetstest.RunAccess(t, postgrestest.New)
}
