package einkpdf_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/device"
	"github.com/einkpdf/platform/einkpdf/geom"
)

// days is a document of 365 pages.
const days = head + year + "designs: {day: {outline: '{date}', body: {type: text, text: '{date|full}'}}}\nplan: [{design: day, each: day}]\n"

func TestCancelAtOnce(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	p := parse(t, days)
	_, err := einkpdf.Compile(ctx, p, einkpdf.Options{})
	require.ErrorIs(t, err, context.Canceled)

	d := compile(t, days, einkpdf.Options{})
	var b bytes.Buffer
	require.ErrorIs(t, d.WritePDF(ctx, &b), context.Canceled)
	require.Less(t, b.Len(), 1000)
}

func TestCancelMidway(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	last := 0
	d := compile(t, days, einkpdf.Options{Progress: func(done, total int) {
		require.Equal(t, last+1, done)
		require.Equal(t, 365, total)
		if last = done; done == 100 {
			cancel()
		}
	}})
	require.ErrorIs(t, d.WritePDF(ctx, new(bytes.Buffer)), context.Canceled)
	require.Less(t, last, 110)

	last = 0
	require.NoError(t, d.WritePDF(context.Background(), new(bytes.Buffer)), "a cancelled write spoils nothing")
	require.Equal(t, 365, last)
}

func TestDeadlineInsideAPage(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 0)
	defer cancel()
	require.ErrorIs(t, render(ctx, []byte(days), einkpdf.Options{}), context.DeadlineExceeded)
}

// failingWriter fails after some bytes.
type failingWriter struct{ left int }

var errFull = errors.New("disk full")

func (w *failingWriter) Write(b []byte) (int, error) {
	if len(b) > w.left {
		n := w.left
		w.left = 0
		return n, errFull
	}
	w.left -= len(b)
	return len(b), nil
}

func TestFailingWriter(t *testing.T) {
	d := compile(t, days, einkpdf.Options{})
	size := len(pdf(t, d))
	for _, n := range []int{0, 1, 10, 1000, size / 2, size - 100, size - 1} {
		require.ErrorIs(t, d.WritePDF(context.Background(), &failingWriter{n}), errFull, "%d of %d bytes", n, size)
	}
	require.NoError(t, d.WritePDF(context.Background(), &failingWriter{size}))
}

func TestStats(t *testing.T) {
	data, err := os.ReadFile("testdata/everything.yaml")
	require.NoError(t, err)
	d := compile(t, string(data), einkpdf.Options{Assets: logo()})
	var b bytes.Buffer
	stats, err := d.WritePDFStats(context.Background(), &b)
	require.NoError(t, err)
	require.Equal(t, d.Len(), stats.Pages)
	require.Equal(t, int64(b.Len()), stats.Bytes)
	require.Equal(t, d.Len(), stats.Outlines)
	require.Equal(t, d.Len()+7, stats.Destinations, "pages and seven anchors")
	links := 0
	for i := range d.Len() {
		p, err := d.PageAt(i)
		require.NoError(t, err)
		links += len(p.Links)
	}
	require.Equal(t, links, stats.Links)
	require.True(t, bytes.HasPrefix(b.Bytes(), []byte("%PDF-")))
	require.True(t, bytes.HasSuffix(b.Bytes(), []byte("%%EOF\n")))
}

const overflow = head + `
designs:
  a:
    body:
      type: stack
      children:
        - {type: text, text: "much too long for its box", fit: line, width: 5mm, height: 5mm}
        - {type: text, text: "page {n} is also much too long", fit: line, width: 5mm, height: 5mm}
plan: [{design: a, each: 1..3}]
`

// TestFindings lists each finding of a widget once.
func TestFindings(t *testing.T) {
	d := compile(t, overflow, einkpdf.Options{})
	require.Empty(t, d.Findings(), "nothing is drawn yet")
	for range 2 {
		pdf(t, d)
		list := d.Findings()
		require.Len(t, list, 2)
		for i, f := range list {
			require.Equal(t, "text-overflow", f.Code)
			require.Equal(t, "a/1", f.Page)
			require.Equal(t, fmt.Sprintf("/designs/a/body/children/%d", i), f.Pointer)
			require.Equal(t, 10+i, f.Line)
			require.Equal(t, 11, f.Col)
			require.NotEmpty(t, f.Hint)
			require.False(t, f.Box.Empty())
			require.Equal(t, "warning", f.Severity.String())
		}
	}
}

func TestStrict(t *testing.T) {
	errs := fails(t, overflow, einkpdf.Options{Strict: true})
	require.Equal(t, []string{"10:11 /designs/a/body/children/0 text-overflow", "11:11 /designs/a/body/children/1 text-overflow"}, shorts(errs))
	require.Contains(t, errs[0].Message, "page a/1 and 2 more: ")

	strict := compile(t, overflow, einkpdf.Options{Strict: true})
	for range 2 {
		_, err := strict.WritePDFStats(context.Background(), new(bytes.Buffer))
		require.Error(t, err)
	}
	require.NoError(t, compile(t, days, einkpdf.Options{Strict: true}).WritePDF(context.Background(), new(bytes.Buffer)))
}

func TestLimits(t *testing.T) {
	file := head + rest
	limits := map[string]einkpdf.Limits{
		"too-large":      {FileBytes: len(file) - 1},
		"too-deep":       {Depth: 1},
		"too-many-nodes": {Nodes: 5},
	}
	for code, l := range limits {
		require.Contains(t, fmt.Sprint(shorts(fails(t, file, einkpdf.Options{Limits: l}))), code)
	}
	require.NoError(t, render(context.Background(), []byte(file), einkpdf.Options{Limits: einkpdf.Limits{FileBytes: len(file), Pages: 1}}))
}

// TestOptions win over what the project says.
func TestOptions(t *testing.T) {
	file := "einkpdf: 1\ntitle: x\nlocale: de\ndevice: remarkable-2\ncalendar: {from: 2026-03-01, to: 2026-03-01}\n" +
		"designs: {d: {body: {type: text, text: '{date|full} {device} {locale}', fit: line}}}\nplan: [{design: d, each: day}]\n"
	text := func(o einkpdf.Options) string {
		d := compile(t, file, o)
		return strings.TrimSpace(page(t, d, d.Keys()[0]).Text)
	}
	require.Equal(t, "Sonntag, 1. März 2026 reMarkable 2 de", text(einkpdf.Options{}))
	require.Equal(t, "dimanche 1 mars 2026 reMarkable 2 fr", text(einkpdf.Options{Locale: "fr"}))
	require.Contains(t, text(einkpdf.Options{Device: "supernote-nomad"}), "Nomad")

	d := compile(t, file, einkpdf.Options{})
	landscape := compile(t, strings.Replace(file, "title: x", "title: x\norientation: landscape", 1), einkpdf.Options{})
	require.Equal(t, d.PageSize().W, landscape.PageSize().H)
	require.Equal(t, d.PageSize().H, landscape.PageSize().W)

	own := device.Profile{Name: "own", Title: "Own", Width: 1000, Height: 1500, PPI: 250}
	require.Contains(t, text(einkpdf.Options{Profile: &own, Device: "supernote-nomad"}), "2026 Own de")
	require.Equal(t, 288*geom.Pt, compile(t, file, einkpdf.Options{Profile: &own}).PageSize().W)

	for _, o := range []einkpdf.Options{{Profile: &device.Profile{}}, {Profile: &device.Profile{Width: 1 << 30, Height: 100, PPI: 100}}, {Device: "nokia"}, {Locale: "xx"}} {
		_, err := einkpdf.Compile(context.Background(), parse(t, file), o)
		require.Error(t, err)
	}
}
