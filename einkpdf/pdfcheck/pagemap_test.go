package pdfcheck_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/gallery"
	"github.com/einkpdf/platform/einkpdf/pdfcheck"
)

func TestPageMap(t *testing.T) {
	for _, e := range gallery.All() {
		source, err := gallery.Source(e.Name)
		require.NoError(t, err)
		project, err := einkpdf.Parse(source)
		require.NoError(t, err)
		document, err := einkpdf.Compile(ctx, project, einkpdf.Options{})
		require.NoError(t, err)
		keys, err := pdfcheck.PageMap(builtin(t, e.Name))
		require.NoError(t, err)
		require.Equal(t, document.Keys(), keys)
	}
}

func TestNoPageMap(t *testing.T) {
	_, err := pdfcheck.PageMap(write(plain()...))
	require.ErrorIs(t, err, pdfcheck.ErrNoPageMap)
	_, err = pdfcheck.PageMap([]byte("hello"))
	require.ErrorIs(t, err, pdfcheck.ErrNotPDF)
	with := func(object string) []byte {
		return write(append(changed(t, 1, "/Names", "/PieceInfo<</einkpdf<</Private 13 0 R>>>>/Names"), object)...)
	}
	keys, err := pdfcheck.PageMap(with(stream("", "a\nb\n")))
	require.NoError(t, err)
	require.Equal(t, []string{"a", "b"}, keys)
	for _, object := range []string{stream("", "a\n"), stream("", "a\nb"), stream("", ""), stream("/Filter/FlateDecode", "x"), "(a)"} {
		_, err = pdfcheck.PageMap(with(object))
		require.ErrorIs(t, err, pdfcheck.ErrDamaged, object)
	}
}
