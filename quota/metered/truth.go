package metered

import (
	"context"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/jobs/renderjob"
	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/quota"
	"github.com/einkpdf/platform/sqldb"
)

// Truths list the projects, assets and render jobs that there are, for quota.Config.
func Truths() map[quota.Resource]quota.Truth {
	return map[quota.Resource]quota.Truth{
		quota.Projects:   truth(ownedProjects),
		quota.Assets:     truth(heldAssets),
		quota.Storage:    truth(heldBytes),
		quota.JobsPerDay: truth(liveJobs),
		quota.JobsAtOnce: truth(liveJobs),
	}
}

// truth is a function that lists things.
type truth func(ctx context.Context, r sqldb.Reader, after quota.Thing, limit int) ([]quota.Thing, error)

// Things implements quota.Truth.
func (t truth) Things(ctx context.Context, r sqldb.Reader, after quota.Thing, limit int) ([]quota.Thing, error) {
	return t(ctx, r, after, limit)
}

func ownedProjects(ctx context.Context, r sqldb.Reader, after quota.Thing, limit int) ([]quota.Thing, error) {
	all, err := projects.Owned(ctx, r, projects.OwnedProject{Owner: after.Owner, ID: after.Key}, limit)
	return things(all, func(p projects.OwnedProject) quota.Thing { return quota.Thing{Owner: p.Owner, Key: p.ID, Amount: 1} }), err
}

func heldAssets(ctx context.Context, r sqldb.Reader, after quota.Thing, limit int) ([]quota.Thing, error) {
	all, err := holdings(ctx, r, after, limit)
	return things(all, func(h assets.Holding) quota.Thing { return quota.Thing{Owner: h.Owner, Key: h.ID, Amount: 1} }), err
}

func heldBytes(ctx context.Context, r sqldb.Reader, after quota.Thing, limit int) ([]quota.Thing, error) {
	all, err := holdings(ctx, r, after, limit)
	return things(all, func(h assets.Holding) quota.Thing { return quota.Thing{Owner: h.Owner, Key: h.ID, Amount: h.Bytes} }), err
}

func holdings(ctx context.Context, r sqldb.Reader, after quota.Thing, limit int) ([]assets.Holding, error) {
	return assets.Holdings(ctx, r, assets.Holding{Owner: after.Owner, ID: after.Key}, limit)
}

func liveJobs(ctx context.Context, r sqldb.Reader, after quota.Thing, limit int) ([]quota.Thing, error) {
	all, err := jobs.Live(ctx, r, renderjob.Kind, jobs.LiveJob{Owner: after.Owner, ID: after.Key}, limit)
	return things(all, func(j jobs.LiveJob) quota.Thing { return quota.Thing{Owner: j.Owner, Key: j.ID, Amount: 1} }), err
}

func things[T any](all []T, thing func(one T) quota.Thing) []quota.Thing {
	found := make([]quota.Thing, len(all))
	for i, one := range all {
		found[i] = thing(one)
	}
	return found
}
