package einkpdf_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
)

// pdftotext is the text of a PDF as poppler finds it.
func pdftotext(t *testing.T, data []byte) string {
	t.Helper()
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("pdftotext is missing: install poppler-utils")
		}
		t.Skip("pdftotext is not installed")
	}
	name := filepath.Join(t.TempDir(), "x.pdf")
	require.NoError(t, os.WriteFile(name, data, 0o600))
	out, err := exec.Command(tool, "-layout", name, "-").Output()
	require.NoError(t, err)
	return string(out)
}

// TestLanguages reads the dates of nine languages out of rendered pages.
func TestLanguages(t *testing.T) {
	for locale, want := range languages {
		t.Run(locale, func(t *testing.T) {
			d := compile(t, "einkpdf: 1\ntitle: x\nlocale: "+locale+languageFile, einkpdf.Options{})
			text := pdftotext(t, pdf(t, d))
			if missing := missingGlyphs(d); locale == "ja" || locale == "zh" {
				// No built-in font has these. That is said, and the text is right
				// as soon as the project brings a font.
				require.NotEmpty(t, missing)
				text = strings.ReplaceAll(strings.TrimSpace(page(t, d, d.Keys()[0]).Text), " ", "\n")
				require.Equal(t, strings.ReplaceAll(strings.Join(want[:], " "), " ", ""), strings.ReplaceAll(text, "\n", ""))
				return
			} else {
				require.Empty(t, missing)
			}
			lines := strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '\f' })
			require.Len(t, lines, 3, text)
			for i, line := range lines {
				require.Equal(t, want[i], strings.Join(strings.Fields(line), " "))
			}
		})
	}
}

func missingGlyphs(d *einkpdf.Document) (list []string) {
	for _, f := range d.Findings() {
		if f.Code == "missing-glyph" {
			list = append(list, f.Message)
		}
	}
	return list
}
