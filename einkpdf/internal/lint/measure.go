package lint

import (
	"math"
	"strconv"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/source"
)

// millimetre is one, to the nearest unit.
const millimetre geom.Unit = 2_834_646

// hair is a length that nobody feels: what shares only that does not overlap,
// and what lacks only that is large enough.
const hair = millimetre / 20

// inMM is a length in millimetres, to a hundredth.
func inMM(u geom.Unit) float64 { return float64(u.MulDiv(2_540, 72_000_000)) / 100 }

// inPt is a length in points, to a hundredth.
func inPt(u geom.Unit) float64 { return float64(u.MulDiv(1, int64(geom.Pt/100))) / 100 }

// text is a number as people write it, with so many decimals at most.
func text(v float64, decimals int) string {
	p := math.Pow10(decimals)
	return strconv.FormatFloat(math.Round(v*p)/p, 'f', -1, 64)
}

func millimetres(u geom.Unit) string { return text(inMM(u), 1) + " mm" }

// sides are width and height, as in "5.1 × 4.4 mm".
func sides(r geom.Rect) string { return text(inMM(r.W), 1) + " × " + millimetres(r.H) }

func quoted(s string) string { return source.Quote(s) }

// both is what two rectangles have in common; it may be empty.
func both(a, b geom.Rect) geom.Rect {
	x, y := max(a.X, b.X), max(a.Y, b.Y)
	return geom.Rect{X: x, Y: y, W: min(a.Right(), b.Right()) - x, H: min(a.Bottom(), b.Bottom()) - y}
}
