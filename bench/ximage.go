package main

import (
	"image"
	"image/color"
	"image/draw"

	"github.com/go-fonts/dejavu/dejavusans"
	"github.com/go-fonts/dejavu/dejavusansbold"
	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// The pixels of the reMarkable 2.
const (
	panelW = 1404
	panelH = 1872
	pixels = panelW / pageW // of a point
)

// ximage draws pages with the drawer of golang.org/x/image/font/opentype, and
// with image/draw what is no text. It has what can be kept from page to page:
// the faces, one for each size, and the picture. Dots are squares and lines are
// whole pixels, as is quickest.
type ximage struct {
	faces   map[faceOf]font.Face
	picture draw.Image
	static  []label
}

type faceOf struct {
	size float64
	bold bool
}

// panel is the area of a picture.
func panel() image.Rectangle { return image.Rect(0, 0, panelW, panelH) }

// newXimage draws into a picture of the panel.
func newXimage(w workload, picture draw.Image) (*ximage, error) {
	x := &ximage{faces: map[faceOf]font.Face{}, picture: picture, static: w.static()}
	for bold, ttf := range map[bool][]byte{false: dejavusans.TTF, true: dejavusansbold.TTF} {
		f, err := opentype.Parse(ttf)
		if err != nil {
			return nil, err
		}
		for _, l := range append(w.static(), w.dynamic(w.first)...) {
			id := faceOf{l.size, l.bold}
			if l.bold != bold || x.faces[id] != nil {
				continue
			}
			if x.faces[id], err = opentype.NewFace(f, &opentype.FaceOptions{Size: l.size * pixels, DPI: 72}); err != nil {
				return nil, err
			}
		}
	}
	return x, nil
}

// page draws a page into the picture.
func (x *ximage) page(w workload, p page) {
	draw.Draw(x.picture, x.picture.Bounds(), image.White, image.Point{}, draw.Src)
	const pen = 0.4
	for i := range linesN {
		x.rect(linesX1, linesY+float64(i)*linesGap-pen/2, linesX2-linesX1, pen)
	}
	for c := range calCols + 1 {
		x.rect(calX+float64(c)*cellW-pen/2, calY, pen, calRows*cellH)
	}
	for r := range calRows + 1 {
		x.rect(calX, calY+float64(r)*cellH-pen/2, calCols*cellW, pen)
	}
	for r := range dotsNY {
		for c := range dotsNX {
			x.rect(dotsX+float64(c)*dotsPitch, dotsY+float64(r)*dotsPitch, dotSize, dotSize)
		}
	}
	for _, l := range x.static {
		x.label(l)
	}
	for i, l := range w.dynamic(p.day) {
		if i < calCols*calRows { // in the corner of its cell
			l.x, l.y, l.h = l.x+2, l.y+2, l.size*capHeight
		}
		x.label(l)
	}
}

// rect fills a rectangle, at least a pixel wide and high.
func (x *ximage) rect(left, top, width, height float64) {
	r := image.Rect(int(left*pixels+0.5), int(top*pixels+0.5), int((left+width)*pixels+0.5), int((top+height)*pixels+0.5))
	r.Max.X, r.Max.Y = max(r.Max.X, r.Min.X+1), max(r.Max.Y, r.Min.Y+1)
	draw.Draw(x.picture, r, image.NewUniform(color.Black), image.Point{}, draw.Src)
}

// capHeight is that of DejaVu, of a font size of 1.
const capHeight = 0.729

// label writes a text in the middle of the height of its box.
func (x *ximage) label(l label) {
	d := font.Drawer{Dst: x.picture, Src: image.Black, Face: x.faces[faceOf{l.size, l.bold}]}
	d.Dot = fixed.Point26_6{X: fixed.Int26_6(l.x * pixels * 64), Y: fixed.Int26_6((l.y + (l.h+capHeight*l.size)/2) * pixels * 64)}
	d.DrawString(l.text)
}
