package main

import (
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
)

func TestHints(t *testing.T) {
	for _, test := range []struct{ hint, render, imported string }{
		{"use fewer days or items, or raise the limit of pages", "use fewer days or items, or raise the limit with --max-pages", "use fewer days or items"},
		{"raise the limit of pages", "raise the limit with --max-pages", "make it smaller"},
		{"ask for a smaller picture, or raise the limit of pixels", "ask for a smaller picture", "ask for a smaller picture"},
		{"scale them down, or raise Limits.ImagePixels and Limits.TotalPixels", "scale them down", "scale them down"},
		{"raise max-lines, or make the text shorter", "raise max-lines, or make the text shorter", "raise max-lines, or make the text shorter"},
		{"", "", ""},
	} {
		wrong := &einkpdf.ArgumentError{Hint: test.hint}
		list := einkpdf.Errors{{Hint: test.hint}}
		require.Error(t, hints{maxPages: true}.errors(wrong))
		require.Equal(t, test.render, wrong.Hint)
		require.Error(t, hints{}.errors(list))
		require.Equal(t, test.imported, list[0].Hint)
	}
	require.NoError(t, hints{}.errors(nil))
}

// The renderer's hints say it in the words that are replaced here.
func TestHintsOfTheRenderer(t *testing.T) {
	raise := regexp.MustCompile(`[^"]*\braise (the limit|Limits)[^"]*`)
	found := 0
	require.NoError(t, fs.WalkDir(os.DirFS("../../einkpdf"), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		for _, hint := range raise.FindAllString(read(t, "../../einkpdf/"+path), -1) {
			found++
			require.NotContains(t, hints{}.reword(hint), "raise", path)
		}
		return nil
	}))
	require.Greater(t, found, 5)
}
