package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/cluster/postgres"
	"github.com/einkpdf/platform/sqldb"
)

// A server that starts together with its database waits until that is there. It
// does not wait for what only a person can mend.
func ExampleOpen() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	const url = "postgres://einkpdf@db.example.com/einkpdf?sslmode=verify-full" // the password is in PGPASSWORD

	db, err := postgres.Open(ctx, url, postgres.Options{})
	for err != nil && !errors.Is(err, postgres.ErrServer) && ctx.Err() == nil {
		time.Sleep(time.Second)
		db, err = postgres.Open(ctx, url, postgres.Options{})
	}
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = db.Close() }()
	if err := db.Migrate(ctx, audit.Schema()); err != nil {
		fmt.Println(err)
	}
}

// What the URL says wrong is said at once, without the password.
func ExampleOpen_refused() {
	_, err := postgres.Open(context.Background(), "postgres://einkpdf:secret@db.example.com/einkpdf", postgres.Options{})
	fmt.Println(err)
	fmt.Println(errors.Is(err, sqldb.ErrUnavailable))
	// Output:
	// postgres: db.example.com is another machine: say sslmode=verify-full in the URL, or sslmode=disable if its network can be trusted
	// false
}
