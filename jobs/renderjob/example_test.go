package renderjob_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/einkpdf/platform/blob"
	"github.com/einkpdf/platform/einkpdf/gallery"
	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/jobs/isolate"
	"github.com/einkpdf/platform/jobs/renderjob"
	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/projects/projectfile"
	"github.com/einkpdf/platform/sqldb"
)

// A program sets up everything, somebody asks for a planner, and gets it. Its main begins with isolate.Main(renderjob.Worker()).
func Example() {
	if err := run(context.Background()); err != nil {
		fmt.Println(err)
	}
	// Output:
	// existed: false
	// Notebook.pdf, an application/pdf of %PDF-1.7
	// once more, existed: true, succeeded
}

func run(ctx context.Context) error {
	h, err := open(ctx)
	if err != nil {
		return err
	}
	defer h.close()

	ctx, stop := context.WithCancel(ctx)
	done := make(chan error, 1)
	go func() { done <- h.queue.Run(ctx, jobs.Handlers{renderjob.Kind: h.render.Handler()}) }()
	defer func() {
		stop()
		if err := <-done; err != nil {
			fmt.Println(err)
		}
	}()

	request := renderjob.Request{Project: h.project.ID, Options: renderjob.Options{Device: "kobo-elipsa-2e"}}
	job, existed, err := h.render.Submit(ctx, "ada", request)
	if err != nil {
		return err
	}
	fmt.Println("existed:", existed)
	by := jobs.Actor{User: "ada"}
	for !job.State.Final() {
		time.Sleep(10 * time.Millisecond) // a client asks less often, and shows job.Progress
		if job, err = h.queue.Get(ctx, by, job.ID); err != nil {
			return err
		}
	}
	if job.Failure != nil {
		return job.Failure
	}
	result, err := renderjob.ResultOf(job)
	if err != nil {
		return err
	}
	file, err := h.queue.Open(ctx, by, job.ID, result.File)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	head := make([]byte, 8)
	if _, err := io.ReadFull(file, head); err != nil {
		return err
	}
	fmt.Printf("%s, an %s of %s\n", result.Filename, file.File.Type, head)

	job, existed, err = h.render.Submit(ctx, "ada", request)
	fmt.Printf("once more, existed: %t, %s\n", existed, job.State)
	return err
}

// host is a program with its services.
type host struct {
	queue   *jobs.SQL
	render  *renderjob.Service
	project projects.Project
	close   func()
}

// open makes the tables and the services, and a project of Ada's.
func open(ctx context.Context) (*host, error) {
	folder, err := os.MkdirTemp("", "renderjob") // the data folder of the server
	if err != nil {
		return nil, err
	}
	db, err := sqldb.OpenSQLite(ctx, filepath.Join(folder, "einkpdf.sqlite"), sqldb.SQLiteOptions{})
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(folder))
	}
	h := &host{close: func() { _, _ = db.Close(), os.RemoveAll(folder) }}
	if err := db.Migrate(ctx, projects.Schema(), jobs.Schema()); err != nil {
		return h, err
	}
	service, err := projects.New(projects.Config{Store: projects.NewSQL(db), Files: projectfile.New(projectfile.Config{})})
	if err != nil {
		return h, err
	}
	source, err := gallery.Source("notebook")
	if err != nil {
		return h, err
	}
	if h.project, err = service.Create(ctx, projects.Actor{User: "ada"}, projects.NewProject{Source: source}); err != nil {
		return h, err
	}
	if h.queue, err = jobs.NewSQL(db, jobs.Config{Blobs: &blob.Memory{}}); err != nil { // a server has blob.OpenDir
		return h, err
	}
	sandbox, err := isolate.New(isolate.Config{})
	if err != nil {
		return h, err
	}
	h.render, err = renderjob.New(renderjob.Config{Queue: h.queue, Sandbox: sandbox, Projects: renderjob.FromProjects(service)})
	return h, err
}

// What cannot be rendered is refused with a code, a sentence and a hint.
func ExampleService_Submit() {
	h, err := open(context.Background())
	if err != nil {
		fmt.Println(err)
		return
	}
	defer h.close()
	_, _, err = h.render.Submit(context.Background(), "ada", renderjob.Request{Project: h.project.ID, Options: renderjob.Options{Device: "remarkable2-pro"}})
	var refused *renderjob.Error
	if errors.As(err, &refused) {
		fmt.Println(refused.Code, refused.Field)
		fmt.Println(refused.Message)
		fmt.Println(refused.Hint)
	}
	// Output:
	// unknown-device device
	// Unknown device "remarkable2-pro".
	// did you mean remarkable-2?
}
