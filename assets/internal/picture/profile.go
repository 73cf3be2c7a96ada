package picture

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"io"
	"strings"
	"unicode/utf16"
)

// maxProfile is how many first bytes of a colour profile are looked at.
const maxProfile = 64 << 10

// foreignProfile tells whether a colour profile (ICC.1:2022) is of other colours than those of sRGB, by what it calls itself: one
// without a name is. What is no profile is not: no program converts colours by it.
func foreignProfile(icc []byte) bool {
	if len(icc) < 132 || string(icc[36:40]) != "acsp" {
		return false
	}
	name := profileName(icc)
	return !strings.Contains(strings.ToLower(name), "srgb") && name != "c2" // the short one of Facebook's for sRGB
}

// profileName reads the tag profileDescriptionTag (9.2.41), of the type textDescriptionType of version 2 or
// multiLocalizedUnicodeType (10.15), or returns "".
func profileName(icc []byte) string {
	be := binary.BigEndian
	tags := icc[132:]
	for range min(int64(be.Uint32(icc[128:])), int64(len(tags)/12)) {
		tag, from, size := string(tags[:4]), int64(be.Uint32(tags[4:])), int64(be.Uint32(tags[8:]))
		tags = tags[12:]
		if tag != "desc" || size < 12 || from+size > int64(len(icc)) {
			continue
		}
		desc := icc[from : from+size]
		switch string(desc[:4]) {
		case "desc":
			text := desc[12:]
			text, _, _ = bytes.Cut(text[:min(int64(be.Uint32(desc[8:])), int64(len(text)))], []byte{0})
			return string(text)
		case "mluc":
			if size < 28 || be.Uint32(desc[8:]) == 0 {
				return ""
			}
			long, at := int64(be.Uint32(desc[20:])), int64(be.Uint32(desc[24:]))
			if at+long > size {
				return ""
			}
			units := make([]uint16, long/2)
			for i := range units {
				units[i] = be.Uint16(desc[at+2*int64(i):])
			}
			return string(utf16.Decode(units))
		}
	}
	return ""
}

// inflatedProfile is what is in a chunk iCCP of PNG (3rd edition, 11.3.2.3), as far as it can be read: a name, that of the
// compression, and the compressed profile.
func inflatedProfile(chunk []byte) []byte {
	_, rest, _ := bytes.Cut(chunk, []byte{0})
	if len(rest) == 0 {
		return nil
	}
	z, err := zlib.NewReader(bytes.NewReader(rest[1:]))
	if err != nil {
		return nil
	}
	icc, _ := io.ReadAll(io.LimitReader(z, maxProfile)) // cut off where it is damaged
	return icc
}
