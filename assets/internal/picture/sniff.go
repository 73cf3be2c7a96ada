package picture

import (
	"bytes"
	"encoding/binary"
	"unicode/utf8"
)

// Format is what a file is, by its first bytes.
type Format string

// The formats that Sniff knows, and kinds of others, for which there is something to be done. Clean takes the first four.
const (
	PNG  Format = "png"
	JPEG Format = "jpeg"
	GIF  Format = "gif"
	WebP Format = "webp"
	TTF  Format = "ttf" // a font with TrueType outlines
	OTF  Format = "otf" // a font with CFF outlines
	TTC  Format = "ttc" // several fonts in one file, of either kind
	SVG  Format = "svg" // known in order to say why it is not taken

	OtherPhoto   Format = "other-photo"   // a picture of a camera or scanner: HEIC, TIFF, raw
	OtherPicture Format = "other-picture" // AVIF, Photoshop, BMP, …
	OtherFont    Format = "other-font"    // WOFF, PostScript, …
	Archive      Format = "archive"       // may hold what is taken
)

// Head is how many first bytes of a file are enough for Sniff.
const Head = 4096

// name is the name of a file of the format, to show.
func (f Format) name() string {
	switch f {
	case PNG:
		return "PNG file"
	case JPEG:
		return "JPEG file"
	case GIF:
		return "GIF file"
	case WebP:
		return "WebP file"
	}
	return "file"
}

// Sniff tells what a file is by its first bytes, as many as Head or all, and in words what it seems to be, such as "a PDF
// document". Both are "" if it cannot tell; of what is no Format and of no such kind only the second is given. A file can be made to look like several
// formats, so this serves to choose a decoder and to explain a refusal; whether a file is what it looks like, the decoder says.
func Sniff(head []byte) (f Format, what string) {
	for _, m := range magics {
		if len(head) >= m.at && bytes.HasPrefix(head[m.at:], []byte(m.bytes)) {
			return m.format, m.what
		}
	}
	if what := sniffRIFF(head); what != "" {
		if what == webpPicture {
			return WebP, what
		}
		return "", what
	}
	if f, what := sniffISO(head); what != "" {
		return f, what
	}
	if what := sniffTIFF(head); what != "" {
		return OtherPhoto, what
	}
	if isEOT(head) {
		return OtherFont, "an EOT font for web pages"
	}
	return sniffText(head)
}

type magic struct {
	at     int
	bytes  string
	format Format
	what   string
}

// magics are how files begin. Arrays are no constants: nothing writes to it.
var magics = [...]magic{
	{0, "\x89PNG\r\n\x1a\n", PNG, "a PNG picture"},
	{0, "\xff\xd8\xff", JPEG, "a JPEG picture"},
	{0, "GIF87a", GIF, "a GIF picture"},
	{0, "GIF89a", GIF, "a GIF picture"},
	{0, "\x00\x01\x00\x00\x00", TTF, "a TrueType font"},
	{0, "true\x00", TTF, "a TrueType font"},
	{0, "OTTO", OTF, "an OpenType font"},
	{0, "ttcf", TTC, "a collection of fonts"},
	{0, "wOFF", OtherFont, "a WOFF font for web pages"},
	{0, "wOF2", OtherFont, "a WOFF2 font for web pages"},
	{0, "%!PS-AdobeFont", OtherFont, "a PostScript font"},
	{0, "\x80\x01%!", OtherFont, "a PostScript font"},
	{8, "CR\x02", OtherPhoto, "a raw picture of a camera (CR2)"},
	{0, "IIRO", OtherPhoto, "a raw picture of a camera"},
	{0, "IIU\x00", OtherPhoto, "a raw picture of a camera"},
	{0, "II\x1a\x00\x00\x00HEAPCCDR", OtherPhoto, "a raw picture of a camera"},
	{0, "FUJIFILMCCD-RAW", OtherPhoto, "a raw picture of a camera"},
	{0, "II+\x00", OtherPhoto, "a TIFF picture"},
	{0, "MM\x00+", OtherPhoto, "a TIFF picture"},
	{0, "8BPS", OtherPicture, "a Photoshop picture"},
	{0, "gimp xcf", OtherPicture, "a GIMP picture"},
	{0, "\xff\x0a", OtherPicture, "a JPEG XL picture"},
	{0, "\x00\x00\x00\x0cJXL ", OtherPicture, "a JPEG XL picture"},
	{0, "\x00\x00\x00\x0cjP  ", OtherPicture, "a JPEG 2000 picture"},
	{0, "\xff\x4f\xff\x51", OtherPicture, "a JPEG 2000 picture"},
	{0, "\x00\x00\x01\x00", OtherPicture, "an icon"},
	{0, "\x8aMNG", OtherPicture, "an MNG animation"},
	{0, "%PDF-", "", "a PDF document"},
	{0, "%!PS", "", "a PostScript document"},
	{0, "\xc5\xd0\xd3\xc6", "", "a PostScript document"},
	{0, "{\\rtf", "", "a text document"},
	{0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "", "an Office document"},
	{0, "PK\x03\x04", Archive, "a ZIP archive"},
	{0, "PK\x05\x06", Archive, "a ZIP archive"},
	{0, "Rar!\x1a\x07", Archive, "a RAR archive"},
	{0, "7z\xbc\xaf\x27\x1c", Archive, "a 7z archive"},
	{0, "\x1f\x8b", Archive, "a gzip archive"},
	{0, "BZh", Archive, "a bzip2 archive"},
	{0, "\xfd7zXZ\x00", Archive, "an xz archive"},
	{0, "\x28\xb5\x2f\xfd", Archive, "a Zstandard archive"},
	{257, "ustar", Archive, "a tar archive"},
	{0, "\x7fELF", "", "a program"},
	{0, "MZ", "", "a program"},
	{0, "\xcf\xfa\xed\xfe", "", "a program"},
	{0, "\xca\xfe\xba\xbe", "", "a program"},
	{0, "\x00asm", "", "a program"},
	{0, "SQLite format 3\x00", "", "a database"},
	{0, "ID3", "", "a sound file"},
	{0, "OggS", "", "a sound file"},
	{0, "fLaC", "", "a sound file"},
	{0, "\x1a\x45\xdf\xa3", "", "a film"},
	{0, "BM", OtherPicture, "a BMP picture"},
}

const webpPicture = "a WebP picture"

// sniffRIFF knows files of the Resource Interchange File Format.
func sniffRIFF(head []byte) string {
	if len(head) < 12 || string(head[:4]) != "RIFF" {
		return ""
	}
	switch string(head[8:12]) {
	case "WEBP":
		return webpPicture
	case "WAVE":
		return "a sound file"
	case "AVI ":
		return "a film"
	}
	return ""
}

// sniffISO knows files of the ISO base media format (ISO/IEC 14496-12), by the brands that they name.
func sniffISO(head []byte) (Format, string) {
	if len(head) < 16 || string(head[4:8]) != "ftyp" {
		return "", ""
	}
	size := int(head[2])<<8 | int(head[3])
	brands := head[8:min(len(head), max(16, size))]
	for _, b := range []struct {
		brand  string
		format Format
		what   string
	}{
		{"avif", OtherPicture, "an AVIF picture"},
		{"avis", OtherPicture, "an AVIF animation"},
		{"heic", OtherPhoto, "a HEIC photo"},
		{"heix", OtherPhoto, "a HEIC photo"},
		{"hevc", OtherPhoto, "a HEIC animation"},
		{"mif1", OtherPhoto, "a HEIF photo"},
		{"crx ", OtherPhoto, "a raw picture of a camera (CR3)"},
		{"M4A ", "", "a sound file"},
	} {
		for i := 0; i+4 <= len(brands); i += 4 {
			if string(brands[i:i+4]) == b.brand {
				return b.format, b.what
			}
		}
	}
	return "", "a film"
}

// sniffTIFF knows files of the Tagged Image File Format (6.0), and those of cameras that are written in it: by the tags in the first
// directory, if that is at the beginning.
func sniffTIFF(head []byte) string {
	var order binary.ByteOrder
	switch {
	case bytes.HasPrefix(head, []byte("II*\x00")):
		order = binary.LittleEndian
	case bytes.HasPrefix(head, []byte("MM\x00*")):
		order = binary.BigEndian
	default:
		return ""
	}
	const (
		maker      = 0x010f // of the camera
		subIFDs    = 0x014a // where cameras put what the sensor saw
		dngVersion = 0xc612 // Adobe, Digital Negative 1.7
	)
	seen := map[uint16]bool{}
	if len(head) >= 8 {
		if at := int64(order.Uint32(head[4:])); at+2 <= int64(len(head)) {
			entries := head[at+2:]
			for range min(int(order.Uint16(head[at:])), len(entries)/12) {
				seen[order.Uint16(entries)] = true
				entries = entries[12:]
			}
		}
	}
	switch {
	case seen[dngVersion]:
		return "a raw picture of a camera (DNG)"
	case seen[maker] && seen[subIFDs]:
		return "a raw picture of a camera"
	}
	return "a TIFF picture"
}

// isEOT knows Embedded OpenType (W3C submission, 2008): its version is one of three, and a magic number stands at 34.
func isEOT(head []byte) bool {
	if len(head) < 36 || string(head[34:36]) != "LP" {
		return false
	}
	v := binary.LittleEndian.Uint32(head[8:])
	return v == 0x10000 || v == 0x20001 || v == 0x20002
}

// sniffText tells kinds of text apart, as far as that matters.
func sniffText(head []byte) (Format, string) {
	for _, bom := range []string{"\xfe\xff", "\xff\xfe"} {
		if bytes.HasPrefix(head, []byte(bom)) { // UTF-16, as far as it is ASCII
			head = bytes.ReplaceAll(head[2:], []byte{0}, nil)
		}
	}
	if !isText(head) {
		return "", ""
	}
	text := bytes.ToLower(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")))
	xml := false
	for {
		text = bytes.TrimLeft(text, " \t\r\n\f")
		end := ""
		switch {
		case bytes.HasPrefix(text, []byte("<?xml")):
			xml, end = true, "?>"
		case bytes.HasPrefix(text, []byte("<!--")):
			end = "-->"
		case bytes.HasPrefix(text, []byte("<!doctype svg")):
			return SVG, "an SVG drawing"
		case bytes.HasPrefix(text, []byte("<!doctype")) && !bytes.HasPrefix(text, []byte("<!doctype html")):
			xml, end = true, ">"
			if declaration, _, _ := bytes.Cut(text, []byte(">")); bytes.ContainsRune(declaration, '[') {
				end = "]>"
			}
		default:
			return sniffElement(text, xml)
		}
		_, rest, ok := bytes.Cut(text, []byte(end))
		if !ok {
			rest = nil
		}
		text = rest
	}
}

// sniffElement tells what text is by how it begins after declarations and comments.
func sniffElement(text []byte, xml bool) (Format, string) {
	for _, s := range []struct {
		start  string
		format Format
		what   string
	}{
		{"<svg", SVG, "an SVG drawing"},
		{"<!doctype html", "", "an HTML page"},
		{"<html", "", "an HTML page"},
		{"<head", "", "an HTML page"},
		{"<body", "", "an HTML page"},
		{"<script", "", "a script"},
		{"<?php", "", "a script"},
		{"#!", "", "a script"},
	} {
		if bytes.HasPrefix(text, []byte(s.start)) {
			return s.format, s.what
		}
	}
	_, root, prefixed := bytes.Cut(text[:min(len(text), 64)], []byte(":"))
	switch {
	case xml && prefixed && bytes.HasPrefix(root, []byte("svg")):
		return SVG, "an SVG drawing"
	case xml:
		return "", "an XML document"
	case len(text) == 0:
		return "", ""
	}
	return "", "text"
}

// isText tells whether all of head is UTF-8 without control characters. The last character may be cut off.
func isText(head []byte) bool {
	for len(head) > 0 {
		r, n := utf8.DecodeRune(head)
		switch {
		case r == utf8.RuneError && n == 1:
			return !utf8.FullRune(head)
		case r < ' ' && r != '\t' && r != '\n' && r != '\r' && r != '\f':
			return false
		}
		head = head[n:]
	}
	return true
}
