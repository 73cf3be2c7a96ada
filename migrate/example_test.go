package migrate_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/migrate"
	"github.com/einkpdf/platform/sqldb"
)

const oldUsers = `{
  "0a1b": {"username": "Ann", "email": "ann@example.org", "is_active": true, "is_admin": true, "created_at": "2024-02-03T04:05:06",
           "password_hash": "$2b$12$rw/ewwVxb18SI3AqRCgHtOrXkmlZ7khKkrFFKPAj6XNN.2n4vcxAC"},
  "2c3d": {"username": "bob", "email": "bob@example.org", "is_active": true, "created_at": "2024-03-01T10:20:30",
           "password_hash": "$2b$12$8ACOdJoE4Gag/SAttkWUgOXrf.TkUttrNCKor8J8tjP8sEhPepIZ."},
  "4e5f": {"username": "Bob", "email": "bob@example.com", "is_active": true, "created_at": "2024-04-01T10:20:30",
           "password_hash": "$2b$12$8ACOdJoE4Gag/SAttkWUgOXrf.TkUttrNCKor8J8tjP8sEhPepIZ."}
}`

// The first go says what would be done; the second one does it.
func ExampleUsers() {
	ctx := context.Background()
	folder, err := os.MkdirTemp("", "migrate")
	if err != nil {
		log.Fatal(err)
	}
	defer func() { _ = os.RemoveAll(folder) }()
	if err := os.WriteFile(filepath.Join(folder, "users.json"), []byte(oldUsers), 0o600); err != nil {
		log.Fatal(err)
	}
	db, err := sqldb.OpenSQLite(ctx, filepath.Join(folder, "new.sqlite"), sqldb.SQLiteOptions{})
	if err != nil {
		log.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if err := db.Migrate(ctx, auth.Schema()); err != nil {
		log.Fatal(err)
	}

	from, err := migrate.ReadUsers(ctx, folder)
	if err != nil {
		log.Fatal(err)
	}
	report, err := migrate.Users(ctx, from, db, migrate.UsersOptions{})
	if err != nil {
		log.Fatal(err)
	}
	report.Source = "users.json"
	fmt.Println(report.WriteText(os.Stdout, false))

	report, err = migrate.Users(ctx, from, db, migrate.UsersOptions{Apply: true, Rename: map[string]string{"4e5f": "Robert"}})
	fmt.Println(report.Applied, report.Counts.New, err)
	// Output:
	// STATUS     ID    NAME  REMARKS
	// new        0a1b  Ann   administrator
	// collision  2c3d  bob   the same name as user 4e5f; rename one: --rename 2c3d=NAME
	// collision  4e5f  Bob   the same name as user 2c3d; rename one: --rename 4e5f=NAME
	//
	// users.json: 3 users: 1 new, 0 unchanged, 0 changed, 2 collisions, 0 invalid, 0 deleted
	// <nil>
	// true 3 <nil>
}
