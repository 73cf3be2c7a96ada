package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestBackend(t *testing.T) {
	folder(t, map[string]string{"small.yaml": small})
	own := ok(t, "", "render", "small.yaml", "-o", "-", "--backend", "pdfout")
	require.Equal(t, ok(t, small, "render", "-"), own, "the default")
	other := ok(t, "", "render", "small.yaml", "-o", "-", "--backend=gopdf")
	requirePDF(t, other)
	require.NotEqual(t, own, other)
	require.Equal(t, other, ok(t, small, "render", "-", "--backend", "gopdf"))
	require.Contains(t, ok(t, "", "render", "small.yaml", "--backend", "gopdf", "--stats"), `"pages":3,"links":2,"destinations":3,"outlines":0,"bytes":`)

	got := invoke(t, small, "render", "-", "--backend", "word")
	require.Equal(t, exitUsage, got.code)
	require.Contains(t, got.err, `--backend must be one of "pdfout","gopdf"`)
}

func TestBackendRefuses(t *testing.T) {
	dir := folder(t, map[string]string{"odd.yaml": strings.Replace(small, "Page {n}\"}", "水\"}", 1)})
	got := invoke(t, "", "render", "odd.yaml", "-o", "odd.pdf", "--backend", "gopdf")
	require.Equal(t, exitProject, got.code)
	require.Regexp(t, `^einkpdf: gopdfout: page 1 \("page/1"\): text "水" at .*: gopdf cannot write this: .*, nothing was written\n\thint: render it without --backend gopdf\n$`, got.err)
	_, err := os.Stat(filepath.Join(dir, "odd.pdf"))
	require.ErrorIs(t, err, os.ErrNotExist)
}
