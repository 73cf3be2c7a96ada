package projectstest

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/sqldb"
)

// grants are those of a project as "user role".
func (s *Setup) grants(t testing.TB, owner projects.Actor, id string) []string {
	t.Helper()
	all, err := s.Service.Grants(t.Context(), owner, id)
	require.NoError(t, err)
	names := []string{}
	for _, g := range all {
		require.Equal(t, id, g.Project)
		names = append(names, g.User+" "+string(g.Role))
	}
	return names
}

// A grant gives what its role may, from then on, and replaces the one before.
func flowShare(t *testing.T, db *sqldb.DB) {
	s, ann, ben := New(t, db), User("ann"), User("ben")
	p := s.Create(t, ann, "title: Ours\n")
	require.Empty(t, s.shelf(t, ben, projects.Shared))

	s.Clock.Advance(time.Minute)
	g, err := s.Service.Share(t.Context(), ann, p.ID, "ben", projects.Viewer)
	require.NoError(t, err)
	require.Equal(t, projects.Grant{Project: p.ID, User: "ben", Role: projects.Viewer, At: s.Clock.Now()}, g)
	require.Equal(t, []string{p.ID}, s.shelf(t, ben, projects.Shared))
	seen := s.Get(t, ben, p.ID)
	require.Equal(t, projects.Viewer, seen.Role)
	require.Equal(t, 1, seen.Version, "a grant is no version")
	require.Equal(t, "title: Ours\n", s.Source(t, ben, p.ID))
	_, err = s.Service.Replace(t.Context(), ben, p.ID, 1, []byte("title: Mine\n"))
	requireCode(t, projects.CodeForbidden, err)

	s.Clock.Advance(time.Minute)
	again, err := s.Service.Share(t.Context(), ann, p.ID, "ben", projects.Viewer)
	require.NoError(t, err)
	require.Equal(t, g, again, "nothing to change")
	better, err := s.Service.Share(t.Context(), ann, p.ID, "ben", projects.Editor)
	require.NoError(t, err)
	require.Equal(t, projects.Grant{Project: p.ID, User: "ben", Role: projects.Editor, At: s.Clock.Now()}, better)
	require.Equal(t, projects.Editor, s.Get(t, ben, p.ID).Role)
	require.Equal(t, 2, s.Replace(t, ben, p.ID, "title: Better\n").Version)
	require.Equal(t, "Better", s.Get(t, ann, p.ID).Name)

	require.Equal(t, []string{
		"projects.share ok ann project:P role=viewer user=ada",
		"projects.share ok ann project:P role=viewer user=ben",
	}, s.deeds(t, map[string]string{p.ID: "P"}, func() {
		s.Share(t, ann, p.ID, "ada", projects.Viewer)
		require.Equal(t, []string{"ada viewer", "ben editor"}, s.grants(t, ann, p.ID))
		s.Share(t, ann, p.ID, "ben", projects.Viewer)
		s.Share(t, ann, p.ID, "ben", projects.Viewer)
	}))
	_, err = s.Service.Replace(t.Context(), ben, p.ID, 2, []byte("title: Mine\n"))
	requireCode(t, projects.CodeForbidden, err)
}

// What cannot be granted is refused, and leaves nothing behind.
func flowShareRefused(t *testing.T, db *sqldb.DB) {
	s, ann := New(t, db, func(c *projects.Config) { c.MaxGrants = 2 }), User("ann")
	p := s.Create(t, ann, "title: Mine\n")
	s.Users.Remove("nobody")
	s.DeleteUser(t, "gone")
	for _, c := range []struct {
		user  string
		role  projects.Role
		code  projects.Code
		field string
	}{
		{"ben", projects.Owner, projects.CodeGrantRole, "role"},
		{"ben", "", projects.CodeGrantRole, "role"},
		{"ben", "admin", projects.CodeGrantRole, "role"},
		{"ben", "Viewer", projects.CodeGrantRole, "role"},
		{"ann", projects.Viewer, projects.CodeNoUser, "user"},
		{"nobody", projects.Viewer, projects.CodeNoUser, "user"},
		{"gone", projects.Viewer, projects.CodeNoUser, "user"},
		{"", projects.Viewer, projects.CodeNoUser, "user"},
		{"a\x00b", projects.Viewer, projects.CodeNoUser, "user"},
		{"\xff", projects.Viewer, projects.CodeNoUser, "user"},
		{strings.Repeat("u", 5000), projects.Viewer, projects.CodeNoUser, "user"},
	} {
		require.Empty(t, s.growth(t, func() {
			_, err := s.Service.Share(t.Context(), ann, p.ID, c.user, c.role)
			requireCode(t, c.code, err)
			e, _ := errors.AsType[*projects.Error](err)
			require.Equal(t, c.field, e.Field)
		}), "%.50q as %s", c.user, c.role)
	}
	for _, id := range []string{"", "no-such", "a\x00b", "\xff", strings.Repeat("p", 5000)} {
		_, err := s.Service.Share(t.Context(), ann, id, "ben", projects.Viewer)
		requireCode(t, projects.CodeNotFound, err)
	}

	s.Share(t, ann, p.ID, "ben", projects.Viewer)
	s.Share(t, ann, p.ID, "cem", projects.Viewer)
	_, err := s.Service.Share(t.Context(), ann, p.ID, "dan", projects.Viewer)
	requireCode(t, projects.CodeTooManyGrants, err)
	s.Share(t, ann, p.ID, "cem", projects.Editor) // in place of one that is there
	require.NoError(t, s.Service.Unshare(t.Context(), ann, p.ID, "ben"))
	s.Share(t, ann, p.ID, "dan", projects.Viewer)
	require.Equal(t, []string{"cem editor", "dan viewer"}, s.grants(t, ann, p.ID))
}

// asking is a Users that does something while it is asked.
type asking func(ctx context.Context, user string) (bool, error)

// Exists implements projects.Users.
func (a asking) Exists(ctx context.Context, user string) (bool, error) { return a(ctx, user) }

// Accounts are asked while no transaction is open: they may be in the same database,
// which has one writer. A user who is deleted at that moment is not granted
// anything.
func flowShareAsksOutside(t *testing.T, db *sqldb.DB) {
	broken := errors.New("accounts cannot be reached")
	asked := 0
	var s *Setup
	s = New(t, db, func(c *projects.Config) {
		c.Users = asking(func(ctx context.Context, user string) (bool, error) {
			asked++
			s.Assets.Give(t, user, "written while asked")
			switch user {
			case "broken":
				return true, broken
			case "leaving":
				s.DeleteUser(t, user)
			}
			return true, ctx.Err()
		})
	})
	ann := User("ann")
	p := s.Create(t, ann, "title: Mine\n")
	s.Share(t, ann, p.ID, "ben", projects.Viewer)
	require.Equal(t, 1, asked)
	_, err := s.Service.Share(t.Context(), ann, p.ID, "broken", projects.Viewer)
	require.ErrorIs(t, err, broken)
	_, err = s.Service.Share(t.Context(), ann, p.ID, "leaving", projects.Viewer)
	requireCode(t, projects.CodeNoUser, err)
	require.Equal(t, []string{"ben viewer"}, s.grants(t, ann, p.ID))

	asked = 0
	_, err = s.Service.Share(t.Context(), User("ben"), p.ID, "cem", projects.Viewer)
	requireCode(t, projects.CodeForbidden, err)
	_, err = s.Service.Share(t.Context(), User("eve"), p.ID, "cem", projects.Viewer)
	requireCode(t, projects.CodeNotFound, err)
	require.Zero(t, asked, "who may not share does not learn who has an account")
}

// However many share at once, there is never one grant too many.
func flowShareAtOnce(t *testing.T, db *sqldb.DB) {
	s, ann := New(t, db, func(c *projects.Config) { c.MaxGrants = 3 }), User("ann")
	p := s.Create(t, ann, "title: Mine\n")
	errs := make([]error, 8)
	var work sync.WaitGroup
	for i := range errs {
		work.Go(func() {
			_, errs[i] = s.Service.Share(t.Context(), ann, p.ID, string(rune('p'+i)), projects.Viewer)
		})
	}
	work.Wait()
	granted := 0
	for _, err := range errs {
		if err == nil {
			granted++
		} else {
			requireCode(t, projects.CodeTooManyGrants, err)
		}
	}
	require.Equal(t, 3, granted)
	require.Len(t, s.grants(t, ann, p.ID), 3)
}

// A grant ends at once: by its owner, or by whoever has it.
func flowUnshare(t *testing.T, db *sqldb.DB) {
	s, ann, ben, cem := New(t, db), User("ann"), User("ben"), User("cem")
	p := s.Create(t, ann, "title: Mine\n")
	s.Share(t, ann, p.ID, "ben", projects.Viewer)
	s.Share(t, ann, p.ID, "cem", projects.Editor)
	requireCode(t, projects.CodeForbidden, s.Service.Unshare(t.Context(), cem, p.ID, "ben"))
	requireCode(t, projects.CodeNotFound, s.Service.Unshare(t.Context(), User("eve"), p.ID, "ben"))
	require.Empty(t, s.growth(t, func() {
		for _, id := range []string{p.ID, "no-such", "", "a\x00b", "\xff", strings.Repeat("p", 5000)} {
			require.NoError(t, s.Service.Unshare(t.Context(), User("eve"), id, "eve"), "nothing to end, and nothing to learn")
		}
	}))
	requireCode(t, projects.CodeNotFound, s.Service.Unshare(t.Context(), projects.Actor{}, p.ID, ""))

	require.Equal(t, []string{
		"projects.unshare ok cem project:P user=cem",
		"projects.unshare ok ann project:P user=ben",
	}, s.deeds(t, map[string]string{p.ID: "P"}, func() {
		require.NoError(t, s.Service.Unshare(t.Context(), cem, p.ID, "cem"), "somebody leaves")
		require.NoError(t, s.Service.Unshare(t.Context(), ann, p.ID, "ben"))
	}))
	for _, by := range []projects.Actor{ben, cem} {
		require.Empty(t, s.shelf(t, by, projects.Shared))
		_, err := s.Service.Get(t.Context(), by, p.ID)
		requireCode(t, projects.CodeNotFound, err)
		_, _, err = s.Service.Read(t.Context(), by, p.ID)
		requireCode(t, projects.CodeNotFound, err)
		require.NoError(t, s.Service.Unshare(t.Context(), by, p.ID, by.User), "again")
	}
	require.Empty(t, s.growth(t, func() {
		for _, user := range []string{"ben", "ann", "nobody", "", "\xff", strings.Repeat("u", 5000)} {
			require.NoError(t, s.Service.Unshare(t.Context(), ann, p.ID, user), "nothing to end")
		}
	}))
	require.Equal(t, projects.Owner, s.Get(t, ann, p.ID).Role)
	require.Empty(t, s.grants(t, ann, p.ID))
}

// filing is a Files that does something before it looks at a file.
type filing struct {
	projects.Files
	before func()
}

// Inspect implements projects.Files.
func (f filing) Inspect(ctx context.Context, source []byte) (projects.Facts, error) {
	f.before()
	return f.Files.Inspect(ctx, source)
}

// A grant that ends while a write is on its way ends that, too.
func flowUnshareMeanwhile(t *testing.T, db *sqldb.DB) {
	before := func() {}
	s := New(t, db, func(c *projects.Config) { c.Files = filing{c.Files, func() { before() }} })
	ann, ben := User("ann"), User("ben")
	p := s.Create(t, ann, "title: Ours\n")
	for _, c := range []struct {
		before func()
		code   projects.Code
	}{
		{func() { require.NoError(t, s.Service.Unshare(t.Context(), ann, p.ID, "ben")) }, projects.CodeNotFound},
		{func() { s.Share(t, ann, p.ID, "ben", projects.Viewer) }, projects.CodeForbidden},
		{func() { s.DeleteUser(t, "ben") }, projects.CodeNotFound},
	} {
		before = func() {}
		s.Share(t, ann, p.ID, "ben", projects.Editor)
		before = c.before
		_, err := s.Service.Replace(t.Context(), ben, p.ID, p.Version, []byte("title: Mine\n"))
		requireCode(t, c.code, err)
		require.Equal(t, p, s.Get(t, ann, p.ID))
	}
}

// The trash hides a project from whom it is shared with, and gives it back.
func flowShareTrashed(t *testing.T, db *sqldb.DB) {
	s, ann, ben := New(t, db), User("ann"), User("ben")
	p := s.Create(t, ann, "title: Mine\n")
	s.Share(t, ann, p.ID, "ben", projects.Editor)
	s.Share(t, ann, p.ID, "cem", projects.Viewer)
	s.Share(t, ann, p.ID, "dan", projects.Viewer)
	p, err := s.Service.Trash(t.Context(), ann, p.ID, p.Version)
	require.NoError(t, err)
	require.Empty(t, s.shelf(t, ben, projects.Shared))
	requireCode(t, projects.CodeNotFound, s.Service.Unshare(t.Context(), ben, p.ID, "dan"))
	require.NoError(t, s.Service.Unshare(t.Context(), User("dan"), p.ID, "dan"), "who does not see it may leave it")
	require.NoError(t, s.Service.Unshare(t.Context(), ann, p.ID, "cem"))
	require.Equal(t, []string{"ben editor"}, s.grants(t, ann, p.ID))
	_, err = s.Service.Restore(t.Context(), ann, p.ID, p.Version)
	require.NoError(t, err)
	require.Equal(t, []string{p.ID}, s.shelf(t, ben, projects.Shared))
	require.Equal(t, projects.Editor, s.Get(t, ben, p.ID).Role)
	require.Empty(t, s.shelf(t, User("cem"), projects.Shared))
}
