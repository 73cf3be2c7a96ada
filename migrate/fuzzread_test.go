package migrate_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/migrate"
	"github.com/einkpdf/platform/migrate/migratetest"
)

// FuzzReadUsers reads anything as a file, such as damaged databases.
func FuzzReadUsers(f *testing.F) {
	f.Add([]byte(`{"a": {}}`))
	f.Add([]byte("SQLite format 3\x00"))
	f.Add([]byte{})
	path := filepath.Join(f.TempDir(), "einkpdf.sqlite")
	migratetest.WritePredecessor(f, path, rows(2), nil)
	database, err := os.ReadFile(path)
	require.NoError(f, err)
	f.Add(database)
	for i := 100; i < len(database); i += len(database) / 20 {
		damaged := append([]byte(nil), database...)
		damaged[i] ^= 0x55
		f.Add(damaged)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		path := filepath.Join(t.TempDir(), "einkpdf.sqlite")
		require.NoError(t, os.WriteFile(path, data, 0o600))
		if _, err := migrate.ReadUsers(t.Context(), path); err != nil {
			require.ErrorIs(t, err, migrate.ErrSource)
		}
	})
}
