package projectstest

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/projects"
)

func requireAssets(t testing.TB, s projects.Store, project string, number int, want ...string) {
	t.Helper()
	storeRead(t, s, func(ctx context.Context, r projects.Reader) error {
		got, err := r.Assets(ctx, project, number)
		require.Equal(t, want, got, "version %d", number)
		return err
	})
}

func usedBy(t testing.TB, s projects.Store, asset string, limit int) (found []string) {
	t.Helper()
	storeRead(t, s, func(ctx context.Context, r projects.Reader) (err error) {
		found, err = r.Uses(ctx, asset, limit)
		return err
	})
	return found
}

func storeAssets(t *testing.T, s projects.Store) {
	one, two := newRow("one", "owner").using("b", "a", "a"), newRow("two", "owner").using("a")
	addRows(t, s, two, one, newRow("three", "owner"))
	for i, uses := range [][]string{{"a", "b"}, {"b", "c"}, nil, {"c", "A", strings.Repeat("é", 64)}, {"c"}} {
		one = one.next("owner", projects.Edited, fmt.Sprint(i)).using(uses...)
		updateRow(t, s, one)
	}
	requireAssets(t, s, "one", 1, "a", "b")
	requireAssets(t, s, "one", 2, "a", "b")
	requireAssets(t, s, "one", 3, "b", "c")
	requireAssets(t, s, "one", 4)
	requireAssets(t, s, "one", 5, "A", "c", strings.Repeat("é", 64))
	requireAssets(t, s, "one", 6, "c")
	requireAssets(t, s, "three", 1)
	require.Equal(t, []string{"one", "two"}, usedBy(t, s, "a", 10))
	require.Equal(t, []string{"one"}, usedBy(t, s, "a", 1))
	require.Equal(t, []string{"one"}, usedBy(t, s, "c", 10), "once, however often")
	require.Empty(t, usedBy(t, s, "a", 0))
	require.Empty(t, usedBy(t, s, "nobody's", 10))
	storeRead(t, s, func(ctx context.Context, r projects.Reader) error {
		for at, want := range map[[2]string]bool{{"one", "a"}: true, {"one", "c"}: true, {"two", "a"}: true, {"two", "b"}: false, {"none", "a"}: false} {
			is, err := r.UsedIn(ctx, at[0], at[1])
			require.NoError(t, err)
			require.Equal(t, want, is, at)
		}
		return nil
	})

	most := make([]string, projects.MaxAssets)
	for i := range most {
		most[i] = fmt.Sprintf("%03d", i)
	}
	one = one.next("owner", projects.Edited, "most").using(most...)
	updateRow(t, s, one)
	requireAssets(t, s, "one", one.Version, most...)
	for what, uses := range map[string][]string{"too many": append(most, "x"), "no name": {""}, "long": {strings.Repeat("a", projects.MaxAsset+1)}} {
		err := tryStoreWrite(t, s, one.next("owner", projects.Edited, "more").using(uses...).update)
		require.ErrorIs(t, err, projects.ErrInvalid, what)
	}
}

// storeAssetsPruned forgets what only versions used that are gone.
func storeAssetsPruned(t *testing.T, s projects.Store) {
	one := newRow("one", "owner").using("all", "first")
	addRows(t, s, one, newRow("two", "owner").using("first"))
	for i, uses := range [][]string{{"all", "second", "often"}, {"all"}, {"all", "often"}, {"all"}, {"all", "last"}} {
		one = one.next("owner", projects.Edited, fmt.Sprint(i)).using(uses...)
		updateRow(t, s, one)
	}
	second := entryOf(one, "slug")
	second.Version = 2
	putEntry(t, s, second)
	requireUses := func(want string) {
		t.Helper()
		var used []string
		storeRead(t, s, func(ctx context.Context, r projects.Reader) error {
			for _, a := range []string{"all", "first", "second", "often", "last"} {
				is, err := r.UsedIn(ctx, "one", a)
				require.NoError(t, err)
				if is {
					used = append(used, a)
				}
			}
			return nil
		})
		require.Equal(t, want, strings.Join(used, " "))
	}
	requireUses("all first second often last")
	require.Equal(t, 2, prune(t, s, 4, 10)) // 1 and 3; 2 is published
	requireUses("all second often last")
	requireAssets(t, s, "one", 2, "all", "often", "second")
	require.Equal(t, []string{"two"}, usedBy(t, s, "first", 10))
	require.Equal(t, 1, prune(t, s, 5, 10))
	requireUses("all second often last")
	storeWrite(t, s, func(ctx context.Context, w projects.Writer) error {
		_, err := w.DeleteEntry(ctx, "one")
		return err
	})
	requireUses("all second often last")
	storeWrite(t, s, func(ctx context.Context, w projects.Writer) error {
		_, err := w.PruneBefore(ctx, minute(1000), 10)
		return err
	})
	requireUses("all last")
	requireAssets(t, s, "one", 6, "all", "last")
}

func mayRead(t testing.TB, s projects.Store, user, asset string) (may bool) {
	t.Helper()
	storeRead(t, s, func(ctx context.Context, r projects.Reader) (err error) {
		may, err = r.MayReadAsset(ctx, user, asset)
		return err
	})
	return may
}

// storeMayReadAsset has a project whose first version is published, whose second
// one is of the past, and whose third is the current one.
func storeMayReadAsset(t *testing.T, s projects.Store) {
	one := newRow("one", "owner").using("always", "shown")
	addRows(t, s, one)
	putEntry(t, s, entryOf(one, "slug"))
	one = one.next("owner", projects.Edited, "second").using("always", "past")
	updateRow(t, s, one)
	one = one.next("owner", projects.Edited, "third").using("always", "now")
	updateRow(t, s, one)
	grant(t, s, "one", "editor", projects.Editor)
	grant(t, s, "one", "viewer", projects.Viewer)
	users := []string{"owner", "editor", "viewer", "stranger", ""}
	requireMay := func(state string, table map[string][]string) {
		t.Helper()
		for _, asset := range []string{"always", "shown", "past", "now", "other"} {
			var may []string
			for _, user := range users {
				if mayRead(t, s, user, asset) {
					may = append(may, user)
				}
			}
			require.Equal(t, table[asset], may, "%s: %s", state, asset)
		}
	}
	requireMay("published", map[string][]string{"always": users, "shown": users, "past": users[:2], "now": users[:3]})

	trash := one.same("owner", projects.Trashed).using(one.uses...)
	trash.TrashedAt = minute(9)
	updateRow(t, s, trash)
	own := users[:1]
	requireMay("in the trash", map[string][]string{"always": own, "shown": own, "past": own, "now": own})
	one = trash.same("owner", projects.Restored).using(one.uses...)
	one.TrashedAt = time.Time{}
	updateRow(t, s, one)
	requireMay("restored", map[string][]string{"always": users, "shown": users, "past": users[:2], "now": users[:3]})

	storeWrite(t, s, func(ctx context.Context, w projects.Writer) error {
		_, err := w.DeleteEntry(ctx, "one")
		return err
	})
	requireMay("unpublished", map[string][]string{"always": users[:3], "shown": users[:2], "past": users[:2], "now": users[:3]})
	require.Equal(t, 2, prune(t, s, 3, 10))
	requireMay("pruned", map[string][]string{"always": users[:3], "now": users[:3]})
	storeWrite(t, s, func(ctx context.Context, w projects.Writer) error {
		for _, user := range []string{"viewer", "editor"} {
			if _, err := w.DeleteGrant(ctx, "one", user); err != nil {
				return err
			}
		}
		return nil
	})
	requireMay("shared no more", map[string][]string{"always": own, "now": own})
	storeWrite(t, s, func(ctx context.Context, w projects.Writer) error { return w.Purge(ctx, "one") })
	requireMay("purged", nil)
}

// storeAssetUsedOften asks about an asset that hundreds of projects use.
func storeAssetUsedOften(t *testing.T, s projects.Store) {
	storeWrite(t, s, func(ctx context.Context, w projects.Writer) error {
		for i := range 250 {
			if err := newRow(fmt.Sprint("p", i), fmt.Sprint("owner", i)).using("often").add(ctx, w); err != nil {
				return err
			}
		}
		for user, role := range map[string]projects.Role{"viewer": projects.Viewer, "editor": projects.Editor} {
			if err := w.PutGrant(ctx, projects.Grant{Project: "p249", User: user, Role: role, At: minute(0)}); err != nil {
				return err
			}
		}
		return newRow("own", "stranger").using("other").add(ctx, w)
	})
	for user, want := range map[string]bool{"owner0": true, "owner249": true, "viewer": true, "editor": true, "stranger": false, "": false} {
		require.Equal(t, want, mayRead(t, s, user, "often"), user)
	}
	last := newRow("p249", "owner249").next("owner249", projects.Edited, "without it")
	updateRow(t, s, last)
	for user, want := range map[string]bool{"owner249": true, "viewer": false, "editor": true} {
		require.Equal(t, want, mayRead(t, s, user, "often"), user)
	}
	last = last.same("owner249", projects.Trashed)
	last.TrashedAt = minute(5)
	updateRow(t, s, last)
	for user, want := range map[string]bool{"owner249": true, "viewer": false, "editor": false} {
		require.Equal(t, want, mayRead(t, s, user, "often"), user)
	}
}
