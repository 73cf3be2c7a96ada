package jobstest

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/sqldb"
)

// fileName and fileBytes are of the file that jobs have which succeeded.
const (
	fileName  = "plan.pdf"
	fileBytes = "%PDF-2.0"
)

// become writes what a runner leaves of a job that is pending, with keep as it was enqueued (0 = the default): so tests of the
// Queue need no Runner, and the states stand still.
func (s *Setup) become(t testing.TB, id string, state jobs.State, keep time.Duration) jobs.Job {
	t.Helper()
	if keep == 0 {
		keep = 24 * time.Hour
	}
	ctx, now := t.Context(), s.Clock.Now()
	change := func(statement string, args ...any) {
		t.Helper()
		n, err := s.DB.Exec(ctx, statement, args...)
		require.NoError(t, err)
		require.EqualValues(t, 1, n)
	}
	if state == jobs.Cancelled {
		_, err := s.Queue.Cancel(ctx, admin, id)
		require.NoError(t, err)
		return s.Get(t, id)
	}
	if state != jobs.Pending {
		change(`update ep_job set state = 'running', started_at = $2, attempt = 1, fence = 1, lease_at = $3, runner = 'test' where id = $1 and state = 'pending'`,
			id, sqldb.At(now), sqldb.At(now.Add(30*time.Second)))
	}
	if state.Final() {
		change(`update ep_job set state = $2, finished_at = $3, expires_at = $4, lease_at = null, runner = null where id = $1`,
			id, string(state), sqldb.At(now), sqldb.At(now.Add(keep)))
		change(`delete from ep_job_input where job_id = $1`, id)
	}
	switch state {
	case jobs.Succeeded:
		key := fmt.Sprintf("jobs/%s/1-%s", id, fileName)
		sum := sha256.Sum256([]byte(fileBytes))
		files, err := json.Marshal([]map[string]any{{
			"name": fileName, "type": "application/pdf", "bytes": len(fileBytes), "sha256": hex.EncodeToString(sum[:]), "key": key,
		}})
		require.NoError(t, err)
		change(`update ep_job set result = '{"pages":3}', files = $2 where id = $1`, id, string(files))
		require.NoError(t, s.Blobs.Put(ctx, key, bytes.NewReader([]byte(fileBytes)), int64(len(fileBytes))))
	case jobs.Failed:
		change(`update ep_job set failure = '{"code":"too-long","message":"This is too long.","detail":{"at":7},"final":true}' where id = $1`, id)
	}
	if state.Final() {
		s.tell(t, id, state)
	}
	return s.Get(t, id)
}

// states are all that a job can be in.
func states() []jobs.State {
	return []jobs.State{jobs.Pending, jobs.Running, jobs.Succeeded, jobs.Failed, jobs.Cancelled}
}

// everything is how many rows there are, and all that can change in them, to see that nothing did.
func (s *Setup) everything(t testing.TB) (all []string) {
	t.Helper()
	for _, query := range []string{
		`select id || state || cancel || turn || coalesce(expires_at, 0) || coalesce(unique_key, '-') || coalesce(request_key, '-') from ep_job order by id`,
		`select job_id from ep_job_input order by job_id`,
		`select user_id from ep_job_gone order by user_id`,
		`select 'audit ' || count(*) from ep_audit`,
	} {
		var rows []string
		require.NoError(t, s.DB.Select(t.Context(), &rows, query))
		all = append(append(all, rows...), "")
	}
	return append(all, s.Keys(t)...)
}
