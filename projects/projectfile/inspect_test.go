package projectfile_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/gallery"
	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/projects/projectfile"
)

func inspect(t testing.TB, source string) projects.Facts {
	facts, err := patient().Inspect(t.Context(), []byte(source))
	require.NoError(t, err)
	return facts
}

func TestInspect(t *testing.T) {
	t.Parallel()
	require.Equal(t, projects.Facts{
		Title: "Small", Device: "remarkable-2", Pages: 2, Designs: []string{"a", "b"}, Assets: []string{"own.ttf", "logo.png"}, Read: true,
	}, inspect(t, small))
	for _, e := range gallery.All() {
		facts := inspect(t, string(builtIn(t, e.Name)))
		require.False(t, facts.Draft(), e.Name)
		require.Positive(t, facts.Pages)
	}
}

func TestInspectDevice(t *testing.T) {
	t.Parallel()
	const head = "einkpdf: 1\ntitle: T\ndesigns: {a: {}}\nplan: [{design: a}]\n"
	for device, want := range map[string]string{
		"device: Kobo_Sage":                  "kobo-sage",
		"device: boox-note-air-4c-landscape": "boox-note-air-4c",
		"device: mine\ndevices: {mine: {like: kobo-sage, page: [100pt, 200pt]}}": "kobo-sage",
		"device: mine\ndevices: {mine: {pixels: [1000, 2000], ppi: 200}}":        "mine",
	} {
		require.Equal(t, want, inspect(t, head+device).Device, device)
	}
}

func TestInspectDrafts(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		source string
		read   bool
		code   string
		line   int
	}{
		"empty":         {"", false, einkpdf.CodeType, 1},
		"a sentence":    {"hello", false, einkpdf.CodeType, 1},
		"syntax":        {"a: [1\nb: 2\n", false, einkpdf.CodeSyntax, 0},
		"bytes":         {"\xff\xfe\x00", false, einkpdf.CodeEncoding, 1},
		"no such link":  {strings.Replace(small, `type: text, text: "{n}"`, `type: link, text: x, to: nowhere`, 1), true, einkpdf.CodeMissingTarget, 6},
		"no such font":  {strings.Replace(small, "own.ttf}", "own.ttf, weird: x}", 1), false, einkpdf.CodeUnknownKey, 8},
		"many pages":    {strings.Replace(small, "1..2", "1..9999", 1), true, einkpdf.CodeTooManyPages, 10},
		"no such place": {small + "device: no\n", false, einkpdf.CodeUnknownDevice, 11},
		"too large":     {small + "#" + strings.Repeat("x", projects.MaxSource), false, einkpdf.CodeTooLarge, 1},
		"an old file":   {string(oldFile(t, "plans.json")), false, projectfile.CodePredecessor, 0},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			facts := inspect(t, test.source)
			require.True(t, facts.Draft())
			require.Equal(t, test.read, facts.Read, "%v", facts.Errors)
			codes := map[string]int{}
			for _, e := range facts.Errors {
				codes[e.Code] = max(codes[e.Code], e.Line)
			}
			require.Contains(t, codes, test.code)
			if test.line > 0 {
				require.Equal(t, test.line, codes[test.code])
			}
			if test.read {
				require.Equal(t, []string{"own.ttf", "logo.png"}, facts.Assets)
				require.Equal(t, "Small", facts.Title)
			}
		})
	}
}

func TestInspectAFileOfThePredecessor(t *testing.T) {
	t.Parallel()
	for _, source := range []string{string(oldFile(t, "plans.json")), string(oldWith(t, 1))} {
		require.Equal(t, projects.Facts{Errors: []projects.Problem{{Code: projectfile.CodePredecessor, Message: "this is a project of einkpdf's predecessor",
			Hint: "import it: with the command einkpdf import, or where the service imports projects"}}}, inspect(t, source))
	}
}

func TestInspectIsBounded(t *testing.T) {
	t.Parallel()
	var designs, keys strings.Builder
	for i := range 700 {
		fmt.Fprintf(&designs, "  d%s-%d: {body: {type: image, asset: picture-%d.png}}\n", strings.Repeat("x", 300), i, i)
		fmt.Fprintf(&keys, "    %s-%d: 1\n", strings.Repeat("k", 300), i)
	}
	facts := inspect(t, "einkpdf: 1\ntitle: \"a\\u0000b\\tc \\u200bd\"\ndesigns:\n  a: {}\n"+designs.String()+"plan: [{design: a}]\n")
	require.True(t, facts.Read)
	require.Equal(t, "a b c \u200bd", facts.Title)
	require.Len(t, facts.Designs, projects.MaxDesigns)
	require.Len(t, facts.Assets, projects.MaxAssets)
	require.Equal(t, projectfile.CodeTooManyAssets, facts.Errors[0].Code)
	require.Contains(t, facts.Errors[0].Message, "700")
	require.Equal(t, 1, facts.Pages)
	for _, d := range facts.Designs {
		require.LessOrEqual(t, len(d), 128)
	}

	facts = inspect(t, "designs:\n  "+strings.Repeat("d", 300)+":\n"+keys.String())
	require.False(t, facts.Read)
	require.Len(t, facts.Errors, projects.MaxErrors)
	require.Greater(t, facts.More, 600)
	for _, e := range facts.Errors {
		require.LessOrEqual(t, len(e.Pointer), 500)
		require.LessOrEqual(t, utf8.RuneCountInString(e.Message), 1000)
		require.NotEmpty(t, e.Code)
	}
}

func TestInspectAssetNames(t *testing.T) {
	t.Parallel()
	facts := inspect(t, "einkpdf: 1\ntitle: T\ndesigns: {a: {body: {type: stack, children: [{type: image, asset: "+strings.Repeat("x", 129)+"}, {type: image, asset: \"a\\u0000b\"}, {type: image, asset: "+strings.Repeat("y", 128)+"}]}}}\nplan: [{design: a}]\n")
	require.Equal(t, []string{strings.Repeat("y", 128)}, facts.Assets)
	require.Len(t, facts.Errors, 2)
	require.Equal(t, projects.Problem{Pointer: "/designs/a/body/children/1/asset", Code: projectfile.CodeAssetName, Message: `no image or font has the name "a\x00b"`,
		Hint: "names have at most 128 bytes and no control characters"}, facts.Errors[1])
}

// A file may use as many fonts as the renderer allows, and more are its mistake.
func TestInspectFonts(t *testing.T) {
	t.Parallel()
	fonts := func(n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, "  F%d: {regular: same.ttf}\n", i)
		}
		return "einkpdf: 1\ntitle: T\nfonts:\n" + b.String() + "designs: {a: {}}\nplan: [{design: a}]\n"
	}
	require.False(t, inspect(t, fonts(64)).Draft())
	require.Equal(t, einkpdf.CodeBadAsset, inspect(t, fonts(65)).Errors[0].Code)
}

func TestInspectTakesNoLongerThanItMay(t *testing.T) {
	t.Parallel()
	files := projectfile.New(projectfile.Config{Timeout: time.Nanosecond})
	facts, err := files.Inspect(t.Context(), []byte(small))
	require.NoError(t, err)
	require.True(t, facts.Draft())
	require.Equal(t, projectfile.CodeTooSlow, facts.Errors[len(facts.Errors)-1].Code)
}

func TestInspectIsCancelled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := patient().Inspect(ctx, []byte(small))
	require.ErrorIs(t, err, context.Canceled)
}

// FuzzInspect says of any file what it is, within bounds.
func FuzzInspect(f *testing.F) {
	for _, e := range gallery.All() {
		f.Add(builtIn(f, e.Name))
	}
	f.Add([]byte(small))
	f.Add([]byte("a: &a [*a]"))
	f.Add([]byte("einkpdf: 1\ntitle: \"\\u0000\"\ndesigns: {\"a\": {body: {type: image, asset: \"\\u0001\"}}}\nplan: [{design: a, each: day}]\n"))
	files := projectfile.New(projectfile.Config{Limits: einkpdf.Limits{Nodes: 5_000}, Timeout: time.Minute})
	f.Fuzz(func(t *testing.T, source []byte) {
		facts, err := files.Inspect(t.Context(), source)
		require.NoError(t, err)
		require.LessOrEqual(t, utf8.RuneCountInString(facts.Title), projects.MaxName)
		require.LessOrEqual(t, len(facts.Errors), projects.MaxErrors)
		require.LessOrEqual(t, len(facts.Assets), projects.MaxAssets)
		require.LessOrEqual(t, len(facts.Designs), projects.MaxDesigns)
		all := append([]string{facts.Title, facts.Device}, append(facts.Assets, facts.Designs...)...)
		for _, e := range facts.Errors {
			require.NotEqual(t, einkpdf.CodeInternal, e.Code, e.Message)
			all = append(all, e.Message, e.Hint, e.Pointer, e.Code)
		}
		for _, s := range all {
			require.True(t, utf8.ValidString(s))
			require.NotContains(t, s, "\x00")
		}
		if !facts.Draft() {
			require.Positive(t, facts.Pages)
			require.NotEmpty(t, facts.Device)
			require.NotEmpty(t, facts.Designs)
		}
	})
}
