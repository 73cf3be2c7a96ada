package metered_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/blob"
	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/jobs/isolate"
	"github.com/einkpdf/platform/jobs/renderjob"
	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/projects/projectfile"
	"github.com/einkpdf/platform/quota"
	"github.com/einkpdf/platform/quota/metered"
	"github.com/einkpdf/platform/quota/metered/meteredtest"
)

// The smallest projects: of two pages and of three.
const (
	twoPages   = "einkpdf: 1\ntitle: Small\ndevice: remarkable-2\ndesigns:\n  a: {key: \"a/{n}\", body: {type: lines, pitch: 8mm}}\nplan:\n  - {design: a, each: 1..2, as: n}\n"
	threePages = "einkpdf: 1\ntitle: Small\ndevice: remarkable-2\ndesigns:\n  a: {key: \"a/{n}\", body: {type: lines, pitch: 8mm}}\nplan:\n  - {design: a, each: 1..3, as: n}\n"
)

// With the renderer: a real project, its pages, and a child.
func TestRender(t *testing.T) {
	t.Parallel()
	ctx, db := t.Context(), open(t)
	require.NoError(t, db.Migrate(ctx, quota.Schema(), projects.Schema(), jobs.Schema()))
	quotas, err := quota.NewSQL(db, quota.Config{Tiers: meteredtest.Tiers(func(l quota.Limits) { l[quota.PagesPerJob] = 2 })})
	require.NoError(t, err)
	service, err := projects.New(projects.Config{Store: projects.NewSQL(db), Quota: metered.Projects(quotas), Files: projectfile.New(projectfile.Config{Timeout: time.Minute})})
	require.NoError(t, err)
	queue, err := jobs.NewSQL(db, jobs.Config{Blobs: &blob.Memory{}, Quota: metered.Jobs(quotas), Poll: 10 * time.Millisecond})
	require.NoError(t, err)
	sandbox, err := isolate.New(isolate.Config{})
	require.NoError(t, err)
	render, err := renderjob.New(renderjob.Config{Queue: queue, Projects: renderjob.FromProjects(service), Sandbox: sandbox, Quota: metered.Pages(quotas), Version: "test"})
	require.NoError(t, err)
	running, stop := context.WithCancel(context.WithoutCancel(ctx))
	ended := make(chan error, 1)
	go func() { ended <- queue.Run(running, jobs.Handlers{renderjob.Kind: render.Handler()}) }()
	defer func() { stop(); require.NoError(t, <-ended) }()

	submit := func(source string) (jobs.Job, error) {
		p, err := service.Create(ctx, projects.Actor{User: "ann"}, projects.NewProject{Source: []byte(source)})
		require.NoError(t, err)
		require.False(t, p.Draft)
		j, _, err := render.Submit(ctx, "ann", renderjob.Request{Project: p.ID})
		return j, err
	}
	_, err = submit(threePages)
	require.Equal(t, quota.CodePages, quota.CodeOf(err), "%v", err)
	j, err := submit(twoPages)
	require.NoError(t, err)
	require.Eventually(t, func() bool {
		j, err = queue.Get(ctx, jobs.Actor{User: "ann"}, j.ID)
		return err == nil && j.State.Final()
	}, time.Minute, 5*time.Millisecond)
	require.Equal(t, jobs.Succeeded, j.State, "%+v", j.Failure)
	result, err := renderjob.ResultOf(j)
	require.NoError(t, err)
	require.Equal(t, 2, result.Pages)

	usage, err := quotas.Usage(ctx, quota.Operator(), "ann")
	require.NoError(t, err)
	for _, r := range usage.Resources {
		if want, ok := map[quota.Resource]int64{quota.Projects: 2, quota.JobsPerDay: 1, quota.JobsAtOnce: 0}[r.Resource]; ok {
			require.Equal(t, want, r.Used, r.Resource)
		}
		require.Zero(t, r.Reserved)
	}
}
