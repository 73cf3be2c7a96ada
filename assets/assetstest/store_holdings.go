package assetstest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

// sqlHoldings lists who holds how much, with the small pictures, in the order of bytes, from any place on.
func sqlHoldings(t *testing.T, db *sqldb.DB) {
	s := assets.NewSQL(db)
	page := func(after assets.Holding, limit int) []assets.Holding {
		t.Helper()
		got, err := assets.Holdings(t.Context(), db, after, limit)
		require.NoError(t, err)
		return got
	}
	require.Empty(t, page(assets.Holding{}, 10))
	var want []assets.Holding
	owners := []string{"a", "B", "b", "a b", "a-b", "aé", "ä", "Z", "~", "_"}
	for n, owner := range owners {
		image, font := storedImage(fmt.Sprint("É", n), owner), storedFont(fmt.Sprint("f", n), owner)
		addHeld(t, s, image, font)
		other := owners[(n+1)%len(owners)]
		hold(t, s, heldBy(image, other, minute(1)))
		want = append(want, assets.Holding{Owner: owner, ID: image.ID, Bytes: 1090}, assets.Holding{Owner: owner, ID: font.ID, Bytes: 3000},
			assets.Holding{Owner: other, ID: image.ID, Bytes: 1090})
	}
	slices.SortFunc(want, byOwner)
	require.Equal(t, want, page(assets.Holding{}, 1000))
	for _, limit := range []int{1, 3, 5, 30, 31} {
		got, err := allHoldings(t.Context(), db, limit)
		require.NoError(t, err)
		require.Equal(t, want, got, "by pages of %d", limit)
	}
	require.Equal(t, want[5:7], page(assets.Holding{Owner: want[4].Owner, ID: want[4].ID}, 2))
	require.Empty(t, page(want[len(want)-1], 10))
	require.Empty(t, page(assets.Holding{}, 0))
	require.Empty(t, page(assets.Holding{}, -1))
	drop(t, s, want[0].Owner, want[0].ID)
	require.Equal(t, want[1:2], page(want[0], 1), "after one that is gone")
	storeWrite(t, s, func(ctx context.Context, w assets.Writer) error { return w.SetThumbnail(ctx, "É0", 0, "") })
	for _, h := range page(assets.Holding{}, 1000) {
		if h.ID == "É0" {
			require.EqualValues(t, 1000, h.Bytes)
		}
	}
}

// holdingsListing is assets.Holdings with a cursor.
func holdingsListing() sqldbtest.Listing {
	return sqldbtest.Listing{
		Name: "holdings", Column: "a.thumbnail", Index: "h USING PRIMARY KEY", Postgres: "ep_asset_holding_(asset|pkey)",
		List: func(ctx context.Context, r sqldb.Reader, after string, limit int) (ids []string, next string, err error) {
			owner, id, _ := strings.Cut(after, "\n")
			page, err := assets.Holdings(ctx, r, assets.Holding{Owner: owner, ID: id}, limit+1)
			if len(page) > limit {
				page = page[:limit]
				next = page[limit-1].Owner + "\n" + page[limit-1].ID
			}
			for _, h := range page {
				ids = append(ids, h.ID)
			}
			return ids, next, err
		},
	}
}
