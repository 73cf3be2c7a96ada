package einkpdf_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"

	"github.com/go-fonts/liberation/liberationmonobold"
	"github.com/go-fonts/liberation/liberationmonoregular"
	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

const fontFile = head + "fonts: {own: {regular: own.ttf}}\nstyles: {default: {font: own}}\n" +
	"designs: {a: {body: {type: text, text: 'iiiiWWWW', fit: line}}}\nplan: [{design: a}]\n"

func TestFonts(t *testing.T) {
	d := compile(t, fontFile, einkpdf.Options{Strict: true, Assets: files{"own.ttf": liberationmonoregular.TTF}})
	require.Equal(t, "iiiiWWWW ", page(t, d, "a").Text)
	require.Contains(t, string(pdf(t, d)), "%PDF")

	for _, op := range page(t, d, "a").Static.Ops {
		glyphs := op.(draw.Text).Run.Glyphs
		require.Equal(t, glyphs[0].Advance, glyphs[7].Advance, "the project's font is monospaced")
	}
}

// familyOf is the family of the first text of a page.
func familyOf(t *testing.T, d *einkpdf.Document, key string) string {
	t.Helper()
	p := page(t, d, key)
	for _, op := range append(p.Static.Ops, p.Own.Ops...) {
		if text, ok := op.(draw.Text); ok {
			return text.Run.Face.Name
		}
	}
	return ""
}

// restrictedFont is a font that documents may not carry.
func restrictedFont() []byte {
	data := bytes.Clone(liberationmonoregular.TTF)
	for i := range int(binary.BigEndian.Uint16(data[4:])) {
		if rec := data[12+16*i:]; string(rec[:4]) == "OS/2" {
			binary.BigEndian.PutUint16(data[binary.BigEndian.Uint32(rec[8:])+8:], 2)
		}
	}
	return data
}

// TestBadFonts are replaced by a built-in one and reported; strict writing fails.
func TestBadFonts(t *testing.T) {
	ttf := liberationmonoregular.TTF
	tests := []struct {
		name   string
		assets einkpdf.Assets
		want   string
	}{
		{"none", nil, `there is no asset "own.ttf", for no assets were given`},
		{"missing", files{}, `there is no asset "own.ttf"`},
		{"empty", files{"own.ttf": nil}, "too few for a font"},
		{"text", files{"own.ttf": []byte("hello")}, "too few for a font"},
		{"web font", files{"own.ttf": append([]byte("wOF2"), make([]byte, 99)...)}, "web font"},
		{"cut off", files{"own.ttf": ttf[:len(ttf)/3]}, "outside the file"},
		{"zeros", files{"own.ttf": append(bytes.Clone(ttf[:200]), make([]byte, 100_000)...)}, ""},
		{"restricted", files{"own.ttf": restrictedFont()}, "does not allow documents to carry"},
		{"large", files{"own.ttf": make([]byte, 500_001)}, "500,001 bytes, at most 500,000 are allowed"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := einkpdf.Options{Assets: tt.assets, Limits: einkpdf.Limits{AssetBytes: 500_000}}
			d := compile(t, fontFile, o)
			require.Equal(t, "LiberationSans", familyOf(t, d, "a"))
			require.Equal(t, "iiiiWWWW ", page(t, d, "a").Text)
			pdf(t, d)
			list := d.Findings()
			require.Len(t, list, 1)
			f := list[0]
			require.Equal(t, []any{"missing-font", "/fonts/own/regular", "a", 4, 1}, []any{f.Code, f.Pointer, f.Page, f.Line, f.Pages})
			require.True(t, strings.HasPrefix(f.Message, `the font "own" cannot be used: `), f.Message)
			require.True(t, strings.HasSuffix(f.Message, "; /designs/a/body is written in it"), f.Message)
			require.Contains(t, f.Message, tt.want)
			require.NotEmpty(t, f.Hint)

			report, err := einkpdf.CheckProject(t.Context(), parse(t, fontFile), o, einkpdf.CheckOptions{})
			require.NoError(t, err)
			require.Len(t, report.Findings, 1)
			require.Equal(t, []any{"missing-font", "a", 1, f.Message}, []any{report.Findings[0].Code, report.Findings[0].Page, report.Findings[0].Pages, report.Findings[0].Message})

			o.Strict = true
			errs := fails(t, fontFile, o)
			require.Equal(t, []string{"4:24 /fonts/own/regular missing-font"}, shorts(errs))
			require.Equal(t, "page a: "+f.Message, errs[0].Message)
		})
	}
}

// TestStandIns are faces of the built-in family of the same name, or else of the
// sans one; what the project's font has stays.
func TestStandIns(t *testing.T) {
	const designs = "designs: {a: {body: {type: text, text: x, style: {font: %, weight: W, slant: S}}}}\nplan: [{design: a}]\n"
	all := files{"r": liberationmonoregular.TTF, "b": liberationmonobold.TTF}
	for _, tt := range []struct {
		fonts, font, weight, slant, want, missing string
	}{
		{"own: {regular: no}", "own", "regular", "upright", "LiberationSans", "/fonts/own/regular"},
		{"own: {regular: no}", " OWN ", "bold", "italic", "LiberationSans", "/fonts/own/regular"}, // nearest
		{"own: {regular: r, bold: no}", "own", "regular", "upright", "LiberationMono", ""},
		{"own: {regular: r, bold: no}", "own", "bold", "upright", "LiberationSans-Bold", "/fonts/own/bold"},
		{"own: {regular: no, bold: b}", "own", "bold", "italic", "LiberationMono-Bold", ""},
		{"own: {regular: no, bold: b}", "own", "regular", "italic", "LiberationSans", "/fonts/own/regular"},
		{"own: {regular: no, bold-italic: no}", "own", "bold", "italic", "LiberationSans-BoldItalic", "/fonts/own/bold-italic"},
		{"serif: {regular: no, italic: no}", "serif", "regular", "italic", "LiberationSerif-Italic", "/fonts/serif/italic"},
		{"sans: {regular: no}", "sans", "regular", "upright", "LiberationSans", "/fonts/sans/regular"},
		{"own: {regular: no}", "serif", "regular", "upright", "LiberationSerif", ""},
	} {
		file := head + "fonts: {" + tt.fonts + "}\n" + strings.NewReplacer("%", `"`+tt.font+`"`, "W", tt.weight, "S", tt.slant).Replace(designs)
		d := compile(t, file, einkpdf.Options{Assets: all})
		require.Equal(t, tt.want, familyOf(t, d, "a"), tt)
		pdf(t, d)
		var used []string
		for _, f := range d.Findings() {
			require.Equal(t, "missing-font", f.Code)
			require.Equal(t, f.Page == "", f.Pages == 0)
			if f.Page != "" {
				used = append(used, f.Pointer)
			}
		}
		require.Equal(t, tt.missing, strings.Join(used, " "), tt)
	}
}

// TestUnusedBadFont is reported although no text asks for it, for it may have
// letters that others lack.
func TestUnusedBadFont(t *testing.T) {
	file := head + "fonts: {hanzi: {regular: no}}\ndesigns: {a: {body: {type: text, text: x}}}\nplan: [{design: a}]\n"
	d := compile(t, file, einkpdf.Options{})
	pdf(t, d)
	list := d.Findings()
	require.Len(t, list, 1)
	require.Equal(t, []any{"", 0}, []any{list[0].Page, list[0].Pages})
	report, err := d.Check(t.Context(), einkpdf.CheckOptions{})
	require.NoError(t, err)
	require.Len(t, report.Findings, 1)
	require.Equal(t, []any{"missing-font", "", 0, 4}, []any{report.Findings[0].Code, report.Findings[0].Page, report.Findings[0].Pages, report.Findings[0].Line})
	errs := fails(t, file, einkpdf.Options{Strict: true})
	require.Equal(t, `the font "hanzi" cannot be used: there is no asset "no", for no assets were given`, errs[0].Message)
}

// TestTooManyFonts are an error of the project, whatever the assets are, and none of
// those beyond is read.
func TestTooManyFonts(t *testing.T) {
	var b strings.Builder
	for i := range 40 {
		fmt.Fprintf(&b, "  f%d: {regular: r%d, bold: b%d}\n", i, i, i)
	}
	asked := 0
	assets := einkpdf.AssetFunc(func(string) ([]byte, error) { asked++; return liberationmonoregular.TTF, nil })
	errs := fails(t, head+"fonts:\n"+b.String()+"designs: {a: {body: {type: text, text: x}}}\nplan: [{design: a}]\n", einkpdf.Options{Assets: assets})
	require.Equal(t, []string{"5:3 /fonts bad-asset"}, shorts(errs))
	require.Equal(t, 64, asked)
}

// TestFontBytes: a font that is named many times is read once, and all together are
// bounded.
func TestFontBytes(t *testing.T) {
	const project = head + "fonts:\n%sdesigns: {a: {body: {type: text, text: x}}}\nplan: [{design: a}]\n"
	var same, others strings.Builder
	for i := range 16 {
		fmt.Fprintf(&same, "  f%d: {regular: r, bold: r, italic: r, bold-italic: r}\n", i)
		fmt.Fprintf(&others, "  f%02d: {regular: r%d}\n", i, i)
	}
	asked := map[string]int{}
	size := len(liberationmonoregular.TTF)
	o := einkpdf.Options{
		Assets: einkpdf.AssetFunc(func(name string) ([]byte, error) { asked[name]++; return bytes.Clone(liberationmonoregular.TTF), nil }),
		Limits: einkpdf.Limits{FontBytes: 3 * size},
	}
	require.Empty(t, compile(t, fmt.Sprintf(project, same.String()), o).Findings())
	require.Equal(t, map[string]int{"r": 1}, asked)

	list := compile(t, fmt.Sprintf(project, others.String()), o).Findings()
	require.Len(t, list, 13)
	require.Equal(t, "/fonts/f03/regular", list[0].Pointer)
	require.Contains(t, list[0].Message, "all fonts together have more than")
	require.Len(t, asked, 1+16)
}
