package docs

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

// Every code of assets is in their guide, and every action.
func TestAssets(t *testing.T) {
	guide, err := os.ReadFile("assets.md")
	require.NoError(t, err)
	for _, code := range constants(t, `\bCode\w+\s+(?:Code\s+)?= "([^"]+)"`, "../assets/errors.go") {
		require.Contains(t, string(guide), "`"+code+"`")
	}
	for _, action := range constants(t, `\bAction\w+\s+= "([^"]+)"`, "../assets/events.go") {
		require.Contains(t, string(guide), "`"+action+"`")
	}
}
