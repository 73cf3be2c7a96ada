package einkpdf_test

import (
	"context"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
)

// slowPages take long to draw.
func slowPages() map[string]string {
	files := largeFiles()
	many := func(child string) string {
		return head + "designs: {a: {body: {type: layers, repeat: {each: 1..130}, child: {type: layers, repeat: {each: 1..130}, child: " + child + "}}}}\nplan: [{design: a}]\n"
	}
	layers := func(child string) string {
		return head + "designs: {a: {body: {type: layers, children: [" + strings.Repeat(child+",\n", 300) + "]}}}\nplan: [{design: a}]\n"
	}
	files["fills"] = many("{type: box, fill: '#00000010'}")
	files["rounded"] = many("{type: box, radius: 40mm, fill: '#00000010', stroke: {width: 5mm, color: '#00000010', dash: [1pt, 1pt]}}")
	files["letters"] = many("{type: text, text: W, style: {size: 200pt, color: '#00000010'}}")
	files["large dots"] = layers("{type: dots, pitch: 1mm, diameter: 5mm, color: '#00000010'}")
	files["wide lines"] = layers("{type: lines, pitch: 1mm, stroke: {width: 5mm, color: '#00000010', dash: [1pt, 1pt]}}")
	return files
}

// Whatever is drawn ends soon after its context: within a tenth of a second on a
// machine that has nothing else to do, and not after the many seconds that the
// whole of it would take.
func TestPreviewsEndSoon(t *testing.T) {
	soon := 3 * time.Second
	if raceEnabled {
		soon *= 4
	}
	for name, source := range slowPages() {
		d := compile(t, source, einkpdf.Options{})
		for what, f := range map[string]func(ctx context.Context) error{
			"png": func(ctx context.Context) error { return d.WritePNG(ctx, io.Discard, 0, einkpdf.PreviewOptions{}) },
			"svg": func(ctx context.Context) error { return d.WriteSVG(ctx, io.Discard, 0, einkpdf.SVGOptions{}) },
			"outlines": func(ctx context.Context) error {
				return d.WriteSVG(ctx, io.Discard, 0, einkpdf.SVGOptions{Outlines: true})
			},
			"sheet":  func(ctx context.Context) error { return d.WriteSheet(ctx, io.Discard, einkpdf.SheetOptions{}) },
			"layout": func(ctx context.Context) error { _, err := d.Layout(ctx, 0); return err },
		} {
			const allowed = 50 * time.Millisecond
			ctx, cancel := context.WithTimeout(context.Background(), allowed)
			begin := time.Now()
			err := f(ctx)
			took := time.Since(begin) - allowed
			cancel()
			if err != nil {
				require.ErrorIs(t, err, context.DeadlineExceeded, "%s as %s", name, what)
			}
			require.Less(t, took, soon, "%s as %s", name, what)
			if took > 30*time.Millisecond {
				t.Logf("%s as %s: %v", name, what, took)
			}
		}
	}
}
