package main

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/sqldb"
)

func TestDoctor(t *testing.T) {
	t.Parallel()
	p := used(t)
	well := p.server(t, "doctor")
	require.Equal(t, exitOK, well.code, well.out+well.err)
	require.NotContains(t, well.out, "FAIL")
	for _, what := range []string{"address", "limits", "sandbox", "keys", "database", "blobs", "worker", "admins"} {
		require.Regexp(t, `(?m)^(ok   |note ) `+what+` `, well.out)
	}

	finds := func(line string, args ...string) {
		t.Helper()
		r := p.server(t, append([]string{"doctor"}, args...)...)
		require.Equal(t, exitProblems, r.code, r.out+r.err)
		require.Regexp(t, `(?m)^FAIL  `+line, r.out)
		require.Equal(t, "server: something is not as it should be, see above\n", r.err)
	}
	finds(`address .*in the clear`, "--url", "http://planner.example.com")
	finds(`mail .*--smtp-host`, "--mail-from", "ann@example.org")
	finds(`limits .*--limit-pdf`, "--limit-pdf", "often")
	if runtime.GOOS != "windows" {
		require.NoError(t, os.Chmod(p.data, 0o755))
		finds(`data .*chmod 700`)
		require.NoError(t, os.Chmod(p.data, 0o700))
		require.NoError(t, os.Chmod(filepath.Join(p.data, "keys.json"), 0o644))
		finds(`keys .*chmod 600`)
	}

	// What is not there yet is made by a start, and not by looking.
	require.NoError(t, os.Remove(filepath.Join(p.data, "keys.json")))
	r := p.server(t, "doctor")
	require.Equal(t, exitOK, r.code, r.out+r.err)
	require.Contains(t, r.out, "none yet: the next start makes them")
	require.NoFileExists(t, filepath.Join(p.data, "keys.json"))
	none := place{data: filepath.Join(t.TempDir(), "data")}
	require.Equal(t, exitOK, none.server(t, "doctor").code)
	require.NoDirExists(t, none.data)
}

func TestDoctorFindsADamagedDatabase(t *testing.T) {
	t.Parallel()
	p := used(t)
	require.NoError(t, os.WriteFile(filepath.Join(p.data, "server.sqlite"), []byte("not a database, by any means: it is too short, and it is text"), 0o600))
	for _, name := range []string{"server.sqlite-wal", "server.sqlite-shm"} {
		require.NoError(t, os.RemoveAll(filepath.Join(p.data, name)))
	}
	r := p.server(t, "doctor")
	require.Equal(t, exitProblems, r.code, r.out+r.err)
	require.Regexp(t, `(?m)^FAIL  database `, r.out)
}

// A database of an older version is no damage, and looking changes nothing in it.
func TestDoctorFindsAnOlderDatabase(t *testing.T) {
	t.Parallel()
	p := place{data: filepath.Join(t.TempDir(), "data")}
	require.NoError(t, os.Mkdir(p.data, 0o700))
	db, err := sqldb.OpenSQLite(t.Context(), filepath.Join(p.data, "server.sqlite"), sqldb.SQLiteOptions{})
	require.NoError(t, err)
	require.NoError(t, db.Migrate(t.Context(), schemas()[0]))
	before, err := db.Schemas(t.Context())
	require.NoError(t, err)
	r := p.server(t, "doctor")
	require.Equal(t, exitProblems, r.code, r.out+r.err)
	require.Regexp(t, `(?m)^FAIL  migrations .*the next start brings an older one up to date`, r.out)
	after, err := db.Schemas(t.Context())
	require.NoError(t, err)
	require.Equal(t, before, after)
	require.NoError(t, db.Close())
}
