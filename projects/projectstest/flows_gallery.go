package projectstest

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/sqldb"
)

// exhibit publishes n projects, a minute apart, as "entry-00" and so on. Some are
// cloned, by up to three users.
func (s *Setup) exhibit(t testing.TB, n int) (ids []string) {
	t.Helper()
	for i := range n {
		s.Clock.Advance(time.Minute)
		id := s.Create(t, User("ann"), fmt.Sprintf("title: Entry %02d\n", i)).ID
		s.Publish(t, User("ann"), id, fmt.Sprintf("entry-%02d", i))
		for c := range max(0, i%7-3) {
			s.clone(t, User(fmt.Sprint("reader", c)), id)
		}
		ids = append(ids, id)
	}
	return ids
}

func (s *Setup) clone(t testing.TB, by projects.Actor, id string) projects.Project {
	t.Helper()
	p, err := s.Service.Clone(t.Context(), by, id, "")
	require.NoError(t, err)
	return p
}

// Page after page comes every entry once, in order.
func flowGalleryPages(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	s.exhibit(t, 17)
	for _, order := range []projects.Order{"", projects.Newest, projects.Popular, projects.ByName} {
		whole, next, err := s.Service.Gallery(t.Context(), projects.GalleryFilter{Order: order}, "", 17)
		require.NoError(t, err)
		require.Empty(t, next)
		require.Len(t, whole, 17)
		for i, e := range whole[1:] {
			switch before := whole[i]; order {
			case projects.Popular:
				require.GreaterOrEqual(t, before.Clones, e.Clones)
			case projects.ByName:
				require.Less(t, before.Name, e.Name)
			default:
				require.True(t, before.PublishedAt.After(e.PublishedAt))
			}
		}
		for _, size := range []int{1, 5, 16} {
			var all []projects.Entry
			for cursor := ""; ; {
				page, next, err := s.Service.Gallery(t.Context(), projects.GalleryFilter{Order: order}, cursor, size)
				require.NoError(t, err)
				require.LessOrEqual(t, len(page), size)
				all = append(all, page...)
				if next == "" {
					break
				}
				cursor = next
			}
			require.Equal(t, whole, all, "%s by %d", order, size)
		}
	}
	page, next, err := s.Service.Gallery(t.Context(), projects.GalleryFilter{}, "", -1)
	require.NoError(t, err)
	require.Len(t, page, 17, "50 unless told")
	require.Empty(t, next)
	page, _, err = s.Service.Gallery(t.Context(), projects.GalleryFilter{}, "", math.MaxInt)
	require.NoError(t, err)
	require.Len(t, page, 17)
}

// Entries that stay where they are come once, whatever happens to others between two
// pages.
func flowGalleryChanges(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	ids := s.exhibit(t, 15)
	for _, order := range []projects.Order{projects.Popular, projects.Newest} {
		before := s.gallery(t, projects.GalleryFilter{Order: order})
		seen, left := map[string]int{}, map[string]bool{}
		for cursor, n := "", 0; ; n++ {
			page, next, err := s.Service.Gallery(t.Context(), projects.GalleryFilter{Order: order}, cursor, 3)
			require.NoError(t, err)
			for _, slug := range slugs(page) {
				seen[slug]++
			}
			if next == "" {
				break
			}
			cursor = next
			// One that was just seen goes, which is where the cursor stands; one
			// goes that is to come; another one comes; one is published again.
			for _, slug := range []string{page[len(page)-1].Slug, before[len(before)-1-n]} {
				if e, _, _, err := s.Service.Published(t.Context(), slug); err == nil {
					left[slug] = true
					require.NoError(t, s.Service.Unpublish(t.Context(), User("ann"), e.Project, ""))
				}
			}
			s.Clock.Advance(time.Minute)
			s.Publish(t, User("ann"), s.Create(t, User("ann"), "title: Another\n").ID, fmt.Sprintf("another-%s-%d", order, n))
			if p := s.Get(t, User("ann"), ids[n]); p.Slug != "" {
				_, err := s.Service.Publish(t.Context(), User("ann"), p.ID, projects.Publication{Description: "Again."})
				require.NoError(t, err)
			}
		}
		for slug, times := range seen {
			require.Equal(t, 1, times, "%s %s", order, slug)
		}
		for _, slug := range before {
			require.True(t, left[slug] || seen[slug] == 1, "%s %s", order, slug)
		}
	}
}

// Entries are found by what they say and by device.
func flowGalleryFilter(t *testing.T, db *sqldb.DB) {
	s, ann := New(t, db), User("ann")
	show := func(slug, source, description, author string) {
		s.Clock.Advance(time.Minute)
		_, err := s.Service.Publish(t.Context(), ann, s.Create(t, ann, source).ID, projects.Publication{Slug: slug, Description: description, Author: author})
		require.NoError(t, err)
	}
	show("strasse", "title: STRAẞE\ndevice: kobo-libra\n", "Hills & valleys", "Zoë")
	show("percent", "title: 100% yours\ndevice: kobo-libra\n", "snake_case", "Ben")
	show("plain", "title: Plain\n", "Nothing but\nlines. It's 1000 years", "Ben B.")
	for _, c := range []struct {
		f    projects.GalleryFilter
		want []string
	}{
		{projects.GalleryFilter{}, []string{"plain", "percent", "strasse"}},
		{projects.GalleryFilter{Query: "strasse"}, []string{"strasse"}},
		{projects.GalleryFilter{Query: "Straße"}, []string{"strasse"}},
		{projects.GalleryFilter{Query: "VALLEY"}, []string{"strasse"}},
		{projects.GalleryFilter{Query: "zoë"}, []string{"strasse"}},
		{projects.GalleryFilter{Query: "ben"}, []string{"plain", "percent"}},
		{projects.GalleryFilter{Query: "  yours  ben "}, []string{"percent"}},
		{projects.GalleryFilter{Query: "valley zoë stra"}, []string{"strasse"}},
		{projects.GalleryFilter{Query: "valley ben"}, []string{}},
		{projects.GalleryFilter{Order: projects.ByName}, []string{"percent", "plain", "strasse"}},
		{projects.GalleryFilter{Order: projects.ByName, Device: "kobo-libra"}, []string{"percent", "strasse"}},
		{projects.GalleryFilter{Query: "100%"}, []string{"percent"}},
		{projects.GalleryFilter{Query: "%"}, []string{"percent"}},
		{projects.GalleryFilter{Query: "_"}, []string{"percent"}},
		{projects.GalleryFilter{Query: "snake_c"}, []string{"percent"}},
		{projects.GalleryFilter{Query: "\\"}, []string{}},
		{projects.GalleryFilter{Query: "it's"}, []string{"plain"}},
		{projects.GalleryFilter{Query: "no such"}, []string{}},
		{projects.GalleryFilter{Device: "kobo-libra"}, []string{"percent", "strasse"}},
		{projects.GalleryFilter{Device: "kobo-libra", Query: "ben"}, []string{"percent"}},
		{projects.GalleryFilter{Device: "kobo-libra", Order: projects.Popular}, s.popular(t, "kobo-libra")},
		{projects.GalleryFilter{Device: "Kobo-Libra"}, []string{}},
		{projects.GalleryFilter{Device: "%"}, []string{}},
		{projects.GalleryFilter{Device: "none"}, []string{}},
	} {
		require.Equal(t, c.want, s.gallery(t, c.f), "%+v", c.f)
	}
	for _, f := range []projects.GalleryFilter{
		{Order: projects.Recent}, {Order: "id; drop"},
		{Query: strings.Repeat("a", 1<<20)}, {Query: "\xff"}, {Query: "a\x00b"},
		{Device: strings.Repeat("a", 1<<20)}, {Device: "\xff"}, {Device: "a\x00b"},
	} {
		_, _, err := s.Service.Gallery(t.Context(), f, "", 0)
		requireCode(t, projects.CodeFilter, err)
	}

	_, cursor, err := s.Service.Gallery(t.Context(), projects.GalleryFilter{}, "", 1)
	require.NoError(t, err)
	require.NotEmpty(t, cursor)
	for _, f := range []projects.GalleryFilter{{Order: projects.Popular}, {Order: projects.ByName}, {Query: "ben"}, {Device: "kobo-libra"}} {
		_, _, err := s.Service.Gallery(t.Context(), f, cursor, 1)
		require.ErrorIs(t, err, projects.ErrCursor, "%+v", f)
	}
	for _, bad := range []string{"x", cursor + "x", cursor[1:], "\xff", strings.Repeat("a", 1<<20)} {
		_, _, err := s.Service.Gallery(t.Context(), projects.GalleryFilter{}, bad, 1)
		require.ErrorIs(t, err, projects.ErrCursor, "%.50q", bad)
	}
	_, own, err := s.Service.List(t.Context(), ann, projects.Filter{}, "", 1)
	require.NoError(t, err)
	_, _, err = s.Service.Gallery(t.Context(), projects.GalleryFilter{}, own, 1)
	require.ErrorIs(t, err, projects.ErrCursor)
}

// popular has the first of a device's entries cloned, and returns them in that order.
func (s *Setup) popular(t testing.TB, device string) []string {
	t.Helper()
	page, _, err := s.Service.Gallery(t.Context(), projects.GalleryFilter{Device: device}, "", 0)
	require.NoError(t, err)
	last := page[len(page)-1]
	s.clone(t, User("reader"), last.Project)
	return append([]string{last.Slug}, slugs(page[:len(page)-1])...)
}
