package assets_test

import (
	"bytes"
	"io/fs"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/assets/assetstest"
	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

func TestFlows(t *testing.T) {
	t.Parallel()
	assetstest.RunFlows(t, func(t testing.TB) *sqldb.DB { return sqldbtest.SQLite(t) })
}

func TestAccess(t *testing.T) {
	t.Parallel()
	assetstest.RunAccess(t, func(t testing.TB) *sqldb.DB { return sqldbtest.SQLite(t) })
}

func TestConfig(t *testing.T) {
	t.Parallel()
	s := assetstest.New(t, sqldbtest.SQLite(t))
	for name, change := range map[string]func(c *assets.Config){
		"Store":       func(c *assets.Config) { c.Store = nil },
		"Blobs":       func(c *assets.Config) { c.Blobs = nil },
		"MaxBytes":    func(c *assets.Config) { c.MaxBytes = 33 << 20 },
		"Decodes":     func(c *assets.Config) { c.Decodes = -1 },
		"Uploads":     func(c *assets.Config) { c.Uploads = -1 },
		"Each is -":   func(c *assets.Config) { c.UploadsEach = -1 },
		"Each is 129": func(c *assets.Config) { c.UploadsEach = 129 },
		"Each is 3":   func(c *assets.Config) { c.Uploads, c.UploadsEach = 2, 3 },
		"Wait":        func(c *assets.Config) { c.Wait = -time.Second },
		"UnusedFor":   func(c *assets.Config) { c.UnusedFor = time.Second },
		"Grace":       func(c *assets.Config) { c.Grace = time.Second },
	} {
		c := s.Config
		change(&c)
		_, err := assets.New(c)
		require.ErrorContains(t, err, name)
	}
	service, err := assets.New(assets.Config{Store: s.Store, Blobs: s.Blobs})
	require.NoError(t, err, "the rest has defaults")
	require.EqualValues(t, 20<<20, service.MaxBytes())
	up, err := service.Upload(t.Context(), assetstest.User("ann"), assets.NewUpload{Size: -1}, bytes.NewReader(assetstest.PNG(9, 9, 1)))
	require.NoError(t, err)
	require.NoError(t, service.Delete(t.Context(), assetstest.User("ann"), up.ID, false), "nothing uses assets")

	// A folder for temporary files that is not there breaks uploads, and says nothing of itself to who uploads.
	missing := assetstest.Open(t, s.DB, func(c *assets.Config) { c.TempDir = filepath.Join(c.TempDir, "missing") })
	_, err = missing.TryUpload(t, assetstest.User("ann"), assets.NewUpload{Size: -1}, assetstest.PNG(9, 9, 1))
	require.ErrorIs(t, err, fs.ErrNotExist)
	require.Empty(t, assets.CodeOf(err))
}
