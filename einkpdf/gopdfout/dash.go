package gopdfout

import "github.com/einkpdf/platform/einkpdf/geom"

// piece is one dash of a dashed line. Its direction, of unit length in
// thousandths, is only needed when it has no length.
type piece struct {
	points []geom.Point
	ahead  geom.Point
}

// dashes cuts a polyline into the pieces that a pattern draws. It calls each for
// them in order, and stops at its first error.
func dashes(p polyline, pattern []geom.Unit, each func(piece) error) error {
	points := p.points
	if p.closed {
		points = append(points[:len(points):len(points)], points[0])
	}
	var (
		at   int              // in the pattern; even numbers draw
		left = pattern[0]     // of what at stands for
		now  = points[:1:1]   // the open dash, if at is even
		look = geom.Point{}   // the direction, for dots
		end  = func() error { // of a dash
			if len(now) == 1 {
				now = append(now, now[0])
			}
			return each(piece{now, look})
		}
	)
	for i := 1; i < len(points); i++ {
		a, b := points[i-1], points[i]
		length := distance(a, b)
		if length == 0 {
			continue
		}
		look = along(geom.Point{}, geom.Point{X: b.X - a.X, Y: b.Y - a.Y}, 1000, length)
		for done := geom.Unit(0); ; {
			if rest := length - done; left > rest { // to the corner
				left -= rest
				if at%2 == 0 && rest > 0 {
					now = append(now, b)
				}
				break
			}
			done += left
			cut := along(a, b, done, length)
			if at%2 == 0 {
				if left > 0 {
					now = append(now, cut)
				}
				if err := end(); err != nil {
					return err
				}
			}
			at = (at + 1) % len(pattern)
			left = pattern[at]
			if at%2 == 0 {
				now = []geom.Point{cut}
			}
		}
	}
	if at%2 == 0 && len(now) > 1 {
		return end()
	}
	return nil
}

// total is the sum of a pattern.
func total(pattern []geom.Unit) (sum geom.Unit) {
	for _, u := range pattern {
		sum += u
	}
	return sum
}

// drift is how much longer or shorter gopdf makes one period of the pattern,
// whose lengths it rounds to 1/100 pt.
func drift(pattern []geom.Unit) geom.Unit {
	var rounded geom.Unit
	for _, u := range pattern {
		rounded += geom.Unit(hundredths(u)) * geom.Pt / 100
	}
	return (rounded - total(pattern)).Abs()
}

// maxDrift is how far off dashes may be.
const maxDrift = geom.Pt / 10
