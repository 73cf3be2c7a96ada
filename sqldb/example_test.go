package sqldb_test

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing/fstest"

	_ "modernc.org/sqlite"

	"github.com/einkpdf/platform/sqldb"
)

// A service embeds its migrations:
//
//	//go:embed migrations
//	var files embed.FS
//
//	func Schema() sqldb.Schema { return sqldb.Sub("notes", files, "migrations") }
func notes() sqldb.Schema {
	const text = "-- +goose Up\ncreate table ep_note (id text primary key, text text not null, made_at integer not null)"
	return sqldb.Schema{Service: "notes", Files: fstest.MapFS{
		"sqlite/0001_notes.sql": {Data: []byte(text + " strict;\n")},
	}}
}

var _ = func(files embed.FS) sqldb.Schema { return sqldb.Sub("notes", files, "migrations") }

func folder() (path string, remove func()) {
	dir, err := os.MkdirTemp("", "sqldb")
	if err != nil {
		panic(err)
	}
	return dir, func() { _ = os.RemoveAll(dir) }
}

// Open a file, make its tables, write and read.
func Example() {
	ctx := context.Background()
	dir, remove := folder()
	defer remove()

	db, err := sqldb.OpenSQLite(ctx, filepath.Join(dir, "einkpdf.sqlite"), sqldb.SQLiteOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = db.Close() }()
	if err := db.Migrate(ctx, notes()); err != nil {
		fmt.Println(err)
		return
	}

	add := func(id, text string) error {
		return db.Write(ctx, func(tx *sqldb.Tx) error {
			var n int
			if err := tx.Get(ctx, &n, `select count(*) from ep_note`); err != nil {
				return err
			}
			if n >= 2 {
				return errors.New("two notes are enough")
			}
			_, err := tx.Exec(ctx, `insert into ep_note (id, text, made_at) values ($1, $2, 0)`, id, text)
			return err
		})
	}
	fmt.Println(add("a", "milk"))
	err = add("a", "bread")
	fmt.Println(errors.Is(err, sqldb.ErrUnique))
	fmt.Println(add("b", "bread"))
	fmt.Println(add("c", "salt"))

	var all []struct{ ID, Text string }
	err = db.Select(ctx, &all, `select id, text from ep_note order by id limit $1`, 10)
	fmt.Println(all, err)
	// Output:
	// <nil>
	// true
	// <nil>
	// two notes are enough
	// [{a milk} {b bread}] <nil>
}

// A program that has its database already wraps it, whatever its pool.
func ExampleNew() {
	ctx := context.Background()
	dir, remove := folder()
	defer remove()

	pool, err := sql.Open("sqlite", sqldb.SQLiteDSN(filepath.Join(dir, "host.sqlite"), sqldb.SQLiteOptions{}))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = pool.Close() }()
	db, err := sqldb.New(ctx, pool, sqldb.SQLite)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(db.Migrate(ctx, notes()))
	schemas, err := db.Schemas(ctx)
	fmt.Println(schemas, err)

	careless, err := sql.Open("sqlite", filepath.Join(dir, "host.sqlite"))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = careless.Close() }()
	_, err = sqldb.New(ctx, careless, sqldb.SQLite)
	fmt.Println(err)
	// Output:
	// <nil>
	// [{notes 1} {sqldb 1}] <nil>
	// sqldb: connections come with foreign_keys = 0; open the database with the DSN that sqldb.SQLiteDSN gives
}

// What a service writes through a joined Tx commits with the host's own rows.
func ExampleJoin() {
	ctx := context.Background()
	dir, remove := folder()
	defer remove()
	db, err := sqldb.OpenSQLite(ctx, filepath.Join(dir, "a.sqlite"), sqldb.SQLiteOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = db.Close() }()
	fmt.Println(db.Migrate(ctx, notes()))

	tx, err := db.SQL().BeginTx(ctx, nil) // the host's
	if err != nil {
		fmt.Println(err)
		return
	}
	joined := sqldb.Join(tx, sqldb.SQLite)
	_, err = joined.Exec(ctx, `insert into ep_note (id, text, made_at) values ('a', 'milk', 0)`)
	fmt.Println(err)
	fmt.Println(tx.Rollback())

	var n int
	err = db.Get(ctx, &n, `select count(*) from ep_note`)
	fmt.Println(n, err)
	// Output:
	// <nil>
	// <nil>
	// <nil>
	// 0 <nil>
}

// What follows from a change elsewhere is published in the same transaction, and
// handled after its commit, also if the process dies in between.
func ExampleOutbox() {
	ctx := context.Background()
	dir, remove := folder()
	defer remove()
	db, err := sqldb.OpenSQLite(ctx, filepath.Join(dir, "a.sqlite"), sqldb.SQLiteOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = db.Close() }()
	fmt.Println(db.Migrate(ctx, notes()))

	outbox := sqldb.NewOutbox(db, sqldb.OutboxConfig{})
	outbox.Handle("user.deleted", func(_ context.Context, e sqldb.Event) error {
		fmt.Println("say goodbye to", string(e.Payload))
		return nil
	})
	outbox.HandleTx("user.deleted", func(ctx context.Context, tx *sqldb.Tx, e sqldb.Event) error {
		_, err := tx.Exec(ctx, `delete from ep_note`) // commits with the removal of the event
		return err
	})

	err = db.Write(ctx, func(tx *sqldb.Tx) error {
		return tx.Publish(ctx, "user.deleted", map[string]string{"id": "u1"})
	})
	fmt.Println(err)
	// A server has: go outbox.Run(ctx)
	n, err := outbox.Drain(ctx)
	fmt.Println(n, err)
	stuck, err := db.Stuck(ctx, 5, 100)
	fmt.Println(stuck, err)
	// Output:
	// <nil>
	// <nil>
	// say goodbye to {"id":"u1"}
	// 1 <nil>
	// [] <nil>
}

// Back up a database in use, and put the backup back when nobody uses it.
func ExampleRestore() {
	ctx := context.Background()
	dir, remove := folder()
	defer remove()
	path, backup := filepath.Join(dir, "a.sqlite"), filepath.Join(dir, "monday.sqlite")
	db, err := sqldb.OpenSQLite(ctx, path, sqldb.SQLiteOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(db.Migrate(ctx, notes()))
	made, err := db.Backup(ctx, backup)
	fmt.Println(made.Schemas, err)

	_, err = sqldb.Restore(ctx, backup, path)
	fmt.Println("while it is open:", errors.Is(err, sqldb.ErrBusy))
	fmt.Println(db.Close())
	restored, err := sqldb.Restore(ctx, backup, path)
	fmt.Println(restored.SHA256 == made.SHA256, restored.Kept != "", err)
	// Output:
	// <nil>
	// [{notes 1} {sqldb 1}] <nil>
	// while it is open: true
	// <nil>
	// true true <nil>
}
