package picture

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"image"
	"image/color/palette"
	"image/gif"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"
)

// refused cleans a file that is to be refused, and returns what is said of it.
func refused(t testing.TB, f Format, file []byte, reason error) (message string) {
	t.Helper()
	_, err := Clean(t.Context(), bytes.NewReader(file), int64(len(file)), f, usual)
	r, ok := errors.AsType[*Refusal](err)
	require.True(t, ok, "%v", err)
	require.ErrorIs(t, err, reason, r.Message)
	require.True(t, strings.HasSuffix(r.Message, "."), r.Message)
	return r.Message
}

type bomb struct {
	name    string
	f       Format
	file    []byte
	reason  error
	message string
}

func pngBombs(t testing.TB) []bomb {
	small := pngFile(t, photo(30, 20))
	line := pngFile(t, image.NewGray(image.Rect(0, 0, 10, 10)))
	return []bomb{
		{"20,000 × 20,000", PNG, rawPNG(ihdr(20000, 20000, 8, 2, 0), idat(t, 1<<20)), ErrPixels, "20,000 × 20,000 pixels; at most 16 million are allowed, and 10,000 on a side. Make it smaller"},
		{"largest", PNG, rawPNG(ihdr(1<<31-1, 1<<31-1, 8, 2, 0), idat(t, 1)), ErrPixels, "2,147,483,647"},
		{"no possible size", PNG, rawPNG(ihdr(1<<32-1, 1, 8, 2, 0), idat(t, 1)), ErrDamaged, "size"},
		{"long", PNG, rawPNG(ihdr(10001, 1, 8, 0, 0), idat(t, 10002)), ErrPixels, "10,001 × 1 "},
		{"empty", PNG, rawPNG(ihdr(0, 10, 8, 0, 0), idat(t, 10)), ErrDamaged, "no pixels"},
		{"little data", PNG, rawPNG(ihdr(4000, 4000, 16, 6, 0), idat(t, 1000)), ErrDamaged, "too early"},
		{"interlaced and fine", PNG, rawPNG(ihdr(4000, 2001, 16, 6, 1), idat(t, 1<<20)), ErrPixels, "interlaced"},
		{"little data, interlaced", PNG, rawPNG(ihdr(4000, 4000, 8, 6, 1), idat(t, 1000)), ErrDamaged, "too early"},
		{"no data", PNG, rawPNG(ihdr(10, 10, 8, 0, 0)), ErrDamaged, ""},
		{"too much data", PNG, rawPNG(ihdr(10, 10, 8, 0, 0), idat(t, 8<<20)), ErrDamaged, ""},
		{"wrong checksum", PNG, bytes.Replace(line, []byte("IEND\xae"), []byte("IEND\xaf"), 1), ErrDamaged, ""},
		{"no end", PNG, line[:len(line)-12], ErrDamaged, "too early"},
		{"followed by a byte", PNG, append(bytes.Clone(small), 0), ErrTrailing, "Something follows"},
		{"followed by a ZIP archive", PNG, append(bytes.Clone(small), zipFile...), ErrTrailing, "Something follows"},
		{"a picture after a picture", PNG, append(bytes.Clone(small), small...), ErrTrailing, "Something follows"},
		{"5 MiB of text", PNG, insertPNG(small, chunk("tEXt", make([]byte, 5<<20))), ErrMetadata, "4 MiB"},
		{"many chunks", PNG, insertPNG(small, bytes.Repeat(chunk("aBCd", nil), 400_000)), ErrMetadata, "4 MiB"},
		{"5 MiB of colour profile", PNG, insertPNG(small, chunk("iCCP", make([]byte, 5<<20))), ErrMetadata, ""},
		{"many colour profiles", PNG, insertPNG(small, bytes.Repeat(iccp(t, make([]byte, 64<<10)), 50_000)), ErrMetadata, "4 MiB"},
		{"chunk of 2 GiB", PNG, insertPNG(small, []byte("\x7f\xff\xff\xfftEXt")), ErrMetadata, ""},
		{"chunk of 4 GiB", PNG, insertPNG(small, []byte("\xff\xff\xff\xfftEXt")), ErrDamaged, "length"},
		{"501 pictures", PNG, insertPNG(small, bytes.Repeat(chunk("fcTL", make([]byte, 26)), 501)), ErrFrames, "more than 500"},
		{"no IHDR", PNG, append([]byte(pngStart), chunk("IDAT", nil)...), ErrDamaged, ""},
		{"17 bits", PNG, rawPNG(ihdr(10, 10, 17, 0, 0), idat(t, 1000)), ErrDamaged, ""},
	}
}

func jpegBombs(t testing.TB) []bomb {
	small := jpegFile(t, photo(30, 20))
	progressive := fixture(t, "progressive.jpg")
	sof := func(file []byte, marker byte, change func(sof []byte)) []byte {
		file = bytes.Clone(file)
		i := bytes.Index(file, []byte{0xff, marker})
		change(file[i:])
		return file
	}
	size := func(width, height uint16) func([]byte) {
		return func(s []byte) {
			binary.BigEndian.PutUint16(s[5:], height)
			binary.BigEndian.PutUint16(s[7:], width)
		}
	}
	cmyk := fixture(t, "cmyk.jpg")
	adobe := bytes.Index(cmyk, []byte("\xff\xee"))
	unmarked := slices.Delete(bytes.Clone(cmyk), adobe, adobe+2+int(binary.BigEndian.Uint16(cmyk[adobe+2:])))
	sos := progressive[bytes.LastIndex(progressive, []byte("\xff\xda")) : len(progressive)-2]
	followed := func(by string) []byte { return append(append(bytes.Clone(small), make([]byte, 40_000)...), by...) }
	return []bomb{
		{"65,535 × 65,535", JPEG, sof(small, 0xc0, size(65535, 65535)), ErrPixels, "65,535 × 65,535"},
		{"no height", JPEG, sof(small, 0xc0, size(10, 0)), ErrDamaged, "no pixels"},
		{"little data", JPEG, sof(small, 0xc0, size(4000, 4000)), ErrDamaged, "too early"},
		{"little data, progressive", JPEG, sof(progressive, 0xc2, size(3000, 3000)), ErrDamaged, "too early"},
		{"progressive and fine", JPEG, sof(progressive, 0xc2, func(s []byte) { size(4000, 4000)(s); s[11] = 0x11 }), ErrPixels, "progressive"},
		{"12 bits", JPEG, sof(small, 0xc0, func(s []byte) { s[1], s[4] = 0xc1, 12 }), ErrUnsupported, "12 bits"},
		{"arithmetic", JPEG, sof(small, 0xc0, func(s []byte) { s[1] = 0xc9 }), ErrUnsupported, "arithmetic"},
		{"lossless", JPEG, sof(small, 0xc0, func(s []byte) { s[1] = 0xc3 }), ErrUnsupported, "lossless"},
		{"hierarchical", JPEG, sof(small, 0xc0, func(s []byte) { s[1] = 0xc5 }), ErrUnsupported, "hierarchical"},
		{"2 components", JPEG, sof(small, 0xc0, func(s []byte) { s[9] = 2 }), ErrDamaged, "colours"},
		{"4 components and nothing that says of what colour", JPEG, unmarked, ErrUnsupported, "rare kind"},
		{"sampling of 0", JPEG, sof(small, 0xc0, func(s []byte) { s[11] = 0 }), ErrDamaged, ""},
		{"two frames", JPEG, insertJPEG(small, segment(0xc0, "\x08\x00\x10\x00\x10\x01\x01\x11\x00")), ErrDamaged, "twice"},
		{"10,000 scans", JPEG, append(append(bytes.Clone(progressive[:len(progressive)-2]), bytes.Repeat(sos, 10_000)...), 0xff, 0xd9), ErrDamaged, "too many layers"},
		{"5 MiB of EXIF", JPEG, insertJPEG(small, bytes.Repeat(segment(0xe1, "Exif\x00\x00"+strings.Repeat("x", 65_000)), 84)), ErrMetadata, "4 MiB"},
		{"5 MiB of comments", JPEG, insertJPEG(small, bytes.Repeat(segment(0xfe, strings.Repeat("x", 65_000)), 84)), ErrMetadata, ""},
		{"5 MiB between segments", JPEG, insertJPEG(small, make([]byte, 5<<20)), ErrMetadata, ""},
		{"no end", JPEG, small[:len(small)-2], ErrDamaged, "too early"},
		{"no picture", JPEG, []byte("\xff\xd8\xff\xd9"), ErrDamaged, "no picture"},
		{"thumbnail alone", JPEG, insertJPEG([]byte("\xff\xd8\xff\xd9"), segment(0xe1, "Exif\x00\x00"+string(small))), ErrDamaged, "no picture"},
		{"unknown marker", JPEG, insertJPEG(small, segment(0x02, "what")), ErrDamaged, ""},
		{"followed by a ZIP archive", JPEG, followed(zipFile), ErrTrailing, "An archive"},
		{"followed by the end of one", JPEG, followed(zipFile[strings.Index(zipFile, "PK\x05"):]), ErrTrailing, "An archive"},
		{"followed by a RAR archive", JPEG, followed("Rar!\x1a\x07\x01\x00"), ErrTrailing, "An archive"},
		{"followed by a PDF document", JPEG, followed("%PDF-1.7"), ErrTrailing, "A PDF document"},
		{"followed by a page", JPEG, followed("<!DOCTYPE html>"), ErrTrailing, "A web page"},
		{"followed by a script", JPEG, followed("<ScRiPt>alert(1)</ScRiPt>"), ErrTrailing, "A web page"},
		{"followed by PHP", JPEG, followed("<?php system($_GET[0]);"), ErrTrailing, "A web page"},
		{"followed by SVG", JPEG, followed("<svg onload=alert(1)>"), ErrTrailing, "A web page"},
		{"followed by SVG, otherwise", JPEG, followed("<SVG/onload=alert(1)>"), ErrTrailing, "A web page"},
		{"followed by ELF", JPEG, followed("\x7fELF\x02\x01\x01"), ErrTrailing, "A program"},
		{"followed by PE", JPEG, append(bytes.Clone(small), "MZ\x90"...), ErrTrailing, "A program"},
	}
}

// zipFile is an archive of one file.
const zipFile = "PK\x03\x04\x0a\x00\x00\x00\x00\x00\x00\x00\x21\x00\x86\xa6\x10\x36\x05\x00\x00\x00\x05\x00\x00\x00\x01\x00\x00\x00ahello" +
	"PK\x01\x02\x0a\x00\x0a\x00\x00\x00\x00\x00\x00\x00\x21\x00\x86\xa6\x10\x36\x05\x00\x00\x00\x05\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00a" +
	"PK\x05\x06\x00\x00\x00\x00\x01\x00\x01\x00\x2f\x00\x00\x00\x24\x00\x00\x00\x00\x00"

func gifBombs(t testing.TB) []bomb {
	frame := image.NewPaletted(image.Rect(0, 0, 10, 10), palette.Plan9[:2])
	one := &gif.GIF{Image: []*image.Paletted{frame}, Delay: []int{0}}
	small := gifFile(t, one)
	many := &gif.GIF{Config: image.Config{Width: 4000, Height: 4000}}
	for range 10_000 { // 240 KB
		many.Image, many.Delay = append(many.Image, frame), append(many.Delay, 0)
	}
	at := func(offset int, with string) []byte {
		b := bytes.Clone(small)
		copy(b[offset:], with)
		return b
	}
	comment := append([]byte{0x21, 0xfe}, append(bytes.Repeat(append([]byte{255}, make([]byte, 255)...), 5<<12), 0)...)
	descriptor := bytes.IndexByte(small, 0x2c)
	return []bomb{
		{"10,000 pictures", GIF, gifFile(t, many), ErrFrames, "more than 500 pictures"},
		{"65,535 × 65,535", GIF, at(6, "\xff\xff\xff\xff"), ErrPixels, "65,535"},
		{"beside the canvas", GIF, at(descriptor+1, "\x01\x00"), ErrDamaged, "outside"},
		{"larger than the canvas", GIF, at(descriptor+5, "\xff\xff"), ErrDamaged, "outside"},
		{"of no width", GIF, at(descriptor+5, "\x00\x00"), ErrDamaged, "outside"},
		{"5 MiB of comment", GIF, bytes.Join([][]byte{small[:descriptor], comment, small[descriptor:]}, nil), ErrMetadata, "4 MiB"},
		{"no end", GIF, small[:len(small)-1], ErrDamaged, "too early"},
		{"no picture", GIF, append(bytes.Clone(small[:descriptor]), 0x3b), ErrDamaged, "no picture"},
		{"followed by a script", GIF, append(bytes.Clone(small), "/*<script>"...), ErrTrailing, ""},
		{"a script", GIF, []byte("GIF89a/*" + strings.Repeat("x", 100) + "*/=1;alert(1)"), ErrPixels, ""},
		{"unknown block", GIF, bytes.Join([][]byte{small[:descriptor], {0x99}, small[descriptor:]}, nil), ErrDamaged, "no known kind"},
		{"little data", GIF, bytes.Join([][]byte{small[:descriptor+10], {2, 1, 0x44, 0, 0x3b}}, nil), ErrDamaged, ""},
	}
}

// vp8l packs bits of values, the lowest first: pairs of value and number of bits.
func vp8l(bits ...uint64) []byte {
	var out []byte
	acc, n := uint64(0), uint64(0)
	for i := 0; i < len(bits); i += 2 {
		acc |= bits[i] << n
		for n += bits[i+1]; n >= 8; n -= 8 {
			out = append(out, byte(acc))
			acc >>= 8
		}
	}
	return append(out, byte(acc), 0)
}

func webpBombs(t testing.TB) []bomb {
	lossless, lossy := fixture(t, "lossless.webp"), fixture(t, "lossy.webp")
	head := func(width, height uint64) []uint64 { return []uint64{0x2f, 8, width - 1, 14, height - 1, 14, 0, 4} }
	tree := func(symbol uint64) []uint64 { return []uint64{1, 1, 0, 1, 1, 1, symbol, 8} }
	groups := head(4000, 4000)
	groups = append(groups, 0, 1, 0, 1, 1, 1, 7, 3, 0, 1) // no transforms, no cache, many groups, tiles of 512, no cache
	for _, symbol := range []uint64{255, 255, 0, 0, 0} {
		groups = append(groups, tree(symbol)...)
	}
	enough := append(vp8l(groups...), make([]byte, 1<<20)...)
	return []bomb{
		{"16,384 × 16,384", WebP, riff(riffChunk("VP8L", vp8l(head(16384, 16384)...))), ErrPixels, "16,384 × 16,384"},
		{"16,777,216 × 16,777,216", WebP, riff(vp8x(0, 1<<24, 1<<24), lossless[12:]), ErrPixels, "16,777,216"},
		{"another size than the canvas", WebP, riff(vp8x(0, 10, 10), lossless[12:]), ErrDamaged, "another size"},
		{"65,536 groups", WebP, riff(riffChunk("VP8L", vp8l(groups...))), ErrDamaged, ""},
		{"65,536 groups with data", WebP, riff(riffChunk("VP8L", enough)), ErrDamaged, ""},
		{"65,536 groups of alpha", WebP, riff(vp8x(16, 32, 24), riffChunk("ALPH", append([]byte{1}, vp8l(groups[8:]...)...)), lossy[12:]), ErrDamaged, ""},
		{"nonsense", WebP, riff(riffChunk("VP8L", append(vp8l(head(4000, 4000)...), bytes.Repeat([]byte{0xa5}, 1000)...))), ErrDamaged, ""},
		{"animation", WebP, fixture(t, "animated.webp"), ErrUnsupported, "animation"},
		{"animation by its chunks alone", WebP, riff(vp8x(0, 32, 24), riffChunk("ANMF", lossless[12:])), ErrUnsupported, "animation"},
		{"no picture", WebP, riff(vp8x(0, 32, 24)), ErrDamaged, "no picture"},
		{"two pictures", WebP, riff(lossless[12:], lossless[12:]), ErrDamaged, "two pictures"},
		{"5 MiB of XMP", WebP, riff(vp8x(4, 32, 24), lossless[12:], riffChunk("XMP ", make([]byte, 5<<20))), ErrMetadata, "4 MiB"},
		{"followed by a byte", WebP, append(bytes.Clone(lossless), 0), ErrTrailing, ""},
		{"followed by a ZIP archive", WebP, append(bytes.Clone(lossy), zipFile...), ErrTrailing, ""},
		{"chunk of 4 GiB", WebP, riff(lossless[12:], []byte("XMP \xff\xff\xff\xff")), ErrDamaged, "longer than the whole"},
		{"alpha alone", WebP, riff(riffChunk("ALPH", []byte{0})), ErrDamaged, ""},
		{"begins otherwise", WebP, riff(riffChunk("EXIF", []byte("II*\x00")), lossless[12:]), ErrDamaged, "begin"},
	}
}

// Files that would take much memory or are not what they seem are refused, with a sentence, and before anything large is
// allocated. It does not run beside other tests, for it counts what is allocated.
func TestBombs(t *testing.T) { //nolint:paralleltest // counts what is allocated
	const most = 16 << 20
	for _, b := range append(append(append(pngBombs(t), jpegBombs(t)...), gifBombs(t)...), webpBombs(t)...) {
		t.Run(string(b.f)+" "+b.name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			message := refused(t, b.f, b.file, b.reason)
			runtime.ReadMemStats(&after)
			require.Contains(t, message, b.message)
			require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(most))
		})
	}
}

// A picture of one colour needs few bytes of a file; its memory is bounded by its pixels.
func TestMemory(t *testing.T) { //nolint:paralleltest // counts what is allocated
	for name, tt := range map[string]struct {
		file   []byte
		decode uint64 // bytes a pixel of what the decoder makes
	}{
		"8 bits":       {rawPNG(ihdr(1600, 1000, 8, 2, 0), idat(t, 1000*(1+3*1600))), 4},
		"16 bits":      {rawPNG(ihdr(1600, 1000, 16, 2, 0), idat(t, 1000*(1+6*1600))), 8},
		"16 bits grey": {rawPNG(ihdr(1600, 1000, 16, 0, 0), idat(t, 1000*(1+2*1600))), 2},
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		p := clean(t, PNG, tt.file)
		runtime.ReadMemStats(&after)
		require.Less(t, len(p.Data), 1000)
		require.Less(t, after.TotalAlloc-before.TotalAlloc, (tt.decode+2)*1_600_000+5<<20, name) // 1 more with a palette; compressors
	}
}

// Every beginning of a file is refused.
func TestTruncated(t *testing.T) {
	t.Parallel()
	frame := image.NewPaletted(image.Rect(0, 0, 20, 10), palette.Plan9)
	noise(frame.Pix)
	for _, f := range []struct {
		f    Format
		file []byte
	}{
		{PNG, pngFile(t, photo(30, 20))},
		{PNG, fixture(t, "deep-interlaced.png")},
		{JPEG, jpegFile(t, photo(30, 20))},
		{JPEG, fixture(t, "progressive.jpg")},
		{GIF, gifFile(t, &gif.GIF{Image: []*image.Paletted{frame, frame}, Delay: []int{0, 0}})},
		{WebP, fixture(t, "lossy.webp")},
		{WebP, fixture(t, "alpha.webp")},
		{WebP, fixture(t, "lossless.webp")},
	} {
		clean(t, f.f, f.file)
		for n := range f.file {
			refused(t, f.f, f.file[:n], ErrDamaged)
		}
		if f.f != WebP { // has no mark of its end
			refused(t, f.f, append(bytes.Clone(f.file[:len(f.file)-1]), 'x'), ErrDamaged)
		}
	}
}

// What cannot be kept in the room that there is, is refused.
func TestBytes(t *testing.T) {
	t.Parallel()
	m := image.NewNRGBA(image.Rect(0, 0, 300, 300))
	noise(m.Pix)
	file := pngFile(t, m)
	l := usual
	l.Bytes = 100 << 10
	_, err := Clean(t.Context(), bytes.NewReader(file), int64(len(file)), PNG, l)
	require.ErrorIs(t, err, ErrBytes)
	require.EqualError(t, err, "This picture would need more than 100 KiB to be kept. Make it smaller, or save it as a JPEG file, and upload it again.")
}

// Errors that are not the fault of the file are returned as they are.
func TestReader(t *testing.T) {
	t.Parallel()
	file := pngFile(t, photo(300, 200))
	boom := errors.New("the disk is gone")
	for n := 0; n < len(file); n += 1000 {
		r := struct {
			io.Reader
			io.Seeker
		}{io.MultiReader(bytes.NewReader(file[:n]), iotest.ErrReader(boom)), nowhere{}}
		_, err := Clean(t.Context(), r, int64(len(file)), PNG, usual)
		require.ErrorIs(t, err, boom)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := Clean(ctx, bytes.NewReader(file), int64(len(file)), PNG, usual)
	require.ErrorIs(t, err, context.Canceled)
	_, err = Clean(t.Context(), bytes.NewReader(file), int64(len(file)), TTF, usual)
	require.Error(t, err)
	_, refusal := errors.AsType[*Refusal](err)
	require.False(t, refusal)
}

type nowhere struct{}

func (nowhere) Seek(int64, int) (int64, error) { return 0, nil }
