package projects_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/sqldb"
)

// Rows of the host's own are read and written together with projects: here
// it unshares what a user has, in the transaction in which it notes that.
func ExampleJoinSQL() {
	ctx := context.Background()
	folder, err := os.MkdirTemp("", "projects")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = os.RemoveAll(folder) }()
	db, err := sqldb.OpenSQLite(ctx, filepath.Join(folder, "einkpdf.sqlite"), sqldb.SQLiteOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = db.Close() }()
	if err := db.Migrate(ctx, projects.Schema()); err != nil {
		fmt.Println(err)
		return
	}

	err = db.Write(ctx, func(tx *sqldb.Tx) error {
		n, err := projects.JoinSQL(tx).DeleteGrantsOf(ctx, "ada", 100)
		if err != nil {
			return err
		}
		return tx.Publish(ctx, "host.left", map[string]any{"user": "ada", "grants": n})
	})
	fmt.Println("left:", err)

	err = db.Read(ctx, func(r sqldb.Reader) error {
		_, err := projects.ReadSQL(r).Project(ctx, "f0e1")
		return err
	})
	fmt.Println("no such project:", errors.Is(err, projects.ErrNotFound))
	// Output:
	// left: <nil>
	// no such project: true
}
