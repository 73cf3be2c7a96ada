package projectstest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/sqldb"
)

func flowTrash(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	ann := User("ann")
	p := s.Create(t, ann, "title: A\n")
	names := map[string]string{p.ID: "P"}
	s.Publish(t, ann, p.ID, "a-planner")
	s.Clock.Advance(time.Minute)
	var got projects.Project
	deeds := s.deeds(t, names, func() {
		var err error
		got, err = s.Service.Trash(t.Context(), ann, p.ID, 1)
		require.NoError(t, err)
	})
	require.ElementsMatch(t, []string{"projects.trash ok ann project:P from=1 version=2", "projects.unpublish ok ann project:P slug=a-planner version=1"}, deeds)
	want := p
	want.Version, want.TrashedAt, want.UpdatedAt = 2, s.Clock.Now(), s.Clock.Now()
	require.Equal(t, want, got)
	require.Equal(t, want, s.Get(t, ann, p.ID))
	require.Empty(t, s.shelf(t, ann, projects.Mine))
	require.Equal(t, []string{p.ID}, s.shelf(t, ann, projects.Trash))
	_, _, _, err := s.Service.Published(t.Context(), "a-planner")
	requireCode(t, projects.CodeNotPublished, err)

	// What still can be seen, and what cannot be done.
	require.Equal(t, "title: A\n", s.Source(t, ann, p.ID))
	require.Equal(t, []int{2, 1}, s.numbers(t, ann, p.ID))
	require.Equal(t, projects.Trashed, s.version(t, ann, p.ID, 2).Change)
	_, err = s.Service.Diff(t.Context(), ann, p.ID, 1, 2)
	require.NoError(t, err)
	for _, seen := range []int{0, 1, 2} {
		for name, do := range s.operations(p.ID, seen) {
			if name == "trash" && seen == 1 { // the same again, see flowTrashRepeat
				continue
			}
			require.Equal(t, projects.CodeTrashed, projects.CodeOf(do(t.Context(), ann)), name)
		}
	}
	_, err = s.Service.Restore(t.Context(), ann, p.ID, 1)
	requireConflict(t, got, err)
	requireConflict(t, got, s.Service.Purge(t.Context(), ann, p.ID, 1))

	s.Clock.Advance(time.Minute)
	deeds = s.deeds(t, names, func() {
		got, err = s.Service.Restore(t.Context(), ann, p.ID, 2)
		require.NoError(t, err)
	})
	require.Equal(t, []string{"projects.restore ok ann project:P from=2 version=3"}, deeds)
	want = p
	want.Version, want.UpdatedAt = 3, s.Clock.Now()
	require.Equal(t, want, got)
	require.Equal(t, []string{p.ID}, s.shelf(t, ann, projects.Mine))
	require.Equal(t, "title: A\n", s.Source(t, ann, p.ID))
	_, err = s.Service.Restore(t.Context(), ann, p.ID, 3)
	requireCode(t, projects.CodeNotTrashed, err)
	requireCode(t, projects.CodeNotTrashed, s.Service.Purge(t.Context(), ann, p.ID, 3))
}

// Who did not get the answer asks again, and gets it.
func flowTrashRepeat(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	ann := User("ann")
	p := s.Create(t, ann, "title: A\n")
	s.Share(t, ann, p.ID, "bob", projects.Editor)
	trashed, err := s.Service.Trash(t.Context(), ann, p.ID, 1)
	require.NoError(t, err)
	require.Empty(t, s.growth(t, func() {
		again, err := s.Service.Trash(t.Context(), ann, p.ID, 1)
		require.NoError(t, err)
		require.Equal(t, trashed, again)
		for _, seen := range []int{-1, 0, 2, 3} {
			_, err = s.Service.Trash(t.Context(), ann, p.ID, seen)
			requireCode(t, projects.CodeTrashed, err)
		}
		_, err = s.Service.Trash(t.Context(), User("bob"), p.ID, 1)
		requireCode(t, projects.CodeNotFound, err)
	}))
	restored, err := s.Service.Restore(t.Context(), ann, p.ID, 2)
	require.NoError(t, err)
	require.Empty(t, s.growth(t, func() {
		again, err := s.Service.Restore(t.Context(), ann, p.ID, 2)
		require.NoError(t, err)
		require.Equal(t, restored, again)
		for _, seen := range []int{0, 1, 3, 4} {
			_, err = s.Service.Restore(t.Context(), ann, p.ID, seen)
			requireCode(t, projects.CodeNotTrashed, err)
		}
		_, err = s.Service.Restore(t.Context(), User("bob"), p.ID, 2)
		requireCode(t, projects.CodeForbidden, err)
	}))
	_, err = s.Service.Trash(t.Context(), ann, p.ID, 1)
	requireConflict(t, restored, err)

	// Not for another one, nor after another write.
	s.Replace(t, User("bob"), p.ID, "title: B\n")
	_, err = s.Service.Restore(t.Context(), ann, p.ID, 2)
	requireCode(t, projects.CodeNotTrashed, err)
	_, err = s.Service.Restore(t.Context(), ann, p.ID, 3)
	requireCode(t, projects.CodeNotTrashed, err)
}

// The trash is the owner's: nobody else sees what is in it, until it is back.
func flowTrashShared(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	ann := User("ann")
	p := s.Create(t, ann, "title: A\n")
	s.Share(t, ann, p.ID, "bob", projects.Editor)
	s.Share(t, ann, p.ID, "vic", projects.Viewer)
	for _, user := range []string{"bob", "vic"} {
		_, err := s.Service.Trash(t.Context(), User(user), p.ID, 1)
		requireCode(t, projects.CodeForbidden, err)
		_, err = s.Service.Restore(t.Context(), User(user), p.ID, 1)
		requireCode(t, projects.CodeForbidden, err)
		requireCode(t, projects.CodeForbidden, s.Service.Purge(t.Context(), User(user), p.ID, 1))
	}
	_, err := s.Service.Trash(t.Context(), ann, p.ID, 1)
	require.NoError(t, err)
	for _, user := range []string{"bob", "vic"} {
		_, err := s.Service.Get(t.Context(), User(user), p.ID)
		requireCode(t, projects.CodeNotFound, err)
		_, err = s.Service.Restore(t.Context(), User(user), p.ID, 2)
		requireCode(t, projects.CodeNotFound, err)
		requireCode(t, projects.CodeNotFound, s.Service.Purge(t.Context(), User(user), p.ID, 2))
		require.Empty(t, s.shelf(t, User(user), projects.Shared))
		require.Empty(t, s.shelf(t, User(user), projects.Trash))
	}
	_, err = s.Service.Restore(t.Context(), ann, p.ID, 2)
	require.NoError(t, err)
	require.Equal(t, []string{p.ID}, s.shelf(t, User("vic"), projects.Shared))
	s.Replace(t, User("bob"), p.ID, "title: B\n")
}

func flowPurge(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	ann := User("ann")
	s.Assets.Give(t, "ann", "logo")
	var p projects.Project
	growth := s.growth(t, func() {
		p = s.Create(t, ann, "title: A\nasset: logo\n")
		s.Replace(t, ann, p.ID, "title: B\n")
		s.Share(t, ann, p.ID, "bob", projects.Editor)
		_, err := s.Service.Clone(t.Context(), User("bob"), p.ID, "")
		require.NoError(t, err)
		_, err = s.Service.Trash(t.Context(), ann, p.ID, 2)
		require.NoError(t, err)
		deeds := s.deeds(t, map[string]string{p.ID: "P"}, func() { require.NoError(t, s.Service.Purge(t.Context(), ann, p.ID, 3)) })
		require.Equal(t, []string{"projects.purge ok ann project:P owner=ann why=asked"}, deeds)
	})
	require.Equal(t, map[string]int{"ep_project": 1, "ep_project_version": 1, "ep_project_source": 1, "ep_project_member": 1, "ep_outbox": 1, "ep_audit": 6}, growth,
		"the clone is left")
	require.Equal(t, []projects.PurgedEvent{{ID: p.ID, Owner: "ann"}}, s.Purged(t))
	require.False(t, s.mayRead(t, "ann", "logo"))
	requireCode(t, projects.CodeNotFound, s.Service.Purge(t.Context(), ann, p.ID, 3))
	_, err := s.Service.Get(t.Context(), ann, p.ID)
	requireCode(t, projects.CodeNotFound, err)
}

func flowSweep(t *testing.T, db *sqldb.DB) {
	s := New(t, db, func(c *projects.Config) { c.TrashFor = time.Hour })
	ann := User("ann")
	const n = 12 // more than go in one transaction
	kept := s.Create(t, ann, "title: kept\n")
	last := s.Create(t, ann, "title: last\n")
	for range n {
		p := s.Create(t, ann, "title: A\n")
		_, err := s.Service.Trash(t.Context(), ann, p.ID, 1)
		require.NoError(t, err)
	}
	s.Clock.Advance(time.Millisecond)
	_, err := s.Service.Trash(t.Context(), ann, last.ID, 1)
	require.NoError(t, err)
	s.Clock.Advance(time.Hour)
	swept, err := s.Service.Sweep(t.Context())
	require.NoError(t, err)
	require.Equal(t, projects.Swept{Purged: n}, swept)
	require.Len(t, s.Purged(t), n)
	require.Equal(t, []string{kept.ID}, s.shelf(t, ann, projects.Mine))
	require.Equal(t, []string{last.ID}, s.shelf(t, ann, projects.Trash))
	e := s.Events(t, 0)
	require.Equal(t, []any{projects.ActionPurge, "system", map[string]string{"owner": "ann", "why": "trash"}}, []any{e[len(e)-1].Action, e[len(e)-1].Actor, e[len(e)-1].Detail})
	require.Contains(t, s.Logs.String(), "projects=12")
	swept, err = s.Service.Sweep(t.Context())
	require.NoError(t, err)
	require.Zero(t, swept)

	const versions = 202 // more than go in one transaction
	require.NoError(t, s.Store.Write(t.Context(), func(w projects.Writer) error {
		p, err := w.Project(t.Context(), kept.ID)
		require.NoError(t, err)
		v, err := w.Version(t.Context(), kept.ID, 1)
		for v.Number <= versions && err == nil {
			v.Number++
			p.Version = v.Number
			err = w.Update(t.Context(), p, v, nil, nil)
		}
		return err
	}))
	s.Clock.Advance(366 * 24 * time.Hour)
	swept, err = s.Service.Sweep(t.Context())
	require.NoError(t, err)
	require.Equal(t, projects.Swept{Purged: 1, Versions: versions}, swept)
	require.Equal(t, []int{versions + 1}, s.numbers(t, ann, kept.ID))
}
