package renderjob

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/device"
	"github.com/einkpdf/platform/jobs"
)

// Submit enqueues a job that renders a project for a user, or returns the one that was asked for the same before: then existed is true, and the
// job may have succeeded already. A job that failed, or was cancelled, is done again.
//
// Errors are an *Error, what Projects, Queue and Quota say (projects.CodeNotFound, jobs.CodeTooMany, …), and whatever broke.
//
// How many pages the user may have is asked for now, and goes with the job: when that changes, what is asked for again is another job, and this one
// stays what it is. A request that is repeated with its Key is the same job all the same, unless the project has more pages than the user may have now.
func (s *Service) Submit(ctx context.Context, user string, r Request) (job jobs.Job, existed bool, err error) {
	if s.c.Queue == nil {
		return jobs.Job{}, false, errors.New("renderjob: Config.Queue is missing")
	}
	if user == "" {
		return jobs.Job{}, false, refuse(CodeUnauthenticated, "", "Please log in.", "")
	}
	if r.Version < 0 {
		return jobs.Job{}, false, refuse(CodeInvalid, "version", "Versions are counted from 1.", "leave it out for the current one")
	}
	o, err := r.Options.normal()
	if err != nil {
		return jobs.Job{}, false, err
	}
	if o.Validate && !s.c.Validate {
		return jobs.Job{}, false, refuse(CodeInvalid, "validate", "PDFs are not validated here.", "leave it out")
	}
	source, err := s.c.Projects.Source(ctx, user, r.Project, r.Version)
	if err != nil {
		return jobs.Job{}, false, err
	}
	if len(source.Problems) > 0 {
		return jobs.Job{}, false, draft(source)
	}
	if err := s.checkDevice(ctx, o.Device, source.File); err != nil {
		return jobs.Job{}, false, err
	}
	bound, err := s.pageBound(ctx, user, o, source)
	if err != nil {
		return jobs.Job{}, false, err
	}
	spec, err := s.spec(r, o, source, bound)
	if err != nil {
		return jobs.Job{}, false, err
	}
	spec.Owner = user
	return s.enqueue(ctx, spec)
}

// enqueue enqueues a job unless there is an answer already.
func (s *Service) enqueue(ctx context.Context, spec jobs.Spec) (jobs.Job, bool, error) {
	job, existed, err := s.c.Queue.Enqueue(ctx, spec)
	if err != nil || !existed || job.State != jobs.Succeeded || reusable(job.Result, s.c.Version) && s.there(ctx, job) {
		return job, existed, err
	}
	// What lacks images, or a file by now, is made again; one that is on its way is still the answer, and so is the job of spec.Key.
	spec.Reuse = false
	return s.c.Queue.Enqueue(ctx, spec)
}

// there tells whether the files of a job can be opened: a blob may be lost, or not whole.
func (s *Service) there(ctx context.Context, job jobs.Job) bool {
	for _, f := range job.Files {
		c, err := s.c.Queue.Open(ctx, jobs.Actor{User: job.Owner}, job.ID, f.Name)
		if err != nil {
			return false
		}
		_ = c.Close() // nothing was read
	}
	return true
}

// spec is the job of a request, with up to so many pages.
func (s *Service) spec(r Request, o Options, source Source, bound int) (jobs.Spec, error) {
	input, err := pack(order{source.Project, source.Version, cleanName(source.Name), o, bound}, source.File)
	if err != nil {
		return jobs.Spec{}, err
	}
	if len(input) > jobs.MaxInput {
		return jobs.Spec{}, refuse(CodeTooLarge, "project", fmt.Sprintf("The project has %d bytes; at most %d can be rendered.", len(source.File), jobs.MaxInput-maxHeader), "split it")
	}
	unique, err := s.unique(o, source, bound)
	if err != nil {
		return jobs.Spec{}, err
	}
	key := r.Key
	r.Options, r.Key = o, "" // with Version 0 it is the same request whichever is current when it is repeated
	asked, err := sum(r)
	if err != nil {
		return jobs.Spec{}, err
	}
	told, err := about(o, source)
	if err != nil {
		return jobs.Spec{}, err
	}
	return jobs.Spec{Kind: Kind, Input: input, Key: key, Request: asked, Unique: unique, Reuse: true, Subject: source.Project, About: told}, nil
}

// sum is a hash of a value of texts and numbers.
func sum(v any) (string, error) {
	data, err := json.Marshal(v)
	if err != nil {
		return "", fmt.Errorf("renderjob: %w", err)
	}
	h := sha256.Sum256(data)
	return hex.EncodeToString(h[:]), nil
}

// unique is the hash of all that a result depends on, but for images and fonts: what an id of one stands for does not change. The user's bound of pages
// belongs to it: who may have more by now does not get the job that will fail of the old bound, and who may have less not the result of the old one.
func (s *Service) unique(o Options, source Source, bound int) (string, error) {
	return sum(struct {
		Project  string
		Version  int
		Name     string
		Options  Options
		Limits   einkpdf.Limits
		Pages    int `json:",omitempty"` // 0 = no bound
		Output   int64
		Renderer string
		File     [sha256.Size]byte
	}{source.Project, source.Version, source.Name, o, s.c.Project, bound, s.c.Limits.Output, s.c.Version, sha256.Sum256(source.File)})
}

// draft refuses a project with errors.
func draft(source Source) *Error {
	hint := "correct what is listed, and save the project"
	if len(source.Problems) == 1 {
		hint = cmp.Or(advice(source.Problems[0].Hint), hint)
	}
	e := refuse(CodeDraft, "project", "Nothing can be made of the project as it is. "+projectSentence(source.Problems, 0), hint)
	e.Findings = fitting(source.Problems, maxDetail)
	return e
}

// checkDevice refuses a device that nobody knows. A project that has devices of its own is read for that; the child sees to what cannot be
// told here.
func (s *Service) checkDevice(ctx context.Context, name string, file []byte) error {
	if name == "" {
		return nil
	}
	if _, err := device.Lookup(name); err == nil {
		return nil
	}
	select {
	case s.parsing <- struct{}{}:
		defer func() { <-s.parsing }()
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	project, err := einkpdf.Parser{Limits: s.c.Project}.Parse(file)
	if err != nil {
		return nil // it may have widgets that only the child knows
	}
	if _, err := project.LookupDevice(name); err != nil {
		return unknownName(CodeDevice, "device", err)
	}
	return nil
}
