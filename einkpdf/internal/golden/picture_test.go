package golden

import (
	"bufio"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/einkpdf/platform/einkpdf/internal/inktest"
)

// dpi is the resolution of the pictures in testdata.
const dpi = 60

// Tolerances of pictures, for other versions of poppler: they differ in how they
// smooth the edges of letters and curves.
const (
	minShared = 0.999 // of the ink, within one pixel, in both directions
	maxTile   = 16    // mean difference of the pixels of a tile, of 255
	tileSide  = 16    // pixels
)

// comparePictures says how got differs from want by more than another version of
// poppler would make it; "" when it does not. Of the ink of each, 99.9 % must be in
// the other one within a pixel, and in no tile of 16 by 16 pixels may the mean
// difference be more than 16 of 255. A black line that has moved by one pixel
// makes a difference of 32.
func comparePictures(want, got *image.Paletted) string {
	if want.Bounds().Size() != got.Bounds().Size() {
		return fmt.Sprintf("%v pixels instead of %v", got.Bounds().Size(), want.Bounds().Size())
	}
	lost, added := inktest.Compare(want, got)
	if min(lost, added) < minShared {
		return fmt.Sprintf("%.2f %% of the ink is gone, %.2f %% is new", 100*(1-lost), 100*(1-added))
	}
	if most, at := worstTile(want, got); most > maxTile {
		return fmt.Sprintf("around %v pixels differ by %d of 255", at, most)
	}
	return ""
}

// worstTile is the largest mean difference of a tile, and the tile's middle.
func worstTile(a, b *image.Paletted) (most int, at image.Point) {
	r := a.Bounds()
	for ty := 0; ty < r.Dy(); ty += tileSide {
		for tx := 0; tx < r.Dx(); tx += tileSide {
			sum := 0
			for y := ty; y < min(ty+tileSide, r.Dy()); y++ {
				left, right := a.Pix[y*a.Stride:], b.Pix[y*b.Stride:]
				for x := tx; x < min(tx+tileSide, r.Dx()); x++ {
					d := int(left[x]) - int(right[x])
					sum += max(d, -d)
				}
			}
			if mean := levelStep * sum / (tileSide * tileSide); mean > most {
				most, at = mean, image.Pt(tx+tileSide/2, ty+tileSide/2)
			}
		}
	}
	return most, at
}

// drawPages makes pictures of some pages.
func drawPages(ctx context.Context, pdf []byte, dpi int, pages []int) (map[int]*image.Paletted, error) {
	pictures := map[int]*image.Paletted{}
	for _, run := range runs(pages) {
		err := inktest.Pages(ctx, pdf, dpi, run[0], run[1], func(page int, m *image.RGBA) error {
			pictures[page] = greys(m)
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	for _, page := range pages {
		if pictures[page] == nil {
			return nil, fmt.Errorf("poppler drew no page %d", page)
		}
	}
	return pictures, nil
}

// runs are the first and last pages of each run of pages without a gap.
func runs(pages []int) (list [][2]int) {
	for _, page := range slices.Sorted(slices.Values(pages)) {
		if n := len(list); n > 0 && list[n-1][1] >= page-1 {
			list[n-1][1] = page
		} else {
			list = append(list, [2]int{page, page})
		}
	}
	return list
}

// A picture's colours are 16 greys, as panels show them, from black to white.
const levels, levelStep = 16, 255 / 15

// greys is a picture in greys; its bounds begin at 0, 0.
func greys(m image.Image) *image.Paletted {
	palette := make(color.Palette, levels)
	for i := range palette {
		palette[i] = color.Gray{Y: uint8(levelStep * i)}
	}
	r := m.Bounds()
	p := image.NewPaletted(image.Rect(0, 0, r.Dx(), r.Dy()), palette)
	grey := image.NewGray(p.Rect)
	draw.Draw(grey, grey.Rect, m, r.Min, draw.Src)
	for i, y := range grey.Pix {
		p.Pix[i] = uint8((int(y) + levelStep/2) / levelStep)
	}
	return p
}

// pictureFile is where the picture of a page stands.
func pictureFile(dir string, page int) string {
	return filepath.Join(dir, fmt.Sprintf("page-%d.png", page))
}

func readPicture(path string) (*image.Paletted, error) {
	m, err := readPNG(path)
	if err != nil {
		return nil, err
	}
	return greys(m), nil
}

func readPNG(path string) (image.Image, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // it was only read
	m, err := png.Decode(bufio.NewReader(f))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return m, nil
}

func writePicture(path string, m *image.Paletted) error {
	return writeFile(path, func(w *bufio.Writer) error {
		return (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(w, m)
	})
}

// writeFile makes a file, and its folder if it is missing.
func writeFile(path string, write func(w *bufio.Writer) error) error {
	const folderMode fs.FileMode = 0o755
	if err := os.MkdirAll(filepath.Dir(path), folderMode); err != nil {
		return err
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	err = write(w)
	if flushed := w.Flush(); err == nil {
		err = flushed
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	return err
}
