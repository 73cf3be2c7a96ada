package quotatest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/quota"
	"github.com/einkpdf/platform/sqldb"
)

// rowsOf is how many rows there are of a user, in all tables.
func (s *Setup) rowsOf(t testing.TB, user string) (n int) {
	t.Helper()
	require.NoError(t, s.DB.Get(t.Context(), &n, `select (select count(*) from ep_quota_entry where owner = $1) + (select count(*) from ep_quota_counter where owner = $1)
		+ (select count(*) from ep_quota_tier where owner = $1) + (select count(*) from ep_quota_override where owner = $1)`, user))
	return n
}

// furnish gives a user a tier, an override, and so many entries.
func (s *Setup) furnish(t testing.TB, user string, entries int) {
	t.Helper()
	ctx := t.Context()
	_, err := s.Quotas.SetTier(ctx, admin, user, quota.Plus, "paid")
	require.NoError(t, err)
	_, err = s.Quotas.Override(ctx, admin, user, more(quota.Unlimited))
	require.NoError(t, err)
	require.NoError(t, s.Quotas.Reserve(ctx, nil, user, "r", quota.Item{Resource: quota.JobsPerDay, Amount: 1}, quota.Item{Resource: quota.Assets, Amount: 1}))
	s.write(t, func(tx *sqldb.Tx) error {
		for i := range entries {
			if err := s.Quotas.Put(ctx, tx, user, fmt.Sprintf("k%d", i), quota.Item{Resource: quota.Projects, Amount: 1}); err != nil {
				return err
			}
		}
		return nil
	})
}

// testGone: what there is of a deleted user goes, and of nobody else.
func testGone(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	s.furnish(t, "ann", 1200)
	s.furnish(t, "ben", 20)
	require.Equal(t, 1200+2+1+1+3, s.rowsOf(t, "ann"))
	before := s.usage(t, "ben")
	bens := s.rowsOf(t, "ben")
	for range 3 { // again is no error
		s.DeleteUser(t, "ann")
		require.Zero(t, s.rowsOf(t, "ann"))
		require.Equal(t, bens, s.rowsOf(t, "ben"))
		require.Equal(t, before, s.usage(t, "ben"))
	}
	s.DeleteUser(t, "zoe")
	s.Sound(t)
	require.Equal(t, quota.Swept{}, s.sweep(t))
	require.Equal(t, []string{"ben"}, s.Users(t, quota.Filter{}, 50))
	require.Nil(t, s.usage(t, "ann").Given)
}

// testGoneHostile: an event that names nobody fails, and changes nothing.
func testGoneHostile(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	s.furnish(t, "ann", 3)
	rows := s.rowsOf(t, "ann")
	for _, payload := range []any{
		"ann", map[string]string{}, map[string]string{"id": ""}, map[string]int{"id": 7}, map[string]string{"id": "a\x00b"}, map[string]string{"id": strings.Repeat("x", 129)},
	} {
		s.publish(t, payload)
	}
	n, err := s.Outbox.Drain(t.Context())
	require.Zero(t, n)
	require.ErrorContains(t, err, "quota: event "+TopicUserDeleted)
	require.Equal(t, rows, s.rowsOf(t, "ann"))
	require.NotContains(t, s.Logs.String(), "xxx")
}
