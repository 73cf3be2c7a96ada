package migrate

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/einkpdf/platform/projects"
)

// publication decides what of a project is published: the copy that the gallery
// has, if its owner says that it is public. Of two that contradict each other the one
// counts that shows less.
func (i *projectsImport) publication(ctx context.Context, c *projectCandidate, own, copied []byte, only bool) error {
	public := c.own.meta.public
	switch {
	case copied == nil:
		if public {
			c.result.note("not published: its owner had published it, and the gallery has no copy")
		}
		return nil
	case !only && !public:
		c.result.note("not published: its owner had taken it out of the gallery, where a copy was left")
		return nil
	}
	shown := c.own
	if !only && !bytes.Equal(own, copied) {
		var err error
		if shown, err = i.convert(ctx, copied, c.p.copied); err != nil {
			why, ok := conversionError(err)
			if !ok || ctx.Err() != nil {
				return err
			}
			c.result.note("not published: the copy in the gallery cannot be read: " + strings.Join(why, "; "))
			return nil
		}
		shown.meta.settle(c.own.meta.updated, c.own.meta.updated)
	}
	if shown.facts.Draft() {
		c.result.note("not published: what was in the gallery cannot be rendered")
		return nil
	}
	if shown != c.own && shown.same(c.own) {
		shown.file, shown.source, shown.facts = c.own.file, c.own.source, c.own.facts // let go of one
	} else if shown != c.own {
		c.result.Versions = 2
		c.result.note("version 1 is what was in the gallery, and stays published; version 2 is the owner's")
	}
	c.gallery = shown
	return nil
}

// entry is the place of a project in the gallery.
func (c *projectCandidate) entry(p projects.Project, v projects.Version, slug string) projects.Entry {
	listed := c.p.listed
	if listed == nil {
		listed = &galleryEntry{}
	}
	first := func(all ...string) string {
		n := slices.IndexFunc(all, func(s string) bool { return s != "" })
		if n < 0 {
			return ""
		}
		return all[n]
	}
	meta := c.gallery.meta
	e := projects.Entry{
		Project: p.ID, Owner: p.Owner, Slug: slug, Version: v.Number, Name: v.Name, Device: v.Device, Pages: v.Pages, Clones: p.Clones,
		Description: cutRunes(first(meta.description, c.own.meta.description), projects.MaxDescription),
		Author:      cutRunes(first(tidyLine(listed.author), meta.author, c.own.meta.author), projects.MaxAuthor),
		PublishedAt: listed.created, UpdatedAt: listed.updated,
	}
	if e.UpdatedAt.IsZero() || e.UpdatedAt.After(p.UpdatedAt) {
		e.UpdatedAt = v.At
	}
	if e.PublishedAt.IsZero() || e.PublishedAt.After(e.UpdatedAt) {
		e.PublishedAt = e.UpdatedAt
	}
	return e
}

// oldSlug is the place that a project had in the predecessor's gallery, or "".
func (c *projectCandidate) oldSlug() string {
	if c.p.listed != nil && c.p.listed.slug != "" {
		return c.p.listed.slug
	}
	if c.gallery.meta.slug != "" {
		return c.gallery.meta.slug
	}
	return c.own.meta.slug
}

// address is a place in the gallery.
type address struct {
	slug string
	base string // what the project wanted
	n    int    // how many have wanted that, as far as is known
}

// take notes that a place is taken. Who wants it, too, looks from there on: what was
// taken before is not asked for again.
func (i *projectsImport) take(at address) {
	i.slugs[at.base], i.taken[at.slug] = at.n, true
}

// slug finds a place that is free.
func (i *projectsImport) slug(ctx context.Context, r projects.Reader, c *projectCandidate) (address, error) {
	want := c.oldSlug()
	if want == "" {
		want, _ = c.gallery.name()
	}
	base := projects.SlugOf(want)
	for n := i.slugs[base] + 1; ; n++ {
		slug := base
		if n > 1 {
			ending := "-" + strconv.Itoa(n)
			slug = strings.TrimRight(base[:min(len(base), projects.MaxSlug-len(ending))], "-") + ending
		}
		if i.taken[slug] {
			continue
		}
		_, err := r.EntryBySlug(ctx, slug)
		if errors.Is(err, projects.ErrNotFound) {
			return address{slug, base, n}, nil
		}
		if err != nil {
			return address{}, err
		}
	}
}

// origin is what a project is a clone of, or nil. Its name and version are known
// where it is in the predecessor's gallery.
func (i *projectsImport) origin(c *projectCandidate) *projects.Origin {
	from := c.own.meta.clonedFrom
	if author := c.own.meta.originalAuthor; author != "" {
		c.result.note("it is a clone of a project by " + hideAddress(author))
	}
	if from == "" || from == c.p.id {
		return nil
	}
	if !idForm.MatchString(from) {
		c.result.note("it is a clone of what is no project: " + short(from))
		return nil
	}
	o := &projects.Origin{Project: from, Name: i.publicName(from)}
	if o.Name != "" {
		o.Version = 1
	}
	return o
}

// publicName is the name of a project in the predecessor's gallery, or "" where it
// is not there any more: its owner may call it otherwise since.
func (i *projectsImport) publicName(id string) string {
	if name, known := i.titles[id]; known {
		return name
	}
	name := ""
	n, there := slices.BinarySearchFunc(i.from.projects, id, func(p sourceProject, id string) int { return strings.Compare(p.id, id) })
	if there && i.from.projects[n].copied != "" {
		if data, _, err := readWithin(i.root, i.from.projects[n].copied, maxProject); err == nil { // else it has no name
			name = cutRunes(readMetadata(data).name, projects.MaxName)
		}
	}
	i.titles[id] = name
	return name
}

// clones is how often a project was cloned, as one of three places says.
func (c *projectCandidate) clones() int {
	n := c.own.meta.clones
	if c.p.listed != nil {
		n = max(n, c.p.listed.clones)
	}
	if c.gallery != nil {
		n = max(n, c.gallery.meta.clones)
	}
	return n
}
