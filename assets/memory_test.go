package assets_test

import (
	"encoding/binary"
	"os"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/assets/assetstest"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

// Uploads leave nothing behind: 16 fonts of 4 MiB, each other than those before, and deleted again. What is kept of each would
// show if it were a sixteenth of the file. Package bench/uploads does so with a gigabyte. It is not parallel, for the heap is
// that of all tests.
func TestMemory(t *testing.T) {
	const size, uploads, most = 4 << 20, 16, 4 << 20
	db := sqldbtest.SQLite(t)
	s := assetstest.New(t, db, func(c *assets.Config) { c.Blobs, c.Store = assetstest.Dir(t), assets.NewSQL(db) })
	ann := assetstest.User("ann")
	data := assetstest.FontFile("Sans", size)
	upload := func(i int) {
		binary.LittleEndian.PutUint64(data[size-8:], uint64(i))
		up := s.Upload(t, ann, data)
		require.False(t, up.Existed)
		require.EqualValues(t, size, up.Bytes)
		require.NoError(t, s.Service.Delete(t.Context(), ann, up.ID, false))
	}
	for i := range 4 {
		upload(i)
	}
	before, files := heap(), openFiles()
	for i := range uploads {
		upload(4 + i)
	}
	after := heap()
	require.Less(t, int64(after.HeapInuse)-int64(before.HeapInuse), int64(most))
	require.Less(t, (after.TotalAlloc-before.TotalAlloc)/uploads, uint64(size+2<<20), "the file once, for who reads it")
	require.LessOrEqual(t, openFiles(), files)
	s.Upload(t, ann, data)
	before = heap()
	found, err := s.Service.Collect(t.Context(), assets.CollectOptions{Verify: true})
	require.NoError(t, err)
	require.Equal(t, assets.Collected{Verified: 1}, found)
	require.Less(t, heap().TotalAlloc-before.TotalAlloc, uint64(size/8), "it is read in parts")
	require.Empty(t, s.Service.Delete(t.Context(), ann, s.Upload(t, ann, data).ID, false))
	require.Empty(t, s.Keys(t))
	t.Logf("heap in use: %d KiB before, %d KiB after; %d KiB allocated for each upload", before.HeapInuse>>10, after.HeapInuse>>10, (after.TotalAlloc-before.TotalAlloc)/uploads>>10)
}

func heap() (m runtime.MemStats) {
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m
}

// openFiles counts those of this process, where the system tells.
func openFiles() int {
	files, _ := os.ReadDir("/proc/self/fd")
	return len(files)
}
