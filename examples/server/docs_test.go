package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/migrate/migratetest"
)

var (
	times  = regexp.MustCompile(`\d{8}T\d{6}(\.\d+)?Z(-\w+)?`)
	hashes = regexp.MustCompile(`\b[0-9a-f]{64}\b`)
	sizes  = regexp.MustCompile(`(bytes: +)\d+`)
)

// mask replaces what is another each time.
func mask(s string) string {
	s = minute.ReplaceAllString(keyID.ReplaceAllString(s, "KEY"), "MINUTE")
	return sizes.ReplaceAllString(hashes.ReplaceAllString(times.ReplaceAllString(s, "TIME"), "HASH"), "${1}N")
}

// TestDocumentation runs the commands of docs/operating.md, one after the other,
// and compares what they print.
func TestDocumentation(t *testing.T) {
	page, err := os.ReadFile("../../docs/operating.md")
	require.NoError(t, err)
	ann, dan := user("0a000000000000000000000000000001", "Ann", "ann@example.org"), user("0d000000000000000000000000000004", "Daniel", "dan@example.org")
	ann.Admin, dan.Active = 1, 0
	folder := predecessor(t, ann, user("0b000000000000000000000000000002", "bob", "bob@example.org"),
		user("0c000000000000000000000000000003", "Bob", "bob@example.com"), dan)
	require.NoError(t, os.Mkdir(filepath.Join(folder, "old", "users"), 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(folder, "old", "users", "users.json"), []byte("{}"), 0o600))
	year := migratetest.Some("11111111-0000-4000-8000-000000000001", "Year planner")
	year.Public, year.Text, year.Images = true, "later", [][]byte{migratetest.Picture(t, 1)}
	notes := migratetest.Some("22222222-0000-4000-8000-000000000002", "Notes")
	notes.Images = year.Images
	migratetest.WriteProjects(t, filepath.Join(folder, "old"), "0b000000000000000000000000000002", year, notes)
	year.Text = "sooner"
	migratetest.Publish(t, filepath.Join(folder, "old"), year)
	migratetest.WriteFiles(t, filepath.Join(folder, "old"), map[string]string{
		"users/0b000000000000000000000000000002/projects/33333333-0000-4000-8000-000000000003/project.json": "{",
		"users/0b000000000000000000000000000002/projects/notes.txt":                                         "x",
	})
	t.Chdir(folder)

	ran := 0
	for _, block := range regexp.MustCompile("(?s)```console\n(.*?)```").FindAllStringSubmatch(string(page), -1) {
		command, want, _ := strings.Cut(block[1], "\n")
		args := strings.Fields(strings.TrimPrefix(command, "$ ./server "))
		for i, a := range args { // the file has a time in its name
			if found, err := filepath.Glob(strings.ReplaceAll(a, "TIME", "*Z")); err == nil && strings.Contains(a, "TIME") {
				require.Len(t, found, 1)
				args[i] = found[0]
			}
		}
		r := invoke(t, args...)
		require.Contains(t, []int{exitOK, exitProblems}, r.code, "%s\n%s", command, r.err)
		require.Equal(t, mask(want), mask(strings.ReplaceAll(r.out, folder, "/srv")), command)
		ran++
	}
	require.Equal(t, 13, ran)

	// The tables have every option and exit code.
	for _, command := range []string{"import-users", "import-projects", "backup", "restore", "gc", "keys"} {
		for _, flag := range regexp.MustCompile(`--[a-z-]+`).FindAllString(invoke(t, command, "--help").out, -1) {
			if flag != "--help" {
				require.Contains(t, string(page), flag)
			}
		}
	}
}
