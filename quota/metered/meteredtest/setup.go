package meteredtest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/assets/assetstest"
	"github.com/einkpdf/platform/blob"
	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/jobs/renderjob"
	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/projects/projectstest"
	"github.com/einkpdf/platform/quota"
	"github.com/einkpdf/platform/quota/metered"
	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

// TopicUserDeleted is where Setups hear of deleted users: that of package auth.
const TopicUserDeleted = "auth.user-deleted"

// Setup is all services with their quotas on one database.
type Setup struct {
	Quotas   *quota.SQL
	Projects *projects.Service // with the files of projectstest
	Assets   *assets.Service   // with the fonts of assetstest
	Queue    *jobs.SQL
	Renders  *renderjob.Service // of which Submit is used alone
	DB       *sqldb.DB
	Blobs    *blob.Memory  // of assets
	Outbox   *sqldb.Outbox // with the handlers of all, quotas' first
	Clock    *sqldbtest.Clock
	Logs     *sqldbtest.Logs
}

// Names of Tiers.
const (
	Small = "small"
	Large = "large"
)

// Tiers are two: a small one, which a test comes to the end of, and a large one. change may alter the limits of the first.
func Tiers(change ...func(l quota.Limits)) []quota.Tier {
	small := quota.Limits{
		quota.Projects: 3, quota.Assets: 3, quota.Storage: 100_000, quota.JobsPerDay: 4, quota.JobsAtOnce: 2, quota.PagesPerJob: 5,
	}
	for _, fn := range change {
		fn(small)
	}
	large := quota.Limits{}
	for _, r := range quota.Resources() {
		large[r] = quota.Unlimited
	}
	return []quota.Tier{{Name: Small, Title: "Small", Limits: small}, {Name: Large, Title: "Large", Limits: large}}
}

func schemas() []sqldb.Schema {
	return []sqldb.Schema{quota.Schema(), projects.Schema(), assets.Schema(), jobs.Schema()}
}

// New makes a Setup on db, which it migrates, with a clock that stands still. change may alter the limits of the small tier.
func New(t testing.TB, db *sqldb.DB, change ...func(l quota.Limits)) *Setup {
	t.Helper()
	require.NoError(t, db.Migrate(t.Context(), schemas()...))
	return Open(t, db, &blob.Memory{}, change...)
}

// Open is New on a db that has been migrated: other services on the same rows and blobs, with a clock of their own.
func Open(t testing.TB, db *sqldb.DB, blobs *blob.Memory, change ...func(l quota.Limits)) *Setup {
	t.Helper()
	s, err := build(db, blobs, t.TempDir(), Tiers(change...))
	require.NoError(t, err)
	return s
}

// build is Open for a process that is no test.
func build(db *sqldb.DB, blobs *blob.Memory, temp string, tiers []quota.Tier) (s *Setup, err error) {
	s = &Setup{DB: db, Blobs: blobs, Clock: sqldbtest.NewClock(), Logs: &sqldbtest.Logs{}}
	logger := s.Logs.Logger()
	if s.Quotas, err = quota.NewSQL(db, quota.Config{Tiers: tiers, Truths: metered.Truths(), Now: s.Clock.Now, Logger: logger}); err != nil {
		return nil, err
	}
	s.Assets, err = assets.New(assets.Config{
		Store: assets.NewSQL(db), Blobs: blobs, Fonts: assetstest.Fonts{}, Projects: projects.NewAssetUses(db), Quota: metered.Assets(s.Quotas),
		TempDir: temp, Now: s.Clock.Now, Logger: logger, UploadsEach: 128,
	})
	if err != nil {
		return nil, err
	}
	s.Projects, err = projects.New(projects.Config{
		Store: projects.NewSQL(db), Files: &projectstest.Files{}, Assets: s.Assets, Quota: metered.Projects(s.Quotas), Now: s.Clock.Now, Logger: logger,
	})
	if err != nil {
		return nil, err
	}
	s.Queue, err = jobs.NewSQL(db, jobs.Config{
		Quota: metered.Jobs(s.Quotas), Poll: 10 * time.Millisecond, Watch: 10 * time.Millisecond, Backoff: time.Millisecond, Attempts: 2, Grace: -1,
		Now: s.Clock.Now, Logger: logger,
	})
	if err != nil {
		return nil, err
	}
	s.Renders, err = renderjob.New(renderjob.Config{
		Queue: s.Queue, Projects: renderjob.FromProjects(s.Projects), Quota: metered.Pages(s.Quotas), Version: "test", Now: s.Clock.Now, Logger: logger,
	})
	if err != nil {
		return nil, err
	}
	s.Outbox = sqldb.NewOutbox(db, sqldb.OutboxConfig{Logger: logger, Now: s.Clock.OutboxNow})
	s.Quotas.Subscribe(s.Outbox, TopicUserDeleted) // first, so that what the others take back afterwards is not there any more
	s.Projects.Subscribe(s.Outbox, TopicUserDeleted)
	s.Assets.Subscribe(s.Outbox, TopicUserDeleted, projects.TopicPurged)
	s.Queue.Subscribe(s.Outbox, TopicUserDeleted)
	return s, nil
}

// counted is what somebody has: used, and reserved behind a plus.
func (s *Setup) counted(t testing.TB, user string, r quota.Resource) string {
	t.Helper()
	u, err := s.Quotas.Usage(t.Context(), quota.Operator(), user)
	require.NoError(t, err)
	for _, one := range u.Resources {
		if one.Resource == r && one.Reserved > 0 {
			return fmt.Sprintf("%d+%d", one.Used, one.Reserved)
		} else if one.Resource == r {
			return fmt.Sprint(one.Used)
		}
	}
	require.Fail(t, "no such resource", r)
	return ""
}

// requireCounted is counted of many: what is left out is not looked at.
func (s *Setup) requireCounted(t testing.TB, user string, want map[quota.Resource]string) {
	t.Helper()
	for r, n := range want {
		require.Equal(t, n, s.counted(t, user, r), "%s of %s", r, user)
	}
}

// requireTrue sweeps, and finds nothing that was not counted as it is.
func (s *Setup) requireTrue(t testing.TB) {
	t.Helper()
	swept, err := s.Quotas.Sweep(t.Context())
	require.NoError(t, err)
	swept.Old, swept.Expired = 0, 0
	require.Zero(t, swept)
}

// requireRefused is what a limit of a resource says.
func requireRefused(t testing.TB, r quota.Resource, err error) quota.Error {
	t.Helper()
	codes := map[quota.Resource]quota.Code{quota.JobsPerDay: quota.CodeDaily, quota.JobsAtOnce: quota.CodeAtOnce, quota.PagesPerJob: quota.CodePages}
	e, ok := errors.AsType[*quota.Error](err)
	require.True(t, ok, "%v", err)
	want := cmp.Or(codes[r], quota.CodeExceeded)
	if e.Limit == 0 && r != quota.PagesPerJob {
		want = quota.CodeExceeded // waiting does not help
	}
	require.Equal(t, want, e.Code, e.Message)
	require.Equal(t, r, e.Resource)
	require.NotEmpty(t, e.Message)
	return *e
}

// override gives somebody a limit of their own.
func (s *Setup) override(t testing.TB, user string, r quota.Resource, limit int64) {
	t.Helper()
	_, err := s.Quotas.Override(t.Context(), quota.Operator(), user, quota.NewOverride{Resource: r, Limit: limit, Reason: "a test"})
	require.NoError(t, err)
}

// deleteUser deletes a user as accounts do it, and lets everything that follows happen.
func (s *Setup) deleteUser(t testing.TB, id string) {
	t.Helper()
	require.NoError(t, s.DB.Write(t.Context(), func(tx *sqldb.Tx) error {
		return tx.Publish(t.Context(), TopicUserDeleted, map[string]string{"id": id})
	}))
	s.drain(t)
}

// drain lets everything happen that follows from events.
func (s *Setup) drain(t testing.TB) {
	t.Helper()
	_, err := s.Outbox.Drain(t.Context())
	require.NoError(t, err)
}

// work runs the queue with a Handler of render jobs until stop, or the end of the test.
func (s *Setup) work(t testing.TB, h jobs.Handler) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	ended := make(chan error, 1)
	go func() { ended <- s.Queue.Run(ctx, jobs.Handlers{renderjob.Kind: h}) }()
	stopped := false
	stop = func() {
		cancel()
		if !stopped {
			stopped = true
			require.NoError(t, <-ended)
		}
	}
	t.Cleanup(stop)
	return stop
}

// await waits until a job is as somebody wants it.
func (s *Setup) await(t testing.TB, id string, is func(j jobs.Job) bool) (j jobs.Job) {
	t.Helper()
	require.Eventually(t, func() (ok bool) {
		var err error
		j, err = s.Queue.Get(t.Context(), jobs.Actor{Admin: true}, id)
		return err == nil && is(j)
	}, time.Minute, 2*time.Millisecond)
	return j
}

func final(j jobs.Job) bool { return j.State.Final() }
