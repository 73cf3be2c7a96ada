package projectstest

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/sqldb"
)

// A clone is a project of its own: the file comes along, byte for byte, and where it
// comes from; history, grants and the place in the gallery do not.
func flowClone(t *testing.T, db *sqldb.DB) {
	s, ann, ben := New(t, db), User("ann"), User("ben")
	for _, source := range []string{
		"title: Ours\ndevice: kobo-libra\npages: 7\n", "title: Ours\r\n# a comment\r\n\r\n", "title: Ours", "", "\x00\xff\x00 no text", "broken", "title: Ours\nfaulty\n",
	} {
		p := s.Create(t, ann, "title: Ours\nfirst: version\n")
		p = s.Replace(t, ann, p.ID, source)
		s.Share(t, ann, p.ID, "ben", projects.Viewer)
		s.Share(t, ann, p.ID, "cem", projects.Editor)
		s.Clock.Advance(time.Minute)

		c, err := s.Service.Clone(t.Context(), ben, p.ID, "")
		require.NoError(t, err)
		require.Equal(t, source, s.Source(t, ben, c.ID))
		require.Equal(t, projects.Project{
			ID: c.ID, Owner: "ben", Version: 1, Name: p.Name, Title: p.Title, Device: p.Device, Pages: p.Pages, Draft: p.Draft,
			Bytes: len(source), SHA256: p.SHA256, CreatedAt: s.Clock.Now(), UpdatedAt: s.Clock.Now(), UpdatedBy: "ben",
			Origin: &projects.Origin{Project: p.ID, Version: p.Version, Name: p.Name}, Role: projects.Owner,
		}, c)
		require.Equal(t, c, s.Get(t, ben, c.ID))
		require.Equal(t, []int{1}, s.numbers(t, ben, c.ID))
		v, original := s.version(t, ben, c.ID, 1), s.version(t, ann, p.ID, p.Version)
		require.Equal(t, projects.Cloned, v.Change)
		require.Equal(t, "ben", v.By)
		require.Equal(t, original.Facts, v.Facts)
		require.Empty(t, s.grants(t, ben, c.ID))
		for _, by := range []projects.Actor{ann, User("cem")} {
			_, err := s.Service.Get(t.Context(), by, c.ID)
			requireCode(t, projects.CodeNotFound, err)
		}

		s.Replace(t, ben, c.ID, "title: Mine\n")
		require.Equal(t, source, s.Source(t, ann, p.ID), "the original stays as it is")
	}
}

// A clone is called as its original, or as one likes.
func flowCloneName(t *testing.T, db *sqldb.DB) {
	s, ann := New(t, db), User("ann")
	p := s.Create(t, ann, "title: Title\n")
	c := s.clone(t, ann, p.ID)
	require.Equal(t, "Title", c.Name)
	require.False(t, c.Named)
	require.Equal(t, "Other", s.Replace(t, ann, c.ID, "title: Other\n").Name, "it goes on following its file")

	c, err := s.Service.Clone(t.Context(), ann, p.ID, " Mine ")
	require.NoError(t, err)
	require.Equal(t, "Mine", c.Name)
	require.True(t, c.Named)

	p, err = s.Service.Rename(t.Context(), ann, p.ID, p.Version, "Own name")
	require.NoError(t, err)
	c = s.clone(t, ann, p.ID)
	require.Equal(t, "Own name", c.Name)
	require.True(t, c.Named)
	require.Equal(t, &projects.Origin{Project: p.ID, Version: 2, Name: "Own name"}, c.Origin)

	require.Empty(t, s.growth(t, func() {
		for _, name := range []string{"a\nb", "\xff", " ", strings.Repeat("a", projects.MaxName+1), "a\x00"} {
			_, err := s.Service.Clone(t.Context(), ann, p.ID, name)
			requireCode(t, projects.CodeName, err)
		}
	}))
}

// Whoever is logged in may clone what is in the gallery: the version that is shown
// there, under the name that it has there.
func flowClonePublished(t *testing.T, db *sqldb.DB) {
	s, ann, eve := New(t, db), User("ann"), User("eve")
	id := s.Create(t, ann, "title: Shown\npages: 3\n").ID
	_, err := s.Service.Clone(t.Context(), eve, id, "")
	requireCode(t, projects.CodeNotFound, err)
	s.Publish(t, ann, id, "shown")
	s.Share(t, ann, id, "ben", projects.Viewer)
	s.Replace(t, ann, id, "title: Secret\npages: 9\n")
	_, err = s.Service.Rename(t.Context(), ann, id, 2, "Very secret")
	require.NoError(t, err)

	c := s.clone(t, eve, id)
	require.Equal(t, "title: Shown\npages: 3\n", s.Source(t, eve, c.ID))
	require.Equal(t, &projects.Origin{Project: id, Version: 1, Name: "Shown"}, c.Origin)
	require.Equal(t, "Shown", c.Name)
	require.Equal(t, "Shown", c.Title)
	require.Equal(t, 3, c.Pages)
	require.False(t, c.Named)
	require.Equal(t, "title: Secret\npages: 9\n", s.Source(t, User("ben"), s.clone(t, User("ben"), id).ID), "members get the current one")

	names := map[string]string{id: "P"}
	require.Equal(t, []string{"projects.clone ok eve project:C origin=P version=1"}, s.deeds(t, names, func() {
		names[s.clone(t, eve, id).ID] = "C"
	}))
	require.Empty(t, s.growth(t, func() {
		for _, by := range []projects.Actor{{}, {Admin: true}, projects.Operator()} {
			_, err := s.Service.Clone(t.Context(), by, id, "")
			requireCode(t, projects.CodeUnauthenticated, err)
		}
		for _, id := range []string{"", "shown", "\xff", "a\x00b", strings.Repeat("a", 5000)} {
			_, err := s.Service.Clone(t.Context(), eve, id, "")
			requireCode(t, projects.CodeNotFound, err)
		}
	}))
	s.DeleteUser(t, "eve")
	require.Empty(t, s.growth(t, func() {
		_, err := s.Service.Clone(t.Context(), eve, id, "")
		requireCode(t, projects.CodeUnauthenticated, err)
	}))
}

// A user counts once, however many clones they make, and the owner not at all.
func flowCloneCounts(t *testing.T, db *sqldb.DB) {
	s, ann := New(t, db), User("ann")
	id := s.Create(t, ann, "title: Mine\n").ID
	s.Publish(t, ann, id, "of-mine")
	s.Share(t, ann, id, "ben", projects.Viewer)
	clones := func() int {
		t.Helper()
		e, _, _, err := s.Service.Published(t.Context(), "of-mine")
		require.NoError(t, err)
		require.Equal(t, e.Clones, s.Get(t, ann, id).Clones)
		page, _, err := s.Service.Gallery(t.Context(), projects.GalleryFilter{Order: projects.Popular}, "", 0)
		require.NoError(t, err)
		require.Equal(t, e, page[0])
		return e.Clones
	}
	s.clone(t, ann, id)
	require.Zero(t, clones())
	c := s.clone(t, User("ben"), id)
	s.clone(t, User("ben"), id)
	require.Equal(t, 1, clones())
	s.clone(t, User("cem"), id)
	require.Equal(t, 2, clones())
	s.clone(t, User("ben"), c.ID)
	require.Equal(t, 2, clones(), "that was a clone of the clone")
	require.Equal(t, 2, s.Publish(t, ann, id, "of-mine").Clones)
	require.NoError(t, s.Service.Unpublish(t.Context(), ann, id, ""))
	require.Equal(t, 2, s.Publish(t, ann, id, "of-mine").Clones, "it counts the project's clones, not the entry's")
	require.Equal(t, 2, clones())
}

// Nor does a user count twice who asks twice at once.
func flowCloneAtOnce(t *testing.T, db *sqldb.DB) {
	s, ann := New(t, db), User("ann")
	id := s.Create(t, ann, "title: Mine\n").ID
	s.Publish(t, ann, id, "of-mine")
	errs := make([]error, 6)
	var work sync.WaitGroup
	for i := range errs {
		work.Go(func() { _, errs[i] = s.Service.Clone(t.Context(), User([]string{"ben", "cem"}[i%2]), id, "") })
	}
	work.Wait()
	for _, err := range errs {
		require.NoError(t, err)
	}
	require.Equal(t, 2, s.Get(t, ann, id).Clones)
	require.Len(t, s.shelf(t, User("ben"), projects.Mine), 3)
}

// Where a clone comes from is remembered, although the original may be gone.
func flowCloneOfPurged(t *testing.T, db *sqldb.DB) {
	s, ann, ben := New(t, db), User("ann"), User("ben")
	s.Assets.Give(t, "ann", "logo")
	p := s.Create(t, ann, "title: Mine\n")
	p = s.Replace(t, ann, p.ID, "title: Mine\nasset: logo\n# again\n")
	s.Share(t, ann, p.ID, "ben", projects.Viewer)
	c := s.clone(t, ben, p.ID)
	cc := s.clone(t, ben, c.ID)
	require.Equal(t, &projects.Origin{Project: c.ID, Version: 1, Name: "Mine"}, cc.Origin, "of the clone that it was made from")

	p, err := s.Service.Trash(t.Context(), ann, p.ID, p.Version)
	require.NoError(t, err)
	_, err = s.Service.Clone(t.Context(), ann, p.ID, "")
	requireCode(t, projects.CodeTrashed, err)
	_, err = s.Service.Clone(t.Context(), ben, p.ID, "")
	requireCode(t, projects.CodeNotFound, err)
	require.NoError(t, s.Service.Purge(t.Context(), ann, p.ID, p.Version))
	s.DeleteUser(t, "ann")

	require.Equal(t, c.Origin, s.Get(t, ben, c.ID).Origin)
	require.Equal(t, "title: Mine\nasset: logo\n# again\n", s.Source(t, ben, c.ID))
	require.True(t, s.mayRead(t, "ben", "logo"))
	require.Contains(t, s.Assets.Of(t, "ben"), "logo")
}

// What a clone uses becomes its owner's as well, in the same transaction; if it
// cannot, there is no clone.
func flowCloneAssets(t *testing.T, db *sqldb.DB) {
	s, ann, ben := New(t, db), User("ann"), User("ben")
	s.Assets.Give(t, "ann", "logo", "font", "old")
	id := s.Create(t, ann, "title: Mine\nasset: old\n").ID
	s.Replace(t, ann, id, "title: Mine\nasset: logo\nasset: foreign\nasset: font\n")
	s.Publish(t, ann, id, "of-mine")
	s.Replace(t, ann, id, "title: Mine\nasset: old\n")

	full := errors.New("no room for more")
	s.Assets.Refuse(full)
	require.Empty(t, s.growth(t, func() {
		_, err := s.Service.Clone(t.Context(), ben, id, "")
		require.ErrorIs(t, err, full)
	}))
	require.Empty(t, s.Assets.Of(t, "ben"))
	require.Zero(t, s.Get(t, ann, id).Clones)
	s.Assets.Refuse(nil)

	c := s.clone(t, ben, id)
	require.Equal(t, []string{"font", "logo"}, s.Assets.Of(t, "ben"))
	require.Equal(t, []string{"foreign"}, s.version(t, ben, c.ID, 1).Facts.Missing)
	require.True(t, s.mayRead(t, "ben", "logo"))
	require.False(t, s.mayRead(t, "ben", "foreign"))
	require.False(t, s.mayRead(t, "ben", "old"))

	s.Assets.Give(t, "cem", "foreign")
	c = s.clone(t, User("cem"), id)
	require.Empty(t, s.version(t, User("cem"), c.ID, 1).Facts.Missing, "cem has it")

	// A draft that cannot be read keeps what the version before used, and so does
	// its clone.
	s.Share(t, ann, id, "dan", projects.Viewer)
	s.Replace(t, ann, id, "broken\n")
	c = s.clone(t, User("dan"), id)
	require.Equal(t, []string{"old"}, s.Assets.Of(t, "dan"))
	require.Empty(t, s.version(t, User("dan"), c.ID, 1).Facts.Missing)
	s.Replace(t, User("dan"), c.ID, "title: Mended\nasset: old\n")
	require.Empty(t, s.version(t, User("dan"), c.ID, 2).Facts.Missing)
}
