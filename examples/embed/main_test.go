package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// The program as a user runs it, with and without a name for the file.
func TestEmbed(t *testing.T) {
	dir := t.TempDir()
	program := filepath.Join(dir, "embed")
	out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput()
	require.NoError(t, err, string(out))
	for name, args := range map[string][]string{"planner.pdf": nil, "march.pdf": {"march.pdf"}} {
		cmd := exec.Command(program, args...)
		cmd.Dir = dir
		out, err = cmd.CombinedOutput()
		require.NoError(t, err, string(out))
		require.Empty(t, out)
		pdf, err := os.ReadFile(filepath.Join(dir, name))
		require.NoError(t, err)
		require.True(t, bytes.HasPrefix(pdf, []byte("%PDF-1.")))
		require.True(t, bytes.HasSuffix(pdf, []byte("%%EOF\n")))
	}
}

func TestErrorsSayWhere(t *testing.T) {
	err := render(t.Context(), []byte("einkpdf: 1\ntitle: X\ncolour: red\n"), "unused.pdf")
	require.ErrorContains(t, err, "3:1: ")
	require.NoFileExists(t, "unused.pdf")
}
