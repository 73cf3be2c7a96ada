package sqldb

import (
	"context"
	"fmt"
)

// Migrated tells whether the database is as Migrate with these schemas would leave it, and changes nothing. Errors: ErrOlderSchema when there is something
// to migrate, ErrNewerSchema, ErrAltered.
func (db *DB) Migrated(ctx context.Context, of ...Schema) error {
	of, err := inOrder(append([]Schema{Sub("sqldb", own, "migrations")}, of...))
	if err != nil {
		return err
	}
	return db.Read(ctx, func(r Reader) error {
		found, err := schemas(ctx, r)
		if err != nil {
			return err
		}
		for _, s := range of {
			if err := migrated(ctx, r, s, len(found) > 0); err != nil {
				return fmt.Errorf("sqldb: schema %s: %w", s.Service, err)
			}
		}
		return nil
	})
}

// migrated looks at one schema of a database, which may have none at all.
func migrated(ctx context.Context, r Reader, s Schema, any bool) error {
	files, err := s.migrations(r.Dialect())
	if err != nil {
		return err
	}
	var applied []migration
	if any {
		if err := r.Select(ctx, &applied, selectApplied, s.Service); err != nil {
			return err
		}
	}
	left, err := missing(files, applied)
	if err == nil && len(left) > 0 {
		err = fmt.Errorf("%w: it has version %d, this program knows %d: migrate it", ErrOlderSchema, len(applied), len(files))
	}
	return err
}
