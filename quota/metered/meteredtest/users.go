package meteredtest

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/projects/projectstest"
	"github.com/einkpdf/platform/quota"
	"github.com/einkpdf/platform/sqldb"
)

func userFlows() map[string]func(t *testing.T, db *sqldb.DB) {
	return map[string]func(t *testing.T, db *sqldb.DB){
		"Override": userOverride,
		"Tier":     userTier,
		"Gone":     userGone,
		"GoneBusy": userGoneBusy,
	}
}

// An override is in force at once, until the very millisecond that it ends.
func userOverride(t *testing.T, db *sqldb.DB) {
	s := New(t, db, func(l quota.Limits) { l[quota.Projects] = 0 })
	_, err := s.create(t, ann, "title: A\n")
	requireRefused(t, quota.Projects, err)
	o := quota.NewOverride{Resource: quota.Projects, Limit: 2, Reason: "She asked.", Expires: s.Clock.Now().Add(time.Hour)}
	_, err = s.Quotas.Override(t.Context(), quota.Operator(), ann, o)
	require.NoError(t, err)
	p := s.project(t, ann, "title: A\n")
	s.Clock.Advance(time.Hour - time.Millisecond)
	s.project(t, ann, "title: A\n")
	_, err = s.create(t, ann, "title: A\n")
	requireRefused(t, quota.Projects, err)

	p, err = s.Projects.Trash(t.Context(), projectstest.User(ann), p.ID, p.Version)
	require.NoError(t, err)
	require.NoError(t, s.Projects.Purge(t.Context(), projectstest.User(ann), p.ID, p.Version))
	s.Clock.Advance(time.Millisecond)
	_, err = s.create(t, ann, "title: A\n")
	require.Equal(t, int64(0), requireRefused(t, quota.Projects, err).Limit)
	s.requireCounted(t, ann, map[quota.Resource]string{quota.Projects: "1"})
	s.requireTrue(t)
}

// Another tier is in force at once. Who has more than the new one allows keeps it, and makes nothing new.
func userTier(t *testing.T, db *sqldb.DB) {
	s := New(t, db, nothing)
	_, err := s.Quotas.SetTier(t.Context(), quota.Operator(), ann, Large, "She pays.")
	require.NoError(t, err)
	for n := range 5 {
		s.project(t, ann, "title: A\npages: 1000\n")
		s.asset(t, ann, n)
		s.job(t, ann)
	}
	for _, r := range []quota.Resource{quota.Projects, quota.Assets, quota.JobsAtOnce} {
		require.Contains(t, []string{"5", "10"}, s.counted(t, ann, r))
	}
	_, err = s.Quotas.SetTier(t.Context(), quota.Operator(), ann, "", "She does not.")
	require.NoError(t, err)
	_, err = s.create(t, ann, "title: A\n")
	requireRefused(t, quota.Projects, err)
	_, err = s.upload(t, ann, font(100))
	requireRefused(t, quota.Assets, err)
	s.asset(t, ann, 0)
	s.requireTrue(t)
}

// Of a deleted user nothing is counted any more, and nothing is left.
func userGone(t *testing.T, db *sqldb.DB) {
	s := New(t, db, func(l quota.Limits) { l[quota.Projects], l[quota.JobsAtOnce] = 10, 10 })
	for _, user := range []string{ann, ben} {
		s.asset(t, user, 1)
		p := s.project(t, user, "title: A\n")
		_, err := s.Projects.Trash(t.Context(), projectstest.User(user), p.ID, p.Version)
		require.NoError(t, err)
		j := s.job(t, user)
		_, err = s.Queue.Cancel(t.Context(), jobs.Actor{User: user}, j.ID)
		require.NoError(t, err)
		s.job(t, user)
		s.override(t, user, quota.Assets, 2)
		_, err = s.Quotas.SetTier(t.Context(), quota.Operator(), user, Large, "a test")
		require.NoError(t, err)
	}
	s.deleteUser(t, ann)
	require.Zero(t, s.rows(t, ann))
	require.Positive(t, s.rows(t, ben))
	s.requireCounted(t, ben, map[quota.Resource]string{
		quota.Projects: "3", quota.Assets: "1", quota.Storage: "1000", quota.JobsAtOnce: "1", quota.JobsPerDay: "0+1",
	})
	s.requireTrue(t)
	s.deleteUser(t, ann)
	require.Zero(t, s.rows(t, ann))
}

// What runs when its owner goes is not counted either: when it has ended, nothing is left.
func userGoneBusy(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	ended := make(chan struct{})
	j := s.job(t, ann)
	stop := s.work(t, func(ctx context.Context, _ *jobs.Task) (any, error) {
		defer close(ended)
		<-ctx.Done()
		return nil, context.Cause(ctx)
	})
	s.await(t, j.ID, func(j jobs.Job) bool { return j.State == jobs.Running })
	s.deleteUser(t, ann)
	<-ended
	stop()
	require.Zero(t, s.rows(t, ann))
	s.requireCounted(t, ann, map[quota.Resource]string{quota.Projects: "0", quota.JobsAtOnce: "0", quota.JobsPerDay: "0"})
	s.requireTrue(t)
	require.Zero(t, s.rows(t, ann))
}

// rows is how many there are of a user.
func (s *Setup) rows(t testing.TB, user string) (n int) {
	t.Helper()
	for _, table := range []string{"entry", "counter", "tier", "override"} {
		var some int
		require.NoError(t, s.DB.Get(t.Context(), &some, `select count(*) from ep_quota_`+table+` where owner = $1`, user))
		n += some
	}
	return n
}
