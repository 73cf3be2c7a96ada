package sqldb

import (
	"context"
	"time"
)

// Patience is set by tests that cannot wait half a minute.
func (db *DB) Patience(d time.Duration) { db.patience = d }

// BackupSteps is Backup with a function that is called after each step.
func (db *DB) BackupSteps(ctx context.Context, to string, step func(string)) (BackupInfo, error) {
	return db.backup(ctx, to, step)
}

// RestoreSteps is Restore with a function that is called after each step.
func RestoreSteps(ctx context.Context, from, to string, step func(string)) (RestoreInfo, error) {
	return restore(ctx, from, to, step)
}

var (
	SQLiteURI    = sqliteURI
	SQLiteKind   = sqliteKind
	PostgresKind = postgresKind
	Classify     = classify
	ErrRetry     = errRetry
	Retry        = retry
)

// Signal is exported for its test.
type Signal = signal

func (s *signal) Next() <-chan struct{} { return s.next() }
func (s *signal) Happen()               { s.happen() }

// ReadBack opens a connection that is meant to answer a pragma so.
func ReadBack(ctx context.Context, dsn, name, value string) error {
	c := &sqliteConnector{dsn: dsn, want: []pragma{{name: name, value: value}}}
	conn, err := c.Connect(ctx)
	if err != nil {
		return err
	}
	return conn.Close()
}
