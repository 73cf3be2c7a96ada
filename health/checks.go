package health

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/einkpdf/platform/blob"
	"github.com/einkpdf/platform/sqldb"
)

// Database checks that the database answers.
func Database(db *sqldb.DB) Check {
	return Check{Name: "database", Do: func(ctx context.Context) error {
		_, err := db.Schemas(ctx)
		return err
	}}
}

// Migrations checks that the tables are those of this program: another one may have migrated them since it started. It looks each 30 s.
func Migrations(db *sqldb.DB, schemas ...sqldb.Schema) Check {
	return Check{Name: "migrations", Every: 30 * time.Second, Do: func(ctx context.Context) error { return db.Migrated(ctx, schemas...) }}
}

// blobKey is where Blobs writes. The bytes stay there: a crash leaves nothing new behind, and a backup finds the same ones each time.
const blobKey = "health/probe"

// Blobs checks that what is put into the store is there. It tries each 15 s, for each try waits for the disk: one small blob, health/probe.
func Blobs(store blob.Store) Check {
	return Check{Name: "blobs", Every: 15 * time.Second, Do: func(ctx context.Context) error {
		want := []byte("here\n")
		if err := store.Put(ctx, blobKey, bytes.NewReader(want), int64(len(want))); err != nil {
			return err
		}
		r, _, err := store.Open(ctx, blobKey)
		if err != nil {
			return err
		}
		got, err := io.ReadAll(io.LimitReader(r, 1<<10))
		if err = errors.Join(err, r.Close()); err == nil && !bytes.Equal(got, want) {
			err = fmt.Errorf("%s is not what was put there", blobKey)
		}
		return err
	}}
}

// Disk checks that a folder's file system has so many bytes free, least, for those who are not root. Where the system does not say, it passes.
func Disk(folder string, least int64) Check {
	return Check{Name: "disk", Every: 10 * time.Second, Do: func(context.Context) error {
		free, total, err := FreeDisk(folder)
		switch {
		case errors.Is(err, errors.ErrUnsupported):
			return nil
		case err != nil:
			return err
		case free < least:
			return fmt.Errorf("%d of %d bytes are free, less than %d", free, total, least)
		}
		return nil
	}}
}

// Worker checks that jobs can be done, by doing one: test is renderjob.Service.SelfTest, say. It tries each five minutes, in the background, and may take one.
func Worker(test func(ctx context.Context) error) Check {
	return Check{Name: "worker", Every: 5 * time.Minute, Timeout: time.Minute, Background: true, Do: test}
}
