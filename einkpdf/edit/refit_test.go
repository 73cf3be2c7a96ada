package edit_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/device"
	"github.com/einkpdf/platform/einkpdf/edit"
)

func TestRefitInPlace(t *testing.T) {
	t.Parallel()
	for name, file := range galleryFiles(t) {
		out, scaled, err := edit.Refit([]byte(file), parse(t, file), "Kobo_Sage")
		require.NoError(t, err)
		require.False(t, scaled)
		require.Equal(t, "kobo-sage", parse(t, string(out)).Device, name)
		line := regexp.MustCompile(`(?m)^device:.*\n`)
		require.Equal(t, line.ReplaceAllString(file, ""), line.ReplaceAllString(string(out), ""), name)
	}
}

// Names of the predecessor's devices say how they are held.
func TestRefitKeepsThePageHeldAsItWas(t *testing.T) {
	t.Parallel()
	const file = "einkpdf: 1\ntitle: T\ndevice: boox-note-air-4c-landscape # wide\ndesigns: {a: {}}\nplan: [{design: a}]\n"
	out, scaled, err := edit.Refit([]byte(file), parse(t, file), "kobo-sage")
	require.NoError(t, err)
	require.False(t, scaled)
	require.Equal(t, "einkpdf: 1\ntitle: T\ndevice: kobo-sage # wide\norientation: landscape\ndesigns: {a: {}}\nplan: [{design: a}]\n", string(out))
}

// A file that is for the device already stays as it is.
func TestRefitForTheSameDevice(t *testing.T) {
	t.Parallel()
	const file = "einkpdf: 1\ntitle: T\n%sdesigns: {a: {body: {type: layers, children: [{type: box, y: 400pt, height: 9pt}]}}}\nplan: [{design: a}]\n"
	const mine = "device: mine\ndevices:\n  mine: {like: kobo-sage, page: [300pt, 500pt]}\n"
	const other = "  kobo-sage: {like: remarkable-2}\n"
	for _, test := range []struct {
		head, device string
		same         bool
	}{
		{"", "reMarkable_2", true},
		{"", "kobo-sage", false},
		{"device: \"Kobo_Sage\"\n", "kobo-sage", true},
		{"device: |-\n  kobo-sage\n", "kobo-sage", true}, // which Set would refuse
		{mine, "mine", true},
		{mine, "kobo-sage", true},
		{mine, "remarkable-2", false},
		{mine + other, "kobo-sage", false}, // is one of the file's own
		{"device: boox-note-air-4c-landscape\n", "boox-note-air-4c", true},
		{"device: boox-note-air-4c\n", "boox-note-air-4c-landscape", false},
	} {
		file := fmt.Sprintf(file, test.head)
		out, scaled, err := edit.Refit([]byte(file), parse(t, file), test.device)
		require.NoError(t, err, test)
		require.Equal(t, test.same, file == string(out), "%v: %s", test, out)
		require.False(t, scaled && test.same, test)
	}
}

func TestRefitScales(t *testing.T) {
	t.Parallel()
	r := old(t, "weekly-2026.json")
	file, err := einkpdf.Encoder{Header: "Mine.\nReally."}.Encode(r.Project)
	require.NoError(t, err)
	out, scaled, err := edit.Refit(file, parse(t, string(file)), "kobo-libra-2")
	require.NoError(t, err)
	require.True(t, scaled)
	require.True(t, strings.HasPrefix(string(out), "# Scaled from canvas (445.3 × 593.8 pt) to kobo-libra-2 (303.4 × 403.2 pt).\n# Mine.\n# Really.\neinkpdf: 1\n"), "%.300s", out)
	p := parse(t, string(out))
	require.Empty(t, p.Devices)

	// One of the same size is no reason to scale.
	for _, to := range []string{"kobo-libra-colour", "kobo-libra-2"} {
		again, scaled, err := edit.Refit(out, p, to)
		require.NoError(t, err)
		require.False(t, scaled)
		require.Equal(t, strings.Replace(string(out), "device: kobo-libra-2\n", "device: "+to+"\n", 1), string(again))
	}
}

func TestRefitRefuses(t *testing.T) {
	t.Parallel()
	const file = "einkpdf: 1\ntitle: &t kobo-sage\ndevice: |\n  kobo-sage\ndesigns: {a: {}}\nplan: [{design: a}]\n"
	p := parse(t, strings.Replace(file, "|\n ", "", 1))
	_, _, err := edit.Refit([]byte(file), p, "nothing")
	require.ErrorIs(t, err, device.ErrUnknown)
	_, _, err = edit.Refit([]byte(file), p, "kobo-libra-2")
	require.ErrorContains(t, err, "several lines")
}

// A short file can stand for a very long one.
func TestRefitIsBounded(t *testing.T) {
	t.Parallel()
	file := "einkpdf: 1\ntitle: T\nauthor: &a " + strings.Repeat("x", 200) + "\ndesigns:\n" +
		"  a: {body: {type: layers, children: [{type: box, y: 400pt, height: 9pt}]}}\n" +
		"  b: {body: {type: table, rows: &r [&c [&t " + strings.Repeat("x", 1000) + strings.Repeat(", *t", 49) + "]" + strings.Repeat(", *c", 99) + "]}}\n" +
		"  c: {body: {type: table, rows: *r}}\n  d: {body: {type: table, rows: *r}}\nplan: [{design: a}]\n"
	p := parse(t, file)
	require.False(t, edit.Larger(p, 16<<20))
	require.True(t, edit.Larger(p, 14<<20))
	require.Less(t, len(file), 4000)
	_, _, err := edit.Refit([]byte(file), p, "kobo-sage")
	require.ErrorContains(t, err, "too-large")
}

// The comments at the head are kept whole or not at all, however lines end.
func TestRefitKeepsComments(t *testing.T) {
	t.Parallel()
	const project = "einkpdf: 1\ntitle: T\ndesigns: {a: {body: {type: layers, children: [{type: box, y: 400pt, height: 9pt}]}}}\nplan: [{design: a}] # no head\n"
	long := strings.Repeat("ä", 149)
	for name, test := range map[string]struct{ head, want string }{
		"many":         {strings.Repeat("# "+long+"\n", 12), strings.Repeat("# "+long+"\n", 10)},
		"one too long": {"# " + strings.Repeat("x", 4000) + "\n# a\n", "# a\n"},
		"old Mac":      {"# a\r# b\r", "# a\n# b\n"},
		"Windows":      {"\ufeff# a\r\n#\r\n# b\r\n", "# a\n#\n# b\n"},
	} {
		file := test.head + strings.ReplaceAll(project, "\n", map[bool]string{true: "\r", false: "\n"}[name == "old Mac"])
		out, scaled, err := edit.Refit([]byte(file), parse(t, file), "kobo-sage")
		require.NoError(t, err, name)
		require.True(t, scaled)
		_, rest, _ := strings.Cut(string(out), "\n")
		require.True(t, strings.HasPrefix(rest, test.want+"einkpdf: 1\n"), "%s: %.700q", name, rest)
	}
}
