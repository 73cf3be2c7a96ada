package pngout

// ditherer spreads what rounding loses over the neighbours, after Floyd and
// Steinberg (1976), from left to right and back in turn.
//
// Greys that are levels stay as they are: paper stays white, and pure lines stay
// pure. Edges are rounded, so that text and hairlines do not get ragged; with two
// levels, light lines are mixed rather than lost. What is not mixed takes nothing
// from its neighbours and gives nothing.
type ditherer struct {
	*quantizer
	pix           []byte
	width, height int
	now, below    []int32 // errors of a row in sixteenths, with a place more at each end
	out           []byte
	contrast      int // what an edge differs from a neighbour by, or more
}

func newDitherer(q *quantizer, pix []byte, width, height int) *ditherer {
	return &ditherer{quantizer: q, pix: pix, width: width, height: height,
		now: make([]int32, width+2), below: make([]int32, width+2), out: make([]byte, width),
		contrast: max((int(q.grey[1])+1)/2, photoStep)}
}

// row is a row of greys that are levels, until the next one. The rows come from
// top to bottom.
func (d *ditherer) row(y int) []byte {
	step, x := 1, 0
	if y%2 == 1 {
		step, x = -1, d.width-1
	}
	row := d.pix[y*d.width : (y+1)*d.width]
	for range row {
		v := row[x]
		l := d.level[v]
		if d.grey[l] != v && !d.edge(x, y) {
			want := min(max(int32(v)*16+d.now[x+1], 0), 255*16)
			l = d.level[min((want+8)/16, 255)]
			lost := want - int32(d.grey[l])*16
			d.now[x+1+step] += lost * 7 / 16
			d.below[x+1-step] += lost * 3 / 16
			d.below[x+1] += lost * 5 / 16
			d.below[x+1+step] += lost - lost*7/16 - lost*3/16 - lost*5/16
		}
		d.out[x] = d.grey[l]
		x += step
	}
	d.now, d.below = d.below, d.now
	clear(d.below)
	return d.out
}

// photoStep is more than neighbours in photographs and shades differ.
const photoStep = 32

// edge says whether a pixel is one of an edge.
func (d *ditherer) edge(x, y int) bool {
	at := y*d.width + x
	v := int(d.pix[at])
	far := func(i int) bool { return max(v-int(d.pix[i]), int(d.pix[i])-v) >= d.contrast }
	return x > 0 && far(at-1) || x < d.width-1 && far(at+1) || y > 0 && far(at-d.width) || y < d.height-1 && far(at+d.width)
}
