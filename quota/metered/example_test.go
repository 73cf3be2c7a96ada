package metered_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
	"log"
	"os"
	"path/filepath"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/blob"
	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/jobs/renderjob"
	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/projects/projectfile"
	"github.com/einkpdf/platform/quota"
	"github.com/einkpdf/platform/quota/metered"
	"github.com/einkpdf/platform/sqldb"
)

// openQuotas opens quotas on a new database in a temporary folder, and says how to remove both.
func openQuotas(ctx context.Context) (quotas *quota.SQL, db *sqldb.DB, remove func()) {
	dir, err := os.MkdirTemp("", "metered")
	if err != nil {
		log.Fatal(err)
	}
	if db, err = sqldb.OpenSQLite(ctx, filepath.Join(dir, "app.sqlite"), sqldb.SQLiteOptions{}); err != nil {
		log.Fatal(err)
	}
	if err := db.Migrate(ctx, quota.Schema(), projects.Schema(), assets.Schema(), jobs.Schema()); err != nil {
		log.Fatal(err)
	}
	tier := quota.Tier{Name: "trial", Title: "Trial", Limits: quota.Limits{
		quota.Projects: 1, quota.Assets: 0, quota.Storage: 0, quota.JobsPerDay: 5, quota.JobsAtOnce: 1, quota.PagesPerJob: 100,
	}}
	if quotas, err = quota.NewSQL(db, quota.Config{Tiers: []quota.Tier{tier}, Truths: metered.Truths()}); err != nil {
		log.Fatal(err)
	}
	return quotas, db, func() {
		_ = db.Close()
		_ = os.RemoveAll(dir)
	}
}

// Who has as many projects as they may makes no more, until one goes for good.
func ExampleProjects() {
	ctx := context.Background()
	quotas, db, remove := openQuotas(ctx)
	defer remove()
	service, err := projects.New(projects.Config{
		Store: projects.NewSQL(db), Files: projectfile.New(projectfile.Config{}), Quota: metered.Projects(quotas),
	})
	if err != nil {
		log.Fatal(err)
	}

	ann := projects.Actor{User: "ann"}
	first, err := service.Create(ctx, ann, projects.NewProject{Name: "Planner"})
	fmt.Println(first.Name, err)
	_, err = service.Create(ctx, ann, projects.NewProject{Name: "Another"})
	fmt.Println(quota.CodeOf(err))

	if first, err = service.Trash(ctx, ann, first.ID, first.Version); err != nil {
		log.Fatal(err)
	}
	if err := service.Purge(ctx, ann, first.ID, first.Version); err != nil {
		log.Fatal(err)
	}
	second, err := service.Create(ctx, ann, projects.NewProject{Name: "Another"})
	fmt.Println(second.Name, err)
	// Output:
	// Planner <nil>
	// quota-exceeded
	// Another <nil>
}

// A tier says how many pages a planner may have.
func ExamplePages() {
	ctx := context.Background()
	quotas, _, remove := openQuotas(ctx)
	defer remove()

	pages := metered.Pages(quotas)
	fmt.Println(pages.JobPages(ctx, "ann", 80))
	_, err := pages.JobPages(ctx, "ann", 120)
	fmt.Println(quota.CodeOf(err))
	// Output:
	// 100 <nil>
	// page-quota-exceeded
}

// A plan without images of one's own refuses an upload, and says so.
func ExampleAssets() {
	ctx := context.Background()
	quotas, db, remove := openQuotas(ctx)
	defer remove()
	service, err := assets.New(assets.Config{Store: assets.NewSQL(db), Blobs: &blob.Memory{}, Quota: metered.Assets(quotas)})
	if err != nil {
		log.Fatal(err)
	}

	var dot bytes.Buffer
	if err := png.Encode(&dot, image.NewGray(image.Rect(0, 0, 1, 1))); err != nil {
		log.Fatal(err)
	}
	_, err = service.Upload(ctx, assets.Actor{User: "ann"}, assets.NewUpload{Name: "dot.png", Size: -1}, &dot)
	fmt.Println(err)
	// Output:
	// Your plan (Trial) does not include images and fonts of your own. Ask an administrator of this server for more.
}

// A render job counts while it waits or runs, and for its day. One that was cancelled before it began costs nothing.
func ExampleJobs() {
	ctx := context.Background()
	quotas, db, remove := openQuotas(ctx)
	defer remove()
	queue, err := jobs.NewSQL(db, jobs.Config{Quota: metered.Jobs(quotas)})
	if err != nil {
		log.Fatal(err)
	}

	first, _, err := queue.Enqueue(ctx, jobs.Spec{Kind: renderjob.Kind, Owner: "ann"})
	fmt.Println(first.State, err)
	_, _, err = queue.Enqueue(ctx, jobs.Spec{Kind: renderjob.Kind, Owner: "ann"})
	fmt.Println(quota.CodeOf(err))

	if first, err = queue.Cancel(ctx, jobs.Actor{User: "ann"}, first.ID); err != nil {
		log.Fatal(err)
	}
	second, _, err := queue.Enqueue(ctx, jobs.Spec{Kind: renderjob.Kind, Owner: "ann"})
	fmt.Println(first.State, second.State, err)
	// Output:
	// pending <nil>
	// too-many-at-once
	// cancelled pending <nil>
}

// What was made while nothing was counted is counted by the first sweep.
func ExampleTruths() {
	ctx := context.Background()
	quotas, db, remove := openQuotas(ctx)
	defer remove()
	service, err := projects.New(projects.Config{Store: projects.NewSQL(db), Files: projectfile.New(projectfile.Config{})})
	if err != nil {
		log.Fatal(err)
	}
	if _, err := service.Create(ctx, projects.Actor{User: "ann"}, projects.NewProject{Name: "Planner"}); err != nil {
		log.Fatal(err)
	}

	if _, err := quotas.Sweep(ctx); err != nil {
		log.Fatal(err)
	}
	usage, err := quotas.Usage(ctx, quota.Actor{User: "ann"}, "ann")
	if err != nil {
		log.Fatal(err)
	}
	for _, r := range usage.Resources[:1] {
		fmt.Printf("%s: %d of %d\n", r.Resource, r.Used, r.Limit)
	}
	// Output:
	// projects: 1 of 1
}
