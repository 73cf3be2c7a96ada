package migrate

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/sqldb"
)

// refusal is a project that cannot be written as it is, while others can.
type refusal struct {
	why string
	err error
}

func (r *refusal) Error() string { return r.why + ": " + r.err.Error() }
func (r *refusal) Unwrap() error { return r.err }

// edition is a version of a project on its way into the database.
type edition struct {
	project projects.Project
	version projects.Version
	source  []byte
	uses    []string
}

// put writes a project that can be, and reads it back, in a transaction.
func (i *projectsImport) put(ctx context.Context, c *projectCandidate) error {
	if err := i.backup(ctx); err != nil {
		return err
	}
	ready := c.result
	var at address
	images, err := i.prepare(ctx, c)
	if err == nil {
		err = i.to.Write(ctx, func(tx *sqldb.Tx) error { return i.putIn(ctx, tx, c, ready, images, &at) })
	}
	if no, ok := errors.AsType[*refusal](err); ok && ctx.Err() == nil && !errors.Is(err, sqldb.ErrBusy) && !errors.Is(err, sqldb.ErrUnavailable) {
		c.result = ready
		c.result.refuse(Invalid, visible(short200(no.Error())))
		return nil
	}
	if err != nil && !errors.Is(err, errDryRun) {
		return err
	}
	if c.result.Status != New {
		return nil
	}
	i.report.Applied = i.report.Applied || i.write
	if at.slug != "" {
		i.take(at)
		if old := c.oldSlug(); old != "" && old != at.slug {
			c.result.note("its address in the gallery is another one: it was " + short(visible(old)))
		}
	}
	return nil
}

// putIn is put in its transaction, which may run twice: at is where the project is in
// the gallery.
func (i *projectsImport) putIn(ctx context.Context, tx *sqldb.Tx, c *projectCandidate, ready ProjectResult, images imageIDs, at *address) error {
	c.result, *at = ready, address{}
	c.result.Notes, c.result.Why = slices.Clone(ready.Notes), slices.Clone(ready.Why)
	found := *c // somebody may have been here since
	if err := found.find(ctx, tx); err != nil {
		return err
	}
	if found.result.Status != "" {
		c.here, c.came, c.result = found.here, found.came, found.result
		if c.here > 0 {
			c.compare()
		}
		return nil
	}
	if err := i.keep(ctx, tx, c.owner, images); err != nil {
		return err
	}
	w := projects.JoinSQL(tx)
	all, err := i.editions(c, images)
	if err != nil {
		return err
	}
	var entry *projects.Entry
	if c.gallery != nil {
		if *at, err = i.slug(ctx, w, c); err != nil {
			return err
		}
		e := c.entry(all[len(all)-1].project, all[0].version, at.slug)
		entry = &e
	}
	c.result.Status, c.result.Slug = New, at.slug
	if i.o.Quota != nil {
		if err := i.o.Quota.AddProject(ctx, tx, c.owner, c.p.id, true); err != nil {
			return err // an import is never refused, so this is not the project's fault
		}
	}
	if err := write(ctx, w, all, entry); err != nil {
		return err
	}
	if err := verify(ctx, w, all, entry); err != nil {
		return err
	}
	if err := w.Record(ctx, i.event(ctx, c, all[len(all)-1])); err != nil {
		return err
	}
	if !i.write {
		return errDryRun
	}
	return nil
}

// shownBefore tells whether what the gallery has becomes a version of its own.
func (c *projectCandidate) shownBefore() bool { return c.gallery != nil && c.result.Versions > 1 }

// editions are the versions of a project with its images as assets.
func (i *projectsImport) editions(c *projectCandidate, images imageIDs) ([]edition, error) {
	var all []edition
	add := func(l *loaded) error {
		e, err := i.edition(c, l, images[l])
		if err != nil {
			return err
		}
		e.project.Version = len(all) + 1
		e.project.Origin, e.project.Clones = c.origin, c.clones()
		e.version.Number = e.project.Version
		all = append(all, e)
		return nil
	}
	if c.shownBefore() {
		if err := add(c.gallery); err != nil {
			return nil, err
		}
	}
	if err := add(c.own); err != nil {
		return nil, err
	}
	if first := all[0].version.At; all[0].project.CreatedAt.After(first) {
		for n := range all {
			all[n].project.CreatedAt = first
		}
	}
	return all, nil
}

// edition is the version that a file comes to.
func (i *projectsImport) edition(c *projectCandidate, l *loaded, rename map[string]string) (edition, error) {
	source := l.source
	if len(rename) > 0 {
		var err error
		if source, err = l.file.Source(rename); err != nil {
			return edition{}, &refusal{"with the names of its assets", err}
		}
	}
	facts, uses := l.facts, []string(nil)
	facts.Assets, facts.Missing = nil, nil
	for _, name := range l.facts.Assets {
		id, kept := rename[name]
		if !kept {
			id = name
		}
		switch {
		case slices.Contains(facts.Assets, id):
			continue
		case kept:
			uses = append(uses, id)
		case i.write || len(l.file.Images) == 0: // in a dry run no image is kept
			facts.Missing = append(facts.Missing, id)
		}
		facts.Assets = append(facts.Assets, id)
	}
	name, named := l.name()
	sum := sha256.Sum256(source)
	p := projects.Project{
		ID: c.p.id, Owner: c.owner, Name: name, Named: named, Title: l.title(), Device: facts.Device, Pages: facts.Pages, Draft: facts.Draft(),
		Bytes: len(source), SHA256: hex.EncodeToString(sum[:]), CreatedAt: c.own.meta.created, UpdatedAt: l.meta.updated, UpdatedBy: c.owner,
	}
	v := projects.Version{
		Project: p.ID, At: p.UpdatedAt, By: c.owner, Change: projects.Imported, Name: p.Name, Bytes: p.Bytes, SHA256: p.SHA256,
		Draft: p.Draft, Pages: p.Pages, Device: p.Device, Facts: facts,
	}
	return edition{p, v, source, uses}, nil
}

// write writes the versions of a project, and its place in the gallery.
func write(ctx context.Context, w projects.Writer, all []edition, entry *projects.Entry) error {
	for n, e := range all {
		var err error
		if n == 0 {
			err = w.Add(ctx, e.project, e.version, e.source, e.uses)
		} else {
			err = w.Update(ctx, e.project, e.version, e.source, e.uses)
		}
		if errors.Is(err, projects.ErrInvalid) {
			return &refusal{"it cannot be kept", err}
		}
		if err != nil {
			return err
		}
	}
	if entry == nil {
		return nil
	}
	err := w.PutEntry(ctx, *entry)
	if errors.Is(err, projects.ErrInvalid) {
		return &refusal{"its place in the gallery cannot be kept", err}
	}
	return err
}

// verify reads everything back and compares it with what was meant.
func verify(ctx context.Context, r projects.Reader, all []edition, entry *projects.Entry) error {
	last := all[len(all)-1].project
	if entry != nil {
		last.Slug = entry.Slug
	}
	have, err := r.Project(ctx, last.ID)
	if err != nil {
		return fmt.Errorf("reading back: %w", err)
	}
	if differs := projectDifferences(last, have); len(differs) > 0 {
		return fmt.Errorf("it was written, and reads otherwise: %v", differs)
	}
	for _, e := range all {
		source, err := r.Source(ctx, last.ID, e.version.Number)
		if err != nil {
			return fmt.Errorf("reading back: %w", err)
		}
		v, err := r.Version(ctx, last.ID, e.version.Number)
		if err != nil {
			return fmt.Errorf("reading back: %w", err)
		}
		if !bytes.Equal(source, e.source) || v.SHA256 != e.version.SHA256 || !v.At.Equal(e.version.At) || v.Draft != e.version.Draft || v.By != e.version.By {
			return fmt.Errorf("version %d was written, and reads otherwise", e.version.Number)
		}
		uses, err := r.Assets(ctx, last.ID, e.version.Number)
		if err != nil {
			return fmt.Errorf("reading back: %w", err)
		}
		if !slices.Equal(slices.Sorted(slices.Values(uses)), slices.Sorted(slices.Values(e.uses))) {
			return fmt.Errorf("the assets of version %d were written, and read otherwise", e.version.Number)
		}
	}
	if entry == nil {
		return nil
	}
	shown, err := r.Entry(ctx, last.ID)
	if err != nil {
		return fmt.Errorf("reading back its place in the gallery: %w", err)
	}
	if shown.Slug != entry.Slug || shown.Version != entry.Version || shown.Description != entry.Description || shown.Author != entry.Author || shown.Clones != entry.Clones {
		return errors.New("its place in the gallery was written, and reads otherwise")
	}
	return nil
}

// projectDifferences names what is another in two rows.
func projectDifferences(a, b projects.Project) []string {
	var all []string
	for _, part := range []struct {
		name string
		same bool
	}{
		{"owner", a.Owner == b.Owner},
		{"version", a.Version == b.Version},
		{"name", a.Name == b.Name && a.Named == b.Named && a.Title == b.Title},
		{"device", a.Device == b.Device},
		{"pages", a.Pages == b.Pages && a.Draft == b.Draft},
		{"file", a.Bytes == b.Bytes && a.SHA256 == b.SHA256},
		{"times", a.CreatedAt.Equal(b.CreatedAt) && a.UpdatedAt.Equal(b.UpdatedAt) && b.TrashedAt.IsZero()},
		{"origin", a.Origin == b.Origin || a.Origin != nil && b.Origin != nil && *a.Origin == *b.Origin},
		{"clones", a.Clones == b.Clones},
		{"place in the gallery", a.Slug == b.Slug},
	} {
		if !part.same {
			all = append(all, part.name)
		}
	}
	return all
}

// event is what the trail says of an imported project.
func (i *projectsImport) event(ctx context.Context, c *projectCandidate, e edition) audit.Event {
	detail := map[string]string{detailVersion: strconv.Itoa(e.project.Version), detailSource: c.digest, "owner": c.owner}
	if c.named && c.owner != c.p.owner {
		detail[detailGiven] = "yes"
	}
	if c.result.Slug != "" {
		detail["slug"] = c.result.Slug
	}
	return audit.Event{At: i.o.Now(), Actor: importer(ctx), Action: projects.ActionImport, Object: "project:" + c.p.id, Detail: detail}
}
