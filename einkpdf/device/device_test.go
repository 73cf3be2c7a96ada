package device

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/geom"
)

// The page sizes are written out, in hundredths of a point, as the fact sheets
// give them and not as the package computes them.
func TestPageSizes(t *testing.T) {
	sizes := map[string][2]int64{
		"remarkable-1": {44729, 59639}, "remarkable-2": {44729, 59639}, "remarkable-paper-pure": {44729, 59639},
		"remarkable-paper-pro": {50934, 67913}, "remarkable-paper-pro-move": {26018, 46255},
		"boox-note-air-3c": {44640, 59520}, "boox-note-air-4c": {44640, 59520}, "boox-note-air-5c": {44640, 59520},
		"boox-go-10.3": {44640, 59520}, "boox-tab-ultra-c": {44640, 59520}, "boox-tab-ultra-c-pro": {44640, 59520},
		"boox-tab-mini-c": {33696, 44928},
		"boox-max-lumi":   {57391, 76522}, "boox-max-lumi-2": {57391, 76522}, "boox-tab-x": {57391, 76522},
		"boox-note-max": {57600, 76800}, "boox-tab-x-c": {57600, 76800},
		"boox-page": {30336, 40320}, "boox-go-7": {30336, 40320}, "boox-go-color-7": {30336, 40320},
		"kindle-scribe": {44640, 59520}, "kindle-scribe-2024": {44640, 59520},
		"kindle-scribe-2025": {47664, 63552}, "kindle-scribe-colorsoft": {47664, 63552},
		"kindle-paperwhite-11": {29664, 39552}, "kindle-paperwhite-12": {30528, 40704}, "kindle-colorsoft": {30528, 40704},
		"supernote-a5x": {44729, 59639}, "supernote-a6x": {33696, 44928}, "supernote-nomad": {33696, 44928},
		"supernote-manta": {46080, 61440},
		"kobo-elipsa":     {44532, 59376}, "kobo-elipsa-2e": {44532, 59376}, "kobo-sage": {34560, 46080},
		"kobo-libra-2": {30336, 40320}, "kobo-libra-colour": {30336, 40320},
		"kobo-clara-2e": {25728, 34752}, "kobo-clara-bw": {25728, 34752}, "kobo-clara-colour": {25728, 34752},
		"pocketbook-inkpad-4": {33696, 44928}, "pocketbook-inkpad-color-3": {33696, 44928}, "pocketbook-inkpad-eo": {44640, 59520},
		"viwoods-aipaper": {46080, 61440}, "viwoods-aipaper-mini": {35507, 47342},
		"daylight-dc-1": {45474, 60632},
	}
	for _, p := range All() {
		want, ok := sizes[p.Name]
		require.True(t, ok, "%s is not in the test's table", p.Name)
		delete(sizes, p.Name)
		size := p.PageSize()
		require.Equal(t, want, [2]int64{hundredths(size.W), hundredths(size.H)}, p.Name)
	}
	require.Empty(t, sizes, "profiles that are missing")
}

func hundredths(u geom.Unit) int64 { return int64((u + geom.Pt/200) / (geom.Pt / 100)) }

func TestColourPanels(t *testing.T) {
	colour := []string{
		"boox-go-color-7", "boox-note-air-3c", "boox-note-air-4c", "boox-note-air-5c", "boox-tab-mini-c",
		"boox-tab-ultra-c", "boox-tab-ultra-c-pro", "boox-tab-x-c", "kindle-colorsoft", "kindle-scribe-colorsoft",
		"kobo-clara-colour", "kobo-libra-colour", "pocketbook-inkpad-color-3", "pocketbook-inkpad-eo",
		"remarkable-paper-pro", "remarkable-paper-pro-move",
	}
	var got []string
	for _, p := range All() {
		if p.Color {
			got = append(got, p.Name)
		}
		require.Equal(t, p.Technology == Kaleido3, p.ColorPPI == 150, p.Name)
		require.Equal(t, p.Technology == Kaleido3 || p.Technology == Gallery3, p.Color, p.Name)
	}
	require.Equal(t, colour, got)
}

func TestEveryProfileIsComplete(t *testing.T) {
	all := All()
	require.True(t, slices.IsSortedFunc(all, func(a, b Profile) int { return strings.Compare(a.Name, b.Name) }))
	for i, p := range all {
		require.Regexp(t, `^[a-z0-9]+([-.][a-z0-9]+)*$`, p.Name)
		require.LessOrEqual(t, len(p.Name), maxName)
		require.True(t, i == 0 || all[i-1].Name != p.Name, "%s is there twice", p.Name)
		require.NotEmpty(t, p.Title, p.Name)
		require.NotEmpty(t, p.Maker, p.Name)
		require.NotEmpty(t, p.Source, p.Name)
		require.Contains(t, []Confidence{Confirmed, OneSource, Unconfirmed}, p.Confidence, p.Name)
		require.True(t, 0 < p.Width && p.Width < p.Height, p.Name)
		require.Equal(t, geom.Unit(19_842_520), p.MinTap, p.Name) // 7 mm
		require.Equal(t, 6*geom.Pt, p.MinText, p.Name)
		require.Zero(t, p.Page, "%s: pages are as large as the panel", p.Name)
		require.True(t, p.Color || p.Technology == LCD || p.Greys == 16, p.Name)
		require.True(t, !p.Color || p.Greys == 0, "%s: greys are those of grey panels", p.Name)
		for _, r := range []Reserve{p.Toolbar, p.DeadBands, {Edges: geom.Insets{Right: p.CloseButton.Size.W, Bottom: p.CloseButton.Size.H}, Measured: p.CloseButton.Measured, Source: p.CloseButton.Source}} {
			require.Equal(t, r.Measured, r.Source != "", "%s: say who measured", p.Name)
			require.Equal(t, r.Measured, r.Edges != geom.Insets{}, p.Name)
		}
		require.True(t, p.Confidence != Unconfirmed || p.Note != "", "%s: say what is unsure", p.Name)
	}
}

func TestSafeInsets(t *testing.T) {
	for name, want := range map[string]geom.Insets{
		"remarkable-2":              {Left: 38_230_088}, // 120 px at 226 ppi
		"remarkable-paper-pro-move": {Top: 39_685_039},  // 14 mm
		"supernote-nomad":           {Top: 24_000_000},
		"supernote-a5x":             {Top: 31_858_407},
		"kindle-scribe":             {Top: 22_677_165, Bottom: 28_346_457},
		"kobo-sage":                 {},
	} {
		p, err := Lookup(name)
		require.NoError(t, err)
		require.Equal(t, want, p.SafeInsets(Right), name)
		want.Left, want.Right = want.Right, want.Left
		require.Equal(t, want, p.SafeInsets(Left), name)
	}
	both := Profile{
		Toolbar:   measured(geom.Insets{Top: 5, Left: 1}, "ruler"),
		DeadBands: measured(geom.Insets{Top: 3, Left: 2, Bottom: 7}, "ruler"),
	}
	require.Equal(t, geom.Insets{Top: 5, Left: 2, Bottom: 7}, both.SafeInsets(Right))
	require.Equal(t, geom.Insets{Top: 5, Right: 1, Left: 2, Bottom: 7}, both.SafeInsets(Left), "dead bands do not move with the hand")
}

func TestWhatIsMeasured(t *testing.T) {
	var toolbars, bands, buttons, dockable []string
	for _, p := range All() {
		for list, there := range map[*[]string]bool{
			&toolbars: p.Toolbar.Measured, &bands: p.DeadBands.Measured, &buttons: p.CloseButton.Measured, &dockable: p.Toolbar.Dockable,
		} {
			if there {
				*list = append(*list, p.Name)
			}
		}
	}
	require.Equal(t, []string{"remarkable-2", "remarkable-paper-pro-move", "supernote-a5x", "supernote-nomad"}, toolbars)
	require.Equal(t, []string{"kindle-scribe"}, bands)
	require.Equal(t, []string{"remarkable-2"}, buttons)
	require.Equal(t, []string{"supernote-nomad"}, dockable)
}

// TestConfidence: all others have two sources.
func TestConfidence(t *testing.T) {
	want := map[string]Confidence{
		"viwoods-aipaper": OneSource, "viwoods-aipaper-mini": OneSource,
		"daylight-dc-1": Unconfirmed, "kindle-colorsoft": Unconfirmed, "kindle-paperwhite-12": Unconfirmed,
	}
	for _, p := range All() {
		if want[p.Name] == "" {
			want[p.Name] = Confirmed
		}
		require.Equal(t, want[p.Name], p.Confidence, p.Name)
	}
}

func TestCloseArea(t *testing.T) {
	p, err := Lookup("remarkable-2")
	require.NoError(t, err)
	side := p.Px(120)
	require.Equal(t, geom.Rect{X: p.PageSize().W - side, W: side, H: side}, p.CloseArea(Right))
	require.Equal(t, geom.Rect{W: side, H: side}, p.CloseArea(Left))
	require.True(t, Profile{}.CloseArea(Right).Empty())
}

func TestPage(t *testing.T) {
	p := Profile{Width: 1404, Height: 1872, PPI: 226, Page: geom.Size{W: 612 * geom.Pt, H: 792 * geom.Pt}}
	require.Equal(t, p.Page, p.PageSize())
	require.Equal(t, geom.Unit(318_584), p.Px(1), "a pixel of the panel")
}

func TestPx(t *testing.T) {
	require.Equal(t, geom.Unit(240_000), Profile{PPI: 300}.Px(1))
	require.Equal(t, geom.Unit(-240_000), Profile{PPI: 300}.Px(-1))
	require.Zero(t, Profile{Width: 100, Height: 200}.PageSize(), "no density, no size and no panic")
}

func TestLookup(t *testing.T) {
	for _, name := range []string{"boox-go-10.3", "Boox-Go-10.3", "BOOX_GO_10.3"} {
		p, err := Lookup(name)
		require.NoError(t, err)
		require.Equal(t, "boox-go-10.3", p.Name)
	}
	for _, p := range All() {
		got, err := Lookup(p.Name)
		require.NoError(t, err)
		require.Equal(t, p, got)
	}
}

func TestLookupUnknown(t *testing.T) {
	for name, want := range map[string]string{
		"remarkable2":            `unknown device "remarkable2"; did you mean remarkable-2, remarkable-1?`,
		"nomad":                  `unknown device "nomad"; did you mean supernote-nomad?`,
		"kindle-scibe":           `unknown device "kindle-scibe"; did you mean kindle-scribe?`,
		"typewriter":             "unknown device \"typewriter\"; `einkpdf devices` lists the names",
		"":                       "unknown device \"\"; `einkpdf devices` lists the names",
		"\x1b[2J":                "unknown device \"\\x1b[2J\"; `einkpdf devices` lists the names",
		strings.Repeat("é", 1e6): "unknown device: a name of 2000000 bytes (the longest has 64)",
	} {
		p, err := Lookup(name)
		require.ErrorIs(t, err, ErrUnknown)
		require.EqualError(t, err, want)
		require.Zero(t, p)
	}
}

func TestUnknownError(t *testing.T) {
	for name, want := range map[string][]string{"nomad": {"supernote-nomad"}, "remarkable2": {"remarkable-2", "remarkable-1"}, "": nil, strings.Repeat("x", 65): nil} {
		_, err := Lookup(name)
		var unknown *UnknownError
		require.ErrorAs(t, err, &unknown, name)
		require.Equal(t, want, unknown.Meant)
		require.ErrorIs(t, err, ErrUnknown)
	}
}

func TestLookupIn(t *testing.T) {
	own := []Profile{{Name: "kobo-sage", Title: "Mine"}, {Name: "My_Tablet"}, {Name: strings.Repeat("x", 65)}}
	p, err := LookupIn(own, "kobo-sage")
	require.NoError(t, err)
	require.Equal(t, "Mine", p.Title)
	p, err = LookupIn(own, "KOBO_Sage")
	require.NoError(t, err)
	require.Equal(t, "Mine", p.Title, "however it is written")
	p, err = LookupIn([]Profile{{Name: "boox-max-lumi", Title: "Mine"}}, "boox-max-13")
	require.NoError(t, err)
	require.Equal(t, "Mine", p.Title, "by a name of the predecessor, too")
	for name, want := range map[string]string{
		"my-tablet":  `unknown device "my-tablet"; did you mean My_Tablet?`,
		"typewriter": "unknown device \"typewriter\"; others are kobo-sage, My_Tablet, and `einkpdf devices` lists the built-in ones",
	} {
		_, err := LookupIn(own, name)
		require.ErrorIs(t, err, ErrUnknown)
		require.EqualError(t, err, want)
	}
}

func TestAllIsACopy(t *testing.T) {
	All()[0].Name = "changed"
	require.NotEqual(t, "changed", All()[0].Name)
}

func FuzzLookup(f *testing.F) {
	for _, s := range []string{"remarkable-2", "Kobo_Sage", "boox-max-13", "", "\xff", "remarkable-paper-pro-moves"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, name string) {
		p, err := Lookup(name)
		if err == nil {
			slug := strings.ReplaceAll(strings.ToLower(name), "_", "-")
			if d, ok := FromLegacy(name); ok {
				slug = d.Profile
			}
			require.Equal(t, p.Name, slug)
			return
		}
		require.ErrorIs(t, err, ErrUnknown)
		require.Less(t, len(err.Error()), 600)
	})
}
