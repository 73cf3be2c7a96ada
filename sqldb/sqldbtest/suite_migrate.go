package sqldbtest

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/sqldb"
)

func (s suite) migrate() []test {
	return []test{
		{"by eight at once", s.migrateAtOnce},
		{"step by step", s.migrateStepByStep},
		{"a newer one is refused", s.migrateNewer},
		{"an altered one is refused", s.migrateAltered},
		{"one that fails leaves nothing", s.migrateFails},
		{"whether there is something to migrate", s.migrated},
	}
}

// notes has so many of three migrations.
func notes(versions int) sqldb.Schema {
	files := map[string]string{}
	for i, name := range []string{"0001_notes.sql", "0002_more.sql", "0003_words.sql"}[:versions] {
		text := "-- +goose Up\n" + []string{
			"create table ep_note (id text primary key) STRICT;\ninsert into ep_note values ('first');\n",
			"alter table ep_note add column more text not null default 'it''s; so';\n",
			"insert into ep_note values ('third', 'more');\n",
		}[i]
		files["sqlite/"+name] = text
		files["postgres/"+name] = strings.Replace(text, " STRICT", "", 1)
	}
	return schemaOf("notes", files)
}

func noteRows(t testing.TB, db *sqldb.DB) (n int) {
	t.Helper()
	require.NoError(t, db.Get(t.Context(), &n, `select count(*) from ep_note`))
	return n
}

func (s suite) migrateAtOnce(t *testing.T) {
	db, ctx := s.open(t), t.Context()
	require.NoError(t, each(8, func(int) error {
		// Another DB, which does not share the queue of writers: as another process.
		other, err := sqldb.New(ctx, db.SQL(), db.Dialect())
		if err != nil {
			return err
		}
		return other.Migrate(ctx, notes(3), things())
	}))
	require.Equal(t, 2, noteRows(t, db))
	schemas, err := db.Schemas(ctx)
	require.NoError(t, err)
	require.Contains(t, schemas, sqldb.SchemaVersion{Service: "notes", Version: 3})
	require.Contains(t, schemas, sqldb.SchemaVersion{Service: "things", Version: 1})
	require.Len(t, schemas, 3, "with this module's own")
}

func (s suite) migrateStepByStep(t *testing.T) {
	db, ctx := s.open(t), t.Context()
	schemas, err := db.Schemas(ctx)
	require.NoError(t, err)
	require.Empty(t, schemas)
	for v := 1; v <= 3; v++ {
		require.NoError(t, db.Migrate(ctx, notes(v)))
		require.NoError(t, db.Migrate(ctx, notes(v)), "again")
	}
	require.Equal(t, 2, noteRows(t, db))
	var more string
	require.NoError(t, db.Get(ctx, &more, `select more from ep_note where id = 'first'`))
	require.Equal(t, "it's; so", more)
}

func (s suite) migrateNewer(t *testing.T) {
	db, ctx := s.open(t), t.Context()
	require.NoError(t, db.Migrate(ctx, notes(3)))
	err := db.Migrate(ctx, things(), notes(2))
	require.ErrorIs(t, err, sqldb.ErrNewerSchema)
	require.ErrorContains(t, err, "notes")
	require.ErrorContains(t, err, "0003_words.sql")
	require.Error(t, db.Get(ctx, new(int), `select count(*) from ep_thing`), "nothing was changed")
}

func (s suite) migrateAltered(t *testing.T) {
	db, ctx := s.open(t), t.Context()
	require.NoError(t, db.Migrate(ctx, notes(1)))
	_, err := db.Exec(ctx, `update ep_schema set checksum = $1 where service = 'notes'`, strings.Repeat("0", 64))
	require.NoError(t, err)
	require.ErrorIs(t, db.Migrate(ctx, notes(2)), sqldb.ErrAltered)
	require.Equal(t, 1, noteRows(t, db))
	require.Error(t, db.Get(ctx, new(string), `select more from ep_note`), "nothing was changed")
}

func (s suite) migrateFails(t *testing.T) {
	db, ctx := s.open(t), t.Context()
	const broken = "-- +goose Up\ncreate table ep_half (id text);\ncreate table ep_half (id text);\n"
	err := db.Migrate(ctx, notes(1), schemaOf("half", map[string]string{"sqlite/0001_half.sql": broken, "postgres/0001_half.sql": broken}))
	require.ErrorContains(t, err, "0001_half.sql")
	for _, table := range []string{"ep_half", "ep_note", "ep_outbox", "ep_schema"} {
		require.Error(t, db.Get(ctx, new(int), `select count(*) from `+table), table)
	}
	require.NoError(t, db.Migrate(ctx, notes(1)), "nothing is locked")
}

// Looking changes nothing, and says what Migrate would.
func (s suite) migrated(t *testing.T) {
	db, ctx := s.open(t), t.Context()
	require.NoError(t, db.Migrate(ctx))
	require.NoError(t, db.Migrated(ctx))
	require.ErrorIs(t, db.Migrated(ctx, notes(1)), sqldb.ErrOlderSchema)
	require.NoError(t, db.Migrate(ctx, notes(2)))
	require.NoError(t, db.Migrated(ctx, notes(2)))
	require.ErrorIs(t, db.Migrated(ctx, notes(1)), sqldb.ErrNewerSchema)
	err := db.Migrated(ctx, notes(2), notes(3))
	require.ErrorIs(t, err, sqldb.ErrOlderSchema)
	require.ErrorContains(t, err, "schema notes")
	require.ErrorContains(t, err, "it has version 2, this program knows 3")
	require.Equal(t, 1, noteRows(t, db), "and nothing was done")
	other := schemaOf("notes", map[string]string{
		"sqlite/0001_notes.sql": "-- +goose Up\nselect 1;\n", "postgres/0001_notes.sql": "-- +goose Up\nselect 1;\n",
		"sqlite/0002_more.sql": "-- +goose Up\nselect 1;\n", "postgres/0002_more.sql": "-- +goose Up\nselect 1;\n",
	})
	require.ErrorIs(t, db.Migrated(ctx, other), sqldb.ErrAltered)
	require.Error(t, db.Migrated(ctx, sqldb.Schema{Service: "Not a name"}))
}
