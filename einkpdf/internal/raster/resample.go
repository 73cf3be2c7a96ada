package raster

import "image"

// taps says how a pixel of a scaled image is made of those of the image along
// one axis: weights[i] of pixel from+i, in 1/65536, with the sum 65536.
type taps struct {
	from    int
	weights []uint32
}

// one is the sum of the weights of taps.
const one = 1 << 16

// smooth is up to which factor an image that is made larger is smoothed. Beyond,
// its pixels are squares, as PDF readers show them.
const smooth = 4

// axis gives the taps of the pixels lo..hi of dst pixels that are made of src
// ones. Smaller images are means of areas, larger ones are interpolated.
func axis(src, dst, lo, hi int, blocks bool) []taps {
	list := make([]taps, 0, hi-lo)
	s, d := int64(src), int64(dst)
	for i := int64(lo); i < int64(hi); i++ {
		switch {
		case dst < src:
			list = append(list, mean(s, d, i))
		case blocks || dst == src:
			list = append(list, taps{int(i * s / d), []uint32{one}})
		default:
			// The middle of pixel i, in 1/(2d) of the image's pixels, from the middle of its first.
			at := min(max((2*i+1)*s-d, 0), 2*d*(s-1))
			from, rest := at/(2*d), at%(2*d)
			w := uint32(rest * one / (2 * d))
			if w == 0 {
				list = append(list, taps{int(from), []uint32{one}})
			} else {
				list = append(list, taps{int(from), []uint32{one - w, w}})
			}
		}
	}
	return list
}

// mean is the taps for the mean of the pixels that lie under pixel i: s pixels
// become d, fewer ones.
func mean(s, d, i int64) taps {
	from, to := i*s, (i+1)*s // in 1/d of a pixel
	first, last := from/d, (to-1)/d
	t := taps{int(first), make([]uint32, last-first+1)}
	before := int64(0)
	for j := range t.weights {
		until := (min(to, (first+int64(j)+1)*d) - from) * one / s
		t.weights[j] = uint32(until - before)
		before = until
	}
	return t
}

// resample scales an image to a size and gives a part of the result.
func resample(c *canvas, src source, size image.Point, part image.Rectangle) (*scaled, error) {
	n, w := c.drawer.channels(), part.Dx()
	whole := src.size()
	blocks := size.X/whole.X >= smooth || size.Y/whole.Y >= smooth
	r := &resampler{
		source: src, planes: n, width: w,
		xs: axis(whole.X, size.X, part.Min.X, part.Max.X, blocks),
	}
	out := &scaled{bounds: part, pix: make([]byte, n*w*part.Dy())}
	if src.translucent() {
		r.planes++
		out.alpha = make([]byte, w*part.Dy())
	}
	r.line = make([]uint32, r.planes*whole.X)
	sum := make([]uint32, r.planes*w)
	for y, t := range axis(whole.Y, size.Y, part.Min.Y, part.Max.Y, blocks) {
		clear(sum)
		for i, weight := range t.weights {
			for j, v := range r.row(t.from + i) {
				sum[j] += v * weight
			}
			if !c.spend(2 * r.planes * (whole.X + w)) {
				return nil, c.err
			}
		}
		for x := range w {
			for i := range n {
				out.pix[n*(y*w+x)+i] = level(sum[x*r.planes+i])
			}
			if r.planes > n {
				out.alpha[y*w+x] = level(sum[x*r.planes+n])
			}
		}
	}
	return out, nil
}

// level is a sum of weighted levels as a byte.
func level(sum uint32) byte { return byte((sum>>16*255 + 1<<15 - 1) / 0xFFFF) }

// resampler scales rows of an image. Levels have 16 bits.
type resampler struct {
	source source
	planes int
	width  int
	xs     []taps
	line   []uint32 // a row of the image
	rows   [2]struct {
		y   int
		row []uint32 // scaled; nil is none
	}
}

// row is a row of the image, scaled. It remembers the last two.
func (r *resampler) row(y int) []uint32 {
	for _, kept := range r.rows {
		if kept.row != nil && kept.y == y {
			return kept.row
		}
	}
	r.rows[0], r.rows[1] = r.rows[1], r.rows[0]
	kept := &r.rows[1]
	if kept.y = y; kept.row == nil {
		kept.row = make([]uint32, r.planes*r.width)
	}
	r.source.row(y, r.line)
	for x, t := range r.xs {
		for i := range r.planes {
			var sum uint32
			for j, weight := range t.weights {
				sum += r.line[(t.from+j)*r.planes+i] * weight
			}
			kept.row[x*r.planes+i] = sum >> 16
		}
	}
	return kept.row
}
