package fontcheck_test

import (
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/fontcheck"
)

// name is a record of the table "name".
type name struct {
	platform, encoding, language, id uint16
	text                             string
}

func nameTable(list ...name) []byte {
	out := be.AppendUint16(be.AppendUint16(be.AppendUint16(nil, 0), uint16(len(list))), uint16(6+12*len(list)))
	var texts []byte
	for _, n := range list {
		raw := []byte(n.text)
		if n.platform != 1 {
			raw = nil
			for _, u := range utf16.Encode([]rune(n.text)) {
				raw = be.AppendUint16(raw, u)
			}
		}
		for _, v := range []uint16{n.platform, n.encoding, n.language, n.id, uint16(len(raw)), uint16(len(texts))} {
			out = be.AppendUint16(out, v)
		}
		texts = append(texts, raw...)
	}
	return append(out, texts...)
}

func TestNames(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("ä", 1000)
	for _, test := range []struct {
		table         []byte
		family, style string
	}{
		{nil, "", ""},
		{[]byte("short"), "", ""},
		{nameTable(name{3, 1, 0x409, 1, "Old"}, name{3, 1, 0x409, 2, "Bold"}), "Old", "Bold"},
		{nameTable(name{3, 1, 0x409, 1, "Old Black"}, name{3, 1, 0x409, 2, "Regular"}, name{3, 1, 0x409, 16, "Old"}, name{3, 1, 0x409, 17, "Black"}), "Old", "Black"},
		{nameTable(name{3, 1, 0x409, 1, "Same"}, name{3, 1, 0x409, 2, "Regular"}, name{3, 1, 0x409, 16, "Same"}), "Same", "Regular"},
		{nameTable(name{3, 1, 0x409, 1, "Same Black"}, name{3, 1, 0x409, 2, "Regular"}, name{3, 1, 0x409, 16, "Same"}), "Same", ""},
		{nameTable(name{3, 1, 0x411, 1, "日本"}, name{3, 1, 0x809, 1, "British"}, name{1, 0, 0, 1, "Mac"}), "Mac", ""},
		{nameTable(name{3, 1, 0x411, 1, "日本"}, name{3, 1, 0x809, 1, "British"}), "British", ""},
		{nameTable(name{3, 1, 0x411, 1, "日本"}), "日本", ""},
		{nameTable(name{3, 2, 0x411, 1, "in Shift-JIS"}), "", ""},
		{nameTable(name{1, 0, 0, 1, "caf\x8e\x00\x1b[2J"}), "caf[2J", ""},
		{nameTable(name{3, 1, 0x409, 1, "  a\n\tb\x00c\u202ed\u200b\ufeff  \u2028e  "}), "a bcd e", ""},
		{nameTable(name{3, 1, 0x409, 1, long}), long[:2*fontMaxName], ""},
		{nameTable(name{3, 1, 0x409, 1, "\u202e"}, name{1, 0, 0, 1, "Second"}), "Second", ""},
		{nameTable(name{3, 1, 0x409, 2, "Bold"}, name{3, 1, 0x409, 4, "Full Bold"}, name{3, 1, 0x409, 6, "Full-Bold"}), "Full Bold", "Bold"},
		{nameTable(name{3, 1, 0x409, 1, " "}, name{3, 1, 0x409, 6, "Full-Bold"}), "Full-Bold", ""},
		{append(nameTable(name{3, 1, 0x409, 1, "x"})[:16], 0xFF, 0xFF), "", ""}, // outside
	} {
		f, err := fontcheck.Read(with(small(t), tables{"name": test.table}))
		require.NoError(t, err)
		require.Equal(t, []string{test.family, test.style}, []string{f.Family, f.Style})
	}
}

const fontMaxName = 100
