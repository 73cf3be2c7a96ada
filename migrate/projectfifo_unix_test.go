//go:build unix

package migrate

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestFIFOs finds pipes where files should be: reading one would never end.
func TestFIFOs(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	want := []Stray{
		{"public-projects/index.json", "cannot be read: public-projects/index.json cannot be imported: it is no file"},
		{"public-projects/index.json", "not the predecessor's"},
		{"users/a/projects/index.json", "not the predecessor's"},
		{"users/a/projects/one", "a folder with no project.json"},
		{"users/a/projects/one/project.json", "not the predecessor's"},
		{"users/a/projects/two.json", "not the predecessor's"},
	}
	for _, s := range want {
		file := filepath.Join(data, filepath.FromSlash(s.File))
		if filepath.Ext(file) == ".json" {
			require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o700))
			if err := syscall.Mkfifo(file, 0o600); !os.IsExist(err) {
				require.NoError(t, err)
			}
		}
	}
	from, err := ReadProjects(t.Context(), data)
	require.NoError(t, err)
	require.Zero(t, from.Len())
	require.ElementsMatch(t, want, from.Strays)
}
