package projectstest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/sqldb"
)

// readers are those of the actors called owner, editor, viewer, eve and "" (nobody)
// who may read an asset because of projects.
func (s *Setup) readers(t testing.TB, asset string) string {
	t.Helper()
	var all []string
	for _, user := range []string{"owner", "editor", "viewer", "eve", ""} {
		may, err := s.Service.MayReadAsset(t.Context(), User(user), asset)
		require.NoError(t, err)
		if may {
			all = append(all, user)
		}
	}
	return strings.Join(all, " ")
}

const everybody = "owner editor viewer eve "

// Whoever may read a version may read what it uses, as long as they may read it.
func flowAssets(t *testing.T, db *sqldb.DB) {
	s, owner := New(t, db, func(c *projects.Config) { c.KeepVersions = 3 }), User("owner")
	s.Assets.Give(t, "owner", "old", "shown", "new")
	require.Empty(t, s.readers(t, "old"), "a project uses it, or this says nothing")
	id := s.Create(t, owner, "title: A\nasset: old\n").ID
	require.Equal(t, "owner", s.readers(t, "old"))
	s.Share(t, owner, id, "editor", projects.Editor)
	s.Share(t, owner, id, "viewer", projects.Viewer)
	require.Equal(t, "owner editor viewer", s.readers(t, "old"))
	s.Replace(t, owner, id, "title: A\nasset: shown\n")
	require.Equal(t, "owner editor", s.readers(t, "old"), "viewers see the current version alone")
	require.Equal(t, "owner editor viewer", s.readers(t, "shown"))
	s.Publish(t, owner, id, "shown")
	require.Equal(t, everybody, s.readers(t, "shown"))
	require.Equal(t, "owner editor", s.readers(t, "old"))
	s.Replace(t, owner, id, "title: A\nasset: new\n")
	require.Equal(t, everybody, s.readers(t, "shown"))
	require.Equal(t, "owner editor viewer", s.readers(t, "new"))

	// Roles.
	s.Share(t, owner, id, "viewer", projects.Editor)
	require.Equal(t, "owner editor viewer", s.readers(t, "old"))
	s.Share(t, owner, id, "viewer", projects.Viewer)
	require.Equal(t, "owner editor", s.readers(t, "old"))
	require.NoError(t, s.Service.Unshare(t.Context(), owner, id, "viewer"))
	require.Equal(t, "owner editor", s.readers(t, "new"))
	require.Equal(t, everybody, s.readers(t, "shown"))

	// The gallery.
	e, err := s.Service.Publish(t.Context(), owner, id, projects.Publication{})
	require.NoError(t, err)
	require.Equal(t, 3, e.Version)
	require.Equal(t, "owner editor", s.readers(t, "shown"), "another version is shown")
	require.Equal(t, everybody, s.readers(t, "new"))
	require.NoError(t, s.Service.Unpublish(t.Context(), owner, id, ""))
	require.Equal(t, "owner editor", s.readers(t, "new"))

	// What is no longer kept.
	s.Replace(t, owner, id, "title: B\n")
	require.Empty(t, s.readers(t, "old"), "versions 2 to 4 are kept")
	require.Equal(t, "owner editor", s.readers(t, "shown"))
	_, err = s.Service.Publish(t.Context(), owner, id, projects.Publication{Version: 2})
	require.NoError(t, err)
	for range 4 {
		s.Replace(t, owner, id, s.Source(t, owner, id)+"#\n")
	}
	require.Empty(t, s.readers(t, "new"))
	require.Equal(t, everybody, s.readers(t, "shown"), "what is published is kept")
	s.Clock.Advance(3 * 365 * 24 * time.Hour)
	_, err = s.Service.Sweep(t.Context())
	require.NoError(t, err)
	require.Equal(t, everybody, s.readers(t, "shown"))
	require.NoError(t, s.Service.Unpublish(t.Context(), owner, id, ""))
	require.Equal(t, "owner editor", s.readers(t, "shown"))
	s.Replace(t, owner, id, "title: C\n")
	require.Empty(t, s.readers(t, "shown"), "until the next write")
}

// In the trash nobody but the owner reads a project's assets; when it is purged,
// nobody does.
func flowAssetsTrashed(t *testing.T, db *sqldb.DB) {
	s, owner := New(t, db), User("owner")
	s.Assets.Give(t, "owner", "logo")
	p := s.Create(t, owner, "title: A\nasset: logo\n")
	s.Share(t, owner, p.ID, "editor", projects.Editor)
	s.Share(t, owner, p.ID, "viewer", projects.Viewer)
	s.Publish(t, owner, p.ID, "shown")
	require.Equal(t, everybody, s.readers(t, "logo"))
	p, err := s.Service.Trash(t.Context(), owner, p.ID, p.Version)
	require.NoError(t, err)
	require.Equal(t, "owner", s.readers(t, "logo"))
	p, err = s.Service.Restore(t.Context(), owner, p.ID, p.Version)
	require.NoError(t, err)
	require.Equal(t, "owner editor viewer", s.readers(t, "logo"))
	p, err = s.Service.Trash(t.Context(), owner, p.ID, p.Version)
	require.NoError(t, err)
	require.NoError(t, s.Service.Purge(t.Context(), owner, p.ID, p.Version))
	require.Empty(t, s.readers(t, "logo"))

	p = s.Create(t, owner, "title: A\nasset: logo\n")
	s.Share(t, owner, p.ID, "viewer", projects.Viewer)
	s.DeleteUser(t, "viewer")
	require.Equal(t, "owner", s.readers(t, "logo"))
	s.DeleteUser(t, "owner")
	require.Empty(t, s.readers(t, "logo"))

	for _, name := range []string{"", "no-such", "\xff", "a\x00b", strings.Repeat("a", 5000)} {
		require.Empty(t, s.readers(t, name))
	}
}

// To name somebody else's asset gives no access to it, by whatever way.
func flowAssetsForeign(t *testing.T, db *sqldb.DB) {
	s, ann, eve := New(t, db), User("owner"), User("eve")
	s.Assets.Give(t, "owner", "secret")
	s.Create(t, ann, "title: A\nasset: secret\n")
	none := func(id string) {
		t.Helper()
		p := s.Get(t, eve, id)
		_, _, err := s.Service.Read(t.Context(), eve, id)
		require.NoError(t, err)
		v := s.version(t, eve, id, p.Version)
		if v.Facts.Read {
			require.Equal(t, []string{"secret"}, v.Facts.Missing)
		}
		require.Equal(t, "owner", s.readers(t, "secret"))
		require.NotContains(t, s.Assets.Of(t, "eve"), "secret")
		require.NoError(t, s.Store.Read(t.Context(), func(r projects.Reader) error {
			uses, err := r.Assets(t.Context(), id, p.Version)
			require.NotContains(t, uses, "secret")
			return err
		}))
	}

	// A project of eve's own: made, written, by way of a draft, and of other versions.
	mine := s.Create(t, eve, "title: E\nasset: secret\n").ID
	none(mine)
	id := s.Create(t, eve, "title: E\n").ID
	for _, source := range []string{
		"title: E\nasset: secret\n", "broken\nasset: secret\n", "title: E\nasset: secret\n#\n", "faulty\nasset: secret\n", "asset: secret\nbroken\n", "asset: secret\n##\n",
	} {
		s.Replace(t, eve, id, source)
		none(id)
	}
	p := s.Get(t, eve, id)
	for _, to := range []int{2, 3, 4, 5} {
		var err error
		p, err = s.Service.Revert(t.Context(), eve, id, p.Version, to)
		require.NoError(t, err)
		none(id)
	}
	for _, device := range Devices() {
		d, err := s.Service.ChangeDevice(t.Context(), eve, mine, s.Get(t, eve, mine).Version, device)
		require.NoError(t, err)
		none(d.Project.ID)
	}
	d, err := s.Service.ChangeDevice(t.Context(), eve, s.Create(t, eve, "absolute\nasset: secret\n").ID, 1, Devices()[1])
	require.NoError(t, err)
	require.True(t, d.Copied)
	none(d.Project.ID)

	// Clones: of eve's own, of what somebody else wrote, and of the gallery.
	none(s.clone(t, eve, mine).ID)
	helper := s.Create(t, User("mallory"), "title: M\nasset: secret\n").ID
	s.Publish(t, User("mallory"), helper, "bait")
	none(s.clone(t, eve, helper).ID)
	s.Publish(t, eve, mine, "of-mine")
	none(mine)

	// A project that is shared with eve: what its owner has is not eve's to name, if
	// the project does not use it.
	shared := s.Create(t, ann, "title: Shared\n").ID
	s.Share(t, ann, shared, "eve", projects.Editor)
	s.Replace(t, eve, shared, "title: Shared\nasset: secret\n")
	none(shared)
	none(s.clone(t, eve, shared).ID)

	// The owner may name it there, and then eve may read it, and keep it in a copy.
	s.Replace(t, ann, shared, "title: Shared\nasset: secret\n# says the owner\n")
	require.Equal(t, "owner eve", s.readers(t, "secret"))
	c := s.clone(t, eve, shared)
	require.NoError(t, s.Service.Unshare(t.Context(), ann, shared, "eve"))
	require.Equal(t, "owner eve", s.readers(t, "secret"))
	require.Empty(t, s.version(t, eve, c.ID, 1).Facts.Missing)
	require.Contains(t, s.Assets.Of(t, "eve"), "secret")
}

// What an editor brings along becomes the owner's as well, so that it stays when the
// editor goes.
func flowAssetsOfEditors(t *testing.T, db *sqldb.DB) {
	s, ann, ben := New(t, db), User("owner"), User("editor")
	s.Assets.Give(t, "editor", "photo", "private")
	id := s.Create(t, ann, "title: A\n").ID
	s.Share(t, ann, id, "editor", projects.Editor)
	s.Replace(t, ben, id, "title: A\nasset: photo\n")
	require.Equal(t, []string{"photo"}, s.Assets.Of(t, "owner"))
	require.Equal(t, "owner editor", s.readers(t, "photo"))
	require.Empty(t, s.readers(t, "private"))
	s.DeleteUser(t, "editor")
	s.Assets.Take(t, "editor", "photo")
	require.Equal(t, "owner", s.readers(t, "photo"))
	s.Replace(t, ann, id, "title: B\nasset: photo\n")
	require.Empty(t, s.version(t, ann, id, 3).Facts.Missing)
}

// A missing asset is used from the write on in which whoever writes has it.
func flowAssetsMissing(t *testing.T, db *sqldb.DB) {
	s, ann := New(t, db), User("owner")
	id := s.Create(t, ann, "title: A\nasset: logo\nasset: font\n").ID
	require.Equal(t, []string{"logo", "font"}, s.version(t, ann, id, 1).Facts.Missing)
	require.False(t, s.Get(t, ann, id).Draft, "it can be rendered, with a gap")
	s.Assets.Give(t, "owner", "logo")
	require.Empty(t, s.readers(t, "logo"))
	s.Replace(t, ann, id, "title: B\nasset: logo\nasset: font\n")
	require.Equal(t, []string{"font"}, s.version(t, ann, id, 2).Facts.Missing)
	require.Equal(t, "owner", s.readers(t, "logo"))
	s.Assets.Take(t, "owner", "logo")
	s.Replace(t, ann, id, "title: C\nasset: logo\n")
	require.Empty(t, s.version(t, ann, id, 3).Facts.Missing, "what the version before used stays")
	s.Replace(t, ann, id, "title: D\n")
	s.Replace(t, ann, id, "title: E\nasset: logo\n")
	require.Empty(t, s.version(t, ann, id, 5).Facts.Missing, "and what another version uses may come back")
}

// Nobody gets an asset by writing its name for somebody else to save: neither the
// owner of a project that is edited by whoever has the asset, nor an editor.
func flowAssetsPlanted(t *testing.T, db *sqldb.DB) {
	s, ann, eve := New(t, db), User("editor"), User("eve")
	s.Assets.Give(t, "editor", "secret", "photo")
	none := func(id string, number int) {
		t.Helper()
		require.Equal(t, []string{"secret"}, s.version(t, eve, id, number).Facts.Missing)
		require.Empty(t, s.readers(t, "secret"))
		require.NotContains(t, s.Assets.Of(t, "eve"), "secret")
	}
	const planted = "title: E\nasset: secret\n"
	id := s.Create(t, eve, planted).ID
	s.Share(t, eve, id, "editor", projects.Editor)
	s.Replace(t, ann, id, planted+"# a word\n")
	none(id, 2)
	s.Replace(t, ann, id, planted+"asset: photo\n")
	none(id, 3)
	require.Equal(t, "editor eve", s.readers(t, "photo"), "what the editor added")
	s.Replace(t, ann, id, "broken\n"+planted) // a draft, mended: nobody knows what it said
	s.Replace(t, ann, id, planted)
	none(id, 5)
	s.Replace(t, eve, id, "title: E\n")
	p, err := s.Service.Revert(t.Context(), ann, id, 6, 1)
	require.NoError(t, err)
	none(id, 7)
	c, err := s.Service.ChangeDevice(t.Context(), ann, id, p.Version, Devices()[1])
	require.NoError(t, err)
	require.False(t, c.Copied)
	none(id, 8)
	_, err = s.Service.Rename(t.Context(), ann, id, 8, "Ours")
	require.NoError(t, err)
	none(id, 9)

	// Copies are of whoever makes them, and theirs to show.
	s.Replace(t, eve, id, "absolute\n"+planted)
	c, err = s.Service.ChangeDevice(t.Context(), ann, id, 10, Devices()[1])
	require.NoError(t, err)
	require.True(t, c.Copied)
	require.Equal(t, "editor", c.Project.Owner)
	s.clone(t, ann, id)
	require.Equal(t, "editor", s.readers(t, "secret"))

	// More names than are known of.
	many := "title: E\n"
	for i := range projects.MaxAssets {
		many += fmt.Sprintf("asset: a%d\n", i)
	}
	s.Replace(t, eve, id, many+"asset: secret\n")
	s.Replace(t, ann, id, planted)
	require.Equal(t, "editor", s.readers(t, "secret"))

	// An editor writes the name of what the owner has, again and again.
	s.Assets.Give(t, "owner", "logo")
	id = s.Create(t, User("owner"), "title: O\n").ID
	s.Share(t, User("owner"), id, "eve", projects.Editor)
	for _, source := range []string{"asset: logo\n", "asset: logo\n#\n", "broken\n", "asset: logo\n##\n"} {
		s.Replace(t, eve, id, source)
		require.Empty(t, s.readers(t, "logo"))
	}
	// A name that stood there counts when who saves has the asset, and the owner.
	s.Share(t, User("owner"), id, "editor", projects.Editor)
	s.Assets.Give(t, "editor", "logo")
	s.Replace(t, ann, id, "asset: logo\n###\n")
	require.Equal(t, "owner editor eve", s.readers(t, "logo"))
}
