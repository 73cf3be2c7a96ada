package picture

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// usual are the limits of assets.
var usual = Limits{Pixels: 16_000_000, Side: 10_000, Frames: 500, Metadata: 4 << 20, Bytes: 20 << 20, Thumb: 256}

func clean(t testing.TB, f Format, file []byte) Picture {
	t.Helper()
	p, err := Clean(t.Context(), bytes.NewReader(file), int64(len(file)), f, usual)
	require.NoError(t, err)
	return p
}

func fixture(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	require.NoError(t, err)
	return b
}

func pngFile(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, png.Encode(&b, img))
	return b.Bytes()
}

func jpegFile(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, jpeg.Encode(&b, img, &jpeg.Options{Quality: 95}))
	return b.Bytes()
}

func gifFile(t testing.TB, g *gif.GIF) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, gif.EncodeAll(&b, g))
	return b.Bytes()
}

func decodePNG(t testing.TB, file []byte) image.Image {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(file))
	require.NoError(t, err)
	return img
}

// nrgba are the pixels of a picture, those that are fully transparent without colour.
func nrgba(img image.Image) *image.NRGBA {
	b := img.Bounds()
	out := image.NewNRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	for y := range b.Dy() {
		for x := range b.Dx() {
			c := color.NRGBAModel.Convert(img.At(b.Min.X+x, b.Min.Y+y)).(color.NRGBA)
			if c.A == 0 {
				c = color.NRGBA{}
			}
			out.SetNRGBA(x, y, c)
		}
	}
	return out
}

// noise fills a picture with bytes that no compressor makes smaller.
func noise(pix []byte) {
	r := rand.NewChaCha8([32]byte{1})
	_, _ = r.Read(pix)
}

// photo is a picture with colours that change slowly, and some grain.
func photo(width, height int) *image.NRGBA {
	r := rand.New(rand.NewPCG(1, 2))
	m := image.NewNRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			grain := r.IntN(8)
			m.SetNRGBA(x, y, color.NRGBA{R: byte(x*240/width + grain), G: byte(y*240/height + grain), B: byte((x+y)*240/(width+height) + grain), A: 255})
		}
	}
	return m
}

// chunk is a chunk of a PNG file.
func chunk(kind string, data []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	b = append(append(b, kind...), data...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

const pngStart = "\x89PNG\r\n\x1a\n"

func ihdr(width, height uint32, depth, colour, interlace byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, width)
	b = binary.BigEndian.AppendUint32(b, height)
	return chunk("IHDR", append(b, depth, colour, 0, 0, interlace))
}

// rawPNG is a PNG file of the chunks between the first and the last.
func rawPNG(head []byte, chunks ...[]byte) []byte {
	b := append([]byte(pngStart), head...)
	for _, c := range chunks {
		b = append(b, c...)
	}
	return append(b, chunk("IEND", nil)...)
}

// idat is n zero bytes, compressed.
func idat(t testing.TB, n int) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	zeros := make([]byte, 1<<16)
	for ; n > 0; n -= len(zeros) {
		_, err := z.Write(zeros[:min(n, len(zeros))])
		require.NoError(t, err)
	}
	require.NoError(t, z.Close())
	return chunk("IDAT", b.Bytes())
}

// insertPNG puts chunks behind IHDR.
func insertPNG(file []byte, chunks ...[]byte) []byte {
	const after = 8 + 25
	return bytes.Join([][]byte{file[:after], bytes.Join(chunks, nil), file[after:]}, nil)
}

// segment is a segment of a JPEG file.
func segment(marker byte, data string) []byte {
	b := []byte{0xff, marker}
	return append(binary.BigEndian.AppendUint16(b, uint16(len(data)+2)), data...)
}

// insertJPEG puts segments at the start of a JPEG file.
func insertJPEG(file []byte, segments ...[]byte) []byte {
	return bytes.Join([][]byte{file[:2], bytes.Join(segments, nil), file[2:]}, nil)
}

// tiff is an EXIF block with an orientation, and with a directory of places if where.
func tiff(order binary.AppendByteOrder, way uint16, where bool) []byte {
	b := []byte("II*\x00")
	if order.String() == "BigEndian" {
		b = []byte("MM\x00*")
	}
	b = order.AppendUint32(b, 8)
	entry := func(tag, kind uint16, count uint32, value ...uint16) {
		b = order.AppendUint16(b, tag)
		b = order.AppendUint16(b, kind)
		b = order.AppendUint32(b, count)
		for _, v := range value {
			b = order.AppendUint16(b, v)
		}
	}
	if !where {
		b = order.AppendUint16(b, 1)
		entry(0x0112, 3, 1, way, 0)
		return order.AppendUint32(b, 0)
	}
	b = order.AppendUint16(b, 2)
	entry(0x0112, 3, 1, way, 0)
	b = order.AppendUint16(b, 0x8825)
	b = order.AppendUint16(b, 4)
	b = order.AppendUint32(b, 1)
	b = order.AppendUint32(b, 8+2+24+4)
	b = order.AppendUint32(b, 0)
	b = order.AppendUint16(b, 1)
	entry(1, 2, 2, uint16('N')<<8, 0) // GPSLatitudeRef
	return order.AppendUint32(b, 0)
}

// riff is a WebP file of chunks.
func riff(chunks ...[]byte) []byte {
	body := append([]byte("WEBP"), bytes.Join(chunks, nil)...)
	return append(binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(len(body))), body...)
}

func riffChunk(kind string, data []byte) []byte {
	b := binary.LittleEndian.AppendUint32([]byte(kind), uint32(len(data)))
	b = append(b, data...)
	if len(data)%2 != 0 {
		b = append(b, 0)
	}
	return b
}

// vp8x is the first chunk of an extended WebP file.
func vp8x(flags byte, width, height int) []byte {
	w, h := width-1, height-1
	return riffChunk("VP8X", []byte{flags, 0, 0, 0, byte(w), byte(w >> 8), byte(w >> 16), byte(h), byte(h >> 8), byte(h >> 16)})
}

// codes of changes.
func codes(p Picture) []string {
	var out []string
	for _, c := range p.Changes {
		out = append(out, c.Code)
	}
	return out
}

// gifOf is a GIF of one picture with a palette.
func gifOf(p color.Palette) *gif.GIF {
	m := image.NewPaletted(image.Rect(0, 0, 20, 10), p)
	for i := range m.Pix {
		m.Pix[i] = byte(i % len(p))
	}
	return &gif.GIF{Image: []*image.Paletted{m}, Delay: []int{0}}
}

// insertGIF puts a block in front of the first picture of a file of gifOf.
func insertGIF(file []byte, block string) []byte {
	const at = 13
	return bytes.Join([][]byte{file[:at], []byte(block), file[at:]}, nil)
}
