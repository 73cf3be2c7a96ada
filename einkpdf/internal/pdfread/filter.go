package pdfread

import (
	"bytes"
	"encoding/ascii85"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/zlib"
)

// ErrFilter is a stream's filter that Decode does not know: those of pictures,
// LZW, encryption. What is behind it cannot be checked.
var ErrFilter = errors.New("a filter that is not decoded here")

// ErrLong is a stream that is longer than Decode takes.
var ErrLong = fmt.Errorf("more than %d MiB", maxDecoded>>20)

// Decode is the data of a stream after its filters FlateDecode, ASCIIHexDecode
// and ASCII85Decode. It is nil without an error when reading was given up: see
// [File.Err].
func (f *File) Decode(s *Stream) ([]byte, error) {
	if f.err != nil {
		return nil, nil
	}
	filters, parms := f.list(s.Dict["Filter"]), f.list(s.Dict["DecodeParms"])
	if len(filters) > 8 {
		return nil, fmt.Errorf("%d filters", len(filters))
	}
	data := s.raw
	for i, filter := range filters {
		var err error
		switch filter {
		case Name("FlateDecode"), Name("Fl"):
			var p Dict
			if i < len(parms) {
				p, _ = parms[i].(Dict)
			}
			if data, err = f.inflate(data); err == nil {
				data, err = f.predict(data, p)
			}
		case Name("ASCIIHexDecode"), Name("AHx"):
			t, e := (&scanner{append(bytes.Clone(data), '>'), 0}).hexString(token{})
			data, err = []byte(t.text), e
		case Name("ASCII85Decode"), Name("A85"):
			data, err = decode85(data)
		default:
			return nil, fmt.Errorf("%s: %w", Describe(filter), ErrFilter)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", Describe(filter), err)
		}
	}
	if !f.spend(len(data), costInflate) {
		return nil, nil
	}
	return data, nil
}

// list is an array's values, or the one value that stands in its place.
func (f *File) list(v Value) []Value {
	v = f.Get(v)
	a, ok := v.(Array)
	if !ok && v != nil {
		a = Array{v}
	}
	values := make([]Value, len(a))
	for i, v := range a {
		values[i] = f.Get(v)
	}
	return values
}

func (f *File) inflate(data []byte) ([]byte, error) {
	z, err := zlib.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	n, err := b.ReadFrom(io.LimitReader(z, maxDecoded+1))
	if n > maxDecoded {
		err = ErrLong
	}
	f.spend(int(n), costInflate)
	return b.Bytes(), err
}

func decode85(data []byte) ([]byte, error) {
	if i := bytes.Index(data, []byte("~>")); i >= 0 {
		data = data[:i]
	}
	return io.ReadAll(ascii85.NewDecoder(bytes.NewReader(data)))
}

// predict undoes the predictors of PNG, and that of TIFF for bytes.
func (f *File) predict(data []byte, parms Dict) ([]byte, error) {
	number := func(key Name, otherwise int) int {
		if n, ok := f.Get(parms[key]).(Integer); ok && n >= 0 && n <= 1<<16 {
			return int(n)
		}
		return otherwise
	}
	predictor := number("Predictor", 1)
	if predictor == 1 {
		return data, nil
	}
	depth := number("BitsPerComponent", 8)
	bits := number("Colors", 1) * depth
	row, pixel := (bits*number("Columns", 1)+7)/8, max((bits+7)/8, 1)
	if predictor != 2 && predictor < 10 || row == 0 || row > 1<<20 {
		return nil, fmt.Errorf("predictor %d with rows of %d bytes", predictor, row)
	}
	if predictor == 2 && depth != 8 {
		return nil, fmt.Errorf("predictor 2 of %d bits: %w", depth, ErrFilter)
	}
	if predictor == 2 {
		for i := range data { // which inflate has made
			if i%row >= pixel {
				data[i] += data[i-pixel]
			}
		}
		return data, nil
	}
	out := make([]byte, 0, len(data))
	above := make([]byte, row)
	for len(data) > 1 {
		kind := data[0]
		n := min(row, len(data)-1)
		from := len(out)
		out = append(out, data[1:1+n]...)
		line := out[from:]
		for i := range line {
			var left, corner byte
			if i >= pixel {
				left, corner = line[i-pixel], above[i-pixel]
			}
			switch kind {
			case 1:
				line[i] += left
			case 2:
				line[i] += above[i]
			case 3:
				line[i] += byte((int(left) + int(above[i])) / 2)
			case 4:
				line[i] += paeth(left, above[i], corner)
			}
		}
		copy(above, line)
		data = data[1+n:]
	}
	return out, nil
}

// paeth is the neighbour nearest to left + up - corner.
func paeth(left, up, corner byte) byte {
	p := int(left) + int(up) - int(corner)
	distance := func(c byte) int { return max(p-int(c), int(c)-p) }
	switch {
	case distance(left) <= distance(up) && distance(left) <= distance(corner):
		return left
	case distance(up) <= distance(corner):
		return up
	}
	return corner
}
