package sqldb_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

func of(files map[string]string) sqldb.Schema {
	m := fstest.MapFS{}
	for name, text := range files {
		m["sqlite/"+name] = &fstest.MapFile{Data: []byte(text)}
	}
	return sqldb.Schema{Service: "a", Files: m}
}

func TestSchemaFiles(t *testing.T) {
	t.Parallel()
	const up = "-- +goose Up\n"
	for name, c := range map[string]struct {
		files map[string]string
		want  string
	}{
		"gap":          {map[string]string{"0001_a.sql": up, "0003_c.sql": up}, "0002_words.sql"},
		"begins at 2":  {map[string]string{"0002_a.sql": up}, "0001_words.sql"},
		"doubled":      {map[string]string{"0001_a.sql": up, "0001_b.sql": up}, "0002_words.sql"},
		"zero":         {map[string]string{"0000_a.sql": up}, "0001_words.sql"},
		"name":         {map[string]string{"0001-A.sql": up}, "0001_words.sql"},
		"no migration": {map[string]string{"0001_a.sql": up, "README.md": "x"}, "README.md"},
		"no header":    {map[string]string{"0001_a.sql": "create table ep_x (a text);"}, "+goose Up"},
		"way down":     {map[string]string{"0001_a.sql": up + "create table ep_x (a text);\n-- +goose Down\ndrop table ep_x;"}, "no way down"},
		"folder":       {map[string]string{"0001_a.sql/b": up}, "0001_a.sql"},
		"syntax":       {map[string]string{"0001_a.sql": up + "create tabel x"}, "0001_a.sql"},
		"constraint":   {map[string]string{"0001_a.sql": up + "insert into ep_outbox (topic, payload, created_at, due_at) values (null, '', 0, 0)"}, "0001_a.sql"},
	} {
		db := open(t, t.TempDir()+"/a.sqlite", sqldb.SQLiteOptions{})
		require.ErrorContains(t, db.Migrate(t.Context(), of(c.files)), c.want, name)
		schemas, err := db.Schemas(t.Context())
		require.NoError(t, err)
		require.Empty(t, schemas, name)
	}
}

func TestSchemaNames(t *testing.T) {
	t.Parallel()
	db := sqldbtest.SQLite(t)
	good := of(nil)
	for _, name := range []string{"", "A", "1a", "a b", strings.Repeat("a", 41), "a\n"} {
		s := good
		s.Service = name
		require.ErrorContains(t, db.Migrate(t.Context(), s), "lower-case", name)
	}
	require.ErrorContains(t, db.Migrate(t.Context(), sqldb.Schema{Service: "a"}), "files")
	good = of(map[string]string{"0001_outbox.sql": "-- +goose Up\n"})
	good.Service = "sqldb" // another one than ours
	require.ErrorIs(t, db.Migrate(t.Context(), good), sqldb.ErrAltered)
	require.Error(t, db.Migrate(t.Context(), sqldb.Sub("a", fstest.MapFS{}, "../x")))
	require.Error(t, db.Migrate(t.Context(), sqldb.Sub("a", fstest.MapFS{}, "nowhere")))
}

// What a schema needs comes first, however often it is asked for.
func TestMigrateNeeds(t *testing.T) {
	t.Parallel()
	db := sqldbtest.SQLite(t)
	schema := func(service, text string, needs ...sqldb.Schema) sqldb.Schema {
		file := &fstest.MapFile{Data: []byte("-- +goose Up\n" + text)}
		return sqldb.Schema{Service: service, Files: fstest.MapFS{"sqlite/0001_a.sql": file}, Needs: needs}
	}
	base := schema("base", "create table ep_base (id integer primary key) strict;")
	one := schema("one", "create table ep_one (id integer references ep_base) strict; insert into ep_base values (1); insert into ep_one values (1);", base)
	two := schema("two", "insert into ep_base values (2);", base, one)
	require.NoError(t, db.Migrate(t.Context(), two, one, base, two))
	require.NoError(t, db.Migrate(t.Context(), one))
	var n int
	require.NoError(t, db.Get(t.Context(), &n, `select count(*) from ep_base`))
	require.Equal(t, 2, n)

	other := schema("base", "create table ep_other (id integer primary key) strict;")
	require.ErrorIs(t, db.Migrate(t.Context(), two, other), sqldb.ErrAltered)
}

// A checkout with other line ends is the same migration.
func TestSchemaLineEnds(t *testing.T) {
	t.Parallel()
	db := sqldbtest.SQLite(t)
	const text = "-- +goose Up\ncreate table ep_x (a text);\n"
	require.NoError(t, db.Migrate(t.Context(), of(map[string]string{"0001_a.sql": strings.ReplaceAll(text, "\n", "\r\n")})))
	require.NoError(t, db.Migrate(t.Context(), of(map[string]string{"0001_a.sql": text})))
	err := db.Migrate(t.Context(), of(map[string]string{"0001_a.sql": text + "-- a word more\n"}))
	require.ErrorIs(t, err, sqldb.ErrAltered)
	require.ErrorContains(t, err, "0001_a.sql")
}

// The module's own migrations keep the rules that it sets others.
func TestOwnSchema(t *testing.T) {
	t.Parallel()
	db := sqldbtest.SQLite(t)
	var lax []string
	require.NoError(t, db.Select(t.Context(), &lax, `select name from pragma_table_list where name like 'ep%' and not strict`))
	require.Empty(t, lax)
	for _, query := range []string{
		`select id from ep_outbox where topic = 'a' and due_at <= 1 order by due_at, id limit 4`,
		`select v.column1 from (values ('a'), ('b')) v where exists (select 1 from ep_outbox where topic = v.column1 and due_at <= 1)`,
	} {
		rows, err := db.SQL().QueryContext(t.Context(), "explain query plan "+query)
		require.NoError(t, err)
		var all []string
		for rows.Next() {
			var id, parent, unused int
			var detail string
			require.NoError(t, rows.Scan(&id, &parent, &unused, &detail))
			all = append(all, detail)
		}
		require.NoError(t, rows.Err())
		require.NoError(t, rows.Close())
		text := strings.Join(all, "\n")
		require.Contains(t, text, "USING COVERING INDEX ep_outbox_due")
		require.NotContains(t, text, "SCAN ep_outbox")
		require.NotContains(t, text, "TEMP B-TREE")
	}
}
