package projectstest

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/sqldb"
)

// gallery lists the slugs of all entries that a filter leaves.
func (s *Setup) gallery(t testing.TB, f projects.GalleryFilter) []string {
	t.Helper()
	page, next, err := s.Service.Gallery(t.Context(), f, "", projects.MaxPage)
	require.NoError(t, err)
	require.Empty(t, next)
	return slugs(page)
}

func slugs(page []projects.Entry) []string {
	all := []string{}
	for _, e := range page {
		all = append(all, e.Slug)
	}
	return all
}

// What everybody sees is the version that was published, whatever is written after.
func flowPublish(t *testing.T, db *sqldb.DB) {
	s, ann := New(t, db), User("ann")
	const shown = "title: Day & Week\r\ndevice: kobo-libra\npages: 12\n# as it was"
	id := s.Create(t, ann, "title: First\n").ID
	s.Replace(t, ann, id, shown)
	s.Clock.Advance(time.Minute)
	e, err := s.Service.Publish(t.Context(), ann, id, projects.Publication{Description: " One page a day.\r\n\r\n\r\nAnd a week.\x00\n", Author: "Ann\tof  the Hill "})
	require.NoError(t, err)
	first := s.Clock.Now()
	require.Equal(t, projects.Entry{
		Project: id, Owner: "ann", Slug: "day-week", Version: 2, Name: "Day & Week", Description: "One page a day.\n\nAnd a week.", Author: "Ann of the Hill",
		Device: "kobo-libra", Pages: 12, PublishedAt: first, UpdatedAt: first,
	}, e)
	require.Equal(t, "day-week", s.Get(t, ann, id).Slug)
	require.Equal(t, 2, s.Get(t, ann, id).Version, "to publish makes no version")

	s.Clock.Advance(time.Minute)
	s.Share(t, ann, id, "ben", projects.Editor)
	s.Replace(t, User("ben"), id, "title: Later\ndevice: supernote-a5\npages: 99\n")
	require.Equal(t, []string{"day-week"}, s.gallery(t, projects.GalleryFilter{}))
	got, v, source, err := s.Service.Published(t.Context(), "day-week")
	require.NoError(t, err)
	require.Equal(t, e, got)
	require.Equal(t, shown, string(source))
	require.Equal(t, 2, v.Number)
	require.Equal(t, "Day & Week", v.Facts.Title)
	require.Empty(t, v.By)

	names := map[string]string{id: "P"}
	require.Equal(t, []string{"projects.publish ok ann project:P slug=day-week version=3"}, s.deeds(t, names, func() {
		again, err := s.Service.Publish(t.Context(), ann, id, projects.Publication{Author: "Ann"})
		require.NoError(t, err)
		require.Equal(t, projects.Entry{
			Project: id, Owner: "ann", Slug: "day-week", Version: 3, Name: "Later", Author: "Ann", Device: "supernote-a5", Pages: 99,
			PublishedAt: first, UpdatedAt: s.Clock.Now(),
		}, again, "the same place, and the time of the first publication")
		s.Clock.Advance(time.Minute)
		same, err := s.Service.Publish(t.Context(), ann, id, projects.Publication{Slug: "day-week", Version: 3, Author: " Ann"})
		require.NoError(t, err)
		require.Equal(t, again, same, "nothing to change")
	}))
	got, v, _, err = s.Service.Published(t.Context(), "day-week")
	require.NoError(t, err)
	require.Empty(t, v.By, "everybody need not know that ben wrote it")

	s.Clock.Advance(-time.Hour)
	earlier, err := s.Service.Publish(t.Context(), ann, id, projects.Publication{Version: 2, Slug: "as-it-was"})
	require.NoError(t, err)
	require.Equal(t, got.UpdatedAt, earlier.UpdatedAt, "not before, although the clock goes back")
	require.Equal(t, "Day & Week", earlier.Name, "as the project was called then")
	require.Equal(t, []string{"as-it-was"}, s.gallery(t, projects.GalleryFilter{}))
	for _, slug := range []string{"day-week", "", "As-It-Was", "as-it-was ", "a\x00b", "\xff", strings.Repeat("a", 5000), "' or 1=1 --"} {
		_, _, _, err := s.Service.Published(t.Context(), slug)
		requireCode(t, projects.CodeNotPublished, err)
	}
}

// What cannot be published is refused, and leaves nothing behind.
func flowPublishRefused(t *testing.T, db *sqldb.DB) {
	s, ann := New(t, db), User("ann")
	other := s.Create(t, ann, "title: Taken\n").ID
	s.Publish(t, ann, other, "taken")
	id := s.Create(t, ann, "title: Fine\n").ID
	s.Replace(t, ann, id, "title: Faulty\nfaulty\n")
	s.Replace(t, ann, id, "broken\n")
	for _, c := range []struct {
		p     projects.Publication
		code  projects.Code
		field string
	}{
		{projects.Publication{}, projects.CodeDraft, "version"},
		{projects.Publication{Version: 2}, projects.CodeDraft, "version"},
		{projects.Publication{Version: 3}, projects.CodeDraft, "version"},
		{projects.Publication{Version: 4}, projects.CodeNoVersion, "version"},
		{projects.Publication{Version: -1}, projects.CodeNoVersion, "version"},
		{projects.Publication{Version: math.MaxInt}, projects.CodeNoVersion, "version"},
		{projects.Publication{Version: 1, Slug: "taken"}, projects.CodeSlugTaken, "slug"},
		{projects.Publication{Version: 1, Slug: "ab"}, projects.CodeSlug, "slug"},
		{projects.Publication{Version: 1, Slug: "Not-Small"}, projects.CodeSlug, "slug"},
		{projects.Publication{Version: 1, Slug: "search"}, projects.CodeSlug, "slug"},
		{projects.Publication{Version: 1, Slug: strings.Repeat("a", 81)}, projects.CodeSlug, "slug"},
		{projects.Publication{Version: 1, Description: strings.Repeat("é", projects.MaxDescription+1)}, projects.CodeDescription, "description"},
		{projects.Publication{Version: 1, Description: "\xff"}, projects.CodeDescription, "description"},
		{projects.Publication{Version: 1, Author: strings.Repeat("é", projects.MaxAuthor+1)}, projects.CodeAuthor, "author"},
		{projects.Publication{Version: 1, Author: "\xff"}, projects.CodeAuthor, "author"},
	} {
		require.Empty(t, s.growth(t, func() {
			_, err := s.Service.Publish(t.Context(), ann, id, c.p)
			requireCode(t, c.code, err)
			e, _ := errors.AsType[*projects.Error](err)
			if c.code != projects.CodeNoVersion {
				require.Equal(t, c.field, e.Field)
			}
		}), "%.100v", c.p)
	}
	require.Equal(t, []string{"taken"}, s.gallery(t, projects.GalleryFilter{}))

	long := projects.Publication{
		Version: 1, Slug: strings.Repeat("a", projects.MaxSlug), Description: strings.Repeat("日", projects.MaxDescription), Author: strings.Repeat("日", projects.MaxAuthor),
	}
	e, err := s.Service.Publish(t.Context(), ann, id, long)
	require.NoError(t, err)
	require.Equal(t, long, projects.Publication{Version: e.Version, Slug: e.Slug, Description: e.Description, Author: e.Author})

	gone := s.Create(t, ann, "title: Trashed\n")
	gone, err = s.Service.Trash(t.Context(), ann, gone.ID, gone.Version)
	require.NoError(t, err)
	_, err = s.Service.Publish(t.Context(), ann, gone.ID, projects.Publication{})
	requireCode(t, projects.CodeTrashed, err)
}

// A project without a slug gets one of its name, numbered where that is taken, and
// at random where all of these are.
func flowPublishSlug(t *testing.T, db *sqldb.DB) {
	s, ann := New(t, db), User("ann")
	publish := func(source, slug string) (string, string) {
		id := s.Create(t, ann, source).ID
		return id, s.Publish(t, ann, id, slug).Slug
	}
	var all []string
	for range 11 {
		_, slug := publish("title: Müßiggang!\n", "")
		all = append(all, slug)
	}
	for i, slug := range all[:9] {
		want := "mussiggang"
		if i > 0 {
			want = fmt.Sprintf("mussiggang-%d", i+1)
		}
		require.Equal(t, want, slug)
	}
	random := regexp.MustCompile(`^mussiggang-[a-z2-7]{10}$`)
	require.Regexp(t, random, all[9])
	require.Regexp(t, random, all[10])
	require.NotEqual(t, all[9], all[10])

	long := strings.Repeat("x", projects.MaxName)
	_, slug := publish("title: "+long+"\n", "")
	require.Equal(t, long[:projects.MaxSlug], slug)
	_, slug = publish("title: "+long+"\n", "")
	require.Equal(t, long[:projects.MaxSlug-2]+"-2", slug)

	_, slug = publish("title: 日記\n", "")
	require.Equal(t, "planner", slug)
	_, slug = publish("# no title\n", "")
	require.Equal(t, "untitled", slug)

	id, slug := publish("title: One\n", "")
	require.Equal(t, "one", slug)
	require.Equal(t, "uno", s.Publish(t, ann, id, "uno").Slug, "another place")
	require.Equal(t, "uno", s.Publish(t, ann, id, "").Slug, "which it keeps")
	other, slug := publish("title: Two\n", "one")
	require.Equal(t, "one", slug, "and leaves the one before to others")
	_, err := s.Service.Publish(t.Context(), ann, id, projects.Publication{Slug: "one"})
	requireCode(t, projects.CodeSlugTaken, err)
	require.NoError(t, s.Service.Unpublish(t.Context(), ann, other, ""))
	require.Equal(t, "one", s.Publish(t, ann, id, "one").Slug)
}

// An entry goes at once: by its owner, by an admin who says why, and with its project
// into the trash, which does not give it back.
func flowUnpublish(t *testing.T, db *sqldb.DB) {
	s, ann, admin := New(t, db), User("ann"), Admin("boss")
	id := s.Create(t, ann, "title: Mine\n").ID
	names := map[string]string{id: "P"}
	s.Share(t, ann, id, "ben", projects.Editor)
	gone := func() {
		t.Helper()
		require.Empty(t, s.gallery(t, projects.GalleryFilter{}))
		_, _, _, err := s.Service.Published(t.Context(), "of-mine")
		requireCode(t, projects.CodeNotPublished, err)
		_, err = s.Service.Clone(t.Context(), User("eve"), id, "")
		requireCode(t, projects.CodeNotFound, err)
		require.Empty(t, s.Get(t, ann, id).Slug)
	}

	s.Publish(t, ann, id, "of-mine")
	requireCode(t, projects.CodeForbidden, s.Service.Unpublish(t.Context(), User("ben"), id, "because"))
	requireCode(t, projects.CodeNotFound, s.Service.Unpublish(t.Context(), User("eve"), id, "because"))
	requireCode(t, projects.CodeNotFound, s.Service.Unpublish(t.Context(), projects.Actor{Admin: true}, id, "because"))
	require.Equal(t, []string{"projects.unpublish ok ann project:P slug=of-mine version=1"}, s.deeds(t, names, func() {
		require.NoError(t, s.Service.Unpublish(t.Context(), ann, id, ""))
		require.NoError(t, s.Service.Unpublish(t.Context(), ann, id, ""), "it is not there")
	}))
	gone()

	s.Publish(t, ann, id, "of-mine")
	requireCode(t, projects.CodeReason, s.Service.Unpublish(t.Context(), admin, id, " \u200b\n"))
	requireCode(t, projects.CodeNotFound, s.Service.Unpublish(t.Context(), admin, "no-such", "because"))
	require.Equal(t, []string{"projects.unpublish ok boss project:P reason=copied from [address] they say slug=of-mine version=1"}, s.deeds(t, names, func() {
		require.NoError(t, s.Service.Unpublish(t.Context(), admin, id, "copied from eve@example.org\x1b they\nsay "))
		require.NoError(t, s.Service.Unpublish(t.Context(), admin, id, "copied from somebody@example.org they say"), "it is not there")
	}))
	gone()

	require.NoError(t, s.Service.Readmit(t.Context(), admin, id, "because"))
	s.Publish(t, ann, id, "of-mine")
	require.Equal(t, []string{"projects.unpublish ok operator project:P reason=because slug=of-mine version=1"}, s.deeds(t, names, func() {
		require.NoError(t, s.Service.Unpublish(t.Context(), projects.Operator(), id, "because"))
	}))
	gone()

	require.NoError(t, s.Service.Readmit(t.Context(), admin, id, "because"))
	s.Publish(t, ann, id, "of-mine")
	p, err := s.Service.Trash(t.Context(), ann, id, 1)
	require.NoError(t, err)
	gone()
	_, err = s.Service.Restore(t.Context(), ann, id, p.Version)
	require.NoError(t, err)
	gone()
	e := s.Publish(t, ann, id, "of-mine")
	require.Equal(t, e.UpdatedAt, e.PublishedAt, "as for the first time")
}

// What an admin has taken out stays out until an admin lets it in again; its members
// read why.
func flowWithheld(t *testing.T, db *sqldb.DB) {
	s, ann, boss := New(t, db), User("ann"), Admin("boss")
	id := s.Create(t, ann, "title: Mine\n").ID
	names := map[string]string{id: "P"}
	s.Share(t, ann, id, "ben", projects.Viewer)
	s.Publish(t, ann, id, "of-mine")
	copied := s.clone(t, User("eve"), id)
	require.NoError(t, s.Service.Unpublish(t.Context(), boss, id, "It is not yours."))
	for _, by := range []projects.Actor{ann, User("ben")} {
		require.Equal(t, "It is not yours.", s.Get(t, by, id).Withheld)
	}
	withheld := func(version int) {
		t.Helper()
		require.Empty(t, s.growth(t, func() {
			_, err := s.Service.Publish(t.Context(), ann, id, projects.Publication{Version: version, Slug: "another"})
			requireCode(t, projects.CodeWithheld, err)
			require.Contains(t, err.Error(), s.Get(t, ann, id).Withheld)
			require.NoError(t, s.Service.Unpublish(t.Context(), ann, id, "mine"), "which changes nothing")
		}))
		require.NotEmpty(t, s.Get(t, ann, id).Withheld)
		require.Empty(t, s.gallery(t, projects.GalleryFilter{}))
	}
	withheld(0)
	withheld(9)

	// Whatever is written.
	s.Replace(t, ann, id, "title: Other\n")
	p, err := s.Service.Trash(t.Context(), ann, id, 2)
	require.NoError(t, err)
	require.Equal(t, "It is not yours.", p.Withheld)
	_, err = s.Service.Restore(t.Context(), ann, id, 3)
	require.NoError(t, err)
	withheld(0)
	for _, c := range []struct {
		by     projects.Actor
		reason string
		code   projects.Code
	}{
		{ann, "please", projects.CodeForbidden}, {User("ben"), "please", projects.CodeForbidden}, {User("eve"), "please", projects.CodeNotFound},
		{projects.Actor{Admin: true}, "please", projects.CodeNotFound}, {boss, "\u200b", projects.CodeReason},
	} {
		requireCode(t, c.code, s.Service.Readmit(t.Context(), c.by, id, c.reason))
	}
	requireCode(t, projects.CodeNotFound, s.Service.Readmit(t.Context(), boss, "no-such", "because"))
	withheld(0)

	require.Equal(t, []string{
		"projects.unpublish ok operator project:P reason=It is still not.",
		"projects.readmit ok boss project:P reason=It is after all, says [address]",
	}, s.deeds(t, names, func() {
		require.NoError(t, s.Service.Unpublish(t.Context(), projects.Operator(), id, "It is still not."), "another reason")
		withheld(0)
		for range 2 {
			require.NoError(t, s.Service.Readmit(t.Context(), boss, id, "It is after all,\nsays ann@example.org"))
		}
	}))
	require.Empty(t, s.Get(t, ann, id).Withheld)
	require.Equal(t, 4, s.Publish(t, ann, id, "of-mine").Version)

	// Before it was ever published, and by an admin whose own it is.
	early := s.Create(t, ann, "title: Early\n").ID
	require.NoError(t, s.Service.Unpublish(t.Context(), boss, early, "not this"))
	_, err = s.Service.Publish(t.Context(), ann, early, projects.Publication{})
	requireCode(t, projects.CodeWithheld, err)
	own := s.Create(t, boss, "title: Own\n").ID
	s.Publish(t, boss, own, "own-one")
	require.NoError(t, s.Service.Unpublish(t.Context(), boss, own, "for a while"))
	s.Publish(t, boss, own, "own-one")

	// Copies are projects of their own.
	require.Empty(t, copied.Withheld)
	s.Publish(t, User("eve"), copied.ID, "of-eve")
	page, _, err := s.Service.ListOf(t.Context(), boss, "ann", projects.Filter{Order: projects.ByName}, "", 0)
	require.NoError(t, err)
	require.Equal(t, "not this", page[0].Withheld)
}

// However many publish at once, a place belongs to one of them.
func flowPublishAtOnce(t *testing.T, db *sqldb.DB) {
	s, ann := New(t, db), User("ann")
	ids := make([]string, 6)
	for i := range ids {
		ids[i] = s.Create(t, ann, "title: Mine\n").ID
	}
	errs := make([]error, len(ids))
	publish := func(slug string) {
		var work sync.WaitGroup
		for i, id := range ids {
			work.Go(func() { _, errs[i] = s.Service.Publish(t.Context(), ann, id, projects.Publication{Slug: slug}) })
		}
		work.Wait()
	}
	publish("wanted")
	got := 0
	for _, err := range errs {
		if err == nil {
			got++
		} else {
			requireCode(t, projects.CodeSlugTaken, err)
		}
	}
	require.Equal(t, 1, got)
	require.Equal(t, []string{"wanted"}, s.gallery(t, projects.GalleryFilter{}))

	publish("")
	for _, err := range errs {
		require.NoError(t, err, "each finds a place of its own")
	}
	all := s.gallery(t, projects.GalleryFilter{})
	slices.Sort(all)
	require.Equal(t, []string{"planner-mine", "planner-mine-2", "planner-mine-3", "planner-mine-4", "planner-mine-5", "wanted"}, all)
}
