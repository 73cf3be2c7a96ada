package migrate

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
)

// galleryEntry is what an index says of a project.
type galleryEntry struct {
	id, owner, slug, author string
	clones                  int
	created, updated        time.Time
}

// gallery finds the copies in the public gallery. Two services of the predecessor
// write its index, in two forms, and each forgets what the other one wrote; so the
// folders count, and the index has what they do not say.
func (t *tree) gallery(ctx context.Context) error {
	listed := map[string]*galleryEntry{}
	if _, err := t.root.Lstat(path.Join(galleryFolder, indexFile)); err == nil {
		err := t.index(ctx, path.Join(galleryFolder, indexFile), func(e *galleryEntry) {
			if e.id == "" {
				return
			}
			if before := listed[e.id]; before != nil {
				e.merge(before)
			}
			listed[e.id] = e
		})
		if err != nil {
			return err
		}
	}
	copies := map[string]string{}
	err := t.folder(ctx, galleryFolder, func(id, file string) error {
		copies[id] = file
		i, there := t.at[id]
		if there {
			t.source.projects[i].copied = file
			return nil
		}
		p := sourceProject{id: id, copied: file}
		if e := listed[id]; e != nil {
			p.owner = e.owner
		}
		return t.add(p)
	})
	if err != nil {
		return err
	}
	for _, id := range sortedKeys(listed) {
		if i, there := t.at[id]; there {
			t.source.projects[i].listed = listed[id]
		}
		if copies[id] == "" {
			t.stray(path.Join(galleryFolder, id), "the index names it, and it is not there")
		}
	}
	return nil
}

// merge adds what another entry of the same project has.
func (e *galleryEntry) merge(o *galleryEntry) {
	or := func(s *string, other string) {
		if *s == "" {
			*s = other
		}
	}
	or(&e.owner, o.owner)
	or(&e.slug, o.slug)
	or(&e.author, o.author)
	e.clones = max(e.clones, o.clones)
	if e.created.IsZero() {
		e.created = o.created
	}
	if e.updated.IsZero() {
		e.updated = o.updated
	}
}

// index reads an index of projects. One that is damaged, as happens where files
// are overwritten in place, is a stray.
func (t *tree) index(ctx context.Context, file string, add func(e *galleryEntry)) error {
	data, _, err := readWithin(t.root, file, maxIndex)
	if err == nil {
		err = readIndex(ctx, data, add)
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		t.stray(file, "cannot be read: "+err.Error())
	}
	return nil
}

// maxNested is how far below the top of an index entries are looked for.
const maxNested = 3

// readIndex finds the entries in an index: in a list or in a map by id, at the top
// or one or two levels below it. Entries of more than maxEntry bytes are left out.
func readIndex(ctx context.Context, data []byte, add func(e *galleryEntry)) error {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if err := json.Unmarshal(data, &anything{}); err != nil { // looks at the syntax alone
		return place(data, err)
	}
	n := 0
	var walk func(key string, value []byte, depth int) error
	walk = func(key string, value []byte, depth int) error {
		if n++; n > maxListed {
			return fmt.Errorf("it has more than %d entries", maxListed)
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		isMap := value[0] == '{'
		if isMap && (isEntry(value) || depth == maxNested) {
			if len(value) <= maxEntry {
				add(newEntry(key, value))
			}
			return nil
		}
		for k, v := range parts(value) {
			if v[0] != '{' && (v[0] != '[' || depth+1 == maxNested) || len(k) > maxText {
				continue
			}
			if err := walk(unquoted(k), v, depth+1); err != nil {
				return err
			}
		}
		return nil
	}
	if data = bytes.TrimSpace(data); data[0] != '{' && data[0] != '[' {
		return errors.New("it is neither a map nor a list")
	}
	return walk("", data, 0)
}

// isEntry tells an entry from a map of entries.
func isEntry(value []byte) bool {
	for key := range parts(value) {
		switch string(key) {
		case `"id"`, `"project_id"`, `"metadata"`, `"url_slug"`, `"public_url_slug"`, `"owner_id"`, `"clone_count"`:
			return true
		}
	}
	return false
}

// newEntry reads an entry that stands under a key, leniently: what is wrong is as
// if it were not there.
func newEntry(key string, value []byte) *galleryEntry {
	top, inner := object(value), fields{}
	for k, v := range parts(value) {
		if string(k) == `"metadata"` {
			inner = object(v)
		}
	}
	find := func(names ...string) string {
		for _, f := range []fields{top, inner} {
			for _, name := range names {
				if v, there := f[name]; there && !v.odd && v.text != "" && !strings.ContainsAny(v.text, "\x00\uFFFD") {
					return v.text
				}
			}
		}
		return ""
	}
	e := &galleryEntry{
		id: find("id", "project_id"), owner: find("owner_id", "user_id", "owner"),
		slug: find("url_slug", "public_url_slug", "slug"), author: find("author", "owner_username", "owner_name", "username"),
	}
	if e.id == "" {
		e.id = key
	}
	if e.owner == unknownOwner {
		e.owner = ""
	}
	if e.author == unknownOwner {
		e.author = ""
	}
	for _, f := range []fields{top, inner} {
		e.clones = max(e.clones, cloneCount(f["clone_count"].text))
	}
	e.created, _ = parseTime(find("created_at", "published_at"))
	e.updated, _ = parseTime(find("updated_at"))
	return e
}

// unknownOwner is whom the predecessor names where it has lost the owner.
const unknownOwner = "unknown"

// cloneCount reads a number of clones; what is none is 0.
func cloneCount(s string) int {
	const most = 1_000_000_000
	n, err := strconv.ParseInt(s, 10, 32)
	if err != nil || n < 0 {
		return 0
	}
	return int(min(n, most))
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
