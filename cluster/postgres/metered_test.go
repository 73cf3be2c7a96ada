package postgres_test

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

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
