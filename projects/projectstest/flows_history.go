package projectstest

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/sqldb"
)

func flowVersions(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	ann := User("ann")
	p := s.Create(t, ann, "title: A\n")
	s.Share(t, ann, p.ID, "bob", projects.Editor)
	s.Share(t, ann, p.ID, "vic", projects.Viewer)
	s.Clock.Advance(time.Minute)
	s.Replace(t, User("bob"), p.ID, "title: B\nbroken\n")
	_, err := s.Service.Rename(t.Context(), ann, p.ID, 2, "Mine")
	require.NoError(t, err)
	_, err = s.Service.Revert(t.Context(), ann, p.ID, 3, 1)
	require.NoError(t, err)
	_, err = s.Service.Trash(t.Context(), ann, p.ID, 4)
	require.NoError(t, err)
	_, err = s.Service.Restore(t.Context(), ann, p.ID, 5)
	require.NoError(t, err)

	var all []string
	for cursor := ""; ; {
		page, next, err := s.Service.Versions(t.Context(), User("bob"), p.ID, cursor, 4)
		require.NoError(t, err)
		for _, v := range page {
			require.Empty(t, v.Facts)
			all = append(all, fmt.Sprintf("%d %s %s %d %s %v", v.Number, v.Change, v.By, v.Of, v.Name, v.Draft))
		}
		if next == "" {
			break
		}
		cursor = next
	}
	require.Equal(t, []string{
		"6 restored ann 0 Mine false",
		"5 trashed ann 0 Mine false",
		"4 reverted ann 1 Mine false",
		"3 renamed ann 0 Mine true",
		"2 edited bob 0 A true",
		"1 created ann 0 A false",
	}, all)

	for by, code := range map[string]projects.Code{"vic": projects.CodeForbidden, "stranger": projects.CodeNotFound, "": projects.CodeNotFound} {
		_, _, err := s.Service.Versions(t.Context(), User(by), p.ID, "", 0)
		requireCode(t, code, err)
		_, _, err = s.Service.ReadVersion(t.Context(), User(by), p.ID, 1)
		requireCode(t, code, err)
		_, err = s.Service.Diff(t.Context(), User(by), p.ID, 1, 2)
		requireCode(t, code, err)
		_, err = s.Service.Revert(t.Context(), User(by), p.ID, 6, 1)
		requireCode(t, code, err)
	}
	_, _, err = s.Service.Versions(t.Context(), ann, p.ID, "nonsense", 0)
	require.ErrorIs(t, err, projects.ErrCursor)
}

func flowReadVersion(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	ann := User("ann")
	p := s.Create(t, ann, "title: A\n# first\r\n")
	s.Replace(t, ann, p.ID, "\xff\x00")
	for number, want := range []string{1: "title: A\n# first\r\n", 2: "\xff\x00"} {
		if number == 0 {
			continue
		}
		v, source, err := s.Service.ReadVersion(t.Context(), ann, p.ID, number)
		require.NoError(t, err)
		require.Equal(t, want, string(source))
		require.Equal(t, []any{number, hash(want), len(want)}, []any{v.Number, v.SHA256, v.Bytes})
		clear(source) // it is the caller's
	}
	require.Equal(t, "\xff\x00", s.Source(t, ann, p.ID))
	for _, number := range []int{0, -1, 3, math.MaxInt} {
		_, _, err := s.Service.ReadVersion(t.Context(), ann, p.ID, number)
		requireCode(t, projects.CodeNoVersion, err)
		_, err = s.Service.Diff(t.Context(), ann, p.ID, 1, number)
		requireCode(t, projects.CodeNoVersion, err)
		_, err = s.Service.Diff(t.Context(), ann, p.ID, number, 1)
		requireCode(t, projects.CodeNoVersion, err)
		_, err = s.Service.Revert(t.Context(), ann, p.ID, 2, number)
		requireCode(t, projects.CodeNoVersion, err)
	}
}

func flowDiff(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	ann := User("ann")
	p := s.Create(t, ann, "title: A\na\nb\nc\nd\ne\n")
	s.Replace(t, ann, p.ID, "title: B\na\nb\nc\nd\ne\n")
	_, err := s.Service.Rename(t.Context(), ann, p.ID, 2, "Mine")
	require.NoError(t, err)
	s.Replace(t, ann, p.ID, "title: B\r\na\x00\xff\n")
	s.Replace(t, ann, p.ID, "title: B\r\na\x00\xfe")
	for _, c := range []struct {
		from, to int
		want     string
	}{
		{1, 2, "--- version 1\n+++ version 2\n@@ -1,4 +1,4 @@\n-title: A\n+title: B\n a\n b\n c\n"},
		{2, 1, "--- version 2\n+++ version 1\n@@ -1,4 +1,4 @@\n-title: B\n+title: A\n a\n b\n c\n"},
		{2, 3, ""},
		{1, 1, ""},
		{4, 5, "--- version 4\n+++ version 5\n@@ -1,2 +1,2 @@\n title: B\r\n-a\x00\xff\n+a\x00\xfe\n\\ No newline at end of file\n"},
	} {
		got, err := s.Service.Diff(t.Context(), ann, p.ID, c.from, c.to)
		require.NoError(t, err)
		require.Equal(t, c.want, got)
	}
}

func flowRevert(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	ann := User("ann")
	p := s.Create(t, ann, "title: A\npages: 3\ndesign: day\n")
	s.Replace(t, ann, p.ID, "title: B\n")
	s.Replace(t, ann, p.ID, "broken\n")
	inspected := s.Files.Inspected.Load()
	var got projects.Project
	require.Equal(t, []string{"projects.revert ok ann project:P from=3 of=1 version=4"}, s.deeds(t, map[string]string{p.ID: "P"}, func() {
		var err error
		got, err = s.Service.Revert(t.Context(), ann, p.ID, 3, 1)
		require.NoError(t, err)
	}))
	require.Equal(t, []any{4, "A", 3, false, p.SHA256, p.Bytes}, []any{got.Version, got.Name, got.Pages, got.Draft, got.SHA256, got.Bytes})
	require.Equal(t, got, s.Get(t, ann, p.ID))
	require.Equal(t, "title: A\npages: 3\ndesign: day\n", s.Source(t, ann, p.ID))
	v := s.version(t, ann, p.ID, 4)
	require.Equal(t, s.version(t, ann, p.ID, 1).Facts, v.Facts)
	require.Equal(t, []any{projects.Reverted, 1}, []any{v.Change, v.Of})

	// Again, to what it is, and to a draft.
	require.Empty(t, s.growth(t, func() {
		for _, c := range []struct{ seen, to int }{{3, 1}, {4, 1}, {4, 4}} {
			again, err := s.Service.Revert(t.Context(), ann, p.ID, c.seen, c.to)
			require.NoError(t, err)
			require.Equal(t, got, again)
		}
	}))
	_, err := s.Service.Revert(t.Context(), ann, p.ID, 3, 2)
	requireConflict(t, got, err)
	got, err = s.Service.Revert(t.Context(), ann, p.ID, 4, 3)
	require.NoError(t, err)
	require.Equal(t, []any{5, "A", 3, true}, []any{got.Version, got.Name, got.Pages, got.Draft})
	require.Equal(t, inspected, s.Files.Inspected.Load())
	require.Equal(t, map[string]int{"ep_project_version": 1, "ep_audit": 1}, s.growth(t, func() {
		_, err = s.Service.Revert(t.Context(), ann, p.ID, 5, 2)
		require.NoError(t, err)
	}), "its file is there already")
}

// The assets of the version come back with it, for the owner.
func flowRevertAssets(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	ann := User("ann")
	s.Assets.Give(t, "ann", "logo")
	p := s.Create(t, ann, "asset: logo\nasset: other\n")
	s.Share(t, ann, p.ID, "bob", projects.Editor)
	s.Share(t, ann, p.ID, "vic", projects.Viewer)
	s.Replace(t, ann, p.ID, "title: B\n")
	require.False(t, s.mayRead(t, "vic", "logo"))
	s.Assets.Take(t, "ann", "logo")
	full := errors.New("full")
	s.Assets.Refuse(full)
	require.Empty(t, s.growth(t, func() {
		_, err := s.Service.Revert(t.Context(), User("bob"), p.ID, 2, 1)
		require.ErrorIs(t, err, full)
	}))
	s.Assets.Refuse(nil)
	_, err := s.Service.Revert(t.Context(), User("bob"), p.ID, 2, 1)
	require.NoError(t, err)
	require.Equal(t, []string{"logo"}, s.Assets.Of(t, "ann"))
	require.True(t, s.mayRead(t, "vic", "logo"))
	require.Equal(t, []string{"other"}, s.version(t, ann, p.ID, 3).Facts.Missing)

	// A draft has none of its own, and keeps what the version had that it was
	// written on.
	s.Replace(t, ann, p.ID, "broken\n")
	s.Replace(t, ann, p.ID, "title: C\n")
	require.False(t, s.mayRead(t, "vic", "logo"))
	_, err = s.Service.Revert(t.Context(), ann, p.ID, 5, 4)
	require.NoError(t, err)
	require.True(t, s.mayRead(t, "vic", "logo"))
}

func flowPruneCount(t *testing.T, db *sqldb.DB) {
	s := New(t, db, func(c *projects.Config) { c.KeepVersions = 3 })
	ann := User("ann")
	p := s.Create(t, ann, "title: 1\n")
	s.Publish(t, ann, p.ID, "first-one")
	for _, n := range strings.Fields("2 3 4 5 6") {
		p = s.Replace(t, ann, p.ID, "title: "+n+"\n")
	}
	require.Equal(t, 6, p.Version)
	require.Equal(t, []int{6, 5, 4, 1}, s.numbers(t, ann, p.ID), "what is published stays")
	_, err := s.Service.Revert(t.Context(), ann, p.ID, 6, 3)
	requireCode(t, projects.CodeNoVersion, err)
	require.NoError(t, s.Service.Unpublish(t.Context(), ann, p.ID, ""))
	p = s.Replace(t, ann, p.ID, "title: 7\n")
	require.Equal(t, []int{7, 6, 5}, s.numbers(t, ann, p.ID))
	require.Equal(t, 3, s.rows(t)["ep_project_source"])

	// Fewer from now on: it gets there by and by.
	s = Open(t, db, func(c *projects.Config) { c.KeepVersions = 2 })
	_, err = s.Service.Trash(t.Context(), ann, p.ID, 7)
	require.NoError(t, err)
	require.Equal(t, []int{8, 7}, s.numbers(t, ann, p.ID))
	require.Equal(t, 1, s.rows(t)["ep_project_source"], "both have the same file")
}

func flowPruneAge(t *testing.T, db *sqldb.DB) {
	s := New(t, db, func(c *projects.Config) { c.KeepFor = 10 * time.Hour })
	ann := User("ann")
	p := s.Create(t, ann, "title: 1\n")
	s.Publish(t, ann, p.ID, "first-one")
	old := s.Create(t, ann, "title: old\n")
	for _, n := range strings.Fields("2 3 4") { // after 1, 2 and 3 hours
		s.Clock.Advance(time.Hour)
		s.Replace(t, ann, p.ID, "title: "+n+"\n")
	}
	sweep := func(want int) {
		t.Helper()
		got, err := s.Service.Sweep(t.Context())
		require.NoError(t, err)
		require.Equal(t, projects.Swept{Versions: want}, got)
	}
	s.Clock.Advance(8 * time.Hour)
	sweep(0)
	s.Clock.Advance(time.Hour + time.Millisecond) // version 2 was replaced 10 hours ago, and 1 before that
	sweep(1)
	require.Equal(t, []int{4, 3, 1}, s.numbers(t, ann, p.ID))
	s.Clock.Advance(10000 * time.Hour)
	sweep(1)
	require.Equal(t, []int{4, 1}, s.numbers(t, ann, p.ID), "the current one is never too old")
	require.Equal(t, []int{1}, s.numbers(t, ann, old.ID))
	require.NoError(t, s.Service.Unpublish(t.Context(), ann, p.ID, ""))
	sweep(1)
	require.Equal(t, []int{4}, s.numbers(t, ann, p.ID))
}

// However often somebody saves, the last version of each day stays until it is too
// old.
func flowPruneDays(t *testing.T, db *sqldb.DB) {
	s := New(t, db, func(c *projects.Config) { c.KeepVersions, c.KeepFor = 3, 5*24*time.Hour })
	ann := User("ann")
	p := s.Create(t, ann, "title: day 1\n") // at half past nine
	s.Publish(t, ann, p.ID, "first-one")
	write := func(times int) {
		for range times {
			p = s.Replace(t, ann, p.ID, s.Source(t, ann, p.ID)+"#\n")
		}
	}
	write(3) // 2 to 4
	s.Clock.Advance(14*time.Hour + 29*time.Minute)
	write(1) // 5, a minute before midnight
	s.Clock.Advance(time.Minute)
	write(40) // 6 to 45
	require.Equal(t, []int{45, 44, 43, 5, 1}, s.numbers(t, ann, p.ID))
	s.Clock.Advance(24*time.Hour - time.Millisecond)
	write(1)
	s.Clock.Advance(time.Millisecond)
	write(40) // 47 to 86
	require.Equal(t, []int{86, 85, 84, 46, 5, 1}, s.numbers(t, ann, p.ID))
	_, err := s.Service.Revert(t.Context(), ann, p.ID, 86, 5)
	require.NoError(t, err)

	// What is no longer published goes, too, if the day has another one.
	require.NoError(t, s.Service.Unpublish(t.Context(), ann, p.ID, ""))
	write(1)
	require.Equal(t, []int{88, 87, 86, 46, 5}, s.numbers(t, ann, p.ID))

	s.Clock.Advance(4*24*time.Hour + time.Minute)
	_, err = s.Service.Sweep(t.Context())
	require.NoError(t, err)
	require.Equal(t, []int{88, 87, 86, 46}, s.numbers(t, ann, p.ID), "which was replaced a day later")
	s.Clock.Advance(3 * 24 * time.Hour)
	_, err = s.Service.Sweep(t.Context())
	require.NoError(t, err)
	require.Equal(t, []int{88}, s.numbers(t, ann, p.ID))
}

// Nobody may read an asset because of a version that is gone.
func flowPruneAssets(t *testing.T, db *sqldb.DB) {
	s := New(t, db, func(c *projects.Config) { c.KeepVersions = 2 })
	ann := User("ann")
	s.Assets.Give(t, "ann", "logo")
	p := s.Create(t, ann, "asset: logo\n")
	s.Share(t, ann, p.ID, "bob", projects.Editor)
	s.Replace(t, ann, p.ID, "title: 2\n")
	require.True(t, s.mayRead(t, "bob", "logo"))
	s.Replace(t, ann, p.ID, "title: 3\n")
	require.False(t, s.mayRead(t, "bob", "logo"))
	require.Zero(t, s.rows(t)["ep_project_asset"])
	s.Assets.Take(t, "ann", "logo")
	s.Replace(t, User("bob"), p.ID, "asset: logo\n")
	require.Equal(t, []string{"logo"}, s.version(t, ann, p.ID, 4).Facts.Missing)
	require.True(t, slices.Equal([]int{4, 3}, s.numbers(t, ann, p.ID)))
}

// flowPruneShownAssets: a published version outlives those after it, and then goes
// alone; with it goes what only they used.
func flowPruneShownAssets(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	ann, bob := User("ann"), User("bob")
	s.Assets.Give(t, "ann", "logo")
	p := s.Create(t, ann, "asset: logo\n")
	s.Share(t, ann, p.ID, "bob", projects.Editor)
	s.Publish(t, ann, p.ID, "logos")
	s.Replace(t, ann, p.ID, "asset: logo\ntitle: 2\n")
	s.Replace(t, ann, p.ID, "title: 3\n")
	for _, left := range [][]int{{3, 1}, {3}} {
		s.Clock.Advance(400 * 24 * time.Hour)
		_, err := s.Service.Sweep(t.Context())
		require.NoError(t, err)
		require.Equal(t, left, s.numbers(t, ann, p.ID))
		require.Equal(t, len(left) == 2, s.mayRead(t, bob.User, "logo"))
		require.NoError(t, s.Service.Unpublish(t.Context(), ann, p.ID, ""))
	}
	require.Zero(t, s.rows(t)["ep_project_asset"])
}
