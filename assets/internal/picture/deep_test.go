package picture

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// deepFile writes noise as a PNG file of 16 bits, with all filters, in chunks of a few bytes.
func deepFile(t testing.TB, width, height int, colour, interlace byte, hidden []byte) []byte {
	t.Helper()
	channels := map[byte]int{0: 1, 2: 3, 4: 2, 6: 4}[colour]
	r := rand.New(rand.NewPCG(uint64(width), uint64(colour)))
	passes := [][4]int{{0, 0, 1, 1}}
	if interlace == 1 {
		passes = [][4]int{{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}}
	}
	var data bytes.Buffer
	z := zlib.NewWriter(&data)
	for _, p := range passes {
		columns := (width - p[0] + p[2] - 1) / p[2]
		for y := p[1]; y < height && columns > 0; y += p[3] {
			row := []byte{byte(r.IntN(5))}
			for range columns {
				if hidden != nil && row[0] == 0 && r.IntN(3) == 0 {
					row = append(row, hidden...)
					continue
				}
				for range 2 * channels {
					row = append(row, byte(r.Uint32()))
				}
			}
			_, err := z.Write(row)
			require.NoError(t, err)
		}
	}
	require.NoError(t, z.Close())
	var chunks [][]byte
	if hidden != nil {
		chunks = append(chunks, chunk("tRNS", hidden))
	}
	for data.Len() > 0 {
		chunks = append(chunks, chunk("IDAT", data.Next(50)))
	}
	return rawPNG(ihdr(uint32(width), uint32(height), 16, colour, interlace), chunks...)
}

// rounded are the pixels of a picture of 16 bits in 8.
func rounded(img image.Image) *image.NRGBA {
	out := image.NewNRGBA(img.Bounds())
	for y := range out.Rect.Dy() {
		for x := range out.Rect.Dx() {
			c := color.NRGBA64Model.Convert(img.At(x, y)).(color.NRGBA64)
			eight := func(v uint16) byte { return byte((int(v)*255 + 32767) / 65535) }
			if n := (color.NRGBA{R: eight(c.R), G: eight(c.G), B: eight(c.B), A: eight(c.A)}); n.A > 0 {
				out.SetNRGBA(x, y, n)
			}
		}
	}
	return out
}

// PNG files of 16 bits are what image/png makes of them, with all types of colours.
func TestDeep(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		colour byte
		hidden []byte
	}{{0, nil}, {0, []byte{1, 2}}, {2, nil}, {2, []byte{1, 2, 3, 4, 5, 6}}, {4, nil}, {6, nil}} {
		for _, size := range [][2]int{{1, 1}, {3, 2}, {5, 9}, {33, 20}} {
			for interlace := range byte(2) {
				name := fmt.Sprint(tt, size, interlace)
				file := deepFile(t, size[0], size[1], tt.colour, interlace, tt.hidden)
				p := clean(t, PNG, file)
				require.Equal(t, []string{"depth"}, codes(p))
				require.Equal(t, rounded(decodePNG(t, file)), nrgba(decodePNG(t, p.Data)), name)
			}
		}
	}
}

// What is wrong inside of such a file is found.
func TestDeepDamaged(t *testing.T) {
	t.Parallel()
	good := deepFile(t, 20, 10, 2, 0, nil)
	clean(t, PNG, good)
	for i := 8; i < len(good); i++ {
		bad := bytes.Clone(good)
		bad[i] ^= 1
		_, err := Clean(t.Context(), bytes.NewReader(bad), int64(len(bad)), PNG, usual)
		require.Error(t, err, i)
	}
	hidden := func(n int) []byte { return deepFile(t, 20, 10, 2, 0, make([]byte, n)) }
	refused(t, PNG, hidden(4), ErrDamaged)
	refused(t, PNG, deepFile(t, 20, 10, 6, 0, make([]byte, 8)), ErrDamaged)
	more := bytes.Replace(good, ihdr(20, 10, 16, 2, 0), ihdr(20, 9, 16, 2, 0), 1)
	refused(t, PNG, more, ErrDamaged)
	less := bytes.Replace(good, ihdr(20, 10, 16, 2, 0), ihdr(20, 11, 16, 2, 0), 1)
	refused(t, PNG, less, ErrDamaged)
	var data bytes.Buffer
	z := zlib.NewWriter(&data)
	_, _ = z.Write(binary.BigEndian.AppendUint32(nil, 5<<24))
	require.NoError(t, z.Close())
	refused(t, PNG, rawPNG(ihdr(1, 1, 16, 0, 0), chunk("IDAT", data.Bytes())), ErrDamaged)
}
