package sqldbtest

import (
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/sqldb"
)

// Schema checks the migrations of a service by the rules of this module: both
// dialects have the same files, tables and indexes, in the format of goose; names
// begin with ep_; SQLite's tables are STRICT; times (columns that end with _at)
// are milliseconds. others are schemas that it refers to.
func Schema(t *testing.T, s sqldb.Schema, others ...sqldb.Schema) {
	t.Helper()
	found, err := Problems(t, s, others...)
	require.NoError(t, err)
	require.Empty(t, found)
}

// Problems is Schema for who wants the list. The error is of reading or running
// the migrations.
func Problems(t testing.TB, s sqldb.Schema, others ...sqldb.Schema) (found []string, err error) {
	t.Helper()
	c := check{}
	if err := c.files(s); err != nil {
		return nil, err
	}
	db := SQLite(t, others...)
	before := objects(t, db)
	if err := db.Migrate(t.Context(), append(slices.Clone(others), s)...); err != nil {
		return nil, err
	}
	for _, o := range objects(t, db) {
		if !slices.Contains(before, o) {
			c.object(t, db, o)
		}
	}
	return c.found, nil
}

type check struct {
	found    []string
	postgres string // all of its files
}

func (c *check) add(format string, args ...any) {
	c.found = append(c.found, fmt.Sprintf(format, args...))
}

var (
	control  = regexp.MustCompile(`(?im)^\s*(begin\s*;|begin\s+(transaction|immediate|exclusive)|commit\s*;|rollback\s*;|savepoint|vacuum|attach|pragma)`)
	compound = regexp.MustCompile(`(?i)\bcreate\s+(or\s+replace\s+)?(constraint\s+)?(trigger|function|procedure)\b`)
	noMillis = regexp.MustCompile(`(?im)^\s*\w+_at\s+(integer|int|smallint|timestamp|timestamptz|date|time|text)\b`)
)

// files looks at what Migrate would not notice.
func (c *check) files(s sqldb.Schema) error {
	names := map[string][]string{}
	for _, dialect := range []string{"sqlite", "postgres"} {
		entries, err := fs.ReadDir(s.Files, dialect)
		if err != nil {
			return err
		}
		for _, e := range entries {
			file := dialect + "/" + e.Name()
			data, err := fs.ReadFile(s.Files, file)
			if err != nil {
				return err
			}
			text := string(data)
			if dialect == "postgres" {
				c.postgres += text
			}
			names[dialect] = append(names[dialect], e.Name())
			if control.MatchString(text) {
				c.add("%s runs in a transaction that is not its own", file)
			}
			begins, ends := strings.Count(text, "-- +goose StatementBegin"), strings.Count(text, "-- +goose StatementEnd")
			if begins != ends || compound.MatchString(text) && begins == 0 {
				c.add("%s: goose cuts statements at semicolons unless StatementBegin and StatementEnd are around them", file)
			}
		}
	}
	if !slices.Equal(names["sqlite"], names["postgres"]) {
		c.add("the dialects have different files: %v and %v", names["sqlite"], names["postgres"])
	}
	for _, line := range noMillis.FindAllString(c.postgres, -1) {
		c.add("postgres: a time is bigint: %s", strings.TrimSpace(line))
	}
	return nil
}

// object looks at what SQLite has made.
func (c *check) object(t testing.TB, db *sqldb.DB, o object) {
	t.Helper()
	if !strings.HasPrefix(o.Name, "ep_") {
		c.add("%s %s: the name begins with ep_", o.Type, o.Name)
	}
	// Triggers of PostgreSQL call functions, and may have other names.
	if o.Type != "trigger" && !regexp.MustCompile(`(?i)\b`+regexp.QuoteMeta(o.Name)+`\b`).MatchString(c.postgres) {
		c.add("%s %s is not in PostgreSQL", o.Type, o.Name)
	}
	if o.Type != "table" {
		return
	}
	var strict bool
	require.NoError(t, db.Get(t.Context(), &strict, `select strict from pragma_table_list where name = $1`, o.Name))
	if !strict {
		c.add("table %s is not STRICT", o.Name)
	}
	var columns []string
	require.NoError(t, db.Select(t.Context(), &columns, `select name from pragma_table_info($1) where name like '%\_at' escape '\' and type <> 'INTEGER'`, o.Name))
	for _, column := range columns {
		c.add("sqlite: a time is INTEGER: %s.%s", o.Name, column)
	}
}

type object struct {
	Type string
	Name string
}

func objects(t testing.TB, db *sqldb.DB) (all []object) {
	t.Helper()
	require.NoError(t, db.Select(t.Context(), &all, `select type, name from sqlite_schema where name not like 'sqlite\_%' escape '\' order by type, name`))
	return all
}
