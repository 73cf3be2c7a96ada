package assets_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/sqldb"
)

// Rows of the host's own are read and written together with assets: here it asks how
// much a user has, in the transaction in which it notes that.
func ExampleJoinSQL() {
	ctx := context.Background()
	folder, err := os.MkdirTemp("", "assets")
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
	if err := db.Migrate(ctx, assets.Schema()); err != nil {
		fmt.Println(err)
		return
	}

	err = db.Write(ctx, func(tx *sqldb.Tx) error {
		u, err := assets.JoinSQL(tx).Usage(ctx, "ada")
		if err != nil {
			return err
		}
		return tx.Publish(ctx, "host.billed", map[string]any{"user": "ada", "bytes": u.Bytes})
	})
	fmt.Println("billed:", err)

	err = db.Read(ctx, func(r sqldb.Reader) error {
		_, err := assets.ReadSQL(r).Asset(ctx, "f0e1")
		return err
	})
	fmt.Println("no such asset:", errors.Is(err, assets.ErrNotFound))
	// Output:
	// billed: <nil>
	// no such asset: true
}
