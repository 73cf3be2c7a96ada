package metrics_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"iter"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/blob"
	"github.com/einkpdf/platform/health"
	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/metrics"
	"github.com/einkpdf/platform/quota"
	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

func put(t testing.TB, s blob.Store, key, text string) {
	t.Helper()
	require.NoError(t, s.Put(t.Context(), key, strings.NewReader(text), int64(len(text))))
}

func TestSources(t *testing.T) {
	t.Parallel()
	db := sqldbtest.SQLite(t, jobs.Schema(), quota.Schema())
	queue, err := jobs.NewSQL(db, jobs.Config{})
	require.NoError(t, err)
	for _, s := range []jobs.Spec{
		{Kind: "render", Owner: "ann"}, {Kind: "render", Owner: "bob"}, {Kind: "render", Owner: "ann", Delay: time.Hour}, {Kind: "sweep", Owner: jobs.System},
	} {
		_, _, err := queue.Enqueue(t.Context(), s)
		require.NoError(t, err)
	}
	quotas, err := quota.NewSQL(db, quota.Config{})
	require.NoError(t, err)
	require.NoError(t, quotas.Put(t.Context(), nil, "ann", "p", quota.Item{Resource: quota.Projects, Amount: 1}))
	require.NoError(t, quotas.Put(t.Context(), nil, "ann", "a", quota.Item{Resource: quota.Storage, Amount: 90 << 20}))
	require.NoError(t, quotas.Reserve(t.Context(), nil, "bob", "a", quota.Item{Resource: quota.Storage, Amount: 100 << 20}))
	blobs := &blob.Memory{}
	put(t, blobs, "assets/1", "12345")
	put(t, blobs, "assets/x/2", "123")
	put(t, blobs, "jobs/1", "1")
	put(t, blobs, "alone", "12")
	wrong := errors.New("it has a path in it: /srv/secret")
	ready, err := health.New(health.Config{Checks: []health.Check{health.Database(db), {Name: "other", Do: func(context.Context) error { return wrong }}}})
	require.NoError(t, err)

	m := newMetrics(t)
	require.NoError(t, m.Watch(t.Context(), metrics.Sources{DB: db, Jobs: queue, Quotas: quotas, Blobs: blobs, Folder: t.TempDir(), Health: ready}))
	text := scrape(t, m)
	lines(t, text,
		`einkpdf_jobs{kind="render",state="ready"} 2`, `einkpdf_jobs{kind="render",state="delayed"} 1`, `einkpdf_jobs{kind="render",state="running"} 0`,
		`einkpdf_jobs{kind="sweep",state="ready"} 1`, `einkpdf_jobs_lease_expired 0`,
		`einkpdf_quota_users{tier="free"} 2`, `einkpdf_quota_used{resource="projects",tier="free"} 1`, `einkpdf_quota_limit{resource="projects",tier="free"} 100`,
		`einkpdf_quota_users_high{resource="storage",tier="free"} 2`, `einkpdf_quota_users_full{resource="storage",tier="free"} 1`,
		`einkpdf_quota_reserved{resource="storage",tier="free"} 1.048576e+08`,
		`einkpdf_blob_bytes{folder="assets"} 8`, `einkpdf_blob_files{folder="assets"} 2`, `einkpdf_blob_bytes{folder="jobs"} 1`, `einkpdf_blob_bytes{folder="other"} 2`,
		`einkpdf_ready 0`, `einkpdf_health_check{check="database"} 1`, `einkpdf_health_check{check="other"} 0`,
		`einkpdf_database_writers_waiting 0`, `einkpdf_outbox_stuck 0`,
		`einkpdf_source_up{source="database"} 1`, `einkpdf_source_up{source="jobs"} 1`, `einkpdf_source_up{source="quotas"} 1`, `einkpdf_source_up{source="blobs"} 1`,
		`einkpdf_source_up{source="disk"} 1`, `einkpdf_source_up{source="health"} 1`,
	)
	require.Contains(t, text, "einkpdf_database_writer_busy_seconds_total ")
	for _, s := range []string{`einkpdf_quota_limit{resource="projects",tier="unlimited"}`, "secret", `"ann"`} {
		require.False(t, strings.Contains(text, s), s)
	}

	require.Error(t, m.Watch(t.Context(), metrics.Sources{DB: db}), "a second time")
}

// brokenBlobs cannot be listed, or not soon.
type brokenBlobs struct {
	blob.Memory
	err   error
	hangs chan struct{} // nil: it does not
}

func (b *brokenBlobs) List(ctx context.Context, _ string) iter.Seq2[blob.Info, error] {
	return func(yield func(blob.Info, error) bool) {
		if b.hangs != nil {
			<-b.hangs // as a disk does that is away, whatever ctx says
		}
		yield(blob.Info{}, b.err)
	}
}

// One source that is broken, or hangs, leaves the others as they are.
func TestSourcesThatFail(t *testing.T) {
	t.Parallel()
	for name, b := range map[string]*brokenBlobs{
		"broken": {err: errors.New("no such disk")},
		"hangs":  {err: errors.New("gone"), hangs: make(chan struct{})},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if b.hangs != nil {
				defer close(b.hangs)
			}
			logs := &sqldbtest.Logs{}
			m, err := metrics.New(metrics.Config{Timeout: 50 * time.Millisecond, Logger: logs.Logger()})
			require.NoError(t, err)
			db := sqldbtest.SQLite(t)
			require.NoError(t, m.Watch(t.Context(), metrics.Sources{DB: db, Blobs: b}))
			text := scrape(t, m)
			require.Contains(t, text, "einkpdf_database_writes_total ")
			require.NotContains(t, text, "einkpdf_blob_bytes{")
			lines(t, text, `einkpdf_source_up{source="blobs"} 0`, `einkpdf_source_up{source="database"} 1`)
			if b.hangs == nil {
				require.Contains(t, logs.String(), "no such disk")
			}
		})
	}
}

// Two may scrape at a time, and a thousand more wait for nothing.
func TestManyScrapes(t *testing.T) {
	t.Parallel()
	m := newMetrics(t)
	b := &brokenBlobs{hangs: make(chan struct{}), err: io.ErrUnexpectedEOF}
	require.NoError(t, m.Watch(t.Context(), metrics.Sources{Blobs: b}))
	var all sync.WaitGroup
	for range 30 {
		all.Go(func() {
			_, err := m.Registry().Gather()
			require.NoError(t, err)
		})
	}
	close(b.hangs)
	all.Wait()
}

func TestDatabaseBusy(t *testing.T) {
	t.Parallel()
	db := sqldbtest.SQLite(t)
	m, err := metrics.New(metrics.Config{Keep: time.Nanosecond})
	require.NoError(t, err)
	require.NoError(t, m.Watch(t.Context(), metrics.Sources{DB: db}))
	before := db.Load()
	waiting := make(chan error, 1)
	require.NoError(t, db.Write(t.Context(), func(*sqldb.Tx) error {
		go func() { waiting <- db.Write(t.Context(), func(*sqldb.Tx) error { return nil }) }()
		require.Eventually(t, func() bool { return db.Load().Waiting == 1 }, 10*time.Second, time.Millisecond)
		lines(t, scrape(t, m), `einkpdf_database_writers_waiting 1`)
		return nil
	}))
	require.NoError(t, <-waiting)
	require.Greater(t, db.Load().Held, before.Held)
	require.Greater(t, db.Load().Waited, before.Waited)
}

func TestBlobFoldersAreBounded(t *testing.T) {
	t.Parallel()
	blobs := &blob.Memory{}
	for i := range 2 * metrics.MaxValues {
		key := "folder" + strings.Repeat("x", i%90) + string(rune('a'+i/90)) + "/1"
		require.NoError(t, blobs.Put(t.Context(), key, bytes.NewReader([]byte("1")), 1))
	}
	m := newMetrics(t)
	require.NoError(t, m.Watch(t.Context(), metrics.Sources{Blobs: blobs}))
	require.LessOrEqual(t, series(t, m, "einkpdf_blob_bytes"), metrics.MaxValues+1)
}
