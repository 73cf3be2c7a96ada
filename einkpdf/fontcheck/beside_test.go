package fontcheck_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/go-fonts/liberation/liberationsansregular"
	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/fontcheck"
)

// grown is a font with something after its tables, or (at is the number of a
// table in the order of the list) before one of them.
func grown(data []byte, at int, something string) []byte {
	out := bytes.Clone(data)
	if at < 0 {
		return append(out, something...)
	}
	from := be.Uint32(out[12+16*at+8:])
	for i := range int(be.Uint16(out[4:])) {
		if offset := out[12+16*i+8:]; be.Uint32(offset) >= from {
			be.PutUint32(offset, be.Uint32(offset)+uint32(len(something)))
		}
	}
	return append(append(out[:from:from], something...), out[from:]...)
}

// TestBeside refuses what stands beside the tables: a font that is a ZIP or a
// page for browsers as well.
func TestBeside(t *testing.T) {
	t.Parallel()
	whole := liberationsansregular.TTF
	const zip = "PK\x03\x04\x14\x00\x00\x00\x00\x00"
	for name, data := range map[string][]byte{
		"ZIP":           grown(whole, -1, zip),
		"script":        grown(whole, -1, "<script>alert(1)</script>"),
		"one more":      grown(whole, -1, "\x00\x00\x00\x01"),
		"far behind":    grown(whole, -1, strings.Repeat("\x00", 10_000)+"x"),
		"between":       grown(whole, 3, zip+zip),
		"before all":    grown(collection(liberation()), 0, "<html>  "),
		"in collection": append(collection(liberation(), liberation()), zip...),
	} {
		e := refused(t, data)
		require.Equal(t, fontcheck.Trailing, e.Code, name)
	}
	for name, data := range map[string][]byte{
		"zeros":   grown(whole, -1, strings.Repeat("\x00", 100)),
		"padding": grown(whole, -1, "abc"),
		"gap":     grown(whole, 3, strings.Repeat("\x00", 8)),
	} {
		_, err := fontcheck.Read(data)
		require.NoError(t, err, name)
	}
}

// TestSignedCollection has a signature that is no table of any face.
func TestSignedCollection(t *testing.T) {
	t.Parallel()
	plain := collection(liberation(), liberation())
	const more = 12
	data := append([]byte("ttcf\x00\x02\x00\x00"), plain[8:20]...)
	data = append(data, "DSIG"...)
	data = be.AppendUint32(data, 8)
	data = be.AppendUint32(data, uint32(len(plain)+more))
	data = append(data, plain[20:]...)
	data = append(data, "\x00\x00\x00\x01\x00\x00\x00\x00"...)
	for i := range 2 {
		at := be.Uint32(data[12+4*i:]) + more
		be.PutUint32(data[12+4*i:], at)
		for j := range uint32(be.Uint16(data[at+4:])) {
			offset := data[at+12+16*j+8:]
			be.PutUint32(offset, be.Uint32(offset)+more)
		}
	}
	f, err := fontcheck.Read(data)
	require.NoError(t, err)
	require.Equal(t, 2, f.Faces)
	copy(data[20:], "NONE")
	require.Equal(t, fontcheck.Trailing, refused(t, data).Code)
}

// TestSharedTables are usual in collections.
func TestSharedTables(t *testing.T) {
	t.Parallel()
	one := collection(tables{"head": liberation()["head"]}, tables{"head": liberation()["head"]})
	first, second := 20+12+8, 20+12+16+12+8
	copy(one[second:], one[first:first+8])
	e := refused(t, one[:len(one)-56]) // the second copy goes
	require.NotContains(t, e.Message, "overlap")
	require.NotEqual(t, fontcheck.Trailing, e.Code)
}
