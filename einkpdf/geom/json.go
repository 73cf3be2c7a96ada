package geom

import (
	"encoding/json"
	"fmt"
	"math"
)

// In JSON rectangles, sizes and points are objects with lengths in points, such
// as {"x":56.69,"y":0,"width":12.5,"height":20}: numbers with up to six digits
// behind the point, which are exact.

type jsonRect struct {
	X *jsonUnit `json:"x"`
	Y *jsonUnit `json:"y"`
	W *jsonUnit `json:"width"`
	H *jsonUnit `json:"height"`
}

type jsonSize struct {
	W *jsonUnit `json:"width"`
	H *jsonUnit `json:"height"`
}

type jsonPoint struct {
	X *jsonUnit `json:"x"`
	Y *jsonUnit `json:"y"`
}

// MarshalJSON is an object with x, y, width and height in points.
func (r Rect) MarshalJSON() ([]byte, error) {
	return json.Marshal(jsonRect{(*jsonUnit)(&r.X), (*jsonUnit)(&r.Y), (*jsonUnit)(&r.W), (*jsonUnit)(&r.H)})
}

// UnmarshalJSON reads an object with x, y, width and height in points.
func (r *Rect) UnmarshalJSON(b []byte) error {
	return json.Unmarshal(b, &jsonRect{(*jsonUnit)(&r.X), (*jsonUnit)(&r.Y), (*jsonUnit)(&r.W), (*jsonUnit)(&r.H)})
}

// MarshalJSON is an object with width and height in points.
func (s Size) MarshalJSON() ([]byte, error) {
	return json.Marshal(jsonSize{(*jsonUnit)(&s.W), (*jsonUnit)(&s.H)})
}

// UnmarshalJSON reads an object with width and height in points.
func (s *Size) UnmarshalJSON(b []byte) error {
	return json.Unmarshal(b, &jsonSize{(*jsonUnit)(&s.W), (*jsonUnit)(&s.H)})
}

// MarshalJSON is an object with x and y in points.
func (p Point) MarshalJSON() ([]byte, error) {
	return json.Marshal(jsonPoint{(*jsonUnit)(&p.X), (*jsonUnit)(&p.Y)})
}

// UnmarshalJSON reads an object with x and y in points.
func (p *Point) UnmarshalJSON(b []byte) error {
	return json.Unmarshal(b, &jsonPoint{(*jsonUnit)(&p.X), (*jsonUnit)(&p.Y)})
}

// jsonUnit is a length as a number of points.
type jsonUnit Unit

// MarshalJSON is the length in points.
func (u jsonUnit) MarshalJSON() ([]byte, error) { return []byte(Decimal(int64(u))), nil }

// longest bounds lengths in JSON: larger numbers would not be exact.
const longest = 1e9 // points

// UnmarshalJSON reads a number of points.
func (u *jsonUnit) UnmarshalJSON(b []byte) error {
	var points float64
	if err := json.Unmarshal(b, &points); err != nil {
		return err
	}
	if math.Abs(points) > longest {
		return fmt.Errorf("a length of %g pt is too large", points)
	}
	*u = jsonUnit(math.Round(points * float64(Pt)))
	return nil
}
