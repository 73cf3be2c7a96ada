package fontcheck_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/fontcheck"
)

const document = `einkpdf: 1
title: Font
fonts: {own: {regular: f}}
styles: {default: {font: own}}
designs: {page: {body: {type: text, text: "%s"}}}
plan: [{design: page}]
`

// check makes sure of what Read promises of any file: an *Error, or clean facts
// and a font with which a document can be made, or has an error that says where.
func check(t *testing.T, data []byte) (taken bool) {
	t.Helper()
	f, err := fontcheck.Read(data)
	if err != nil {
		_, ok := errors.AsType[*fontcheck.Error](err)
		require.True(t, ok, "%v", err)
		require.Error(t, refused(t, data))
		return false
	}
	require.Contains(t, []string{"font/ttf", "font/otf", "font/collection"}, f.MediaType)
	require.Contains(t, []string{"truetype", "cff"}, f.Outlines)
	require.Contains(t, []fontcheck.Embedding{fontcheck.Installable, fontcheck.Editable, fontcheck.PreviewPrint, fontcheck.Unstated}, f.Embedding)
	require.Positive(t, f.Glyphs)
	require.True(t, f.Faces >= 1 && f.Faces <= fontcheck.MaxFaces)
	for _, s := range []string{f.Family, f.Style} {
		require.True(t, utf8.ValidString(s))
		require.LessOrEqual(t, utf8.RuneCountInString(s), fontMaxName)
		require.False(t, slices.ContainsFunc([]rune(s), func(r rune) bool { return !unicode.IsPrint(r) }), "%q", s)
	}
	p, err := einkpdf.Parse(fmt.Appendf(nil, document, "ABC äö 123, שלום"))
	require.NoError(t, err)
	d, err := einkpdf.Compile(t.Context(), p, einkpdf.Options{Assets: einkpdf.AssetFunc(func(string) ([]byte, error) { return data, nil })})
	require.NoError(t, err)
	if err := d.WritePDF(t.Context(), io.Discard); err != nil { // no check can try every text
		_, ok := errors.AsType[einkpdf.Errors](err)
		require.True(t, ok, "%v", err)
	}
	for _, f := range d.Findings() {
		require.NotEqual(t, "missing-font", f.Code, f.Message)
	}
	return true
}

// TestMutations damages fonts at the places that have the interesting numbers.
func TestMutations(t *testing.T) {
	t.Parallel()
	taken, all := 0, 0
	for name, seed := range seeds(t) {
		rnd := rand.New(rand.NewPCG(7, uint64(len(seed)))) //nolint:gosec // the same each time
		times := 25
		if len(seed) > 100_000 {
			times = 4
		}
		for range times {
			data := bytes.Clone(seed)
			for range 1 + rnd.IntN(3) {
				at := rnd.IntN(min(len(data), 400))
				if n := int(be.Uint16(data[4:])); name != "collection" && n > 0 && rnd.IntN(2) == 0 {
					rec := data[12+16*rnd.IntN(min(n, (len(data)-12)/16)):]
					if from, size := int(be.Uint32(rec[8:])), int(be.Uint32(rec[12:])); size > 0 && from >= 0 && from < len(data) {
						at = min(from+rnd.IntN(min(max(size, 1), 200)), len(data)-1)
					}
				}
				data[at] ^= byte(1 << rnd.IntN(8))
			}
			all++
			if check(t, data) {
				taken++
			}
		}
	}
	require.Positive(t, taken)
	require.Less(t, taken, all)
}

// FuzzRead looks for files that panic, take for ever, or that a document
// cannot be compiled with though they were taken.
func FuzzRead(f *testing.F) {
	for _, seed := range seeds(f) {
		if len(seed) < 100_000 { // small enough to be tried often
			f.Add(seed)
		}
	}
	f.Add([]byte("wOFF"))
	f.Add([]byte("ttcf\x00\x02\x00\x00\x00\x00\x00\x01\x00\x00\x00\x10DSIG\x00\x00\x00\x09\x00\x00\x00\x19"))
	f.Fuzz(func(t *testing.T, data []byte) { check(t, data) })
}
