package main

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// old is a project of the predecessor: two days that link to each other.
const old = `{"id": "x", "metadata": {"name": "Old", "device_profile": "supernote-nomad", "created_at": "2025-11-01", "updated_at": "2025-11-01"},
"masters": [{"name": "Day", "created_at": "", "updated_at": "", "widgets": [
 {"id": "a", "type": "anchor", "position": {"x": 0, "y": 0, "width": 1, "height": 1}, "properties": {"dest_id": "day:{date}"}},
 {"id": "n", "type": "internal_link", "position": {"x": 10, "y": 10, "width": 100, "height": 20}, "content": "{date_next}", "properties": {"to_dest": "day:{date_next}"}}WIDGET
]}],
"plan": {"sections": [{"kind": "days", "master": "Day", "generate": "each_day", "start_date": "2026-01-01", "end_date": "2026-01-02"}], "order": ["days"]}}`

func withWidget(widget string) string { return strings.Replace(old, "WIDGET", widget, 1) }

func TestImport(t *testing.T) {
	folder(t, map[string]string{"in/old.json": withWidget("")})
	r := invoke(t, "", "import", "in/old.json")
	require.Equal(t, exitOK, r.code, r.err)
	require.Empty(t, r.out)
	require.Contains(t, r.err, "changed:\n")
	require.Contains(t, r.err, "(fix 9)")
	require.True(t, strings.HasPrefix(read(t, "old.yaml"), "# Imported from old.json. Render it with: einkpdf render old.yaml\n# Not everything is as it was there: 2 changed.\neinkpdf: 1\n"))

	ok(t, "", "render", "old.yaml", "-o", "a.pdf")
	r = invoke(t, "", "render", "in/old.json", "-o", "b.pdf")
	require.Equal(t, exitOK, r.code)
	require.Equal(t, "in/old.json: a project of the predecessor; not everything is as it was there: 2 changed (einkpdf import lists them)\n", r.err)
	require.Equal(t, read(t, "a.pdf"), read(t, "b.pdf"))
	require.Contains(t, ok(t, "", "links", "a.pdf"), "1\t10.00\t10.00\t100.00\t20.00\t2\t")

	piped := invoke(t, withWidget(""), "import", "-", "--report", "report.txt")
	require.Equal(t, exitOK, piped.code)
	require.Empty(t, piped.err)
	require.Contains(t, piped.out, "einkpdf: 1\n")
	require.Contains(t, piped.out, ": einkpdf render FILE\n")
	require.Contains(t, read(t, "report.txt"), "(fix 9)")
}

func TestImportImages(t *testing.T) {
	picture := pngFile(t)
	data := base64.StdEncoding.EncodeToString([]byte(picture))
	image := `, {"id": "i", "type": "image", "position": {"x": 0, "y": 100, "width": 10, "height": 10}, "properties": {"image_data": "data:image/png;base64,` + data + `"}}`
	dir := folder(t, map[string]string{"old.json": withWidget(image)})
	before := tree(t, dir)
	r := invoke(t, "", "import", "old.json")
	require.Equal(t, result{exitUsage, "", "einkpdf: old.json has 1 image inside; name a folder for them: --assets DIR\n"}, r)
	require.Equal(t, before, tree(t, dir))

	r = invoke(t, "", "import", "old.json", "--assets", "images", "--report", "-")
	require.Equal(t, exitOK, r.code, r.err)
	files, err := os.ReadDir("images")
	require.NoError(t, err)
	require.Len(t, files, 1)
	require.Equal(t, picture, read(t, filepath.Join("images", files[0].Name())))
	require.Contains(t, read(t, "old.yaml"), ": einkpdf render old.yaml --assets DIR\n")
	ok(t, "", "render", "old.yaml", "--assets", "images", "-o", "a.pdf")
	invoke(t, "", "render", "old.json", "-o", "b.pdf")
	require.Equal(t, read(t, "a.pdf"), read(t, "b.pdf"))
}

// Warnings and errors about a project of the predecessor are about its widgets.
func TestPlacesInTheOldFile(t *testing.T) {
	small := `,
 {"id": "s", "type": "text_block", "position": {"x": 0, "y": 100, "width": 30, "height": 10}, "content": "far too much for a box like this one"}`
	folder(t, map[string]string{"old.json": withWidget(small)})
	r := invoke(t, "", "render", "old.json")
	require.Equal(t, exitOK, r.code, r.err)
	require.Contains(t, r.err, "old.json:5:2: warning: page day:2026-01-01: Day: s: ")
	require.Contains(t, r.err, " (after einkpdf import)\n")
	r = invoke(t, "", "render", "old.json", "--strict", "-o", "b.pdf")
	require.Equal(t, exitProject, r.code)
	require.Contains(t, r.err, "old.json:5:2: Day: s: page day:2026-01-01 and 1 more: ")
	r = invoke(t, "", "render", "old.json", "--max-pages", "1", "-o", "b.pdf")
	require.Equal(t, exitProject, r.code)
	require.Contains(t, r.err, "old.json:7:23: ")
}

func TestImportRefuses(t *testing.T) {
	dir := folder(t, map[string]string{"old.json": withWidget(""), "small.yaml": small, "bad.json": `{"metadata": {"name": 3}, "plan": {}`, "sub/keep": ""})
	before := tree(t, dir)
	tests := []struct {
		name    string
		args    []string
		code    int
		message string
	}{
		{"one of our own", []string{"small.yaml"}, exitUsage, "einkpdf: small.yaml is not a project.json or template of the predecessor\n"},
		{"over itself", []string{"old.json", "-o", "old.json"}, exitUsage, "einkpdf: old.json is the project itself; name another file with -o\n"},
		{"report over itself", []string{"old.json", "--report", "old.json"}, exitUsage, "einkpdf: old.json is the project itself; name another file with -o\n"},
		{"a folder", []string{"old.json", "-o", "sub"}, exitUsage, "is a folder"},
		{"all to one place", []string{"old.json", "-o", "-", "--report", "-"}, exitUsage, "einkpdf: the project and the report cannot both go to standard output\n"},
		{"none", []string{"none.json"}, exitFiles, "cannot read none.json"},
		{"damaged", []string{"bad.json"}, exitProject, "bad.json:1:"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := invoke(t, "", append([]string{"import"}, test.args...)...)
			require.Equal(t, test.code, r.code, r.err)
			require.Empty(t, r.out)
			require.Contains(t, r.err, test.message)
			require.Equal(t, before, tree(t, dir))
		})
	}
}
