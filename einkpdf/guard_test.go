package einkpdf_test

import (
	"bytes"
	"context"
	"errors"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// fragile is a widget that fails when it is painted on page 2, or on its design.
type fragile struct {
	widget.Frame
	fail func()
	name widget.Text // "{n}" makes it depend on the page
}

func (f *fragile) Draw(c *widget.Context, _ geom.Rect) {
	if n := c.String(f.name); !c.Dry() && n != "1" {
		f.fail()
	}
}

func breaking(name widget.Text, fail func()) *einkpdf.Project {
	return &einkpdf.Project{
		Format: 1, Title: "Test",
		Designs: map[string]*einkpdf.Design{"a": {Body: &fragile{name: name, fail: fail}}},
		Plan:    []einkpdf.Section{{Design: "a", Each: widget.Over("1..9")}},
	}
}

// TestPanics returns panics of the program's widgets as errors of their pages.
func TestPanics(t *testing.T) {
	var none map[string]int
	for _, tt := range []struct {
		name    string
		text    widget.Text
		fail    func()
		message string
	}{
		{"own part", "{n}", func() { panic("boom") }, "page a/2: panic: boom"},
		{"static part", "", func() { panic(errors.New("boom")) }, "page a/1: panic: boom"},
		{"run time", "{n}", func() { none["x"] = 1 }, "page a/2: panic: assignment to entry in nil map"},
		{"end of goroutine", "{n}", runtime.Goexit, "page a/2: it was not drawn to its end"},
		{"end in layout", "", runtime.Goexit, "page a/1: it was not drawn to its end"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d, err := einkpdf.Compile(context.Background(), breaking(tt.text, tt.fail), einkpdf.Options{})
			require.NoError(t, err)
			for range 2 { // the second time does not hang, or succeed, either
				list := errorsOf(t, d.WritePDF(context.Background(), new(bytes.Buffer)))
				require.Len(t, list, 1)
				require.Equal(t, "/designs/a/body internal", list[0].Pointer+" "+list[0].Code)
				require.Equal(t, tt.message, list[0].Message)
				require.Contains(t, list[0].Hint, "mistake of the program")
			}
		})
	}
}

// TestPanicPlace names the function that panicked.
func TestPanicPlace(t *testing.T) {
	d, err := einkpdf.Compile(context.Background(), breaking("", nil), einkpdf.Options{})
	require.NoError(t, err)
	list := errorsOf(t, d.WritePDF(context.Background(), new(bytes.Buffer)))
	require.Regexp(t, `in einkpdf_test\.\(\*fragile\)\.Draw \(guard_test\.go:\d+\)$`, list[0].Hint)
}

// TestPanicInAssets is an asset that cannot be read.
func TestPanicInAssets(t *testing.T) {
	assets := einkpdf.AssetFunc(func(string) ([]byte, error) { panic("no disk") })
	d := compile(t, imageFile, einkpdf.Options{Assets: assets})
	for range 2 {
		pdf(t, d)
		list := d.Findings()
		require.Len(t, list, 1)
		require.Equal(t, "missing-image", list[0].Code)
		require.Contains(t, list[0].Message, `asset "logo" cannot be read: panic: no disk`)
	}
	errs := fails(t, fontFile, einkpdf.Options{Assets: assets, Strict: true})
	require.Equal(t, []string{"4:24 /fonts/own/regular missing-font"}, shorts(errs))
	require.Contains(t, errs[0].Message, "panic: no disk")
}
