package projectstest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/sqldb"
)

// full is a host's error, which says that there is no room.
type full struct{ What string }

func (f *full) Error() string { return "there is no room for another " + f.What }

// Refused says that it is a limit, as errors of package quota do.
func (f *full) Refused() bool { return true }

// requireFull says that err is the host's, as it was.
func requireFull(t require.TestingT, what string, err error) {
	f, ok := errors.AsType[*full](err)
	require.True(t, ok, "%v", err)
	require.Equal(t, &full{what}, f)
	require.Empty(t, projects.CodeOf(err))
}

// What is made is told of before it is there, and what goes when it goes; nothing else is told of.
func flowQuotaTold(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	w := &watched{Quota: s.Quota}
	s = Open(t, db, func(c *projects.Config) { c.Quota, c.Store = w, s.Store })
	ann, ben := User("ann"), User("ben")
	told := func(want ...string) {
		t.Helper()
		require.Equal(t, want, w.told)
		w.told = nil
	}
	p := s.Create(t, ann, "absolute\ntitle: A\n")
	told("add " + p.ID + " of ann")
	s.Share(t, ann, p.ID, "ben", projects.Editor)
	s.Replace(t, ben, p.ID, "absolute\ntitle: B\n")
	_, err := s.Service.Rename(t.Context(), ben, p.ID, 2, "Other")
	require.NoError(t, err)
	s.Publish(t, ann, p.ID, "a-planner")
	told()
	clone := s.clone(t, ben, p.ID)
	told("add " + clone.ID + " of ben")
	change, err := s.Service.ChangeDevice(t.Context(), ben, p.ID, 3, "kobo-libra")
	require.NoError(t, err)
	require.True(t, change.Copied)
	told("add " + change.Project.ID + " of ben")

	_, err = s.Service.Trash(t.Context(), ann, p.ID, 3)
	require.NoError(t, err)
	_, err = s.Service.Trash(t.Context(), ben, clone.ID, 1)
	require.NoError(t, err)
	told()
	require.NoError(t, s.Service.Purge(t.Context(), ann, p.ID, 4))
	told("remove " + p.ID + " of ann")
	s.Clock.Advance(31 * 24 * time.Hour)
	_, err = s.Service.Sweep(t.Context())
	require.NoError(t, err)
	told("remove " + clone.ID + " of ben")
	s.DeleteUser(t, "ben")
	told("remove " + change.Project.ID + " of ben")

	// What cannot be told of does not happen.
	p = s.Create(t, ann, "title: A\n")
	p, err = s.Service.Trash(t.Context(), ann, p.ID, 1)
	require.NoError(t, err)
	w.fail = errors.New("the quota is broken")
	require.Empty(t, s.growth(t, func() {
		require.ErrorIs(t, s.Service.Purge(t.Context(), ann, p.ID, 2), w.fail)
		_, err := s.Service.Create(t.Context(), ann, projects.NewProject{})
		require.ErrorIs(t, err, w.fail)
	}))
	require.Equal(t, p, s.Get(t, ann, p.ID))
}

// watched is a Quota that looks whether a project is there when it is told of it.
type watched struct {
	*Quota
	told []string
	fail error
}

// AddProject implements projects.Quota.
func (w *watched) AddProject(ctx context.Context, tx *sqldb.Tx, owner, project string, imported bool) error {
	return errors.Join(w.tell(ctx, tx, "add", owner, project), w.Quota.AddProject(ctx, tx, owner, project, imported))
}

// RemoveProject implements projects.Quota.
func (w *watched) RemoveProject(ctx context.Context, tx *sqldb.Tx, owner, project string) error {
	return errors.Join(w.tell(ctx, tx, "remove", owner, project), w.Quota.RemoveProject(ctx, tx, owner, project))
}

func (w *watched) tell(ctx context.Context, tx *sqldb.Tx, what, owner, project string) error {
	if w.fail != nil {
		return w.fail
	}
	w.told = append(w.told, what+" "+project+" of "+owner)
	_, err := projects.ReadSQL(tx).Project(ctx, project)
	if errors.Is(err, projects.ErrNotFound) {
		return nil
	}
	return errors.Join(errors.New("projectstest: the project is there"), err)
}

// What is refused leaves nothing, and the host's error comes back as it was.
func flowQuotaRefused(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	ann, ben := User("ann"), User("ben")
	s.Assets.Give(t, "ann", "logo")
	p := s.Create(t, ann, "absolute\ntitle: A\nasset: logo\n")
	s.Share(t, ann, p.ID, "ben", projects.Editor)
	s.Publish(t, ann, p.ID, "a-planner")
	made := map[string]func() (any, error){
		"create": func() (any, error) {
			return s.Service.Create(t.Context(), ben, projects.NewProject{Source: []byte("title: B\n")})
		},
		"clone": func() (any, error) { return s.Service.Clone(t.Context(), ben, p.ID, "") },
		"clone of what is published": func() (any, error) {
			return s.Service.Clone(t.Context(), User("eve"), p.ID, "")
		},
		"scaled copy": func() (any, error) { return s.Service.ChangeDevice(t.Context(), ben, p.ID, 1, "kobo-libra") },
	}
	before, writes := s.Get(t, ann, p.ID), s.Counts.Writes.Load()
	for what, do := range made {
		s.Quota.Refuse(&full{"project"})
		s.Assets.Refuse(&full{"asset"}) // which is not asked then
		require.Empty(t, s.growth(t, func() {
			got, err := do()
			requireFull(t, "project", err)
			require.Zero(t, got, what)
		}), what)
		s.Quota.Refuse(nil)
		if what == "create" {
			continue
		}
		require.Empty(t, s.growth(t, func() {
			got, err := do()
			requireFull(t, "asset", err)
			require.Zero(t, got, what)
		}), what)
	}
	require.Empty(t, s.Assets.Of(t, "ben"))
	require.Equal(t, before, s.Get(t, ann, p.ID), "not even counted as cloned")
	require.Equal(t, writes, s.Counts.Writes.Load())
	s.Assets.Refuse(nil)
	for what, do := range made {
		_, err := do()
		require.NoError(t, err, what)
	}
}

// What an owner has and may have is told to the owner alone: an editor who comes to that limit learns that there is one.
func flowQuotaEditor(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	ann, ben := User("ann"), User("ben")
	for _, user := range []string{"ann", "ben"} {
		s.Assets.Give(t, user, "first", "second")
	}
	p := s.Create(t, ann, "asset: first\n")
	s.Share(t, ann, p.ID, "ben", projects.Editor)
	p = s.Replace(t, ann, p.ID, "title: A\n")
	writes := map[string]func(by projects.Actor) (projects.Project, error){
		"replace": func(by projects.Actor) (projects.Project, error) {
			return s.Service.Replace(t.Context(), by, p.ID, p.Version, []byte("asset: second\n"))
		},
		"revert": func(by projects.Actor) (projects.Project, error) {
			return s.Service.Revert(t.Context(), by, p.ID, p.Version, 1)
		},
	}
	broken := errors.New("the assets are broken")
	for what, write := range writes {
		s.Assets.Refuse(fmt.Errorf("assets: %w", &full{"asset"}))
		require.Empty(t, s.growth(t, func() {
			got, err := write(ben)
			requireCode(t, projects.CodeOwnerFull, err)
			_, told := errors.AsType[*full](err)
			require.False(t, told, what)
			require.NotContains(t, err.Error(), "another asset")
			require.Zero(t, got)
			_, err = write(ann)
			requireFull(t, "asset", err)
		}), what)
		s.Assets.Refuse(broken)
		_, err := write(ben)
		require.ErrorIs(t, err, broken, "which is no limit")
	}
	s.Assets.Refuse(nil)
	for what, write := range writes {
		var err error
		p, err = write(ben)
		require.NoError(t, err, what)
	}
}

// A limit blocks creation and nothing else: for members of a project, the tables of access say the same as without one.
func flowQuotaBlocks(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	creates := []string{"Create", "Clone"}
	blocked := 0
	for state, table := range map[string]string{"private": privateTable, "published": publishedTable, "trashed": trashedTable} {
		made := map[cell]asked{} // by column
		for n, c := range cells(t, table) {
			if c.role != "user" || c.relation == "stranger" {
				continue
			}
			column := cell{role: c.role, relation: c.relation}
			a, ok := made[column]
			if !ok {
				s.Quota.Refuse(nil)
				a = s.asked(t, state, fmt.Sprint(state, n), c)
				made[column] = a
			}
			s.Quota.Refuse(&full{"project"})
			if c.want == "ok" && slices.Contains(creates, c.operation) {
				require.Empty(t, s.growth(t, func() {
					_, err := operations()[c.operation](t.Context(), a)
					requireFull(t, "project", err)
				}))
				blocked++
				continue
			}
			if s.cell(t, state, a, c) {
				delete(made, column)
			}
		}
	}
	require.Equal(t, 3*3+2*3, blocked, "Create, and Clone of what is not in the trash")

	// An edit that begins to use assets of one's own, and what happens by itself.
	s.Quota.Refuse(nil)
	ann := User("ann")
	s.Assets.Give(t, "ann", "logo")
	p, thrown := s.Create(t, ann, "title: A\n"), s.Create(t, ann, "title: B\n")
	s.Quota.Refuse(&full{"project"})
	s.Replace(t, ann, p.ID, "title: A\nasset: logo\n")
	require.Empty(t, s.version(t, ann, p.ID, 2).Facts.Missing)
	_, err := s.Service.Trash(t.Context(), ann, thrown.ID, 1)
	require.NoError(t, err)
	s.Clock.Advance(31 * 24 * time.Hour)
	swept, err := s.Service.Sweep(t.Context())
	require.NoError(t, err)
	require.NotZero(t, swept.Purged)
	s.DeleteUser(t, "ann")
	_, err = s.Service.Get(t.Context(), ann, p.ID)
	requireCode(t, projects.CodeNotFound, err)
	_, err = s.Service.Create(t.Context(), ann, projects.NewProject{})
	requireCode(t, projects.CodeUnauthenticated, err)
}
