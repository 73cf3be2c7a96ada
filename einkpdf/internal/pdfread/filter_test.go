package pdfread

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func deflate(data []byte) []byte {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	z.Write(data) //nolint:errcheck // a buffer
	z.Close()     //nolint:errcheck // a buffer
	return b.Bytes()
}

// bomb is mebibytes of zeros, without the end of the data.
func bomb(mebibytes int) []byte {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	z.Write(make([]byte, 1<<20)) //nolint:errcheck // a buffer
	z.Flush()                    //nolint:errcheck // a buffer
	return append(b.Bytes(), bytes.Repeat(b.Bytes()[2:], mebibytes-1)...)
}

func TestDecode(t *testing.T) {
	f := mustOpen(t, small())
	png := func(rows ...byte) []byte { return deflate(rows) }
	up := Dict{"Predictor": Integer(12), "Columns": Integer(3)}
	tests := []struct {
		name string
		dict Dict
		raw  []byte
		want string
	}{
		{"none", Dict{}, []byte("abc"), "abc"},
		{"flate", Dict{"Filter": Name("FlateDecode")}, deflate([]byte("abc")), "abc"},
		{"hex", Dict{"Filter": Array{Name("ASCIIHexDecode")}}, []byte("61 62 63>"), "abc"},
		{"base 85", Dict{"Filter": Name("ASCII85Decode")}, []byte("@:E^~>"), "abc"},
		{"two", Dict{"Filter": Array{Name("AHx"), Name("Fl")}}, []byte("789c4b4c4a0600024d0127>"), "abc"},
		{"predictor 0", Dict{"Filter": Name("FlateDecode"), "DecodeParms": up}, png(0, 'a', 'b', 'c'), "abc"},
		{"left", Dict{"Filter": Name("FlateDecode"), "DecodeParms": Array{up}}, png(1, 'a', 1, 1), "abc"},
		{"up", Dict{"Filter": Name("FlateDecode"), "DecodeParms": up}, png(0, 'a', 'b', 'c', 2, 1, 1, 1), "abcbcd"},
		{"average", Dict{"Filter": Name("FlateDecode"), "DecodeParms": up}, png(3, 'a', 'b'-'a'/2, 'c'-'b'/2), "abc"},
		{"paeth", Dict{"Filter": Name("FlateDecode"), "DecodeParms": up}, png(0, 'a', 'a', 'a', 4, 1, 1, 1), "aaabcd"},
		{"of TIFF", Dict{"Filter": Name("FlateDecode"), "DecodeParms": Dict{"Predictor": Integer(2), "Columns": Integer(2), "Colors": Integer(3)}},
			deflate([]byte("abc\x01\x01\x01xyz\x01\x00\x01")), "abcbcdxyzyy{"},
		{"last row short", Dict{"Filter": Name("FlateDecode"), "DecodeParms": up}, png(0, 'a', 'b', 'c', 0, 'd'), "abcd"},
	}
	for _, test := range tests {
		data, err := f.Decode(&Stream{Dict: test.dict, raw: test.raw})
		require.NoError(t, err, test.name)
		require.Equal(t, test.want, string(data), test.name)
	}
}

func TestDecodeWrong(t *testing.T) {
	f := mustOpen(t, small())
	flate := Name("FlateDecode")
	for name, s := range map[string]*Stream{
		"garbage":      {Dict: Dict{"Filter": flate}, raw: []byte("abc")},
		"cut off":      {Dict: Dict{"Filter": flate}, raw: deflate([]byte("abcdefgh"))[:10]},
		"predictor":    {Dict: Dict{"Filter": flate, "DecodeParms": Dict{"Predictor": Integer(3)}}, raw: deflate([]byte("abc"))},
		"filters":      {Dict: Dict{"Filter": Array{flate, flate, flate, flate, flate, flate, flate, flate, flate}}},
		"hex":          {Dict: Dict{"Filter": Name("AHx")}, raw: []byte("xy>")},
		"base 85":      {Dict: Dict{"Filter": Name("A85")}, raw: []byte("\x80~>")},
		"a large bomb": {Dict: Dict{"Filter": flate}, raw: bomb(maxDecoded>>20 + 1)},
	} {
		_, err := f.Decode(s)
		require.Error(t, err, name)
		require.NotErrorIs(t, err, ErrFilter, name)
	}
	_, err := f.Decode(&Stream{Dict: Dict{"Filter": Name("DCTDecode")}})
	require.ErrorIs(t, err, ErrFilter)
	_, err = f.Decode(&Stream{Dict: Dict{"Filter": flate, "DecodeParms": Dict{"Predictor": Integer(2), "BitsPerComponent": Integer(1)}}, raw: deflate([]byte("abc"))})
	require.ErrorIs(t, err, ErrFilter)
	_, err = f.Decode(&Stream{Dict: Dict{"Filter": flate}, raw: bomb(maxDecoded>>20 + 1)})
	require.ErrorIs(t, err, ErrLong)
}

// What is decoded again and again costs more than a file may.
func TestWork(t *testing.T) {
	f := mustOpen(t, classic(catalog, stream("/Filter/FlateDecode", string(deflate(make([]byte, 4<<20))))))
	s, _ := f.Get(Ref{Num: 2}).(*Stream)
	require.NotNil(t, s)
	f.work = 64 << 20
	n := 0
	for ; n < 1000 && f.Err() == nil; n++ {
		f.Decode(s) //nolint:errcheck // f.Err has it
	}
	require.ErrorIs(t, f.Err(), ErrTooMuch)
	require.Less(t, n, 8)
	require.Nil(t, f.Get(Ref{Num: 1}))
}

// Once reading was given up, nothing costs anything.
func TestGivenUp(t *testing.T) {
	f := mustOpen(t, classic(catalog, "["+strings.Repeat("0 ", 500_000)+"]", stream("/Filter/FlateDecode", string(deflate(make([]byte, 4<<20))))))
	s, _ := f.Get(Ref{Num: 3}).(*Stream)
	f.work = 0
	array := Value(Ref{Num: 2})
	require.Nil(t, f.Get(array))
	require.ErrorIs(t, f.Err(), ErrTooMuch)
	require.Zero(t, testing.AllocsPerRun(10, func() {
		f.Get(array)
		f.Decode(s) //nolint:errcheck // f.Err has it
	}))
}

// The list of an object stream may not be longer than the file can have objects.
func TestObjectStreamList(t *testing.T) {
	list := strings.Repeat("1 0 ", 1<<20)
	f := mustOpen(t, classic(catalog, stream(fmt.Sprintf("/Type/ObjStm/N %d/First %d/Filter/FlateDecode", 1<<20, len(list)), string(deflate([]byte(list))))))
	_, err := f.objectStream(2)
	require.ErrorContains(t, err, "/N 1048576")
	require.NoError(t, f.Err())
}
