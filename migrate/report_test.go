package migrate_test

import (
	"encoding/json"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/migrate"
	"github.com/einkpdf/platform/migrate/migratetest"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

func dryRun(t *testing.T, from *migrate.UserSource) *migrate.UsersReport {
	t.Helper()
	db := sqldbtest.SQLite(t, auth.Schema())
	report, err := migrate.Users(t.Context(), from, db, migrate.UsersOptions{})
	require.NoError(t, err)
	return report
}

func report() *migrate.UsersReport {
	return &migrate.UsersReport{
		Source: "/old/einkpdf.sqlite", Backup: "/new/backup.sqlite",
		Counts: migrate.Counts{New: 2, Unchanged: 1, Changed: 1, Collision: 1, Invalid: 1},
		Resets: migrate.ResetCounts{Kept: 1, Expired: 2},
		Users: []migrate.UserResult{
			{ID: "a1", Name: "Ann", Email: "ann@example.org", Role: "admin", Active: true, Status: migrate.New},
			{ID: "b22", Name: "bob@example.org", Email: "bob@example.org", Role: "user", Status: migrate.New},
			{ID: "c333", Name: "cyn", Email: "cyn@example.org", Role: "user", Active: true, Status: migrate.Unchanged},
			{ID: "d", Name: "dan", Role: "user", Active: true, Status: migrate.Changed, Differs: []string{"name", "password"}},
			{ID: "e", Name: "eve\x1b[2J\n", Email: "", Role: "user", Active: true, Status: migrate.Invalid, Why: []string{"one", "two"}},
			{ID: "f", Name: strings.Repeat("f", 100), Role: "user", Active: true, Status: migrate.Collision, Why: []string{"the same name as user d"}},
		},
	}
}

func TestText(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	require.NoError(t, report().WriteText(&text, false))
	require.Equal(t, `
STATUS     ID   NAME                                                              REMARKS
new        a1   Ann                                                               administrator
new        b22  (an address)                                                      not active
changed    d    dan                                                               stays as it is here; differs: name, password
invalid    e    eve�[2J�                                                          one; two
collision  f    `+strings.Repeat("f", 63)+`…  the same name as user d

/old/einkpdf.sqlite: 6 users: 2 new, 1 unchanged, 1 changed, 1 collision, 1 invalid, 0 deleted
links to reset a password: 1 kept, 0 unchanged, 2 expired, 0 dropped
backup of what was here before: /new/backup.sqlite
`, "\n"+text.String())
	text.Reset()
	require.NoError(t, report().WriteText(&text, true))
	require.Regexp(t, `bob@example\.org +bob@example\.org +not active`, text.String())
	text.Reset()
	require.NoError(t, (&migrate.UsersReport{Source: "x"}).WriteText(&text, true))
	require.Equal(t, "x: 0 users: 0 new, 0 unchanged, 0 changed, 0 collisions, 0 invalid, 0 deleted\n", text.String())
	require.ErrorIs(t, report().WriteText(full{}, false), errFull)
}

func TestTextOfOne(t *testing.T) {
	t.Parallel()
	r := &migrate.UsersReport{
		Source: "x", Counts: migrate.Counts{Deleted: 1},
		Resets: migrate.ResetCounts{
			Unchanged: 1, Dropped: 15, Reasons: migrate.ResetDrops{Damaged: 1, TooLong: 2, UserHere: 3, NoUser: 4, OtherAddress: 5},
		},
		Users: []migrate.UserResult{{ID: "a", Name: "ann", Status: migrate.Deleted, Why: []string{"was deleted here; does not come back"}}},
	}
	var text strings.Builder
	require.NoError(t, r.WriteText(&text, false))
	require.Equal(t, `
STATUS   ID  NAME  REMARKS
deleted  a   ann   was deleted here; does not come back

x: 1 user: 0 new, 0 unchanged, 0 changed, 0 collisions, 0 invalid, 1 deleted
links to reset a password: 0 kept, 1 unchanged, 0 expired, 15 dropped (1 damaged, 2 good for too long, `+
		`3 of users who were here before, 4 of nobody who is imported, 5 sent to another address)
`, "\n"+text.String())

	data, err := json.Marshal(r.Resets)
	require.NoError(t, err)
	require.JSONEq(t, `{"kept": 0, "unchanged": 1, "expired": 0, "dropped": 15,
		"reasons": {"damaged": 1, "too_long": 2, "user_here": 3, "no_user": 4, "other_address": 5}}`, string(data))
	data, err = json.Marshal(migrate.ResetCounts{Kept: 1})
	require.NoError(t, err)
	require.JSONEq(t, `{"kept": 1, "unchanged": 0, "expired": 0, "dropped": 0}`, string(data))
}

func TestAddressesAreHidden(t *testing.T) {
	t.Parallel()
	r := report()
	r.Users[4].ID = "eve@example.org"
	var shown strings.Builder
	require.NoError(t, r.WriteText(&shown, false))
	require.NotContains(t, shown.String(), "@")
	r.HideAddresses()
	text, err := json.Marshal(r)
	require.NoError(t, err)
	require.NotContains(t, string(text), "@")
	require.NotContains(t, string(text), "email")
}

func TestManyWithOneName(t *testing.T) {
	t.Parallel()
	all := rows(3000)
	for i := range all {
		all[i].Name = "bob" + strings.Repeat(" ", i)
	}
	path := filepath.Join(t.TempDir(), "einkpdf.sqlite")
	migratetest.WritePredecessor(t, path, all, nil)
	r := dryRun(t, readUntouched(t, path))
	require.Equal(t, migrate.Counts{Collision: 3000}, r.Counts)
	require.Equal(t, 5, strings.Count(r.Users[0].Why[0], "user 0"))
	require.Contains(t, r.Users[0].Why[0], " and more")
}

func TestBackupFirst(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	migratetest.WritePredecessor(t, filepath.Join(folder, "einkpdf.sqlite"), rows(2), nil)
	from := readUntouched(t, filepath.Join(folder, "einkpdf.sqlite"))
	db := sqldbtest.SQLite(t, auth.Schema())
	o := migrate.UsersOptions{Apply: true, BackupTo: filepath.Join(folder, "backup.sqlite"), Now: time.Now}
	r, err := migrate.Users(t.Context(), from, db, o)
	require.NoError(t, err)
	require.Equal(t, o.BackupTo, r.Backup)
	backup := sqldbtest.Open(t, o.BackupTo)
	var n int
	require.NoError(t, backup.Get(t.Context(), &n, `select count(*) from ep_user`))
	require.Zero(t, n)

	r, err = migrate.Users(t.Context(), from, db, o)
	require.NoError(t, err, "no backup when there is nothing to write")
	require.Empty(t, r.Backup)
	more := filepath.Join(t.TempDir(), "einkpdf.sqlite")
	migratetest.WritePredecessor(t, more, rows(3), nil)
	r, err = migrate.Users(t.Context(), readUntouched(t, more), db, o)
	require.Error(t, err, "the file is there")
	require.Nil(t, r)
	require.NoError(t, db.Get(t.Context(), &n, `select count(*) from ep_user`))
	require.Equal(t, 2, n)
}

var errFull = errors.New("full")

// full is a disk.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }
