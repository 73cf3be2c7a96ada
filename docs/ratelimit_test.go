package docs

import (
	"fmt"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/ratelimit"
	"github.com/einkpdf/platform/ratelimit/ratehttp"
)

// The tables of codes and of default policies are those of the program.
func TestRatelimit(t *testing.T) {
	guide, err := os.ReadFile("ratelimit.md")
	require.NoError(t, err)
	for _, code := range constants(t, `\bCode\w+\s+Code\s+= "([^"]+)"`, "../ratelimit/errors.go") {
		require.Contains(t, string(guide), fmt.Sprintf("\n| `%s` | %d |", code, ratehttp.Status(ratelimit.Code(code))))
	}
	rows := "\n|---|---|---|---|---|\n"
	for _, p := range ratelimit.Defaults() {
		what, by, fails := p.What, "user, else address", "open"
		if what == "" {
			what = "requests"
		}
		if p.Addresses {
			by = "address, and the account that is named"
		}
		if p.Closed {
			fails = "closed"
		}
		rows += fmt.Sprintf("| `%s` | %s | %s | %s | %s |\n", p.Name, what, p, by, fails)
	}
	require.Contains(t, string(guide), rows+"\n")
}
