package ratelimittest

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/ratelimit"
	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

// Scenarios are what must survive being killed anywhere, for sqldbtest.Crash: an Add is there as a whole or not at all.
func Scenarios() []sqldbtest.Scenario {
	first := func() []ratelimit.Hit {
		return []ratelimit.Hit{hit(0, "pdf", "user:ann", 1), hit(0, "pdf", "user:bob", 1)}
	}
	second := func() []ratelimit.Hit {
		return []ratelimit.Hit{hit(0, "pdf", "user:ann", 1), hit(0, "pdf", "user:bob", 1), hit(1, "pdf", "user:ann", 1)}
	}
	return []sqldbtest.Scenario{{
		Name:    "ratelimit-hits",
		Schemas: []sqldb.Schema{ratelimit.Schema()},
		Do: func(ctx context.Context, p sqldbtest.Place) error {
			h := ratelimit.NewHits(p.DB)
			for _, hits := range [][]ratelimit.Hit{first(), second()} {
				if err := h.Add(ctx, hits); err != nil {
					return err
				}
			}
			return nil
		},
		Check: func(t testing.TB, p sqldbtest.Place, finished bool) {
			counts := map[string]int64{}
			for _, one := range list(t, ratelimit.NewHits(p.DB), ratelimit.HitFilter{}) {
				counts[one.Who] += one.Count
			}
			both := map[string]int64{"user:ann": 3, "user:bob": 2}
			require.Contains(t, []map[string]int64{{}, {"user:ann": 1, "user:bob": 1}, both}, counts)
			if finished {
				require.Equal(t, both, counts)
			}
		},
	}}
}
