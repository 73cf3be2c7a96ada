package main

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// small is a project of three linked pages without anything to report.
const small = `einkpdf: 1
title: Small
device: remarkable-2
designs:
  page:
    key: page/{n}
    outline: Page {n}
    body:
      type: stack
      children:
        - {type: text, text: "Page {n}"}
        - {type: link, text: next, to: "page/{n+1}?"}
        - {type: dots, pitch: 5mm}
plan:
  - {design: page, each: 1..3}
`

// wrong has two mistakes.
const wrong = `einkpdf: 1
title: Wrong
colour: red
designs:
  page: {body: {type: dots}}
plan:
  - {design: page}
`

// tight is fine but for a warning: its text does not fit.
const tight = `einkpdf: 1
title: Tight
designs:
  page:
    body:
      type: stack
      children:
        - {type: text, text: "This is much too long for so small a box", width: 4mm, height: 4mm}
        - {type: dots, pitch: 5mm}
plan:
  - {design: page}
`

// pictured shows the asset of a name.
func pictured(asset string) string {
	return "einkpdf: 1\ntitle: Pictured\ndesigns:\n  page: {body: {type: image, asset: " + asset + "}}\nplan:\n  - {design: page}\n"
}

// result is what a run of the program gives.
type result struct {
	code     int
	out, err string
}

// invoke runs the program inside the test, with a text as standard input.
func invoke(t *testing.T, stdin string, args ...string) result {
	t.Helper()
	var out, errs bytes.Buffer
	code := run(context.Background(), args, streams{strings.NewReader(stdin), &out, &errs})
	return result{code, out.String(), errs.String()}
}

// ok is the standard output of a run that must go well without a word.
func ok(t *testing.T, stdin string, args ...string) string {
	t.Helper()
	r := invoke(t, stdin, args...)
	require.Equal(t, result{exitOK, r.out, ""}, r)
	return r.out
}

// folder is a new current folder with the files given.
func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	t.Chdir(dir)
	for name, text := range files {
		require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o755))
		require.NoError(t, os.WriteFile(name, []byte(text), 0o600))
	}
	return dir
}

func read(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	require.NoError(t, err)
	return string(data)
}

// tree is every file below a folder with its contents.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	found := map[string]string{}
	require.NoError(t, filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || path == dir {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		found[name] = ""
		if d.Type().IsRegular() {
			found[name] = read(t, path)
		}
		return nil
	}))
	return found
}

func requirePDF(t *testing.T, s string) {
	t.Helper()
	require.True(t, strings.HasPrefix(s, "%PDF-1."), "begins as a PDF")
	require.True(t, strings.HasSuffix(s, "%%EOF\n"), "ends as a PDF")
}

func pngFile(t *testing.T) string {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, 40, 30))
	img.SetGray(3, 3, color.Gray{Y: 200})
	var b bytes.Buffer
	require.NoError(t, png.Encode(&b, img))
	return b.String()
}
