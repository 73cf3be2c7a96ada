package docs

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
)

// Every project on the pages, written as a file and read again, gives the same
// document and the same file.
func TestExamplesAsYAML(t *testing.T) {
	n := 0
	for _, b := range append(blocks(t, "*.md"), append(blocks(t, "widgets/*.md"), blocks(t, "../README.md")...)...) {
		kind, _, _ := strings.Cut(b.info, " ")
		if kind != "yaml" && kind != "json" || strings.HasPrefix(b.info, "yaml wrong ") ||
			b.info == "yaml finding missing-target" || b.info == "yaml finding doubled-key" {
			continue // there is nothing to render
		}
		n++
		t.Run(fmt.Sprintf("%s:%d", b.page, b.line), func(t *testing.T) {
			source := b.text
			if !strings.HasPrefix(source, "einkpdf: 1\n") && kind != "json" {
				source = wrap(source)
			}
			pdf := func(p *einkpdf.Project) []byte {
				d, err := einkpdf.Compile(context.Background(), p, einkpdf.Options{Assets: pictures(t)})
				require.NoError(t, err)
				var b bytes.Buffer
				require.NoError(t, d.WritePDF(context.Background(), &b))
				return b.Bytes()
			}
			p, err := einkpdf.Parse([]byte(source))
			require.NoError(t, err)
			file, err := p.YAML()
			require.NoError(t, err)
			back, err := einkpdf.Parse(file)
			require.NoError(t, err, "%s", file)
			again, err := back.YAML()
			require.NoError(t, err)
			require.Equal(t, string(file), string(again))
			require.True(t, bytes.Equal(pdf(p), pdf(back)), "%s", file)
		})
	}
	require.Greater(t, n, 50)
}
