package sqldb

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
)

// What went wrong, for errors.Is. Errors of DB and Tx wrap one of these beside
// the driver's own error; whatever is none of them is the driver's error alone.
var (
	ErrNotFound    = errors.New("not found")                             // Get found no row
	ErrUnique      = errors.New("exists already")                        // unique index or primary key
	ErrForeignKey  = errors.New("refers to what does not exist")         // or is referred to by what remains
	ErrConstraint  = errors.New("breaks a rule of the table")            // check, not null, type, trigger
	ErrBusy        = errors.New("the database is busy")                  // worth trying again, later
	ErrReadOnly    = errors.New("the database is read-only")             //
	ErrFull        = errors.New("the disk is full")                      //
	ErrCorrupt     = errors.New("the database is damaged")               // or is no database
	ErrUnavailable = errors.New("the database cannot be reached")        // connection lost, server gone, file cannot be opened
	ErrNewerSchema = errors.New("the schema is newer than this program") // Migrate, Migrated
	ErrOlderSchema = errors.New("the schema is older than this program") // Migrated
	ErrAltered     = errors.New("a migration was altered after it ran")  // Migrate, Migrated
)

// failure is an error of the driver and what kind it is.
type failure struct {
	kind error
	err  error
}

func (f *failure) Error() string   { return fmt.Sprintf("%v: %v", f.kind, f.err) }
func (f *failure) Unwrap() []error { return []error{f.kind, f.err} }

// classify says by code what kind of error the driver returned. A context that
// has ended is the reason for whatever error came of it.
func classify(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if kind := kindOf(err); kind != nil {
		err = &failure{kind, err}
	}
	if cause := ctx.Err(); cause != nil && !errors.Is(err, cause) {
		return fmt.Errorf("%w: %w", cause, err)
	}
	return err
}

func kindOf(err error) error {
	var done *failure
	var sqlite interface{ Code() int }
	var postgres interface{ SQLState() string }
	var network net.Error
	switch {
	case errors.As(err, &done):
		return nil // has its kind
	case errors.Is(err, sql.ErrNoRows):
		return ErrNotFound
	case errors.As(err, &postgres):
		return postgresKind(postgres.SQLState())
	case errors.As(err, &sqlite):
		return sqliteKind(sqlite.Code())
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return nil
	case errors.Is(err, driver.ErrBadConn), errors.Is(err, sql.ErrConnDone), errors.Is(err, io.ErrUnexpectedEOF), errors.As(err, &network):
		return ErrUnavailable
	}
	return nil
}

// sqliteKind knows the result codes of https://www.sqlite.org/rescode.html.
func sqliteKind(code int) error {
	switch code {
	case 1555, 2067, 2579: // PRIMARYKEY, UNIQUE, ROWID
		return ErrUnique
	case 787: // FOREIGNKEY
		return ErrForeignKey
	}
	switch code & 0xff {
	case 5, 6, 15: // BUSY, LOCKED, PROTOCOL
		return ErrBusy
	case 8: // READONLY
		return ErrReadOnly
	case 3, 10, 14: // PERM, IOERR, CANTOPEN
		return ErrUnavailable
	case 11, 26: // CORRUPT, NOTADB
		return ErrCorrupt
	case 13: // FULL
		return ErrFull
	case 18, 19, 20: // TOOBIG, CONSTRAINT, MISMATCH
		return ErrConstraint
	}
	return nil
}

// postgresKind knows the codes of appendix A of PostgreSQL's manual.
func postgresKind(state string) error {
	switch state {
	case "23505":
		return ErrUnique
	case "23503":
		return ErrForeignKey
	case "40001", "40P01": // serialization_failure, deadlock_detected
		return errRetry
	case "55P03", "57014": // lock_not_available, query_canceled: a timeout of the server's, or somebody's kill
		return ErrBusy
	case "25006":
		return ErrReadOnly
	case "53100":
		return ErrFull
	case "P0001", "40002": // raised by a trigger, integrity
		return ErrConstraint
	case "40003", "3D000": // statement_completion_unknown, no such database
		return ErrUnavailable
	case "XX001", "XX002": // data_corrupted, index_corrupted
		return ErrCorrupt
	}
	if len(state) != 5 {
		return nil
	}
	switch state[:2] {
	case "08", "28", "57", "58": // connection, authorization, operator intervention, system
		return ErrUnavailable
	case "53": // resources: connections, memory
		return ErrBusy
	case "22", "23", "44": // data, integrity, check option
		return ErrConstraint
	}
	return nil
}
