package docs

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

// Every code of jobs is in their guide, and every action.
func TestJobs(t *testing.T) {
	guide, err := os.ReadFile("jobs.md")
	require.NoError(t, err)
	for _, code := range constants(t, `\b(?:Code|Fail)\w+\s+(?:Code\s+)?= "([^"]+)"`, "../jobs/errors.go", "../jobs/renderjob/errors.go", "../jobs/renderjob/failure.go") {
		require.Contains(t, string(guide), "`"+code+"`")
	}
	for _, action := range constants(t, `\bAction\w+\s+= "([^"]+)"`, "../jobs/events.go") {
		require.Contains(t, string(guide), "`"+action+"`")
	}
}
