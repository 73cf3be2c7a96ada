package postgres_test

import (
	"testing"

	"github.com/einkpdf/platform/cluster/postgres/postgrestest"
	"github.com/einkpdf/platform/ratelimit/ratelimittest"
)

func TestRatelimit(t *testing.T) {
	t.Parallel()
	ratelimittest.RunSQL(t, postgrestest.New)
}

// As many servers have it: each with connections of its own.
func TestRatelimitRaces(t *testing.T) {
	t.Parallel()
	ratelimittest.RacesOfProcesses(t, pools(t, 2)...)
}

func TestRatelimitMoving(t *testing.T) {
	t.Parallel()
	ratelimittest.MovingOfProcesses(t, pools(t, 2)...)
}
