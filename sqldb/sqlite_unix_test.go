//go:build unix

package sqldb_test

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/sqldb"
)

// A pipe would wait for somebody to write.
func TestOpenSQLitePipe(t *testing.T) {
	t.Parallel()
	pipe := filepath.Join(t.TempDir(), "pipe")
	require.NoError(t, syscall.Mkfifo(pipe, 0o600))
	for _, readOnly := range []bool{false, true} {
		_, err := sqldb.OpenSQLite(t.Context(), pipe, sqldb.SQLiteOptions{ReadOnly: readOnly})
		require.ErrorContains(t, err, "is not a file")
	}
	_, err := sqldb.Restore(t.Context(), pipe, pipe+".sqlite")
	require.ErrorContains(t, err, "is not a file")
}

// A server that is not root goes on with its own file after root has restored it.
func TestRestoreKeepsOwner(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Skip("only root gives files away")
	}
	_, path, backup := database(t)
	require.NoError(t, os.Chown(path, 1234, 4321))
	_, err := sqldb.Restore(t.Context(), backup, path)
	require.NoError(t, err)
	require.Equal(t, "1234:4321", owner(t, path))
}

func owner(t *testing.T, path string) string {
	info, err := os.Stat(path)
	require.NoError(t, err)
	stat := info.Sys().(*syscall.Stat_t)
	return fmt.Sprintf("%d:%d", stat.Uid, stat.Gid)
}
