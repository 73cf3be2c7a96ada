package docs

import (
	"fmt"
	"os"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/auth/authhttp"
)

// Every code of accounts is in their guide, with its status, and every action.
func TestAccounts(t *testing.T) {
	guide, err := os.ReadFile("accounts.md")
	require.NoError(t, err)
	for _, code := range constants(t, `\b[Cc]ode\w+\s+(?:auth\.)?Code\s+= "([^"]+)"`, "../auth/errors.go", "../auth/authhttp/errors.go") {
		status := authhttp.Status(&auth.Error{Code: auth.Code(code)})
		require.Contains(t, string(guide), fmt.Sprintf("\n| `%s` | %d |", code, status))
	}
	for _, code := range constants(t, `\b[Cc]ode\w+\s+(?:auth\.Code\s+)?= "([^"]+)"`, "../auth/authhttp/problem.go", "../problem/of.go") {
		require.Contains(t, string(guide), fmt.Sprintf("\n| `%s` | ", code))
	}
	for _, action := range constants(t, `\bAction\w+\s+= "([^"]+)"`, "../auth/events.go") {
		require.Contains(t, string(guide), "`"+action+"`")
	}
}

// constants returns the first group of a pattern everywhere in files.
func constants(t *testing.T, pattern string, files ...string) (all []string) {
	t.Helper()
	for _, file := range files {
		source, err := os.ReadFile(file)
		require.NoError(t, err)
		found := regexp.MustCompile(pattern).FindAllStringSubmatch(string(source), -1)
		require.NotEmpty(t, found, file)
		for _, f := range found {
			all = append(all, f[1])
		}
	}
	return all
}
