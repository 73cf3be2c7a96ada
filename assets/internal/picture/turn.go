package picture

import "image"

// turned is the size of a picture after turn.
func turned(r image.Rectangle, way int) image.Rectangle {
	if way >= 5 {
		return image.Rect(0, 0, r.Dy(), r.Dx())
	}
	return image.Rect(0, 0, r.Dx(), r.Dy())
}

// plane is one kind of samples of a picture.
type plane struct {
	pix    []byte
	stride int
	bytes  int  // of a sample
	x, y   uint // one sample is for 1<<x pixels in a row and 1<<y in a column
}

// turnPlane copies the samples of a picture of width × height pixels, turned, with one for each pixel. By the orientation, the first row
// and column of from are to be seen at (EXIF 2.32, 4.6.4 A): 1 top, left; 2 top, right; 3 bottom, right; 4 bottom, left; 5 left, top; 6
// right, top; 7 right, bottom; 8 left, bottom.
func turnPlane(dst []byte, dstStride int, from plane, width, height, way int) {
	n := from.bytes
	// The sample of x, y is at start + x*right + y*down of dst.
	start, right, down := 0, n, dstStride
	last := func(count, step int) int { return (count - 1) * step }
	switch way {
	case 2:
		start, right = last(width, n), -n
	case 3:
		start, right, down = last(width, n)+last(height, dstStride), -n, -dstStride
	case 4:
		start, down = last(height, dstStride), -dstStride
	case 5:
		right, down = dstStride, n
	case 6:
		start, right, down = last(height, n), dstStride, -n
	case 7:
		start, right, down = last(height, n)+last(width, dstStride), -dstStride, -n
	case 8:
		start, right, down = last(width, dstStride), -dstStride, n
	}
	// In squares, for the cache.
	const square = 32
	for y0 := 0; y0 < height; y0 += square {
		for x0 := 0; x0 < width; x0 += square {
			for y := y0; y < min(y0+square, height); y++ {
				at := start + x0*right + y*down
				row := from.pix[(y>>from.y)*from.stride:]
				if n == 1 {
					for x := x0; x < min(x0+square, width); x++ {
						dst[at] = row[x>>from.x]
						at += right
					}
					continue
				}
				for x := x0; x < min(x0+square, width); x++ {
					copy(dst[at:at+n], row[x*n:])
					at += right
				}
			}
		}
	}
}

// chroma tells for how many pixels a sample of colour is, as in plane.
func chroma(m *image.YCbCr) (x, y uint) {
	switch m.SubsampleRatio {
	case image.YCbCrSubsampleRatio422:
		return 1, 0
	case image.YCbCrSubsampleRatio420:
		return 1, 1
	case image.YCbCrSubsampleRatio440:
		return 0, 1
	case image.YCbCrSubsampleRatio411:
		return 2, 0
	case image.YCbCrSubsampleRatio410:
		return 2, 1
	}
	return 0, 0
}
