package postgres_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/cluster/postgres"
	"github.com/einkpdf/platform/cluster/postgres/postgrestest"
	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/jobs/renderjob"
	"github.com/einkpdf/platform/quota"
	"github.com/einkpdf/platform/quota/metered"
	"github.com/einkpdf/platform/quota/metered/meteredtest"
	"github.com/einkpdf/platform/sqldb"
)

func TestMetered(t *testing.T) {
	t.Parallel()
	meteredtest.Run(t, postgrestest.New)
}

func TestMeteredEndings(t *testing.T) {
	t.Parallel()
	meteredtest.RunEndings(t, postgrestest.New)
}

// As two servers have it: each with connections of its own.
func TestMeteredRaces(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	meteredtest.Races(t, open(t, url, postgres.Options{}), open(t, url, postgres.Options{}))
}

// Jobs that are asked for lock what is counted in the same order as those that end. What takes turns begins again only after a deadlock.
func TestMeteredNoDeadlock(t *testing.T) {
	t.Parallel()
	const each = 50
	db := open(t, postgrestest.URL(t), postgres.Options{})
	require.NoError(t, db.Migrate(t.Context(), quota.Schema()))
	quotas, err := quota.NewSQL(db, quota.Config{Default: quota.NoLimits})
	require.NoError(t, err)
	hook := metered.Jobs(quotas)
	job := func(name string, worker, n int) jobs.Job {
		return jobs.Job{ID: fmt.Sprintf("%s-%d-%d", name, worker, n), Kind: renderjob.Kind, Owner: "ann", State: jobs.Pending}
	}
	require.NoError(t, db.Write(t.Context(), func(tx *sqldb.Tx) error {
		for n := range 2 * each {
			if err := hook.AddJob(t.Context(), tx, job("old", n%2, n/2)); err != nil {
				return err
			}
		}
		return nil
	}))
	var runs atomic.Int32
	var group sync.WaitGroup
	defer group.Wait()
	for worker := range 2 {
		group.Go(func() {
			for n := range each {
				j := job("new", worker, n)
				assert.NoError(t, db.WriteInTurn(t.Context(), "test.enqueue", func(tx *sqldb.Tx) error {
					runs.Add(1)
					return hook.AddJob(t.Context(), tx, j)
				}))
			}
		})
		group.Go(func() {
			for n := range each {
				j := job("old", worker, n)
				j.State, j.Attempt = jobs.Succeeded, 1
				assert.NoError(t, db.Write(t.Context(), func(tx *sqldb.Tx) error { return hook.EndJob(t.Context(), tx, j) }))
			}
		})
	}
	group.Wait()
	require.EqualValues(t, 2*each, runs.Load())
}

// ends counts how often a Quota is told that a job has ended: more than once for one whose transaction began again.
type ends struct {
	jobs.Quota
	told atomic.Int32
}

func (e *ends) EndJob(ctx context.Context, tx *sqldb.Tx, j jobs.Job) error {
	e.told.Add(1)
	return e.Quota.EndJob(ctx, tx, j)
}

// Jobs end, and are rescued, while their owner asks for one after the other: they wait for what is counted, and do not begin again.
func TestMeteredStorm(t *testing.T) {
	t.Parallel()
	const ending, dead = 40, 20
	dbs := pools(t, 2)
	require.NoError(t, dbs[0].Migrate(t.Context(), quota.Schema(), jobs.Schema()))
	all := make([]*ends, 2)
	queues := make([]*jobs.SQL, 2)
	var rescued, lost atomic.Int32
	for i, db := range dbs {
		quotas, err := quota.NewSQL(db, quota.Config{Default: quota.NoLimits})
		require.NoError(t, err)
		all[i] = &ends{Quota: metered.Jobs(quotas)}
		queues[i], err = jobs.NewSQL(db, jobs.Config{
			Quota: all[i], Concurrent: 4, PerOwner: 1000, MaxPendingOwner: 100_000, MaxPending: 100_000, Poll: 10 * time.Millisecond, Lease: time.Minute,
			Observer: jobs.Observer{OnRescue: func(n int) { rescued.Add(int32(n)) }, OnLeaseLost: func(jobs.Job) { lost.Add(1) }},
		})
		require.NoError(t, err)
	}
	spec := jobs.Spec{Kind: renderjob.Kind, Owner: "ann", Attempts: 1}
	for range dead {
		j, _, err := queues[0].Enqueue(t.Context(), spec)
		require.NoError(t, err)
		_, err = dbs[0].Exec(t.Context(), `update ep_job set state = 'running', attempt = 1, fence = 1, runner = 'dead', lease_at = 1 where id = $1`, j.ID)
		require.NoError(t, err)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var group sync.WaitGroup
	defer group.Wait()
	for range 4 {
		group.Go(func() {
			for ctx.Err() == nil {
				_, _, err := queues[1].Enqueue(t.Context(), spec)
				assert.NoError(t, err)
			}
		})
	}
	var begun atomic.Int32
	require.NoError(t, queues[0].Run(ctx, jobs.Handlers{renderjob.Kind: func(context.Context, *jobs.Task) (any, error) {
		if begun.Add(1) >= ending && rescued.Load() == dead {
			stop()
		}
		return nil, nil
	}}))
	group.Wait()
	var ended int
	require.NoError(t, dbs[0].Get(t.Context(), &ended, `select count(*) from ep_job where owner = 'ann' and finished_at is not null`))
	require.GreaterOrEqual(t, ended, ending+dead)
	require.EqualValues(t, ended, all[0].told.Load())
	require.EqualValues(t, dead, rescued.Load())
	require.Zero(t, lost.Load())
}
