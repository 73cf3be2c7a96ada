package einkpdf

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"io"

	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

// readJPEG reads a JPEG image of the size and colours cfg. Its file stands for
// its pixels, which would take many times the room; but not when it is larger
// than they are, so that a file cannot take more memory than its pixels may.
// CMYK, of which writers have different notions, becomes pixels, too.
func readJPEG(data []byte, cfg image.Config) (*draw.Picture, error) {
	file, err := cleanJPEG(data, cfg.ColorModel)
	if err != nil {
		return nil, err
	}
	cmyk, gray := cfg.ColorModel == color.CMYKModel, cfg.ColorModel == color.GrayModel
	if cmyk {
		file = data
	}
	img, err := jpeg.Decode(bytes.NewReader(file))
	if err != nil {
		return nil, err
	}
	samples := int64(cfg.Width) * int64(cfg.Height)
	if !gray {
		samples *= 3
	}
	if cmyk || int64(len(file)) > samples {
		return toPicture(img), nil
	}
	return &draw.Picture{Width: cfg.Width, Height: cfg.Height, JPEG: file, JPEGGray: gray}, nil
}

// Markers of JPEG, ITU-T T.81 table B.1, each after a byte 0xFF.
const (
	markerSOF0  = 0xC0 // start of a baseline frame
	markerSOF1  = 0xC1 // ... extended sequential
	markerSOF2  = 0xC2 // ... progressive
	markerDHT   = 0xC4 // Huffman tables
	markerRST0  = 0xD0 // restart inside a scan
	markerRST7  = 0xD7
	markerEOI   = 0xD9 // end of the image
	markerSOS   = 0xDA // start of a scan
	markerDQT   = 0xDB // quantization tables
	markerDRI   = 0xDD // restart interval
	markerAPP0  = 0xE0 // applications' own
	markerAPP15 = 0xEF
	markerCOM   = 0xFE // comment
)

// What a file starts with: it says how its components are colours. Without the
// segment of Adobe, three components are YCbCr.
const (
	startJFIF = "\xFF\xD8\xFF\xE0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
	startRGB  = "\xFF\xD8\xFF\xEE\x00\x0EAdobe\x00\x64\x00\x00\x00\x00\x00"
)

// maxScans bounds the scans of a file, each of which a decoder does the whole
// image for. Progressive files have about ten.
const maxScans = 100

// cleanJPEG is a file of the same pixels with nothing else in it: no EXIF, no
// colour profile, no thumbnail, no comment and nothing after its end. It takes
// every file that the decoder takes, and of others some. model is that of the
// file.
func cleanJPEG(data []byte, model color.Model) ([]byte, error) {
	if !bytes.HasPrefix(data, []byte(startJFIF[:2])) {
		return nil, errors.New("it does not start as a JPEG image")
	}
	out := []byte(startJFIF)
	if model == color.RGBAModel {
		out = []byte(startRGB)
	}
	data = data[2:]
	for scans := 0; ; {
		marker, rest, ok := nextMarker(data)
		switch {
		case !ok:
			return nil, io.ErrUnexpectedEOF
		case marker == markerEOI:
			return append(out, 0xFF, markerEOI), nil
		case len(rest) < 2:
			return nil, io.ErrUnexpectedEOF
		}
		n := int(rest[0])<<8 | int(rest[1]) // with these two bytes
		if n < 2 || n > len(rest) {
			return nil, errors.New("a segment has the wrong length")
		}
		segment := rest[:n]
		data = rest[n:]
		switch marker {
		case markerSOF0, markerSOF1, markerSOF2, markerDHT, markerDQT, markerDRI:
			out = append(append(out, 0xFF, marker), segment...)
		case markerSOS:
			if scans++; scans > maxScans {
				return nil, fmt.Errorf("it has more than %d scans", maxScans)
			}
			out = append(append(out, 0xFF, marker), segment...)
			out, data = appendScan(out, data)
		default:
			if marker != markerCOM && (marker < markerAPP0 || marker > markerAPP15) {
				return nil, fmt.Errorf("JPEG's marker %#x is not supported", marker)
			}
		}
	}
}

// nextMarker skips fill bytes, what is no marker, and restarts outside of scans.
func nextMarker(data []byte) (marker byte, rest []byte, ok bool) {
	for len(data) > 1 {
		switch {
		case data[0] != 0xFF || data[1] == 0xFF:
			data = data[1:]
		case insideScan(data[1]):
			data = data[2:]
		default:
			return data[1], data[2:], true
		}
	}
	return 0, nil, false
}

// insideScan says whether a byte after 0xFF belongs to a scan's data: a zero
// that was put there so that it is no marker, or a restart.
func insideScan(b byte) bool { return b == 0 || markerRST0 <= b && b <= markerRST7 }

// appendScan appends a scan's data, up to a marker or to the end, without fill
// bytes, and returns what follows.
func appendScan(out, data []byte) (scan, rest []byte) {
	for {
		i := bytes.IndexByte(data, 0xFF)
		if i < 0 || i+1 == len(data) {
			return append(out, data...), nil
		}
		out, data = append(out, data[:i]...), data[i:]
		switch {
		case data[1] == 0xFF:
			data = data[1:]
		case insideScan(data[1]):
			out, data = append(out, data[:2]...), data[2:]
		default:
			return out, data
		}
	}
}
