package meteredtest

import (
	"bytes"
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/assets/assetstest"
	"github.com/einkpdf/platform/blob"
	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/jobs/renderjob"
	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/projects/projectstest"
	"github.com/einkpdf/platform/quota"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

// Scenarios are those of sqldbtest.Crash: wherever services are killed, what is counted is what there is.
func Scenarios() []sqldbtest.Scenario {
	return []sqldbtest.Scenario{{Name: "metered things made and removed", Schemas: schemas(), Do: doMetered, Check: checkMetered}}
}

// doMetered makes one of each thing and removes it again.
func doMetered(ctx context.Context, p sqldbtest.Place) error {
	s, err := build(p.DB, &blob.Memory{}, p.Dir, Tiers())
	if err != nil {
		return err
	}
	by := projectstest.User(ann)
	project, err := s.Projects.Create(ctx, by, projects.NewProject{Source: []byte("title: A\n")})
	if err != nil {
		return err
	}
	up, err := s.Assets.Upload(ctx, assetstest.User(ann), assets.NewUpload{Size: -1}, bytes.NewReader(font(1)))
	if err != nil {
		return err
	}
	job, _, err := s.Renders.Submit(ctx, ann, renderjob.Request{Project: project.ID})
	if err != nil {
		return err
	}
	if _, err := s.Queue.Cancel(ctx, jobs.Actor{User: ann}, job.ID); err != nil {
		return err
	}
	if err := s.Assets.Delete(ctx, assetstest.User(ann), up.ID, false); err != nil {
		return err
	}
	if project, err = s.Projects.Trash(ctx, by, project.ID, project.Version); err != nil {
		return err
	}
	if err := s.Projects.Purge(ctx, by, project.ID, project.Version); err != nil {
		return err
	}
	if err := s.Quotas.Room(ctx, ann, quota.Item{Resource: quota.Projects, Amount: 3}); err != nil {
		return fmt.Errorf("what was removed counts: %w", err)
	}
	return nil
}

func checkMetered(t testing.TB, p sqldbtest.Place, finished bool) {
	s := Open(t, p.DB, &blob.Memory{})
	s.requireTrue(t)
	if !finished {
		return
	}
	for _, r := range []quota.Resource{quota.Projects, quota.Assets, quota.Storage, quota.JobsAtOnce, quota.JobsPerDay} {
		require.Equal(t, "0", s.counted(t, ann, r))
	}
}
