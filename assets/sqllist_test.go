package assets

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/internal/keyset"
	"github.com/einkpdf/platform/sqldb"
)

func epoch() time.Time { return time.Unix(0, 0).UTC() }

// Days begin at midnight in UTC, those before 1970 as well.
func TestDayOf(t *testing.T) {
	t.Parallel()
	for at, want := range map[time.Time]int64{
		epoch():                       0,
		epoch().Add(-time.Nanosecond): -1,
		epoch().Add(24*time.Hour - time.Nanosecond):                                  0,
		epoch().Add(24 * time.Hour):                                                  1,
		epoch().Add(-24 * time.Hour):                                                 -1,
		epoch().Add(-24*time.Hour - time.Second):                                     -2,
		time.Date(2026, 3, 1, 0, 30, 0, 0, time.FixedZone("", 60*60)):                20512,
		time.Date(2026, 3, 1, 0, 30, 0, 0, time.UTC):                                 20513,
		time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC):                                     -719162,
		time.Date(9999, 12, 31, 23, 59, 59, 999999999, time.FixedZone("", 12*60*60)): 2932896,
	} {
		require.Equal(t, want, dayOf(at), at)
	}
}

// FuzzCursor reads cursors of all listings. What is taken for one is a text that a
// page could have returned.
func FuzzCursor(f *testing.F) {
	for _, l := range everyListing(f) {
		values := make([]any, len(l.sort))
		for i := range values {
			values[i] = "é"
		}
		if l.number {
			values[0] = int64(-1)
		}
		f.Add(keyset.Text(l.name, values...))
	}
	for _, seed := range []string{"", "A", "=", "\n", strings.Repeat("A", 105), "../..", "' or 1 = 1 --"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		taken := 0
		for _, l := range everyListing(t) {
			position, err := l.after(text)
			if err != nil {
				require.ErrorIs(t, err, ErrCursor)
				continue
			}
			taken++
			require.Len(t, position, len(l.sort))
			require.Equal(t, text, keyset.Text(l.name, position...))
		}
		require.LessOrEqual(t, taken, 1, "it is of one listing")
	})
}

// everyListing has a listing of each kind.
func everyListing(t testing.TB) []listing {
	t.Helper()
	all := []listing{assetListing(), usedListing(sqldb.SQLite, ""), usedListing(sqldb.SQLite, "owner")}
	for _, order := range []Order{Newest, ByName, Largest} {
		for _, kind := range []Kind{"", KindImage, KindFont} {
			l, _, err := heldListing("owner", Filter{Kind: kind, Order: order})
			require.NoError(t, err)
			all = append(all, l)
		}
	}
	return all
}
