package preview

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/edit"
	"github.com/einkpdf/platform/jobs/renderjob"
)

// subject is what somebody asks about.
type subject struct {
	of     Of // with its File
	source renderjob.Source
	key    key
	what   string // "page"
	detail string // which page, how large
}

// shown is a subject with all that an answer is made of.
type shown struct {
	subject
	s       *Service
	project *project
	files   *files
	etag    string
	kept    bool // the document was compiled before
}

// answer makes an answer in its turn. Its error is ErrSame, an *Error, ctx's, or one of Projects and Assets; with ErrSame there is the ETag.
//
// What of work has not ended when the time is up goes on with its place at work, until it looks at its context: so work returns what it has made, and
// touches nothing that the caller looks at.
func answer[T any](ctx context.Context, s *Service, of Of, what, detail string, work func(ctx context.Context, a *shown) (T, error)) (v T, etag string, err error) {
	t, err := s.gate.admit(of.User)
	if err != nil {
		s.c.Observer.OnBusy()
		return v, "", err
	}
	began := false // then run leaves
	defer func() {
		if !began {
			t.leave()
		}
	}()
	a := &shown{subject: subject{of: of, what: what, detail: detail}, s: s}
	if err := a.find(ctx); err != nil {
		return v, "", err
	}
	if of.Has != nil { // who has the answer need not wait
		if p := s.kept.get(a.key); p != nil {
			if err := a.look(ctx, p); err != nil {
				return v, a.etag, err
			}
		}
	}
	if err := t.turn(ctx); err != nil {
		if CodeOf(err) == CodeBusy {
			s.c.Observer.OnBusy()
		}
		return v, "", err
	}
	began = true
	start := time.Now()
	type made struct {
		v    T
		etag string
		kept bool
	}
	m, err := run(ctx, s, t, func(ctx context.Context) (made, error) {
		if err := a.read(ctx); err != nil {
			return made{etag: a.etag}, err
		}
		v, err := work(ctx, a)
		a.s.kept.drawn(a.project)
		return made{v, a.etag, a.kept}, s.worded(ctx, a.broken(err))
	})
	if err != nil {
		return v, m.etag, err
	}
	s.c.Observer.OnAnswer(what, time.Since(start), m.kept)
	return m.v, m.etag, nil
}

// find reads the file, and knows by what it is kept.
func (a *shown) find(ctx context.Context) error {
	of := &a.of
	if of.Version < 0 {
		return refuse(CodeInvalid, "version", "Versions are counted from 1.", "leave it out for the current one")
	}
	var err error
	if of.Options, err = of.Options.normal(); err != nil {
		return err
	}
	if of.Project != "" {
		if a.source, err = a.s.c.Projects.Source(ctx, of.User, of.Project, of.Version); err != nil {
			return err
		}
		of.File = a.source.File
	}
	if len(of.File) > a.s.c.Limits.FileBytes { // what nobody reads is not kept in memory while others are served
		_, err := a.s.parsing.Parse(of.File)
		return a.s.worded(ctx, err)
	}
	options, err := json.Marshal(of.Options)
	if err != nil {
		return fmt.Errorf("preview: %w", err)
	}
	h := sha256.New()
	_, _ = fmt.Fprintf(h, "%s\n", options) // a hash takes everything
	_, _ = h.Write(of.File)
	h.Sum(a.key[:0])
	return nil
}

// read parses the file, and keeps it. Images and fonts are looked at when the turn has come, whoever looked before: within its time, and as they are then.
func (a *shown) read(ctx context.Context) error {
	if p := a.s.kept.get(a.key); p != nil {
		return a.look(ctx, p)
	}
	parsed, err := a.s.parsing.Parse(a.of.File)
	if err != nil {
		return a.s.worded(ctx, err)
	}
	p := &project{key: a.key, parsed: parsed, bytes: len(a.of.File), weight: weightOf(len(a.of.File))}
	for _, asset := range edit.Assets(parsed) {
		p.assets = append(p.assets, asset.Name)
	}
	slices.Sort(p.assets)
	return a.look(ctx, a.s.kept.add(p))
}

// look knows the ETag: of all that the answer depends on. Its error is ErrSame for who has that answer.
func (a *shown) look(ctx context.Context, p *project) error {
	f, err := a.s.look(ctx, a.of, p.assets)
	if err != nil {
		return err
	}
	told := []string{a.s.c.Renderer, fmt.Sprint(a.s.c.Pixels), a.what, a.detail, a.source.Project, fmt.Sprint(a.source.Version), hex.EncodeToString(a.key[:])}
	for _, name := range p.assets {
		told = append(told, f.tags[name])
	}
	data, err := json.Marshal(told)
	if err != nil {
		return fmt.Errorf("preview: %w", err)
	}
	sum := sha256.Sum256(data)
	a.project, a.files, a.etag = p, f, `"`+hex.EncodeToString(sum[:16])+`"`
	if a.of.Has != nil && a.of.Has(a.etag) {
		return ErrSame
	}
	return nil
}

// options are how the renderer is told.
func (a *shown) options() einkpdf.Options {
	o := a.of.Options.compile()
	o.Limits = a.s.c.Limits
	if !a.alike() {
		o.Assets = a.files
	}
	return o
}

// alike tells whether the document is the same for everybody: nothing in it depends on who asks.
func (a *shown) alike() bool { return len(a.project.assets) == 0 && len(a.s.c.Widgets) == 0 }

// document is the compiled project. One without images and fonts is the same for everybody, and stays.
func (a *shown) document(ctx context.Context) (*einkpdf.Document, error) {
	if len(a.source.Problems) > 0 {
		return nil, draft(a.source.Problems, 0)
	}
	if d := a.s.kept.compiled(a.project); d != nil {
		a.kept = true
		return d, nil
	}
	d, err := einkpdf.Compile(ctx, a.project.parsed, a.options())
	if err == nil && a.alike() {
		a.s.kept.compile(a.project, d)
	}
	return d, err
}

// broken is err of making an answer, or why an image or a font could not be had. An answer with an asset that nobody knew of has no ETag.
func (a *shown) broken(err error) error {
	failed, unlisted := a.files.failed()
	if unlisted {
		a.etag = ""
	}
	if failed != nil {
		return failed
	}
	return err
}

// errSlow ends what takes longer than it may.
var errSlow = errors.New("preview: too slow")

// run calls work in a goroutine of its own, and leaves when it has ended.
func run[T any](ctx context.Context, s *Service, t *ticket, work func(context.Context) (T, error)) (T, error) {
	type result struct {
		v   T
		err error
	}
	within, cancel := context.WithTimeoutCause(ctx, s.c.Timeout, errSlow)
	done := make(chan result, 1)
	go func() {
		var r result
		returned := false
		defer func() {
			switch v := recover(); {
			case v != nil:
				r.err = s.panicked(ctx, whence())
			case !returned:
				r.err = s.panicked(ctx, "runtime.Goexit")
			}
			t.leave()
			done <- r
			cancel()
		}()
		r.v, r.err = work(within)
		returned = true
	}()
	ended := func(err error) error {
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.Is(err, within.Err()) && errors.Is(context.Cause(within), errSlow):
			return s.tooSlow()
		}
		return err
	}
	var r result
	select {
	case r = <-done:
	case <-within.Done():
		select {
		case r = <-done: // both at once, and a result is a result
		default:
			r.err = within.Err()
		}
	}
	if r.err != nil && within.Err() != nil {
		r.err = ended(r.err)
	}
	return r.v, r.err
}
