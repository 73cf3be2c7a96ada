package picture

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/require"
)

// profile is a colour profile with a name, as version 2 or 4 writes it.
func profile(name string, version byte) []byte {
	icc := make([]byte, 128)
	icc[8] = version
	copy(icc[36:], "acsp")
	be := binary.BigEndian
	var desc []byte
	if version < 4 {
		desc = append(be.AppendUint32([]byte("desc\x00\x00\x00\x00"), uint32(len(name)+1)), name+"\x00"...)
	} else {
		units := utf16.Encode([]rune(name))
		desc = append([]byte("mluc\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x0cenUS"), 0, 0, 0, byte(2*len(units)), 0, 0, 0, 28)
		for _, u := range units {
			desc = be.AppendUint16(desc, u)
		}
	}
	icc = be.AppendUint32(icc, 2)
	icc = append(icc, "cprt\x00\x00\x00\x00\x00\x00\x00\x00desc"...)
	icc = be.AppendUint32(be.AppendUint32(icc, uint32(len(icc)+8)), uint32(len(desc)))
	return append(icc, desc...)
}

func iccp(t testing.TB, icc []byte) []byte {
	t.Helper()
	b := bytes.NewBufferString("ICC Profile\x00\x00")
	z := zlib.NewWriter(b)
	_, err := z.Write(icc)
	require.NoError(t, err)
	require.NoError(t, z.Close())
	return chunk("iCCP", b.Bytes())
}

// Who uploads a picture with other colours than those of sRGB is told that they are not converted.
func TestProfile(t *testing.T) {
	t.Parallel()
	png, jpg, lossy := pngFile(t, photo(30, 20)), jpegFile(t, photo(30, 20)), fixture(t, "lossy.webp")
	nameless := profile("", 2)
	for name, tt := range map[string]struct {
		icc     []byte
		foreign bool
	}{
		"sRGB, version 2":   {profile("sRGB IEC61966-2.1", 2), false},
		"sRGB, version 4":   {profile("sRGB v4 ICC preference", 4), false},
		"Facebook's":        {profile("c2", 2), false},
		"Display P3":        {profile("Display P3", 4), true},
		"Adobe RGB":         {profile("Adobe RGB (1998)", 2), true},
		"nameless":          {nameless, true},
		"its name cut off":  {nameless[:len(nameless)-8], true},
		"no profile at all": {bytes.Repeat([]byte("x"), 500), false},
		"too short":         {profile("Display P3", 4)[:131], false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, tt.foreign, foreignProfile(tt.icc))
			for f, file := range map[Format][]byte{
				PNG:  insertPNG(png, iccp(t, tt.icc)),
				JPEG: insertJPEG(jpg, segment(0xe2, "ICC_PROFILE\x00\x01\x01"+string(tt.icc))),
				WebP: riff(vp8x(32, 32, 24), riffChunk("ICCP", tt.icc), lossy[12:]),
			} {
				p := clean(t, f, file)
				if tt.foreign {
					require.Contains(t, codes(p), "profile", f)
				} else {
					require.NotContains(t, codes(p), "profile", f)
				}
				require.NotContains(t, string(p.Data), "acsp")
			}
		})
	}
	second := insertJPEG(jpg, segment(0xe2, "ICC_PROFILE\x00\x02\x02"+string(profile("Display P3", 4))))
	require.Empty(t, codes(clean(t, JPEG, second)), "it begins in another part")
	cmyk := insertJPEG(fixture(t, "cmyk.jpg"), segment(0xe2, "ICC_PROFILE\x00\x01\x01"+string(profile("FOGRA39", 2))))
	require.Equal(t, []string{"colours"}, codes(clean(t, JPEG, cmyk)), "which says it already")
}

func FuzzProfile(f *testing.F) {
	f.Add(profile("sRGB", 2))
	f.Add(profile("Display P3", 4))
	f.Fuzz(func(_ *testing.T, icc []byte) {
		foreignProfile(icc)
		inflatedProfile(icc)
	})
}
