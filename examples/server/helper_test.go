package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/migrate/migratetest"
	"github.com/einkpdf/platform/sqldb"
)

const hash = "$2b$04$rw/ewwVxb18SI3AqRCgHtOrXkmlZ7khKkrFFKPAj6XNN.2n4vcxAC" // of "ann's old password"

func user(id, name, email string) migratetest.User {
	return migratetest.User{
		ID: id, Name: name, Email: email, Hash: hash, Active: 1, Admin: 0,
		Created: "2024-03-01 10:20:30.000000", Updated: "2024-03-01 10:20:30.000000",
	}
}

// predecessor makes the predecessor's data folder, old, below a new folder, and
// returns that.
func predecessor(t *testing.T, users ...migratetest.User) string {
	t.Helper()
	folder := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(folder, "old"), 0o700))
	resets := []migratetest.Reset{{
		Hash: strings.Repeat("a", 64), UserID: users[0].ID, Email: users[0].Email, Created: "2024-03-01 10:20:30", Expires: "2024-03-01 11:20:30",
	}}
	migratetest.WritePredecessor(t, filepath.Join(folder, "old", "einkpdf.sqlite"), users, resets)
	return folder
}

// place has the paths that commands are given.
type place struct{ old, data string }

func newPlace(t *testing.T, users ...migratetest.User) place {
	t.Helper()
	folder := predecessor(t, users...)
	return place{filepath.Join(folder, "old"), filepath.Join(folder, "data")}
}

// result is how a command ended.
type result struct {
	out, err string
	code     int
}

// server runs a command on the place's data folder.
func (p place) server(t *testing.T, args ...string) result {
	t.Helper()
	return invoke(t, append([]string{"--data", p.data}, args...)...)
}

func invoke(t *testing.T, args ...string) result {
	t.Helper()
	var out, err strings.Builder
	code := run(t.Context(), args, streams{&out, &err})
	return result{out.String(), err.String(), code}
}

func (p place) count(t *testing.T) (n int) {
	t.Helper()
	db, err := sqldb.OpenSQLite(t.Context(), filepath.Join(p.data, "server.sqlite"), sqldb.SQLiteOptions{})
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	require.NoError(t, db.Get(t.Context(), &n, `select count(*) from ep_user`))
	return n
}

// names are the files of a folder, with their times left out.
func names(t *testing.T, folder string) []string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	require.NoError(t, err)
	var all []string
	for _, e := range entries {
		all = append(all, mask(e.Name()))
	}
	return all
}
