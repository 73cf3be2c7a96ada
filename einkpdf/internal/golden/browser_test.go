package golden

import (
	"context"
	"fmt"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// requireBrowser skips a test that needs Chromium where it is not installed.
func requireBrowser(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("chromium"); err != nil {
		require.NotEqual(t, "true", os.Getenv("CI"), "chromium is not installed")
		t.Skip("chromium is not installed")
	}
}

// browse shows a file to Chromium, with a profile of its own and without network.
func browse(t *testing.T, file string, args ...string) {
	t.Helper()
	const patience = 2 * time.Minute
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	all := append([]string{
		"--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update",
		"--disable-sync", "--disable-extensions", "--hide-scrollbars", "--force-color-profile=srgb",
		"--user-data-dir=" + t.TempDir(),
	}, args...)
	cmd := exec.CommandContext(ctx, "chromium", append(all, "file://"+file)...)
	cmd.WaitDelay = time.Second
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", out)
}

// screenshot is what Chromium shows of an HTML document of a size in its own
// pixels, each of them scale pixels wide and high. The picture is higher: Chromium
// leaves the last hundred pixels of a window white.
func screenshot(t *testing.T, html []byte, size image.Point, scale int) image.Image {
	t.Helper()
	const unused = 200
	size.Y += unused
	dir := t.TempDir()
	file, picture := filepath.Join(dir, "page.html"), filepath.Join(dir, "page.png")
	require.NoError(t, os.WriteFile(file, html, 0o600))
	browse(t, file, "--screenshot="+picture, fmt.Sprintf("--window-size=%d,%d", size.X, size.Y), fmt.Sprintf("--force-device-scale-factor=%d", scale))
	m, err := readPNG(picture)
	require.NoError(t, err)
	require.Equal(t, size.Mul(scale), m.Bounds().Size())
	return m
}

// printed is an HTML document as Chromium prints it.
func printed(t *testing.T, html []byte) []byte {
	t.Helper()
	dir := t.TempDir()
	file, pdf := filepath.Join(dir, "page.html"), filepath.Join(dir, "page.pdf")
	require.NoError(t, os.WriteFile(file, html, 0o600))
	browse(t, file, "--no-pdf-header-footer", "--print-to-pdf="+pdf)
	data, err := os.ReadFile(pdf)
	require.NoError(t, err)
	return data
}
