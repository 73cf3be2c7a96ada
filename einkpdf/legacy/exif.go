package legacy

import (
	"bytes"
	"encoding/binary"
)

// withoutEXIF is a JPEG or PNG file without EXIF, in which cameras note how a picture
// is to be turned: the predecessor did not look at it, and what keeps images may.
// What is no such file stays as it is, and so does data.
func withoutEXIF(data []byte) []byte {
	switch {
	case bytes.HasPrefix(data, []byte("\xFF\xD8")) && bytes.Contains(data, []byte(exifID)):
		return jpegWithoutEXIF(data)
	case bytes.HasPrefix(data, []byte("\x89PNG")) && bytes.Contains(data, []byte("eXIf")):
		return pngWithoutEXIF(data)
	}
	return data
}

const exifID = "Exif\x00\x00"

// jpegWithoutEXIF drops segments APP1 with EXIF (EXIF 2.32, 4.7.2) that stand before
// the pixels.
func jpegWithoutEXIF(data []byte) []byte {
	const app1, sos = 0xE1, 0xDA
	out := bytes.Clone(data[:2])
	data = data[2:]
	for len(data) >= 4 && data[0] == 0xFF && data[1] > 0xBF && data[1] != sos {
		if data[1] == 0xFF { // a fill byte before a marker (ITU-T T.81, B.1.1.2)
			data = data[1:]
			continue
		}
		n := 2 + int(binary.BigEndian.Uint16(data[2:]))
		if n < 4 || n > len(data) {
			break
		}
		if data[1] != app1 || !bytes.HasPrefix(data[4:n], []byte(exifID)) {
			out = append(out, data[:n]...)
		}
		data = data[n:]
	}
	return append(out, data...)
}

// pngWithoutEXIF drops chunks eXIf (PNG, 3rd edition, 11.3.4.5).
func pngWithoutEXIF(data []byte) []byte {
	out := bytes.Clone(data[:min(8, len(data))])
	data = data[len(out):]
	for len(data) >= 12 {
		n := 12 + int64(binary.BigEndian.Uint32(data))
		if n > int64(len(data)) {
			break
		}
		if string(data[4:8]) != "eXIf" {
			out = append(out, data[:n]...)
		}
		data = data[n:]
	}
	return append(out, data...)
}
