package metered_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"

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
	if err := db.Migrate(ctx, quota.Schema(), projects.Schema()); err != nil {
		log.Fatal(err)
	}
	tier := quota.Tier{Name: "trial", Title: "Trial", Limits: quota.Limits{
		quota.Projects: 1, quota.Assets: 0, quota.Storage: 0, quota.JobsPerDay: 5, quota.JobsAtOnce: 1, quota.PagesPerJob: 100,
	}}
	if quotas, err = quota.NewSQL(db, quota.Config{Tiers: []quota.Tier{tier}}); err != nil {
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
