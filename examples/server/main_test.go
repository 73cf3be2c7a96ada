package main

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/auth/authtest"
	"github.com/einkpdf/platform/migrate"
	"github.com/einkpdf/platform/sqldb"
)

func TestImportUsers(t *testing.T) {
	t.Parallel()
	p := newPlace(t, user("a1", "Ann", "ann@example.org"), user("b1", "bob", "bob@example.org"))
	dry := p.server(t, "import-users", p.old)
	require.Equal(t, exitOK, dry.code, dry.err)
	require.Contains(t, dry.out, "2 users: 2 new")
	require.Contains(t, dry.out, "Nothing was written. To import them, add --apply.\n")
	require.NotContains(t, dry.out, "@")
	require.NoDirExists(t, p.data, "a dry run makes nothing")

	done := p.server(t, "import-users", p.old, "--apply", "--show-addresses")
	require.Equal(t, exitOK, done.code, done.err)
	require.Contains(t, done.out, "ann@example.org")
	require.Contains(t, done.out, "Imported and verified: 2.\n")
	require.Equal(t, 2, p.count(t))
	require.Equal(t, []string{"server.sqlite"}, names(t, p.data), "there was nothing to back up")
	info, err := os.Stat(p.data)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o700), info.Mode().Perm())

	again := p.server(t, "import-users", p.old, "--apply")
	require.Equal(t, exitOK, again.code, again.err)
	require.Contains(t, again.out, "There is nothing to import.")
	require.Len(t, names(t, p.data), 1, "nothing is written, so nothing is backed up")

	more := newPlace(t, user("c1", "Cyn", "cyn@example.org"))
	next := p.server(t, "import-users", more.old, "--apply")
	require.Equal(t, exitOK, next.code, next.err)
	require.Contains(t, next.out, "backup of what was here before: ")
	require.Equal(t, []string{"server.sqlite", "server.sqlite.before-import-TIME"}, names(t, p.data))
	require.Equal(t, 3, p.count(t))

	db, err := sqldb.OpenSQLite(t.Context(), filepath.Join(p.data, "server.sqlite"), sqldb.SQLiteOptions{})
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	s := authtest.New(t, db)
	_, err = s.Service.Login(t.Context(), auth.Credentials{Name: "ANN", Password: "ann's old password"}, auth.CookieSession)
	require.NoError(t, err)
}

func TestDryRunTouchesNothing(t *testing.T) {
	t.Parallel()
	p := newPlace(t, user("a1", "Ann", "ann@example.org"))
	require.Equal(t, exitOK, p.server(t, "import-users", p.old, "--apply").code)
	before, err := os.ReadFile(filepath.Join(p.data, "server.sqlite"))
	require.NoError(t, err)
	more := newPlace(t, user("b1", "bob", "bob@example.org"))
	dry := p.server(t, "import-users", more.old)
	require.Contains(t, dry.out, "1 user: 1 new")
	after, err := os.ReadFile(filepath.Join(p.data, "server.sqlite"))
	require.NoError(t, err)
	require.Equal(t, before, after)
	require.Equal(t, []string{"server.sqlite"}, names(t, p.data))
}

// TestDryRunAfterAKill finds a database that was made, and has no tables yet.
func TestDryRunAfterAKill(t *testing.T) {
	t.Parallel()
	p := newPlace(t, user("a1", "Ann", "ann@example.org"))
	require.NoError(t, os.Mkdir(p.data, 0o700))
	db, err := sqldb.OpenSQLite(t.Context(), filepath.Join(p.data, "server.sqlite"), sqldb.SQLiteOptions{})
	require.NoError(t, err)
	require.NoError(t, db.Close())
	dry := p.server(t, "import-users", p.old)
	require.Equal(t, exitOK, dry.code, dry.err)
	require.Contains(t, dry.out, "1 user: 1 new")
	require.Equal(t, exitOK, p.server(t, "import-users", p.old, "--apply").code)
	require.Equal(t, 1, p.count(t))
	require.Equal(t, []string{"server.sqlite"}, names(t, p.data), "there was nothing to back up")
}

// An import that is refused, or has nothing to do, makes nothing.
func TestRefusedImportLeavesNothing(t *testing.T) {
	t.Parallel()
	p := newPlace(t, user("a1", "Ann", "ann@example.org"), user("a2", "ANN", "bob@example.org"))
	require.Equal(t, exitProblems, p.server(t, "import-users", p.old, "--apply").code)
	require.NoDirExists(t, p.data)
	require.Equal(t, exitUsage, p.server(t, "import-users", p.old, "--apply", "--rename", "a9=Nobody").code)
	require.NoDirExists(t, p.data)
	empty := filepath.Join(t.TempDir(), "users.json")
	require.NoError(t, os.WriteFile(empty, []byte("{}"), 0o600))
	r := p.server(t, "import-users", empty, "--apply")
	require.Equal(t, exitOK, r.code, r.err)
	require.Contains(t, r.out, "There is nothing to import.")
	require.NoDirExists(t, p.data)
	r = p.server(t, "import-users", p.old, "--apply", "--skip-problems")
	require.Equal(t, exitProblems, r.code)
	require.Contains(t, r.out, "Nothing was written. Mend what is said above.", "both have problems")
	require.NoDirExists(t, p.data)
}

// watched is a pipe: writing into it may end the process.
type watched struct {
	t      *testing.T
	folder string
}

func (w watched) Write(p []byte) (int, error) {
	require.Empty(w.t, names(w.t, w.folder), "copies with password hashes")
	return len(p), nil
}

func TestCopiesAreGoneBeforeAnythingIsPrinted(t *testing.T) {
	p := newPlace(t, user("a1", "Ann", "ann@example.org"), user("b1", "ANN", "bob@example.org"))
	w := watched{t, t.TempDir()}
	t.Setenv("TMPDIR", w.folder)
	t.Setenv("TMP", w.folder) // Windows
	for i := range 2 {
		if i == 1 { // the first time there is no database to copy
			other := newPlace(t, user("c1", "Cyn", "cyn@example.org"))
			require.Equal(t, exitOK, run(t.Context(), []string{"--data", p.data, "import-users", other.old, "--apply"}, streams{w, w}))
		}
		require.Equal(t, exitProblems, run(t.Context(), []string{"--data", p.data, "import-users", p.old}, streams{w, w}))
		require.Equal(t, exitProblems, run(t.Context(), []string{"--data", p.data, "import-users", p.old, "--apply"}, streams{w, w}))
	}
}

func TestImportUsersProblems(t *testing.T) {
	t.Parallel()
	p := newPlace(t, user("a1", "Ann", "ann@example.org"), user("b1", "bob", "bob@example.org"), user("b2", "BOB", "bob@example.com"))
	dry := p.server(t, "import-users", p.old)
	require.Equal(t, exitProblems, dry.code)
	require.Contains(t, dry.out, "the same name as user b2; rename one: --rename b1=NAME")
	require.Equal(t, "server: some users cannot be imported, see above; nothing was written\n", dry.err)

	refused := p.server(t, "import-users", p.old, "--apply", "--json")
	require.Equal(t, exitProblems, refused.code)
	var report migrate.UsersReport
	require.NoError(t, json.Unmarshal([]byte(refused.out), &report))
	require.Equal(t, migrate.Counts{New: 1, Collision: 2}, report.Counts)
	require.False(t, report.Applied)
	require.NotContains(t, refused.out, "@")
	require.NoDirExists(t, p.data)

	some := p.server(t, "import-users", p.old, "--apply", "--skip-problems")
	require.Equal(t, exitProblems, some.code)
	require.Contains(t, some.out, "Imported and verified: 1.")
	require.Equal(t, "server: some users cannot be imported: the others were\n", some.err)
	require.Equal(t, 1, p.count(t))

	rest := p.server(t, "import-users", p.old, "--apply", "--rename", "b1=Robert", "--rename", "b2=Bobby; B.")
	require.Equal(t, exitUsage, rest.code, "no name has a semicolon")
	rest = p.server(t, "import-users", p.old, "--apply", "--rename", "b1=Robert", "--rename", "b2=Bobby B.")
	require.Equal(t, exitOK, rest.code, rest.err)
	require.Equal(t, 3, p.count(t))
}

func TestVersion(t *testing.T) {
	t.Parallel()
	r := invoke(t, "--version")
	require.Equal(t, exitOK, r.code)
	require.Regexp(t, `^einkpdf server \S+( [0-9a-f]+)?, go1\.\d+`, r.out)
	require.Empty(t, r.err)
}

func TestUsage(t *testing.T) {
	t.Parallel()
	p := newPlace(t, user("a1", "Ann", "ann@example.org"))
	notes := filepath.Join(p.old, "notes.txt")
	require.NoError(t, os.WriteFile(notes, []byte("Hello."), 0o600))
	for _, test := range []struct {
		args    []string
		code    int
		message string
	}{
		{[]string{"server"}, exitUsage, "unexpected argument server"},
		{[]string{"import-users"}, exitUsage, `expected "<from>"`},
		{[]string{"import-users", p.old, "--skip-problems"}, exitUsage, "--skip-problems goes with --apply"},
		{[]string{"import-users", p.old, "--rename", "a1"}, exitUsage, `but got "a1"`},
		{[]string{"import-users", p.old, "--rename", "a9=Ann B."}, exitUsage, `cannot rename: there is no user "a9"`},
		{[]string{"import-users", p.old, "--rename", "a1=@"}, exitUsage, "a name has 3 to 50"},
		{[]string{"import-users", p.data}, exitFiles, "no such file"},
		{[]string{"import-users", notes}, exitFiles, "neither a SQLite database nor users.json"},
		{[]string{"backup"}, exitUsage, "there is no database"},
		{[]string{"restore", notes}, exitFiles, "notes.txt"},
		{[]string{"restore", filepath.Join(p.old, "einkpdf.sqlite")}, exitFiles, "no schema of these services"},
	} {
		r := p.server(t, test.args...)
		require.Equal(t, test.code, r.code, test.args)
		require.True(t, strings.HasPrefix(r.err, "server: "), r.err)
		require.Contains(t, strings.ToLower(r.err), strings.ToLower(test.message))
		require.NotContains(t, r.err, "migrate:")
		require.NotContains(t, r.err, "sqldb:")
	}
	require.NoFileExists(t, filepath.Join(p.data, "server.sqlite"))
}

func TestInterrupted(t *testing.T) {
	t.Parallel()
	p := newPlace(t, user("a1", "Ann", "ann@example.org"))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var out, err strings.Builder
	code := run(ctx, []string{"--data", p.data, "import-users", p.old, "--apply"}, streams{&out, &err})
	require.Equal(t, exitInterrupted, code)
	require.Equal(t, "server: interrupted; the database is as it was\n", err.String())
}

func TestBackupAndRestore(t *testing.T) {
	t.Parallel()
	p := newPlace(t, user("a1", "Ann", "ann@example.org"))
	require.Equal(t, exitOK, p.server(t, "import-users", p.old, "--apply").code)
	file := filepath.Join(t.TempDir(), "backup.sqlite")
	r := p.server(t, "backup", file)
	require.Equal(t, exitOK, r.code, r.err)
	require.Contains(t, r.out, "backup:  "+file+"\n")
	require.Equal(t, exitFiles, p.server(t, "backup", file).code, "it does not overwrite")
	folder := t.TempDir()
	require.Equal(t, exitOK, p.server(t, "backup", folder).code)
	require.Equal(t, []string{"server.sqlite.backup-TIME"}, names(t, folder))

	more := newPlace(t, user("b1", "bob", "bob@example.org"))
	require.Equal(t, exitOK, p.server(t, "import-users", more.old, "--apply").code)
	require.Equal(t, 2, p.count(t))
	r = p.server(t, "restore", file)
	require.Equal(t, exitOK, r.code, r.err)
	const time = `-\d{8}T\d{6}\.\d{3}Z`
	require.Regexp(t, `the database before: .*before-restore`+time+`\n`, r.out)
	require.Regexp(t, `before-import`+time+`$`, dataFolder(p.data).beside("before-import"), "the same form")
	require.Equal(t, 1, p.count(t))

	// On a machine that has nothing yet.
	other := place{data: filepath.Join(t.TempDir(), "data")}
	require.Equal(t, exitOK, other.server(t, "restore", file).code)
	require.Equal(t, 1, other.count(t))
}

func TestRestoreRefusesWhileTheDatabaseIsOpen(t *testing.T) {
	t.Parallel()
	p := newPlace(t, user("a1", "Ann", "ann@example.org"))
	require.Equal(t, exitOK, p.server(t, "import-users", p.old, "--apply").code)
	file := filepath.Join(t.TempDir(), "backup.sqlite")
	require.Equal(t, exitOK, p.server(t, "backup", file).code)
	db, err := sqldb.OpenSQLite(t.Context(), filepath.Join(p.data, "server.sqlite"), sqldb.SQLiteOptions{})
	require.NoError(t, err)
	var n int
	require.NoError(t, db.Get(t.Context(), &n, `select count(*) from ep_user`))
	r := p.server(t, "restore", file)
	require.Equal(t, exitFiles, r.code)
	require.Equal(t, "server: "+filepath.Join(p.data, "server.sqlite")+" is open in another process: the database is busy; stop the server, then try again\n", r.err)
	require.NoError(t, db.Close())
	require.Equal(t, exitOK, p.server(t, "restore", file).code)
}
