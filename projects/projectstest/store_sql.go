package projectstest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/internal/keyset"
	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/sqldb"
)

// RunSQL runs RunStore on a database, and looks into its tables. open returns an
// empty database of its own for each test, closed when the test ends.
func RunSQL(t *testing.T, open func(t testing.TB) *sqldb.DB) {
	migrated := func(t testing.TB) *sqldb.DB {
		db := open(t)
		require.NoError(t, db.Migrate(t.Context(), projects.Schema()))
		return db
	}
	t.Run("Store", func(t *testing.T) {
		t.Parallel()
		RunStore(t, func(t testing.TB) projects.Store { return projects.NewSQL(migrated(t)) })
	})
	for name, test := range map[string]func(t *testing.T, db *sqldb.DB){
		"EventsRollBack":     sqlEventsRollBack,
		"Join":               sqlJoin,
		"SeveralStores":      sqlSeveralStores,
		"PurgeLeavesNothing": sqlPurgeLeavesNothing,
		"PurgeLongHistory":   sqlPurgeLongHistory,
		"FilesAreShared":     sqlFilesAreShared,
		"DamagedFile":        sqlDamagedFile,
		"CursorsMadeUp":      sqlCursorsMadeUp,
		"PagesSeek":          sqlPagesSeek,
		"Owned":              sqlOwned,
		"OwnedSeeks":         sqlOwnedSeeks,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, migrated(t))
		})
	}
}

// ownTables are those of package projects, but for the one of users who are gone.
func ownTables() []string {
	return []string{
		"ep_project", "ep_project_version", "ep_project_source", "ep_project_member", "ep_project_asset", "ep_project_entry",
		"ep_project_entry_asset", "ep_project_clone",
	}
}

func countRows(t testing.TB, db *sqldb.DB, table string) (n int) {
	t.Helper()
	require.NoError(t, db.Get(t.Context(), &n, `select count(*) from `+table)) // #nosec G202 -- tests name the tables
	return n
}

// sqlEventsRollBack keeps audit events and events of the outbox with the rows they
// speak of, and only with them.
func sqlEventsRollBack(t *testing.T, db *sqldb.DB) {
	s := projects.NewSQL(db)
	stop := errors.New("stop")
	for _, end := range []error{stop, nil} {
		require.Equal(t, end, tryStoreWrite(t, s, func(ctx context.Context, w projects.Writer) error {
			if err := newRow("one", "owner").add(ctx, w); err != nil {
				return err
			}
			if err := w.Record(ctx, audit.Event{Action: "projects.test", Object: "project:one"}); err != nil {
				return err
			}
			if err := w.Publish(ctx, "projects.test", map[string]string{"id": "one"}); err != nil {
				return err
			}
			return end
		}))
		want := 0
		if end == nil {
			want = 1
		}
		for _, table := range []string{"ep_project", "ep_project_version", "ep_project_source", "ep_project_member", "ep_audit", "ep_outbox"} {
			require.Equal(t, want, countRows(t, db, table), table)
		}
	}
	require.ErrorIs(t, tryStoreWrite(t, s, func(ctx context.Context, w projects.Writer) error {
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
			w := projects.JoinSQL(tx)
			require.Same(t, tx, w.Tx())
			if err := newRow("one", "owner").add(t.Context(), w); err != nil {
				return err
			}
			return end
		}))
	}
	require.Equal(t, 1, countRows(t, db, "ep_project"))
	require.Equal(t, 1, countRows(t, db, "ep_outbox"))
	require.NoError(t, db.Read(t.Context(), func(r sqldb.Reader) error {
		source, err := projects.ReadSQL(r).Source(t.Context(), "one", 1)
		require.Equal(t, "file of one", string(source))
		return err
	}))
}

// sqlSeveralStores has several on one database: what one wrote the others see.
func sqlSeveralStores(t *testing.T, db *sqldb.DB) {
	var stores []projects.Store
	for range 4 {
		stores = append(stores, projects.NewSQL(db))
	}
	r := newRow("one", "owner")
	addRows(t, stores[0], r)
	for i := range 8 {
		r = r.next("owner", projects.Edited, fmt.Sprint("file ", i))
		updateRow(t, stores[i%4], r)
		require.Equal(t, r.Project, rowOf(t, stores[(i+1)%4], "one"))
		require.Equal(t, r.source, sourceOf(t, stores[(i+2)%4], "one", r.Version))
	}
	atOnce(16, func(i int) {
		err := stores[i%4].Write(t.Context(), func(w projects.Writer) error {
			p, err := w.Project(t.Context(), "one")
			if err != nil {
				return err
			}
			return row{Project: p}.next("owner", projects.Edited, fmt.Sprint("at once ", i)).update(t.Context(), w)
		})
		if err != nil {
			t.Error(err)
		}
	})
	require.Len(t, numbers(t, stores[3], "one"), 25)
}

// sqlPurgeLeavesNothing looks for rows that nobody can reach any more.
func sqlPurgeLeavesNothing(t *testing.T, db *sqldb.DB) {
	s := projects.NewSQL(db)
	one := newRow("one", "owner").using("a", "b")
	addRows(t, s, one)
	two := one.next("owner", projects.Edited, "second").using("b", "c")
	updateRow(t, s, two)
	putEntry(t, s, entryOf(one, "slug"))
	grant(t, s, "one", "user", projects.Viewer)
	storeWrite(t, s, func(ctx context.Context, w projects.Writer) error { return w.CountClone(ctx, "one", "user") })
	for _, table := range ownTables() {
		require.NotZero(t, countRows(t, db, table), table)
	}
	storeWrite(t, s, func(ctx context.Context, w projects.Writer) error { return w.Purge(ctx, "one") })
	for _, table := range ownTables() {
		require.Zero(t, countRows(t, db, table), table)
	}
}

// sqlPurgeLongHistory removes a project with as many versions as are kept by
// default, beside another one.
func sqlPurgeLongHistory(t *testing.T, db *sqldb.DB) {
	s := projects.NewSQL(db)
	for id, versions := range map[string]int{"one": 500, "two": 5} {
		storeWrite(t, s, func(ctx context.Context, w projects.Writer) error {
			r := newRow(id, "owner").using("a", "b", "c")
			if err := r.add(ctx, w); err != nil {
				return err
			}
			for i := range versions - 1 {
				r = r.next("owner", projects.Edited, fmt.Sprint("file ", i)).using("a", fmt.Sprint("asset ", i))
				if err := r.update(ctx, w); err != nil {
					return err
				}
			}
			return nil
		})
	}
	storeWrite(t, s, func(ctx context.Context, w projects.Writer) error { return w.Purge(ctx, "one") })
	require.Equal(t, 5, countRows(t, db, "ep_project_version"))
	require.Equal(t, 5, countRows(t, db, "ep_project_source"))
	require.Equal(t, "file 3", string(sourceOf(t, s, "two", 5)))
}

// sqlFilesAreShared keeps a file once for all versions that have it, and no longer
// than they are kept; compressed, and not for other projects, which may go.
func sqlFilesAreShared(t *testing.T, db *sqldb.DB) {
	s := projects.NewSQL(db)
	text := string(bytes.Repeat([]byte("layers: [a, b, c]\n"), 1000))
	r := newRow("one", "owner")
	addRows(t, s, r)
	for i := range 6 {
		r = r.next("owner", projects.Edited, fmt.Sprint(text, i%2))
		updateRow(t, s, r)
		r = r.same("owner", projects.Renamed)
		updateRow(t, s, r)
	}
	require.Equal(t, 13, countRows(t, db, "ep_project_version"))
	require.Equal(t, 3, countRows(t, db, "ep_project_source"))
	var size int
	require.NoError(t, db.Get(t.Context(), &size, `select sum(length(data)) from ep_project_source`))
	require.Less(t, size, 1000)
	require.Equal(t, 11, prune(t, s, 12, 100))
	require.Equal(t, 1, countRows(t, db, "ep_project_source"))
	require.Equal(t, text+"1", string(sourceOf(t, s, "one", 13)))
	twin := newRow("twin", "owner")
	twin.Version = 0
	addRows(t, s, twin.next("owner", projects.Created, text+"1"))
	require.Equal(t, 2, countRows(t, db, "ep_project_source"))
}

// sqlDamagedFile has rows of files that nobody wrote: one of no sense, and one
// that would fill the memory.
func sqlDamagedFile(t *testing.T, db *sqldb.DB) {
	s := projects.NewSQL(db)
	addRows(t, s, newRow("one", "owner"))
	enc, err := zstd.NewWriter(nil)
	require.NoError(t, err)
	bomb := enc.EncodeAll(make([]byte, 64<<20), nil)
	require.NoError(t, enc.Close())
	for _, data := range [][]byte{{}, {1, 2, 3}, bomb, bomb[:len(bomb)/2]} {
		_, err := db.Exec(t.Context(), `update ep_project_source set data = $1`, data)
		require.NoError(t, err)
		storeRead(t, s, func(ctx context.Context, r projects.Reader) error {
			source, err := r.Source(ctx, "one", 1)
			require.Error(t, err)
			require.Empty(t, source)
			require.NotErrorIs(t, err, projects.ErrNotFound)
			return nil
		})
	}
}

// sqlCursorsMadeUp lists from where no page ended: a cursor's checksum is no secret.
// What a column cannot hold is no cursor, and no error of the database's.
func sqlCursorsMadeUp(t *testing.T, db *sqldb.DB) {
	s := projects.NewSQL(db)
	one := newRow("one", "owner")
	addRows(t, s, one)
	putEntry(t, s, entryOf(one, "slug"))
	storeRead(t, s, func(ctx context.Context, r projects.Reader) error {
		gallery := func(order projects.Order) func(after string) (int, error) {
			return func(after string) (int, error) {
				page, _, err := r.Gallery(ctx, projects.GalleryFilter{Order: order}, after, 10)
				return len(page), err
			}
		}
		shelf := func(order projects.Order) func(after string) (int, error) {
			return func(after string) (int, error) {
				page, _, err := r.Projects(ctx, "owner", projects.Filter{Order: order}, after, 10)
				return len(page), err
			}
		}
		versions := func(after string) (int, error) {
			page, _, err := r.Versions(ctx, "one", after, 10)
			return len(page), err
		}
		const end = math.MaxInt64
		for _, c := range []struct {
			name string
			list func(after string) (int, error)
			at   []any
			want int // rows; -1: no cursor
		}{
			{`projects gallery "" newest ""`, gallery(projects.Newest), []any{int64(end), ""}, 1},
			{`projects gallery "" newest ""`, gallery(projects.Newest), []any{int64(-end), ""}, 0},
			{`projects gallery "" popular ""`, gallery(projects.Popular), []any{int64(math.MaxInt32), "z"}, 1},
			{`projects gallery "" popular ""`, gallery(projects.Popular), []any{int64(math.MaxInt32 + 1), ""}, -1},
			{`projects gallery "" popular ""`, gallery(projects.Popular), []any{int64(-1), ""}, -1},
			{`projects gallery "" popular ""`, gallery(projects.Popular), []any{"a", ""}, -1},
			{`projects "owner" mine recent ""`, shelf(projects.Recent), []any{int64(end), ""}, 1},
			{`projects "owner" mine newest ""`, shelf(projects.Newest), []any{int64(-end), ""}, 0},
			{`projects "owner" mine name ""`, shelf(projects.ByName), []any{strings.Repeat("\U0010ffff", 500), ""}, 0},
			{`projects "owner" mine name ""`, shelf(projects.ByName), []any{"", strings.Repeat("a", 1000)}, 1},
			{`projects "owner" mine name ""`, shelf(projects.ByName), []any{int64(0), ""}, -1},
			{`projects versions "one"`, versions, []any{int64(math.MaxInt32)}, 1},
			{`projects versions "one"`, versions, []any{int64(math.MaxInt32 + 1)}, -1},
			{`projects versions "one"`, versions, []any{int64(0)}, -1},
		} {
			n, err := c.list(keyset.Text(c.name, c.at...))
			if c.want < 0 {
				require.ErrorIs(t, err, projects.ErrCursor, "%s %v", c.name, c.at)
				continue
			}
			require.NoError(t, err, "%s %v", c.name, c.at)
			require.Equal(t, c.want, n, "%s %v", c.name, c.at)
		}
		return nil
	})
}
