package picture

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"testing"

	"github.com/stretchr/testify/require"
)

// Nothing of the file but the picture is kept, and who uploads it is told what went if it was about
// them.
func TestMetadata(t *testing.T) {
	t.Parallel()
	const secret = "secret-of-the-file"
	picture, jpg := pngFile(t, photo(30, 20)), jpegFile(t, photo(30, 20))
	grey := gifFile(t, gifOf(greys(16)))
	lossless, lossy := fixture(t, "lossless.webp"), fixture(t, "lossy.webp")
	exif := func(where bool) string {
		return "Exif\x00\x00" + string(tiff(binary.LittleEndian, 1, where)) + secret
	}
	for _, tt := range []struct {
		name  string
		f     Format
		file  []byte
		codes []string
	}{
		{"PNG text", PNG, insertPNG(picture, chunk("tEXt", []byte("Author\x00"+secret))), []string{"metadata-removed"}},
		{"PNG program", PNG, insertPNG(picture, chunk("tEXt", []byte("Software\x00"+secret)), chunk("tEXt", []byte("date:create\x00"+secret))), nil},
		{"PNG EXIF", PNG, insertPNG(picture, chunk("eXIf", []byte(exif(true)[6:]))), []string{"metadata-removed"}},
		{"PNG profile", PNG, insertPNG(picture, chunk("iCCP", []byte("ICC\x00\x00"+secret))), nil},
		{"PNG behind the data", PNG, append(append(bytes.Clone(picture[:len(picture)-12]), chunk("zzZz", []byte(secret))...), picture[len(picture)-12:]...), nil},
		{"JPEG EXIF", JPEG, insertJPEG(jpg, segment(0xe1, exif(false))), []string{"metadata-removed"}},
		{"JPEG XMP", JPEG, insertJPEG(jpg, segment(0xe1, "http://ns.adobe.com/xap/1.0/\x00"+secret)), []string{"metadata-removed"}},
		{"JPEG IPTC", JPEG, insertJPEG(jpg, segment(0xed, secret)), []string{"metadata-removed"}},
		{"JPEG comment", JPEG, insertJPEG(jpg, segment(0xfe, secret)), []string{"metadata-removed"}},
		{"JPEG profile", JPEG, insertJPEG(jpg, segment(0xe2, "ICC_PROFILE\x00"+secret)), nil},
		{"JPEG with a film behind it", JPEG, append(bytes.Clone(jpg), "\x00\x00\x00\x18ftypmp42"+secret...), []string{"cut-off"}},
		{"JPEG with what is a drawing by chance behind it", JPEG, append(bytes.Clone(jpg), "\x00\x81<sVg\x9c<SVG\x00"+secret...), []string{"cut-off"}},
		{"JPEG with a picture behind it", JPEG, append(append(bytes.Clone(jpg), jpg...), secret...), []string{"cut-off"}},
		{"JPEG with filling behind it", JPEG, append(bytes.Clone(jpg), make([]byte, 100)...), nil},
		{"GIF comment", GIF, insertGIF(grey, "\x21\xfe\x12"+secret+"\x00"), []string{"converted", "metadata-removed"}},
		{"GIF of a program", GIF, insertGIF(grey, "\x21\xff\x0bNETSCAPE2.0\x12"+secret+"\x00"), []string{"converted"}},
		{"GIF XMP", GIF, insertGIF(grey, "\x21\xff\x0bXMP DataXMP\x12"+secret+"\x00"), []string{"converted", "metadata-removed"}},
		{"WebP EXIF", WebP, riff(vp8x(8, 32, 24), lossless[12:], riffChunk("EXIF", []byte(exif(true)))), []string{"converted", "metadata-removed"}},
		{"WebP XMP", WebP, riff(vp8x(4, 32, 24), lossy[12:], riffChunk("XMP ", []byte(secret))), []string{"converted", "metadata-removed"}},
		{"WebP profile", WebP, riff(vp8x(32, 32, 24), riffChunk("ICCP", []byte(secret)), lossy[12:]), []string{"converted"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := clean(t, tt.f, tt.file)
			require.NotContains(t, string(p.Data), secret)
			require.Equal(t, tt.codes, codes(p))
			for _, c := range p.Changes {
				require.NotEmpty(t, c.Message)
				if bytes.Contains(tt.file, []byte(exif(true)[6:40])) && c.Code == "metadata-removed" {
					require.Contains(t, c.Message, "place")
				}
			}
		})
	}
}

// The small picture shows the same, upright.
func TestThumbnail(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ width, height, thumbWidth, thumbHeight int }{
		{256, 256, 0, 0},
		{257, 10, 256, 10},
		{10, 257, 10, 256},
		{500, 350, 256, 179},
		{3, 9999, 1, 256},
		{9999, 1, 256, 1},
		{512, 200, 256, 100},
	} {
		m := motif(tt.width, tt.height)
		small := thumbnail(m, 256)
		if tt.thumbWidth == 0 {
			require.Nil(t, small)
		} else {
			require.Equal(t, image.Rect(0, 0, tt.thumbWidth, tt.thumbHeight), small.Bounds())
		}
		for i := range m.Pix { // so that there is something to be saved
			if x, y := i/4%tt.width*3/tt.width, i/4/tt.width*3/tt.height; x == 1 && y == 1 && i&3 == 0 {
				m.Pix[i] = byte(i * i >> 7)
			}
		}
		for f, file := range map[Format][]byte{PNG: pngFile(t, m), JPEG: jpegFile(t, m)} {
			p := clean(t, f, file)
			if tt.width*tt.height < 2*tt.thumbWidth*tt.thumbHeight || tt.thumbWidth == 0 {
				continue
			}
			small, name, err := image.Decode(bytes.NewReader(p.Thumb))
			require.NoError(t, err)
			require.Equal(t, "image/"+name, p.Type)
			require.Equal(t, image.Rect(0, 0, tt.thumbWidth, tt.thumbHeight), small.Bounds())
			if min(tt.thumbWidth, tt.thumbHeight) > 20 {
				require.Equal(t, "RGBW", corners(small))
			}
		}
	}

	// Edges of what is transparent do not become dark.
	m := image.NewNRGBA(image.Rect(0, 0, 600, 600))
	noise(m.Pix)
	for i := 3; i < len(m.Pix); i += 4 {
		m.Pix[i] = 0
	}
	for y := range 600 {
		for x := range 300 + y%2*3 {
			m.SetNRGBA(x, y, color.NRGBA{R: 255, G: 200, B: m.NRGBAAt(x, y).B, A: 255})
		}
	}
	p := clean(t, PNG, pngFile(t, m))
	small := nrgba(decodePNG(t, p.Thumb))
	for i := 0; i < len(small.Pix); i += 4 {
		if a := small.Pix[i+3]; a > 16 {
			require.InDelta(t, 255, small.Pix[i], 8)
			require.InDelta(t, 200, small.Pix[i+1], 8)
		}
	}
}

// A drawing in few colours can be smaller than a picture of it that is smaller: it is shown itself, unless it has many pixels.
func TestNoThumbnail(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		side  int
		thumb bool
	}{
		{600, false},
		{1000, false},
		{1001, true},
	} {
		m := image.NewGray(image.Rect(0, 0, tt.side, tt.side))
		for i := range m.Pix {
			m.Pix[i] = 255 * byte(i%tt.side/7&1^i/tt.side/7&1)
		}
		p := clean(t, PNG, pngFile(t, m))
		require.Equal(t, tt.thumb, p.Thumb != nil, "%d pixels a side: %d bytes, %d", tt.side, len(p.Data), len(p.Thumb))
	}
}
