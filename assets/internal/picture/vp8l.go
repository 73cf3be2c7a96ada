package picture

import "errors"

// maxTrees bounds what the decoder of lossless WebP keeps in Huffman trees. A file can ask for 65,536 groups of five with a few
// bytes, 180 MB at once; what encoders write for 16 million pixels needs about half of this.
const maxTrees = 64 << 20

// What golang.org/x/image/vp8l needs in bytes.
const (
	groupBytes  = 5 * (24 + 128*4) // of a group: a slice and a table for each of five trees
	symbolBytes = 2 * 8            // of a symbol in a tree: two nodes
)

// vp8lTrees reads the start of a lossless picture (RFC 9649, 3), without its first five bytes, up to the pixels, and checks what its Huffman
// trees need. It reads at most n bytes.
func (w *walk) vp8lTrees(width, height int, n int64) error {
	r := vp8lBits{s: w.scanner, left: n}
	need, err := r.trees(width, height)
	switch {
	case w.err != nil:
		return w.short()
	case err != nil:
		return damaged(WebP, "its contents cannot be read")
	case need > maxTrees:
		return refuse(ErrPixels, "This WebP file is compressed in a way that takes too much memory to open. Save it as PNG and upload that.")
	}
	return nil
}

var errVP8L = errors.New("picture: no VP8L")

// vp8lBits reads bits, the lowest of a byte first.
type vp8lBits struct {
	s    *scanner
	left int64
	bits uint64
	n    uint

	lengths [256 + 24 + 1<<11]byte // of the largest alphabet
}

func (r *vp8lBits) read(n uint) uint32 {
	for r.n < n {
		if r.left > 0 {
			r.left--
			r.bits |= uint64(r.s.u8()) << r.n
		} else if r.left--; r.left < -8 { // the caller's loops end
			r.left = -8
		}
		r.n += 8
	}
	v := uint32(r.bits & (1<<n - 1))
	r.bits >>= n
	r.n -= n
	return v
}

// over tells whether more was read than there is.
func (r *vp8lBits) over() bool { return r.s.err != nil || r.left < 0 && int64(r.n) < -8*r.left }

func tiles(n int, bits uint) int { return (n + 1<<bits - 1) >> bits }

// trees returns how many bytes the decoder needs for trees of the picture itself.
func (r *vp8lBits) trees(width, height int) (need int64, err error) {
	for seen := uint32(0); r.read(1) != 0; {
		kind := r.read(2)
		if seen&(1<<kind) != 0 || r.over() {
			return 0, errVP8L
		}
		seen |= 1 << kind
		switch kind {
		case 0, 1: // predictor, colours
			bits := r.read(3) + 2
			_, err = r.image(tiles(width, uint(bits)), tiles(height, uint(bits)))
		case 3: // palette
			colours := int(r.read(8)) + 1
			_, err = r.image(colours, 1)
			switch {
			case colours <= 2:
				width = tiles(width, 3)
			case colours <= 4:
				width = tiles(width, 2)
			case colours <= 16:
				width = tiles(width, 1)
			}
		}
		if err != nil {
			return 0, err
		}
	}
	cache, err := r.cache()
	if err != nil {
		return 0, err
	}
	groups := 1
	if r.read(1) != 0 {
		bits := uint(r.read(3)) + 2
		pix, err := r.image(tiles(width, bits), tiles(height, bits))
		if err != nil {
			return 0, err
		}
		for _, p := range pix {
			groups = max(groups, int(p>>8&0xffff)+1)
		}
	}
	for need = int64(groups) * groupBytes; groups > 0 && need <= maxTrees; groups-- {
		for _, size := range vp8lAlphabets(cache) {
			t, err := r.tree(size)
			if err != nil {
				return 0, err
			}
			need += int64(len(t.symbols)) * symbolBytes
		}
	}
	return need, nil
}

// cache reads how many bits the colour cache has, or 0.
func (r *vp8lBits) cache() (uint, error) {
	if r.read(1) == 0 {
		return 0, nil
	}
	bits := uint(r.read(4))
	if bits < 1 || bits > 11 {
		return 0, errVP8L
	}
	return bits, nil
}

// vp8lAlphabets are the sizes of the alphabets of a group: green with lengths and cache, red, blue, alpha, distances.
func vp8lAlphabets(cache uint) [5]int {
	green := 256 + 24
	if cache > 0 {
		green += 1 << cache
	}
	return [5]int{green, 256, 256, 256, 40}
}

// image reads an entropy-coded picture of the data beside the pixels, as ARGB.
func (r *vp8lBits) image(width, height int) ([]uint32, error) {
	bits, err := r.cache()
	if err != nil {
		return nil, err
	}
	var group [5]vp8lTree
	for i, size := range vp8lAlphabets(bits) {
		if group[i], err = r.tree(size); err != nil {
			return nil, err
		}
	}
	pix := make([]uint32, 0, width*height)
	cache := make([]uint32, 1<<bits)
	cached := 0
	for len(pix) < cap(pix) {
		green := r.symbol(&group[0])
		switch {
		case green < 0 || r.over():
			return nil, errVP8L
		case green < 256:
			red, blue, alpha := r.symbol(&group[1]), r.symbol(&group[2]), r.symbol(&group[3])
			if red < 0 || blue < 0 || alpha < 0 {
				return nil, errVP8L
			}
			pix = append(pix, uint32(alpha)<<24|uint32(red)<<16|uint32(green)<<8|uint32(blue))
		case green < 256+24:
			length := r.extra(green - 256)
			code := r.symbol(&group[4])
			if code < 0 {
				return nil, errVP8L
			}
			from := len(pix) - vp8lDistance(width, r.extra(code))
			if from < 0 || length > cap(pix)-len(pix) {
				return nil, errVP8L
			}
			for i := range length {
				pix = append(pix, pix[from+i])
			}
		default:
			for ; cached < len(pix); cached++ {
				cache[pix[cached]*0x1e35a7bd>>(32-bits)] = pix[cached]
			}
			pix = append(pix, cache[green-256-24])
		}
	}
	return pix, nil
}

// extra reads a length or distance (RFC 9649, 5.2.2).
func (r *vp8lBits) extra(symbol int) int {
	if symbol < 4 {
		return symbol + 1
	}
	n := uint(symbol-2) >> 1
	return (2+symbol&1)<<n + int(r.read(n)) + 1
}

// vp8lDistance is how many pixels before this one a distance code means: the first 120 are near in two
// dimensions.
func vp8lDistance(width, code int) int {
	if code > 120 {
		return code - 120
	}
	near := vp8lNear[code-1]
	return max(1, int(near>>4)*width+8-int(near&15))
}

// vp8lNear are the first distance codes: rows up, and 8 less columns to the left (RFC 9649, 5.2.2).
var vp8lNear = [120]uint8{
	0x18, 0x07, 0x17, 0x19, 0x28, 0x06, 0x27, 0x29, 0x16, 0x1a, 0x26, 0x2a, 0x38, 0x05, 0x37, 0x39, 0x15, 0x1b, 0x36, 0x3a,
	0x25, 0x2b, 0x48, 0x04, 0x47, 0x49, 0x14, 0x1c, 0x35, 0x3b, 0x46, 0x4a, 0x24, 0x2c, 0x58, 0x45, 0x4b, 0x34, 0x3c, 0x03,
	0x57, 0x59, 0x13, 0x1d, 0x56, 0x5a, 0x23, 0x2d, 0x44, 0x4c, 0x55, 0x5b, 0x33, 0x3d, 0x68, 0x02, 0x67, 0x69, 0x12, 0x1e,
	0x66, 0x6a, 0x22, 0x2e, 0x54, 0x5c, 0x43, 0x4d, 0x65, 0x6b, 0x32, 0x3e, 0x78, 0x01, 0x77, 0x79, 0x53, 0x5d, 0x11, 0x1f,
	0x64, 0x6c, 0x42, 0x4e, 0x76, 0x7a, 0x21, 0x2f, 0x75, 0x7b, 0x31, 0x3f, 0x63, 0x6d, 0x52, 0x5e, 0x00, 0x74, 0x7c, 0x41,
	0x4f, 0x10, 0x20, 0x62, 0x6e, 0x30, 0x73, 0x7d, 0x51, 0x5f, 0x40, 0x72, 0x7e, 0x61, 0x6f, 0x50, 0x71, 0x7f, 0x60, 0x70,
}
