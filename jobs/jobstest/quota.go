package jobstest

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

// Schemas are the tables that Setups need: those of package jobs, and those of Quota.
func Schemas() []sqldb.Schema { return []sqldb.Schema{jobs.Schema(), quotaSchema()} }

func quotaSchema() sqldb.Schema {
	const told = `-- +goose Up
create table ep_test_job_told (id text not null primary key, owner text not null, added integer not null, ended integer not null, state text not null,
	attempt integer not null, code text not null)`
	return sqldb.Schema{Service: "jobstest", Files: fstest.MapFS{
		"sqlite/0001_told.sql":   {Data: []byte(told + " strict;\n")},
		"postgres/0001_told.sql": {Data: []byte(told + ";\n")},
	}}
}

// Quota keeps what it is told in a table beside the jobs, and refuses what a test says. It is safe for concurrent use.
type Quota struct {
	mu     sync.Mutex
	refuse error
	most   int
}

var _ jobs.Quota = (*Quota)(nil)

// Refuse is what AddJob returns from now on; nil ends that. It says by itself whether it is a limit.
func (q *Quota) Refuse(err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.refuse = err
}

// Most is how many jobs of an owner may wait or run from now on; 0 = any number. Then AddJob returns ErrMost.
func (q *Quota) Most(n int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.most = n
}

// ErrMost is the refusal of Most.
const ErrMost = limit("jobstest: as many as may be")

// limit is an error that is one.
type limit string

func (l limit) Error() string { return string(l) }

// Refused says so.
func (limit) Refused() bool { return true }

const (
	tellAdded = `insert into ep_test_job_told (id, owner, added, ended, state, attempt, code) values ($1, $2, 1, 0, '', 0, '')
		on conflict (id) do update set added = ep_test_job_told.added + 1`
	tellEnded = `insert into ep_test_job_told (id, owner, added, ended, state, attempt, code) values ($1, $2, 0, 1, $3, $4, $5)
		on conflict (id) do update set ended = ep_test_job_told.ended + 1, state = excluded.state, attempt = excluded.attempt, code = excluded.code`
)

// AddJob implements jobs.Quota.
func (q *Quota) AddJob(ctx context.Context, tx *sqldb.Tx, j jobs.Job) error {
	q.mu.Lock()
	refuse, most := q.refuse, q.most
	q.mu.Unlock()
	if j.Owner == "" || j.ID == "" || j.State != jobs.Pending || j.Attempt != 0 {
		return fmt.Errorf("jobstest: a new job that cannot be: %+v", j)
	}
	if most > 0 {
		var live int
		if err := tx.Get(ctx, &live, `select count(*) from ep_test_job_told where owner = $1 and ended = 0`, j.Owner); err != nil {
			return err
		}
		if live >= most {
			refuse = ErrMost
		}
	}
	if _, err := tx.Exec(ctx, tellAdded, j.ID, j.Owner); err != nil {
		return err
	}
	if refuse == nil {
		return nil
	}
	if _, err := tx.Exec(ctx, `delete from ep_test_job_told where id = $1`, j.ID); err != nil {
		return err
	}
	return refuse
}

// EndJob implements jobs.Quota.
func (q *Quota) EndJob(ctx context.Context, tx *sqldb.Tx, j jobs.Job) error {
	gone := false
	if err := tx.Get(ctx, &gone, `select exists (select 1 from ep_job_gone where user_id = $1)`, j.Owner); err != nil {
		return err
	}
	if j.Owner == "" || !j.State.Final() && !gone || j.State.Final() != (!j.Finished.IsZero() && !j.Expires.IsZero()) || j.State == jobs.Cancelled && !j.Cancel {
		return fmt.Errorf("jobstest: a job that cannot have ended: %+v", j)
	}
	code := ""
	if j.Failure != nil {
		code = j.Failure.Code
	}
	_, err := tx.Exec(ctx, tellEnded, j.ID, j.Owner, string(j.State), j.Attempt, code)
	return err
}

// tell is told by hand of a job that a test ends by hand.
func (s *Setup) tell(t testing.TB, id string, state jobs.State) {
	t.Helper()
	j := s.Get(t, id)
	if j.Owner == "" || s.Config.Quota != s.Quota {
		return
	}
	code := ""
	if state == jobs.Failed {
		code = j.Failure.Code
	}
	_, err := s.DB.Exec(t.Context(), tellEnded, id, j.Owner, string(state), j.Attempt, code)
	require.NoError(t, err)
}

// told is a row of the table, beside that of the job.
type told struct {
	ID      string     `db:"id"`
	Owner   string     `db:"owner"`
	Added   int        `db:"added"`
	Ended   int        `db:"ended"`
	State   jobs.State `db:"state"`
	Attempt int        `db:"attempt"`
	Code    string     `db:"code"`
	Is      jobs.State `db:"is_state"`   // "" = it is gone
	At      int        `db:"is_attempt"` //
	Failure string     `db:"is_failure"` //
}

const allTold = `select t.id, t.owner, t.added, t.ended, t.state, t.attempt, t.code,
		coalesce(j.state, '') as is_state, coalesce(j.attempt, 0) as is_attempt, coalesce(j.failure, '') as is_failure
	from ep_test_job_told t left join ep_job j on j.id = t.id`

// requireTold says that Config.Quota was told once of each job that came and of each that ended, as it is, and that jobs.Live lists what waits or runs.
func (s *Setup) requireTold(t testing.TB) {
	t.Helper()
	ctx := context.WithoutCancel(t.Context()) // for cleanups
	var rows []told
	require.NoError(t, s.DB.Select(ctx, &rows, allTold))
	live := map[string]string{}
	for _, r := range rows {
		require.Equal(t, 1, r.Added, "%+v", r)
		switch {
		case r.Ended == 0:
			require.Contains(t, []jobs.State{jobs.Pending, jobs.Running}, r.Is, "%+v", r)
			live[r.ID] = r.Owner
			continue
		case !r.State.Final(): // it went before, with its owner
			require.Contains(t, []jobs.State{jobs.Pending, jobs.Running}, r.State, "%+v", r)
			require.Empty(t, r.Is, "%+v", r)
		case r.Is != "":
			require.Equal(t, r.State, r.Is, "%+v", r)
			require.Equal(t, r.Attempt, r.At, "%+v", r)
			require.Contains(t, r.Failure, r.Code, "%+v", r)
		}
		require.Equal(t, 1, r.Ended, "%+v", r)
	}
	s.requireLive(t, live)
}

// requireLive says that these, and no others, wait or run: id to owner.
func (s *Setup) requireLive(t testing.TB, want map[string]string) {
	t.Helper()
	ctx := context.WithoutCancel(t.Context())
	var all []struct {
		jobs.LiveJob
		Kind string `db:"kind"`
	}
	require.NoError(t, s.DB.Select(ctx, &all, `select id, owner, kind from ep_job where owner <> '' and state in ('pending', 'running')`))
	kinds, is := map[string]int{}, map[string]string{}
	for _, j := range all {
		kinds[j.Kind]++
		is[j.ID] = j.Owner
	}
	require.Equal(t, want, is)
	for kind, n := range kinds {
		var last jobs.LiveJob
		for page := []jobs.LiveJob{last}; len(page) > 0; {
			var err error
			page, err = jobs.Live(ctx, s.DB, kind, last, 40)
			require.NoError(t, err)
			for _, j := range page {
				require.True(t, j.Owner > last.Owner || j.Owner == last.Owner && j.ID > last.ID, "in the order of bytes")
				require.Equal(t, want[j.ID], j.Owner)
				last = j
				n--
			}
		}
		require.Zero(t, n, kind)
	}
}

// counted are scenarios that look at what Quota was told as well: right after a kill, and when everything has been put in order.
func counted(all ...sqldbtest.Scenario) []sqldbtest.Scenario {
	for i, s := range all {
		all[i].Check = func(t testing.TB, p sqldbtest.Place, finished bool) {
			look := open(t, p.DB)
			look.requireTold(t)
			s.Check(t, p, finished)
			look.requireTold(t)
		}
	}
	return all
}

// clearJobs removes all jobs, and what was told of them.
func clearJobs(t testing.TB, db *sqldb.DB) {
	t.Helper()
	for _, table := range []string{"ep_job_input", "ep_job", "ep_job_gone", "ep_test_job_told"} {
		_, err := db.Exec(t.Context(), `delete from `+table)
		require.NoError(t, err)
	}
}
