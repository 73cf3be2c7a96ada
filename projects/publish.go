package projects

import (
	"context"
	"errors"
	"strconv"
)

// Publication is what a project is called in the gallery.
type Publication struct {
	Version     int    // to be shown; 0 = the current one
	Slug        string // "" = the one that it has, or one made from its name
	Description string // plain text
	Author      string // as the owner wants to be called
}

// Publish shows a version of a project to everybody, in place of what was shown of
// it before, under the name that the project had then. The owner may. Description
// and author are cleaned: no control characters but line ends, no spaces around.
// What is shown in this way already changes nothing. Errors: CodeNotFound,
// CodeForbidden, CodeTrashed, CodeWithheld, CodeNoVersion, CodeDraft, CodeSlug,
// CodeSlugTaken, CodeDescription, CodeAuthor.
func (s *Service) Publish(ctx context.Context, by Actor, id string, p Publication) (Entry, error) {
	err := s.c.Store.Read(ctx, func(r Reader) error {
		_, _, err := s.entry(ctx, r, by, id, p)
		return err
	})
	if err != nil {
		return Entry{}, err
	}
	var e Entry
	err = s.c.Store.Write(ctx, func(w Writer) (err error) {
		var before Entry
		if e, before, err = s.entry(ctx, w, by, id, p); err != nil {
			return err
		}
		same := e
		same.UpdatedAt = before.UpdatedAt
		if same == before {
			e = before
			return nil
		}
		err = w.PutEntry(ctx, e)
		if errors.Is(err, ErrExists) {
			return slugTaken()
		}
		if err != nil {
			return err
		}
		return s.record(ctx, w, deed{
			action: ActionPublish, by: by.User, project: id, detail: map[string]string{"slug": e.Slug, "version": strconv.Itoa(e.Version)},
		})
	})
	if err != nil {
		return Entry{}, err
	}
	return e, nil
}

// entry makes of a publication the entry of the gallery that it comes to. before is
// the one that is there, or zero.
func (s *Service) entry(ctx context.Context, r Reader, by Actor, id string, p Publication) (e, before Entry, err error) {
	project, err := s.find(ctx, r, by, id, need{Owner, inUse})
	if err != nil {
		return Entry{}, Entry{}, err
	}
	if project.Withheld != "" {
		return Entry{}, Entry{}, refuse(CodeWithheld, "", "An administrator keeps this project out of the gallery. Please ask them about it, for they say why: "+project.Withheld)
	}
	if p.Version == 0 {
		p.Version = project.Version
	}
	v, err := r.Version(ctx, id, p.Version)
	if err != nil {
		return Entry{}, Entry{}, orNoVersion(err)
	}
	if v.Draft {
		return Entry{}, Entry{}, refuse(CodeDraft, "version", "This version has errors, so that nothing can be made of it yet.")
	}
	before, err = r.Entry(ctx, id)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return Entry{}, Entry{}, err
	}
	now := s.now()
	e = Entry{
		Project: id, Owner: project.Owner, Slug: p.Slug, Version: v.Number, Name: v.Name,
		Device: v.Device, Pages: v.Pages, Clones: project.Clones, PublishedAt: now, UpdatedAt: now,
	}
	if before.Project != "" {
		e.PublishedAt, e.UpdatedAt = before.PublishedAt, later(now, before.UpdatedAt)
	}
	if err := e.describe(p); err != nil {
		return Entry{}, Entry{}, err
	}
	e.Slug, err = slugFor(ctx, r, p.Slug, before.Slug, e)
	return e, before, err
}

// describe sets what the owner wrote.
func (e *Entry) describe(p Publication) error {
	var ok bool
	if e.Description, ok = plainLines(p.Description, MaxDescription); !ok {
		return refuse(CodeDescription, "description", "A description is text of at most 2000 characters.")
	}
	if e.Author, ok = plainLine(p.Author, MaxAuthor); !ok {
		return refuse(CodeAuthor, "author", "The name of an author is text of at most 100 characters.")
	}
	return nil
}

// slugFor is the slug of an entry: the one asked for, or the one that it has, or one
// that is free.
func slugFor(ctx context.Context, r Reader, asked, has string, e Entry) (string, error) {
	if asked == "" && has != "" {
		return has, nil
	}
	if asked == "" {
		return freeSlug(ctx, r, e.Name)
	}
	if asked == has { // which may be older than a rule of CheckSlug
		return has, nil
	}
	if err := CheckSlug(asked); err != nil {
		return "", err
	}
	other, err := r.EntryBySlug(ctx, asked)
	switch {
	case errors.Is(err, ErrNotFound):
		return asked, nil
	case err != nil:
		return "", err
	case other.Project != e.Project:
		return "", slugTaken()
	}
	return asked, nil
}
