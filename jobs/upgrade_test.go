package jobs

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

// A job of before there was a Subject is the same job afterwards, about nothing, and its key and what makes it unique still find it.
func TestJobsOfBefore(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	before := fstest.MapFS{}
	require.NoError(t, fs.WalkDir(migrations, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.Contains(name, "/0003_") {
			return err
		}
		text, err := migrations.ReadFile(name)
		before[name] = &fstest.MapFile{Data: text}
		return err
	}))
	db := sqldbtest.SQLite(t, sqldb.Sub("jobs", before, "migrations", audit.Schema()))
	spec := Spec{Kind: "render", Owner: "ann", Input: []byte("input"), Key: "key", Unique: "unique", Priority: 1}
	const id = "0192f0c0-0000-7000-8000-000000000000"
	_, err := db.Exec(ctx, `insert into ep_job (id, kind, owner, state, priority, turn, request_key, request_sum, unique_key, created_at, run_at, keep_ms, attempts)
		values ($1, 'render', 'ann', 'pending', 1, 5, 'key', $2, 'unique', 5, 5, 1000, 3)`, id, spec.sum())
	require.NoError(t, err)
	_, err = db.Exec(ctx, `insert into ep_job_input (job_id, input) values ($1, $2)`, id, spec.Input)
	require.NoError(t, err)
	require.NoError(t, db.Migrate(ctx, Schema()))

	q, err := NewSQL(db, Config{})
	require.NoError(t, err)
	old, err := q.Get(ctx, Actor{User: "ann"}, id)
	require.NoError(t, err)
	require.Equal(t, []any{"", true, Pending}, []any{old.Subject, old.About == nil, old.State})
	spec.Subject, spec.About = "plan", []byte(`{}`)
	for _, again := range []Spec{spec, {Kind: "render", Owner: "ann", Unique: "unique", Subject: "plan"}} {
		j, existed, err := q.Enqueue(ctx, again)
		require.NoError(t, err)
		require.True(t, existed)
		require.Equal(t, old, j)
	}
	page, _, err := q.List(ctx, Actor{User: "ann"}, Filter{Subject: "plan"}, "", 0)
	require.NoError(t, err)
	require.Empty(t, page)
}
