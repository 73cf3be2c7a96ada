package projectstest

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/sqldb"
)

// Assets are told of each use that begins, by whatever way, and of none that goes on.
func flowAssetsAdopted(t *testing.T, db *sqldb.DB) {
	s, ann, bob := New(t, db), User("ann"), User("bob")
	s.Assets.Give(t, "ann", "logo", "font")
	want := map[string]int{}
	requireTold := func(user string, names ...string) {
		t.Helper()
		for _, n := range names {
			want[user+" "+n]++
		}
		for _, u := range []string{"ann", "bob"} {
			for _, n := range []string{"logo", "font", "photo", "other"} {
				require.Equal(t, want[u+" "+n], s.Assets.Adopted(t, u, n), "%s of %s", n, u)
			}
		}
		require.Empty(t, s.Assets.Unknown(t))
	}
	p := s.Create(t, ann, "title: A\nasset: logo\nasset: other\n")
	requireTold("ann", "logo")
	s.Replace(t, ann, p.ID, "title: B\nasset: logo\nasset: font\n")
	requireTold("ann", "font")
	s.Replace(t, ann, p.ID, "broken\n")
	s.Replace(t, ann, p.ID, "title: C\nasset: logo\n")
	_, err := s.Service.Rename(t.Context(), ann, p.ID, 4, "D")
	require.NoError(t, err)
	_, err = s.Service.ChangeDevice(t.Context(), ann, p.ID, 5, Devices()[1])
	require.NoError(t, err)
	s.Replace(t, ann, p.ID, "title: D\n")
	requireTold("ann")
	s.Replace(t, ann, p.ID, "title: E\nasset: logo\n")
	requireTold("ann", "logo")
	s.Replace(t, ann, p.ID, "title: F\n")
	_, err = s.Service.Revert(t.Context(), ann, p.ID, 9, 2)
	require.NoError(t, err)
	requireTold("ann", "logo", "font")

	s.Share(t, ann, p.ID, "bob", projects.Editor)
	s.Assets.Give(t, "bob", "photo")
	s.Replace(t, bob, p.ID, "title: G\nasset: logo\nasset: photo\n")
	requireTold("ann", "photo")
	s.clone(t, bob, p.ID)
	requireTold("bob", "logo", "photo")
	own := s.Create(t, bob, "absolute\nasset: photo\n")
	requireTold("bob", "photo")
	d, err := s.Service.ChangeDevice(t.Context(), bob, own.ID, 1, Devices()[1])
	require.NoError(t, err)
	require.True(t, d.Copied)
	requireTold("bob", "photo")
	s.clone(t, bob, own.ID)
	requireTold("bob", "photo")
}

// Whoever keeps assets finds the projects of an owner that use one, and takes it away
// from them: their files stay, and it is missing in each version.
func flowAssetsDetached(t *testing.T, db *sqldb.DB) {
	s, ann, bob := New(t, db), User("owner"), User("editor")
	s.Assets.Give(t, "owner", "logo", "font")
	uses := projects.NewAssetUses(db)
	const file = "title: A\nasset: logo\nasset: font\n"
	id := s.Create(t, ann, file).ID
	s.Share(t, ann, id, "editor", projects.Editor)
	s.Publish(t, ann, id, "shown")
	theirs := s.clone(t, bob, id).ID
	using := func(owner string) (found map[string]string) {
		t.Helper()
		require.NoError(t, db.Read(t.Context(), func(r sqldb.Reader) (err error) {
			found, err = uses.ProjectsUsing(t.Context(), r, owner, "logo", 10)
			return err
		}))
		return found
	}
	readers := func() (all []string) {
		t.Helper()
		for _, user := range []string{"owner", "editor", "eve", ""} {
			may, err := uses.MayReadAsset(t.Context(), user, "logo")
			require.NoError(t, err)
			if may {
				all = append(all, user)
			}
		}
		return all
	}
	require.Equal(t, map[string]string{id: "A"}, using("owner"))
	require.Equal(t, map[string]string{theirs: "A"}, using("editor"))
	require.Equal(t, []string{"owner", "editor", "eve", ""}, readers())

	require.NoError(t, db.Write(t.Context(), func(tx *sqldb.Tx) error {
		if err := uses.DetachAsset(t.Context(), tx, "owner", "logo"); err != nil {
			return err
		}
		found, err := uses.ProjectsUsing(t.Context(), tx, "owner", "logo", 10)
		require.Empty(t, found)
		return err
	}))
	s.Assets.Take(t, "owner", "logo")
	require.Empty(t, using("owner"))
	require.Equal(t, []string{"editor"}, readers(), "of a copy")
	require.Equal(t, file, s.Source(t, ann, id))
	require.True(t, s.mayRead(t, "", "font"))
	e, v, _, err := s.Service.Published(t.Context(), "shown")
	require.NoError(t, err)
	require.Equal(t, 1, e.Version)
	require.Equal(t, []string{"logo"}, v.Facts.Missing)
	require.Equal(t, []string{"logo"}, s.version(t, ann, id, 1).Facts.Missing)
	require.Empty(t, s.version(t, bob, theirs, 1).Facts.Missing)

	s.Replace(t, ann, id, file+"# more\n")
	require.Equal(t, []string{"logo"}, s.version(t, ann, id, 2).Facts.Missing)
	_, err = s.Service.Revert(t.Context(), ann, id, 2, 1)
	require.NoError(t, err)
	require.Equal(t, []string{"logo"}, s.version(t, ann, id, 3).Facts.Missing)
	s.Publish(t, ann, id, "shown")
	require.Equal(t, []string{"editor"}, readers())
	c := s.clone(t, User("eve"), id)
	require.Equal(t, []string{"logo"}, s.version(t, User("eve"), c.ID, 1).Facts.Missing)

	// Who has it may bring it in again.
	s.Replace(t, ann, id, "title: A\n")
	s.Replace(t, bob, id, file)
	require.Equal(t, map[string]string{id: "A"}, using("owner"))
	require.Equal(t, []string{"owner", "editor"}, readers())
}

// The same file is another version when an asset was taken away and is there again;
// then it is used as it was.
func flowAssetsBack(t *testing.T, db *sqldb.DB) {
	s, ann := New(t, db), User("owner")
	s.Assets.Give(t, "owner", "logo", "font")
	const file = "title: A\nasset: logo\nasset: font\n"
	p := s.Create(t, ann, file)
	s.Publish(t, ann, p.ID, "shown")
	require.True(t, s.mayRead(t, "", "logo"))
	same := func(version int) {
		t.Helper()
		got, err := s.Service.Replace(t.Context(), ann, p.ID, p.Version, []byte(file))
		require.NoError(t, err)
		require.Equal(t, version, got.Version)
		p = got
	}
	s.detach(t, "owner", "logo")
	require.False(t, s.mayRead(t, "", "logo"))
	require.Equal(t, []string{"logo"}, s.version(t, ann, p.ID, 1).Facts.Missing)
	s.Assets.Take(t, "owner", "logo")
	same(1)
	s.Assets.Give(t, "owner", "logo")
	require.Equal(t, []string{"logo"}, s.version(t, ann, p.ID, 1).Facts.Missing, "until it is saved")
	same(2)
	require.Empty(t, s.version(t, ann, p.ID, 2).Facts.Missing)
	require.Equal(t, []string{"logo"}, s.version(t, ann, p.ID, 1).Facts.Missing)
	require.Equal(t, 2, s.Assets.Adopted(t, "owner", "logo"))
	s.Publish(t, ann, p.ID, "shown")
	require.True(t, s.mayRead(t, "", "logo"))
	same(2)

	// What is written of a version that lacks it says so, whatever it changes.
	s.detach(t, "owner", "font")
	p, err := s.Service.Rename(t.Context(), ann, p.ID, 2, "B")
	require.NoError(t, err)
	require.Equal(t, []string{"font"}, s.version(t, ann, p.ID, 3).Facts.Missing)
}

// Two editors who save the same file twice each when an asset is there again make one version of it, which
// uses the asset; the other editor is told of it. Who saves while it is taken away leaves no use of it.
func flowAssetsBackAtOnce(t *testing.T, db *sqldb.DB) {
	s, ann := New(t, db), User("owner")
	s.Assets.Give(t, "owner", "logo")
	s.Assets.Give(t, "editor", "logo")
	const file, rounds = "title: A\nasset: logo\n", 5
	p := s.Create(t, ann, file)
	s.Share(t, ann, p.ID, "editor", projects.Editor)
	users := []string{"owner", "editor", "owner", "editor"}
	save := func(also ...func() error) (got []projects.Project, errs []error) {
		t.Helper()
		var group sync.WaitGroup
		got, errs = make([]projects.Project, len(users)), make([]error, len(users)+len(also))
		for i, user := range users {
			group.Go(func() { got[i], errs[i] = s.Service.Replace(t.Context(), User(user), p.ID, p.Version, []byte(file)) })
		}
		for i, f := range also {
			group.Go(func() { errs[len(users)+i] = f() })
		}
		group.Wait()
		return got, errs
	}
	for range rounds {
		s.detach(t, "owner", "logo")
		got, errs := save()
		now := s.Get(t, ann, p.ID)
		require.Equal(t, p.Version+1, now.Version)
		for i, user := range users {
			if user == now.UpdatedBy {
				require.NoError(t, errs[i])
				require.Equal(t, now.Version, got[i].Version)
			} else {
				requireConflict(t, now, errs[i])
			}
		}
		p = now
		require.Empty(t, s.version(t, ann, p.ID, p.Version).Facts.Missing)
		require.True(t, s.mayRead(t, "editor", "logo"))
	}
	for range rounds {
		s.detach(t, "owner", "logo")
		_, errs := save(func() error {
			return s.DB.Write(t.Context(), func(tx *sqldb.Tx) error {
				if _, err := tx.Exec(t.Context(), `delete from ep_test_asset where owner = $1 and name = $2`, "owner", "logo"); err != nil {
					return err
				}
				return projects.NewAssetUses(s.DB).DetachAsset(t.Context(), tx, "owner", "logo")
			})
		})
		now := s.Get(t, ann, p.ID)
		for _, err := range errs {
			if err != nil {
				requireConflict(t, now, err)
			}
		}
		require.Contains(t, []int{p.Version, p.Version + 1}, now.Version)
		p = now
		require.Equal(t, []string{"logo"}, s.version(t, ann, p.ID, p.Version).Facts.Missing)
		require.False(t, s.mayRead(t, "editor", "logo"))
		s.Assets.Give(t, "owner", "logo")
	}
	require.Empty(t, s.Assets.Unknown(t))
}

// detach takes an asset away from the projects of a user.
func (s *Setup) detach(t testing.TB, owner, asset string) {
	t.Helper()
	require.NoError(t, s.DB.Write(t.Context(), func(tx *sqldb.Tx) error {
		return projects.NewAssetUses(s.DB).DetachAsset(t.Context(), tx, owner, asset)
	}))
}
