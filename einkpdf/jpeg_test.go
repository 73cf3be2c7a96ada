package einkpdf

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// jpegs are files of each kind, and what may be dropped around their segments.
func jpegs(t testing.TB) map[string][]byte {
	all := map[string][]byte{"restart": restarted(t, ""), "filled restart": restarted(t, "\xFF\xFF")}
	for _, name := range []string{"baseline", "progressive", "gray", "cmyk"} {
		data, err := os.ReadFile(filepath.Join("testdata/jpeg", name+".jpg"))
		require.NoError(t, err)
		all[name] = data
	}
	base := all["progressive"]
	all["rgb"] = append([]byte(startRGB), base[len(startJFIF):]...)
	all["no header"] = append([]byte("\xFF\xD8"), base[len(startJFIF):]...)

	exif := "\xFF\xE1\x00\x10Exif\x00\x00private "
	all["metadata"] = []byte(startJFIF + exif + "\xFF\xFE\x00\x09private" + "\xFF\xEE\x00\x09private" + "junk\xFF\x00\xFF\xD3\xFF\xFF" +
		string(base[len(startJFIF):len(base)-2]) + exif + "\xFF\xFF\xFF\xD9" + "private" + string(base))
	return all
}

// restarted is a picture of two blocks with a restart between them.
func restarted(t testing.TB, fill string) []byte {
	var b bytes.Buffer
	require.NoError(t, jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 16, 8)), nil))
	sos := "\xFF\xDA\x00\x08\x01\x01\x00\x00\x3F\x00"
	head, _, ok := strings.Cut(b.String(), sos)
	require.True(t, ok)
	return []byte(head + "\xFF\xDD\x00\x04\x00\x01" + sos + "\x9E\xBF" + fill + "\xFF\xD0" + "\x2B" + "\xFF\xD9")
}

// requireSamePixels cleans a file, if the decoder takes it.
func requireSamePixels(t testing.TB, data []byte) (clean []byte) {
	cfg, err := jpeg.DecodeConfig(bytes.NewReader(data))
	if err != nil || cfg.Width*cfg.Height > 1<<14 {
		_, _ = cleanJPEG(data, cfg.ColorModel)
		return nil
	}
	clean, problem := cleanJPEG(data, cfg.ColorModel)
	if strings.Count(string(data), "\xFF\xDA") > maxScans {
		return nil
	}
	want, err := jpeg.Decode(bytes.NewReader(data))
	if err != nil {
		return nil
	}
	require.NoError(t, problem)
	require.LessOrEqual(t, len(clean), len(data)+len(startJFIF))
	again, err := cleanJPEG(clean, cfg.ColorModel)
	require.NoError(t, err)
	require.Equal(t, clean, again)
	if want.ColorModel() != cfg.ColorModel || cfg.ColorModel == color.CMYKModel {
		return clean // a segment about colours came late; or colours that stay out of documents
	}
	got, err := jpeg.Decode(bytes.NewReader(clean))
	require.NoError(t, err)
	require.Equal(t, cfg.ColorModel, got.ColorModel())
	require.Equal(t, toPicture(want), toPicture(got))
	return clean
}

func TestCleanJPEG(t *testing.T) {
	for name, data := range jpegs(t) {
		t.Run(name, func(t *testing.T) {
			clean := requireSamePixels(t, data)
			require.NotEmpty(t, clean)
			require.NotContains(t, string(clean), "private")
			require.NotContains(t, string(clean), "junk")
		})
	}
	all := jpegs(t)
	require.Equal(t, requireSamePixels(t, all["progressive"]), requireSamePixels(t, all["metadata"]))
	require.Equal(t, requireSamePixels(t, all["restart"]), requireSamePixels(t, all["filled restart"]))
	require.Contains(t, string(requireSamePixels(t, all["rgb"])), "Adobe")
}

func TestBadJPEG(t *testing.T) {
	good := string(jpegs(t)["baseline"])
	scan := good[strings.Index(good, "\xFF\xDA") : len(good)-2]
	for name, tt := range map[string]struct{ data, want string }{
		"empty":      {"", "start as a JPEG"},
		"no end":     {good[:len(good)-2], "unexpected EOF"},
		"no scan":    {good[:len(good)-len(scan)-2], "unexpected EOF"},
		"half a tag": {good[:5], "unexpected EOF"},
		"short":      {good[:4] + "\x00\x01", "wrong length"},
		"long":       {good[:4] + "\xFF\xFF", "wrong length"},
		"arithmetic": {strings.Replace(good, "\xFF\xC0", "\xFF\xC9", 1), "0xc9 is not supported"},
		"scans":      {good[:len(good)-2] + strings.Repeat(scan, maxScans) + "\xFF\xD9", "more than 100 scans"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := cleanJPEG([]byte(tt.data), color.YCbCrModel)
			require.ErrorContains(t, err, tt.want)
			_, err = readJPEG([]byte(tt.data), image.Config{ColorModel: color.YCbCrModel, Width: 40, Height: 28})
			require.Error(t, err)
		})
	}
}

// TestReadJPEG keeps files whose pixels would be larger, and pixels otherwise.
func TestReadJPEG(t *testing.T) {
	for name, data := range jpegs(t) {
		cfg, err := jpeg.DecodeConfig(bytes.NewReader(data))
		require.NoError(t, err)
		p, err := readJPEG(data, cfg)
		require.NoError(t, err, name)
		require.Equal(t, [2]int{cfg.Width, cfg.Height}, [2]int{p.Width, p.Height}, name)
		isFile := name != "cmyk" && !strings.Contains(name, "restart") // which has few pixels
		require.Equal(t, isFile, p.JPEG != nil, name)
		require.Equal(t, isFile, p.RGB == nil && p.Gray == nil, name)
		require.Equal(t, name == "gray", p.JPEGGray, name)
	}
	var b bytes.Buffer
	require.NoError(t, jpeg.Encode(&b, image.NewRGBA(image.Rect(0, 0, 8, 8)), nil))
	long := append([]byte("\xFF\xD8"+strings.Repeat("\xFF\xC4\x00\x02", 100_000)), b.Bytes()[2:]...)
	p, err := readJPEG(long, image.Config{ColorModel: color.YCbCrModel, Width: 8, Height: 8})
	require.NoError(t, err)
	require.Nil(t, p.JPEG)
	require.Len(t, p.Gray, 64)
}

func FuzzCleanJPEG(f *testing.F) {
	for _, data := range jpegs(f) {
		f.Add(data)
		f.Add(data[:len(data)/2])
		f.Add(append(bytes.Clone(data[:len(data)-2]), data...))
	}
	f.Fuzz(func(t *testing.T, data []byte) { requireSamePixels(t, data) })
}
