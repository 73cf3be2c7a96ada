package projectfile_test

import (
	"bytes"
	"errors"
	"image/png"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/edit"
	"github.com/einkpdf/platform/einkpdf/legacy"
	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/projects/projectfile"
)

func TestConvert(t *testing.T) {
	t.Parallel()
	pages := map[string]int{"day-planner-2026.json": 378, "weekly-2026.json": 66, "widgets.json": 74, "plans.json": 55}
	files := patient()
	for name, want := range pages {
		c, err := projectfile.Convert(oldFile(t, name), "some/where/"+name)
		require.NoError(t, err, name)
		source, err := c.Source(nil)
		require.NoError(t, err)
		require.True(t, strings.HasPrefix(string(source), "# Imported from "+name+". Not everything is as it was there: "), "%.100s", source)
		facts, err := files.Inspect(t.Context(), source)
		require.NoError(t, err)
		require.False(t, facts.Draft(), "%s: %v", name, facts.Errors)
		require.Equal(t, want, facts.Pages, name)
		require.Equal(t, c.Title, facts.Title)
		require.NotEmpty(t, c.Report.Notes)
		again, err := c.Source(nil)
		require.NoError(t, err)
		require.Equal(t, string(source), string(again))
	}
}

func TestConvertedImages(t *testing.T) {
	t.Parallel()
	c, err := projectfile.Convert(oldWith(t, 12), "project.json")
	require.NoError(t, err)
	require.Len(t, c.Images, 12)
	rename := map[string]string{}
	for i, m := range c.Images {
		img, err := png.Decode(bytes.NewReader(m.Data))
		require.NoError(t, err)
		level, _, _, _ := img.At(1, 1).RGBA()
		require.Equal(t, uint32(i+1), level>>8, "in the order of the file")
		rename[m.Name] = strings.Repeat("x", i) + "-asset"
	}
	source, err := c.Source(rename)
	require.NoError(t, err)
	require.NotContains(t, string(source), "base64")
	require.NotContains(t, string(source), "iVBOR")
	require.NotContains(t, string(source), "image-")
	p, err := einkpdf.Parse(source)
	require.NoError(t, err)
	var names []string
	for _, a := range edit.Assets(p) {
		names = append(names, a.Name)
	}
	for _, name := range rename {
		require.Contains(t, names, name)
	}
	require.Len(t, names, 12)

	plain, err := c.Source(map[string]string{"image-1.png": "first"})
	require.NoError(t, err)
	require.Contains(t, string(plain), "asset: first")
	require.Contains(t, string(plain), "asset: image-12.png")
}

func TestConvertRefuses(t *testing.T) {
	t.Parallel()
	for name, data := range map[string]string{"nothing": "", "ours": small, "noise": "\x00\xff", "JSON": `{"a": 1}`} {
		_, err := projectfile.Convert([]byte(data), "")
		require.ErrorIs(t, err, projectfile.ErrForeign, name)
	}
	for name, data := range map[string]string{"damaged": `{"metadata": {"name": 3}, "plan": {}`, "wrong": `{"metadata": 1, "masters": 2, "plan": 3}`} {
		_, err := projectfile.Convert([]byte(data), "old.json")
		var errs einkpdf.Errors
		require.True(t, errors.As(err, &errs), name)
		require.Equal(t, "old.json", errs[0].File)
		require.Positive(t, errs[0].Line, name)
	}
}

func TestConvertedHeader(t *testing.T) {
	t.Parallel()
	for file, want := range map[string]string{
		"": "# Imported. ", "a/b.json": "# Imported from b.json. ", "x\n\x00device: y": "# Imported from x  device: y. ", strings.Repeat("ä", 1000): "# Imported from " + strings.Repeat("ä", projects.MaxName) + ". ",
	} {
		c, err := projectfile.Convert(oldFile(t, "plans.json"), file)
		require.NoError(t, err)
		source, err := c.Source(nil)
		require.NoError(t, err)
		require.True(t, strings.HasPrefix(strings.ReplaceAll(string(source), "\n# ", " "), want), "%.300s", source)
		_, err = einkpdf.Parse(source)
		require.NoError(t, err)
	}
}

// FuzzConvert turns any data into a project file, or says why not.
func FuzzConvert(f *testing.F) {
	for _, name := range []string{"plans.json", "weekly-2026.json"} {
		f.Add(oldFile(f, name))
	}
	f.Add(oldWith(f, 2))
	f.Add([]byte(`{"metadata": {"name": "\u0000"}, "masters": [], "plan": {"order": [], "sections": []}}`))
	f.Add([]byte("canvas: {dimensions: {width: 100, height: 100}}\nwidgets: []\n"))
	files := patient()
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := projectfile.Convert(data, "f")
		var errs einkpdf.Errors
		if err != nil {
			require.True(t, errors.Is(err, projectfile.ErrForeign) || errors.As(err, &errs), "%v", err)
			return
		}
		require.LessOrEqual(t, len([]rune(c.Title)), projects.MaxName)
		rename := map[string]string{}
		for _, m := range c.Images {
			rename[m.Name] = "asset/" + m.Name
		}
		source, err := c.Source(rename)
		if err != nil {
			require.True(t, errors.As(err, &errs), "%v", err)
			return
		}
		facts, err := files.Inspect(t.Context(), source)
		require.NoError(t, err)
		require.True(t, facts.Read, "%v", facts.Errors)
		require.Zero(t, c.Report.Count(legacy.Kind(99)))
	})
}
