package pdfcheck_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/gallery"
	"github.com/einkpdf/platform/einkpdf/pdfcheck"
)

func TestLinks(t *testing.T) {
	links, err := pdfcheck.Links(write(plain()...))
	require.NoError(t, err)
	require.Equal(t, []pdfcheck.Link{
		{Page: 1, X: 10, Y: 550, W: 20, H: 30, Target: 2, View: "/XYZ null 500 null", Name: "b"},
		{Page: 1, X: 50, Y: 560, W: 20, H: 20, Target: 2, View: "/Fit"},
	}, links)
}

// Every way to say where a link leads.
func TestTargets(t *testing.T) {
	tests := []struct {
		name, link string
		want       pdfcheck.Link
	}{
		{"array", "/Dest[4 0 R/FitR 1 2 3 4.5]", pdfcheck.Link{Target: 2, View: "/FitR 1 2 3 4.5"}},
		{"name of the tree", "/Dest(b)", pdfcheck.Link{Target: 2, View: "/XYZ null 500 null", Name: "b"}},
		{"name of the dictionary", "/Dest/old", pdfcheck.Link{Target: 1, View: "/Fit", Name: "old"}},
		{"name with a dictionary", "/Dest/inner", pdfcheck.Link{Target: 2, View: "(/FitH) 9", Name: "inner"}},
		{"action with array", "/A<</S/GoTo/D[3 0 R/Fit]>>", pdfcheck.Link{Target: 1, View: "/Fit"}},
		{"action with name", "/A 13 0 R", pdfcheck.Link{Target: 1, View: "/Fit", Name: "a"}},
		{"index", "/Dest[1/Fit]", pdfcheck.Link{Target: 2, View: "/Fit"}},
		{"next", "/A<</S/Named/N/NextPage>>", pdfcheck.Link{Target: 2, View: "/NextPage"}},
		{"first", "/A<</S/Named/N/FirstPage>>", pdfcheck.Link{Target: 1, View: "/FirstPage"}},
		{"last", "/A<</S/Named/N/LastPage>>", pdfcheck.Link{Target: 2, View: "/LastPage"}},
		{"web", "/A<</S/URI/URI(https://example.org)>>", pdfcheck.Link{Action: "URI", URI: "https://example.org"}},
		{"program", "/A<</S/Launch/F(x)>>", pdfcheck.Link{Action: "Launch"}},
		{"viewer", "/A<</S/Named/N/Print>>", pdfcheck.Link{Action: "Named"}},

		{"before the first", "/A<</S/Named/N/PrevPage>>", pdfcheck.Link{Problem: "/PrevPage leads out of the document"}},
		{"nothing", "", pdfcheck.Link{Problem: "the link has neither a destination nor an action"}},
		{"no kind", "/A<<>>", pdfcheck.Link{Problem: "the link's action has no kind"}},
		{"unknown name", "/Dest(c)", pdfcheck.Link{Name: "c", Problem: "there is no destination (c)"}},
		{"name that leads nowhere", "/Dest/lost", pdfcheck.Link{Name: "lost", View: "/Fit", Problem: "the destination (lost): object 6 is no page of the document"}},
		{"no page", "/Dest[6 0 R/Fit]", pdfcheck.Link{View: "/Fit", Problem: "object 6 is no page of the document"}},
		{"missing page", "/Dest[99 0 R/Fit]", pdfcheck.Link{View: "/Fit", Problem: "object 99 is no page of the document"}},
		{"index too large", "/Dest[2/Fit]", pdfcheck.Link{View: "/Fit", Problem: "there is no page of index 2"}},
		{"empty", "/Dest[]", pdfcheck.Link{Problem: "it is an array instead of a page and a view"}},
		{"text", "/Dest[(x)/Fit]", pdfcheck.Link{View: "/Fit", Problem: "it has (x) instead of a page"}},
		{"number", "/Dest 7", pdfcheck.Link{Problem: "it is 7 instead of a page and a view"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			objects := changed(t, 9, "/A<</S/GoTo/D(b)>>", test.link)
			objects[0] = strings.Replace(objects[0], "/Names", "/Dests<</old[3 0 R/Fit]/inner<</D[4 0 R(/FitH) 9]>>/lost[6 0 R/Fit]>>/Names", 1)
			links, err := pdfcheck.Links(write(append(objects, "<</S/GoTo/D(a)>>")...))
			require.NoError(t, err)
			test.want.Page, test.want.X, test.want.Y, test.want.W, test.want.H = 1, 10, 550, 20, 30
			require.Equal(t, test.want, links[0])
		})
	}
}

// Boxes are those of the page as it is seen.
func TestBoxes(t *testing.T) {
	tests := []struct {
		page       string
		x, y, w, h float64
	}{
		{"", 10, 550, 20, 30},
		{"/Rotate 90", 20, 10, 30, 20},
		{"/Rotate 180", 370, 20, 20, 30},
		{"/Rotate 270", 550, 370, 30, 20},
		{"/Rotate -90", 550, 370, 30, 20},
		{"/CropBox[5 10 300 500]", 5, 450, 20, 30},
		{"/CropBox[5 10 300 500]/Rotate 90", 10, 5, 30, 20},
		{"/CropBox[-50 -50 900 500]", 10, 450, 20, 30},
		{"/MediaBox[400 600 100 -100]", -90, 550, 20, 30},
		{"/UserUnit 2", 20, 1100, 40, 60},
	}
	for _, test := range tests {
		pdf := write(changed(t, 3, "/Type/Page", "/Type/Page"+test.page)...)
		links, err := pdfcheck.Links(pdf)
		require.NoError(t, err)
		l := links[0]
		require.Equal(t, []float64{test.x, test.y, test.w, test.h}, []float64{l.X, l.Y, l.W, l.H}, test.page)
	}
	inherited := write(changed(t, 2, "/Count 2", "/Count 2/Rotate 180/CropBox[0 0 200 300]")...)
	links, err := pdfcheck.Links(inherited)
	require.NoError(t, err)
	require.Equal(t, pdfcheck.Link{Page: 1, X: 170, Y: 20, W: 20, H: 30, Target: 2, View: "/XYZ null 500 null", Name: "b"}, links[0])

	for _, rect := range []string{"[1 2 3]", "[1 2 3 NaN]", "[0 0 1e9 5]", "[0 0 99999 5]", "(x)"} {
		links, err := pdfcheck.Links(write(changed(t, 9, "[10 20 30 50]", rect)...))
		require.NoError(t, err)
		require.Equal(t, 0, links[0].Target)
		require.Contains(t, links[0].Problem, "no rectangle", rect)
	}
}

// An annotation that cannot be read may have been a link.
func TestUnreadableAnnotation(t *testing.T) {
	objects := plain()
	objects[8] = "<</Type"
	links, err := pdfcheck.Links(write(objects...))
	require.NoError(t, err)
	require.Len(t, links, 2)
	require.Equal(t, pdfcheck.Link{Page: 1, Problem: "the annotation, object 9, cannot be read"}, links[0])

	links, err = pdfcheck.Links(write(changed(t, 3, "9 0 R 10 0 R", "null 99 0 R 10 0 R")...))
	require.NoError(t, err)
	require.Len(t, links, 1, "objects that are not there are null, which is nothing")
}

// Our own writer counts the same links, and none leads nowhere.
func TestGallery(t *testing.T) {
	for _, e := range gallery.All() {
		pdf := builtin(t, e.Name)
		links, err := pdfcheck.Links(pdf)
		require.NoError(t, err)
		require.NotEmpty(t, links)
		report, err := pdfcheck.Verify(ctx, pdf, pdfcheck.Options{})
		require.NoError(t, err)
		require.Empty(t, report.Findings)
		require.Len(t, links, report.Links)
		for _, l := range links {
			require.True(t, l.Internal() && l.Target > 0 && l.Name != "", "%+v", l)
		}
	}
}

func TestErrors(t *testing.T) {
	broken := func(old, text string) []byte { return write(changed(t, 2, old, text)...) }
	tests := []struct {
		name string
		pdf  []byte
		want error
		text string
	}{
		{"empty", nil, pdfcheck.ErrNotPDF, "it does not begin with %PDF-"},
		{"text", []byte("hello"), pdfcheck.ErrNotPDF, "not a PDF"},
		{"header alone", []byte("%PDF-1.7\n"), pdfcheck.ErrDamaged, "there is no document catalog"},
		{"encrypted", bytes.Replace(write(plain()...), []byte("/Root"), []byte("/Encrypt<<>>/Root"), 1), pdfcheck.ErrEncrypted, "qpdf --decrypt"},
		{"missing page", broken("3 0 R", "99 0 R"), pdfcheck.ErrDamaged, "page tree: /Kids has 99 0 R, which is null"},
		{"page twice", broken("3 0 R", "4 0 R"), pdfcheck.ErrDamaged, "there twice"},
		{"cycle", broken("3 0 R", "2 0 R"), pdfcheck.ErrDamaged, "there twice"},
		{"no pages", broken("3 0 R 4 0 R", ""), pdfcheck.ErrDamaged, "there is no page"},
		{"no tree", write(changed(t, 1, "/Pages 2 0 R", "")...), pdfcheck.ErrDamaged, "/Pages is null"},
		{"cut off", builtin(t, "notebook")[:40_000], pdfcheck.ErrDamaged, "the end of the file is missing"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := pdfcheck.Links(test.pdf)
			require.ErrorIs(t, err, test.want)
			require.ErrorContains(t, err, test.text)
			require.NotContains(t, err.Error(), "failed")
		})
	}
}

// A page tree may be deep, but not endless.
func TestDeepTree(t *testing.T) {
	for depth, ok := range map[int]bool{50: true, 5000: false} {
		objects := []string{"<</Type/Catalog/Pages 2 0 R>>"}
		for i := range depth {
			objects = append(objects, fmt.Sprintf("<</Type/Pages/Count 1/Kids[%d 0 R]/Parent %d 0 R>>", i+3, i+1))
		}
		objects = append(objects, fmt.Sprintf("<</Type/Page/Parent %d 0 R/MediaBox[0 0 9 9]>>", depth+1))
		_, err := pdfcheck.Links(write(objects...))
		require.Equal(t, ok, err == nil, "%v", err)
	}
}
