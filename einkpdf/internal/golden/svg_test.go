package golden

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"fmt"
	"image"
	"image/draw"
	"io"
	"maps"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/geom"
	list "github.com/einkpdf/platform/einkpdf/internal/draw"
	"github.com/einkpdf/platform/einkpdf/internal/inktest"
	"github.com/einkpdf/platform/einkpdf/internal/svg"
)

// svgCases are the cases whose pages a browser shows: text in all scripts,
// turned, in fonts of the project's, strokes, patterns, pictures and clips, and
// the built-in projects.
func svgCases(t *testing.T) (cases []testCase) {
	pages := map[string][]int{
		"colors": nil, "container-nested": nil, "fonts": nil, "layers-places": nil, "scripts": nil, "strokes": nil, "styles": nil, "warnings-letters": nil,
		"widget-dots": nil, "widget-image": nil, "widget-isometric": nil, "widget-lines": nil, "widget-music": {1}, "widget-text": nil,
		"gallery-day-planner-remarkable-2": {1, 14, 67}, "gallery-notebook-boox-note-air-4c": {1}, "gallery-weekly-planner-supernote-nomad": {2, 3},
	}
	for _, c := range allCases(t) {
		if some, ok := pages[c.name]; ok {
			c.pages = some
			cases = append(cases, c)
		}
	}
	require.Len(t, cases, len(pages))
	return append(cases,
		testCase{name: "everything", open: openEverything},
		testCase{name: "letters", open: func() (opened, error) {
			p, err := einkpdf.Parse([]byte(svgLetters))
			return opened{project: p}, err
		}})
}

// openEverything is the project that has every widget.
func openEverything() (opened, error) {
	o, err := openProject("../../testdata/everything.yaml")
	o.assets = einkpdf.AssetFunc(func(string) ([]byte, error) { return asset("photo.png") })
	return o, err
}

// svgLetters has letters that browsers would join, move or draw in colours.
const svgLetters = `einkpdf: 1
title: letters
device: card
devices: {card: {pixels: [800, 1000], ppi: 200}}
styles: {default: {size: 11pt, font: DejaVu Sans}}
designs:
  page:
    body:
      type: stack
      gap: 1.5mm
      children:
        - {type: text, text: "office waffle ﬁ AVATAR To, fjord"}
        - {type: text, text: "⚡ ⭐ ⌚ ♈ ☔ © ™ ☎ ✔ ❤ 1️⃣"}
        - {type: text, text: "שָׁלוֹם (א) 12:30 אב"}
        - {type: text, text: "مُحَمَّد ١٢-٣٤ ﷲ لا"}
        - {type: text, text: "a\u0301\u0323 q\u0308 soft\u00ADhyphen no\u00A0break"}
        - {type: text, text: "  two  spaces  & <tags> ]]>"}
plan:
  - {design: page}
`

// svgPages is a backend that writes pages as SVG files.
type svgPages struct {
	options svg.Options
	want    []int // from 1; nil = all
	forms   []*list.List
	page    int
	files   map[int][]byte
}

func (s *svgPages) Form(_ geom.Size, l *list.List) (list.FormID, error) {
	s.forms = append(s.forms, l)
	return list.FormID(len(s.forms)), nil
}

func (s *svgPages) Page(p list.Page) error {
	if s.page++; s.want != nil && !slices.Contains(s.want, s.page) {
		return nil
	}
	lists := []*list.List{p.List}
	if p.Form != 0 {
		lists = []*list.List{s.forms[p.Form-1], p.List}
	}
	var b bytes.Buffer
	err := svg.Write(context.Background(), &b, p.Size, lists, s.options)
	s.files[s.page] = b.Bytes()
	return err
}

func (s *svgPages) Close([]*list.Outline, []string) error { return nil }

// writeSVG is pages of a document as SVG, by their numbers from 1.
func writeSVG(t testing.TB, d *einkpdf.Document, o svg.Options, pages []int) map[int][]byte {
	t.Helper()
	s := &svgPages{options: o, want: pages, files: map[int][]byte{}}
	require.NoError(t, d.Draw(context.Background(), func(list.Info) list.Backend { return s }))
	return s.files
}

// svgPage is a page as HTML in several ways, and as poppler shows the PDF of it.
type svgPage struct {
	name string
	ways []svgWay
	want *image.RGBA
}

type svgWay struct {
	name, html string
	at         image.Point // on the screenshot
}

// waysOf are the ways to show a page: the file as part of an HTML document, with
// text as text or as shapes, and as a picture of one, where a browser loads
// nothing else. Pictures are moved to whole pixels, so that only some can be compared.
func waysOf(name string, text, shapes []byte) []svgWay {
	ways := []svgWay{{name: "text", html: string(text)}, {name: "shapes", html: string(shapes)}}
	if name == "scripts" {
		ways = append(ways, svgWay{name: "picture", html: "<img src='data:image/svg+xml;base64," + base64.StdEncoding.EncodeToString(text) + "'>"})
	}
	return ways
}

// A browser shows a point as 4/3 of its pixels, which are two of the screenshot's
// wide. Poppler makes lines of less than a pixel darker than they are, so its
// pictures are made larger and then smaller.
const (
	svgScale = 2
	svgDPI   = 96 * svgScale
	svgFiner = 2
	svgWide  = 2000 // pixels of a browser that a sheet is wide
)

// svgSheet has all pages of the cases on one HTML document, so that also names
// of one that mean something else in another would be seen.
func svgSheet(t *testing.T, cases []testCase) (pages []*svgPage, html []byte, size image.Point) {
	t.Helper()
	var b bytes.Buffer
	b.WriteString("<!DOCTYPE html><meta charset=utf-8><style>body{margin:0;font-weight:bold;letter-spacing:3px;text-anchor:end}" +
		"div{position:absolute;overflow:hidden}svg{display:block}</style>\n")
	at, row := image.Point{}, 0
	for _, c := range cases {
		o, err := c.open()
		require.NoError(t, err)
		d, err := c.compile(context.Background(), o)
		require.NoError(t, err)
		var pdf bytes.Buffer
		require.NoError(t, d.WritePDF(context.Background(), &pdf))
		if c.pages == nil {
			c.pages = firstPages(d)
		}
		texts := writeSVG(t, d, svg.Options{Title: c.name}, c.pages)
		shapes := writeSVG(t, d, svg.Options{Title: c.name, Outlines: true}, c.pages)
		for _, run := range runs(c.pages) {
			require.NoError(t, inktest.Pages(context.Background(), pdf.Bytes(), svgDPI*svgFiner, run[0], run[1], func(n int, m *image.RGBA) error {
				p := &svgPage{name: fmt.Sprintf("%s-page-%d", c.name, n), ways: waysOf(c.name, texts[n], shapes[n]), want: smaller(m, svgFiner)}
				pages = append(pages, p)
				w, h := p.want.Rect.Dx()/svgScale, p.want.Rect.Dy()/svgScale
				for i := range p.ways {
					if at.X+w > svgWide {
						at, row = image.Pt(0, at.Y+row), 0
					}
					p.ways[i].at, row = at.Mul(svgScale), max(row, h)
					fmt.Fprintf(&b, "<div style='left:%dpx;top:%dpx;width:%dpx;height:%dpx'>%s</div>\n", at.X, at.Y, w, h, p.ways[i].html)
					at.X += w
				}
				return nil
			}))
		}
	}
	return pages, b.Bytes(), image.Pt(svgWide, at.Y+row)
}

// smaller is a picture with the means of each n by n pixels, for whole pixels of
// a browser.
func smaller(m *image.RGBA, n int) *image.RGBA {
	s := image.NewRGBA(image.Rect(0, 0, m.Rect.Dx()/n/svgScale*svgScale, m.Rect.Dy()/n/svgScale*svgScale))
	for i := range s.Pix {
		x, y, sum := i%s.Stride/4, i/s.Stride, 0
		for k := range n * n {
			sum += int(m.Pix[(y*n+k/n)*m.Stride+4*(x*n+k%n)+i%4])
		}
		s.Pix[i] = uint8(sum / (n * n))
	}
	return s
}

// TestSVGInBrowser compares what Chromium shows of SVG files with what poppler
// shows of the PDFs.
func TestSVGInBrowser(t *testing.T) {
	requirePoppler(t)
	requireBrowser(t)
	if underRace {
		t.Skip("comparing pictures takes too long; .ci/run has a round without the race detector")
	}
	out := outFolder(t)
	pages, html, size := svgSheet(t, svgCases(t))
	shown := screenshot(t, html, size, svgScale)
	for _, p := range pages {
		for _, way := range p.ways {
			got := image.NewRGBA(p.want.Rect)
			draw.Draw(got, got.Rect, shown, way.at, draw.Src)
			lost, added := inktest.Compare(p.want, got)
			if min(lost, added) >= minAlike {
				continue
			}
			path := filepath.Join(out.path(t), p.name+"-svg-"+way.name+".png")
			require.NoError(t, sideBySide(path, greys(p.want), greys(got)))
			t.Errorf("%s as %s: %.2f %% of the ink is not there, %.2f %% only there; the PDF's, the SVG's, and the difference: %s",
				p.name, way.name, 100*(1-lost), 100*(1-added), path)
		}
	}
}

// TestSVGText finds the words of pages in what a browser prints of them.
func TestSVGText(t *testing.T) {
	requirePoppler(t)
	requireBrowser(t)
	html := []byte("<!DOCTYPE html><meta charset=utf-8>")
	for _, c := range svgCases(t) {
		if c.name != "scripts" && c.name != "letters" {
			continue
		}
		o, err := c.open()
		require.NoError(t, err)
		d, err := c.compile(context.Background(), o)
		require.NoError(t, err)
		html = append(html, writeSVG(t, d, svg.Options{}, []int{1})[1]...)
	}
	cmd := exec.Command("pdftotext", "-layout", "-", "-")
	cmd.Stdin = bytes.NewReader(printed(t, html))
	text, err := cmd.Output()
	require.NoError(t, err)
	for _, words := range []string{
		"Cyrillic: Щука, ёж, Київ, їжак", "Vietnamese: Thứ hai, tháng tám", "Georgian გამარჯობა", "€ ‰ … – —", "AVATAR To,", "softhyphen", "<tags> ]]>",
	} {
		require.Contains(t, string(text), words)
	}
}

// TestSVGIsAlone reads all pages of the built-in projects as XML, in which nothing
// leads outside.
func TestSVGIsAlone(t *testing.T) {
	for _, c := range allCases(t) {
		if !strings.HasPrefix(c.name, "gallery-") || !strings.HasSuffix(c.name, "-boox-note-air-4c") {
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			o, err := c.open()
			require.NoError(t, err)
			d, err := c.compile(context.Background(), o)
			require.NoError(t, err)
			for _, outlines := range []bool{false, true} {
				files := writeSVG(t, d, svg.Options{Outlines: outlines, Href: func(to string) string { return "#" + to }}, nil)
				require.Len(t, files, d.Len())
				for _, n := range slices.Sorted(maps.Keys(files)) {
					requireAlone(t, files[n])
				}
			}
		})
	}
}

// requireAlone reads an SVG file: all its references are to itself.
func requireAlone(t *testing.T, file []byte) {
	t.Helper()
	dec := xml.NewDecoder(bytes.NewReader(file))
	ids, refs := map[string]bool{}, map[string]bool{}
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		require.NoError(t, err)
		e, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		for _, a := range e.Attr {
			switch {
			case a.Name.Local == "id":
				require.False(t, ids[a.Value], "twice: %s", a.Value)
				ids[a.Value] = true
			case strings.HasPrefix(a.Value, "url("):
				refs[strings.TrimSuffix(strings.TrimPrefix(a.Value, "url(#"), ")")] = true
			case a.Name.Local == "href" && e.Name.Local == "use":
				refs[strings.TrimPrefix(a.Value, "#")] = true
			case a.Name.Local == "href" && e.Name.Local == "image":
				require.True(t, strings.HasPrefix(a.Value, "data:image/"))
			case a.Name.Local == "href":
				require.Equal(t, "a", e.Name.Local)
			}
		}
	}
	require.Equal(t, ids, refs)
	rest := bytes.ReplaceAll(file, []byte("url(data:font/sfnt;base64,"), nil)
	rest = bytes.ReplaceAll(rest, []byte("url(#c"), nil)
	require.False(t, bytes.Contains(rest, []byte("url(")))
}
