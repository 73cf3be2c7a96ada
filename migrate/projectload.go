package migrate

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"time"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/legacy"
	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/projects/projectfile"
)

// loaded is a file of the predecessor as a project file.
type loaded struct {
	meta   metadata
	file   *projectfile.Converted
	source []byte // with the names that the images have in file
	facts  projects.Facts
}

// same tells whether two files became the same.
func (l *loaded) same(o *loaded) bool {
	return bytes.Equal(l.source, o.source) && slices.EqualFunc(l.file.Images, o.file.Images, func(a, b projectfile.Image) bool {
		return a.Name == b.Name && bytes.Equal(a.Data, b.Data)
	})
}

// load reads the files of a project and converts them. What is wrong with them is
// in the result; the error is of what ends the import.
func (i *projectsImport) load(ctx context.Context, c *projectCandidate) error {
	own, copied, modified, err := i.read(c.p)
	if err != nil {
		switch {
		case c.here > 0:
			c.result.Status, c.result.Differs = Changed, append(c.result.Differs, "there: "+err.Error())
		default:
			c.result.refuse(Invalid, visible(err.Error()))
		}
		return nil
	}
	c.digest = digest(own, copied)
	if c.here > 0 {
		c.compare()
		return nil
	}
	only := own == nil // the gallery has a copy of what its owner no longer has
	if only {
		own = copied
		if file := i.unread(c); file != "" {
			c.result.refuse(Invalid, visible(hideAddress(file))+" is there and was not read: its owner may have another one than the gallery; make it a file that can be read, or remove it there")
			return nil
		}
		c.result.note("only the copy in the gallery was left of it")
	}
	c.result.Name = cutRunes(readMetadata(own).name, projects.MaxName) // until more is known
	if c.own, err = i.convert(ctx, own, c.p.main()); err != nil {
		return c.unreadable(ctx, err)
	}
	c.own.meta.settle(i.o.Now(), modified)
	c.describe()
	c.origin = i.origin(c)
	if i.o.Images == nil && len(c.own.file.Images) > 0 {
		c.result.refuse(Images, fmt.Sprintf("it has %s inside, which nobody keeps yet", count(len(c.own.file.Images), "image")))
		return nil
	}
	if err := i.publication(ctx, c, own, copied, only); err != nil {
		return err
	}
	if i.o.Images == nil && c.gallery != nil && len(c.gallery.file.Images) > 0 {
		c.result.refuse(Images, fmt.Sprintf("its copy in the gallery has %s inside, which nobody keeps yet", count(len(c.gallery.file.Images), "image")))
	}
	return nil
}

// main is the file that counts.
func (p sourceProject) main() string {
	if p.file == "" {
		return p.copied
	}
	return p.file
}

// read reads the files of a project; nil is what it does not have.
func (i *projectsImport) read(p sourceProject) (own, copied []byte, modified time.Time, err error) {
	if p.copied != "" {
		if copied, modified, err = readWithin(i.root, p.copied, maxProject); err != nil {
			return nil, nil, time.Time{}, err
		}
	}
	if p.file != "" {
		if own, modified, err = readWithin(i.root, p.file, maxProject); err != nil {
			return nil, nil, time.Time{}, err
		}
	}
	return own, copied, modified, nil
}

// unread is a file or folder in which the owner of a project may have it, of which
// only the gallery's copy was found: a link, or what may not be read; "" where there is
// none.
func (i *projectsImport) unread(c *projectCandidate) string {
	for _, owner := range []string{c.p.owner, c.owner} {
		if !idForm.MatchString(owner) {
			continue
		}
		folder := path.Join(usersFolder, owner, projectsFolder)
		one := path.Join(folder, c.p.id)
		for _, file := range []string{path.Dir(folder), folder, one, path.Join(one, projectFile), one + ".json"} {
			info, err := i.root.Lstat(file)
			if errors.Is(err, fs.ErrNotExist) {
				continue
			}
			if err != nil || path.Ext(file) == ".json" || info.Mode()&fs.ModeSymlink != 0 {
				return file
			}
		}
	}
	return ""
}

// digest tells whether files are as they were: half a SHA-256, which the audit
// trail does not take for a token.
func digest(own, copied []byte) string {
	h := sha256.New()
	_, _ = h.Write(binary.BigEndian.AppendUint64(nil, uint64(len(own)))) // a hash takes everything
	_, _ = h.Write(own)
	_, _ = h.Write(copied)
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// convert makes a project file of one of the predecessor's. Its errors are
// einkpdf.Errors, projectfile.ErrForeign, also as a damage, and those of Files.
func (i *projectsImport) convert(ctx context.Context, data []byte, file string) (*loaded, error) {
	// By the same name, whatever the file is called: it is in the header.
	converted, err := projectfile.Convert(data, projectFile)
	if errors.Is(err, projectfile.ErrForeign) {
		return nil, damageOf(data)
	}
	if err != nil {
		return nil, err
	}
	l := &loaded{meta: readMetadata(data), file: converted}
	if l.source, err = converted.Source(nil); err != nil {
		return nil, err
	}
	l.facts, err = i.inspect(ctx, l.source)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return l, nil
}

// inspect waits for its turn where a server uses the same Files.
func (i *projectsImport) inspect(ctx context.Context, source []byte) (projects.Facts, error) {
	const tries, pause = 600, 100 * time.Millisecond
	for n := 0; ; n++ {
		facts, err := i.o.Files.Inspect(ctx, source)
		if !errors.Is(err, projects.ErrBusy) || n == tries {
			return facts, err
		}
		select {
		case <-ctx.Done():
			return projects.Facts{}, ctx.Err()
		case <-time.After(pause):
		}
	}
}

// unreadable reports a file that cannot be converted.
func (c *projectCandidate) unreadable(ctx context.Context, err error) error {
	why, ok := conversionError(err)
	if !ok || ctx.Err() != nil {
		return err
	}
	what := "its " + path.Base(c.p.file)
	if c.p.file == "" {
		what = "its copy in the gallery"
	}
	c.result.refuse(Invalid, what+" cannot be read; mend or remove it there")
	c.result.Why = append(c.result.Why, why...)
	return nil
}

// conversionError is what is wrong with a file, with its places; false where
// something else went wrong.
func conversionError(err error) (why []string, ok bool) {
	if d, ok := errors.AsType[*damage](err); ok {
		return []string{d.Error()}, true
	}
	if errors.Is(err, projectfile.ErrForeign) {
		return []string{"it is no project of the predecessor"}, true
	}
	all, ok := errors.AsType[einkpdf.Errors](err)
	if !ok {
		return nil, false
	}
	const most = 3
	for n, e := range all {
		if n == most {
			why = append(why, fmt.Sprintf("and %d more", len(all)-most))
			break
		}
		why = append(why, short200(e.Error()))
	}
	return why, true
}

// describe fills in what the report says of a project that can be read.
func (c *projectCandidate) describe() {
	l, r := c.own, &c.result
	r.Status, r.Versions = "", 1
	r.Name, _ = l.name()
	r.Pages, r.Images, r.Draft = l.facts.Pages, len(l.file.Images), l.facts.Draft()
	for _, name := range l.meta.odd {
		r.note("metadata." + name + " cannot be read as it is")
	}
	report := l.file.Report
	if len(report.Notes) > 0 {
		r.Conversion = &ConversionCounts{report.Count(legacy.Changed), report.Count(legacy.Replaced), report.Count(legacy.Dropped), report.Count(legacy.Ignored)}
	}
	for _, n := range report.Notes {
		if n.Kind != legacy.Ignored {
			r.note(n.Kind.String() + ": " + n.String())
		}
	}
	if r.Draft {
		r.Why = append(r.Why, "becomes a draft, since it cannot be rendered")
		for n, e := range l.facts.Errors {
			if n == 3 {
				break
			}
			where := ""
			if e.Line > 0 {
				where = fmt.Sprintf("line %d: ", e.Line)
			}
			r.Why = append(r.Why, short200(where+e.Message))
		}
	}
}

// name is the name of a project, and whether it is another one than the service
// makes of the title of its file.
func (l *loaded) name() (name string, own bool) {
	auto, err := projects.CheckName(cutRunes(tidyLine(l.title()), projects.MaxName))
	if err != nil {
		auto = "Untitled"
	}
	if name, err = projects.CheckName(cutRunes(l.meta.name, projects.MaxName)); err == nil && name != auto {
		return name, true
	}
	return auto, false
}

// title is that of the file.
func (l *loaded) title() string {
	if l.facts.Read {
		return l.facts.Title
	}
	return l.file.Title
}

// settle makes the times whole: what is missing is that of the file, and nothing
// happened after now.
func (m *metadata) settle(now, modified time.Time) {
	whole := func(t time.Time) time.Time { return t.UTC().Truncate(time.Millisecond) }
	now, modified = whole(now), whole(modified)
	if m.updated.IsZero() {
		m.updated = m.created
	}
	if m.updated.IsZero() {
		m.updated = modified
	}
	if m.updated.After(now) {
		m.updated = now
	}
	if m.updated.UnixMilli() < 0 { // of a file system without times
		m.updated = time.UnixMilli(0).UTC()
	}
	if m.created.IsZero() || m.created.After(m.updated) {
		m.created = m.updated
	}
}

// short200 cuts what would fill the screen.
func short200(s string) string { return ellipsis(s, 200) }

// ellipsis cuts s to at most so many characters, the last of which says so.
func ellipsis(s string, most int) string {
	if len(s) <= most {
		return s
	}
	if r := []rune(s); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}
