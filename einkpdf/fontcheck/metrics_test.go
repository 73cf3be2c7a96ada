package fontcheck_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/go-fonts/dejavu/dejavusans"
	"github.com/go-fonts/liberation/liberationsansregular"
	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/fontcheck"
)

// torn is a font in which n bytes of a table from at on are others; the checksums stay.
func torn(t testing.TB, data []byte, tag string, at, n int) []byte {
	t.Helper()
	out := bytes.Clone(data)
	for i := range int(be.Uint16(out[4:])) {
		if rec := out[12+16*i:]; string(rec[:4]) == tag {
			table := out[be.Uint32(rec[8:]):][:be.Uint32(rec[12:])]
			noise := rand.NewChaCha8([32]byte{7})
			_, _ = noise.Read(table[min(at, len(table)):min(at+n, len(table))])
			return out
		}
	}
	t.Fatal("no table", tag)
	return nil
}

// A font with noise in a table is refused, and the table is named: text would be invisible, or torn to
// pieces.
func TestTorn(t *testing.T) {
	t.Parallel()
	for name, whole := range map[string][]byte{"Liberation": liberationsansregular.TTF, "DejaVu": dejavusans.TTF} {
		for _, tag := range []string{"head", "hhea", "hmtx", "maxp", "cmap", "loca", "glyf"} {
			e := refused(t, torn(t, whole, tag, 0, 1<<30))
			require.Equal(t, fontcheck.Damaged, e.Code, "%s %s", name, tag)
			require.Equal(t, fmt.Sprintf("This font is damaged: its table %q cannot be read. Please get it again from where it came from.", tag), e.Message)
		}
	}
	// Without checksums, too.
	all := open(liberationsansregular.TTF)
	for _, tag := range []string{"head", "hmtx"} {
		e := refused(t, with(all, tables{tag: open(torn(t, liberationsansregular.TTF, tag, 0, 1<<30))[tag]}))
		require.Equal(t, fmt.Sprintf("This font is damaged: its table %q cannot be read. Please get it again from where it came from.", tag), e.Message)
	}
	// And where only a part of the advance widths is gone.
	require.Contains(t, refused(t, torn(t, liberationsansregular.TTF, "hmtx", 512, 512)).Message, `"hmtx"`)
}

func TestMetrics(t *testing.T) {
	t.Parallel()
	put := func(tag string, at int, v uint16) []byte {
		all := liberation()
		be.PutUint16(all[tag][at:], v)
		return collection(all)
	}
	for name, test := range map[string]struct {
		data []byte
		want string // table
	}{
		"magic number":    {put("head", 12, 0x5F0E), "head"},
		"no units":        {put("head", 18, 0), "head"},
		"few units":       {put("head", 18, 15), "hhea"},
		"empty box":       {put("head", 36, 0x7FFF), "head"},
		"flat box":        {put("head", 42, 0x8000), "head"},
		"far ascent":      {put("hhea", 4, 0x7FFF), "hhea"},
		"far descent":     {put("hhea", 6, 0x8000), "hhea"},
		"one wide letter": {put("hmtx", 400, 0x7FFF), ""},
		"wrong maximum":   {put("hhea", 10, 1), ""},
		"other names":     {put("name", 2, 0), ""},
	} {
		_, err := fontcheck.Read(test.data)
		if test.want == "" {
			require.NoError(t, err, name)
			continue
		}
		require.Contains(t, refused(t, test.data).Message, fmt.Sprintf("its table %q cannot be read", test.want), name)
	}
	// A checksum alone that is wrong says nothing.
	data := bytes.Clone(liberationsansregular.TTF)
	for i := range int(be.Uint16(data[4:])) {
		data[12+16*i+4]++
	}
	_, err := fontcheck.Read(data)
	require.NoError(t, err)
}
