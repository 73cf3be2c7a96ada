package sqldbtest

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// NewPlace makes a place for a scenario and prepares it.
func NewPlace(t testing.TB, e Engine, s Scenario) Place {
	t.Helper()
	source := e.New(t)
	p := Place{DB: e.connect(t, source), Source: source, Dir: t.TempDir(), Point: func() {}}
	require.NoError(t, p.DB.Migrate(t.Context(), s.Schemas...))
	if s.Prepare != nil {
		s.Prepare(t, p)
	}
	return p
}

// places makes prepared places for a scenario, which nobody is connected to, so that
// Check finds what a new start finds: with an Engine that copies, copies of one.
func places(t testing.TB, e Engine, s Scenario) func(t testing.TB) Place {
	t.Helper()
	closed := func(t testing.TB) Place {
		p := NewPlace(t, e, s)
		require.NoError(t, p.DB.SQL().Close())
		return p
	}
	if e.Copy == nil {
		return closed
	}
	first := closed(t)
	return func(t testing.TB) Place {
		p := Place{Source: e.Copy(t, first.Source), Dir: t.TempDir(), Point: func() {}}
		copyFolder(t, p.Dir, first.Dir)
		return p
	}
}

// copyFolder copies what is in a folder, with times and modes: a scenario may have
// made files old.
func copyFolder(t testing.TB, to, from string) {
	t.Helper()
	require.NoError(t, filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil || path == from {
			return err
		}
		name, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		if d.IsDir() {
			return os.Mkdir(filepath.Join(to, name), info.Mode().Perm())
		}
		require.True(t, info.Mode().IsRegular(), path)
		return copyFile(filepath.Join(to, name), path, info)
	}))
}

func copyFile(to, from string, info fs.FileInfo) error {
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	if err := os.WriteFile(to, data, info.Mode().Perm()); err != nil { // #nosec G703 -- temporary folders of a test
		return err
	}
	return os.Chtimes(to, info.ModTime(), info.ModTime())
}
