package docs

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/auth"
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

// What package auth takes for the same name is counted as one, up to the 1,024 bytes that it takes, and beyond.
func TestRatelimitAccounts(t *testing.T) {
	t.Parallel()
	const hidden = "\u00ad" // two bytes
	for _, names := range [][]string{
		{"Moon", "moon", "MOON", " moon ", "\uff2d\uff2f\uff2f\uff2e", "mo" + hidden + "on"},
		{"ann@example.com", "Ann@Example.COM", "ann@example.com" + strings.Repeat(hidden, 500), strings.Repeat(hidden, 504) + "ann@example.com"},
		{"x", strings.Repeat(hidden, 505) + "x", strings.Repeat(" ", 1023) + "x", strings.Repeat(hidden, 2047) + "x"},
		{"Stra\u00dfe", "STRASSE", "stra\u00dfe" + strings.Repeat(" ", 1017)},
	} {
		for _, name := range names {
			require.Equal(t, auth.Key(names[0]), auth.Key(name))
			require.Equal(t, ratelimit.Account(names[0]), ratelimit.Account(name), "%d bytes", len(name))
		}
	}
	for length := 1; length <= 1024; length++ {
		name := strings.Repeat(hidden, (length-1)/2) + strings.Repeat(" ", (length-1)%2) + "m"
		require.Len(t, name, length)
		require.Equal(t, ratelimit.Account("M"), ratelimit.Account(name))
	}
}
