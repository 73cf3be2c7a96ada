package edit_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/gallery"
	"github.com/einkpdf/platform/einkpdf/legacy"
)

func parse(t testing.TB, file string) *einkpdf.Project {
	p, err := einkpdf.Parse([]byte(file))
	require.NoError(t, err)
	return p
}

func yamlOf(t testing.TB, p *einkpdf.Project) string {
	file, err := p.YAML()
	require.NoError(t, err)
	return string(file)
}

// galleryFiles are the built-in projects by name.
func galleryFiles(t testing.TB) map[string]string {
	files := map[string]string{}
	for _, e := range gallery.All() {
		source, err := gallery.Source(e.Name)
		require.NoError(t, err)
		files[e.Name] = string(source)
	}
	return files
}

// goldenFiles are the projects of the golden suite by name.
func goldenFiles(t testing.TB) map[string]string {
	names, err := filepath.Glob("../../testdata/golden/projects/*.*")
	require.NoError(t, err)
	require.NotEmpty(t, names)
	files := map[string]string{}
	for _, name := range names {
		data, err := os.ReadFile(name)
		require.NoError(t, err)
		if strings.HasSuffix(name, ".yaml") || strings.HasSuffix(name, ".json") {
			files[filepath.Base(name)] = string(data)
		}
	}
	return files
}

// old reads one of the predecessor's files.
func old(t testing.TB, name string) *legacy.Result {
	data, err := os.ReadFile("../../testdata/legacy/" + name)
	require.NoError(t, err)
	r, err := legacy.Read(data, legacy.Options{})
	require.NoError(t, err)
	return r
}
