package isolate_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"time"

	"github.com/einkpdf/platform/jobs/isolate"
)

// plainWorks are works that do nothing bad.
func plainWorks() []isolate.Work {
	return []isolate.Work{
		{Name: "echo", Do: func(_ context.Context, c *isolate.Child) ([]byte, error) { return c.Request, nil }},
		{Name: "write", Do: func(_ context.Context, c *isolate.Child) ([]byte, error) {
			n, err := c.Output.Write(c.Request)
			return fmt.Append(nil, n), err
		}},
		{Name: "sleep", Do: func(_ context.Context, c *isolate.Child) ([]byte, error) {
			c.Progress(0, 0, fmt.Sprint(os.Getpid()))
			time.Sleep(time.Hour)
			return nil, nil
		}},
		// steady works for a quarter of a second and tells of it: what neighbours do must not matter to it.
		{Name: "steady", Do: func(_ context.Context, c *isolate.Child) ([]byte, error) {
			for i := range 5 {
				time.Sleep(50 * time.Millisecond)
				c.Progress(i+1, 5, "")
			}
			return []byte("done"), nil
		}},
		{Name: "surroundings", Do: func(context.Context, *isolate.Child) ([]byte, error) {
			return json.Marshal(map[string]any{"env": os.Environ(), "args": len(os.Args), "pid": os.Getpid()})
		}},
		{Name: "enforced", Do: func(_ context.Context, c *isolate.Child) ([]byte, error) { return json.Marshal(c.Enforced()) }},
		{Name: "limits", Do: func(_ context.Context, c *isolate.Child) ([]byte, error) { return json.Marshal(c.Limits) }},
		{Name: "progress", Do: func(_ context.Context, c *isolate.Child) ([]byte, error) {
			for i := range 100_000 {
				c.Progress(i+1, 100_000, "page")
			}
			return nil, nil
		}},
		{Name: "odd-progress", Do: func(_ context.Context, c *isolate.Child) ([]byte, error) {
			c.Progress(-1, -1, "\xff"+strings.Repeat("é", 1000))
			time.Sleep(60 * time.Millisecond)
			c.Progress(9, 5, "")
			return nil, nil
		}},
		{Name: "ask", Do: func(ctx context.Context, c *isolate.Child) ([]byte, error) { return c.Ask(ctx, c.Request) }},
		{Name: "ask-much", Do: func(ctx context.Context, c *isolate.Child) ([]byte, error) {
			errs := make(chan error)
			for i := range 8 {
				go func() {
					for k := range 20 {
						q := fmt.Append(nil, i, " ", k)
						a, err := c.Ask(ctx, q)
						if err == nil && !bytes.Equal(a, q) {
							err = fmt.Errorf("asked %q, got %q", q, a)
						}
						if err != nil {
							errs <- err
							return
						}
					}
					errs <- nil
				}()
			}
			var err error
			for range 8 {
				err = errors.Join(err, <-errs)
			}
			return nil, err
		}},
		// ask-late leaves a question before its answer comes, and asks another.
		{Name: "ask-late", Do: func(ctx context.Context, c *isolate.Child) ([]byte, error) {
			soon, cancel := context.WithTimeout(ctx, 50*time.Millisecond)
			defer cancel()
			if _, err := c.Ask(soon, []byte("slow")); !errors.Is(err, context.DeadlineExceeded) {
				return nil, fmt.Errorf("the first question: %w", err)
			}
			return c.Ask(ctx, []byte("quick"))
		}},
		{Name: "ask-too-much", Do: func(ctx context.Context, c *isolate.Child) ([]byte, error) {
			_, err := c.Ask(ctx, make([]byte, isolate.MaxQuestion+1))
			return fmt.Append(nil, err), nil
		}},
		{Name: "fault", Do: func(context.Context, *isolate.Child) ([]byte, error) {
			return nil, fmt.Errorf("page 3: %w", &isolate.Fault{Code: "bad-page", Message: "Page 3 is bad.", Detail: []byte(`{"page":3}`)})
		}},
		{Name: "huge-fault", Do: func(context.Context, *isolate.Child) ([]byte, error) {
			return nil, &isolate.Fault{Code: "x", Detail: make([]byte, 1<<20+1)}
		}},
		{Name: "error", Do: func(context.Context, *isolate.Child) ([]byte, error) { return nil, errors.New("no such page") }},
		{Name: "permission", Do: func(context.Context, *isolate.Child) ([]byte, error) {
			return nil, &fs.PathError{Op: "open", Path: "x", Err: fs.ErrPermission}
		}},
		{Name: "huge-result", Do: func(_ context.Context, c *isolate.Child) ([]byte, error) {
			return make([]byte, isolate.MaxResult+len(c.Request)), nil
		}},
		{Name: "new", Do: func(context.Context, *isolate.Child) ([]byte, error) {
			_, err := isolate.New(isolate.Config{})
			return fmt.Append(nil, errors.Is(err, isolate.ErrInChild)), nil
		}},
		{Name: "until-cancelled", Do: func(ctx context.Context, _ *isolate.Child) ([]byte, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		}},
		{Name: "write-forever", Do: func(_ context.Context, c *isolate.Child) ([]byte, error) { return nil, fill(c.Output) }},
		{Name: "write-forever-and-deny", Do: func(_ context.Context, c *isolate.Child) ([]byte, error) {
			return []byte(fmt.Sprint(fill(c.Output))), nil
		}},
		{Name: "write-forever-and-mumble", Do: func(_ context.Context, c *isolate.Child) ([]byte, error) {
			return nil, errors.New(fill(c.Output).Error())
		}},
		{Name: "panic", Do: func(context.Context, *isolate.Child) ([]byte, error) { panic("on purpose") }},
	}
}

func fill(w io.Writer) error {
	block := make([]byte, 64<<10)
	for {
		if _, err := w.Write(block); err != nil {
			return fmt.Errorf("a page: %w", err)
		}
	}
}
