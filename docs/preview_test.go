package docs

import (
	"fmt"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

// The table of codes has all of them.
func TestPreview(t *testing.T) {
	guide, err := os.ReadFile("preview.md")
	require.NoError(t, err)
	codes := constants(t, `\bCode\w+\s+Code\s+= "([^"]+)"`, "../preview/errors.go")
	require.NotEmpty(t, codes)
	for _, code := range codes {
		require.Contains(t, string(guide), fmt.Sprintf("\n| `%s` | ", code))
	}
}
