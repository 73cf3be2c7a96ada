// Package postgres opens PostgreSQL, version 13 or newer, for the services.
//
//	db, err := postgres.Open(ctx, "postgres://einkpdf@db.example.com/einkpdf?sslmode=verify-full", postgres.Options{})
//	if err != nil { … }
//	defer db.Close()
//	err = db.Migrate(ctx, auth.Schema())
//
// The driver is pgx. A program that has a pool of its own, with any driver, does
// not need this package: sqldb.New(ctx, pool, sqldb.PostgreSQL).
//
// The role owns its tables and needs no more: CREATE on the schema that its
// search path begins with, for Migrate.
package postgres
