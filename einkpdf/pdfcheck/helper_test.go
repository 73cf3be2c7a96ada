package pdfcheck_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/gallery"
	"github.com/einkpdf/platform/einkpdf/pdfcheck"
)

var ctx = context.Background()

// write writes the objects 1, 2, … as a PDF; the first is the catalog.
func write(objects ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	offsets := make([]int, len(objects))
	for i, o := range objects {
		offsets[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	at := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, offset := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root 1 0 R/ID[<00112233445566778899AABBCCDDEEFF><00112233445566778899AABBCCDDEEFF>]>>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, at)
	return b.Bytes()
}

// stream is an object with data.
func stream(dict, data string) string {
	return fmt.Sprintf("<<%s/Length %d>>stream\n%s\nendstream", dict, len(data), data)
}

// plain is a PDF of two pages with a bit of everything, and nothing wrong. The
// pages are the objects 3 and 4, the links of the first one 9 and 10.
func plain() []string {
	return []string{
		"<</Type/Catalog/Pages 2 0 R/Names<</Dests 5 0 R>>/Outlines 6 0 R/PageLabels<</Nums[0<</S/r>>1<</S/D/St 1/P(p)>>]>>>>",
		"<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2/MediaBox[0 0 400 600]>>",
		"<</Type/Page/Parent 2 0 R/Annots[9 0 R 10 0 R]/Contents 11 0 R/Resources<</XObject<</X 12 0 R>>>>>>",
		"<</Type/Page/Parent 2 0 R/Contents[11 0 R]/Resources<</XObject<</X 12 0 R>>>>>>",
		"<</Names[(a)[3 0 R/Fit](b)[4 0 R/XYZ null 500 null]]>>",
		"<</Type/Outlines/First 7 0 R/Last 7 0 R/Count 2>>",
		"<</Title(One)/Parent 6 0 R/First 8 0 R/Last 8 0 R/Count 1/Dest(a)>>",
		"<</Title(Two)/Parent 7 0 R/A<</S/GoTo/D[4 0 R/FitH 500]>>>>",
		"<</Type/Annot/Subtype/Link/Rect[10 20 30 50]/Border[0 0 0]/A<</S/GoTo/D(b)>>>>",
		"<</Type/Annot/Subtype/Link/Rect[50 20 70 40]/Border[0 0 0]/Dest[4 0 R/Fit]>>",
		stream("", "q 1 0 0 1 0 0 cm /X Do Q"),
		stream("/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<<>>", "0 0 m 9 9 l S"),
	}
}

// changed is plain with a text of an object replaced.
func changed(t testing.TB, num int, old, text string) []string {
	t.Helper()
	objects := plain()
	require.Contains(t, objects[num-1], old)
	objects[num-1] = strings.Replace(objects[num-1], old, text, 1)
	if m := regexp.MustCompile(`(?s)^<<(.*)/Length \d+>>stream\n(.*)\nendstream$`).FindStringSubmatch(objects[num-1]); m != nil {
		objects[num-1] = stream(m[1], m[2])
	}
	return objects
}

// rendered is a project as a PDF.
func rendered(t testing.TB, source []byte) []byte {
	t.Helper()
	project, err := einkpdf.Parse(source)
	require.NoError(t, err)
	document, err := einkpdf.Compile(ctx, project, einkpdf.Options{})
	require.NoError(t, err)
	var b bytes.Buffer
	require.NoError(t, document.WritePDF(ctx, &b))
	return b.Bytes()
}

var built sync.Map // PDFs of the gallery

// built-in projects are rendered once.
func builtin(t testing.TB, name string) []byte {
	t.Helper()
	if pdf, ok := built.Load(name); ok {
		return pdf.([]byte)
	}
	source, err := gallery.Source(name)
	require.NoError(t, err)
	pdf := rendered(t, source)
	built.Store(name, pdf)
	return pdf
}

// verify lists the findings, without those of pdfcpu.
func verify(t testing.TB, pdf []byte, o pdfcheck.Options) (report *pdfcheck.Report, own []pdfcheck.Finding) {
	t.Helper()
	report, err := pdfcheck.Verify(ctx, pdf, o)
	require.NoError(t, err)
	for _, f := range report.Findings {
		if f.Code != pdfcheck.CodePdfcpu {
			own = append(own, f)
		}
	}
	return report, own
}

// qpdf rewrites a PDF.
func qpdf(t *testing.T, pdf []byte, args ...string) []byte {
	t.Helper()
	if _, err := exec.LookPath("qpdf"); err != nil {
		require.NotEqual(t, "true", os.Getenv("CI"), "qpdf is not installed")
		t.Skip("qpdf is not installed")
	}
	dir := t.TempDir()
	in, out := filepath.Join(dir, "in.pdf"), filepath.Join(dir, "out.pdf")
	require.NoError(t, os.WriteFile(in, pdf, 0o600))
	message, err := exec.Command("qpdf", append(args, in, out)...).CombinedOutput()
	require.NoError(t, err, string(message))
	pdf, err = os.ReadFile(out)
	require.NoError(t, err)
	return pdf
}
