//go:build unix

package main

import (
	"os"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestNewFilesFollowUmask(t *testing.T) {
	defer syscall.Umask(syscall.Umask(0o027))
	folder(t, map[string]string{"small.yaml": small})
	ok(t, "", "render", "small.yaml")
	info, err := os.Stat("small.pdf")
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o640), info.Mode())
}

// Opening a pipe would wait for its writer.
func TestAssetsArePlainFiles(t *testing.T) {
	folder(t, map[string]string{"art/logo.png": pngFile(t)})
	require.NoError(t, syscall.Mkfifo("art/pipe.png", 0o600))
	r := invoke(t, pictured("pipe.png"), "render", "-", "--assets", "art", "--strict")
	require.Equal(t, exitProject, r.code)
	require.Contains(t, r.err, "not a file (missing-image)")
}

// What is no file is written in place.
func TestOutputToPipe(t *testing.T) {
	dir := folder(t, map[string]string{"small.yaml": small})
	require.NoError(t, syscall.Mkfifo("pipe.pdf", 0o600))
	got := make(chan string)
	go func() {
		data, _ := os.ReadFile("pipe.pdf")
		got <- string(data)
	}()
	ok(t, "", "render", "small.yaml", "-o", "pipe.pdf")
	requirePDF(t, <-got)
	require.Len(t, tree(t, dir), 2)
}
