package assetstest

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/internal/keyset"
	"github.com/einkpdf/platform/sqldb"
)

// RunSQL runs RunStore on a database, and looks into its tables. open returns an
// empty database of its own for each test, closed when the test ends.
func RunSQL(t *testing.T, open func(t testing.TB) *sqldb.DB) {
	migrated := func(t testing.TB) *sqldb.DB {
		db := open(t)
		require.NoError(t, db.Migrate(t.Context(), assets.Schema()))
		return db
	}
	t.Run("Store", func(t *testing.T) {
		t.Parallel()
		RunStore(t, func(t testing.TB) assets.Store { return assets.NewSQL(migrated(t)) })
	})
	t.Run("StoreRerun", func(t *testing.T) { // as when transactions meet in PostgreSQL
		t.Parallel()
		RunStore(t, func(t testing.TB) assets.Store { return rerun{assets.NewSQL(migrated(t))} })
	})
	for name, test := range map[string]func(t *testing.T, db *sqldb.DB){
		"EventsRollBack":    sqlEventsRollBack,
		"Join":              sqlJoin,
		"SeveralStores":     sqlSeveralStores,
		"DropLeavesNothing": sqlDropLeavesNothing,
		"NoneWithoutHolder": sqlNoneWithoutHolder,
		"HoldingsAgree":     sqlHoldingsAgree,
		"DamagedFont":       sqlDamagedFont,
		"CursorsMadeUp":     sqlCursorsMadeUp,
		"PagesSeek":         sqlPagesSeek,
		"Holdings":          sqlHoldings,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, migrated(t))
		})
	}
}

func rowsIn(t testing.TB, db *sqldb.DB, table string) (n int) {
	t.Helper()
	require.NoError(t, db.Get(t.Context(), &n, `select count(*) from `+table)) // #nosec G202 -- tests name the tables
	return n
}

// sqlEventsRollBack keeps audit events with the rows they speak of, and only with
// them.
func sqlEventsRollBack(t *testing.T, db *sqldb.DB) {
	s := assets.NewSQL(db)
	stop := errors.New("stop")
	for _, end := range []error{stop, nil} {
		require.Equal(t, end, tryStoreWrite(t, s, func(ctx context.Context, w assets.Writer) error {
			if err := w.Add(ctx, storedImage("one", "owner")); err != nil {
				return err
			}
			if err := w.Record(ctx, audit.Event{Action: "assets.test", Object: "asset:one"}); err != nil {
				return err
			}
			return end
		}))
		want := 0
		if end == nil {
			want = 1
		}
		for _, table := range []string{"ep_asset", "ep_asset_holding", "ep_audit"} {
			require.Equal(t, want, rowsIn(t, db, table), table)
		}
	}
	require.ErrorIs(t, tryStoreWrite(t, s, func(ctx context.Context, w assets.Writer) error {
		return w.Record(ctx, audit.Event{})
	}), audit.ErrInvalid)
}

// sqlJoin reads and writes in transactions that have rows of somebody else's.
func sqlJoin(t *testing.T, db *sqldb.DB) {
	stop := errors.New("stop")
	for _, end := range []error{stop, nil} {
		require.Equal(t, end, db.Write(t.Context(), func(tx *sqldb.Tx) error {
			if err := tx.Publish(t.Context(), "host.something", 1); err != nil {
				return err
			}
			w := assets.JoinSQL(tx)
			require.Same(t, tx, w.Tx())
			require.Equal(t, sqldb.Reader(tx), w.SQL())
			if err := w.Add(t.Context(), storedImage("one", "owner")); err != nil {
				return err
			}
			return end
		}))
	}
	require.Equal(t, 1, rowsIn(t, db, "ep_asset"))
	require.Equal(t, 1, rowsIn(t, db, "ep_outbox"))
	require.NoError(t, db.Read(t.Context(), func(r sqldb.Reader) error {
		require.Equal(t, r, assets.ReadSQL(r).SQL())
		a, err := assets.ReadSQL(r).Asset(t.Context(), "one")
		require.Equal(t, storedImage("one", "owner").Asset, a)
		return err
	}))
	// The store's own transactions hand theirs out as well.
	s := assets.NewSQL(db)
	storeWrite(t, s, func(ctx context.Context, w assets.Writer) error {
		require.NotNil(t, w.Tx())
		return w.Tx().Publish(ctx, "host.something", 2)
	})
	require.Equal(t, 2, rowsIn(t, db, "ep_outbox"))
	storeRead(t, s, func(ctx context.Context, r assets.Reader) error {
		var n int
		err := r.SQL().Get(ctx, &n, `select count(*) from ep_outbox`)
		require.Equal(t, 2, n)
		return err
	})
}

// sqlSeveralStores has several on one database: what one wrote the others see.
func sqlSeveralStores(t *testing.T, db *sqldb.DB) {
	var stores []assets.Store
	for range 4 {
		stores = append(stores, assets.NewSQL(db))
	}
	one := storedImage("one", "owner")
	addHeld(t, stores[0], one)
	storeAtOnce(16, func(i int) {
		err := stores[i%4].Write(t.Context(), func(w assets.Writer) error {
			return w.Hold(t.Context(), heldBy(one, fmt.Sprintf("user%02d", i), minute(i)))
		})
		if err != nil {
			t.Error(err)
		}
	})
	storeRead(t, stores[3], func(ctx context.Context, r assets.Reader) error {
		all, err := r.Holders(ctx, "one", "", 100)
		require.Len(t, all, 17)
		return err
	})
}

// sqlDropLeavesNothing looks for rows that nobody can reach any more.
func sqlDropLeavesNothing(t *testing.T, db *sqldb.DB) {
	s := assets.NewSQL(db)
	one := storedImage("one", "owner")
	addHeld(t, s, one, storedFont("two", "owner"))
	hold(t, s, heldBy(one, "other", minute(1)))
	for _, asset := range []string{"one", "two"} {
		noteAccess(t, s, asset, "guest", minute(0))
	}
	tables := []string{"ep_asset", "ep_asset_holding", "ep_asset_access"}
	for _, table := range tables {
		require.NotZero(t, rowsIn(t, db, table), table)
	}
	drop(t, s, "owner", "one")
	drop(t, s, "owner", "two")
	drop(t, s, "other", "one")
	for _, table := range tables {
		require.Zero(t, rowsIn(t, db, table), table)
	}
}

// sqlNoneWithoutHolder lets the database refuse what the Store never does.
func sqlNoneWithoutHolder(t *testing.T, db *sqldb.DB) {
	s := assets.NewSQL(db)
	addHeld(t, s, storedImage("one", "owner"))
	_, err := db.Exec(t.Context(), `delete from ep_asset where id = 'one'`)
	require.ErrorIs(t, err, sqldb.ErrForeignKey, "somebody holds it")
	_, err = db.Exec(t.Context(), `update ep_asset_holding set asset_id = 'none'`)
	require.ErrorIs(t, err, sqldb.ErrForeignKey)
	requireHeld(t, s, storedImage("one", "owner"))
}

// sqlHoldingsAgree has what stands in holdings as well be that of the asset.
func sqlHoldingsAgree(t *testing.T, db *sqldb.DB) {
	s := assets.NewSQL(db)
	one, font := storedImage("one", "owner"), storedFont("font", "owner")
	addHeld(t, s, one, font)
	for _, h := range []assets.Held{one, font} {
		given := heldBy(h, "other", minute(1))
		given.Kind, given.Bytes, given.SHA256 = "other", 1, sumOf("other")
		hold(t, s, given)
		hold(t, s, given)
		given.Owner = "owner"
		hold(t, s, given)
	}
	var n int
	require.NoError(t, db.Get(t.Context(), &n, `select count(*) from ep_asset_holding h join ep_asset a on a.id = h.asset_id
		where h.kind = a.kind and h.bytes = a.bytes and h.sha256 = a.sha256`))
	require.Equal(t, 4, n)
	require.Equal(t, 4, rowsIn(t, db, "ep_asset_holding"))
}

// sqlDamagedFont has a row that nobody wrote: reading it is an error, and not that
// it is not there.
func sqlDamagedFont(t *testing.T, db *sqldb.DB) {
	s := assets.NewSQL(db)
	font := storedFont("font", "owner")
	font.Used = true
	addHeld(t, s, font)
	for _, text := range []string{"", "{", "[]", `{"faces": "many"}`} {
		_, err := db.Exec(t.Context(), `update ep_asset set font = $1`, text)
		require.NoError(t, err)
		storeRead(t, s, func(ctx context.Context, r assets.Reader) error {
			for _, err := range []error{
				second(r.Asset(ctx, "font")), second(r.Held(ctx, "owner", "font")), second(r.HeldBySum(ctx, "owner", font.SHA256)),
				third(r.List(ctx, "owner", assets.Filter{}, "", 10)), third(r.Assets(ctx, "", 10)), third(r.UsedOnes(ctx, "", "", 10)),
			} {
				require.Error(t, err)
				require.NotErrorIs(t, err, assets.ErrNotFound)
			}
			return nil
		})
	}
	require.True(t, drop(t, s, "owner", "font"), "it can go all the same")
}

// sqlCursorsMadeUp lists from where no page ended: a cursor's checksum is no secret.
// What a column cannot hold is no cursor, and no error of the database's.
func sqlCursorsMadeUp(t *testing.T, db *sqldb.DB) {
	s := assets.NewSQL(db)
	one := storedImage("one", "owner")
	one.Used = true
	addHeld(t, s, one)
	storeRead(t, s, func(ctx context.Context, r assets.Reader) error {
		held := func(f assets.Filter) func(after string) (int, error) {
			return func(after string) (int, error) {
				page, _, err := r.List(ctx, "owner", f, after, 10)
				return len(page), err
			}
		}
		used := func(owner string) func(after string) (int, error) {
			return func(after string) (int, error) {
				page, _, err := r.UsedOnes(ctx, owner, after, 10)
				return len(page), err
			}
		}
		all := func(after string) (int, error) {
			page, _, err := r.Assets(ctx, after, 10)
			return len(page), err
		}
		const end = math.MaxInt64
		long := strings.Repeat("\U0010ffff", 500)
		for _, c := range []struct {
			name string
			list func(after string) (int, error)
			at   []any
			want int // rows; -1: no cursor
		}{
			{`assets of "owner"  newest`, held(assets.Filter{}), []any{int64(end), ""}, 1},
			{`assets of "owner"  newest`, held(assets.Filter{}), []any{int64(math.MinInt64), long}, 0},
			{`assets of "owner"  newest`, held(assets.Filter{}), []any{minute(0).UnixMilli(), "one"}, 0},
			{`assets of "owner"  newest`, held(assets.Filter{}), []any{minute(0).UnixMilli(), "onf"}, 1},
			{`assets of "owner"  newest`, held(assets.Filter{}), []any{"a", ""}, -1},
			{`assets of "owner"  newest`, held(assets.Filter{}), []any{int64(end)}, -1},
			{`assets of "owner" image largest`, held(assets.Filter{Kind: assets.KindImage, Order: assets.Largest}), []any{int64(end), ""}, 1},
			{`assets of "owner" image largest`, held(assets.Filter{Kind: assets.KindImage, Order: assets.Largest}), []any{int64(-end), ""}, 0},
			{`assets of "owner" image largest`, held(assets.Filter{Kind: assets.KindFont, Order: assets.Largest}), []any{int64(end), ""}, -1},
			{`assets of "owner"  name`, held(assets.Filter{Order: assets.ByName}), []any{long, ""}, 0},
			{`assets of "owner"  name`, held(assets.Filter{Order: assets.ByName}), []any{"", long}, 1},
			{`assets of "owner"  name`, held(assets.Filter{Order: assets.ByName}), []any{int64(0), ""}, -1},
			{`assets of "owner"  name`, held(assets.Filter{Order: assets.ByName}), []any{"a\x00", ""}, -1},
			{`assets of "owner"  name`, held(assets.Filter{Order: assets.ByName}), []any{"a\xff", ""}, -1},
			{`assets`, all, []any{long}, 0},
			{`assets`, all, []any{""}, 1},
			{`assets`, all, []any{"", ""}, -1},
			{`assets used by ""`, used(""), []any{"owner", ""}, 1},
			{`assets used by ""`, used(""), []any{"owner", "one"}, 0},
			{`assets used by ""`, used(""), []any{"owner"}, -1},
			{`assets used by "owner"`, used("owner"), []any{""}, 1},
			{`assets used by "owner"`, used("owner"), []any{long}, 0},
			{`assets used by "owner"`, used("owner"), []any{"owner", ""}, -1},
		} {
			n, err := c.list(keyset.Text(c.name, c.at...))
			if c.want < 0 {
				require.ErrorIs(t, err, assets.ErrCursor, "%s %v", c.name, c.at)
				continue
			}
			require.NoError(t, err, "%s %v", c.name, c.at)
			require.Equal(t, c.want, n, "%s %v", c.name, c.at)
		}
		return nil
	})
}
