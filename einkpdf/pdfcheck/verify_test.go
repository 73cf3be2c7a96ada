package pdfcheck_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/signintech/gopdf"
	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/pdfcheck"
)

func TestVerify(t *testing.T) {
	report, err := pdfcheck.Verify(ctx, write(plain()...), pdfcheck.Options{Pages: 2})
	require.NoError(t, err)
	require.Equal(t, &pdfcheck.Report{Pages: 2, Links: 2, Destinations: 2, Outlines: 2, Objects: 12, Findings: []pdfcheck.Finding{}}, report)
	require.True(t, report.OK())
	require.NotEmpty(t, pdfcheck.Checks())
}

// Each of the invariants, violated.
func TestFindings(t *testing.T) {
	const noFont = "<</Font<</F 13 0 R>>/XObject<</X 12 0 R>>"
	tests := []struct {
		name      string
		object    int
		old, text string
		code      string
		place     pdfcheck.Finding // page and object
		message   string
		more      []string // objects
	}{
		{"syntax of numbers", 9, "[10 20 30 50]", "[10 20 NaN 50]", pdfcheck.CodeSyntax, pdfcheck.Finding{Object: 9}, `"NaN" is no value`, nil},
		{"exponent", 2, "[0 0 400 600]", "[0 0 4e2 600]", pdfcheck.CodeSyntax, pdfcheck.Finding{Object: 2}, `"4e2" is no value`, nil},
		{"doubled key", 2, "/Count 2", "/Count 2/Count 2", pdfcheck.CodeSyntax, pdfcheck.Finding{Object: 2}, "twice", nil},
		{"missing object", 3, "/Type/Page", "/Type/Page/Metadata 99 0 R", pdfcheck.CodeReference, pdfcheck.Finding{Object: 3}, "refers to object 99", nil},
		{"generation", 9, "/Border", "/P 3 7 R/Border", pdfcheck.CodeReference, pdfcheck.Finding{Object: 9}, "refers to 3 7 R, which is of generation 0", nil},
		{"stream data", 11, "<<", "<</Filter/FlateDecode", pdfcheck.CodeData, pdfcheck.Finding{Object: 11}, "cannot be decoded: /FlateDecode", nil},

		{"page count", 2, "/Count 2", "/Count 3", pdfcheck.CodePageCount, pdfcheck.Finding{Object: 2}, "/Count of a node of the page tree is 3, but there are 2 pages", nil},
		{"page parent", 4, "/Parent 2 0 R", "/Parent 3 0 R", pdfcheck.CodePageTree, pdfcheck.Finding{Object: 4}, "/Parent is 3 0 R instead of the node above it, object 2", nil},
		{"page type", 4, "/Type/Page", "/Type/Pages", pdfcheck.CodePageTree, pdfcheck.Finding{Object: 4}, "/Type of a node", nil},
		{"missing page", 2, "4 0 R", "99 0 R", pdfcheck.CodePageTree, pdfcheck.Finding{Object: 2}, "99 0 R, which is null", nil},
		{"no box", 2, "/MediaBox[0 0 400 600]", "", pdfcheck.CodePageBox, pdfcheck.Finding{Page: 1}, "no /MediaBox", nil},
		{"empty box", 2, "[0 0 400 600]", "[0 0 400 0]", pdfcheck.CodePageBox, pdfcheck.Finding{Page: 1}, "/MediaBox is no rectangle", nil},
		{"huge box", 2, "[0 0 400 600]", "[0 0 400 16000]", pdfcheck.CodePageBox, pdfcheck.Finding{Page: 1}, "/MediaBox is no rectangle", nil},
		{"crop box", 4, "/Type/Page", "/Type/Page/CropBox[900 900 999 999]", pdfcheck.CodePageBox, pdfcheck.Finding{Page: 2}, "/CropBox lies outside", nil},
		{"rotation", 4, "/Type/Page", "/Type/Page/Rotate 45", pdfcheck.CodePageBox, pdfcheck.Finding{Page: 2}, "no multiple of 90", nil},

		{"direct annotation", 3, "10 0 R", "<</Type/Annot/Subtype/Link/Rect[1 1 2 2]/Dest(a)>>", pdfcheck.CodeAnnotation, pdfcheck.Finding{Page: 1}, "no object of its own", nil},
		{"annotation", 3, "10 0 R", "12 0 R", pdfcheck.CodeAnnotation, pdfcheck.Finding{Page: 1, Object: 12}, "is a stream instead", nil},
		{"annotation twice", 3, "10 0 R", "9 0 R", pdfcheck.CodeAnnotation, pdfcheck.Finding{Page: 1, Object: 9}, "is on page 1 already", nil},
		{"annotation on two pages", 4, "/Type/Page", "/Type/Page/Annots[9 0 R]", pdfcheck.CodeAnnotation, pdfcheck.Finding{Page: 2, Object: 9}, "is on page 1 already", nil},
		{"annotations", 3, "[9 0 R 10 0 R]", " 9 0 R", pdfcheck.CodeAnnotation, pdfcheck.Finding{Page: 1}, "/Annots is a dictionary instead", nil},
		{"rectangle", 9, "[10 20 30 50]", "[10 20 30]", pdfcheck.CodeAnnotation, pdfcheck.Finding{Page: 1, Object: 9}, "/Rect is no rectangle", nil},
		{"outside", 9, "[10 20 30 50]", "[10 620 30 650]", pdfcheck.CodeAnnotation, pdfcheck.Finding{Page: 1, Object: 9}, "outside of the page", nil},
		{"larger than the page", 9, "[10 20 30 50]", "[10 20 30 5000]", pdfcheck.CodeAnnotation, pdfcheck.Finding{Page: 1, Object: 9}, "larger than the page", nil},
		{"empty", 9, "[10 20 30 50]", "[10 20 10 50]", pdfcheck.CodeAnnotation, pdfcheck.Finding{Page: 1, Object: 9}, "nobody can tap it", nil},
		{"link to no name", 9, "(b)", "(c)", pdfcheck.CodeLink, pdfcheck.Finding{Page: 1, Object: 9}, "there is no destination (c)", nil},
		{"link to no page", 10, "4 0 R", "2 0 R", pdfcheck.CodeLink, pdfcheck.Finding{Page: 1, Object: 10}, "object 2 is no page", nil},
		{"link without a target", 10, "/Dest[4 0 R/Fit]", "", pdfcheck.CodeLink, pdfcheck.Finding{Page: 1, Object: 10}, "neither", nil},
		{"link to an index", 10, "4 0 R", "1", pdfcheck.CodeDestination, pdfcheck.Finding{Page: 1, Object: 10}, "index instead of the page", nil},
		{"unknown view", 10, "/Fit", "/Fill", pdfcheck.CodeDestination, pdfcheck.Finding{Page: 1, Object: 10}, "unknown view /Fill", nil},
		{"short view", 10, "/Fit", "/XYZ 0", pdfcheck.CodeDestination, pdfcheck.Finding{Page: 1, Object: 10}, "has 1 numbers instead of 3", nil},
		{"no view", 10, "/Fit", "", pdfcheck.CodeDestination, pdfcheck.Finding{Page: 1, Object: 10}, "no view", nil},
		{"silly view", 10, "/Fit", "/FitH 99999", pdfcheck.CodeDestination, pdfcheck.Finding{Page: 1, Object: 10}, "99999 as a number", nil},

		{"destination to no page", 5, "3 0 R", "12 0 R", pdfcheck.CodeDestination, pdfcheck.Finding{}, "the destination (a): object 12 is no page", nil},
		{"destination's view", 5, "/Fit", "(/Fit)", pdfcheck.CodeDestination, pdfcheck.Finding{Page: 1}, "the destination (a): it has the unknown view (/Fit)", nil},
		{"doubled destination", 5, "(a)[3 0 R/Fit]", "(a)[3 0 R/Fit](a)[3 0 R/Fit]", pdfcheck.CodeDestDoubled, pdfcheck.Finding{}, "more than one destination (a)", nil},
		{"order of names", 5, "(a)[3 0 R/Fit]", "(c)[3 0 R/Fit](a)[3 0 R/Fit]", pdfcheck.CodeNameTree, pdfcheck.Finding{Object: 5}, "(a) is out of order", nil},
		{"odd names", 5, "(a)[3 0 R/Fit]", "(a)", pdfcheck.CodeNameTree, pdfcheck.Finding{Object: 5}, "neither /Kids nor pairs", nil},
		{"key that is no name", 5, "(a)[3 0 R/Fit]", "(a)[3 0 R/Fit]/b[3 0 R/Fit]", pdfcheck.CodeNameTree, pdfcheck.Finding{Object: 5}, "a key is /b", nil},
		{"limits", 1, "5 0 R", "13 0 R", pdfcheck.CodeNameTree, pdfcheck.Finding{Object: 5}, "no /Limits", []string{"<</Kids[5 0 R]>>"}},
		{"wrong limits", 5, "<<", "<</Limits[(a)(c)]", pdfcheck.CodeNameTree, pdfcheck.Finding{Object: 5}, "/Limits are not", nil},
		{"cyclic names", 5, "/Names", "/Kids[5 0 R]/Nxmes", pdfcheck.CodeNameTree, pdfcheck.Finding{Object: 5}, "there twice", nil},

		{"outline parent", 8, "/Parent 7 0 R", "/Parent 6 0 R", pdfcheck.CodeOutline, pdfcheck.Finding{Object: 8}, "/Parent is 6 0 R instead of the entry above, object 7", nil},
		{"outline previous", 8, "/Parent 7 0 R", "/Parent 7 0 R/Prev 7 0 R", pdfcheck.CodeOutline, pdfcheck.Finding{Object: 8}, "/Prev is 7 0 R instead of the entry before, none", nil},
		{"outline last", 7, "/Last 8 0 R", "/Last 7 0 R", pdfcheck.CodeOutline, pdfcheck.Finding{Object: 7}, "/Last is 7 0 R, but the last entry is object 8", nil},
		{"outline cycle", 8, "/Parent 7 0 R", "/Parent 7 0 R/Next 7 0 R", pdfcheck.CodeOutline, pdfcheck.Finding{Object: 7}, "there twice", nil},
		{"outline ends", 8, "/Parent 7 0 R", "/Parent 7 0 R/Next 12 0 R", pdfcheck.CodeOutline, pdfcheck.Finding{Object: 7}, "the entry after object 8 is a stream", nil},
		{"outline count", 7, "/Count 1", "/Count 2", pdfcheck.CodeOutline, pdfcheck.Finding{Object: 7}, "/Count is 2, but 1 entries", nil},
		{"outline without count", 7, "/Count 1", "", pdfcheck.CodeOutline, pdfcheck.Finding{Object: 7}, "/Count is null", nil},
		{"outline total", 6, "/Count 2", "/Count 1", pdfcheck.CodeOutline, pdfcheck.Finding{Object: 6}, "/Count of the outline is 1, but 2", nil},
		{"outline title", 8, "/Title(Two)", "", pdfcheck.CodeOutline, pdfcheck.Finding{Object: 8}, "no /Title", nil},
		{"outline target", 7, "/Dest(a)", "/Dest(c)", pdfcheck.CodeOutline, pdfcheck.Finding{Object: 7}, "the entry (One): there is no destination (c)", nil},
		{"outline page", 8, "[4 0 R", "[99 0 R", pdfcheck.CodeOutline, pdfcheck.Finding{Object: 8}, "object 99 is no page", nil},

		{"operator", 11, "q ", "q foo ", pdfcheck.CodeContent, pdfcheck.Finding{Page: 1}, `the operator "foo" is unknown`, nil},
		{"operands", 11, " cm", " 7 cm", pdfcheck.CodeContent, pdfcheck.Finding{Page: 1}, "cm has 7 operands instead of 6", nil},
		{"name as a number", 11, "1 0 0 1", "1 0 0 /x", pdfcheck.CodeContent, pdfcheck.Finding{Page: 1}, "cm has /x as operand 4", nil},
		{"number as a text", 11, "q ", "q BT 7 Tj ET ", pdfcheck.CodeContent, pdfcheck.Finding{Page: 1}, "Tj has 7 as operand 1", nil},
		{"no resources", 3, "/Resources<</XObject<</X 12 0 R>>>>", "", pdfcheck.CodeContent, pdfcheck.Finding{Page: 1}, "Do of /X, which is not among the resources", nil},
		{"no shading", 11, "/X Do", "/X sh", pdfcheck.CodeContent, pdfcheck.Finding{Page: 1}, "sh of /X, which is not", nil},
		{"no colour space", 11, "/X Do", "/X cs", pdfcheck.CodeContent, pdfcheck.Finding{Page: 1}, "cs of /X, which is not", nil},
		{"no pattern", 11, "/X Do", "/Pattern cs 1 /X scn", pdfcheck.CodeContent, pdfcheck.Finding{Page: 1}, "scn of /X, which is not", nil},
		{"not a number", 11, "1 0 0 1", "NaN 0 0 1", pdfcheck.CodeContent, pdfcheck.Finding{Page: 1}, `the operator "NaN" is unknown`, nil},
		{"infinity", 11, "1 0 0 1", "+Inf 0 0 1", pdfcheck.CodeContent, pdfcheck.Finding{Page: 1}, `cm of "+Inf", which is no number`, nil},
		{"large number", 11, "1 0 0 1", "1 0 0 99999999", pdfcheck.CodeContent, pdfcheck.Finding{Page: 1}, "out of all bounds", nil},
		{"Q too many", 11, " Q", " Q Q", pdfcheck.CodeContent, pdfcheck.Finding{Page: 1}, "a Q without its q", nil},
		{"q too many", 11, "q ", "q q ", pdfcheck.CodeContent, pdfcheck.Finding{Page: 1}, "between q and Q", nil},
		{"text in text", 11, "q ", "BT BT q ", pdfcheck.CodeContent, pdfcheck.Finding{Page: 1}, "BT where", nil},
		{"unknown resource", 11, "/X Do", "/Y Do", pdfcheck.CodeContent, pdfcheck.Finding{Page: 1}, "Do of /Y, which is not among the resources", nil},
		{"missing resource", 3, "12 0 R", "99 0 R", pdfcheck.CodeContent, pdfcheck.Finding{Page: 1}, "Do of /X, which is not among the resources", nil},
		{"string without end", 11, " Q", " Q (x", pdfcheck.CodeContent, pdfcheck.Finding{Page: 1}, "the content at byte 25: a string without", nil},
		{"form", 12, "0 0 m", "0 m", pdfcheck.CodeContent, pdfcheck.Finding{Page: 1, Object: 12}, "m has 1 operands instead of 2", nil},
		{"form's box", 12, "[0 0 9 9]", "[]", pdfcheck.CodeContent, pdfcheck.Finding{Page: 1, Object: 12}, "/BBox", nil},
		{"no stream", 3, "/Contents 11 0 R", "/Contents 2 0 R", pdfcheck.CodeContent, pdfcheck.Finding{Page: 1}, "/Contents is a dictionary", nil},

		{"standard font", 3, "<</XObject<</X 12 0 R>>", noFont, pdfcheck.CodeFont, pdfcheck.Finding{Page: 1, Object: 13}, "/Helvetica is not embedded: it has no descriptor",
			[]string{"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"}},
		{"font without a file", 3, "<</XObject<</X 12 0 R>>", noFont, pdfcheck.CodeFont, pdfcheck.Finding{Page: 1, Object: 13}, "/Arial is not embedded",
			[]string{"<</Type/Font/Subtype/TrueType/BaseFont/Arial/FontDescriptor 14 0 R>>", "<</Type/FontDescriptor>>"}},
		{"empty font", 3, "<</XObject<</X 12 0 R>>", noFont, pdfcheck.CodeFont, pdfcheck.Finding{Page: 1, Object: 13}, "empty file",
			[]string{"<</Type/Font/Subtype/TrueType/BaseFont/Arial/FontDescriptor 14 0 R>>", "<</Type/FontDescriptor/FontFile2 15 0 R>>", stream("", "")}},
		{"descendant font", 3, "<</XObject<</X 12 0 R>>", noFont, pdfcheck.CodeFont, pdfcheck.Finding{Page: 1, Object: 13}, "/Han is not embedded",
			[]string{"<</Type/Font/Subtype/Type0/BaseFont/Han/DescendantFonts[14 0 R]>>", "<</Type/Font/Subtype/CIDFontType2>>"}},
		{"no descendant", 3, "<</XObject<</X 12 0 R>>", noFont, pdfcheck.CodeFont, pdfcheck.Finding{Page: 1, Object: 13}, "0 descendants",
			[]string{"<</Type/Font/Subtype/Type0/BaseFont/Han>>"}},
		{"font of a form", 12, "/Resources<<>>", "/Resources<</Font<</F 13 0 R>>>>", pdfcheck.CodeFont, pdfcheck.Finding{Page: 1, Object: 13}, "/Courier is not embedded",
			[]string{"<</Type/Font/Subtype/Type1/BaseFont/Courier>>"}},
		{"font of an annotation", 9, "/Border", "/AP<</N 13 0 R>>/Border", pdfcheck.CodeFont, pdfcheck.Finding{Page: 1, Object: 14}, "/Courier is not embedded",
			[]string{stream("/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</Font<</F 14 0 R>>>>", ""), "<</Type/Font/Subtype/Type1/BaseFont/Courier>>"}},

		{"label of no page", 1, "1<</S/D", "2<</S/D", pdfcheck.CodePageLabels, pdfcheck.Finding{}, "there is no page of index 2", nil},
		{"label of the first page", 1, "[0<</S/r>>", "[", pdfcheck.CodePageLabels, pdfcheck.Finding{}, "the first page has none", nil},
		{"label twice", 1, "1<</S/D", "0<</S/D", pdfcheck.CodePageLabels, pdfcheck.Finding{}, "page 1 has two", nil},
		{"label style", 1, "/S/r", "/S/x", pdfcheck.CodePageLabels, pdfcheck.Finding{}, "that of page 1 has the unknown style /x", nil},
		{"label start", 1, "/St 1", "/St 0", pdfcheck.CodePageLabels, pdfcheck.Finding{}, "that of page 2 starts at 0", nil},
		{"label prefix", 1, "/P(p)", "/P/p", pdfcheck.CodePageLabels, pdfcheck.Finding{}, "no text", nil},
		{"label", 1, "<</S/r>>", " 7 ", pdfcheck.CodePageLabels, pdfcheck.Finding{}, "that of page 1 is 7", nil},
		{"labels", 1, "<</Nums", "<</Nxms", pdfcheck.CodePageLabels, pdfcheck.Finding{}, "neither /Kids nor pairs in /Nums", nil},

		{"page map", 1, "/Names", "/PieceInfo<</einkpdf<</Private 13 0 R>>>>/Names", pdfcheck.CodePageMap, pdfcheck.Finding{}, "1 lines for 2 pages", []string{stream("", "a\n")}},
		{"page map with doubled keys", 1, "/Names", "/PieceInfo<</einkpdf<</Private 13 0 R>>>>/Names", pdfcheck.CodePageMap, pdfcheck.Finding{Page: 2}, `the key (a) of the page map is empty or that of page 1`, []string{stream("", "a\na\n")}},
		{"page map of another order", 1, "/Names", "/PieceInfo<</einkpdf<</Private 13 0 R>>>>/Names", pdfcheck.CodePageMap, pdfcheck.Finding{Page: 2}, "the key (a) of the page map is no destination on this page", []string{stream("", "b\na\n")}},
		{"page map with long keys", 1, "/Names", "/PieceInfo<</einkpdf<</Private 13 0 R>>>>/Names", pdfcheck.CodePageMap, pdfcheck.Finding{Page: 1}, "the key (" + strings.Repeat("x", 50) + "…) of", []string{stream("", strings.Repeat("x", 1<<16)+"\nb\n")}},
		{"page map that is none", 1, "/Names", "/PieceInfo<</einkpdf<</Private 2 0 R>>>>/Names", pdfcheck.CodePageMap, pdfcheck.Finding{}, "instead of a stream", nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, found := verify(t, write(append(changed(t, test.object, test.old, test.text), test.more...)...), pdfcheck.Options{})
			require.NotEmpty(t, found)
			for _, f := range found {
				if f.Code == test.code && f.Page == test.place.Page && f.Object == test.place.Object && strings.Contains(f.Message, test.message) {
					return
				}
			}
			require.Fail(t, "not found", "%v", found)
		})
	}
}

// What is allowed is no finding.
func TestNothingFound(t *testing.T) {
	tests := []struct {
		name      string
		object    int
		old, text string
		more      []string
	}{
		{"closed entry", 7, "/Count 1", "/Count -1", nil},
		{"entry without a target", 7, "/Dest(a)", "", nil},
		{"web link", 9, "/A<</S/GoTo/D(b)>>", "/A<</S/URI/URI(https://example.org)>>", nil},
		{"unknown operator in BX", 11, "q ", "BX foo EX q ", nil},
		{"inline image", 11, "q ", "q BI/W 1/H 1/CS/G/BPC 8 ID x EI ", nil},
		{"old name", 9, "(b)", "/a", nil},
		{"type 3 font", 3, "<</XObject<</X 12 0 R>>", "<</Font<</F 13 0 R>>/XObject<</X 12 0 R>>", []string{"<</Type/Font/Subtype/Type3/Resources<<>>>>"}},
		{"name tree with nodes", 1, "5 0 R", "13 0 R", []string{"<</Kids[14 0 R 15 0 R]>>", "<</Limits[(a)(a)]/Names[(a)[3 0 R/Fit]]>>", "<</Limits[(b)(c)]/Names[(b)[4 0 R/Fit](c)[3 0 R/Fit]]>>"}},
		{"colours", 11, "/X Do", "/DeviceRGB cs 1 0 0 sc /Pattern CS 0 G 1 0 0 RG [3 2] 0 d (x) Tj /X Do", nil},
		{"page without resources", 4, "/Contents[11 0 R]/Resources<</XObject<</X 12 0 R>>>>", "/Contents 13 0 R", []string{stream("", "0 0 m 9 9 l S")}},
		{"picture with the predictor of TIFF", 3, "12 0 R", "13 0 R", []string{stream("/Type/XObject/Subtype/Image/Width 2/Height 1/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/FlateDecode/DecodeParms<</Predictor 2/Columns 2/Colors 3>>", deflated([]byte("abc\x01\x01\x01")))}},
		{"large picture", 3, "12 0 R", "13 0 R", []string{stream("/Type/XObject/Subtype/Image/Width 10000/Height 7000/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/FlateDecode", deflated(make([]byte, 70_000_000)))}},
		{"no contents", 4, "/Contents[11 0 R]", "", nil},
	}
	for _, test := range tests {
		objects := changed(t, test.object, test.old, test.text)
		if test.name == "closed entry" {
			objects[5] = strings.Replace(objects[5], "/Count 2", "/Count 1", 1)
		}
		_, found := verify(t, write(append(objects, test.more...)...), pdfcheck.Options{})
		require.Empty(t, found, test.name)
	}
}

// Offsets are compared with the bytes, since pdfcpu repairs them in silence.
func TestOffsets(t *testing.T) {
	good := write(plain()...)
	m := regexp.MustCompile(`\n(\d{10}) 00000 n \n(\d{10}) 00000 n `).FindSubmatch(good)
	require.NotNil(t, m)
	swapped := bytes.Replace(good, m[0], fmt.Appendf(nil, "\n%s 00000 n \n%s 00000 n ", m[2], m[1]), 1)
	_, found := verify(t, swapped, pdfcheck.Options{})
	require.Len(t, found, 2)
	require.Equal(t, pdfcheck.CodeOffset, found[0].Code)
	require.Equal(t, "object 1: the cross-reference table has it at byte "+strings.TrimLeft(string(m[2]), "0")+`, where "2 0 obj" stands instead of "1 0 obj" (xref-offset)`, found[0].String())

	links, err := pdfcheck.Links(swapped)
	require.NoError(t, err, "repaired")
	require.Len(t, links, 2)

	_, found = verify(t, good[:len(good)-20], pdfcheck.Options{})
	require.Equal(t, pdfcheck.CodeXref, found[0].Code)
	_, found = verify(t, bytes.Replace(good, []byte("startxref\n"), []byte("startxref\n1"), 1), pdfcheck.Options{})
	require.Equal(t, pdfcheck.CodeXref, found[0].Code)
	_, found = verify(t, append([]byte("junk"), good...), pdfcheck.Options{})
	require.Equal(t, pdfcheck.CodeHeader, found[0].Code)
	_, found = verify(t, bytes.Replace(good, []byte("/Length 24"), []byte("/Length 19"), 1), pdfcheck.Options{})
	require.Equal(t, pdfcheck.CodeLength, found[0].Code)
}

// pdfcpu has its say, too.
func TestPdfcpu(t *testing.T) {
	report, err := pdfcheck.Verify(ctx, write(changed(t, 1, "/Type/Catalog", "/Type/Catalog/PageLayout/Wrong")...), pdfcheck.Options{})
	require.NoError(t, err)
	require.Len(t, report.Findings, 1)
	require.Equal(t, pdfcheck.CodePdfcpu, report.Findings[0].Code)
	require.Contains(t, report.Findings[0].Message, "PageLayout")

	// It refuses dates as cairo writes them, and is not told.
	pdf := write(append(plain(), "<</CreationDate(D:20260102030405Z)>>")...)
	report, err = pdfcheck.Verify(ctx, bytes.Replace(pdf, []byte("/Root 1 0 R"), []byte("/Root 1 0 R/Info 13 0 R"), 1), pdfcheck.Options{})
	require.NoError(t, err)
	require.Empty(t, report.Findings)

	// What it says goes to terminals.
	report, err = pdfcheck.Verify(ctx, write(changed(t, 1, "/Type/Catalog", "/Type/Catalog/PageLayout/W\x1bcr\u202eong")...), pdfcheck.Options{})
	require.NoError(t, err)
	require.Len(t, report.Findings, 1)
	require.Regexp(t, `W\?cr\?ong \(pdfcpu\)$`, report.Findings[0].String())
}

func TestOptions(t *testing.T) {
	pdf := write(plain()...)
	report, err := pdfcheck.Verify(ctx, pdf, pdfcheck.Options{Pages: 3})
	require.NoError(t, err)
	require.False(t, report.OK())
	require.Equal(t, []pdfcheck.Finding{{Code: pdfcheck.CodePageCount, Message: "there are 2 pages instead of 3"}}, report.Findings)

	_, err = pdfcheck.Verify(ctx, pdf, pdfcheck.Options{MaxBytes: 100})
	require.ErrorIs(t, err, pdfcheck.ErrTooLarge)
	_, err = pdfcheck.Verify(ctx, []byte("hello"), pdfcheck.Options{})
	require.ErrorIs(t, err, pdfcheck.ErrNotPDF)

	done, cancel := context.WithCancel(ctx)
	cancel()
	_, err = pdfcheck.Verify(done, builtin(t, "notebook"), pdfcheck.Options{})
	require.ErrorIs(t, err, context.Canceled)
	_, err = pdfcheck.Verify(done, pdf, pdfcheck.Options{})
	require.ErrorIs(t, err, context.Canceled)
}

// Thousands of findings are counted rather than listed.
func TestManyFindings(t *testing.T) {
	refs := strings.Repeat("99 0 R ", 1000)
	_, found := verify(t, write(changed(t, 3, "/Type/Page", "/Type/Page/X["+refs+"]")...), pdfcheck.Options{})
	require.Len(t, found, pdfcheck.MaxFindings+1)
	require.Equal(t, pdfcheck.Finding{Code: pdfcheck.CodeMore, Message: "and 950 more of reference"}, found[pdfcheck.MaxFindings])
}

// Nothing is written into the user's home.
func TestHome(t *testing.T) {
	home := t.TempDir()
	for _, name := range []string{"HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "TMPDIR", "AppData"} {
		t.Setenv(name, home)
	}
	t.Setenv("XDG_CONFIG_HOME", filepath.Join(home, "config"))
	for _, pdf := range [][]byte{write(plain()...), builtin(t, "notebook"), []byte("%PDF-1.7\n")} {
		_, _ = pdfcheck.Verify(ctx, pdf, pdfcheck.Options{})
	}
	entries, err := os.ReadDir(home)
	require.NoError(t, err)
	require.Empty(t, entries)
}

// PDFs may be checked at the same time.
func TestConcurrent(t *testing.T) {
	pdf := write(plain()...)
	for range 4 {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			for range 20 {
				report, err := pdfcheck.Verify(ctx, pdf, pdfcheck.Options{})
				require.NoError(t, err)
				require.True(t, report.OK())
			}
		})
	}
}

// gopdf's outlines have wrong parents and neighbours, and a link to an anchor that
// is not there leaves an empty object.
func TestGopdf(t *testing.T) {
	pdf := &gopdf.GoPdf{}
	pdf.Start(gopdf.Config{PageSize: gopdf.Rect{W: 400, H: 600}})
	var nodes gopdf.OutlineNodes
	for i := range 3 {
		pdf.AddPage()
		pdf.SetAnchor(fmt.Sprint("page", i))
		pdf.AddInternalLink(fmt.Sprint("page", i+1), 10, 20, 30, 40)
		node := &gopdf.OutlineNode{Obj: pdf.AddOutlineWithPosition(fmt.Sprint("Page ", i))}
		if i == 0 {
			nodes = append(nodes, node)
		} else {
			nodes[0].Children = append(nodes[0].Children, node)
		}
	}
	nodes.Parse()
	data, err := pdf.GetBytesPdfReturnErr()
	require.NoError(t, err)

	_, found := verify(t, data, pdfcheck.Options{Pages: 3})
	codes := map[string]int{}
	for _, f := range found {
		codes[f.Code]++
	}
	require.Positive(t, codes[pdfcheck.CodeOutline], "%v", found)
	require.Positive(t, codes[pdfcheck.CodeSyntax], "%v", found)

	links, err := pdfcheck.Links(data)
	require.NoError(t, err)
	require.Len(t, links, 3)
	for i, l := range links[:2] {
		require.Equal(t, i+2, l.Target)
		require.InDeltaSlice(t, []float64{10, 20, 30, 40}, []float64{l.X, l.Y, l.W, l.H}, .01)
	}
	require.Zero(t, links[2].Target)
}
