package main

import (
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/jobs/isolate"
	"github.com/einkpdf/platform/jobs/renderjob"
	"github.com/einkpdf/platform/jobs/renderjob/pdfvalidate"
)

func TestMain(m *testing.M) {
	isolate.Main(renderjob.Worker(), pdfvalidate.Worker())
	code := m.Run()
	_ = os.RemoveAll(begun.folder) // what stays is in the temporary folder
	os.Exit(code)
}

// beginnings are folders that many tests begin with: each is made once, as its users would make it, and copied for every test.
type beginnings struct {
	mu     sync.Mutex
	folder string
	made   map[string]bool
}

var begun = beginnings{made: map[string]bool{}}

// copy copies a beginning to a folder, which is not there yet; build makes it where it is the first time that it is asked for.
func (b *beginnings) copy(t testing.TB, name, to string, build func(folder string)) {
	t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.folder == "" {
		folder, err := os.MkdirTemp("", "einkpdf-server-test-")
		require.NoError(t, err)
		b.folder = folder
	}
	from := filepath.Join(b.folder, name)
	if !b.made[name] {
		require.NoError(t, os.RemoveAll(from))
		build(from)
		b.made[name] = true
	}
	require.NoError(t, os.CopyFS(to, os.DirFS(from)))
	require.NoError(t, filepath.WalkDir(to, func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			return os.Chmod(path, 0o700)
		}
		return os.Chmod(path, 0o600) // as they were
	}))
}
