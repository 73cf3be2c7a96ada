package gopdfout

import (
	"encoding/binary"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
	"github.com/einkpdf/platform/einkpdf/internal/font"
)

// words are texts that gopdf by itself would write wrongly or not at all.
var words = []struct{ family, text string }{
	{"sans", "AVATAR To Ty. Kerning, “quotes” – and dashes; a rather long line of text to see whether its end is in place"},
	{"serif", "The five office fires affect flight AVAST Wolf"},
	{"DejaVu Sans", "office ﬁ final affluent coffee ǕǗ ḔḖ ẤẦ Ổ Ỗ ṸṺ ½ → ★ ☐ ☑ ✓"},
	{"DejaVu Serif", "office final ǖ ȱ ṹ Ẫ ﬀ ﬃ Ω Ж"},
	{"DejaVu Sans Mono", "if x != y { return ǡ }"},
	{"sans", "Thứ Hai, ngày 5 tháng 1 Dvojrečje ĄŻ Ťď Καλημέρα Ђорђе"},
	{"sans", "السبت ٣ يناير بتثنق نقثتب لا إله"},
	{"sans", "יוֹם שְׁלִישִׁי 12 בְּיָנוּאָר"},
	{"sans", "e\u0301 o\u0308 q\u0303\u0323 a\u00a0b\u202fc\u2009d\u00adf"},
	{"DejaVu Sans", "𝔸 𝟘𝟙 😀 beyond the first plane"},
}

func textPage(t testing.TB) (list []draw.Op) {
	for i, w := range words {
		y := 30 + 54*float64(i)
		spec := font.Spec{Family: w.family, Bold: i%3 == 1, Italic: i%4 == 2}
		list = append(list, text(t, fonts(), spec, 15, y, 8.5, w.text)...)
		for _, op := range text(t, fonts(), spec, 15, y+24, 17.3, w.text) {
			o := op.(draw.Text)
			if o.Color = (draw.Color{R: 160, B: 90, A: 120}); i%2 == 0 {
				o.Spacing, o.Color = pt(0.7), draw.Gray(0x44)
			}
			list = append(list, o)
		}
	}
	return list
}

// TestText writes all of it twice over, so that the second page has nothing new
// to tell gopdf.
func TestText(t *testing.T) {
	page := draw.Page{Size: pageSize, List: ops(textPage(t)...)}
	own, other := both(t, page, page)
	requireSame(t, own, other, 60, 1, 2)
	requireSame(t, own, other, 200, 1, 2)

	path := filepath.Join(t.TempDir(), "text.pdf")
	require.NoError(t, os.WriteFile(path, other, 0o600))
	if tool(t, "pdftotext") {
		out, err := exec.Command("pdftotext", "-layout", "-l", "1", path, "-").Output()
		require.NoError(t, err)
		for _, want := range []string{"AVATAR To Ty. Kerning, “quotes”", "Thứ Hai, ngày 5 tháng 1", "Ђорђе", "a b c"} {
			require.Contains(t, string(out), want)
		}
	}
	if tool(t, "qpdf") {
		out, err := exec.Command("qpdf", "--check", path).CombinedOutput()
		require.NoError(t, err, string(out))
	}
}

// custom is a set with one face of its own, "Own".
func custom(t testing.TB, data []byte) *font.Set {
	t.Helper()
	set, err := font.NewSet(font.Custom{Family: "Own", Data: data})
	require.NoError(t, err)
	return set
}

func dejavu(t testing.TB) []byte {
	line, err := fonts().Shape(font.Spec{Family: "DejaVu Serif"}, "en", "a")
	require.NoError(t, err)
	data, _ := line.Runs[0].Face.Data()
	return append([]byte(nil), data...)
}

// collection is a font file as the only face of a collection.
func collection(data []byte) []byte {
	const head = 16
	out := binary.BigEndian.AppendUint32([]byte("ttcf\x00\x01\x00\x00\x00\x00\x00\x01"), head)
	out = append(out, data...)
	for i := range int(binary.BigEndian.Uint16(data[4:])) {
		at := out[head+12+16*i+8:]
		binary.BigEndian.PutUint32(at, binary.BigEndian.Uint32(at)+head)
	}
	return out
}

func TestCustomFonts(t *testing.T) {
	for name, data := range map[string][]byte{
		"plain":      dejavu(t),
		"odd length": append(dejavu(t), 0),
		"collection": collection(dejavu(t)),
	} {
		t.Run(name, func(t *testing.T) {
			set := custom(t, data)
			own, other := both(t, draw.Page{Size: geom.Size{W: pt(300), H: pt(60)},
				List: ops(text(t, set, font.Spec{Family: "Own"}, 10, 40, 20, "Own office fonts ẤẦ")...)})
			requireSame(t, own, other, 60, 1, 1)
		})
	}
}
