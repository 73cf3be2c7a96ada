package fontcheck_test

import (
	"bytes"
	"testing"

	"github.com/go-fonts/dejavu/dejavusans"
	"github.com/go-fonts/liberation/liberationmonobold"
	"github.com/go-fonts/liberation/liberationsansregular"
	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/fontcheck"
)

func TestFacts(t *testing.T) {
	t.Parallel()
	preview := liberation()
	be.PutUint16(preview["OS/2"][8:], 0x0004)
	variable := liberation()
	variable["fvar"] = make([]byte, 16)
	for name, test := range map[string]struct {
		data []byte
		want fontcheck.Facts
	}{
		"TrueType":   {liberationsansregular.TTF, fontcheck.Facts{MediaType: "font/ttf", Family: "Liberation Sans", Style: "Regular", Faces: 1, Glyphs: 2619, Outlines: "truetype", Embedding: fontcheck.Installable}},
		"bold":       {liberationmonobold.TTF, fontcheck.Facts{MediaType: "font/ttf", Family: "Liberation Mono", Style: "Bold", Faces: 1, Glyphs: 2423, Outlines: "truetype", Embedding: fontcheck.Installable}},
		"DejaVu":     {dejavusans.TTF, fontcheck.Facts{MediaType: "font/ttf", Family: "DejaVu Sans", Style: "Book", Faces: 1, Glyphs: 6253, Outlines: "truetype", Embedding: fontcheck.Installable}},
		"name-keyed": {testdata(t, "name-keyed.otf"), fontcheck.Facts{MediaType: "font/otf", Family: "Liberation Sans", Style: "Regular", Faces: 1, Glyphs: 5, Outlines: "cff", Embedding: fontcheck.Installable}},
		"CID-keyed":  {testdata(t, "cid-keyed.otf"), fontcheck.Facts{MediaType: "font/otf", Family: "Liberation Sans", Style: "Regular", Faces: 1, Glyphs: 5, Outlines: "cff", Embedding: fontcheck.Installable}},
		"collection": {collection(open(liberationmonobold.TTF), preview), fontcheck.Facts{MediaType: "font/collection", Family: "Liberation Mono", Style: "Bold", Faces: 2, Glyphs: 2423, Outlines: "truetype", Embedding: fontcheck.PreviewPrint}},
		"variable":   {collection(variable), fontcheck.Facts{MediaType: "font/ttf", Family: "Liberation Sans", Style: "Regular", Faces: 1, Glyphs: 2619, Outlines: "truetype", Variable: true, Embedding: fontcheck.Installable}},
		"Apple's":    {append([]byte("true"), liberationsansregular.TTF[4:]...), fontcheck.Facts{MediaType: "font/ttf", Family: "Liberation Sans", Style: "Regular", Faces: 1, Glyphs: 2619, Outlines: "truetype", Embedding: fontcheck.Installable}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			before := bytes.Clone(test.data)
			f, err := fontcheck.Read(test.data)
			require.NoError(t, err)
			require.Equal(t, test.want, f)
			require.Equal(t, before, test.data)
		})
	}
}

// TestUnsupported are fonts that are whole, and of kinds that the renderer does
// not use.
func TestUnsupported(t *testing.T) {
	t.Parallel()
	all := liberation()
	blank := bytes.Clone(all["loca"])
	clear(blank)
	many := make([]tables, fontcheck.MaxFaces+1)
	for i := range many {
		many[i] = tables{"none": []byte("none")}
	}
	noChars := make([]byte, 4)
	for name, test := range map[string]struct {
		data []byte
		want string
	}{
		"WOFF":       {append([]byte("wOFF"), make([]byte, 100)...), "web font"},
		"WOFF2":      {append([]byte("wOF2"), make([]byte, 100)...), "web font"},
		"Type 1":     {[]byte("%!PS-AdobeFont-1.0: Nimbus"), "Type 1"},
		"PFB":        {[]byte("\x80\x01\x00\x10\x00\x00%!PS-AdobeFont-1.0"), "Type 1"},
		"CFF2":       {with(all, tables{"glyf": nil, "loca": nil, "CFF2": []byte("anything")}), "variable OpenType outlines (CFF2)"},
		"bitmaps":    {with(all, tables{"glyf": nil, "loca": nil, "CBDT": []byte("anything"), "CBLC": []byte("anything")}), "no outlines"},
		"blank":      {with(all, tables{"loca": blank}), "only pictures of letters"},
		"characters": {with(all, tables{"cmap": noChars}), ""},
		"large":      {make([]byte, fontcheck.MaxBytes+1), "at most 33554432"},
		"faces":      {collection(many...), "65 faces, at most 64"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := refused(t, test.data)
			require.Contains(t, e.Message, test.want)
			if test.want != "" {
				require.Equal(t, fontcheck.Unsupported, e.Code, e.Message)
			}
		})
	}
}

func TestDamaged(t *testing.T) {
	t.Parallel()
	whole := liberationsansregular.TTF
	all := liberation()
	put := func(at int, b ...byte) []byte {
		data := bytes.Clone(whole)
		copy(data[at:], b)
		return data
	}
	for name, data := range map[string][]byte{
		"nothing":       nil,
		"short":         []byte("OTTO"),
		"text":          []byte("this is no font at all"),
		"SVG":           []byte(`<svg xmlns="http://www.w3.org/2000/svg"><font/></svg>`),
		"PNG":           append([]byte("\x89PNG\r\n\x1a\n"), make([]byte, 100)...),
		"no tables":     {0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
		"many tables":   put(4, 0xFF, 0xFF),
		"twice":         put(12+16, whole[12:12+16]...),
		"outside":       put(12+8, 0x7F, 0xFF, 0xFF, 0xFF),
		"too long":      put(12+12, 0xFF, 0xFF, 0xFF, 0xFF),
		"overlap":       put(12+16+8, whole[12+8:12+12]...),
		"no head":       with(all, tables{"head": nil}),
		"no metrics":    with(all, tables{"hmtx": nil}),
		"no glyphs":     with(all, tables{"maxp": make([]byte, 32)}),
		"short loca":    with(all, tables{"loca": all["loca"][:100]}),
		"short glyf":    with(all, tables{"glyf": all["glyf"][:1000]}),
		"bad CFF":       with(open(testdata(t, "name-keyed.otf")), tables{"CFF ": []byte("\x01\x00\x04\x01 and no more")}),
		"no faces":      []byte("ttcf\x00\x01\x00\x00\x00\x00\x00\x00"),
		"cut faces":     []byte("ttcf\x00\x01\x00\x00\x00\x00\x00\x09"),
		"far face":      []byte("ttcf\x00\x01\x00\x00\x00\x00\x00\x01\xFF\xFF\xFF\xFF"),
		"same face":     []byte("ttcf\x00\x01\x00\x00\x00\x00\x00\x02\x00\x00\x00\x14\x00\x00\x00\x14" + "OTTO\x00\x01\x00\x00\x00\x00\x00\x00none\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"),
		"cut signature": []byte("ttcf\x00\x02\x00\x00\x00\x00\x00\x01\x00\x00\x00\x10DSIG"),
		"far signature": []byte("ttcf\x00\x02\x00\x00\x00\x00\x00\x01\x00\x00\x00\x10DSIG\x00\x00\x00\x09\x00\x00\x00\x19"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, fontcheck.Damaged, refused(t, data).Code)
		})
	}
}

// TestCutOff is refused wherever a font ends too early.
func TestCutOff(t *testing.T) {
	t.Parallel()
	for name, data := range seeds(t) {
		for _, n := range []int{1, 4, 100} {
			e := refused(t, data[:len(data)-max(len(data)*n/101, 4)])
			require.Equal(t, fontcheck.Damaged, e.Code, name)
		}
	}
}

// TestEmbedding is OpenType 1.9.1, OS/2 fsType.
func TestEmbedding(t *testing.T) {
	t.Parallel()
	for bits, want := range map[uint16]fontcheck.Embedding{
		0x0000: fontcheck.Installable, 0x0001: fontcheck.Installable, 0x0002: "", 0x0003: "", 0x0004: fontcheck.PreviewPrint, 0x0008: fontcheck.Editable,
		0x0006: fontcheck.PreviewPrint, 0x000A: fontcheck.Editable, 0x000C: fontcheck.Editable, 0x000E: fontcheck.Editable, // of several, the least restrictive
		0x0100: "", 0x0104: "", 0x0108: "", 0x0200: "", 0x0208: "", 0x0302: "",
		0x8000: fontcheck.Installable, 0xFC04: fontcheck.PreviewPrint, // reserved bits
	} {
		f, err := fontcheck.Read(collection(allowing(t, bits)))
		if want != "" {
			require.NoError(t, err)
			require.Equal(t, want, f.Embedding, "%#04x", bits)
			continue
		}
		e := refused(t, collection(allowing(t, bits)))
		require.Equal(t, fontcheck.Forbidden, e.Code)
		require.Contains(t, e.Message, "The maker of this font")
	}
	for name, os2 := range map[string][]byte{"none": nil, "cut off": make([]byte, 9)} {
		f, err := fontcheck.Read(with(small(t), tables{"OS/2": os2}))
		require.NoError(t, err, name)
		require.Equal(t, fontcheck.Unstated, f.Embedding)
	}
	old := small(t)["OS/2"][:68] // Apple's version 0
	be.PutUint16(old[8:], 2)
	require.Equal(t, fontcheck.Forbidden, refused(t, with(small(t), tables{"OS/2": old})).Code)
}

// TestEmbeddingOfCollections is that of the face that allows least.
func TestEmbeddingOfCollections(t *testing.T) {
	t.Parallel()
	for want, bits := range map[fontcheck.Embedding][]uint16{
		fontcheck.Installable: {0, 0}, fontcheck.Editable: {0, 8, 0}, fontcheck.PreviewPrint: {8, 4, 0}, "": {0, 0, 2},
	} {
		var faces []tables
		for _, b := range bits {
			faces = append(faces, allowing(t, b))
		}
		f, err := fontcheck.Read(collection(faces...))
		if want == "" {
			require.Equal(t, fontcheck.Forbidden, refused(t, collection(faces...)).Code)
			continue
		}
		require.NoError(t, err)
		require.Equal(t, want, f.Embedding)
	}
}
