package pdfout

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestXMPIsWellFormed(t *testing.T) {
	nasty := "</dc:title>\x00\x1b]]>&\"'\xff ж"
	in := info{
		Title: nasty, Author: nasty, Subject: nasty, Keywords: nasty, Creator: nasty, Producer: nasty,
		Lang: nasty, Created: "2026-02-03",
	}
	packet := in.xmp(true)
	d := xml.NewDecoder(bytes.NewReader(packet))
	texts := 0
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		require.NoError(t, err)
		if data, ok := token.(xml.CharData); ok && bytes.Contains(data, []byte("]]>&\"'\ufffd ж")) {
			texts++
		}
	}
	require.Equal(t, 7, texts)
	require.Contains(t, string(packet), "<xmp:CreateDate>2026-02-03T00:00:00Z</xmp:CreateDate>")
}

func TestEmptyInfo(t *testing.T) {
	require.Equal(t, "<<>>", string(info{}.dict(false)))
	require.Equal(t, "<</ModDate(D:20000101000000+00'00')>>", string(info{}.dict(true)))
	require.NotContains(t, string(info{}.xmp(false)), "xmp:CreateDate>")
}
