package docs_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/einkpdf"
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

func openPlanners(ctx context.Context, dir string, accounts projects.Users) (*planners, error) {
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
		Users: accounts, // an *auth.Service, or whatever knows the host's users
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

// render writes a project that is kept as a PDF.
func render(ctx context.Context, service *projects.Service, ann projects.Actor, id string, open func(name string) ([]byte, error), w io.Writer) error {
	version, file, err := service.Read(ctx, ann, id)
	if err != nil {
		return err
	}
	project, err := einkpdf.Parse(file) // fails for a draft: version.Facts.Errors says the same
	if err != nil {
		return err
	}
	document, err := einkpdf.Compile(ctx, project, einkpdf.Options{Assets: einkpdf.AssetFunc(func(name string) ([]byte, error) {
		if slices.Contains(version.Facts.Missing, name) {
			return nil, fs.ErrNotExist // its author may not use it
		}
		return open(name)
	})})
	if err != nil {
		return err
	}
	return document.WritePDF(ctx, w)
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
	product, err := openPlanners(ctx, dir, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = product.db.Close() }()
	const file = "einkpdf: 1\ntitle: Notes\ndesigns: {page: {body: {type: lines, pitch: 8mm}}}\nplan: [{design: page, each: 1..40}]\n"
	if err := saveAll(ctx, product.service, []byte(file), []byte(file+"# my own\n"), []byte(file+"# in another window\n")); err != nil {
		fmt.Println(err)
	}
	ann := projects.Actor{User: "ann"}
	page, _, err := product.service.List(ctx, ann, projects.Filter{}, "", 1)
	if err != nil || len(page) == 0 {
		fmt.Println(err)
		return
	}
	var pdf bytes.Buffer
	err = render(ctx, product.service, ann, page[0].ID, func(string) ([]byte, error) { return nil, fs.ErrNotExist }, &pdf)
	fmt.Println(pdf.Len() > 0, err)
	// Output:
	// version 2: 40 pages for remarkable-2
	// refused: version 2 is there already, by ann
	// true <nil>
}
