package picture

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// eot is how an EOT font begins, of Latin letters: the size of the file, that of the font, the version, and at 34 the magic number.
func eot(version, magic string) string {
	return "\x62\x9e\x00\x00\xa4\x9d\x00\x00" + version + strings.Repeat("\x00", 16) + "\x01\x00\x90\x01\x00\x00" + magic + "\xaf\x02\x00\xe0\x5b\x20\x00\x40"
}

func TestSniff(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		head   string
		format Format
		what   string
	}{
		{"", "", ""},
		{"\x00\x01\x02", "", ""},
		{string(fixture(t, "interlaced.png")), PNG, "a PNG picture"},
		{string(fixture(t, "cmyk.jpg")), JPEG, "a JPEG picture"},
		{"GIF87a", GIF, "a GIF picture"},
		{"GIF89a", GIF, "a GIF picture"},
		{"GIF90a", "", "text"},
		{string(fixture(t, "lossy.webp")), WebP, "a WebP picture"},
		{"RIFF\x00\x00\x00\x00WAVE", "", "a sound file"},
		{"\x00\x01\x00\x00\x00\x0a\x00\x80", TTF, "a TrueType font"},
		{"true\x00\x0a\x00\x80", TTF, "a TrueType font"},
		{"OTTO\x00\x0a", OTF, "an OpenType font"},
		{"ttcf\x00\x01\x00\x00", TTC, "a collection of fonts"},
		{"wOF2\x00\x01\x00\x00", OtherFont, "a WOFF2 font for web pages"},
		{eot("\x00\x00\x01\x00", "LP"), OtherFont, "an EOT font for web pages"},
		{eot("\x02\x00\x02\x00", "LP"), OtherFont, "an EOT font for web pages"},
		{eot("\x00\x00\x01\x00", "XX"), "", ""},
		{"All that is known about beginningsLP", "", "text"},
		{"II*\x00", OtherPhoto, "a TIFF picture"},
		{"MM\x00*", OtherPhoto, "a TIFF picture"},
		{"II*\x00\xff\xff\xff\xff", OtherPhoto, "a TIFF picture"},
		{"II*\x00\x08\x00\x00\x00\xff\xff\x0f\x01", OtherPhoto, "a TIFF picture"},
		{"MM\x00*\x00\x00\x00\x08\x00\x02" + "\x01\x0f\x00\x02\x00\x00\x00\x06\x00\x00\x00\x92" + "\x01\x4a\x00\x04\x00\x00\x00\x02\x00\x00\x00\x92", OtherPhoto, "a raw picture of a camera"},
		{"II*\x00\x08\x00\x00\x00\x01\x00" + "\x12\xc6\x01\x00\x04\x00\x00\x00\x01\x04\x00\x00", OtherPhoto, "a raw picture of a camera (DNG)"},
		{"II*\x00\x10\x00\x00\x00CR\x02\x00", OtherPhoto, "a raw picture of a camera (CR2)"},
		{"FUJIFILMCCD-RAW 0201", OtherPhoto, "a raw picture of a camera"},
		{"\x00\x00\x00\x18ftypcrx \x00\x00\x00\x01crx isom", OtherPhoto, "a raw picture of a camera (CR3)"},
		{"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", OtherPhoto, "a HEIC photo"},
		{"\x00\x00\x00\x1cftypmif1\x00\x00\x00\x00mif1avif", OtherPicture, "an AVIF picture"},
		{"\x00\x00\x00\x1cftypavif\x00\x00\x00\x00mif1avif", OtherPicture, "an AVIF picture"},
		{"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00isommp42", "", "a film"},
		{"%PDF-1.7\n", "", "a PDF document"},
		{zipFile, Archive, "a ZIP archive"},
		{"BM\x36\x00", OtherPicture, "a BMP picture"},
		{"MZ\x90\x00", "", "a program"},
		{"<svg xmlns='http://www.w3.org/2000/svg'/>", SVG, "an SVG drawing"},
		{"\xef\xbb\xbf  <?xml version='1.0'?>\n<!-- <html> --><!DOCTYPE svg PUBLIC \"\">\n<svg>", SVG, "an SVG drawing"},
		{"<?xml version='1.0'?><!DOCTYPE lolz [<!ENTITY lol 'lol'>]><SVG>", SVG, "an SVG drawing"},
		{"<?xml version='1.0'?><s:svg xmlns:s='http://www.w3.org/2000/svg'>", SVG, "an SVG drawing"},
		{"\xff\xfe<\x00s\x00v\x00g\x00>\x00", SVG, "an SVG drawing"},
		{"<?xml version='1.0'?><plist>", "", "an XML document"},
		{"<!-- " + strings.Repeat("x", Head), "", ""},
		{"<!DOCTYPE html><html><svg>", "", "an HTML page"},
		{"\n <HTML>", "", "an HTML page"},
		{"<?php phpinfo();", "", "a script"},
		{"#!/bin/sh\n", "", "a script"},
		{"Hello, Grüße", "", "text"},
		{"Hello, Gr\xc3", "", "text"},
		{"Hello\x00", "", ""},
	} {
		f, what := Sniff([]byte(tt.head))
		require.Equal(t, tt.format, f, "%.40q", tt.head)
		require.Equal(t, tt.what, what, "%.40q", tt.head)
	}
}
