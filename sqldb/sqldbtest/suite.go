package sqldbtest

import (
	"io/fs"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/sqldb"
)

// Run runs the conformance suite of a database, as DB and Tx promise it. open
// returns a database of its own for each call, without tables, on a pool of four
// connections at least; it ends with the test.
func Run(t *testing.T, open func(t testing.TB) *sqldb.DB) {
	s := suite{open}
	groups := map[string][]test{
		"Transactions": s.transactions(),
		"Values":       s.values(),
		"Errors":       s.errors(),
		"Migrate":      s.migrate(),
		"Outbox":       s.outbox(),
	}
	for group, tests := range groups {
		t.Run(group, func(t *testing.T) {
			t.Parallel()
			for _, test := range tests {
				t.Run(test.name, func(t *testing.T) {
					t.Parallel()
					test.run(t)
				})
			}
		})
	}
}

type suite struct {
	open func(t testing.TB) *sqldb.DB
}

type test struct {
	name string
	run  func(t *testing.T)
}

// fresh opens a database with the tables of the suite.
func (s suite) fresh(t testing.TB) *sqldb.DB {
	t.Helper()
	db := s.open(t)
	require.NoError(t, db.Migrate(t.Context(), things()))
	return db
}

// things is a schema with a rule of each kind.
func things() sqldb.Schema {
	return schemaOf("things", map[string]string{"sqlite/0001_things.sql": `-- +goose Up
create table ep_thing (
	id     text    primary key,
	n      integer not null default 0 check (n >= 0),
	yes    integer not null default 0,
	at     integer,
	bytes  blob,
	parent text    references ep_thing (id)
) strict;
create unique index ep_thing_at on ep_thing (at);
`, "postgres/0001_things.sql": `-- +goose Up
create table ep_thing (
	id     text    primary key,
	n      bigint  not null default 0 check (n >= 0),
	yes    boolean not null default false,
	at     bigint,
	bytes  bytea,
	parent text    references ep_thing (id)
);
create unique index ep_thing_at on ep_thing (at);
`})
}

func schemaOf(service string, files map[string]string) sqldb.Schema {
	m := fstest.MapFS{}
	for name, text := range files {
		m[name] = &fstest.MapFile{Data: []byte(text), Mode: 0o444}
	}
	return sqldb.Schema{Service: service, Files: fs.FS(m)}
}
