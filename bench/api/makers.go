package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/einkpdf/platform/einkpdf/gallery"
)

// makers are users who have planners made all the time, so that runners have always something to do.
type makers struct {
	crowds []*crowd // one for each template
	stop   func()
	ended  sync.WaitGroup
	mu     sync.Mutex
	err    error
}

// makersEach is how many make planners of each built-in project.
const makersEach = 2

func newMakers(ctx context.Context, base string) (m *makers, err error) {
	m = &makers{stop: func() {}}
	for _, entry := range gallery.All() {
		c, err := newCrowd(ctx, base, entry.Name, named("maker-of-"+entry.Name, makersEach))
		if err != nil {
			return nil, err
		}
		m.crowds = append(m.crowds, c)
	}
	return m, nil
}

// makerNames are those of all makers.
func makerNames() (names []string) {
	for _, entry := range gallery.All() {
		names = append(names, named("maker-of-"+entry.Name, makersEach)...)
	}
	return names
}

// start begins.
func (m *makers) start(ctx context.Context) {
	ctx, m.stop = context.WithCancel(ctx)
	for _, c := range m.crowds {
		for _, one := range c.clients {
			m.ended.Go(func() {
				for ctx.Err() == nil {
					if err := one.make(ctx); err != nil && ctx.Err() == nil {
						m.mu.Lock()
						m.err = errors.Join(m.err, err)
						m.mu.Unlock()
						return
					}
				}
			})
		}
	}
}

// end ends it, and is what went wrong. What is in the queue is cancelled.
func (m *makers) end(ctx context.Context) error {
	m.stop()
	m.ended.Wait()
	for _, c := range m.crowds {
		m.err = errors.Join(m.err, c.cancel(ctx))
		c.close()
	}
	return m.err
}

// make saves the project, and has two planners made of it.
func (c *client) make(ctx context.Context) error {
	project := "/projects/" + c.project
	err := c.keep(ctx, http.StatusOK, wish{
		method: http.MethodPut, path: project + "/source", kind: "application/yaml", body: fmt.Appendf(nil, "%s\n# edit %d\n", c.source, c.version),
		match: fmt.Sprintf(`"%d"`, c.version),
	})
	if err != nil {
		return err
	}
	var jobs [2]struct {
		ID    string `json:"id"`
		State string `json:"state"`
	}
	for i := range jobs {
		w := wish{method: http.MethodPost, path: project + "/jobs", kind: "application/json", body: planner(i)}
		if err := c.must(ctx, http.StatusAccepted, w, &jobs[i]); err != nil {
			return err
		}
	}
	for i := range jobs {
		for jobs[i].State == "pending" || jobs[i].State == "running" {
			if !sleep(ctx, 200*time.Millisecond) {
				return ctx.Err()
			}
			if err := c.must(ctx, http.StatusOK, wish{method: http.MethodGet, path: "/jobs/" + jobs[i].ID}, &jobs[i]); err != nil {
				return err
			}
		}
		if jobs[i].State != "succeeded" {
			return fmt.Errorf("a planner of %s: %s", c.user, jobs[i].State)
		}
	}
	return nil
}
