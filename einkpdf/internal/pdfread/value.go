// Package pdfread reads PDF files object by object, for programs that check
// them. It trusts nothing: sizes, depth, counts and the work for a file are
// bounded, damage is noted as a [Problem], and a file whose cross-reference table
// is wrong is read all the same, as viewers do. Libraries that read PDFs repair
// such things in silence, which is right for them and wrong for a check.
package pdfread

import (
	"math"
	"strconv"
)

// Value is a PDF object: nil (null, or an object that is not there), bool,
// Integer, Real, Name, String, Array, Dict, *Stream, Ref or Word.
type Value any

// Types of values beside nil and bool. Values of a file are not to be changed.
type (
	// Integer is a number without a point.
	Integer int64
	// Real is a number with a point, or too large for an Integer.
	Real float64
	// Name is a name without its slash, #xx decoded.
	Name string
	// String is the bytes of a string.
	String string
	// Array is values in order.
	Array []Value
	// Dict is values by name.
	Dict map[Name]Value
	// Ref is a reference to an object.
	Ref struct{ Num, Gen int }
	// Word is what is no value of PDF, such as NaN or 1e5.
	Word string
)

// Stream is a dictionary with data; see [File.Decode].
type Stream struct {
	Dict Dict
	raw  []byte // still encoded
}

// Raw is what the stream holds, still encoded. It must not be changed.
func (s *Stream) Raw() []byte { return s.raw }

// Number is the value of an Integer or Real.
func Number(v Value) (float64, bool) {
	switch n := v.(type) {
	case Integer:
		return float64(n), true
	case Real:
		return float64(n), true
	}
	return 0, false
}

// Rectangle is the corners of an array of four numbers, in order: x0 ≤ x1, y0 ≤ y1.
func (f *File) Rectangle(v Value) (r [4]float64, ok bool) {
	a, _ := f.Get(v).(Array)
	if len(a) != len(r) {
		return r, false
	}
	for i, v := range a {
		if r[i], ok = Number(f.Get(v)); !ok {
			return r, false
		}
	}
	return [4]float64{math.Min(r[0], r[2]), math.Min(r[1], r[3]), math.Max(r[0], r[2]), math.Max(r[1], r[3])}, true
}

// Describe is a value in few words, for messages: at most 60 characters or so.
func Describe(v Value) string {
	switch x := v.(type) {
	case nil:
		return "null"
	case bool:
		return strconv.FormatBool(x)
	case Integer:
		return strconv.FormatInt(int64(x), 10)
	case Real:
		return strconv.FormatFloat(float64(x), 'f', -1, 64)
	case Name:
		return "/" + quoted(string(x))
	case String:
		return "(" + quoted(string(x)) + ")"
	case Word:
		return quoted(string(x))
	case Array:
		return "an array"
	case Dict:
		return "a dictionary"
	case *Stream:
		return "a stream"
	case Ref:
		return strconv.Itoa(x.Num) + " " + strconv.Itoa(x.Gen) + " R"
	}
	return "?"
}

// quoted is a text cut to a bearable length, with control characters escaped.
func quoted(s string) string {
	const most = 50
	end := ""
	if len(s) > most {
		s, end = s[:most], "…"
	}
	q := strconv.Quote(s)
	return q[1:len(q)-1] + end
}
