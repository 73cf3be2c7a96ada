package golden

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/pdfcheck"
)

// TestPredecessorsLinks compares the links of the predecessor's projects with
// those of the PDFs that it made of them, where there are any.
func TestPredecessorsLinks(t *testing.T) {
	tables, err := filepath.Glob(filepath.Join(legacyDir, "*.links.tsv"))
	require.NoError(t, err)
	require.NotEmpty(t, tables)
	for _, path := range tables {
		file := strings.TrimSuffix(path, ".links.tsv") + ".json"
		r, err := render(context.Background(), testCase{name: nameOf(file), open: func() (opened, error) { return openLegacy(file) }, mark: mark{pages: []int{1}}})
		require.NoError(t, err)
		table, err := os.Open(path)
		require.NoError(t, err)
		want, err := pdfcheck.ReadLinks(table)
		require.NoError(t, err)
		require.NoError(t, table.Close())
		const slack = 0.5 // points
		require.Empty(t, pdfcheck.Compare(want, r.links, slack), file)
	}
}
