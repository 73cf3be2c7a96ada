package docs

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/admin"
)

// The tables of actions, codes and rules are those of the program.
func TestAdmin(t *testing.T) {
	guide, err := os.ReadFile("admin.md")
	require.NoError(t, err)
	for _, action := range constants(t, `\bAction\w+\s+= "([^"]+)"`, "../admin/events.go") {
		require.Contains(t, string(guide), "\n| `"+action+"` | ")
	}
	for _, code := range constants(t, `\bCode\w+\s+Code = "([^"]+)"`, "../admin/errors.go") {
		status := admin.Status(admin.Code(code))
		require.Contains(t, string(guide), fmt.Sprintf("\n| `%s` | %d |", code, status))
		require.Less(t, status, 500)
	}
	rows := "|---|---|---|---|---|\n"
	for _, r := range admin.Rules() {
		within := "now"
		if r.Window > 0 {
			within = strings.TrimSuffix(r.Window.String(), "0s")
		}
		rows += fmt.Sprintf("| `%s` | %s | %s | %d | %d |\n", r.Name, r.What, within, r.Over, r.Clear)
	}
	require.Contains(t, string(guide), rows+"\n")
}
