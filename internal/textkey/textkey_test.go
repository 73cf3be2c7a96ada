package textkey_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/internal/textkey"
)

func TestFold(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"": "", "Straße": "strasse", "ﬁne": "fine", "Ｗｉｄｅ": "wide", " a \t\n b ": "a b", "É": "é", "al\u00adi\u200dce\ufe0f": "alice", "…": "...", "½": "1\u20442",
	} {
		require.Equal(t, want, textkey.Fold(s), "%q", s)
	}
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"", "Alice", "Straße", "İ", "ﬁ", "ΐ", "ᾳ\u0345", "a\u0300\u0316", "\u1e9e", "\ufdfa", "\u0345\u0300", "ῼ", "ꭰ", "\U0001d15e", "\xff", "\u1f80\u0315", "\u034f\u0345"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > 256 {
			return
		}
		k := textkey.Fold(s)
		require.Equal(t, k, textkey.Fold(k), "%+q", s)
		require.LessOrEqual(t, len(k), 18*len(s)+3)
		require.Equal(t, strings.TrimSpace(k), k)
	})
}
