package einkpdf_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/device"
	"github.com/einkpdf/platform/einkpdf/geom"
)

// designs is a project of n designs, each with a page or more.
func designs(n int) string {
	var b, plan strings.Builder
	b.WriteString(head + "designs:\n  unplanned: {body: {type: dots, pitch: 5mm}}\n")
	for i := range n {
		fmt.Fprintf(&b, "  d%02d: {body: {type: lines, pitch: %dmm}}\n", i, 5+i%7)
		fmt.Fprintf(&plan, "  - {design: d%02d, each: 1..%d}\n", i, 1+i%3)
	}
	return b.String() + "plan:\n" + plan.String()
}

func sheet(t *testing.T, d *einkpdf.Document, o einkpdf.SheetOptions) image.Image {
	t.Helper()
	var b, again bytes.Buffer
	require.NoError(t, d.WriteSheet(context.Background(), &b, o))
	require.NoError(t, d.WriteSheet(context.Background(), &again, o))
	require.Equal(t, b.Bytes(), again.Bytes())
	m, err := png.Decode(&b)
	require.NoError(t, err)
	return m
}

func TestSheet(t *testing.T) {
	for _, test := range []struct {
		designs int
		options einkpdf.SheetOptions
		width   int // 0: whatever suits
	}{
		{1, einkpdf.SheetOptions{}, 0},
		{2, einkpdf.SheetOptions{Width: 800}, 800},
		{5, einkpdf.SheetOptions{Columns: 2, Width: 777}, 777},
		{5, einkpdf.SheetOptions{Columns: 60, Width: 1001}, 1001},
		{30, einkpdf.SheetOptions{}, 0},
		{61, einkpdf.SheetOptions{}, 0},
	} {
		m := sheet(t, compile(t, designs(test.designs), einkpdf.Options{}), test.options)
		size := m.Bounds().Size()
		if test.width > 0 {
			require.Equal(t, test.width, size.X)
		}
		require.IsType(t, &image.Gray{}, m)
		// Nothing stands at the edges, and something within.
		paper := greyAt(m, 0, 0)
		for x := range size.X {
			require.Equal(t, []uint8{paper, paper}, []uint8{greyAt(m, x, 0), greyAt(m, x, size.Y-1)})
		}
		for y := range size.Y {
			require.Equal(t, []uint8{paper, paper}, []uint8{greyAt(m, 0, y), greyAt(m, size.X-1, y)})
		}
	}
	coloured := sheet(t, compile(t, framed, einkpdf.Options{Device: "remarkable-paper-pro"}), einkpdf.SheetOptions{})
	require.IsType(t, &image.RGBA{}, coloured)
	require.IsType(t, &image.Gray{}, sheet(t, compile(t, framed, einkpdf.Options{Device: "remarkable-paper-pro"}), einkpdf.SheetOptions{Color: einkpdf.ColorGrey}))
}

// Sheets of pages that are very wide or narrow, and wide sheets.
func TestSheetOfOddPages(t *testing.T) {
	for _, page := range []geom.Size{{W: 14_400 * geom.Pt, H: 20 * geom.Pt}, {W: 20 * geom.Pt, H: 14_400 * geom.Pt}, {W: 20 * geom.Pt, H: 20 * geom.Pt}, {W: 600 * geom.Pt, H: 100 * geom.Pt}} {
		p := &device.Profile{Width: 300, Height: 400, PPI: 100, Page: page}
		d := compile(t, framed, einkpdf.Options{Profile: p})
		sheet(t, d, einkpdf.SheetOptions{})
		if page.W == 600*geom.Pt {
			require.Equal(t, 16_000, sheet(t, d, einkpdf.SheetOptions{Width: 16_000, MaxPixels: 160_000_000}).Bounds().Dx())
		}
	}
}

// Long names and titles, and those that no font has, do no harm.
func TestSheetOfOddNames(t *testing.T) {
	for _, name := range []string{strings.Repeat("W", 64), "שלום עולם " + strings.Repeat("א", 90), "日本語", strings.Repeat("a/", 90), "{{n}}"} {
		source := "einkpdf: 1\ntitle: \"" + name + "\"\ndesigns:\n  " + strings.Repeat("w", 64) + ": {key: \"" + name + "{n}\", body: {type: dots, pitch: 5mm}}\nplan:\n  - {design: " + strings.Repeat("w", 64) + ", each: 1..2}\n"
		sheet(t, compile(t, source, einkpdf.Options{}), einkpdf.SheetOptions{Width: 300})
	}
}

func TestSheetOptions(t *testing.T) {
	d := compile(t, designs(12), einkpdf.Options{})
	for _, test := range []struct {
		options       einkpdf.SheetOptions
		code, message string
	}{
		{einkpdf.SheetOptions{Columns: -1}, einkpdf.CodeRange, "a sheet cannot have -1 columns"},
		{einkpdf.SheetOptions{Columns: 61}, einkpdf.CodeRange, "a sheet cannot have 61 columns"},
		{einkpdf.SheetOptions{Width: -5}, einkpdf.CodeRange, "a sheet cannot be -5 pixels wide"},
		{einkpdf.SheetOptions{Width: 1 << 30}, einkpdf.CodeRange, "pixels wide"},
		{einkpdf.SheetOptions{Width: 60}, einkpdf.CodeRange, "a sheet 60 pixels wide has no room for"},
		{einkpdf.SheetOptions{Width: 40_000, Columns: 1}, einkpdf.CodeTooLarge, "larger than allowed: 40,000,000"},
		{einkpdf.SheetOptions{MaxPixels: 10_000}, einkpdf.CodeTooLarge, "larger than allowed: 10,000"},
		{einkpdf.SheetOptions{Color: "blue"}, einkpdf.CodeEnum, `"blue" is no colour mode`},
	} {
		err := d.WriteSheet(context.Background(), io.Discard, test.options)
		var wrong *einkpdf.ArgumentError
		require.ErrorAs(t, err, &wrong, "%+v", test.options)
		require.Equal(t, test.code, wrong.Code)
		require.Contains(t, wrong.Message, test.message)
	}
}
