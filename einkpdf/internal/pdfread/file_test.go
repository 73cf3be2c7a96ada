package pdfread

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const catalog = "<</Type/Catalog/Pages 2 0 R>>"

// small is a few objects of all kinds.
func small() []byte {
	return classic(catalog, "<</Type/Pages/Kids[]/Count 0>>", "", stream("/A 4 0 R", "some data"), "[1 2 3]")
}

func TestClassic(t *testing.T) {
	f := mustOpen(t, small())
	require.Empty(t, codes(f))
	require.False(t, f.Repaired())
	require.Len(t, f.entries, 6)
	require.Equal(t, []bool{false, true, true, false, true, true, false}, []bool{f.Exists(0), f.Exists(1), f.Exists(2), f.Exists(3), f.Exists(4), f.Exists(5), f.Exists(6)})
	require.Equal(t, Array{Integer(1), Integer(2), Integer(3)}, f.Get(Ref{Num: 5}))
	require.Nil(t, f.Get(Ref{Num: 3}))
	require.Nil(t, f.Get(Ref{Num: 99}))
	s, ok := f.Get(Ref{Num: 4}).(*Stream)
	require.True(t, ok)
	data, err := f.Decode(s)
	require.NoError(t, err)
	require.Equal(t, "some data", string(data))
}

func TestModern(t *testing.T) {
	objects := packedObjects(map[int]string{4: "[1 2]", 5: "(five)"})
	pack := func(rows []row) []row {
		at := rows[len(rows)-1]
		rows = rows[:4]
		return append(rows, row{2, 3, 0}, row{2, 3, 1}, at)
	}
	good := modern(pack, catalog, "<<>>", objects)
	// modern numbers the table before it knows of the two objects.
	good = bytes.Replace(good, []byte("\n4 0 obj\n<</Type/XRef"), []byte("\n6 0 obj\n<</Type/XRef"), 1)
	f := mustOpen(t, good)
	require.Empty(t, codes(f))
	require.Equal(t, String("five"), f.Get(Ref{Num: 5}))
	require.Equal(t, Array{Integer(1), Integer(2)}, f.Get(Ref{Num: 4}))

	t.Run("without its end", func(t *testing.T) {
		f := mustOpen(t, good[:bytes.Index(good, []byte("startxref"))])
		require.Equal(t, []string{CodeXref}, codes(f))
		require.True(t, f.Repaired())
		require.Equal(t, String("five"), f.Get(Ref{Num: 5}))
	})
	t.Run("wrong place in the object stream", func(t *testing.T) {
		bad := bytes.Replace(good, []byte{2, 0, 0, 3, 0, 1}, []byte{2, 0, 0, 3, 0, 0}, 1)
		f := mustOpen(t, bad)
		require.Equal(t, []string{CodeOffset}, codes(f))
		require.Equal(t, String("five"), f.Get(Ref{Num: 5}), "found by looking for it")
	})
	t.Run("no such object stream", func(t *testing.T) {
		bad := bytes.Replace(good, []byte{2, 0, 0, 3, 0, 1}, []byte{2, 0, 0, 2, 0, 1}, 1)
		require.Equal(t, []string{CodeOffset}, codes(mustOpen(t, bad)))
	})
	t.Run("object stream in itself", func(t *testing.T) {
		bad := bytes.Replace(good, []byte{2, 0, 0, 3, 0, 1}, []byte{2, 0, 0, 5, 0, 0}, 1)
		require.Contains(t, codes(mustOpen(t, bad)), CodeOffset)
	})
}

// Every byte of the table matters.
func TestOffsets(t *testing.T) {
	good := small()
	tests := []struct{ name, old, new, code, message string }{
		{"another object", "0000000009 00000 n", "0000000054 00000 n", CodeOffset, "stands instead of \"1 0 obj\""},
		{"one byte early", "0000000009 00000 n", "0000000008 00000 n", CodeOffset, "byte 8"},
		{"outside", "0000000009 00000 n", "0999999999 00000 n", CodeOffset, "outside of the file"},
		{"generation", "0000000009 00000 n", "0000000009 00001 n", CodeOffset, "1 1 obj"},
		{"entry too short", "0000000009 00000 n \n", "0000000009 00000 n\n", CodeXref, "not 20 bytes"},
		{"no entry", "0000000009 00000 n", "0000000009 00000 x", CodeXref, "no entry for object 1"},
		{"too few entries", "0 6\n", "0 7\n", CodeXref, "no entry for object 6"},
		{"size", "/Size 6", "/Size 5", CodeXref, "/Size is 5"},
		{"startxref", "startxref\n", "startxref\n9", CodeXref, "outside of the file"},
		{"no startxref", "startxref", "startxxxx", CodeXref, "startxref is missing"},
		{"no end", "%%EOF", "%%EOX", CodeXref, "%%EOF is missing"},
		{"loop", "/Root 1 0 R", "/Root 1 0 R/Prev XREF", CodeXref, "refers to itself"},
		{"no root", "/Root 1 0 R", "/Root 5 0 R", CodeXref, "no document catalog"},
		{"no endobj", "[1 2 3]\nendobj", "[1 2 3]\n", CodeSyntax, "endobj is expected"},
		{"empty object", "[1 2 3]", "", CodeSyntax, "endobj inside"},
		{"number", "[1 2 3]", "[1 NaN 3]", CodeSyntax, "NaN"},
		{"length too small", "/Length 9", "/Length 8", CodeStream, "ends after"},
		{"length too large", "/Length 9", "/Length 99", CodeStream, "ends after"},
		{"no length", "/Length 9", "/Lengxx 9", CodeStream, "null"},
		{"no end of the stream", "endstream", "endxtream", CodeStream, "no end"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			at := bytes.LastIndex(good, []byte("\nxref")) + 1
			change := strings.ReplaceAll(test.new, "XREF", fmt.Sprint(at))
			bad := bytes.Replace(good, []byte(test.old), []byte(change), 1)
			require.NotEqual(t, good, bad)
			if moved := len(change) - len(test.old); bytes.Index(good, []byte(test.old)) < at && moved != 0 {
				bad = bytes.Replace(bad, fmt.Appendf(nil, "startxref\n%d", at), fmt.Appendf(nil, "startxref\n%d", at+moved), 1)
			}
			f := mustOpen(t, bad)
			codes(f)
			require.NotEmpty(t, f.Problems())
			p := f.Problems()[0]
			require.Equal(t, test.code, p.Code, p.Message)
			require.Contains(t, p.Message, test.message)
			require.IsType(t, Dict{}, f.Get(Ref{Num: 1}), "found all the same")
		})
	}
}

func TestIncremental(t *testing.T) {
	first := small()
	at := bytes.LastIndex(first, []byte("\nxref")) + 1
	update := bytes.Clone(first)
	object := len(update)
	update = append(update, "5 0 obj\n(new)\nendobj\n"...)
	table := len(update)
	update = fmt.Appendf(update, "xref\n5 1\n%010d 00000 n \ntrailer\n<</Size 6/Root 1 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF\n", object, at, table)
	f := mustOpen(t, update)
	require.Empty(t, codes(f))
	require.Equal(t, String("new"), f.Get(Ref{Num: 5}))

	f = mustOpen(t, update[:len(update)-30]) // the end of the first version is still there
	require.Equal(t, []string{CodeXref}, codes(f))
	require.IsType(t, Array{}, f.Get(Ref{Num: 5}))

	f = mustOpen(t, bytes.ReplaceAll(update, []byte("startxref"), []byte("startxxxx"))) // a scan finds the newest, too
	require.True(t, f.Repaired())
	require.Equal(t, String("new"), f.Get(Ref{Num: 5}))
}

// A hybrid file has objects that its table calls free.
func TestHybrid(t *testing.T) {
	body := "%PDF-1.7\n1 0 obj\n" + catalog + "\nendobj\n"
	packed := len(body)
	body += "2 0 obj\n" + packedObjects(map[int]string{3: "(hidden)"}) + "\nendobj\n"
	hidden := len(body)
	body += "4 0 obj\n" + stream("/Type/XRef/Size 5/W[1 1 1]/Index[3 1]", "\x02\x02\x00") + "\nendobj\n"
	at := len(body)
	body += fmt.Sprintf("xref\n0 5\n0000000000 65535 f \n%010d 00000 n \n%010d 00000 n \n0000000000 00000 f \n%010d 00000 n \ntrailer\n<</Size 5/Root 1 0 R/XRefStm %d>>\nstartxref\n%d\n%%%%EOF\n", 9, packed, hidden, hidden, at)
	f := mustOpen(t, []byte(body))
	require.Empty(t, codes(f))
	require.Equal(t, String("hidden"), f.Get(Ref{Num: 3}))
}

func TestNoFile(t *testing.T) {
	_, err := Open(context.Background(), nil)
	require.ErrorIs(t, err, ErrNotPDF)
	_, err = Open(context.Background(), []byte("hello"))
	require.ErrorIs(t, err, ErrNotPDF)
	_, err = Open(context.Background(), []byte("%PDF-1.7\n"))
	require.ErrorIs(t, err, ErrDamaged)
	_, err = Open(context.Background(), bytes.Replace(small(), []byte("/Root"), []byte("/Encrypt<<>>/Root"), 1))
	require.ErrorIs(t, err, ErrEncrypted)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	f, err := Open(ctx, small())
	if err == nil { // too small to have been looked at the context
		for range 1000 {
			f.Get(Ref{Num: 1})
		}
		err = f.Err()
	}
	require.ErrorIs(t, err, context.Canceled)
}

// Bytes before the header move all offsets.
func TestHeader(t *testing.T) {
	f := mustOpen(t, append([]byte("junk\n"), small()...))
	require.Equal(t, []string{CodeHeader}, codes(f))
}

func TestReferences(t *testing.T) {
	f := mustOpen(t, classic(catalog, "2 0 R", "4 0 R", "3 0 R"))
	require.Nil(t, f.Get(Ref{Num: 2}), "refers to itself")
	require.Nil(t, f.Get(Ref{Num: 3}), "go round")
	var found []Ref
	References(Dict{"B": Array{Ref{2, 0}}, "A": &Stream{Dict: Dict{"C": Ref{1, 0}}}}, func(r Ref) { found = append(found, r) })
	require.Equal(t, []Ref{{1, 0}, {2, 0}}, found)
}

// Lengths of streams that depend on each other end somewhere.
func TestLengths(t *testing.T) {
	objects := []string{catalog}
	for i := range 2000 {
		objects = append(objects, fmt.Sprintf("<</Length %d 0 R>>stream\nx\nendstream", i+3))
	}
	f := mustOpen(t, classic(objects...))
	require.Contains(t, codes(f), CodeStream)
	require.NoError(t, f.Err())
}

func TestRectangle(t *testing.T) {
	f := mustOpen(t, classic(catalog, "7"))
	r, ok := f.Rectangle(Array{Integer(5), Real(6.5), Integer(1), Ref{Num: 2}})
	require.True(t, ok)
	require.Equal(t, [4]float64{1, 6.5, 5, 7}, r)
	for _, v := range []Value{nil, Array{Integer(1)}, Array{Integer(1), Integer(1), Integer(1), Word("NaN")}} {
		_, ok := f.Rectangle(v)
		require.False(t, ok)
	}
}
