package meteredtest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/quota"
	"github.com/einkpdf/platform/sqldb"
)

// Run runs the suite. open returns an empty database.
func Run(t *testing.T, open func(t testing.TB) *sqldb.DB) {
	groups := map[string]map[string]func(t *testing.T, db *sqldb.DB){
		"Projects": projectFlows(),
		"Assets":   assetFlows(),
		"Jobs":     jobFlows(),
		"Users":    userFlows(),
		"Sweep":    sweepFlows(),
	}
	for group, tests := range groups {
		for name, test := range tests {
			t.Run(group+"/"+name, func(t *testing.T) {
				t.Parallel()
				test(t, open(t))
			})
		}
	}
}

// Nothing lets nothing be made.
func nothing(l quota.Limits) {
	for r := range l {
		l[r] = 0
	}
}

// lower takes somebody's limits away, so that they have as much as they may or more.
func (s *Setup) lower(t testing.TB, users ...string) {
	t.Helper()
	for _, user := range users {
		for _, r := range quota.Resources() {
			s.override(t, user, r, 0)
		}
	}
}

// raise gives them back.
func (s *Setup) raise(t testing.TB, user string, resources ...quota.Resource) {
	t.Helper()
	for _, r := range resources {
		_, err := s.Quotas.EndOverride(t.Context(), quota.Operator(), user, r, "a test")
		require.NoError(t, err)
	}
}
