package assetfile_test

import (
	"bytes"
	"fmt"
	"io"
	"testing"

	"github.com/go-fonts/dejavu/dejavuserif"
	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/einkpdf"
)

// TestForbidden assets are, for whoever may not read them, as if there were none: the
// strict document is not written, and says which widget on which page, and what to do.
func TestForbidden(t *testing.T) {
	t.Parallel()
	service, db, err := open(t.Context(), t.TempDir())
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	font, err := service.Upload(t.Context(), assets.Actor{User: "ann"}, assets.NewUpload{Name: "own.ttf", Size: -1}, bytes.NewReader(dejavuserif.TTF))
	require.NoError(t, err)
	project, err := einkpdf.Parse(fmt.Appendf(nil, planner, font.ID, font.ID)) // a font is no image
	require.NoError(t, err)
	render := func(who assets.Actor) einkpdf.Errors {
		d, err := einkpdf.Compile(t.Context(), project, einkpdf.Options{Strict: true, Assets: service.For(t.Context(), who)})
		require.NoError(t, err)
		err = d.WritePDF(t.Context(), io.Discard)
		var errs einkpdf.Errors
		require.ErrorAs(t, err, &errs)
		return errs
	}
	for _, who := range []assets.Actor{{User: "bob"}, {}, assets.Operator()} {
		errs := render(who)
		require.Len(t, errs, 2)
		require.Equal(t, []string{"missing-font", "/fonts/own/regular"}, []string{errs[0].Code, errs[0].Pointer})
		require.Contains(t, errs[0].Message, fmt.Sprintf("page page: the font %q cannot be used: there is no asset %q", "own", font.ID))
		require.Equal(t, []string{"missing-image", "/designs/page/body/children/0"}, []string{errs[1].Code, errs[1].Pointer})
		for _, e := range errs {
			require.Positive(t, e.Line)
			require.NotContains(t, e.Hint, "--assets", "there is no folder here")
			require.Contains(t, e.Hint, "upload")
		}
	}
	errs := render(assets.Actor{User: "ann"})
	require.Len(t, errs, 1)
	require.Contains(t, errs[0].Message, "this is no PNG, JPEG or GIF image")
}
