package docs_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/jobs/isolate"
	"github.com/einkpdf/platform/jobs/renderjob"
	"github.com/einkpdf/platform/projects"
)

func TestMain(m *testing.M) {
	isolate.Main(renderjob.Worker()) // a child does its work here, and exits
	os.Exit(m.Run())
}

// press is the program of jobs.md.
type press struct {
	*studio
	queue   *jobs.SQL
	renders *renderjob.Service
}

func openPress(ctx context.Context, dir string) (*press, error) {
	studio, err := openStudio(ctx, dir)
	if err != nil {
		return nil, err
	}
	db, blobs, planners, library, outbox := studio.db, studio.blobs, studio.planners, studio.library, studio.outbox
	if err := db.Migrate(ctx, jobs.Schema()); err != nil {
		return nil, err
	}
	queue, err := jobs.NewSQL(db, jobs.Config{
		Blobs:    blobs,
		Periodic: []jobs.Periodic{{Kind: "collect", Every: time.Hour}},
	})
	if err != nil {
		return nil, err
	}
	sandbox, err := isolate.New(isolate.Config{})
	if err != nil {
		return nil, err
	}
	renders, err := renderjob.New(renderjob.Config{
		Queue:    queue,
		Sandbox:  sandbox,
		Projects: renderjob.FromProjects(planners),
		Assets:   renderjob.FromAssets(library),
	})
	if err != nil {
		return nil, err
	}
	queue.Subscribe(outbox, auth.TopicUserDeleted)
	return &press{studio, queue, renders}, nil
}

// print asks for a PDF, waits for it, and writes it to a file.
func (p *press) print(ctx context.Context, ann, project, to string) error {
	job, existed, err := p.renders.Submit(ctx, ann, renderjob.Request{
		Project: project,
		Options: renderjob.Options{Device: "supernote-nomad"},
	})
	if err != nil {
		return err
	}
	fmt.Println("was there already:", existed)
	if job, err = p.wait(ctx, ann, job.ID); err != nil {
		return err
	}
	content, err := p.queue.Open(ctx, jobs.Actor{User: ann}, job.ID, renderjob.FilePDF)
	if err != nil {
		return err
	}
	defer func() { _ = content.Close() }()
	file, err := os.Create(to)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	_, err = file.ReadFrom(content)
	return err
}

// wait polls, as a page would.
func (p *press) wait(ctx context.Context, ann, id string) (jobs.Job, error) {
	for {
		job, err := p.queue.Get(ctx, jobs.Actor{User: ann}, id)
		switch {
		case err != nil:
			return job, err
		case job.State == jobs.Succeeded:
			return job, nil
		case job.State.Final():
			return job, fmt.Errorf("%s: %w", job.State, job.Failure)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// count is a Handler of a kind of the program's own.
func count(ctx context.Context, t *jobs.Task) (any, error) {
	words := strings.Fields(string(t.Input))
	for i := range words {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		t.Report(i+1, len(words), "counting")
	}
	if len(words) == 0 {
		return nil, &jobs.Failure{Code: "no-words", Message: "There is nothing to count. Write something first.", Final: true}
	}
	return map[string]int{"words": len(words)}, nil
}

// collect is a Handler of what is done each hour.
func (p *press) collect(ctx context.Context, _ *jobs.Task) (any, error) {
	return p.library.Collect(ctx, assets.CollectOptions{})
}

func Example_jobs() {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	dir, err := os.MkdirTemp("", "einkpdf-docs-")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = os.RemoveAll(dir) }()
	p, err := openPress(ctx, dir)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = p.db.Close() }()
	defer func() { _ = p.blobs.Close() }()
	ended := make(chan error, 1)
	go func() {
		ended <- p.queue.Run(ctx, jobs.Handlers{
			renderjob.Kind: p.renders.Handler(),
			"count":        count,
			"collect":      p.collect,
		})
	}()

	planner, err := p.planners.Create(ctx, projects.Actor{User: "ann"}, projects.NewProject{Name: "March", Source: []byte(source)})
	if err != nil {
		fmt.Println(err)
		return
	}
	for range 2 {
		if err := p.print(ctx, "ann", planner.ID, filepath.Join(dir, "march.pdf")); err != nil {
			fmt.Println(err)
		}
	}
	job, _, err := p.queue.Enqueue(ctx, jobs.Spec{Kind: "count", Owner: "ann", Input: []byte("one word after another")})
	if err == nil {
		job, err = p.wait(ctx, "ann", job.ID)
	}
	fmt.Println(string(job.Result), err)

	stop() // what runs may finish
	fmt.Println(<-ended)
	// Output:
	// was there already: false
	// was there already: true
	// {"words":4} <nil>
	// <nil>
}
