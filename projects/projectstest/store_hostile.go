package projectstest

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/projects"
)

// hostileTexts are texts that no field takes.
func hostileTexts() map[string]string {
	return map[string]string{"1 MB": strings.Repeat("a", 1<<20), "NUL": "a\x00b", "broken UTF-8": "a\xff", "half a surrogate": "a\xed\xa0\x80"}
}

// storeHostileFields puts them into each field of each row. The store refuses
// before the database sees it, since databases differ in what they take.
func storeHostileFields(t *testing.T, s projects.Store) {
	one := newRow("one", "owner")
	addRows(t, s, one)
	ctx := t.Context()
	type try func(w projects.Writer, text string) error
	rows := func(set func(r *row, text string)) try {
		return func(w projects.Writer, text string) error {
			fresh := newRow("new", "owner")
			set(&fresh, text)
			if err := fresh.add(ctx, w); err == nil {
				return fmt.Errorf("added")
			}
			later := one.next("owner", projects.Edited, "second")
			set(&later, text)
			return later.update(ctx, w)
		}
	}
	grants := func(set func(g *projects.Grant, text string)) try {
		return func(w projects.Writer, text string) error {
			g := projects.Grant{Project: "one", User: "user", Role: projects.Viewer, At: minute(0)}
			set(&g, text)
			return w.PutGrant(ctx, g)
		}
	}
	entries := func(set func(e *projects.Entry, text string)) try {
		return func(w projects.Writer, text string) error {
			e := entryOf(one, "slug")
			set(&e, text)
			return w.PutEntry(ctx, e)
		}
	}
	problem := func(set func(p *projects.Problem, text string)) try {
		return rows(func(r *row, text string) {
			p := projects.Problem{Code: "code", Message: "message"}
			set(&p, text)
			r.v.Facts.Errors = []projects.Problem{p}
		})
	}
	for field, try := range map[string]try{
		"id":              rows(func(r *row, text string) { r.ID, r.v.Project = text, text }),
		"owner":           rows(func(r *row, text string) { r.Owner = text }),
		"name":            rows(func(r *row, text string) { r.Name = text }),
		"title":           rows(func(r *row, text string) { r.Title = text }),
		"device":          rows(func(r *row, text string) { r.Device = text }),
		"hash":            rows(func(r *row, text string) { r.SHA256, r.v.SHA256 = text, text }),
		"updated by":      rows(func(r *row, text string) { r.UpdatedBy = text }),
		"origin":          rows(func(r *row, text string) { r.Origin = &projects.Origin{Project: text, Version: 1, Name: "n"} }),
		"name of origin":  rows(func(r *row, text string) { r.Origin = &projects.Origin{Project: "p", Version: 1, Name: text} }),
		"by":              rows(func(r *row, text string) { r.v.By = text }),
		"change":          rows(func(r *row, text string) { r.v.Change = projects.Change(text) }),
		"version name":    rows(func(r *row, text string) { r.v.Name = text }),
		"version device":  rows(func(r *row, text string) { r.v.Device = text }),
		"facts title":     rows(func(r *row, text string) { r.v.Facts.Title = text }),
		"facts device":    rows(func(r *row, text string) { r.v.Facts.Device = text }),
		"design":          rows(func(r *row, text string) { r.v.Facts.Designs = []string{text} }),
		"asset":           rows(func(r *row, text string) { r.v.Facts.Assets = []string{text} }),
		"missing":         rows(func(r *row, text string) { r.v.Facts.Missing = []string{text} }),
		"uses":            rows(func(r *row, text string) { r.uses = []string{"a", text} }),
		"pointer":         problem(func(p *projects.Problem, text string) { p.Pointer = text }),
		"code":            problem(func(p *projects.Problem, text string) { p.Code = text }),
		"message":         problem(func(p *projects.Problem, text string) { p.Message = text }),
		"hint":            problem(func(p *projects.Problem, text string) { p.Hint = text }),
		"grant project":   grants(func(g *projects.Grant, text string) { g.Project = text }),
		"grant user":      grants(func(g *projects.Grant, text string) { g.User = text }),
		"grant role":      grants(func(g *projects.Grant, text string) { g.Role = projects.Role(text) }),
		"entry project":   entries(func(e *projects.Entry, text string) { e.Project = text }),
		"entry owner":     entries(func(e *projects.Entry, text string) { e.Owner = text }),
		"slug":            entries(func(e *projects.Entry, text string) { e.Slug = text }),
		"entry name":      entries(func(e *projects.Entry, text string) { e.Name = text }),
		"description":     entries(func(e *projects.Entry, text string) { e.Description = text }),
		"author":          entries(func(e *projects.Entry, text string) { e.Author = text }),
		"entry device":    entries(func(e *projects.Entry, text string) { e.Device = text }),
		"who is gone":     func(w projects.Writer, text string) error { return w.PutGone(ctx, text, minute(0)) },
		"who has a clone": func(w projects.Writer, text string) error { return w.CountClone(ctx, "one", text) },
	} {
		for what, text := range hostileTexts() {
			err := s.Write(ctx, func(w projects.Writer) error { return try(w, text) })
			require.ErrorIs(t, err, projects.ErrInvalid, "%s: %s", field, what)
			require.NotContains(t, err.Error(), text[:2], "an error says which field, not what is in it")
		}
	}
	for what, set := range map[string]func(r *row){
		"no id":            func(r *row) { r.ID, r.v.Project = "", "" },
		"no owner":         func(r *row) { r.Owner = "" },
		"no name":          func(r *row) { r.Name = "" },
		"no creation":      func(r *row) { r.CreatedAt = time.Time{} },
		"no change":        func(r *row) { r.UpdatedAt = time.Time{} },
		"no author":        func(r *row) { r.v.By = "" },
		"no time":          func(r *row) { r.v.At = time.Time{} },
		"version 0":        func(r *row) { r.Version, r.v.Number = 0, 0 },
		"huge version":     func(r *row) { r.Version, r.v.Number = huge(), huge() },
		"pages":            func(r *row) { r.Pages = -1 },
		"version pages":    func(r *row) { r.v.Pages = huge() },
		"more":             func(r *row) { r.v.Facts.More = -1 },
		"long name":        func(r *row) { r.Name = strings.Repeat("é", projects.MaxName+1) },
		"many designs":     func(r *row) { r.v.Facts.Designs = make([]string, projects.MaxDesigns+1) },
		"many assets":      func(r *row) { r.v.Facts.Assets = make([]string, projects.MaxAssets+1) },
		"many errors":      func(r *row) { r.v.Facts.Errors = make([]projects.Problem, projects.MaxErrors+1) },
		"upper hex":        func(r *row) { r.SHA256 = strings.ToUpper(r.SHA256); r.v.SHA256 = r.SHA256 },
		"too large a file": func(r *row) { *r = r.next("owner", projects.Edited, strings.Repeat("a", projects.MaxSource+1)) },
	} {
		r := newRow("new", "owner")
		set(&r)
		require.ErrorIs(t, tryStoreWrite(t, s, r.add), projects.ErrInvalid, what)
	}

	// As long as anything may be.
	full := newRow(strings.Repeat("i", 64), strings.Repeat("ö", 32)).named(strings.Repeat("𝄞", projects.MaxName))
	full.Title = strings.Repeat("t", projects.MaxFact)
	full = full.next(strings.Repeat("u", 64), projects.Edited, "file")
	fact := strings.Repeat("\x01", projects.MaxFact)
	for range projects.MaxDesigns {
		full.v.Facts.Designs = append(full.v.Facts.Designs, fact)
	}
	for range projects.MaxErrors {
		full.v.Facts.Errors = append(full.v.Facts.Errors, projects.Problem{Pointer: fact, Code: fact, Message: fact, Hint: fact})
	}
	for i := range projects.MaxAssets {
		full.v.Facts.Assets = append(full.v.Facts.Assets, fmt.Sprintf("%03d%s", i, strings.Repeat("a", projects.MaxAsset-3)))
	}
	full.uses = full.v.Facts.Assets
	addRows(t, s, full)
	require.Equal(t, full.Project, rowOf(t, s, full.ID))
	storeRead(t, s, func(ctx context.Context, r projects.Reader) error {
		v, err := r.Version(ctx, full.ID, full.Version)
		require.Equal(t, full.v, v)
		return err
	})
	require.Equal(t, one.Project, rowOf(t, s, "one"), "nothing came of it all")
	require.Equal(t, []int{1}, numbers(t, s, "one"))
}

// storeHostileKeys looks for them: they are not there, and that is no error of the
// database's.
func storeHostileKeys(t *testing.T, s projects.Store) {
	addRows(t, s, newRow("one", "owner").using("a"))
	storeRead(t, s, func(ctx context.Context, r projects.Reader) error {
		for what, key := range hostileTexts() {
			for _, err := range []error{
				second(r.Project(ctx, key)), second(r.Role(ctx, key, "owner")), second(r.Role(ctx, "one", key)), second(r.Version(ctx, key, 1)),
				second(r.Source(ctx, key, 1)), second(r.Assets(ctx, key, 1)), second(r.Entry(ctx, key)), second(r.EntryBySlug(ctx, key)),
			} {
				require.ErrorIs(t, err, projects.ErrNotFound, what)
			}
			grants, err := r.Grants(ctx, key)
			require.NoError(t, err)
			require.Empty(t, grants)
			for _, ids := range []func() ([]string, error){
				func() ([]string, error) { return r.OwnedBy(ctx, key, 10) },
				func() ([]string, error) { return r.Uses(ctx, key, 10) },
			} {
				found, err := ids()
				require.NoError(t, err)
				require.Empty(t, found)
			}
			for _, names := range []func() (map[string]string, error){
				func() (map[string]string, error) { return r.UsedBy(ctx, key, "a", 10) },
				func() (map[string]string, error) { return r.UsedBy(ctx, "owner", key, 10) },
			} {
				found, err := names()
				require.NoError(t, err)
				require.Empty(t, found)
			}
			for _, ask := range []func() (bool, error){
				func() (bool, error) { return r.MayReadAsset(ctx, key, "a") },
				func() (bool, error) { return r.MayReadAsset(ctx, "owner", key) },
				func() (bool, error) { return r.UsedIn(ctx, key, "a") },
				func() (bool, error) { return r.UsedIn(ctx, "one", key) },
				func() (bool, error) { return r.Gone(ctx, key) },
			} {
				is, err := ask()
				require.NoError(t, err, what)
				require.False(t, is)
			}
			listed, next, err := r.Projects(ctx, key, projects.Filter{}, "", 10)
			require.NoError(t, err)
			require.Empty(t, listed)
			require.Empty(t, next)
			entries, next, err := r.Gallery(ctx, projects.GalleryFilter{Device: key}, "", 10)
			require.NoError(t, err)
			require.Empty(t, entries)
			require.Empty(t, next)
			for _, err := range []error{
				third(r.Projects(ctx, "owner", projects.Filter{}, key, 10)), third(r.Gallery(ctx, projects.GalleryFilter{}, key, 10)),
				third(r.Versions(ctx, "one", key, 10)),
			} {
				require.ErrorIs(t, err, projects.ErrCursor, what)
			}
		}
		return nil
	})
	storeWrite(t, s, func(ctx context.Context, w projects.Writer) error {
		for what, key := range hostileTexts() {
			for _, err := range []error{
				w.Purge(ctx, key), second(w.DeleteGrant(ctx, key, "a")), second(w.DeleteGrant(ctx, "one", key)), second(w.DeleteGrantsOf(ctx, key, 10)),
				second(w.DeleteEntry(ctx, key)), second(w.Prune(ctx, key, 10, 10)),
				w.Detach(ctx, key, "a"), w.Detach(ctx, "owner", key),
			} {
				require.NoError(t, err, what)
			}
			require.ErrorIs(t, w.CountClone(ctx, key, "user"), projects.ErrNotFound)
			require.ErrorIs(t, w.Withhold(ctx, key, "reason"), projects.ErrNotFound)
		}
		return nil
	})
	rowOf(t, s, "one")
}

func third[A, B any](_ A, _ B, err error) error { return err }

// storeAnyScript keeps text of any script as it is, and tells apart what differs.
func storeAnyScript(t *testing.T, s projects.Store) {
	names := []string{
		"Ärger", "A\u0308rger", "ΣΊΣΥΦΟΣ", "Иван Грозный", "北京", "東京タワー", "서울", "ไทย", "שָׁלוֹם", "عُمَر", "हिन्दी", "🖋️📓", "İstanbul", "ıstanbul",
		"'; drop table ep_project; --", `"quoted"`, `back\slash`, "tab\there", "a%b", "a_b", "a b", "\u200bzero", "\U0010ffff",
	}
	for i, name := range names {
		r := newRow(fmt.Sprint(name[:min(len(name), 3)], i), name).named(name)
		if !projectsText(r.ID) {
			r.ID = fmt.Sprint(i)
		}
		r.v.Project = r.ID
		r = r.using(name)
		addRows(t, s, r)
		require.Equal(t, r.Project, rowOf(t, s, r.ID))
		require.Equal(t, []string{r.ID}, shelf(t, s, name, projects.Filter{}))
		require.Equal(t, []string{r.ID}, usedBy(t, s, name, 10))
		putEntry(t, s, entryOf(r, name))
		grant(t, s, r.ID, name+" 2", projects.Viewer)
		require.Equal(t, []string{r.ID}, shelf(t, s, name+" 2", projects.Filter{Shelf: projects.Shared}))
	}
	require.Len(t, gallery(t, s, projects.GalleryFilter{}), len(names))
}

func projectsText(s string) bool { return strings.ToValidUTF8(s, "") == s }
