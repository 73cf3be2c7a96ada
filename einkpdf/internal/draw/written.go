package draw

import "github.com/einkpdf/platform/einkpdf/geom"

// Files have lengths as decimal fractions of a point. Halves are rounded up, also
// below zero, so that moving a shape by whole steps never changes its form.

// Hundredths rounds a length to 1/100 pt.
func Hundredths(u geom.Unit) int64 { return FloorDiv(int64(u)+5_000, 10_000) }

// Thousandths rounds a length to 1/1000 pt.
func Thousandths(u geom.Unit) int64 { return FloorDiv(int64(u)+500, 1_000) }

// Myriadths rounds a length to 1/10000 pt.
func Myriadths(u geom.Unit) int64 { return FloorDiv(int64(u)+50, 100) }

// FloorDiv is a/b rounded down, for b > 0.
func FloorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// Written is the pattern as files have it, in 1/10000 pt: solid when it leaves
// nothing out that a reader could draw.
func (d Dash) Written() Dash {
	if d == (Dash{}) {
		return d
	}
	var lengths [6]geom.Unit
	for i, u := range d.Append(lengths[:0]) {
		if i%2 == 1 && Myriadths(u) > 0 {
			return d
		}
	}
	return Dash{}
}

// Stroke is the stroke that draws a row of the dots as one line: of empty dashes
// with round ends or, for square dots, of dashes as long as the line is wide.
func (d Dots) Stroke() Stroke {
	s := Stroke{Color: d.Color, Width: d.Diameter, Cap: Round}
	on, gap := geom.Unit(0), d.PitchX
	if d.Square {
		s.Cap, on, gap = Butt, d.Diameter, d.PitchX-d.Diameter
	}
	if d.NX > 1 && d.PitchX > 0 {
		s.Dash = Dash{On: on, Off: max(gap, 0)}
	}
	return s
}

// Row is the line that draws the i-th row with that stroke; ok is false for rows
// without a dot. It ends a little behind the last dot, so that rounding cannot
// lose it.
func (d Dots) Row(i int) (from, to geom.Point, ok bool) {
	from, n := d.First, d.NX
	gap, end := d.PitchX, geom.Unit(0)
	if d.Square {
		from.X -= d.Diameter / 2
		gap, end = d.PitchX-d.Diameter, d.Diameter
	}
	from.Y += geom.Unit(i) * d.PitchY
	if d.Shift != 0 && i%2 == 1 {
		from.X += d.Shift
		n--
	}
	to = from
	to.X += end
	switch {
	case d.Stroke().Dash.Written() != (Dash{}):
		to.X += geom.Unit(n-1)*d.PitchX + gap/4
	case d.Square: // squares that touch
		to.X += geom.Unit(n-1) * d.PitchX
	}
	return from, to, n > 0
}
