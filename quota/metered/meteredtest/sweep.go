package meteredtest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/assets/assetstest"
	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/jobs/renderjob"
	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/projects/projectstest"
	"github.com/einkpdf/platform/quota"
	"github.com/einkpdf/platform/sqldb"
)

func sweepFlows() map[string]func(t *testing.T, db *sqldb.DB) {
	return map[string]func(t *testing.T, db *sqldb.DB){
		"Begin":   sweepBegin,
		"Lost":    sweepLost,
		"Stale":   sweepStale,
		"Amounts": sweepAmounts,
	}
}

// Where quotas begin, what was there before is counted with the first Sweep, beyond limits as well.
func sweepBegin(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	before, err := projects.New(projects.Config{Store: projects.NewSQL(db), Files: &projectstest.Files{}, Now: s.Clock.Now})
	require.NoError(t, err)
	files, err := assets.New(assets.Config{Store: assets.NewSQL(db), Blobs: s.Blobs, Fonts: assetstest.Fonts{}, Now: s.Clock.Now, TempDir: t.TempDir()})
	require.NoError(t, err)
	queue, err := jobs.NewSQL(db, jobs.Config{Now: s.Clock.Now})
	require.NoError(t, err)
	with := s.Assets
	s.Assets = files
	for n := range 5 {
		_, err := before.Create(t.Context(), projectstest.User(ann), projects.NewProject{Source: []byte("title: A\n")})
		require.NoError(t, err)
		s.asset(t, ann, n)
	}
	s.Assets = with
	j, _, err := queue.Enqueue(t.Context(), jobs.Spec{Kind: renderjob.Kind, Owner: ben})
	require.NoError(t, err)
	_, _, err = queue.Enqueue(t.Context(), jobs.Spec{Kind: "mail", Owner: ben})
	require.NoError(t, err)

	swept, err := s.Quotas.Sweep(t.Context())
	require.NoError(t, err)
	require.Equal(t, 3*5+1, swept.Missing-s.missingDays(t))
	s.requireCounted(t, ann, map[quota.Resource]string{quota.Projects: "5", quota.Assets: "5", quota.Storage: "5000"})
	s.requireCounted(t, ben, map[quota.Resource]string{quota.JobsAtOnce: "1"})
	s.requireTrue(t)
	_, err = s.create(t, ann, "title: A\n")
	requireRefused(t, quota.Projects, err)
	s.project(t, ben, "title: B\n")

	// A job that was not counted when it was asked for ends as any other.
	_, err = s.Queue.Cancel(t.Context(), jobs.Actor{User: ben}, j.ID)
	require.NoError(t, err)
	s.requireCounted(t, ben, map[quota.Resource]string{quota.JobsAtOnce: "0", quota.JobsPerDay: "0"})
	s.requireTrue(t)
}

// missingDays is how many jobs were added to days.
func (s *Setup) missingDays(t testing.TB) (n int) {
	t.Helper()
	require.NoError(t, s.DB.Get(t.Context(), &n, `select count(*) from ep_quota_entry where resource = $1`, quota.JobsPerDay))
	return n
}

// filled is a Setup in which ann has something of everything.
func filled(t testing.TB, db *sqldb.DB) *Setup {
	t.Helper()
	s := New(t, db)
	s.job(t, ann)
	s.asset(t, ann, 1)
	s.asset(t, ann, 2)
	return s
}

var fills = map[quota.Resource]string{quota.Projects: "1", quota.Assets: "2", quota.Storage: "2000", quota.JobsAtOnce: "1"}

// What was forgotten is counted again.
func sweepLost(t *testing.T, db *sqldb.DB) {
	s := filled(t, db)
	s.exec(t, `delete from ep_quota_entry`)
	s.exec(t, `delete from ep_quota_counter`)
	swept, err := s.Quotas.Sweep(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1+2+2+1, swept.Missing-s.missingDays(t))
	s.requireCounted(t, ann, fills)
	s.requireTrue(t)
}

// What is counted and is not there is forgotten, and what is reserved for too long.
func sweepStale(t *testing.T, db *sqldb.DB) {
	s := filled(t, db)
	one := func(r quota.Resource) quota.Item { return quota.Item{Resource: r, Amount: 1} }
	require.NoError(t, s.Quotas.Put(t.Context(), nil, ann, "made-up", one(quota.Projects), one(quota.Assets), one(quota.JobsAtOnce)))
	require.NoError(t, s.Quotas.Reserve(t.Context(), nil, ann, "given-up", one(quota.JobsPerDay)))
	require.NoError(t, s.Quotas.Reserve(t.Context(), nil, ben, "given-up", one(quota.Projects)))
	s.Clock.Advance(2 * time.Hour) // quota.Config.ReserveFor is one
	swept, err := s.Quotas.Sweep(t.Context())
	require.NoError(t, err)
	require.Equal(t, quota.Swept{Stale: 5}, swept)
	s.requireCounted(t, ann, fills)
	s.requireCounted(t, ann, map[quota.Resource]string{quota.JobsPerDay: "0+1"})
	s.requireCounted(t, ben, map[quota.Resource]string{quota.Projects: "0"})
	s.requireTrue(t)
}

// What has other bytes than are counted, and sums that are wrong, are put right.
func sweepAmounts(t *testing.T, db *sqldb.DB) {
	s := filled(t, db)
	up := s.asset(t, ann, 3)
	require.NoError(t, s.Quotas.Put(t.Context(), nil, ann, up.ID, quota.Item{Resource: quota.Storage, Amount: 7}))
	s.exec(t, `update ep_quota_counter set used = used + 1 where owner = '`+ann+`' and resource = '`+string(quota.Projects)+`'`)
	swept, err := s.Quotas.Sweep(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1, swept.Amounts)
	require.Equal(t, 1, swept.Counters)
	s.requireCounted(t, ann, map[quota.Resource]string{quota.Projects: "1", quota.Assets: "3", quota.Storage: "3000"})
	s.requireTrue(t)
}

func (s *Setup) exec(t testing.TB, statement string) {
	t.Helper()
	_, err := s.DB.Exec(t.Context(), statement)
	require.NoError(t, err)
}
