package legacy

import (
	"math"
	"strconv"
	"strings"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/source"
)

// maxPoints bounds every number of points, far beyond any page.
const maxPoints = 1_000_000

// parsePoints reads a number, or a text that is one, as points.
func parsePoints(n *source.Node) (geom.Unit, bool) {
	if n.Kind != source.Number && n.Kind != source.String {
		return 0, false
	}
	v, err := strconv.ParseFloat(strings.TrimSpace(n.Value), 64)
	if err != nil || math.IsNaN(v) || v < -maxPoints || v > maxPoints {
		return 0, false
	}
	return geom.Unit(math.Round(v * float64(geom.Pt))), true
}

// formatPoints writes points without their unit: "7.5".
func formatPoints(u geom.Unit) string { return geom.Decimal(int64(u)) }
