package quota_test

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/einkpdf/platform/quota"
	"github.com/einkpdf/platform/sqldb"
)

// kept is a Truth of what it holds, in order.
type kept []quota.Thing

func order(a, b quota.Thing) int {
	return cmp.Or(cmp.Compare(a.Owner, b.Owner), cmp.Compare(a.Key, b.Key))
}

func (k kept) Things(_ context.Context, _ sqldb.Reader, after quota.Thing, limit int) ([]quota.Thing, error) {
	rest := slices.Clone(k)
	rest = slices.DeleteFunc(rest, func(a quota.Thing) bool { return order(a, after) <= 0 })
	return rest[:min(limit, len(rest))], nil
}

// What two list, in pages of any size, is what both list, in order.
func TestBoth(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		name := rapid.SampledFrom([]string{"a", "B", "a b", "é", "z"})
		all := rapid.SliceOfDistinct(rapid.Custom(func(r *rapid.T) quota.Thing {
			return quota.Thing{Owner: name.Draw(r, "owner"), Key: name.Draw(r, "key"), Amount: 1}
		}), func(a quota.Thing) quota.Thing { return a }).Draw(r, "all")
		slices.SortFunc(all, order)
		var a, b kept
		for _, one := range all {
			if rapid.Bool().Draw(r, "a's") {
				a = append(a, one)
			} else {
				b = append(b, one)
			}
		}
		limit := rapid.IntRange(1, 30).Draw(r, "limit")
		both := quota.Both(a, b)
		var found []quota.Thing
		for after := (quota.Thing{}); ; {
			page, err := both.Things(t.Context(), nil, after, limit)
			require.NoError(r, err)
			require.LessOrEqual(r, len(page), limit)
			if found = append(found, page...); len(page) < limit {
				break
			}
			after = page[len(page)-1]
		}
		require.ElementsMatch(r, all, found)
		require.True(r, slices.IsSortedFunc(found, order))
	})
	for _, both := range []quota.Truth{quota.Both(lost{}, kept{}), quota.Both(kept{}, lost{})} {
		_, err := both.Things(t.Context(), nil, quota.Thing{}, 1)
		require.ErrorIs(t, err, errLost)
	}
}

var errLost = errors.New("lost")

// lost is a Truth that cannot be read.
type lost struct{}

func (lost) Things(context.Context, sqldb.Reader, quota.Thing, int) ([]quota.Thing, error) {
	return nil, errLost
}
