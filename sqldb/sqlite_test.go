package sqldb_test

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/sqldb"
)

func open(t testing.TB, path string, o sqldb.SQLiteOptions) *sqldb.DB {
	t.Helper()
	db, err := sqldb.OpenSQLite(t.Context(), path, o)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db
}

// Every connection has its settings, not only the first.
func TestOpenSQLiteSettings(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		o    sqldb.SQLiteOptions
		want string
	}{
		"default": {sqldb.SQLiteOptions{}, "busy_timeout=5000 foreign_keys=1 trusted_schema=0 synchronous=2 query_only=0 secure_delete=1 journal_mode=wal"},
		"normal":  {sqldb.SQLiteOptions{Normal: true, BusyTimeout: time.Second}, "busy_timeout=1000 foreign_keys=1 trusted_schema=0 synchronous=1 query_only=0 secure_delete=1 journal_mode=wal"},
		"short":   {sqldb.SQLiteOptions{BusyTimeout: 1}, "busy_timeout=1 foreign_keys=1 trusted_schema=0 synchronous=2 query_only=0 secure_delete=1 journal_mode=wal"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := open(t, filepath.Join(t.TempDir(), "a.sqlite"), c.o)
			require.GreaterOrEqual(t, db.SQL().Stats().MaxOpenConnections, 4)
			for range 3 {
				conn, err := db.SQL().Conn(t.Context())
				require.NoError(t, err)
				defer func() { require.NoError(t, conn.Close()) }()
				require.Equal(t, c.want, settings(t, conn))
				var text string // a column that does not exist is no text
				require.Error(t, conn.QueryRowContext(t.Context(), `select "nothing"`).Scan(&text))
			}
		})
	}
}

func settings(t *testing.T, conn *sql.Conn) string {
	var all []string
	for _, name := range []string{"busy_timeout", "foreign_keys", "trusted_schema", "synchronous", "query_only", "secure_delete", "journal_mode"} {
		var value string
		require.NoError(t, conn.QueryRowContext(t.Context(), "pragma "+name).Scan(&value))
		all = append(all, name+"="+value)
	}
	return strings.Join(all, " ")
}

// What was deleted is not in the file any more, only free.
func TestSQLiteDeletesForGood(t *testing.T) {
	t.Parallel()
	ctx, path := t.Context(), filepath.Join(t.TempDir(), "a.sqlite")
	db, err := sqldb.OpenSQLite(ctx, path, sqldb.SQLiteOptions{})
	require.NoError(t, err)
	const secret = "ann@example.com"
	for _, statement := range []string{
		`create table note (id integer primary key, text text) strict`,
		`insert into note values (1, '` + secret + `'), (2, '` + strings.Repeat(secret, 1000) + `'), (3, '` + secret + `')`,
		`update note set text = '' where id = 3`,
		`delete from note where id < 3`,
	} {
		_, err := db.Exec(ctx, statement)
		require.NoError(t, err)
	}
	require.NoError(t, db.Close())
	file, err := os.ReadFile(path)
	require.NoError(t, err)
	require.NotContains(t, string(file), secret)
}

func TestOpenSQLiteModes(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "a.sqlite")
	db := open(t, path, sqldb.SQLiteOptions{})
	require.NoError(t, db.Migrate(t.Context()))
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, entries, 3, "with -wal and -shm")
	for _, e := range entries {
		info, err := e.Info()
		require.NoError(t, err)
		require.EqualValues(t, 0o600, info.Mode().Perm(), e.Name())
	}
}

// Paths are those of the file system, whatever a URI would make of them.
func TestOpenSQLitePaths(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		"a b?#%.sqlite", "?", "%00", "%", "a&mode=memory", "file:x", "é日🖋", "a+b", ";'\"\\", "a\nb", " ", "-", "#", strings.Repeat("x", 200),
		"\xff\xfe", "x?mode=ro", "~", ":memory:",
	} {
		dir := t.TempDir()
		path := filepath.Join(dir, name)
		db := open(t, path, sqldb.SQLiteOptions{})
		require.NoError(t, db.Migrate(t.Context()), name)
		info, err := os.Lstat(path)
		require.NoError(t, err, name)
		require.EqualValues(t, 0o600, info.Mode().Perm(), name)
		require.NoError(t, db.Close())
		entries, err := os.ReadDir(dir)
		require.NoError(t, err)
		require.Len(t, entries, 1, name)
		require.Equal(t, name, entries[0].Name())
		require.Positive(t, info.Size(), name)
	}
}

func TestOpenSQLiteRefuses(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	db := open(t, in("good"), sqldb.SQLiteOptions{})
	require.NoError(t, db.Migrate(t.Context()))
	require.NoError(t, db.Close())
	good, err := os.ReadFile(in("good"))
	require.NoError(t, err)
	newer := append([]byte(nil), good...)
	newer[18] = 3 // the version of the format to write: https://www.sqlite.org/fileformat.html
	require.NoError(t, os.WriteFile(in("newer to write"), newer, 0o600))
	newer[19] = 3
	require.NoError(t, os.WriteFile(in("newer to read"), newer, 0o600))
	require.NoError(t, os.WriteFile(in("text"), []byte(strings.Repeat("this is no database\n", 100)), 0o600))
	require.NoError(t, os.WriteFile(in("cut"), good[:len(good)/2], 0o600))
	require.NoError(t, os.Symlink(in("nothing"), in("link to nothing")))

	for _, c := range []struct {
		path string
		want error // nil: any
		text string
	}{
		{"", nil, "not the path of a file"},
		{":memory:", nil, "not the path of a file"},
		{"file:x?mode=memory", nil, "not the path of a file"},
		{in("a\x00b"), nil, "not the path of a file"},
		{dir, nil, "is not a file"},
		{in("no/folder"), os.ErrNotExist, "no/folder"},
		{in("good/below"), nil, "good/below"},
		{in("link to nothing"), os.ErrNotExist, "link to nothing"},
		{in("text"), sqldb.ErrCorrupt, in("text")},
		{in("newer to write"), sqldb.ErrReadOnly, "newer SQLite"},
		{in("newer to read"), sqldb.ErrCorrupt, ""},
	} {
		_, err := sqldb.OpenSQLite(t.Context(), c.path, sqldb.SQLiteOptions{BusyTimeout: time.Millisecond})
		require.Error(t, err, c.path)
		if c.want != nil {
			require.ErrorIs(t, err, c.want, c.path)
		}
		require.ErrorContains(t, err, c.text)
		require.Equal(t, 1, strings.Count(err.Error(), "sqldb: "), err.Error())
	}
	_, err = os.Stat(in("nothing"))
	require.ErrorIs(t, err, os.ErrNotExist)

	cut, err := sqldb.OpenSQLite(t.Context(), in("cut"), sqldb.SQLiteOptions{})
	if err == nil { // SQLite notices when it gets there
		err = cut.Migrate(t.Context())
		require.NoError(t, cut.Close())
	}
	require.ErrorIs(t, err, sqldb.ErrCorrupt)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = sqldb.OpenSQLite(ctx, in("ended"), sqldb.SQLiteOptions{})
	require.ErrorIs(t, err, context.Canceled)
}

func TestOpenSQLiteInFolderWithoutRights(t *testing.T) {
	t.Parallel()
	if os.Geteuid() == 0 {
		t.Skip("root may write anywhere")
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "a.sqlite")
	require.NoError(t, open(t, path, sqldb.SQLiteOptions{}).Close())
	require.NoError(t, os.Chmod(dir, 0o500))
	defer func() { require.NoError(t, os.Chmod(dir, 0o700)) }()
	_, err := sqldb.OpenSQLite(t.Context(), filepath.Join(dir, "new"), sqldb.SQLiteOptions{})
	require.ErrorIs(t, err, os.ErrPermission)
	_, err = sqldb.OpenSQLite(t.Context(), path, sqldb.SQLiteOptions{})
	require.ErrorIs(t, err, sqldb.ErrUnavailable, "no place for its log")
}

// A link leads to the one file and its one log.
func TestOpenSQLiteLink(t *testing.T) {
	t.Parallel()
	dir, other := t.TempDir(), t.TempDir()
	path, link := filepath.Join(dir, "a.sqlite"), filepath.Join(other, "link")
	first := open(t, path, sqldb.SQLiteOptions{})
	require.NoError(t, first.Migrate(t.Context()))
	require.NoError(t, os.Symlink(path, link))
	second := open(t, link, sqldb.SQLiteOptions{})
	publish(t, second, "a")
	require.Equal(t, 1, outboxRows(t, first))
	entries, err := os.ReadDir(other)
	require.NoError(t, err)
	require.Len(t, entries, 1)
}

func TestOpenSQLiteReadOnly(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a.sqlite")
	_, err := sqldb.OpenSQLite(t.Context(), path, sqldb.SQLiteOptions{ReadOnly: true})
	require.ErrorIs(t, err, os.ErrNotExist)
	db := open(t, path, sqldb.SQLiteOptions{})
	require.NoError(t, db.Migrate(t.Context()))
	reader := open(t, path, sqldb.SQLiteOptions{ReadOnly: true})
	for range 5 {
		require.Zero(t, outboxRows(t, reader))
		require.NoError(t, reader.Read(t.Context(), func(r sqldb.Reader) error { return r.Get(t.Context(), new(int), `select 1`) }))
		_, err = reader.Exec(t.Context(), `delete from ep_outbox`)
		require.ErrorIs(t, err, sqldb.ErrReadOnly)
		require.ErrorIs(t, reader.Write(t.Context(), func(tx *sqldb.Tx) error { return tx.Publish(t.Context(), "a", 1) }), sqldb.ErrReadOnly)
	}
	publish(t, db, "a")
	require.Equal(t, 1, outboxRows(t, reader))
}

func TestFull(t *testing.T) {
	t.Parallel()
	db := open(t, filepath.Join(t.TempDir(), "a.sqlite"), sqldb.SQLiteOptions{MaxConns: 1})
	require.NoError(t, db.Migrate(t.Context()))
	require.NoError(t, db.Get(t.Context(), new(int), `pragma max_page_count = 12`))
	err := db.Write(t.Context(), func(tx *sqldb.Tx) error {
		for range 10 {
			if err := tx.Publish(t.Context(), "a", strings.Repeat("x", 20_000)); err != nil {
				return err
			}
		}
		return nil
	})
	require.ErrorIs(t, err, sqldb.ErrFull)
	require.Zero(t, outboxRows(t, db))
	publish(t, db, "a")
}

// Another process is as another pool, which does not share the queue.
func TestBusy(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a.sqlite")
	db := open(t, path, sqldb.SQLiteOptions{BusyTimeout: time.Millisecond})
	other := open(t, path, sqldb.SQLiteOptions{BusyTimeout: time.Millisecond, MaxConns: 1})
	patient := open(t, path, sqldb.SQLiteOptions{BusyTimeout: time.Minute})
	require.NoError(t, db.Migrate(t.Context()))
	require.NoError(t, db.Write(t.Context(), func(tx *sqldb.Tx) error {
		for range 5 { // more often than there are connections
			require.ErrorIs(t, other.Write(t.Context(), func(*sqldb.Tx) error { return nil }), sqldb.ErrBusy)
			_, err := other.Exec(t.Context(), `delete from ep_outbox`)
			require.ErrorIs(t, err, sqldb.ErrBusy)
			require.Zero(t, outboxRows(t, other), "readers do not wait")
		}
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		defer cancel()
		require.ErrorIs(t, patient.Write(ctx, func(*sqldb.Tx) error { return nil }), context.DeadlineExceeded)
		return nil
	}))
	for _, d := range []*sqldb.DB{db, other, patient} {
		publish(t, d, "a")
		require.Zero(t, d.SQL().Stats().InUse)
	}
}

// Whoever waits for itself is told so.
func TestNested(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	for _, conns := range []int{1, 4} {
		db := open(t, filepath.Join(t.TempDir(), "a.sqlite"), sqldb.SQLiteOptions{MaxConns: conns})
		require.NoError(t, db.Migrate(ctx))
		exec := func() error { _, err := db.Exec(ctx, `delete from ep_outbox`); return err }
		get := func() error { return db.Get(ctx, new(int), `select count(*) from ep_outbox`) }
		for _, c := range []struct {
			name  string
			run   func() error
			fails bool
		}{
			{"Write in Write", func() error {
				return db.Write(ctx, func(*sqldb.Tx) error { return db.Write(ctx, func(*sqldb.Tx) error { return nil }) })
			}, true},
			{"Exec in Write", func() error { return db.Write(ctx, func(*sqldb.Tx) error { return exec() }) }, true},
			{"Get in Write", func() error { return db.Write(ctx, func(*sqldb.Tx) error { return get() }) }, conns == 1},
			{"Exec in Read", func() error { return db.Read(ctx, func(sqldb.Reader) error { return exec() }) }, conns == 1},
		} {
			if !c.fails {
				require.NoError(t, c.run(), c.name)
				continue
			}
			db.Patience(30 * time.Millisecond)
			err := c.run()
			db.Patience(time.Minute)
			require.ErrorIs(t, err, sqldb.ErrBusy, c.name)
			require.ErrorContains(t, err, "must use its Tx", c.name)
		}
		require.Zero(t, db.SQL().Stats().InUse)
		publish(t, db, "a")
	}
}

// Writers of one DB come in order, and a queue that is longer than the pool and
// the busy timeout is no error.
func TestQueue(t *testing.T) {
	t.Parallel()
	db := open(t, filepath.Join(t.TempDir(), "a.sqlite"), sqldb.SQLiteOptions{BusyTimeout: time.Millisecond, Normal: true})
	require.NoError(t, db.Migrate(t.Context()))
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() {
			if err := db.Write(t.Context(), func(tx *sqldb.Tx) error { return tx.Publish(t.Context(), "a", 1) }); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	require.Equal(t, 50, outboxRows(t, db))
}

// Who need not write does not wait for those who do.
func TestIfFree(t *testing.T) {
	t.Parallel()
	db := open(t, filepath.Join(t.TempDir(), "a.sqlite"), sqldb.SQLiteOptions{Normal: true})
	require.NoError(t, db.Migrate(t.Context()))
	optional := func() error {
		ctx := sqldb.IfFree(t.Context())
		return db.Write(ctx, func(tx *sqldb.Tx) error { return tx.Publish(ctx, "a", 1) })
	}
	require.NoError(t, db.Write(t.Context(), func(tx *sqldb.Tx) error {
		require.ErrorIs(t, optional(), sqldb.ErrBusy)
		return nil
	}))
	require.NoError(t, optional())
	require.Equal(t, 1, outboxRows(t, db))
	require.Zero(t, db.Load().Refused, "nobody was refused who wanted to wait")
}

func publish(t testing.TB, db *sqldb.DB, topic string) {
	t.Helper()
	require.NoError(t, db.Write(t.Context(), func(tx *sqldb.Tx) error { return tx.Publish(t.Context(), topic, 1) }))
}

func outboxRows(t testing.TB, r sqldb.Reader) (n int) {
	t.Helper()
	require.NoError(t, r.Get(t.Context(), &n, `select count(*) from ep_outbox`))
	return n
}

func FuzzSQLiteURI(f *testing.F) {
	for _, s := range []string{"a", "/a b", "//a/b", "?", "#", "%41", "é", "a:b", "\xff", "../x", "/ /", "a?b=c&d"} {
		f.Add(s)
	}
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, name string) {
		path := filepath.Join(dir, name)
		if name == "" || len(name) > 100 || strings.Contains(name, "\x00") || !filepath.IsLocal(name) || filepath.Dir(path) != dir {
			return
		}
		db, err := sql.Open("sqlite", sqldb.SQLiteDSN(path, sqldb.SQLiteOptions{Normal: true}))
		require.NoError(t, err)
		defer func() { require.NoError(t, db.Close()) }()
		var file string
		require.NoError(t, db.QueryRowContext(t.Context(), `select file from pragma_database_list`).Scan(&file))
		require.Equal(t, path, file)
		require.NoError(t, db.Close())
		require.NoError(t, os.Remove(path))
	})
}

// A path that begins with two slashes has no host in it.
func TestSQLiteURI(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		"a/b":    "file:a/b",
		"/a/b":   "file:///a/b",
		"//a/b":  "file:////a/b",
		"/a b?#": "file:///a%20b%3F%23",
	} {
		require.Equal(t, want, sqldb.SQLiteURI(path))
	}
	db, err := sql.Open("sqlite", sqldb.SQLiteDSN("/"+filepath.Join(t.TempDir(), "a"), sqldb.SQLiteOptions{}))
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	require.NoError(t, db.PingContext(t.Context()))
}
