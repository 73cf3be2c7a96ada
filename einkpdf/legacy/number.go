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
	v, ok := parseMillionths(n, maxPoints)
	return geom.Unit(v), ok
}

// parseMillionths reads a number, or a text that is one, of at most a magnitude.
func parseMillionths(n *source.Node, most float64) (int64, bool) {
	if n.Kind != source.Number && n.Kind != source.String {
		return 0, false
	}
	v, err := strconv.ParseFloat(strings.TrimSpace(n.Value), 64)
	if err != nil || math.IsNaN(v) || v < -most || v > most {
		return 0, false
	}
	return int64(math.Round(v * float64(geom.Pt))), true
}

// formatPoints writes points without their unit: "7.5".
func formatPoints(u geom.Unit) string { return geom.Decimal(int64(u)) }
