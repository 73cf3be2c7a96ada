package sqldb

// Dialect says which database speaks.
type Dialect int

// The dialects.
const (
	SQLite     Dialect = iota + 1 // 3.45 or newer
	PostgreSQL                    // 13 or newer
)

// String returns the name that folders of migrations have, too.
func (d Dialect) String() string {
	switch d {
	case SQLite:
		return "sqlite"
	case PostgreSQL:
		return "postgres"
	}
	return "unknown dialect"
}

// Pick returns the text for the dialect, for the few statements that cannot be
// the same in both.
func (d Dialect) Pick(sqlite, postgres string) string {
	if d == PostgreSQL {
		return postgres
	}
	return sqlite
}
