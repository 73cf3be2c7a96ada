package picture

import (
	"compress/zlib"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"image"
	"io"
)

// deepPNG decodes a PNG file of 16 bits a channel, row by row, to 8 bits: image/png would take 8 bytes a pixel, and 12 where it is
// interlaced, for what is 4 here. The structure of the file was checked.
func (c *cleaning) deepPNG(r io.Reader) (image.Image, error) {
	if _, err := io.ReadFull(r, make([]byte, 8)); err != nil {
		return nil, err
	}
	chunks := pngChunks{r: r, crc: crc32.NewIEEE()}
	d := deep{width: c.width, height: c.height}
	for chunks.kind != "IDAT" {
		if err := chunks.next(); err != nil {
			return nil, err
		}
		var err error
		switch chunks.kind {
		case "IHDR":
			var head [13]byte
			_, err = io.ReadFull(&chunks, head[:])
			d.channels, d.interlaced = pngChannels[head[9]], head[12] == 1
		case "tRNS":
			d.hidden, err = io.ReadAll(&chunks)
		case "IEND":
			err = errPNG
		}
		if err != nil {
			return nil, err
		}
	}
	img, err := d.decode(&chunks)
	for err == nil && chunks.kind != "IEND" {
		err = chunks.next()
	}
	if err == nil {
		err = chunks.end()
	}
	return img, err
}

var errPNG = errors.New("picture: no PNG")

// pngChannels are the channels of a type of colours: those that can have 16 bits.
var pngChannels = [256]int{0: 1, 2: 3, 4: 2, 6: 4}

// pngChunks reads the data of one chunk, and those of IDAT as one.
type pngChunks struct {
	r    io.Reader
	kind string
	left int64
	crc  hash.Hash32
}

// next goes on to the next chunk.
func (p *pngChunks) next() error {
	if err := p.end(); err != nil {
		return err
	}
	var head [8]byte
	if _, err := io.ReadFull(p.r, head[:]); err != nil {
		return unexpected(err)
	}
	p.left, p.kind = int64(binary.BigEndian.Uint32(head[:])), string(head[4:])
	p.crc.Reset()
	_, _ = p.crc.Write(head[4:])
	return nil
}

// end reads the rest of the chunk, if there is one, and its checksum.
func (p *pngChunks) end() error {
	if p.kind == "" {
		return nil
	}
	n, err := io.CopyN(p.crc, p.r, p.left)
	p.left -= n
	if err != nil {
		return unexpected(err)
	}
	var sum [4]byte
	if _, err := io.ReadFull(p.r, sum[:]); err != nil {
		return unexpected(err)
	}
	if binary.BigEndian.Uint32(sum[:]) != p.crc.Sum32() {
		return fmt.Errorf("%w: wrong checksum", errPNG)
	}
	return nil
}

func (p *pngChunks) Read(b []byte) (int, error) {
	for p.left == 0 {
		if p.kind != "IDAT" {
			return 0, io.EOF
		}
		if err := p.next(); err != nil {
			return 0, err
		}
		if p.kind != "IDAT" {
			return 0, io.EOF
		}
	}
	n, err := p.r.Read(b[:min(int64(len(b)), p.left)])
	p.left -= int64(n)
	_, _ = p.crc.Write(b[:n])
	if errors.Is(err, io.EOF) && p.left > 0 {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

func unexpected(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// deep decodes the pixels of a PNG file of 16 bits.
type deep struct {
	width, height int
	channels      int // 1 grey, 2 and alpha, 3 RGB, 4 and alpha
	interlaced    bool
	hidden        []byte // the colour that is transparent, or nil

	grey *image.Gray // the picture is one of these
	rgba *image.NRGBA
}

// pass is a part of an interlaced picture: each stepX-th pixel from x of each stepY-th row from y.
type pass struct{ x, y, stepX, stepY int }

func (d *deep) decode(data io.Reader) (image.Image, error) {
	if d.channels == 0 || d.hidden != nil && (d.channels%2 == 0 || len(d.hidden) != 2*d.channels) {
		return nil, errPNG
	}
	z, err := zlib.NewReader(data)
	if err != nil {
		return nil, err
	}
	rect := image.Rect(0, 0, d.width, d.height)
	var img image.Image
	if d.channels == 1 && d.hidden == nil {
		d.grey = image.NewGray(rect)
		img = d.grey
	} else {
		d.rgba = image.NewNRGBA(rect)
		img = d.rgba
	}
	passes := []pass{{0, 0, 1, 1}}
	if d.interlaced { // Adam7: PNG, 3rd edition, 8.1
		passes = []pass{{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}}
	}
	for _, p := range passes {
		if err := d.pass(z, p); err != nil {
			return nil, err
		}
	}
	if n, err := z.Read(make([]byte, 1)); n > 0 || !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%w: not the data of the picture", errPNG)
	}
	return img, nil
}

func (d *deep) pass(z io.Reader, p pass) error {
	columns, rows := (d.width-p.x+p.stepX-1)/p.stepX, (d.height-p.y+p.stepY-1)/p.stepY
	if columns <= 0 || rows <= 0 {
		return nil
	}
	bytes := 2 * d.channels
	row, above := make([]byte, 1+columns*bytes), make([]byte, 1+columns*bytes)
	for y := range rows {
		if _, err := io.ReadFull(z, row); err != nil {
			return unexpected(err)
		}
		if err := unfilter(row[0], row[1:], above[1:], bytes); err != nil {
			return err
		}
		for x := range columns {
			d.set(p.x+x*p.stepX, p.y+y*p.stepY, row[1+x*bytes:][:bytes])
		}
		row, above = above, row
	}
	return nil
}

// set sets a pixel to its channels of 16 bits.
func (d *deep) set(x, y int, v []byte) {
	if d.grey != nil {
		d.grey.Pix[y*d.grey.Stride+x] = narrow(v)
		return
	}
	p := d.rgba.Pix[y*d.rgba.Stride+4*x:][:4]
	switch d.channels {
	case 1, 2:
		p[0] = narrow(v)
		p[1], p[2] = p[0], p[0]
	default:
		p[0], p[1], p[2] = narrow(v), narrow(v[2:]), narrow(v[4:])
	}
	switch {
	case d.channels%2 == 0:
		p[3] = narrow(v[len(v)-2:])
	case string(v) != string(d.hidden):
		p[3] = 255
	}
}

// narrow makes 8 bits of 16, rounded.
func narrow(v []byte) byte { return byte(((uint32(v[0])<<8 | uint32(v[1])) + 128) / 257) }

// unfilter undoes the filter of a row (PNG, 3rd edition, 9.2); n is bytes of a pixel.
func unfilter(kind byte, row, above []byte, n int) error {
	switch kind {
	case 0:
	case 1:
		for i := n; i < len(row); i++ {
			row[i] += row[i-n]
		}
	case 2:
		for i := range row {
			row[i] += above[i]
		}
	case 3:
		for i := range row {
			left := 0
			if i >= n {
				left = int(row[i-n])
			}
			row[i] += byte((left + int(above[i])) / 2)
		}
	case 4:
		for i := range row {
			left, corner := 0, 0
			if i >= n {
				left, corner = int(row[i-n]), int(above[i-n])
			}
			row[i] += paeth(left, int(above[i]), corner)
		}
	default:
		return fmt.Errorf("%w: no such filter", errPNG)
	}
	return nil
}

// paeth is the neighbour that is nearest to their sum without the corner (9.4).
func paeth(left, above, corner int) byte {
	p := left + above - corner
	byLeft, byAbove, byCorner := distance(p, left), distance(p, above), distance(p, corner)
	switch {
	case byLeft <= byAbove && byLeft <= byCorner:
		return byte(left)
	case byAbove <= byCorner:
		return byte(above)
	}
	return byte(corner)
}

func distance(a, b int) int { return max(a-b, b-a) }
