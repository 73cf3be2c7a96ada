package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/einkpdf/platform/sqldb"
)

// blobsOfBackup is what the folder with the images of a backup has after the backup's name.
const blobsOfBackup = ".blobs"

type backupCmd struct {
	To string `arg:"" optional:"" help:"File to write, which must not be there, or a folder. Without it: beside the database."`
}

// Run writes a backup: the database first, then the blobs, so that none is missing which it
// names. Those that came later do no harm.
func (c *backupCmd) Run(ctx context.Context, d *dataFolder, s streams) (err error) {
	db, err := d.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	to := d.beside("backup")
	if info, err := os.Stat(c.To); err == nil && info.IsDir() {
		to = filepath.Join(c.To, filepath.Base(to))
	} else if c.To != "" {
		to = c.To
	}
	info, err := db.Backup(ctx, to)
	if err != nil {
		return err
	}
	fmt.Fprintf(s.out, "backup:  %s\nbytes:   %d\nsha256:  %s\n", info.Path, info.Bytes, info.SHA256)
	printSchemas(s.out, "schema:  ", info.Schemas)
	copied, err := copyBlobs(ctx, info.Path+blobsOfBackup, d.blobs()) // after the database that names them
	if err != nil {
		return &partlyError{"the backup has the database, and not all images; make another one", err}
	}
	if copied.Blobs > 0 {
		fmt.Fprintf(s.out, "blobs:   %d in %s%s\n", copied.Blobs, info.Path, blobsOfBackup)
	}
	return nil
}

type restoreCmd struct {
	From string `arg:"" help:"The backup."`
}

// Run puts a backup in the place of the database, and brings back the blobs that are
// missing. It removes none.
func (c *restoreCmd) Run(ctx context.Context, d *dataFolder, s streams) error {
	if err := d.make(); err != nil {
		return err
	}
	info, err := sqldb.Restore(ctx, c.From, d.database())
	if errors.Is(err, sqldb.ErrBusy) {
		// Shorter than its own text, which tells a program's author what to do.
		return fmt.Errorf("%s is open in another process: %w", d.database(), sqldb.ErrBusy)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(s.out, "restored: %s\nbytes:    %d\nsha256:   %s\n", d.database(), info.Bytes, info.SHA256)
	printSchemas(s.out, "schema:   ", info.Schemas)
	if info.Kept != "" {
		fmt.Fprintf(s.out, "the database before: %s\n", info.Kept)
	}
	copied, err := copyBlobs(ctx, d.blobs(), c.From+blobsOfBackup)
	if err != nil {
		return &partlyError{"the database is that of the backup, and images may be missing; run it again", err}
	}
	if n := copied.Blobs + copied.Same; n > 0 {
		fmt.Fprintf(s.out, "blobs:    %d brought back, %d were there\n", copied.Blobs, copied.Same)
	}
	return nil
}

func printSchemas(w io.Writer, label string, all []sqldb.SchemaVersion) {
	for _, v := range all {
		fmt.Fprintf(w, "%s%s %d\n", label, v.Service, v.Version)
	}
}
