package einkpdf_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
)

// hostileEnv names the file that a child process is to render.
const hostileEnv = "EINKPDF_TEST_HOSTILE"

// The most that a child may take.
const (
	hostileMemory = 64 << 10 // KiB
	hostileTime   = 20 * time.Second
)

// TestHostile renders each hostile file in a process of its own, which must end
// soon, in little memory, with an error that says where. With the race detector,
// which takes memory of its own, it renders them in this process.
func TestHostile(t *testing.T) {
	if name := os.Getenv(hostileEnv); name != "" {
		text := renderHostile(name)
		fmt.Printf("peak %d\n%.2000s\n", peakMemory(), text)
		return
	}
	if testing.Short() {
		t.Skip("starts many processes")
	}
	files := hostileFiles()
	for _, name := range slices.Sorted(maps.Keys(files)) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out := runChild(t, name)
			pointer, code, two := strings.Cut(files[name][1], " ")
			if !two {
				pointer, code = "", pointer
			}
			require.NotContains(t, out, "no error", "it was rendered")
			require.Contains(t, out, pointer+":")
			require.Contains(t, out, "("+code)
		})
	}
}

// TestLarge renders files that ask for much but not for too much.
func TestLarge(t *testing.T) {
	if testing.Short() {
		t.Skip("starts many processes")
	}
	for _, name := range slices.Sorted(maps.Keys(largeFiles())) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Contains(t, runChild(t, "large "+name), "no error")
		})
	}
}

func runChild(t *testing.T, name string) string {
	if raceEnabled {
		return renderHostile(name)
	}
	ctx, cancel := context.WithTimeout(t.Context(), hostileTime)
	defer cancel()
	child := exec.CommandContext(ctx, os.Args[0], "-test.run=^TestHostile$")
	child.Env = append(os.Environ(), hostileEnv+"="+name, "GOMAXPROCS=1")
	begin := time.Now()
	out, err := child.CombinedOutput()
	require.NoError(t, ctx.Err(), "not ready after %s", hostileTime)
	require.NoError(t, err, "%s", out)
	text := string(out)
	var peak int
	_, err = fmt.Sscanf(text, "peak %d", &peak)
	require.NoError(t, err, text)
	require.LessOrEqual(t, peak, hostileMemory, "peak memory in KiB\n%s", text)
	_, message, _ := strings.Cut(text, "\n")
	t.Logf("%s: %d KiB, %s, %.200s", name, peak, time.Since(begin).Round(time.Millisecond), message)
	return text
}

// renderHostile renders a file and says what came of it.
func renderHostile(name string) string {
	var file string
	if large, ok := strings.CutPrefix(name, "large "); ok {
		file = largeFiles()[large]
	} else {
		file = hostileFiles()[name][0]
	}
	err := render(context.Background(), []byte(file), einkpdf.Options{})
	var errs einkpdf.Errors
	switch {
	case err == nil:
		return "no error"
	case errors.As(err, &errs):
		return errs.Error()
	}
	return "unlocated: " + err.Error()
}

// peakMemory is the largest resident size of this process in KiB.
func peakMemory() (peak int) {
	f, err := os.Open("/proc/self/status")
	if err != nil {
		return 0
	}
	defer func() { _ = f.Close() }()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if _, err := fmt.Sscanf(lines.Text(), "VmHWM: %d kB", &peak); err == nil {
			break
		}
	}
	return peak
}
