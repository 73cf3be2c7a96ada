package golden

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-fonts/dejavu/dejavusanscondensed"
	"github.com/go-fonts/dejavu/dejavusanscondensedbold"
	"github.com/go-fonts/dejavu/dejavusanscondensedboldoblique"
	"github.com/go-fonts/dejavu/dejavusanscondensedoblique"
	"github.com/go-fonts/dejavu/dejavusansextralight"
	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/gallery"
	"github.com/einkpdf/platform/einkpdf/legacy"
)

// Folders, from this one.
const (
	projectsDir  = "../../../testdata/golden/projects"
	ownLegacyDir = "../../../testdata/golden/legacy"
	legacyDir    = "../../../testdata/legacy"
	assetsDir    = "../../../testdata/golden/assets"
	wantDir      = "../../../testdata/golden/want"
)

// devices are those that the built-in projects are made for: with a toolbar at the
// side, a small one with a toolbar at the top, a large one in colour, one that
// keeps taps at the edges for itself, one with toolbars on all edges, and a small
// one without any.
func devices() []string {
	return []string{"remarkable-2", "remarkable-paper-pro-move", "boox-note-air-4c", "kindle-scribe", "supernote-nomad", "kobo-clara-2e"}
}

// testCase is a project with its name, which is also its folder in want.
type testCase struct {
	mark
	name   string
	device string // "" = the project's
	open   func() (opened, error)
}

// opened is what a case's file says.
type opened struct {
	project *einkpdf.Project
	assets  einkpdf.Assets
	notes   []string // about a file of the predecessor's
}

// compile compiles the project of a case.
func (c testCase) compile(ctx context.Context, o opened) (*einkpdf.Document, error) {
	return einkpdf.Compile(ctx, o.project, einkpdf.Options{Device: c.device, Hand: c.hand, Assets: o.assets})
}

// allCases lists the cases with their marks.
func allCases(t testing.TB) []testCase {
	t.Helper()
	cases := append(projectCases(t), legacyCases(t)...)
	cases = append(cases, galleryCases()...)
	known := map[string]bool{}
	for i := range cases {
		name := cases[i].name
		require.False(t, known[name], "two cases are called %s", name)
		known[name] = true
		cases[i].mark = marks()[name]
	}
	for name := range marks() {
		require.True(t, known[name], "a mark is about %s, which is no case", name)
	}
	return cases
}

// projectCases are the projects of testdata/golden.
func projectCases(t testing.TB) (cases []testCase) {
	files, err := filepath.Glob(filepath.Join(projectsDir, "*"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		cases = append(cases, testCase{name: nameOf(file), open: func() (opened, error) { return openProject(file) }})
	}
	return cases
}

func openProject(file string) (opened, error) {
	source, err := os.ReadFile(file)
	if err != nil {
		return opened{}, err
	}
	project, err := einkpdf.Parser{File: filepath.Base(file)}.Parse(source)
	return opened{project: project, assets: einkpdf.AssetFunc(asset)}, err
}

// legacyCases are the predecessor's files.
func legacyCases(t testing.TB) (cases []testCase) {
	for _, pattern := range []string{legacyDir + "/*.json", legacyDir + "/*.yaml", ownLegacyDir + "/*"} {
		files, err := filepath.Glob(pattern)
		require.NoError(t, err)
		for _, file := range files {
			cases = append(cases, testCase{name: "legacy-" + nameOf(file), open: func() (opened, error) { return openLegacy(file) }})
		}
	}
	require.NotEmpty(t, cases)
	return cases
}

func openLegacy(file string) (opened, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return opened{}, err
	}
	result, err := legacy.Read(data, legacy.Options{File: filepath.Base(file)})
	if err != nil {
		return opened{}, err
	}
	o := opened{project: result.Project, assets: result.Assets}
	for _, n := range result.Report.Notes {
		o.notes = append(o.notes, fmt.Sprintf("%s %s", n.Kind, n))
	}
	return o, nil
}

// asset reads a file of testdata/golden/assets; fonts come from a module.
func asset(name string) ([]byte, error) {
	switch name {
	case "DejaVuSansCondensed.ttf":
		return dejavusanscondensed.TTF, nil
	case "DejaVuSansCondensed-Bold.ttf":
		return dejavusanscondensedbold.TTF, nil
	case "DejaVuSansCondensed-Oblique.ttf":
		return dejavusanscondensedoblique.TTF, nil
	case "DejaVuSansCondensed-BoldOblique.ttf":
		return dejavusanscondensedboldoblique.TTF, nil
	case "DejaVuSans-ExtraLight.ttf":
		return dejavusansextralight.TTF, nil
	}
	return fs.ReadFile(os.DirFS(assetsDir), name)
}

// galleryCases are the built-in projects on the devices.
func galleryCases() (cases []testCase) {
	for _, e := range gallery.All() {
		for _, device := range devices() {
			cases = append(cases, testCase{
				name:   fmt.Sprintf("gallery-%s-%s", e.Name, device),
				device: device,
				open: func() (opened, error) {
					source, err := gallery.Source(e.Name)
					if err != nil {
						return opened{}, err
					}
					project, err := einkpdf.Parse(source)
					return opened{project: project}, err
				},
			})
		}
	}
	return cases
}

// nameOf is a file's name without its folder and ending.
func nameOf(file string) string {
	return strings.TrimSuffix(filepath.Base(file), filepath.Ext(file))
}
