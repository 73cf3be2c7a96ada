package docs_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/einkpdf/gallery"
	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/projects/projectfile"
	"github.com/einkpdf/platform/sqldb"
)

// planners is the program of projects.md.
type planners struct {
	db      *sqldb.DB
	outbox  *sqldb.Outbox
	service *projects.Service
}

func openPlanners(ctx context.Context, dir string) (*planners, error) {
	db, err := sqldb.OpenSQLite(ctx, filepath.Join(dir, "product.sqlite"), sqldb.SQLiteOptions{})
	if err != nil {
		return nil, err
	}
	if err := db.Migrate(ctx, auth.Schema(), projects.Schema()); err != nil {
		return nil, err
	}
	service, err := projects.New(projects.Config{
		Store: projects.NewSQL(db),
		Files: projectfile.New(projectfile.Config{}),
	})
	if err != nil {
		return nil, err
	}
	outbox := sqldb.NewOutbox(db, sqldb.OutboxConfig{})
	service.Subscribe(outbox, auth.TopicUserDeleted) // a deleted user's projects go, too
	return &planners{db, outbox, service}, nil
}

// saveAll saves edits that have all seen the first version.
func saveAll(ctx context.Context, service *projects.Service, file []byte, edits ...[]byte) error {
	ann := projects.Actor{User: "ann"}
	p, err := service.Create(ctx, ann, projects.NewProject{Source: file})
	if err != nil {
		return err
	}
	for _, edit := range edits { // each of somebody who has seen the first version
		next, err := service.Replace(ctx, ann, p.ID, p.Version, edit)
		var refused *projects.Error
		switch {
		case err == nil:
			fmt.Printf("version %d: %d pages for %s\n", next.Version, next.Pages, next.Device)
		case errors.As(err, &refused) && refused.Code == projects.CodeConflict:
			fmt.Printf("refused: version %d is there already, by %s\n", refused.Current.Version, refused.Current.By)
		default:
			return err
		}
	}
	return nil
}

// Example_projects runs the code of projects.md.
func Example_projects() {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "planners-")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = os.RemoveAll(dir) }()
	product, err := openPlanners(ctx, dir)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = product.db.Close() }()
	file, err := gallery.Source("day-planner")
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := saveAll(ctx, product.service, file, append(file, "# my own\n"...), append(file, "# in another window\n"...)); err != nil {
		fmt.Println(err)
	}
	// Output:
	// version 2: 473 pages for remarkable-2
	// refused: version 2 is there already, by ann
}
