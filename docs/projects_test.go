package docs

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

// Every code of projects is in their guide, and every action.
func TestProjects(t *testing.T) {
	guide, err := os.ReadFile("projects.md")
	require.NoError(t, err)
	for _, code := range constants(t, `\bCode\w+\s+(?:Code\s+)?= "([^"]+)"`, "../projects/errors.go") {
		require.Contains(t, string(guide), "`"+code+"`")
	}
	for _, action := range constants(t, `\bAction\w+\s+= "([^"]+)"`, "../projects/events.go") {
		require.Contains(t, string(guide), "`"+action+"`")
	}
}
