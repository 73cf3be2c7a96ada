package health_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/blob"
	"github.com/einkpdf/platform/health"
	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

// notes has so many migrations.
func notes(n int) sqldb.Schema {
	files := fstest.MapFS{}
	for i, name := range []string{"0001_notes.sql", "0002_more.sql"}[:n] {
		text := []string{"create table ep_note (id text primary key)", "alter table ep_note add column more text"}[i]
		for _, dialect := range []string{"sqlite", "postgres"} {
			files[dialect+"/"+name] = &fstest.MapFile{Data: []byte("-- +goose Up\n" + text + ";\n")}
		}
	}
	return sqldb.Schema{Service: "notes", Files: files}
}

func TestDatabase(t *testing.T) {
	t.Parallel()
	db, err := sqldb.OpenSQLite(t.Context(), filepath.Join(t.TempDir(), "a.sqlite"), sqldb.SQLiteOptions{Normal: true})
	require.NoError(t, err)
	require.NoError(t, health.Database(db).Do(t.Context()))
	require.NoError(t, db.Close())
	require.Error(t, health.Database(db).Do(t.Context()))
}

func TestMigrations(t *testing.T) {
	t.Parallel()
	db := sqldbtest.SQLite(t, notes(1))
	require.NoError(t, health.Migrations(db, notes(1)).Do(t.Context()))
	require.ErrorIs(t, health.Migrations(db, notes(2)).Do(t.Context()), sqldb.ErrOlderSchema)
	require.NoError(t, db.Migrate(t.Context(), notes(2)))
	require.ErrorIs(t, health.Migrations(db, notes(1)).Do(t.Context()), sqldb.ErrNewerSchema)
	require.NoError(t, health.Migrations(db, notes(2)).Do(t.Context()))
}

// lostBlobs keeps nothing of what is put, or other bytes.
type lostBlobs struct {
	blob.Memory
	putErr error
	other  bool
}

func (b *lostBlobs) Put(ctx context.Context, key string, r io.Reader, size int64) error {
	if b.putErr != nil || !b.other {
		return b.putErr
	}
	return b.Memory.Put(ctx, key, &zeros{r}, size)
}

type zeros struct{ io.Reader }

func (z *zeros) Read(p []byte) (int, error) {
	n, err := z.Reader.Read(p)
	clear(p[:n])
	return n, err
}

func TestBlobs(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	dir, err := blob.OpenDir(filepath.Join(folder, "blobs"), blob.DirOptions{NoSync: true})
	require.NoError(t, err)
	defer func() { require.NoError(t, dir.Close()) }()
	for range 2 {
		require.NoError(t, health.Blobs(dir).Do(t.Context()))
	}
	temp := filepath.Join(folder, "blobs", ".tmp") // where a blob is written first
	require.NoError(t, os.RemoveAll(temp))
	require.NoError(t, os.WriteFile(temp, nil, 0o600))
	require.Error(t, health.Blobs(dir).Do(t.Context()), "there is no place to write to")

	full := errors.New("the disk is full")
	require.ErrorIs(t, health.Blobs(&lostBlobs{putErr: full}).Do(t.Context()), full)
	require.ErrorIs(t, health.Blobs(&lostBlobs{}).Do(t.Context()), blob.ErrNotFound)
	require.ErrorContains(t, health.Blobs(&lostBlobs{other: true}).Do(t.Context()), "not what was put")
}

func TestDisk(t *testing.T) {
	t.Parallel()
	free, total, err := health.FreeDisk(t.TempDir())
	if errors.Is(err, errors.ErrUnsupported) {
		require.NoError(t, health.Disk(t.TempDir(), math.MaxInt64).Do(t.Context()), "nobody knows")
		return
	}
	require.NoError(t, err)
	require.Positive(t, free)
	require.Greater(t, total, free)
	require.NoError(t, health.Disk(t.TempDir(), 1).Do(t.Context()))
	require.ErrorContains(t, health.Disk(t.TempDir(), math.MaxInt64).Do(t.Context()), "are free, less than")
	require.Error(t, health.Disk(filepath.Join(t.TempDir(), "none"), 1).Do(t.Context()))
}

func TestWorker(t *testing.T) {
	t.Parallel()
	broken := errors.New("no sandbox")
	c := health.Worker(func(context.Context) error { return broken })
	require.ErrorIs(t, c.Do(t.Context()), broken)
	require.True(t, c.Background)
}

// A host mounts three handlers where it likes.
func Example() {
	h, err := health.New(health.Config{
		Checks: []health.Check{
			health.Blobs(&blob.Memory{}),
			{Name: "printer", Do: func(context.Context) error { return errors.New("out of paper in room 12") }},
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	mux := http.NewServeMux()
	mux.Handle("GET /healthz", h.Live())
	mux.Handle("GET /readyz", h.Ready())
	mux.Handle("GET /version", h.Versions())
	for _, path := range []string{"/healthz", "/readyz"} {
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, httptest.NewRequestWithContext(context.Background(), http.MethodGet, path, nil))
		fmt.Println(path, w.Code)
	}
	fmt.Println(h.Report(context.Background()).Err())
	// Output:
	// /healthz 200
	// /readyz 503
	// printer: out of paper in room 12
}
