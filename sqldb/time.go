package sqldb

import (
	"database/sql/driver"
	"fmt"
	"time"
)

// Time is how times are kept: INTEGER milliseconds since 1970, UTC, and NULL
// for the zero time. A time.Time must never be bound as it is: the SQLite
// driver writes it as text, monotonic clock included.
type Time struct{ time.Time }

// At is t as the database keeps it: in UTC, whole milliseconds.
func At(t time.Time) Time {
	if t.IsZero() {
		return Time{}
	}
	return Time{time.UnixMilli(t.UnixMilli()).UTC()}
}

// Value implements driver.Valuer.
func (t Time) Value() (driver.Value, error) {
	if t.IsZero() {
		return nil, nil
	}
	return t.UnixMilli(), nil
}

// Scan implements sql.Scanner.
func (t *Time) Scan(from any) error {
	switch ms := from.(type) {
	case nil:
		*t = Time{}
	case int64:
		*t = Time{time.UnixMilli(ms).UTC()}
	default:
		return fmt.Errorf("sqldb: a time is kept in milliseconds, not as %T", from)
	}
	return nil
}
