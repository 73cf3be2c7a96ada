package main

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAssets(t *testing.T) {
	folder(t, map[string]string{"art/logo.png": pngFile(t), "art/deep/logo.png": pngFile(t)})
	require.NoError(t, os.Symlink("logo.png", "art/inside.png"))
	for _, asset := range []string{"logo.png", "deep/logo.png", "deep/../logo.png", "inside.png"} {
		out := ok(t, pictured(asset), "render", "-", "--assets", "art", "--strict")
		require.Contains(t, out, "/Image", asset)
	}
}

// What is not in the folder is not read, whichever way it is named.
func TestAssetsStayInFolder(t *testing.T) {
	dir := folder(t, map[string]string{"secret.png": pngFile(t), "art/logo.png": pngFile(t), "art/sub/x": "", "outside/logo.png": pngFile(t)})
	require.NoError(t, os.Symlink("../secret.png", "art/link.png"))
	require.NoError(t, os.Symlink(dir+"/secret.png", "art/absolute.png"))
	require.NoError(t, os.Symlink("../outside", "art/folder"))
	for _, asset := range []string{
		"../secret.png", "sub/../../secret.png", dir + "/secret.png", "link.png", "absolute.png", "folder/logo.png",
		"sub", ".", "..", "none.png",
	} {
		t.Run(strings.ReplaceAll(asset, "/", "_"), func(t *testing.T) {
			r := invoke(t, pictured(asset), "render", "-", "--assets", "art", "--strict")
			require.Equal(t, exitProject, r.code, r.err)
			require.Contains(t, r.err, "(missing-image)")
			require.NotContains(t, r.out, "/Image")
		})
	}
}

func TestNoAssets(t *testing.T) {
	folder(t, map[string]string{"logo.png": pngFile(t)})
	r := invoke(t, pictured("logo.png"), "render", "-", "-o", "x.pdf")
	require.Equal(t, exitOK, r.code)
	require.Contains(t, r.err, "warning")
	require.NotContains(t, read(t, "x.pdf"), "/Image", "the current folder is no folder of assets")

	for dir, message := range map[string]string{"none": "no such file or directory", "logo.png": "not a directory"} {
		r = invoke(t, small, "render", "-", "--assets", dir)
		require.Equal(t, result{exitFiles, "", "einkpdf: cannot open the folder of assets " + dir + ": " + message + "\n"}, r)
	}
}

func TestFonts(t *testing.T) {
	folder(t, map[string]string{"art/bad.ttf": "no font"})
	project := strings.Replace(small, "designs:", "fonts: {mine: {regular: bad.ttf}}\nstyles: {default: {font: mine}}\ndesigns:", 1)
	r := invoke(t, project, "render", "-", "--assets", "art")
	require.Equal(t, exitOK, r.code, "another font stands in")
	require.Regexp(t, `warning: page \S+: the font "mine" cannot be used: .* \(missing-font\)`, r.err)
	r = invoke(t, project, "render", "-", "--assets", "art", "--strict")
	require.Equal(t, exitProject, r.code)
	require.Regexp(t, `/fonts/mine/regular: page .*: the font "mine" cannot be used: .* \(missing-font\)`, r.err)
	require.Empty(t, r.out)

	unused := strings.Replace(small, "designs:", "fonts: {mine: {regular: bad.ttf}}\ndesigns:", 1)
	r = invoke(t, unused, "render", "-", "--assets", "art")
	require.Equal(t, exitOK, r.code)
	require.Contains(t, r.err, `warning: the font "mine" cannot be used: `)
}
