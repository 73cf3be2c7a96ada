package meteredtest

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/jobs/renderjob"
	"github.com/einkpdf/platform/quota"
	"github.com/einkpdf/platform/sqldb"
)

// endings is how a job may end, and what is counted for its day then.
func endings() map[string]struct {
	day string
	end func(t *testing.T, s *Setup, j jobs.Job)
} {
	fail := func(f error, advance time.Duration) func(t *testing.T, s *Setup, j jobs.Job) {
		return func(t *testing.T, s *Setup, j jobs.Job) {
			s.work(t, func(context.Context, *jobs.Task) (any, error) {
				s.Clock.Advance(advance) // so that the next attempt is due
				return nil, f
			})
			require.Equal(t, jobs.Failed, s.await(t, j.ID, final).State)
		}
	}
	cancel := func(t *testing.T, s *Setup, j jobs.Job) {
		_, err := s.Queue.Cancel(t.Context(), jobs.Actor{User: j.Owner}, j.ID)
		require.NoError(t, err)
		require.Equal(t, jobs.Cancelled, s.await(t, j.ID, final).State)
	}
	running := func(j jobs.Job) bool { return j.State == jobs.Running }
	until := func(ctx context.Context, _ *jobs.Task) (any, error) {
		<-ctx.Done()
		return nil, context.Cause(ctx)
	}
	return map[string]struct {
		day string
		end func(t *testing.T, s *Setup, j jobs.Job)
	}{
		"Succeeded": {"1", func(t *testing.T, s *Setup, j jobs.Job) {
			s.work(t, made)
			require.Equal(t, jobs.Succeeded, s.await(t, j.ID, final).State)
		}},
		"FailedByProject":      {"1", fail(&jobs.Failure{Code: renderjob.FailProject, Message: "It has errors.", Final: true}, 0)},
		"FailedByLimit":        {"1", fail(&jobs.Failure{Code: renderjob.FailTime, Message: "It took too long.", Final: true}, 0)},
		"FailedByUs":           {"0", fail(&jobs.Failure{Code: renderjob.FailKilled, Message: "It was killed."}, time.Minute)},
		"FailedByUsFinally":    {"0", fail(&jobs.Failure{Code: renderjob.FailRenderer, Message: "A mistake of ours.", Final: true}, 0)},
		"Broken":               {"0", fail(errors.New("something broke"), time.Minute)},
		"CancelledBefore":      {"0", cancel},
		"CancelledWhileItRuns": {"1", func(t *testing.T, s *Setup, j jobs.Job) { s.work(t, until); s.await(t, j.ID, running); cancel(t, s, j) }},
		"CancelledAfterOurs": {"0", func(t *testing.T, s *Setup, j jobs.Job) {
			stop := s.work(t, func(context.Context, *jobs.Task) (any, error) {
				return nil, &jobs.Failure{Code: renderjob.FailCrashed, Message: "It broke down.", RetryAfter: time.Hour}
			})
			s.await(t, j.ID, func(j jobs.Job) bool { return j.Failure != nil })
			stop()
			s.requireCounted(t, j.Owner, map[quota.Resource]string{quota.JobsAtOnce: "1", quota.JobsPerDay: "0+1"})
			cancel(t, s, j)
		}},
		"GivenBack": {"0", func(t *testing.T, s *Setup, j jobs.Job) {
			stop := s.work(t, until)
			s.await(t, j.ID, running)
			stop()
			require.Equal(t, jobs.Pending, s.await(t, j.ID, func(j jobs.Job) bool { return j.State != jobs.Running }).State)
			s.requireCounted(t, j.Owner, map[quota.Resource]string{quota.JobsAtOnce: "1", quota.JobsPerDay: "0+1"})
			cancel(t, s, j)
		}},
	}
}

// RunEndings runs what becomes of jobs. open returns an empty database.
func RunEndings(t *testing.T, open func(t testing.TB) *sqldb.DB) {
	for name, e := range endings() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := New(t, open(t))
			e.end(t, s, s.job(t, ann))
			s.requireCounted(t, ann, map[quota.Resource]string{quota.JobsAtOnce: "0", quota.JobsPerDay: e.day})
			s.requireTrue(t)
			s.Clock.Advance(48 * time.Hour)
			swept, err := s.Quotas.Sweep(t.Context())
			require.NoError(t, err)
			require.Equal(t, quota.Swept{Old: len(e.day) - len("0") + int(e.day[0]-'0')}, swept)
		})
	}
}
