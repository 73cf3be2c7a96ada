package pdfcheck_test

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/pdfcheck"
)

// tiny is a real file that is small enough to be damaged a thousand times.
const tiny = `einkpdf: 1
title: Tiny
designs:
  page: {key: "p/{n}", outline: "{n}", body: {type: link, text: next, to: "p/{n+1}?"}}
plan:
  - {design: page, each: 1..3}
`

// use does everything with a file. Errors and findings are fine, panics are not.
func use(t testing.TB, pdf []byte) {
	t.Helper()
	check := func(err error) {
		if err != nil {
			require.NotContains(t, err.Error(), "failed:")
		}
	}
	_, err := pdfcheck.Links(pdf)
	check(err)
	_, err = pdfcheck.PageMap(pdf)
	check(err)
	report, err := pdfcheck.Verify(ctx, pdf, pdfcheck.Options{})
	check(err)
	require.Equal(t, err == nil, report != nil)
}

func TestDamaged(t *testing.T) {
	for _, pdf := range [][]byte{write(plain()...), rendered(t, []byte(tiny))} {
		seed := uint32(1)
		random := func(n int) int {
			seed = seed*1664525 + 1013904223
			return int(seed>>8) % n
		}
		for i := range 300 {
			bad := bytes.Clone(pdf)
			switch i % 4 {
			case 0:
				bad = bad[:random(len(bad))]
			case 1:
				at := random(len(bad))
				bad = append(bad[:at], bad[min(at+random(200), len(bad)):]...)
			default:
				for range 1 + random(20) {
					bad[random(len(bad))] ^= 1 << random(8)
				}
			}
			use(t, bad)
		}
	}
}

func deflated(data []byte) string {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	z.Write(data) //nolint:errcheck // a buffer
	z.Close()     //nolint:errcheck // a buffer
	return b.String()
}

// farObject has a table that would be large if it were filled.
const farObject = "%PDF-1.7\nxref\n2000000 1\n0000000009 00000 n \ntrailer<</Size 2000001/Root 1 0 R>>\nstartxref\n9\n%%EOF"

// hostile are files that ask for more than they give.
func hostile() map[string][]byte {
	bomb := stream("/Filter/FlateDecode", deflated(make([]byte, 10<<20)))
	page := "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents[" + strings.Repeat("4 0 R ", 1000) + "]>>"
	var deep []string
	for i := range 3000 { // forms that draw forms, outlines below outlines
		deep = append(deep, stream(fmt.Sprintf("/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>", i+5), "/X Do"))
	}
	nested := []string{"<</Type/Catalog/Pages 2 0 R/Outlines 4 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>", "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"}
	for i := range 3000 {
		nested = append(nested, fmt.Sprintf("<</Title(x)/First %d 0 R/Last %d 0 R/Count 1/Parent %d 0 R>>", i+5, i+5, i+3))
	}
	pages := "<</Type/Catalog/Pages 2 0 R>>"
	return map[string][]byte{
		"bomb":           write(pages, "<</Type/Pages/Kids[3 0 R]/Count 1>>", page, bomb),
		"bomb of pages":  write(pages, "<</Type/Pages/Kids[3 0 R]/Count 1>>", page, stream("/Filter[/FlateDecode/FlateDecode]", deflated([]byte(deflated(make([]byte, 10<<20)))))),
		"kids":           write(pages, "<</Type/Pages/Count 1/Kids["+strings.Repeat("2 0 R ", 50_000)+"]>>"),
		"direct kids":    write(pages, "<</Type/Pages/Count 1/Kids["+strings.Repeat("<</MediaBox[0 0 9 9]>>", 30_000)+"]>>"),
		"deep forms":     write(append([]string{pages, "<</Type/Pages/Kids[3 0 R]/Count 1>>", "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources<</XObject<</X 4 0 R>>>>>>"}, deep...)...),
		"deep outline":   write(nested...),
		"brackets":       write(pages, strings.Repeat("[", 1<<20)),
		"open strings":   write(pages, strings.Repeat("(", 1<<20)),
		"many objects":   []byte("%PDF-1.7\n" + strings.Repeat("1 0 obj(", 1<<13)),
		"many streams":   []byte("%PDF-1.7\n" + strings.Repeat("1 0 obj<<>>stream ", 1<<16) + "trailer<</Root 1 0 R>>"),
		"far object":     []byte(farObject),
		"huge table":     []byte("%PDF-1.7\n1 0 obj" + stream("/Type/XRef/Size 2000000/W[1 1 1]/Root 1 0 R/Filter/FlateDecode", deflated(make([]byte, 6_000_000))) + "endobj startxref 9 %%EOF"),
		"huge subscript": []byte("%PDF-1.7\nxref\n0 9999999999\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF"),
	}
}

func TestHostile(t *testing.T) {
	for name, pdf := range hostile() {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			start := time.Now()
			_, err := pdfcheck.Verify(ctx, pdf, pdfcheck.Options{})
			runtime.ReadMemStats(&after)
			if err != nil {
				require.NotContains(t, err.Error(), "failed:")
			}
			t.Logf("%d bytes: %v, %d MiB allocated", len(pdf), time.Since(start).Round(time.Millisecond), (after.TotalAlloc-before.TotalAlloc)>>20)
			require.Less(t, time.Since(start), 30*time.Second)
		})
	}
}

func FuzzVerify(f *testing.F) {
	f.Add(write(plain()...))
	f.Add(rendered(f, []byte(tiny)))
	f.Add(write(changed(f, 9, "(b)", "(c)")...))
	f.Add(write(plain()...)[:900])
	f.Add([]byte(farObject))
	f.Fuzz(func(t *testing.T, pdf []byte) { use(t, pdf) })
}
