package main

import (
	"io"
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
	sizes  = regexp.MustCompile(`(bytes: +|ok    disk       |storage +[0-9]+ +)\d+`)
	tokens = regexp.MustCompile(`token=[A-Z2-7]{26}`)
	blanks = regexp.MustCompile(`(?m) +$`)
	userID = regexp.MustCompile(`\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b`)
)

// mask replaces what is another each time.
func mask(s string) string {
	s = tokens.ReplaceAllString(s, "token=TOKEN")
	s = blanks.ReplaceAllString(minute.ReplaceAllString(keyID.ReplaceAllString(s, "KEY"), "MINUTE"), "")
	return sizes.ReplaceAllString(hashes.ReplaceAllString(times.ReplaceAllString(s, "TIME"), "HASH"), "${1}N")
}

// words are those of a command, as a shell has them: some in quotes.
func words(command string) (list []string) {
	for i, part := range strings.Split(command, `"`) {
		if i%2 == 1 {
			list = append(list, part)
		} else {
			list = append(list, strings.Fields(part)...)
		}
	}
	return list
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
		if command == "$ ./server" {
			first := serve(t, filepath.Join(folder, "first", "data"))
			said := strings.NewReplacer(first.url, "http://127.0.0.1:8080", filepath.Join(folder, "first"), "/srv").Replace(first.said)
			require.Equal(t, want, mask(said))
			ran++
			continue
		}
		args := words(strings.TrimPrefix(command, "$ ./server "))
		for i, a := range args { // the file has a time in its name
			if found, err := filepath.Glob(strings.ReplaceAll(a, "TIME", "*Z")); err == nil && strings.Contains(a, "TIME") {
				require.Len(t, found, 1)
				args[i] = found[0]
			}
		}
		r := invoke(t, args...)
		require.Contains(t, []int{exitOK, exitProblems}, r.code, "%s\n%s", command, r.err)
		said := mask(strings.ReplaceAll(r.out, folder, "/srv"))
		if strings.HasPrefix(command, "$ ./server user") {
			said = userID.ReplaceAllString(said, "ID")
		}
		require.Equal(t, mask(want), said, command)
		ran++
	}
	require.Equal(t, 22, ran)

	// The tables have every option and exit code.
	for _, command := range []string{"import-users", "import-projects", "backup", "restore", "gc", "keys", "user add", "user list", "user reset-link", "quota tier", "quota override", "serve", "doctor"} {
		for _, flag := range regexp.MustCompile(`--[a-z-]+`).FindAllString(invoke(t, append(words(command), "--help")...).out, -1) {
			if flag != "--help" {
				require.Contains(t, string(page), flag)
			}
		}
	}
}

// TestDocumentedCommands says that the commands that the page only names are right as well.
func TestDocumentedCommands(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../docs/operating.md")
	require.NoError(t, err)
	var commands []string
	for _, block := range regexp.MustCompile("(?s)```sh\n(.*?)```").FindAllStringSubmatch(string(text), -1) {
		for _, found := range regexp.MustCompile(`(?m)(?:^\./server|^server|DIR/server| /server) ([a-z].*?)(?: +#.*)?$`).FindAllStringSubmatch(block[1], -1) {
			commands = append(commands, found[1])
		}
	}
	for _, found := range regexp.MustCompile("`server ([a-z-][^`]*)`").FindAllStringSubmatch(string(text), -1) {
		commands = append(commands, found[1])
	}
	require.Greater(t, len(commands), 20)
	for _, command := range commands {
		p, err := parser(t.Context(), new(cli), streams{io.Discard, io.Discard}, func(int) {})
		require.NoError(t, err)
		if _, err = p.Parse(words(command)); err != nil { // a command may be named without all of its arguments
			require.Regexp(t, `^(missing flags|expected )`, err.Error(), command)
		}
	}
}
