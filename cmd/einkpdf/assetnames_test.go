package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// withFont is a project with a font of that name.
func withFont(asset string) string {
	return "einkpdf: 1\ntitle: Written\nfonts: {own: {regular: " + asset + "}}\nstyles: {default: {font: own}}\ndesigns:\n  page: {body: {type: text, text: x}}\nplan:\n  - {design: page}\n"
}

// Names that look like places are looked for in the folder alone, for images and for
// fonts.
func TestAssetNamesAreNoPlaces(t *testing.T) {
	dir := folder(t, map[string]string{"secret.png": pngFile(t), "art/logo.png": pngFile(t), "art/sub/x": ""})
	require.NoError(t, os.Symlink("/dev/zero", "art/zero"))
	require.NoError(t, os.Symlink("loop", "art/loop"))
	for _, name := range []string{
		"../secret.png", dir + "/secret.png", "/etc/passwd", "/dev/stdin", "/proc/self/environ", `C:\secret.png`, `..\secret.png`,
		"file://" + dir + "/secret.png", "http://127.0.0.1:1/secret.png", "//127.0.0.1/secret.png", "data:image/png;base64,iVBORw0KGgo=",
		"zero", "loop", "sub", "logo.png/", "logo.png/x", "a\nb", "\u202egnp", strings.Repeat("x/", 90), strings.Repeat("x", 190),
	} {
		for file, code := range map[string]string{pictured(strconv.Quote(name)): "missing-image", withFont(strconv.Quote(name)): "missing-font"} {
			r := invoke(t, file, "render", "-", "--assets", "art", "--strict")
			require.Equal(t, exitProject, r.code, "%q: %s", name, r.err)
			require.Contains(t, r.err, "("+code+")", "%q", name)
			require.Empty(t, r.out)
		}
	}
}

// A file that is too large is not read to its end.
func TestLargeAsset(t *testing.T) {
	folder(t, map[string]string{"art/x": ""})
	require.NoError(t, os.Truncate("art/x", 1<<32))
	for _, file := range []string{pictured("x"), withFont("x")} {
		r := invoke(t, file, "render", "-", "--assets", "art", "--strict")
		require.Equal(t, exitProject, r.code)
		require.Contains(t, r.err, fmt.Sprintf("asset %q has ", "x"))
		require.Contains(t, r.err, "at most 33,554,432 are allowed")
	}
}
