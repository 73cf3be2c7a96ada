package projectstest

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/projects"
)

// ownUses are the projects of an owner that use an asset: their names by id.
func ownUses(t testing.TB, s projects.Store, owner, asset string, limit int) (found map[string]string) {
	t.Helper()
	storeRead(t, s, func(ctx context.Context, r projects.Reader) (err error) {
		found, err = r.UsedBy(ctx, owner, asset, limit)
		return err
	})
	return found
}

func detach(t testing.TB, s projects.Store, owner, asset string) {
	t.Helper()
	storeWrite(t, s, func(ctx context.Context, w projects.Writer) error { return w.Detach(ctx, owner, asset) })
}

// storeAssetUsedBy finds the owner's own projects, of whichever version, in the
// trash or not.
func storeAssetUsedBy(t *testing.T, s projects.Store) {
	one, two := newRow("one", "owner").using("a", "b"), newRow("two", "owner").using("a")
	addRows(t, s, one, two, newRow("other", "other").using("a", "b"), newRow("none", "owner").using("c"))
	grant(t, s, "other", "owner", projects.Editor)
	one = one.next("owner", projects.Renamed, "second").named("Uno")
	updateRow(t, s, one)
	one = one.next("owner", projects.Edited, "third").using("a", "c")
	updateRow(t, s, one)
	two = two.same("owner", projects.Trashed).using("a")
	two.TrashedAt = minute(3)
	updateRow(t, s, two)
	both := map[string]string{"one": "Uno", "two": "Project two"}
	require.Equal(t, both, ownUses(t, s, "owner", "a", 10))
	require.Equal(t, map[string]string{"one": "Uno"}, ownUses(t, s, "owner", "b", 10), "of an earlier version")
	require.Equal(t, map[string]string{"one": "Uno", "none": "Project none"}, ownUses(t, s, "owner", "c", 10))
	require.Len(t, ownUses(t, s, "owner", "a", 2), 2)
	require.Len(t, ownUses(t, s, "owner", "a", 1), 1)
	for _, none := range []map[string]string{
		ownUses(t, s, "owner", "a", 0), ownUses(t, s, "owner", "a", -1), ownUses(t, s, "owner", "d", 10), ownUses(t, s, "nobody", "a", 10),
	} {
		require.Empty(t, none)
	}

	require.Equal(t, 2, prune(t, s, 3, 10))
	require.Empty(t, ownUses(t, s, "owner", "b", 10), "the versions are gone")
	require.Equal(t, both, ownUses(t, s, "owner", "a", 10))
	storeWrite(t, s, func(ctx context.Context, w projects.Writer) error { return w.Purge(ctx, "one") })
	require.Equal(t, map[string]string{"two": "Project two"}, ownUses(t, s, "owner", "a", 10))
}

// storeAssetDetached forgets the uses of one asset by one owner, and none else.
func storeAssetDetached(t *testing.T, s projects.Store) {
	one, other := newRow("one", "owner").using("a", "b"), newRow("other", "other").using("a", "b")
	addRows(t, s, one, other, newRow("two", "owner").using("a"))
	putEntry(t, s, entryOf(one, "one"))
	putEntry(t, s, entryOf(other, "other"))
	for i, uses := range [][]string{{"b"}, {"a", "b"}} {
		one = one.next("owner", projects.Edited, fmt.Sprint(i)).using(uses...)
		updateRow(t, s, one)
	}
	grant(t, s, "one", "editor", projects.Editor)

	detach(t, s, "nobody", "a")
	detach(t, s, "editor", "a")
	detach(t, s, "owner", "c")
	require.Len(t, ownUses(t, s, "owner", "a", 10), 2)
	detach(t, s, "other", "b")
	require.Empty(t, ownUses(t, s, "other", "b", 10))
	require.True(t, mayRead(t, s, "", "b"), "one shows it")
	detach(t, s, "owner", "a")
	require.Empty(t, ownUses(t, s, "owner", "a", 10))
	for number, want := range map[int][]string{1: {"b"}, 2: {"b"}, 3: {"b"}} {
		requireAssets(t, s, "one", number, want...)
	}
	requireAssets(t, s, "two", 1)
	requireAssets(t, s, "other", 1, "a")
	require.True(t, mayRead(t, s, "", "a"), "the other one shows it still")
	detach(t, s, "other", "a")
	for _, user := range []string{"owner", "other", "editor", ""} {
		require.False(t, mayRead(t, s, user, "a"), user)
		require.True(t, mayRead(t, s, user, "b"), user)
	}
	putEntry(t, s, entryOf(one, "one"))
	require.False(t, mayRead(t, s, "", "a"), "and comes back by no publication")
	one = one.next("owner", projects.Edited, "again").using("a", "b")
	updateRow(t, s, one)
	require.Equal(t, map[string]string{"one": "Project one"}, ownUses(t, s, "owner", "a", 10))
	requireAssets(t, s, "one", 4, "a", "b")
	require.True(t, mayRead(t, s, "editor", "a"))
	require.False(t, mayRead(t, s, "", "a"))
}

// storeAssetDetachedOften does all that with an asset that hundreds of projects use.
func storeAssetDetachedOften(t *testing.T, s projects.Store) {
	storeWrite(t, s, func(ctx context.Context, w projects.Writer) error {
		for i := range 230 {
			r := newRow(fmt.Sprint("p", i), fmt.Sprint("owner", i%2)).using("often")
			if i%23 == 0 {
				r.Project.TrashedAt = minute(1)
			}
			if err := r.add(ctx, w); err != nil {
				return err
			}
			if i < 4 {
				if err := w.PutEntry(ctx, entryOf(r, fmt.Sprint("slug", i))); err != nil {
					return err
				}
			}
		}
		return newRow("without", "owner0").add(ctx, w)
	})
	grant(t, s, "p1", "owner0", projects.Editor)
	require.Len(t, ownUses(t, s, "owner0", "often", 500), 115)
	require.Len(t, ownUses(t, s, "owner1", "often", 500), 115)
	require.Len(t, ownUses(t, s, "owner1", "often", 100), 100)
	require.Empty(t, ownUses(t, s, "owner2", "often", 500))
	detach(t, s, "owner2", "often")
	detach(t, s, "owner1", "often")
	require.Empty(t, ownUses(t, s, "owner1", "often", 500))
	require.Len(t, ownUses(t, s, "owner0", "often", 500), 115)
	require.True(t, mayRead(t, s, "", "often"))
	require.False(t, mayRead(t, s, "stranger", "other"))
	detach(t, s, "owner0", "often")
	for _, user := range []string{"owner0", "owner1", ""} {
		require.False(t, mayRead(t, s, user, "often"), user)
	}
	require.Empty(t, usedBy(t, s, "often", 10))
}
