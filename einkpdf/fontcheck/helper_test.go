package fontcheck_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"maps"
	"os"
	"slices"
	"testing"

	"github.com/go-fonts/dejavu/dejavusans"
	"github.com/go-fonts/liberation/liberationmonobold"
	"github.com/go-fonts/liberation/liberationsansregular"
	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/fontcheck"
)

var be = binary.BigEndian

// tables are those of a face.
type tables map[string][]byte

// open reads the tables of a font file with one face.
func open(data []byte) tables {
	t := tables{}
	for i := range int(be.Uint16(data[4:])) {
		rec := data[12+16*i:]
		t[string(rec[:4])] = bytes.Clone(data[be.Uint32(rec[8:]):][:be.Uint32(rec[12:])])
	}
	return t
}

func liberation() tables { return open(liberationsansregular.TTF) }

// small is a font of five glyphs.
func small(t testing.TB) tables {
	t.Helper()
	return open(testdata(t, "name-keyed.otf"))
}

// collection is a file with several faces; one alone makes no collection.
func collection(faces ...tables) []byte {
	var out []byte
	version := func(t tables) uint32 {
		if t["CFF "] != nil || t["CFF2"] != nil {
			return 0x4F54544F
		}
		return 0x00010000
	}
	if len(faces) > 1 {
		out = append(out, "ttcf\x00\x01\x00\x00"...)
		out = be.AppendUint32(out, uint32(len(faces)))
		at := 12 + 4*len(faces)
		for _, t := range faces {
			out = be.AppendUint32(out, uint32(at))
			at += 12 + 16*len(t)
		}
	}
	head := len(out)
	for _, t := range faces {
		head += 12 + 16*len(t)
	}
	var body []byte
	for _, t := range faces {
		out = be.AppendUint32(out, version(t))
		out = be.AppendUint16(out, uint16(len(t)))
		out = append(out, 0, 0, 0, 0, 0, 0)
		for _, tag := range slices.Sorted(maps.Keys(t)) {
			out = append(out, tag...)
			out = be.AppendUint32(out, 0)
			out = be.AppendUint32(out, uint32(head+len(body)))
			out = be.AppendUint32(out, uint32(len(t[tag])))
			body = append(body, t[tag]...)
			for len(body)%4 != 0 {
				body = append(body, 0)
			}
		}
	}
	return append(out, body...)
}

// with is a font with some tables replaced; nil leaves one out.
func with(t tables, change tables) []byte {
	t = maps.Clone(t)
	maps.Copy(t, change)
	maps.DeleteFunc(t, func(_ string, data []byte) bool { return data == nil })
	return collection(t)
}

// allowing is a font with the bits of fsType.
func allowing(t testing.TB, bits uint16) tables {
	t.Helper()
	f := small(t)
	be.PutUint16(f["OS/2"][8:], bits)
	return f
}

func testdata(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name)
	require.NoError(t, err)
	return data
}

// seeds are small and large fonts of all kinds.
func seeds(t testing.TB) map[string][]byte {
	return map[string][]byte{
		"liberation": liberationsansregular.TTF, "dejavu": dejavusans.TTF, "bold": liberationmonobold.TTF,
		"name-keyed": testdata(t, "name-keyed.otf"), "cid-keyed": testdata(t, "cid-keyed.otf"),
		"collection": collection(open(testdata(t, "cid-keyed.otf")), open(testdata(t, "name-keyed.otf"))),
	}
}

// refused makes sure that a file is refused, and says with what.
func refused(t testing.TB, data []byte) *fontcheck.Error {
	t.Helper()
	f, err := fontcheck.Read(data)
	require.Error(t, err, "%+v", f)
	e, ok := errors.AsType[*fontcheck.Error](err)
	require.True(t, ok, "%v", err)
	require.Zero(t, f)
	require.Regexp(t, `^(This|The maker|There|Something) [^\n]*\.$`, e.Message)
	require.Less(t, len(e.Message), 400)
	return e
}
