package pdfcheck_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/pdfcheck"
)

// graph is a PDF whose objects from 4 on are the body, with the numbers of two
// others in place of A and B: each other for shape "cycle"; those of the next
// level, up to the end, for shape "shared".
func graph(shape, catalog, page, body, end string) []byte {
	fill := func(s string, a, b int) string {
		return strings.NewReplacer("@A", fmt.Sprint(a, " 0 R"), "@B", fmt.Sprint(b, " 0 R")).Replace(s)
	}
	objects := []string{
		"<</Type/Catalog/Pages 2 0 R" + fill(catalog, 4, 5) + ">>",
		"<</Type/Pages/Kids[3 0 R]/Count 1>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]" + fill(page, 4, 5) + ">>",
	}
	if shape == "cycle" {
		return write(append(objects, fill(body, 4, 5), fill(body, 5, 4))...)
	}
	for level := range 40 {
		next := 6 + 2*level
		objects = append(objects, fill(body, next, next+1), fill(body, next, next+1))
	}
	return write(append(objects, end, end)...)
}

// pdfcpu follows some of these until the stack is full, which no program can
// recover from, and others for years.
func TestTraps(t *testing.T) {
	const shading = "/Resources<</Shading<</S<</ShadingType 2/ColorSpace/DeviceGray/Coords[0 0 1 1]/Function @A>>>>>>"
	pattern := func(resources string) string {
		return stream("/PatternType 1/PaintType 1/TilingType 1/XStep 9/YStep 9/BBox[0 0 9 9]/Resources<<"+resources+">>", "")
	}
	tests := []struct{ name, catalog, page, body, end string }{
		{"functions", "", shading, "<</FunctionType 3/Domain[0 1]/Functions[@A @B]/Bounds[0.5]/Encode[0 1 0 1]>>", "<</FunctionType 2/Domain[0 1]/N 1>>"},
		{"patterns", "", "/Resources<</Pattern<</A @A/B @B>>>>", pattern("/Pattern<</A @A/B @B>>"), pattern("")},
		{"halftones", "", "/Resources<</ExtGState<</A<</Type/ExtGState/HT @A>>>>>>", "<</Type/Halftone/HalftoneType 5/Default @A/x @B>>", "<</Type/Halftone/HalftoneType 1/Frequency 1/Angle 1/SpotFunction/Round>>"},
		{"colour spaces", "", "/Resources<</ColorSpace<</A @A/B @B>>>>", "[/DeviceN[/a]@A<<>><</Colorants<</x @A/y @B>>>>]", "[/Separation/x/DeviceRGB<<>>]"},
		{"renditions", "/OpenAction<</S/Rendition/R @A/OP 0>>", "", "<</Type/Rendition/S/SR/R[@A @B]>>", "<</Type/Rendition/S/MR>>"},
		{"actions", "/OpenAction @A", "", "<</S/GoTo/D[3 0 R/Fit]/Next[@A @B]>>", "<</S/GoTo/D[3 0 R/Fit]>>"},
		{"names", "/Names<</Dests @A>>", "", "<</Limits[(a)(b)]/Kids[@A @B]>>", "<</Limits[(a)(b)]/Names[(a)[3 0 R/Fit](b)[3 0 R/Fit]]>>"},
		{"labels", "/PageLabels @A", "", "<</Limits[0 0]/Kids[@A @B]>>", "<</Limits[0 0]/Nums[0<</S/D>>]>>"},
		{"structure", "/StructTreeRoot<</Type/StructTreeRoot/K[@A @B]>>", "", "<</Type/StructElem/S/P/P 4 0 R/K[@A @B]>>", "<</Type/StructElem/S/P/P 4 0 R>>"},
	}
	for _, test := range tests {
		for _, shape := range []string{"cycle", "shared"} {
			t.Run(test.name+" "+shape, func(t *testing.T) {
				start := time.Now()
				report, err := pdfcheck.Verify(ctx, graph(shape, test.catalog, test.page, test.body, test.end), pdfcheck.Options{})
				require.NoError(t, err)
				require.Regexp(t, `not asked: (object \d+ contains itself|its objects refer to each other in more ways than can be followed) \(pdfcpu\)`, fmt.Sprint(report.Findings))
				require.Less(t, time.Since(start), 5*time.Second)
			})
		}
	}
	t.Run("a long chain", func(t *testing.T) {
		objects := []string{"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>", "<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Resources<</XObject<</X 4 0 R>>>>>>"}
		for i := range 1000 {
			objects = append(objects, stream(fmt.Sprintf("/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>", i+5), ""))
		}
		report, err := pdfcheck.Verify(ctx, write(append(objects, stream("/Type/XObject/Subtype/Form/BBox[0 0 9 9]", ""))...), pdfcheck.Options{})
		require.NoError(t, err)
		require.Equal(t, []pdfcheck.Finding{{Code: pdfcheck.CodePdfcpu, Message: "not asked: more than 500 objects in each other"}}, report.Findings)
	})
}

// Files in which objects refer back to others are common, and pdfcpu is asked.
func TestNoTraps(t *testing.T) {
	form := stream("/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</A @A/B @B>>>>", "")
	tests := []struct{ name, catalog, page, body string }{
		{"forms in each other", "", "/Resources<</XObject<</A @A/B @B>>>>", form},
		{"beads", "/Threads[<</Type/Thread/F @A>>]", "/B[@A @B]", "<</Type/Bead/N @B/V @B/P 3 0 R/R[0 0 1 1]>>"},
		{"links to links", "/PageLayout/Wrong", "/Annots[@A @B]", "<</Type/Annot/Subtype/Link/Rect[1 1 9 9]/Border[0 0 0]/P 3 0 R/A<</S/GoTo/D[3 0 R/Fit]>>>>"},
		{"the data of another program", "/PieceInfo<</x<</LastModified(D:2026)/Private @A>>>>", "", "<</A @A/B @B>>"},
	}
	for _, test := range tests {
		report, err := pdfcheck.Verify(ctx, graph("cycle", test.catalog, test.page, test.body, ""), pdfcheck.Options{})
		require.NoError(t, err, test.name)
		for _, f := range report.Findings {
			require.NotContains(t, f.Message, "not asked", test.name)
		}
	}
}
