package device

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/geom"
)

// legacyFacts is what the predecessor's profiles say, written out: profile here,
// orientation, pixels and page (in tenths of a point) as held, ppi, colour,
// smallest font size and line in hundredths of a point, and a part of what was
// wrong with each correction.
var legacyFacts = map[string]struct {
	profile, orientation string
	pixels, page         [2]int64
	ppi                  int
	color                bool
	text, stroke         int64
	wrong                []string
}{
	"boox-go-10.3":                        {"boox-go-10.3", "portrait", [2]int64{1404, 1872}, [2]int64{4453, 5938}, 227, false, 1000, 75, []string{"1860 × 2480 pixels at 300 ppi", "dot in its name"}},
	"boox-go-color-7-landscape":           {"boox-go-color-7", "landscape", [2]int64{1680, 1264}, [2]int64{4032, 3034}, 300, true, 800, 50, []string{"150 ppi"}},
	"boox-go-color-7-portrait":            {"boox-go-color-7", "portrait", [2]int64{1264, 1680}, [2]int64{3034, 4032}, 300, true, 800, 50, []string{"150 ppi"}},
	"boox-max-13":                         {"boox-max-lumi", "portrait", [2]int64{1650, 2200}, [2]int64{5739, 7652}, 207, false, 1000, 75, nil},
	"boox-note-air-3c":                    {"boox-note-air-3c", "portrait", [2]int64{1404, 1872}, [2]int64{4453, 5938}, 227, true, 1000, 75, []string{"not 1404 × 1872 at 227", "150 ppi"}},
	"boox-note-air-4c":                    {"boox-note-air-4c", "portrait", [2]int64{1404, 1872}, [2]int64{4453, 5938}, 227, true, 1000, 75, []string{"not 1404 × 1872 at 227", "150 ppi"}},
	"boox-note-air-4c-landscape":          {"boox-note-air-4c", "landscape", [2]int64{1872, 1404}, [2]int64{5938, 4453}, 227, true, 1000, 75, []string{"not 1404 × 1872 at 227", "150 ppi"}},
	"boox-note-air-4c-letter":             {"boox-note-air-4c", "portrait", [2]int64{1404, 1872}, [2]int64{4453, 5938}, 227, true, 1000, 75, []string{"not 1404 × 1872 at 227", "150 ppi", "Letter"}},
	"boox-page":                           {"boox-page", "portrait", [2]int64{1264, 1680}, [2]int64{3034, 4032}, 300, false, 800, 50, nil},
	"boox-tab-mini-c":                     {"boox-tab-mini-c", "landscape", [2]int64{1872, 1404}, [2]int64{4493, 3370}, 300, true, 800, 50, []string{"150 ppi"}},
	"boox-tab-ultra-c-landscape":          {"boox-tab-ultra-c", "landscape", [2]int64{2200, 1650}, [2]int64{7652, 5739}, 207, true, 900, 50, []string{"28.6 % too large", "150 ppi"}},
	"boox-tab-ultra-c-portrait":           {"boox-tab-ultra-c", "portrait", [2]int64{1650, 2200}, [2]int64{5739, 7652}, 207, true, 900, 50, []string{"28.6 % too large", "150 ppi"}},
	"kindle-paperwhite":                   {"kindle-paperwhite-11", "portrait", [2]int64{1236, 1648}, [2]int64{2966, 3955}, 300, false, 800, 50, nil},
	"kindle-scribe":                       {"kindle-scribe", "portrait", [2]int64{1860, 2480}, [2]int64{4464, 5952}, 300, false, 800, 50, nil},
	"kobo-clara-2e":                       {"kobo-clara-2e", "portrait", [2]int64{1072, 1448}, [2]int64{2573, 3475}, 300, false, 800, 50, nil},
	"kobo-elipsa-2e":                      {"kobo-elipsa-2e", "portrait", [2]int64{1404, 1872}, [2]int64{4453, 5938}, 227, false, 1000, 75, nil},
	"kobo-libra-2":                        {"kobo-libra-2", "portrait", [2]int64{1264, 1680}, [2]int64{3034, 4032}, 300, false, 800, 50, nil},
	"kobo-sage":                           {"kobo-sage", "portrait", [2]int64{1440, 1920}, [2]int64{3456, 4608}, 300, false, 800, 50, nil},
	"remarkable-1":                        {"remarkable-1", "portrait", [2]int64{1404, 1872}, [2]int64{4473, 5964}, 226, false, 1000, 75, nil},
	"remarkable-2":                        {"remarkable-2", "portrait", [2]int64{1404, 1872}, [2]int64{4473, 5964}, 226, false, 1000, 75, nil},
	"remarkable-paper-pro":                {"remarkable-paper-pro", "portrait", [2]int64{1620, 2160}, [2]int64{5093, 6791}, 229, true, 900, 75, []string{"is Gallery 3"}},
	"remarkable-paper-pro-move-landscape": {"remarkable-paper-pro-move", "landscape", [2]int64{1696, 954}, [2]int64{4625, 2602}, 264, true, 900, 75, []string{"is Gallery 3"}},
	"remarkable-paper-pro-move-portrait":  {"remarkable-paper-pro-move", "portrait", [2]int64{954, 1696}, [2]int64{2602, 4625}, 264, true, 900, 75, []string{"is Gallery 3"}},
	"supernote-a5x":                       {"supernote-a5x", "portrait", [2]int64{1404, 1872}, [2]int64{4473, 5964}, 226, false, 1000, 75, nil},
	"supernote-a6x":                       {"supernote-a6x", "portrait", [2]int64{1404, 1872}, [2]int64{3370, 4493}, 300, false, 800, 50, nil},
	"supernote-manta":                     {"supernote-manta", "portrait", [2]int64{1920, 2560}, [2]int64{4608, 6144}, 300, false, 800, 50, nil},
	"supernote-nomad":                     {"supernote-nomad", "portrait", [2]int64{1404, 1872}, [2]int64{3370, 4493}, 300, false, 800, 50, nil},
}

func TestFromLegacy(t *testing.T) {
	require.Len(t, legacyFacts, 27)
	for slug, want := range legacyFacts {
		t.Run(slug, func(t *testing.T) {
			d, ok := FromLegacy(slug)
			require.True(t, ok)
			require.Equal(t, slug, d.Slug)
			require.Equal(t, want.profile, d.Profile)
			require.Equal(t, want.orientation, d.Orientation)
			require.Equal(t, want.pixels, [2]int64{int64(d.Width), int64(d.Height)})
			require.Equal(t, want.ppi, d.PPI)
			require.Equal(t, geom.Size{W: geom.Unit(want.page[0]) * geom.Pt / 10, H: geom.Unit(want.page[1]) * geom.Pt / 10}, d.Page)
			require.Equal(t, want.color, d.Color)
			require.Equal(t, geom.Unit(want.text)*geom.Pt/100, d.MinText)
			require.Equal(t, geom.Unit(want.stroke)*geom.Pt/100, d.MinStroke)
			require.Len(t, d.Corrections, len(want.wrong))
			for i, w := range want.wrong {
				require.Contains(t, d.Corrections[i], w)
			}

			p, err := Lookup(d.Profile)
			require.NoError(t, err)
			require.Equal(t, d.Profile, p.Name, "the profile has its own name")
			require.Equal(t, p.Color, d.Color)
			upright := [2]int{min(d.Width, d.Height), max(d.Width, d.Height)}
			wrongPanel := upright != [2]int{p.Width, p.Height} || d.PPI != p.PPI
			require.Equal(t, wrongPanel, slices.ContainsFunc(d.Corrections, func(s string) bool { return strings.Contains(s, "pixels at 300 ppi") }),
				"a panel that differs is said")
		})
	}
}

func TestFromLegacyNames(t *testing.T) {
	for _, name := range []string{"Boox_Note_Air_4C-landscape", "BOOX-NOTE-AIR-4C-LANDSCAPE"} {
		d, ok := FromLegacy(name)
		require.True(t, ok, name)
		require.Equal(t, "boox-note-air-4c-landscape", d.Slug)
	}
	for _, name := range []string{"", "boox", " kobo-sage", "boox-go-7", strings.Repeat("x", 1<<20)} {
		d, ok := FromLegacy(name)
		require.False(t, ok)
		require.Zero(t, d)
	}
	p, err := Lookup("Boox_Max_13")
	require.NoError(t, err)
	require.Equal(t, "boox-max-lumi", p.Name, "the predecessor's names are understood everywhere")
}

func TestLegacyDevices(t *testing.T) {
	list := LegacyDevices()
	require.Len(t, list, len(legacyFacts))
	require.True(t, slices.IsSortedFunc(list, func(a, b LegacyDevice) int { return strings.Compare(a.Slug, b.Slug) }))
	list[0].Corrections[0] = "changed"
	require.NotEqual(t, "changed", LegacyDevices()[0].Corrections[0])
}
