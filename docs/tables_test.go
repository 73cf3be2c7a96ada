package docs

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/calendar"
	"github.com/einkpdf/platform/einkpdf/locale"
)

// The table of named forms has all of them, as they are.
func TestNamedForms(t *testing.T) {
	guide, err := os.ReadFile("format.md")
	require.NoError(t, err)
	day := calendar.New(2026, 3, 14)
	for _, form := range locale.Forms() {
		row := fmt.Sprintf("| `%s` |", form)
		for _, tag := range []string{"en-GB", "de"} {
			l, err := locale.Lookup(tag)
			require.NoError(t, err)
			text, err := l.Format(day, form, calendar.ISOWeeks())
			require.NoError(t, err)
			row += " " + text + " |"
		}
		require.Contains(t, string(guide), row+"\n")
	}
}

// Every code of an error or warning is in the guide.
func TestCodes(t *testing.T) {
	guide, err := os.ReadFile("format.md")
	require.NoError(t, err)
	found := 0
	for _, pattern := range []string{"../einkpdf/*.go", "../einkpdf/internal/source/*.go", "../einkpdf/internal/token/*.go", "../einkpdf/widget/*.go"} {
		files, err := filepath.Glob(pattern)
		require.NoError(t, err)
		for _, file := range files {
			source, err := os.ReadFile(file)
			require.NoError(t, err)
			for _, m := range regexp.MustCompile(`(?:\bCode\w+ += |\b(?:Fail|Warn|warnRoom|report)\()"([a-z][a-z-]*)"`).FindAllSubmatch(source, -1) {
				if !regexp.MustCompile(`_test\.go$`).MatchString(file) {
					found++
					require.Contains(t, string(guide), "`"+string(m[1])+"`", "%s: add the code to the tables of format.md", file)
				}
			}
		}
	}
	require.Greater(t, found, 30)
}

// Go code in the guides stands in programs that are compiled and run.
func TestGoCode(t *testing.T) {
	flat := func(s string) string { return regexp.MustCompile(`(?m)^[\t ]+`).ReplaceAllString(s, "") }
	var programs string
	for _, file := range []string{"embedding_example_test.go", "accounts_example_test.go", "projects_example_test.go", "assets_example_test.go", "jobs_example_test.go", "ratelimit_example_test.go", "quota_example_test.go", "admin_example_test.go", "metrics_example_test.go", "../examples/embed/main.go", "../examples/embed/api/main.go"} {
		source, err := os.ReadFile(file)
		require.NoError(t, err)
		programs += flat(string(source))
	}
	for _, b := range blocks(t, "*.md") {
		if b.info == "go" {
			require.Contains(t, programs, flat(b.text), "%s:%d", b.page, b.line)
		}
	}
}
