package projects

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"maps"
	"strconv"
	"time"
)

// pruneRows is how many versions a write looks at to remove them: one is enough, and
// more only where KeepVersions has become less.
const pruneRows = 20

// errSame is what a write returns that finds nothing to change.
var errSame = errors.New("projects: nothing to change")

// doing is a write: what somebody wants of a project, and as of which version.
type doing struct {
	need   need
	seen   int
	change Change
	action string
	// repeats tells that current, which the writer has seen, or made with a write
	// like this one, is what this write comes to. nil: it never is.
	repeats func(p Project, current Version) bool
}

// edition is the version that a write makes. It begins as the one before.
type edition struct {
	p      Project // name and trash are the write's to change
	before Version // the current version, with its Facts
	facts  Facts   // of the file
	source []byte  // nil = the file stays, and facts and uses with it
	uses   []string
	of     int               // of Reverted
	detail map[string]string // of the audit event
}

// write makes the next version of a project: all do it here, the one transaction
// that decides whether by may, whether the version is right, and what comes of
// it. apply turns the edition into what is to be written; it may run twice.
func (s *Service) write(ctx context.Context, by Actor, id string, d doing, apply func(w Writer, e *edition) error) (Project, error) {
	var after Project
	wrote := false
	err := s.commit(ctx, by, id, d.seen, func(w Writer) error {
		wrote = false
		p, current, done, err := s.admit(ctx, w, by, id, d)
		after = p
		if err != nil || done {
			return err
		}
		e := &edition{p: p, before: current, facts: current.Facts}
		err = apply(w, e)
		if errors.Is(err, errSame) {
			return nil
		}
		if err != nil {
			return err
		}
		wrote = true
		after, err = s.put(ctx, w, by, d, e)
		return err
	})
	if err != nil {
		return Project{}, err
	}
	if wrote {
		s.c.Observer.OnWrite(d.change, after.Bytes)
	}
	return after, nil
}

// admit lets a write go on, or refuses it, or says that it is done already: then
// its answer was lost, or it says what the current version says. What was put into
// the trash, or taken out of it, by the write itself is looked at last, so that a
// repeated one is not refused for what it did.
func (s *Service) admit(ctx context.Context, r Reader, by Actor, id string, d doing) (p Project, current Version, done bool, err error) {
	p, err = s.find(ctx, r, by, id, need{role: d.need.role})
	if err != nil {
		return Project{}, Version{}, false, err
	}
	current, err = asItIs(ctx, r, id, p.Version)
	if err != nil {
		return Project{}, Version{}, false, err
	}
	repeats := func() bool { return d.repeats != nil && d.repeats(p, current) }
	if own := current.By == by.id() && current.Change == d.change; own && d.seen == p.Version-1 && repeats() {
		return p, current, true, nil
	}
	if err := p.mustBe(d.need.place); err != nil {
		return Project{}, Version{}, false, err
	}
	if d.seen == p.Version && repeats() {
		return p, current, true, nil
	}
	return p, current, false, upToDate(p, d.seen)
}

// look is admit ahead of a write that costs something, so that it costs nothing
// where it is refused. more reads what else is needed; it may be nil.
func (s *Service) look(ctx context.Context, by Actor, id string, d doing, more func(r Reader, p Project) error) (p Project, current Version, done bool, err error) {
	err = s.c.Store.Read(ctx, func(r Reader) (err error) {
		p, current, done, err = s.admit(ctx, r, by, id, d)
		if err == nil && more != nil {
			err = more(r, p)
		}
		return err
	})
	if refused := err; errors.Is(refused, ErrConflict) {
		err = s.commit(ctx, by, id, d.seen, func(w Writer) error {
			if _, _, _, err := s.admit(ctx, w, by, id, d); err != nil {
				return err
			}
			return refused
		})
	}
	return p, current, done, err
}

// commit runs fn in a transaction. If fn refuses because of a conflict, before it
// has written anything, the transaction commits the audit event of that.
func (s *Service) commit(ctx context.Context, by Actor, id string, seen int, fn func(w Writer) error) error {
	var conflict *Error
	err := s.c.Store.Write(ctx, func(w Writer) error {
		conflict = nil
		err := fn(w)
		e, ok := errors.AsType[*Error](err)
		if !ok || e.Code != CodeConflict {
			return err
		}
		conflict = e
		return s.record(ctx, w, deed{
			action: ActionConflict, by: by.User, project: id, refused: true,
			detail: map[string]string{"seen": strconv.Itoa(seen), "current": strconv.Itoa(e.Current.Version)},
		})
	})
	if err == nil && conflict != nil {
		s.c.Observer.OnConflict()
		err = conflict
	}
	return err
}

// put writes an edition.
func (s *Service) put(ctx context.Context, w Writer, by Actor, d doing, e *edition) (Project, error) {
	p, from := e.p, e.p.Version
	if e.source == nil {
		uses, err := w.Assets(ctx, p.ID, from)
		if err != nil {
			return Project{}, err
		}
		e.uses = uses
	} else {
		p.Bytes, p.SHA256 = len(e.source), digest(e.source)
		p.take(e.facts)
	}
	p.Version = from + 1
	p.UpdatedAt, p.UpdatedBy = later(s.now(), p.UpdatedAt), by.id()
	v := p.version(d.change, e.facts)
	v.Of = e.of
	if err := w.Update(ctx, p, v, e.source, e.uses); err != nil {
		return Project{}, err
	}
	if _, err := w.Prune(ctx, p.ID, p.Version-s.c.KeepVersions+1, pruneRows); err != nil {
		return Project{}, err
	}
	detail := map[string]string{"version": strconv.Itoa(p.Version), "from": strconv.Itoa(from)}
	maps.Copy(detail, e.detail)
	return p, s.record(ctx, w, deed{action: d.action, by: by.User, project: p.ID, detail: detail})
}

// take makes p what its file says. A file that cannot be read says nothing: then
// everything stays as it was.
func (p *Project) take(f Facts) {
	p.Draft = f.Draft()
	if f.Read {
		p.Title, p.Device, p.Pages = f.Title, f.Device, f.Pages
	}
	p.rename(p.Name, p.Named)
}

// rename gives p a name of its own, or that which its title makes.
func (p *Project) rename(name string, named bool) {
	p.Name, p.Named = name, named
	if !named {
		p.Name = nameOf(p.Title)
	}
}

// version is the row of p's current version.
func (p *Project) version(c Change, f Facts) Version {
	return Version{
		Project: p.ID, Number: p.Version, At: p.UpdatedAt, By: p.UpdatedBy, Change: c, Name: p.Name,
		Bytes: p.Bytes, SHA256: p.SHA256, Draft: p.Draft, Pages: f.Pages, Device: f.Device, Facts: f,
	}
}

// later is a, or b if the clock has gone back since: history is in order.
func later(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}

func digest(source []byte) string {
	sum := sha256.Sum256(source)
	return hex.EncodeToString(sum[:])
}

// bytesOf is source, but never nil: an empty file is one, too.
func bytesOf(source []byte) []byte {
	if source == nil {
		return []byte{}
	}
	return source
}

func checkSize(source []byte) error {
	if len(source) > MaxSource {
		return refuse(CodeTooLarge, "source", "A project file has 1 MiB at most.")
	}
	return nil
}
