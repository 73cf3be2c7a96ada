package migrate

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/einkpdf/platform/sqldb"
)

// readTables reads the predecessor's tables. Columns that nobody asked for do
// not matter.
func (s *UserSource) readTables(ctx context.Context, db *sqldb.DB) error {
	// A check of a table could be any expression.
	if _, err := db.Exec(ctx, `pragma ignore_check_constraints = 1`); err != nil {
		return err
	}
	var found []string
	if err := db.Select(ctx, &found, `pragma quick_check(1)`); err != nil {
		return err
	}
	if !slices.Equal(found, []string{"ok"}) {
		return errors.New("the database is damaged; try SQLite's .recover on a copy of it")
	}
	users := table{"users", []string{"id", "username", "email", "password_hash", "is_active", "created_at"},
		[]string{"updated_at", "is_admin", "terms_accepted_at"}}
	err := users.read(ctx, db, func(f fields) { s.users = append(s.users, f.user()) })
	if errors.Is(err, errNoTable) {
		return fmt.Errorf("%w: it is not the predecessor's, or was never used", err)
	}
	if err != nil {
		return err
	}
	resets := table{"password_reset_tokens", []string{"token_hash", "user_id", "email", "created_at", "expires_at"}, nil}
	err = resets.read(ctx, db, func(f fields) { s.resets = append(s.resets, f.reset()) })
	if errors.Is(err, errNoTable) { // then nobody can have asked for one
		return nil
	}
	return err
}

var errNoTable = errors.New("no table")

// table is what is read of a table.
type table struct {
	name           string
	need, optional []string // columns
}

// read gives each row to add.
func (t table) read(ctx context.Context, db *sqldb.DB, add func(f fields)) error {
	names, err := t.columns(ctx, db)
	if err != nil {
		return err
	}
	// Anything may stand in a column of SQLite. So all are read as text, and by
	// way of bytes, since text would be cut at a NUL.
	values := make([]string, len(names))
	for i, name := range names {
		values[i] = fmt.Sprintf(`cast(substr(cast(%s as blob), 1, %d) as text)`, name, maxText+1)
	}
	query := fmt.Sprintf(`select %s from %s limit %d`, strings.Join(values, ", "), t.name, maxUsers+1) // #nosec G201 -- our own names
	rows, err := db.SQL().QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	row, into := make([]sql.NullString, len(names)), make([]any, len(names))
	for i := range row {
		into[i] = &row[i]
	}
	for n := 0; rows.Next(); n++ {
		if n >= maxUsers {
			return fmt.Errorf("table %s has more than %d rows", t.name, maxUsers)
		}
		if err := rows.Scan(into...); err != nil {
			return err
		}
		f := make(fields, len(names))
		for i, v := range row {
			if v.Valid {
				f[names[i]] = field{text: v.String, odd: len(v.String) > maxText}
			}
		}
		add(f)
	}
	return errors.Join(rows.Err(), rows.Close())
}

// columns returns the columns to read. The table is neither a view nor virtual
// and the columns are not computed: those could run what they like.
func (t table) columns(ctx context.Context, db *sqldb.DB) ([]string, error) {
	var plain int
	err := db.Get(ctx, &plain, `select count(*) from sqlite_schema where type = 'table' and name = $1 and rootpage > 0`, t.name)
	if err != nil {
		return nil, err
	}
	if plain == 0 {
		return nil, fmt.Errorf("%w %s", errNoTable, t.name)
	}
	var there []string
	if err := db.Select(ctx, &there, `select lower(name) from pragma_table_xinfo($1) where hidden = 0`, t.name); err != nil {
		return nil, err
	}
	names := slices.Clone(t.need)
	for _, name := range t.need {
		if !slices.Contains(there, name) {
			return nil, fmt.Errorf("table %s has no column %s", t.name, name)
		}
	}
	for _, name := range t.optional {
		if slices.Contains(there, name) {
			names = append(names, name)
		}
	}
	return names, nil
}
