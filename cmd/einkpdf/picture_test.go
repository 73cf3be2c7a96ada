package main

import (
	"bytes"
	"image"
	"image/png"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func picture(t *testing.T, file string) image.Image {
	t.Helper()
	m, err := png.Decode(strings.NewReader(file))
	require.NoError(t, err)
	return m
}

func TestPNG(t *testing.T) {
	folder(t, map[string]string{"small.yaml": small})
	require.Empty(t, ok(t, "", "png", "small.yaml", "--page", "page/2"))
	require.Equal(t, image.Rect(0, 0, 1404, 1872), picture(t, read(t, "small-2.png")).Bounds())
	require.Equal(t, read(t, "small-2.png"), ok(t, small, "png", "-", "--page", "2"))
	require.Equal(t, read(t, "small-2.png"), ok(t, "", "png", "small.yaml", "--page", "2", "-o", "-", "--scale", "100%"))
	require.NotEqual(t, read(t, "small-2.png"), ok(t, "", "png", "small.yaml", "--page", "3", "-o", "-"))

	for _, test := range []struct {
		args   []string
		bounds image.Rectangle
		depth  byte
	}{
		{[]string{"--scale", "50%"}, image.Rect(0, 0, 702, 936), 4},
		{[]string{"--scale", "0.25", "--orientation", "landscape"}, image.Rect(0, 0, 468, 351), 4},
		{[]string{"--width", "300", "--greys", "2", "--dither"}, image.Rect(0, 0, 300, 400), 1},
		{[]string{"--width", "300", "--greys", "256"}, image.Rect(0, 0, 300, 400), 8},
		{[]string{"--width", "300", "--color", "color"}, image.Rect(0, 0, 300, 400), 8},
		{[]string{"--width", "300", "--device", "remarkable-paper-pro", "--color", "grey"}, image.Rect(0, 0, 300, 400), 4},
		{[]string{"--width", "300", "--device", "remarkable-paper-pro", "--color", "grey", "--greys", "4", "--dither"}, image.Rect(0, 0, 300, 400), 2},
		{[]string{"--scale", "0.1"}, image.Rect(0, 0, 140, 187), 4},
	} {
		file := ok(t, "", append([]string{"png", "small.yaml", "--page", "@last", "-o", "-"}, test.args...)...)
		require.Equal(t, test.bounds, picture(t, file).Bounds(), test.args)
		require.Equal(t, test.depth, file[24], test.args)
	}
	require.Empty(t, ok(t, "", "png", "gallery:notebook", "--page", "1", "--width", "100"))
	picture(t, read(t, "notebook-1.png"))
}

func TestSVG(t *testing.T) {
	folder(t, map[string]string{"small.yaml": small})
	require.Empty(t, ok(t, "", "svg", "small.yaml", "--page", "2"))
	require.Contains(t, read(t, "small-2.svg"), "@font-face")
	require.Equal(t, read(t, "small-2.svg"), ok(t, small, "svg", "-", "--page", "page/2"))
	require.NotContains(t, ok(t, "", "svg", "small.yaml", "--page", "2", "--outlines", "-o", "-"), "@font-face")
}

func TestSheet(t *testing.T) {
	folder(t, map[string]string{"small.yaml": small})
	require.Empty(t, ok(t, "", "sheet", "small.yaml"))
	picture(t, read(t, "small-sheet.png"))
	require.Equal(t, read(t, "small-sheet.png"), ok(t, small, "sheet", "-"))
	require.Equal(t, 640, picture(t, ok(t, "", "sheet", "small.yaml", "-o", "-", "--width", "640", "--columns", "3")).Bounds().Dx())
}

// Warnings of the page that was drawn are printed, and no others.
func TestPictureWarnings(t *testing.T) {
	folder(t, map[string]string{"tight.yaml": tight + "  - {design: fine}\n"})
	source := strings.Replace(read(t, "tight.yaml"), "plan:", "  fine: {body: {type: dots, pitch: 5mm}}\nplan:", 1)
	require.NoError(t, os.WriteFile("tight.yaml", []byte(source), 0o600))
	for _, command := range []string{"png", "svg"} {
		r := invoke(t, "", command, "tight.yaml", "--page", "1", "-o", "-")
		require.Equal(t, exitOK, r.code)
		require.Contains(t, r.err, "tight.yaml:8:11: warning: page page: ")
		require.Contains(t, r.err, "(text-overflow)")
		require.Empty(t, invoke(t, "", command, "tight.yaml", "--page", "2", "-o", "-").err)
	}
	require.Contains(t, invoke(t, "", "sheet", "tight.yaml", "-o", "-").err, "(text-overflow)")
}

func TestPictureUsage(t *testing.T) {
	dir := folder(t, map[string]string{"small.yaml": small, "wrong.yaml": wrong})
	before := tree(t, dir)
	for _, test := range []struct {
		args    []string
		message string
	}{
		{[]string{"png", "small.yaml"}, "missing flags: --page=N|KEY"},
		{[]string{"png", "small.yaml", "--page", "9"}, "--page: there is no page 9; the document has 3 pages"},
		{[]string{"svg", "small.yaml", "--page", "pag/1"}, `did you mean "page/1"?`},
		{[]string{"png", "small.yaml", "--page", "1", "--greys", "3"}, "--greys must be one of"},
		{[]string{"png", "small.yaml", "--page", "1", "--width", "3", "--scale", "3%"}, "--width and --scale can't be used together"},
		{[]string{"png", "small.yaml", "--page", "1", "--width=-3"}, "--width must be at least 1, is -3"},
		{[]string{"png", "small.yaml", "--page", "1", "--scale", "big"}, "is not a ratio"},
		{[]string{"png", "small.yaml", "--page", "1", "--scale", "900%"}, "and 65,536 on each side; ask for a smaller picture\n"},
		{[]string{"png", "small.yaml", "--page", "1", "--width", "1000000000"}, "a picture 1,000,000,000 pixels wide is larger than allowed: 40,000,000 pixels, and 65,536 on each side; ask for a smaller picture\n"},
		{[]string{"png", "small.yaml", "--page", "1", "--width", "0"}, "--width must be at least 1, is 0"},
		{[]string{"png", "small.yaml", "--page", "1", "--scale", "0%"}, "--scale: must be more than 0%"},
		{[]string{"png", "small.yaml", "--page", "1", "--scale", "50"}, "--scale: 50 is 50 times the panel's width; did you mean 50%?"},
		{[]string{"png", "small.yaml", "--page", "1", "--greys", "0"}, "--greys must be one of"},
		{[]string{"png", "small.yaml", "--page", "1", "--color", "color", "--greys", "4"}, "--greys is for grey pictures, and this one is coloured; add --color grey"},
		{[]string{"png", "small.yaml", "--page", "1", "--device", "remarkable-paper-pro", "--dither"}, "--dither is for grey pictures, and this one is coloured; add --color grey"},
		{[]string{"png", "small.yaml", "--page", "1", "-o", "x.pdf"}, "x.pdf ends with .pdf, but this command writes .png files; name it x.png, or use einkpdf render"},
		{[]string{"svg", "small.yaml", "--page", "1", "-o", "x.PNG"}, "x.PNG ends with .PNG, but this command writes .svg files; name it x.svg, or use einkpdf png"},
		{[]string{"sheet", "small.yaml", "-o", "x.svg"}, "name it x.png, or use einkpdf svg"},
		{[]string{"render", "small.yaml", "-o", "x.png"}, "name it x.pdf, or use einkpdf png"},
		{[]string{"sheet", "small.yaml", "--columns", "0"}, "--columns must be at least 1, is 0"},
		{[]string{"sheet", "small.yaml", "--width", "0"}, "--width must be at least 1, is 0"},
		{[]string{"png", "small.yaml", "--page", "1", "--color", "red"}, "--color must be one of"},
		{[]string{"png", "small.yaml", "--page", "1", "-o", "small.yaml"}, "is the project itself"},
		{[]string{"sheet", "small.yaml", "--columns", "61"}, "a sheet cannot have 61 columns"},
		{[]string{"sheet", "small.yaml", "--columns=-1"}, "--columns must be at least 1, is -1"},
		{[]string{"sheet", "small.yaml", "--width", "5"}, "no room for 1 columns"},
		{[]string{"sheet", "small.yaml", "-o", "small.yaml"}, "is the project itself"},
	} {
		r := invoke(t, "", test.args...)
		require.Equal(t, exitUsage, r.code, "%v %s", test.args, r.err)
		require.Empty(t, r.out)
		require.Contains(t, r.err, test.message)
	}
	for _, args := range [][]string{{"png", "wrong.yaml", "--page", "1"}, {"svg", "wrong.yaml", "--page", "1"}, {"sheet", "wrong.yaml"}} {
		require.Equal(t, exitProject, invoke(t, "", args...).code)
	}
	require.Equal(t, before, tree(t, dir))
}

// Files of the predecessor are drawn as they are.
func TestPictureOfLegacy(t *testing.T) {
	for _, args := range [][]string{{"png", "--page", "5", "--width", "200"}, {"sheet"}, {"svg", "--page", "@last"}} {
		r := invoke(t, "", append([]string{args[0], "../../testdata/legacy/day-planner-2026.json", "-o", "-"}, args[1:]...)...)
		require.Equal(t, exitOK, r.code, r.err)
		require.Contains(t, r.err, "a project of the predecessor")
		require.NotEmpty(t, r.out)
		if args[0] != "svg" {
			_, err := png.Decode(bytes.NewReader([]byte(r.out)))
			require.NoError(t, err)
		}
	}
}
