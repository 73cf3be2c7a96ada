package projectstest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/projects"
)

// entryOf is an entry of the version that r is.
func entryOf(r row, slug string) projects.Entry {
	return projects.Entry{
		Project: r.ID, Owner: r.Owner, Slug: slug, Version: r.Version, Name: r.Name, Description: "Description", Author: "Author",
		Device: r.Device, Pages: r.Pages, PublishedAt: minute(1), UpdatedAt: minute(2),
	}
}

func putEntry(t testing.TB, s projects.Store, entries ...projects.Entry) {
	t.Helper()
	storeWrite(t, s, func(ctx context.Context, w projects.Writer) error {
		for _, e := range entries {
			if err := w.PutEntry(ctx, e); err != nil {
				return err
			}
		}
		return nil
	})
}

func storeEntry(t *testing.T, s projects.Store) {
	one := newRow("one", "owner")
	addRows(t, s, one, newRow("two", "owner"))
	e := entryOf(one, "slug")
	e.Description, e.Author = strings.Repeat("ä\n", 1000), strings.Repeat("𝄞", 100)
	e.Clones = 99 // not written
	putEntry(t, s, e)
	e.Clones = 0
	requireEntry := func(want projects.Entry) {
		t.Helper()
		storeRead(t, s, func(ctx context.Context, r projects.Reader) error {
			got, err := r.Entry(ctx, want.Project)
			require.NoError(t, err)
			require.Equal(t, want, got)
			got, err = r.EntryBySlug(ctx, want.Slug)
			require.NoError(t, err)
			require.Equal(t, want, got)
			page, _, err := r.Gallery(ctx, projects.GalleryFilter{}, "", 10)
			require.NoError(t, err)
			require.Equal(t, []projects.Entry{want}, page)
			p, err := r.Project(ctx, want.Project)
			require.Equal(t, want.Slug, p.Slug)
			return err
		})
	}
	requireEntry(e)
	require.Equal(t, "slug", func() string {
		var slug string
		storeRead(t, s, func(ctx context.Context, r projects.Reader) error {
			page, _, err := r.Projects(ctx, "owner", projects.Filter{Order: projects.ByName}, "", 10)
			slug = page[0].Slug
			return err
		})
		return slug
	}(), "in listings")

	other := entryOf(newRow("two", "owner"), "slug")
	require.ErrorIs(t, tryStoreWrite(t, s, func(ctx context.Context, w projects.Writer) error { return w.PutEntry(ctx, other) }), projects.ErrExists)
	requireEntry(e)

	two := one.next("owner", projects.Edited, "second")
	updateRow(t, s, two)
	e2 := entryOf(two, "other-slug")
	e2.PublishedAt, e2.UpdatedAt = minute(3), minute(4)
	putEntry(t, s, e2)
	requireEntry(e2)
	storeRead(t, s, func(ctx context.Context, r projects.Reader) error {
		_, err := r.EntryBySlug(ctx, "slug")
		require.ErrorIs(t, err, projects.ErrNotFound)
		return nil
	})
	for _, number := range []int{3, 1 << 30} {
		none := e2
		none.Version = number
		err := tryStoreWrite(t, s, func(ctx context.Context, w projects.Writer) error { return w.PutEntry(ctx, none) })
		require.ErrorIs(t, err, projects.ErrNotFound, "a version that is not there")
	}
	requireEntry(e2)
	for _, want := range []bool{true, false} {
		storeWrite(t, s, func(ctx context.Context, w projects.Writer) error {
			was, err := w.DeleteEntry(ctx, "one")
			require.Equal(t, want, was)
			return err
		})
	}
	require.Empty(t, rowOf(t, s, "one").Slug)
}

// storeEntryPins keeps the version that is published, whatever is pruned.
func storeEntryPins(t *testing.T, s projects.Store) {
	last := history(t, s, "one", 6)
	at := func(number int) projects.Entry {
		e := entryOf(last, "slug")
		e.Version = number
		return e
	}
	putEntry(t, s, at(2))
	require.Equal(t, 2, prune(t, s, 4, 10))
	require.Equal(t, []int{6, 5, 4, 2}, numbers(t, s, "one"))
	storeWrite(t, s, func(ctx context.Context, w projects.Writer) error {
		n, err := w.PruneBefore(ctx, minute(1000), 1)
		require.Equal(t, 1, n)
		return err
	})
	require.Equal(t, []int{6, 5, 2}, numbers(t, s, "one"))
	putEntry(t, s, at(5)) // lets go of the other
	require.Equal(t, 1, prune(t, s, 100, 10))
	require.Equal(t, []int{6, 5}, numbers(t, s, "one"))
	putEntry(t, s, at(5))
	require.Zero(t, prune(t, s, 100, 10))
	require.Equal(t, "file 5 of one", string(sourceOf(t, s, "one", 5)))
	storeWrite(t, s, func(ctx context.Context, w projects.Writer) error {
		_, err := w.DeleteEntry(ctx, "one")
		return err
	})
	require.Equal(t, 1, prune(t, s, 100, 10))
	require.Equal(t, []int{6}, numbers(t, s, "one"))
}

// gallery lists all of the gallery, by ids.
func gallery(t testing.TB, s projects.Store, f projects.GalleryFilter) []string {
	t.Helper()
	return listed(t, 3, func(after string, limit int) (page []string, next string, err error) {
		storeRead(t, s, func(ctx context.Context, r projects.Reader) error {
			var rows []projects.Entry
			rows, next, err = r.Gallery(ctx, f, after, limit)
			for _, e := range rows {
				page = append(page, e.Project)
			}
			return nil
		})
		return page, next, err
	})
}

func storeGalleryPages(t *testing.T, s projects.Store) {
	var entries []projects.Entry
	storeWrite(t, s, func(ctx context.Context, w projects.Writer) error {
		entries = nil
		for i := range 40 {
			r := newRow(fmt.Sprintf("%02d", i), "owner")
			if err := r.add(ctx, w); err != nil {
				return err
			}
			e := entryOf(r, "slug-"+r.ID)
			e.PublishedAt, e.Device, e.Name = minute(i/8), fmt.Sprint("device ", i%3), []string{"Zebra", "ärger", "Ada", "ada"}[i%4]
			if err := w.PutEntry(ctx, e); err != nil {
				return err
			}
			for j := range i % 5 {
				if err := w.CountClone(ctx, r.ID, fmt.Sprint("user ", j)); err != nil {
					return err
				}
			}
			e.Clones = i % 5
			entries = append(entries, e)
		}
		return nil
	})
	for order, by := range map[projects.Order]func(a, b projects.Entry) int{
		"":               func(a, b projects.Entry) int { return b.PublishedAt.Compare(a.PublishedAt) },
		projects.Newest:  func(a, b projects.Entry) int { return b.PublishedAt.Compare(a.PublishedAt) },
		projects.Popular: func(a, b projects.Entry) int { return b.Clones - a.Clones },
		projects.ByName: func(a, b projects.Entry) int {
			return strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name))
		},
	} {
		for _, device := range []string{"", "device 1", "device 9"} {
			sorted := slices.Clone(entries)
			slices.SortFunc(sorted, func(a, b projects.Entry) int {
				if c := by(a, b); c != 0 {
					return c
				}
				if order == projects.ByName {
					return strings.Compare(a.Project, b.Project)
				}
				return strings.Compare(b.Project, a.Project)
			})
			var want []string
			for _, e := range sorted {
				if device == "" || e.Device == device {
					want = append(want, e.Project)
				}
			}
			require.Equal(t, want, gallery(t, s, projects.GalleryFilter{Order: order, Device: device}))
		}
	}
	storeRead(t, s, func(ctx context.Context, r projects.Reader) error {
		_, next, err := r.Gallery(ctx, projects.GalleryFilter{}, "", 3)
		require.NoError(t, err)
		for _, f := range []projects.GalleryFilter{{Order: projects.Popular}, {Device: "device 1"}, {Query: "a"}} {
			_, _, err := r.Gallery(ctx, f, next, 3)
			require.ErrorIs(t, err, projects.ErrCursor, "of another listing: %+v", f)
		}
		for _, order := range []projects.Order{projects.Recent, "worst"} {
			_, _, err := r.Gallery(ctx, projects.GalleryFilter{Order: order}, "", 3)
			require.ErrorIs(t, err, projects.ErrInvalid)
		}
		for limit, n := range map[int]int{-1: 1, 0: 1, 39: 39, 40: 40, 1 << 20: 40} {
			page, _, err := r.Gallery(ctx, projects.GalleryFilter{}, "", limit)
			require.NoError(t, err)
			require.Len(t, page, n)
		}
		return nil
	})
}

func storeGalleryQuery(t *testing.T, s projects.Store) {
	for id, text := range map[string][3]string{
		"1": {"Straße 100%", "For every day", "Ada"}, "2": {"Wochenplaner", "Ein Plan_er", "Ådne ÆRLIG"}, "3": {"週間", strings.Repeat("ﷺ", 2000), "ada lovelace"},
	} {
		r := newRow(id, "owner").named(text[0])
		addRows(t, s, r)
		e := entryOf(r, "slug-"+id)
		e.Description, e.Author = text[1], text[2]
		putEntry(t, s, e)
	}
	for query, want := range map[string]string{
		"": "123", "ADA": "13", "strasse": "1", "day": "1", "%": "1", "_": "2", "plan": "2", "ærlig": "2", "adne": "", "ådne": "2", "週": "3", "lovelace": "3",
		"day ada": "1", "ada\nday": "1", "ada plan": "", "plan ein ærl": "2", "a b c d e f g h zzz": "", "a a a a a a a a zzz": "123", "dayada": "", "الله": "3", "\x00": "", "\xff": "", strings.Repeat("b", 1<<20): "",
	} {
		for _, order := range []projects.Order{projects.Newest, projects.Popular, projects.ByName} {
			got := gallery(t, s, projects.GalleryFilter{Query: query, Order: order})
			slices.Sort(got)
			require.Equal(t, want, strings.Join(got, ""), "%.50q", query)
		}
	}
	require.Empty(t, gallery(t, s, projects.GalleryFilter{Query: "ada", Device: "other"}))
	require.Len(t, gallery(t, s, projects.GalleryFilter{Query: "ada", Device: "device"}), 2)
}

// storeWithhold keeps the reason, whatever is written.
func storeWithhold(t *testing.T, s projects.Store) {
	one, other := newRow("one", "owner"), newRow("other", "owner")
	one.Withheld = "not written"
	addRows(t, s, one, other)
	require.Empty(t, rowOf(t, s, "one").Withheld)
	withhold := func(reason string) error {
		return tryStoreWrite(t, s, func(ctx context.Context, w projects.Writer) error { return w.Withhold(ctx, "one", reason) })
	}
	reason := strings.Repeat("ä", projects.MaxReason/2)
	require.NoError(t, withhold(reason))
	updateRow(t, s, one.next("owner", projects.Edited, "second"))
	putEntry(t, s, entryOf(one, "slug"))
	for _, bad := range []string{reason + "a", "\xff", "a\x00b"} {
		require.ErrorIs(t, withhold(bad), projects.ErrInvalid)
	}
	require.Equal(t, reason, rowOf(t, s, "one").Withheld)
	require.Equal(t, []string{"one"}, gallery(t, s, projects.GalleryFilter{}))
	require.Empty(t, rowOf(t, s, "other").Withheld)
	storeRead(t, s, func(ctx context.Context, r projects.Reader) error {
		page, _, err := r.Projects(ctx, "owner", projects.Filter{Order: projects.ByName}, "", 10)
		require.Equal(t, reason, page[0].Withheld)
		return err
	})
	require.NoError(t, withhold(""))
	require.Empty(t, rowOf(t, s, "one").Withheld)
}

// storeClones counts each user once, with and without an entry.
func storeClones(t *testing.T, s projects.Store) {
	one := newRow("one", "owner")
	addRows(t, s, one)
	count := func(user string, want int) {
		t.Helper()
		storeWrite(t, s, func(ctx context.Context, w projects.Writer) error { return w.CountClone(ctx, "one", user) })
		require.Equal(t, want, rowOf(t, s, "one").Clones)
	}
	requireEntry := func(want int) {
		t.Helper()
		storeRead(t, s, func(ctx context.Context, r projects.Reader) error {
			e, err := r.Entry(ctx, "one")
			require.Equal(t, want, e.Clones)
			return err
		})
	}
	count("a", 1)
	count("a", 1)
	count("A", 2)
	putEntry(t, s, entryOf(one, "slug"))
	requireEntry(2)
	count("b", 3)
	count("a", 3)
	requireEntry(3)
	updateRow(t, s, one.next("owner", projects.Edited, "second"))
	putEntry(t, s, entryOf(one, "slug"))
	requireEntry(3)
	require.Equal(t, 3, rowOf(t, s, "one").Clones, "not lost by a write")
}
