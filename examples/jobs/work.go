package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/einkpdf/platform/einkpdf/gallery"
	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/jobs/renderjob"
	"github.com/einkpdf/platform/projects"
)

// source is a project file.
type source struct {
	name string
	file []byte
}

// read reads files, and built-in projects by "gallery:" and their names; without any, all of these.
func read(names []string) (list []source, err error) {
	if len(names) == 0 {
		for _, e := range gallery.All() {
			names = append(names, "gallery:"+e.Name)
		}
	}
	for _, name := range names {
		s := source{name: name}
		if built, ok := strings.CutPrefix(name, "gallery:"); ok {
			s.file, err = gallery.Source(built)
		} else {
			s.file, err = os.ReadFile(name) //nolint:gosec // the command line says which
		}
		if err != nil {
			return nil, err
		}
		list = append(list, s)
	}
	return list, nil
}

// asked is a project that is rendered.
type asked struct {
	source  source
	project string // id
	job     jobs.Job
	existed bool // an earlier run had asked for it
	result  *renderjob.Result
	again   time.Duration // what the answer to the same request took
	path    string        // of the PDF
}

// submit makes a project of each source, and asks for its PDF.
func (s *services) submit(ctx context.Context, sources []source, device string) (list []*asked, err error) {
	for _, from := range sources {
		a := &asked{source: from}
		if a.project, err = s.project(ctx, from); err != nil {
			return nil, fmt.Errorf("%s: %w", from.name, err)
		}
		a.job, a.existed, err = s.render.Submit(ctx, user, a.request(device))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", from.name, explained(err))
		}
		list = append(list, a)
	}
	return list, nil
}

func (a *asked) request(device string) renderjob.Request {
	return renderjob.Request{Project: a.project, Options: renderjob.Options{Device: device}}
}

// project is the user's project with a file: one of an earlier run, or a new one.
func (s *services) project(ctx context.Context, from source) (id string, err error) {
	by := projects.Actor{User: user}
	sum := sha256.Sum256(from.file)
	known, _, err := s.projects.List(ctx, by, projects.Filter{}, "", projects.MaxPage)
	if err != nil {
		return "", err
	}
	for _, p := range known {
		if p.SHA256 == hex.EncodeToString(sum[:]) {
			return p.ID, nil
		}
	}
	p, err := s.projects.Create(ctx, by, projects.NewProject{Source: from.file})
	return p.ID, err
}

// explained is an error with its hint.
func explained(err error) error {
	if e, ok := errors.AsType[*renderjob.Error](err); ok && e.Hint != "" {
		return fmt.Errorf("%w (%s)", err, e.Hint)
	}
	return err
}

// wait waits until all jobs are final, and shows how far they are.
func (s *services) wait(ctx context.Context, list []*asked, out io.Writer) error {
	line := newLine(out)
	defer line.end()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		open := 0
		for _, a := range list {
			job, err := s.queue.Get(ctx, jobs.Actor{User: user}, a.job.ID)
			if err != nil {
				return err
			}
			if a.job = job; !job.State.Final() {
				open++
			}
		}
		line.show(list)
		if open == 0 {
			return nil
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// again asks for everything a second time, which is answered from the first.
func (s *services) again(ctx context.Context, list []*asked, device string) error {
	for _, a := range list {
		if a.job.State != jobs.Succeeded {
			continue
		}
		var err error
		if a.result, err = renderjob.ResultOf(a.job); err != nil {
			return err
		}
		start := time.Now()
		job, existed, err := s.render.Submit(ctx, user, a.request(device))
		if err != nil {
			return err
		}
		if a.again = time.Since(start); !existed && len(a.result.Missing) == 0 || existed && job.ID != a.job.ID {
			return fmt.Errorf("%s: the same request is not answered from job %s", a.source.name, a.job.ID)
		}
	}
	return nil
}

// save writes the PDFs.
func (s *services) save(ctx context.Context, list []*asked, folder string) error {
	if err := os.MkdirAll(folder, 0o750); err != nil {
		return err
	}
	taken := map[string]bool{}
	for i, a := range list {
		if a.result == nil {
			continue
		}
		name := a.result.Filename
		if taken[name] {
			name = fmt.Sprintf("%d %s", i+1, name)
		}
		taken[name], a.path = true, filepath.Join(folder, name)
		if err := s.copyFile(ctx, a); err != nil {
			return err
		}
	}
	return nil
}

func (s *services) copyFile(ctx context.Context, a *asked) (err error) {
	from, err := s.queue.Open(ctx, jobs.Actor{User: user}, a.job.ID, a.result.File)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, from.Close()) }()
	to, err := os.Create(a.path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, to.Close()) }()
	_, err = io.Copy(to, from)
	return err
}
