package golden

import (
	"image"
	"image/color"
	"image/draw"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// strip is a white picture with a box in a grey.
func strip(box image.Rectangle, grey uint8) *image.Paletted {
	m := image.NewGray(image.Rect(0, 0, 100, 100))
	draw.Draw(m, m.Bounds(), image.White, image.Point{}, draw.Src)
	draw.Draw(m, box, image.NewUniform(color.Gray{Y: grey}), image.Point{}, draw.Src)
	return greys(m)
}

func TestComparePictures(t *testing.T) {
	line := func(y int) image.Rectangle { return image.Rect(10, y, 90, y+1) }
	black := strip(line(50), 0)
	for name, c := range map[string]struct {
		got  *image.Paletted
		want string
	}{
		"the same":                  {strip(line(50), 0), ""},
		"a little lighter":          {strip(line(50), 34), ""},
		"one pixel lower":           {strip(line(51), 0), "around (24,56) pixels differ by 31 of 255"},
		"two pixels lower":          {strip(line(52), 0), "100.00 % of the ink is gone, 100.00 % is new"},
		"shorter by a tenth":        {strip(image.Rect(10, 50, 82, 51), 0), "8.75 % of the ink is gone, 0.00 % is new"},
		"another size":              {greys(image.NewGray(image.Rect(0, 0, 100, 101))), "(100,101) pixels instead of (100,100)"},
		"gone":                      {strip(image.Rectangle{}, 0), "100.00 % of the ink is gone, 0.00 % is new"},
		"something small elsewhere": {func() *image.Paletted { m := strip(line(50), 0); m.SetColorIndex(5, 5, 0); return m }(), "0.00 % of the ink is gone, 1.23 % is new"},
	} {
		require.Equal(t, c.want, comparePictures(black, c.got), name)
	}
}

func TestPictureFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "page-1.png")
	m := strip(image.Rect(10, 10, 50, 50), 100)
	require.NoError(t, writePicture(path, m))
	back, err := readPicture(path)
	require.NoError(t, err)
	require.Equal(t, m.Pix, back.Pix)
	require.Equal(t, uint8(102), color.GrayModel.Convert(back.At(20, 20)).(color.Gray).Y)
}

func TestRuns(t *testing.T) {
	require.Equal(t, [][2]int{{1, 3}, {7, 7}, {9, 10}}, runs([]int{9, 2, 1, 7, 3, 10}))
	require.Empty(t, runs(nil))
}

func TestDiffLines(t *testing.T) {
	for _, c := range []struct {
		want, got []string
		diff      string
	}{
		{[]string{"a", "b"}, []string{"a", "b"}, ""},
		{[]string{"a", "b", "c"}, []string{"a", "x", "c"}, "\t- b\n\t+ x"},
		{[]string{"a", "c"}, []string{"a", "b", "c", "c"}, "\t+ b\n\t+ c"},
		{[]string{"a", "a"}, []string{"a"}, "\t- a"},
		{[]string{"a", "b"}, []string{"b", "a"}, "\tthe same lines in another order"},
		{nil, []string{"a"}, "\t+ a"},
	} {
		require.Equal(t, c.diff, diffLines(c.want, c.got), "%v and %v", c.want, c.got)
	}
}
