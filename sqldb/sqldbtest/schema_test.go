package sqldbtest_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

const goodSQLite = `-- +goose Up
create table ep_a (
	id      text    primary key,
	made_at integer not null
) strict;
create index ep_a_made on ep_a (made_at);
-- +goose StatementBegin
create trigger ep_a_stays before delete on ep_a begin
	select raise(abort, 'stays');
end;
-- +goose StatementEnd
`

const goodPostgres = `-- +goose Up
create table ep_a (
	id      text   primary key,
	made_at bigint not null
);
create index ep_a_made on ep_a (made_at);
`

func schema(sqlite, postgres string) fstest.MapFS {
	return fstest.MapFS{
		"sqlite/0001_a.sql":   {Data: []byte(sqlite)},
		"postgres/0001_a.sql": {Data: []byte(postgres)},
	}
}

func TestSchema(t *testing.T) {
	t.Parallel()
	sqldbtest.Schema(t, sqldb.Schema{Service: "a", Files: schema(goodSQLite, goodPostgres)})
	for name, c := range map[string]struct{ old, sqlite, postgres, want string }{
		"prefix":    {"ep_a", "a", "a", "begins with ep_"},
		"strict":    {" strict", "", " strict", "not STRICT"},
		"time":      {"integer", "text", "integer", "INTEGER: ep_a.made_at"},
		"big time":  {"bigint", "bigint", "timestamptz", "bigint: made_at timestamptz"},
		"commit":    {"create index", "commit; create index", "create index", "not its own"},
		"pragma":    {"create table", "pragma foreign_keys = 0;\ncreate table", "create table", "not its own"},
		"semicolon": {"-- +goose Statement", "-- ", "", "semicolons"},
		"no index":  {"create index", "create index", "-- ", ""},
		"no twin":   {"create index", "create index ep_b on ep_a (id); create index", "create index", "ep_b is not in PostgreSQL"},
	} {
		files := schema(strings.ReplaceAll(goodSQLite, c.old, c.sqlite), strings.ReplaceAll(goodPostgres, c.old, c.postgres))
		found, err := sqldbtest.Problems(t, sqldb.Schema{Service: "a", Files: files})
		switch {
		case c.want == "": // a name in a comment is enough: this is no parser
			require.NoError(t, err, name)
		case err == nil:
			require.Contains(t, strings.Join(found, "\n"), c.want, name)
		default:
			require.ErrorContains(t, err, "commit", name)
		}
	}
	twice := schema(goodSQLite, goodPostgres)
	twice["sqlite/0002_b.sql"] = &fstest.MapFile{Data: []byte("-- +goose Up\n")}
	found, err := sqldbtest.Problems(t, sqldb.Schema{Service: "a", Files: twice})
	require.NoError(t, err)
	require.Len(t, found, 1)
	require.Contains(t, found[0], "different files")
}
