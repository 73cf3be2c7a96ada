package legacy

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/jpeg"
	"image/png"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
)

// TestNoEXIF: images are not turned by it, whether they are made smaller or not, here or
// by what keeps them.
func TestNoEXIF(t *testing.T) {
	sideways := "MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00\x00\x00\x00\x00"
	segment := func(body string) string {
		return "\xFF\xE1" + string(binary.BigEndian.AppendUint16(nil, uint16(2+len(body)))) + body
	}
	chunk := func(kind, body string) string {
		sum := crc32.ChecksumIEEE([]byte(kind + body))
		return string(binary.BigEndian.AppendUint32(nil, uint32(len(body)))) + kind + body + string(binary.BigEndian.AppendUint32(nil, sum))
	}
	var j, p bytes.Buffer
	require.NoError(t, jpeg.Encode(&j, colourful(255), nil))
	require.NoError(t, png.Encode(&p, colourful(255)))
	jpg, pic := j.String(), p.String()
	xmp := segment("http://ns.adobe.com/xap/1.0/\x00<x/>")
	for _, tt := range []struct{ name, data, want string }{
		{"JPEG without", jpg, jpg},
		{"JPEG", jpg[:2] + segment(exifID+sideways) + jpg[2:], jpg},
		{"JPEG with fill bytes", jpg[:2] + "\xFF\xFF" + segment(exifID+sideways) + jpg[2:], jpg[:2] + jpg[2:]},
		{"JPEG with XMP", jpg[:2] + xmp + segment(exifID+sideways) + jpg[2:], jpg[:2] + xmp + jpg[2:]},
		{"PNG without", pic, pic},
		{"PNG", pic[:33] + chunk("eXIf", sideways) + pic[33:], pic},
		{"PNG, at its end", pic[:len(pic)-12] + chunk("eXIf", sideways) + pic[len(pic)-12:], pic},
	} {
		s := newImages(einkpdf.Limits{})
		got := s.add(base64.StdEncoding.EncodeToString([]byte(tt.data)), false, room{})
		require.NoError(t, got.err, tt.name)
		require.Equal(t, []int{6, 4}, []int{got.width, got.height}, tt.name)
		require.Equal(t, tt.want, string(s.assets[got.name]), tt.name)
	}

	// What is damaged is not made worse.
	for _, data := range []string{"", "\xFF\xD8", "\xFF\xD8" + exifID, "\xFF\xD8\xFF\xE1\xFF\xFF" + exifID, "\xFF\xD8\xFF\xE1\x00\x00" + exifID, "\x89PNGeXIf", "\x89PNG\r\n\x1a\n\xFF\xFF\xFF\xFFeXIf...."} {
		require.Equal(t, data, string(withoutEXIF([]byte(data))))
	}

	s := newImages(einkpdf.Limits{})
	small := s.add(base64.StdEncoding.EncodeToString([]byte(jpg[:2]+segment(exifID+sideways)+jpg[2:])), false, room{w: 3, h: 2})
	require.NoError(t, small.err)
	cfg, _, err := image.DecodeConfig(bytes.NewReader(s.assets[small.name]))
	require.NoError(t, err)
	require.Greater(t, cfg.Width, cfg.Height)
}
