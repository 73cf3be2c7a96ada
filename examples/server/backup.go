package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/sqldb"
)

// blobsOfBackup is what the folder with the images of a backup has after the backup's name.
const blobsOfBackup = ".blobs"

type backupCmd struct {
	To string `arg:"" optional:"" help:"File to write, which must not be there, or a folder. Without it: beside the database."`
}

// Run writes a backup: the database first, then the blobs, so that none is missing which it
// names. Those that came later do no harm. The database gets its name last, so that what
// has the name of a backup is a whole one.
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
	if to, err = filepath.Abs(to); err != nil {
		return err
	}
	if _, err := os.Lstat(to); err == nil {
		return fmt.Errorf("a backup does not overwrite %s", to)
	}
	partial := to + ".partial-" + rand.Text()[:8]
	info, err := db.Backup(ctx, partial)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.Remove(partial)) }()
	copied, err := copyBlobs(ctx, to+blobsOfBackup, d.blobs())
	if err != nil {
		return fmt.Errorf("there is no backup; run it again, and it goes on with the images: %w", err)
	}
	if err := os.Link(partial, to); err != nil { // which overwrites nothing
		return err
	}
	if err := syncFolder(filepath.Dir(to)); err != nil {
		return err
	}
	fmt.Fprintf(s.out, "backup:  %s\nbytes:   %d\nsha256:  %s\n", to, info.Bytes, info.SHA256)
	printSchemas(s.out, "schema:  ", info.Schemas)
	if n := copied.Blobs + copied.Same; n > 0 {
		fmt.Fprintf(s.out, "blobs:   %d in %s%s\n", n, to, blobsOfBackup)
	}
	return nil
}

// syncFolder makes names in a folder last. Windows syncs no folders.
func syncFolder(path string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

type restoreCmd struct {
	From string `arg:"" help:"The backup."`
}

// Run brings back the blobs that are missing, and puts a backup in the place of the
// database: in this order, so that it never names a blob which is still to come. It removes none.
func (c *restoreCmd) Run(ctx context.Context, d *dataFolder, s streams) error {
	if _, err := os.Stat(c.From); err != nil {
		return err
	}
	if err := d.make(); err != nil {
		return err
	}
	copied, err := copyBlobs(ctx, d.blobs(), c.From+blobsOfBackup)
	if err != nil {
		return fmt.Errorf("the database is as it was, and images could not be brought back: %w", err)
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
	if n := copied.Blobs + copied.Same; n > 0 {
		fmt.Fprintf(s.out, "blobs:    %d brought back, %d were there\n", copied.Blobs, copied.Same)
	}
	return d.lookForMissing(ctx, s.out)
}

// lookForMissing says which images the database names that are not there. It only looks.
func (d dataFolder) lookForMissing(ctx context.Context, w io.Writer) error {
	all, _, done, err := d.rehearsal(ctx)
	if err != nil {
		return &partlyError{"the database is that of the backup; whether images are missing could not be found out", err}
	}
	found, err := all.assets.Collect(ctx, assets.CollectOptions{DryRun: true})
	if err := errors.Join(err, done()); err != nil {
		return &partlyError{"the database is that of the backup; whether images are missing could not be found out", err}
	}
	printIDs(w, "missing", found.Missing, found.MissingMore)
	if len(found.Missing) > 0 {
		return errMissing
	}
	return nil
}

func printSchemas(w io.Writer, label string, all []sqldb.SchemaVersion) {
	for _, v := range all {
		fmt.Fprintf(w, "%s%s %d\n", label, v.Service, v.Version)
	}
}
