package main

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// build makes the program itself.
func build(t *testing.T) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "einkpdf")
	out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput()
	require.NoError(t, err, string(out))
	return program
}

func TestProcess(t *testing.T) {
	program := build(t)

	t.Run("writes the output alone", func(t *testing.T) {
		dir := folder(t, map[string]string{"home/.profile": "", "tmp/keep": "", "work/small.yaml": small, "work/tight.yaml": tight, "work/wrong.yaml": wrong, "work/art/logo.png": pngFile(t)})
		before := tree(t, dir)
		start := func(code int, args ...string) {
			t.Helper()
			cmd := exec.Command(program, args...)
			cmd.Dir = filepath.Join(dir, "work")
			cmd.Env = []string{"HOME=" + dir + "/home", "TMPDIR=" + dir + "/tmp", "XDG_CACHE_HOME=" + dir + "/home/.cache", "PATH=" + dir}
			out, _ := cmd.CombinedOutput()
			require.Equal(t, code, cmd.ProcessState.ExitCode(), string(out))
		}
		start(exitOK, "render", "small.yaml", "-o", "out.pdf", "--assets", "art", "--stats")
		start(exitOK, "render", "gallery:notebook", "-o", "-")
		start(exitProject, "render", "wrong.yaml")
		start(exitProject, "render", "tight.yaml", "--strict")
		start(exitUsage, "render", "small.yaml", "-o", "art")
		start(exitOK, "devices")
		after := tree(t, dir)
		requirePDF(t, after["work/out.pdf"])
		delete(after, "work/out.pdf")
		require.Equal(t, before, after)
	})

	t.Run("ends when nobody reads", func(t *testing.T) {
		cmd := exec.Command(program, "render", "gallery:day-planner", "-o", "-")
		pipe, err := cmd.StdoutPipe()
		require.NoError(t, err)
		var errs bytes.Buffer
		cmd.Stderr = &errs
		require.NoError(t, cmd.Start())
		_, err = io.ReadFull(pipe, make([]byte, 5))
		require.NoError(t, err)
		require.NoError(t, pipe.Close())
		require.Error(t, cmd.Wait())
		require.NotContains(t, errs.String(), "panic")
	})

	t.Run("interrupted", func(t *testing.T) {
		for _, signal := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
			dir := folder(t, nil)
			cmd := exec.Command(program, "render", "-", "-o", "x.pdf")
			_, err := cmd.StdinPipe() // stays open: the program waits for it
			require.NoError(t, err)
			var errs bytes.Buffer
			cmd.Stderr = &errs
			require.NoError(t, cmd.Start())
			time.Sleep(200 * time.Millisecond) // for the signal handler
			require.NoError(t, cmd.Process.Signal(signal))
			require.Error(t, cmd.Wait())
			require.Equal(t, exitInterrupted, cmd.ProcessState.ExitCode())
			require.Equal(t, "einkpdf: interrupted, nothing was written\n", errs.String())
			require.Empty(t, tree(t, dir))
		}
	})
}
