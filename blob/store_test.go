package blob_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/blob"
	"github.com/einkpdf/platform/blob/blobtest"
)

func TestDir(t *testing.T) {
	t.Parallel()
	blobtest.Run(t, func(t testing.TB) blob.Store {
		d, err := blob.OpenDir(t.TempDir(), blob.DirOptions{NoSync: true}) // the tests below sync
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, d.Close()) })
		return d
	})
}

func TestMemory(t *testing.T) {
	t.Parallel()
	blobtest.Run(t, func(testing.TB) blob.Store { return &blob.Memory{} })
}

func openDir(t testing.TB, path string, onStep func(blob.Step) error) *blob.Dir {
	t.Helper()
	d, err := blob.OpenDir(path, blob.DirOptions{OnStep: onStep})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, d.Close()) })
	return d
}
