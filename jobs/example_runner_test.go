package jobs_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"strings"
	"time"

	"github.com/einkpdf/platform/blob"
	"github.com/einkpdf/platform/jobs"
)

// A program that works: its handlers make results and files, which the owner then opens.
func ExampleSQL_Run() {
	ctx, stop := context.WithCancel(context.Background())
	finished := make(chan jobs.Outcome, 1)
	queue, _, remove := openQueue(ctx, jobs.Config{
		Blobs: &blob.Memory{}, // blob.OpenDir, for files that outlive the process
		Observer: jobs.Observer{OnFinish: func(o jobs.Outcome) {
			if o.Job.Kind == "greet" {
				finished <- o
			}
		}},
	})
	defer remove()

	running := make(chan error)
	go func() {
		running <- queue.Run(ctx, jobs.Handlers{"greet": func(ctx context.Context, t *jobs.Task) (any, error) {
			name := string(t.Input)
			if name == "" {
				return nil, &jobs.Failure{Code: "no-name", Message: "Say whom to greet.", Final: true}
			}
			t.Report(1, 2, "thinking")
			text := "Hello, " + name + "."
			if _, err := t.Attach(ctx, "greeting.txt", "text/plain; charset=utf-8", strings.NewReader(text), int64(len(text))); err != nil {
				return nil, err
			}
			t.Report(2, 2, "")
			return map[string]int{"letters": len(name)}, nil
		}})
	}()

	for _, name := range []string{"Ann", ""} {
		if _, _, err := queue.Enqueue(ctx, jobs.Spec{Kind: "greet", Owner: "ann", Input: []byte(name)}); err != nil {
			log.Fatal(err)
		}
		job := (<-finished).Job
		if job.Failure != nil {
			fmt.Println(job.State, job.Failure.Code, "-", job.Failure.Message)
			continue
		}
		fmt.Println(job.State, string(job.Result))
		for _, f := range job.Files {
			content, err := queue.Open(ctx, jobs.Actor{User: "ann"}, job.ID, f.Name)
			if err != nil {
				log.Fatal(err)
			}
			text, err := io.ReadAll(content)
			if err := errors.Join(err, content.Close()); err != nil {
				log.Fatal(err)
			}
			fmt.Println(f.Name, f.Type, string(text))
		}
	}
	stop()
	if err := <-running; err != nil {
		log.Fatal(err)
	}
	// Output:
	// succeeded {"letters":3}
	// greeting.txt text/plain; charset=utf-8 Hello, Ann.
	// failed no-name - Say whom to greet.
}

// Work for once in each hour, whichever of any number of processes does it.
func ExamplePeriodic() {
	ctx, stop := context.WithCancel(context.Background())
	queue, _, remove := openQueue(ctx, jobs.Config{
		Periodic: []jobs.Periodic{{Kind: "tidy", Every: time.Hour}},
	})
	defer remove()
	err := queue.Run(ctx, jobs.Handlers{"tidy": func(context.Context, *jobs.Task) (any, error) {
		fmt.Println("tidying up")
		stop()
		return nil, nil
	}})
	if err != nil {
		log.Fatal(err)
	}
	// Output: tidying up
}

// Jobs that nobody needs any more go by themselves while Run runs. A command of an operator's does it at once.
func ExampleSQL_Sweep() {
	ctx := context.Background()
	queue, _, remove := openQueue(ctx, jobs.Config{})
	defer remove()
	swept, err := queue.Sweep(ctx)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(swept.Jobs, "jobs and", swept.Left, "files of none")
	// Output: 0 jobs and 0 files of none
}
