package projectstest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/projects"
)

// grant lets a user work with a project.
func grant(t testing.TB, s projects.Store, project, user string, role projects.Role) {
	t.Helper()
	storeWrite(t, s, func(ctx context.Context, w projects.Writer) error {
		return w.PutGrant(ctx, projects.Grant{Project: project, User: user, Role: role, At: minute(7)})
	})
}

func storeGrants(t *testing.T, s projects.Store) {
	one := newRow("one", "owner")
	addRows(t, s, one, newRow("two", "owner"))
	grant(t, s, "one", "b", projects.Viewer)
	grant(t, s, "one", "a", projects.Editor)
	grant(t, s, "one", "B", projects.Viewer)
	grant(t, s, "two", "c", projects.Viewer)
	requireGrants := func(want ...projects.Grant) {
		t.Helper()
		storeRead(t, s, func(ctx context.Context, r projects.Reader) error {
			got, err := r.Grants(ctx, "one")
			require.NoError(t, err)
			require.Equal(t, want, got)
			for _, g := range want {
				role, err := r.Role(ctx, "one", g.User)
				require.NoError(t, err)
				require.Equal(t, g.Role, role)
			}
			role, err := r.Role(ctx, "one", "owner")
			require.Equal(t, projects.Owner, role)
			return err
		})
	}
	upper := projects.Grant{Project: "one", User: "B", Role: projects.Viewer, At: minute(7)}
	requireGrants(upper, projects.Grant{Project: "one", User: "a", Role: projects.Editor, At: minute(7)},
		projects.Grant{Project: "one", User: "b", Role: projects.Viewer, At: minute(7)})

	again := projects.Grant{Project: "one", User: "b", Role: projects.Editor, At: minute(9)}
	storeWrite(t, s, func(ctx context.Context, w projects.Writer) error {
		if err := w.PutGrant(ctx, again); err != nil {
			return err
		}
		was, err := w.DeleteGrant(ctx, "one", "a")
		require.True(t, was)
		if err != nil {
			return err
		}
		was, err = w.DeleteGrant(ctx, "one", "a")
		require.False(t, was)
		return err
	})
	requireGrants(upper, again)

	for what, g := range map[string]projects.Grant{
		"to the owner": {Project: "one", User: "owner", Role: projects.Viewer, At: minute(0)},
		"of an owner":  {Project: "one", User: "x", Role: projects.Owner, At: minute(0)},
		"of nothing":   {Project: "one", User: "x", At: minute(0)},
		"to nobody":    {Project: "one", Role: projects.Viewer, At: minute(0)},
		"at no time":   {Project: "one", User: "x", Role: projects.Viewer},
	} {
		err := tryStoreWrite(t, s, func(ctx context.Context, w projects.Writer) error { return w.PutGrant(ctx, g) })
		require.ErrorIs(t, err, projects.ErrInvalid, what)
	}
	storeWrite(t, s, func(ctx context.Context, w projects.Writer) error { // an owner stays one
		was, err := w.DeleteGrant(ctx, "one", "owner")
		require.False(t, was)
		return err
	})
	requireGrants(upper, again)
}

func storeGrantsOfUser(t *testing.T, s projects.Store) {
	addRows(t, s, newRow("own", "user"))
	for i := range 5 {
		r := newRow(fmt.Sprint(i), "owner")
		addRows(t, s, r)
		grant(t, s, r.ID, "user", projects.Editor)
		grant(t, s, r.ID, "other", projects.Viewer)
		if i == 3 {
			r = r.same("owner", projects.Trashed)
			r.TrashedAt = minute(8)
			updateRow(t, s, r)
		}
	}
	var ended []string
	for _, want := range []int{2, 2, 1, 0} {
		var ids []string
		storeWrite(t, s, func(ctx context.Context, w projects.Writer) (err error) {
			ids, err = w.DeleteGrantsOf(ctx, "user", 2)
			return err
		})
		require.Len(t, ids, want)
		ended = append(ended, ids...)
	}
	require.ElementsMatch(t, []string{"0", "1", "2", "3", "4"}, ended)
	storeRead(t, s, func(ctx context.Context, r projects.Reader) error {
		for i := range 5 {
			grants, err := r.Grants(ctx, fmt.Sprint(i))
			require.NoError(t, err)
			require.Len(t, grants, 1)
			require.Equal(t, "other", grants[0].User)
		}
		role, err := r.Role(ctx, "own", "user")
		require.Equal(t, projects.Owner, role)
		return err
	})
}

// shelf lists all of a shelf, by ids.
func shelf(t testing.TB, s projects.Store, user string, f projects.Filter) (found []string) {
	t.Helper()
	return listed(t, 3, func(after string, limit int) (page []string, next string, err error) {
		storeRead(t, s, func(ctx context.Context, r projects.Reader) error {
			var rows []projects.Project
			rows, next, err = r.Projects(ctx, user, f, after, limit)
			for _, p := range rows {
				page = append(page, p.ID)
			}
			return nil
		})
		return page, next, err
	})
}

// listed puts the pages of a listing together.
func listed(t testing.TB, limit int, page func(after string, limit int) ([]string, string, error)) (all []string) {
	t.Helper()
	after := ""
	for range 2000 { // pages at most: a cursor may lead back
		ids, next, err := page(after, limit)
		require.NoError(t, err)
		require.LessOrEqual(t, len(ids), limit)
		all = append(all, ids...)
		if next == "" {
			return all
		}
		after = next
	}
	require.Fail(t, "the listing has no end")
	return nil
}

// storeShelves moves a project about: owners and others find it where it is.
func storeShelves(t *testing.T, s projects.Store) {
	one := newRow("one", "owner")
	addRows(t, s, one, newRow("theirs", "user"))
	grant(t, s, "one", "user", projects.Viewer)
	requireShelves := func(user string, mine, shared, trash []string) {
		t.Helper()
		require.Equal(t, mine, shelf(t, s, user, projects.Filter{Shelf: projects.Mine}))
		require.Equal(t, mine, shelf(t, s, user, projects.Filter{}))
		require.Equal(t, shared, shelf(t, s, user, projects.Filter{Shelf: projects.Shared}))
		require.Equal(t, trash, shelf(t, s, user, projects.Filter{Shelf: projects.Trash}))
	}
	it := []string{"one"}
	requireShelves("owner", it, nil, nil)
	requireShelves("user", []string{"theirs"}, it, nil)
	requireShelves("stranger", nil, nil, nil)
	storeRead(t, s, func(ctx context.Context, r projects.Reader) error {
		page, _, err := r.Projects(ctx, "user", projects.Filter{Shelf: projects.Shared}, "", 10)
		want := one.Project
		want.Role = projects.Viewer
		require.Equal(t, []projects.Project{want}, page)
		return err
	})

	gone := one.same("owner", projects.Trashed)
	gone.TrashedAt = minute(5)
	updateRow(t, s, gone)
	requireShelves("owner", nil, nil, it)
	requireShelves("user", []string{"theirs"}, nil, nil)
	grant(t, s, "one", "late", projects.Editor) // while it is in the trash
	requireShelves("late", nil, nil, nil)

	back := gone.same("owner", projects.Restored)
	back.TrashedAt = time.Time{}
	updateRow(t, s, back.named("Zoë"))
	requireShelves("owner", it, nil, nil)
	requireShelves("user", []string{"theirs"}, it, nil)
	requireShelves("late", nil, it, nil)
	require.Equal(t, it, shelf(t, s, "late", projects.Filter{Shelf: projects.Shared, Query: "zoë"}), "with the name that it has now")

	for _, f := range []projects.Filter{{Shelf: "hidden"}, {Shelf: "attic"}, {Order: "worst"}, {Order: projects.Popular}} {
		storeRead(t, s, func(ctx context.Context, r projects.Reader) error {
			_, _, err := r.Projects(ctx, "owner", f, "", 10)
			require.ErrorIs(t, err, projects.ErrInvalid, "%+v", f)
			return nil
		})
	}
}

func storeOwnedBy(t *testing.T, s projects.Store) {
	for i := range 5 {
		r := newRow(fmt.Sprint(i), "owner")
		if i == 2 {
			r.TrashedAt = minute(1)
		}
		addRows(t, s, r)
	}
	addRows(t, s, newRow("other", "other"))
	grant(t, s, "other", "owner", projects.Editor)
	storeRead(t, s, func(ctx context.Context, r projects.Reader) error {
		all, err := r.OwnedBy(ctx, "owner", 100)
		require.NoError(t, err)
		require.ElementsMatch(t, []string{"0", "1", "2", "3", "4"}, all, "those in the trash, too")
		some, err := r.OwnedBy(ctx, "owner", 2)
		require.NoError(t, err)
		require.Len(t, some, 2)
		none, err := r.OwnedBy(ctx, "nobody", 2)
		require.Empty(t, none)
		return err
	})
}

func storeTrashedBefore(t *testing.T, s projects.Store) {
	for id, at := range map[string]int{"d": 3, "c": 1, "b": 2, "a": 2} {
		r := newRow(id, "owner of "+id)
		r.TrashedAt = minute(at)
		addRows(t, s, r)
	}
	addRows(t, s, newRow("e", "owner"))
	storeRead(t, s, func(ctx context.Context, r projects.Reader) error {
		for _, c := range []struct {
			before, limit int
			want          []string
		}{{1, 10, nil}, {2, 10, []string{"c"}}, {3, 10, []string{"c", "a", "b"}}, {100, 10, []string{"c", "a", "b", "d"}}, {100, 2, []string{"c", "a"}}, {100, 0, nil}} {
			got, err := r.TrashedBefore(ctx, minute(c.before), c.limit)
			require.NoError(t, err)
			require.Equal(t, c.want, got, "%+v", c)
		}
		return nil
	})
}

func storeGone(t *testing.T, s projects.Store) {
	for range 2 { // to say it again is no error
		storeWrite(t, s, func(ctx context.Context, w projects.Writer) error { return w.PutGone(ctx, "user", minute(0)) })
	}
	storeRead(t, s, func(ctx context.Context, r projects.Reader) error {
		for user, want := range map[string]bool{"user": true, "USER": false, "other": false, "": false} {
			gone, err := r.Gone(ctx, user)
			require.NoError(t, err)
			require.Equal(t, want, gone, user)
		}
		return nil
	})
	for _, c := range []struct {
		user string
		at   time.Time
	}{{"", minute(0)}, {"x", time.Time{}}} {
		err := tryStoreWrite(t, s, func(ctx context.Context, w projects.Writer) error { return w.PutGone(ctx, c.user, c.at) })
		require.ErrorIs(t, err, projects.ErrInvalid)
	}
}
