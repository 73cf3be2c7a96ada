package pdfread

import (
	"bytes"
	"compress/zlib"
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
		"predictor":    {Dict: Dict{"Filter": flate, "DecodeParms": Dict{"Predictor": Integer(2)}}, raw: deflate([]byte("abc"))},
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
