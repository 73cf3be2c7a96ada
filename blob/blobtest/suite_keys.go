package blobtest

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/blob"
)

func keys() []test {
	return []test{
		{"hostile ones", keysHostile},
		{"long ones", keysLong},
	}
}

// HostileKeys are texts that a Store must refuse.
func HostileKeys() []string {
	return []string{
		"", "/", "a/", "/a", "a//b", ".", "..", "../a", "a/..", "a/../b", "a/./b", "a/.b", ".tmp", ".tmp/put-a",
		"a.", "a/b.", "-a", "a-", "_a", "a_", "A", "aB", "a b", " a", "a\\b", "..\\a", "c:", "c:\\a", "\\\\host\\share",
		"a\x00", "\x00", "a\n", "a\tb", "ä", "a\u202eb", "\xff", "a*", "a?", "a%2fb", "a:b", "~", "~root", "$HOME", "|ls",
		"con", "a/nul", "nul.txt", "com1", "a/lpt9.thumb/b", "prn.a.b", strings.Repeat("a/", 200) + "a",
		strings.Repeat("a", blob.MaxSegment+1), strings.Repeat("a", 1<<20), strings.Repeat("../", 50) + "etc/passwd",
		strings.Repeat("a/", blob.MaxKey/2) + "ab", "http://a", "a/" + strings.Repeat("b", blob.MaxSegment+1),
	}
}

func keysHostile(t *testing.T, s *store) {
	ctx := t.Context()
	s.put(t, "a", "x")
	for _, key := range HostileKeys() {
		err := s.Put(ctx, key, strings.NewReader("x"), 1)
		require.ErrorIs(t, err, blob.ErrKey, "%.50q", key)
		require.Less(t, len(err.Error()), 200)
		_, _, err = s.Open(ctx, key)
		require.ErrorIs(t, err, blob.ErrKey)
		_, err = s.Stat(ctx, key)
		require.ErrorIs(t, err, blob.ErrKey)
		require.ErrorIs(t, s.Delete(ctx, key), blob.ErrKey)
		if key == "" {
			continue
		}
		n := 0
		for _, err := range s.List(ctx, key) {
			require.ErrorIs(t, err, blob.ErrKey)
			n++
		}
		require.Equal(t, 1, n)
	}
	require.Equal(t, map[string]int64{"a": 1}, s.listed(t, ""))
}

func keysLong(t *testing.T, s *store) {
	deep := strings.Repeat("a/", blob.MaxKey/2-1) + "bc"
	require.Len(t, deep, blob.MaxKey)
	wide := strings.Repeat("w", blob.MaxSegment)
	wide += "/" + wide
	for _, key := range []string{deep, wide, "0", "z9", "a--b__c..d", "console/com/com10"} {
		s.put(t, key, key)
		s.has(t, key, key)
		require.Contains(t, s.listed(t, ""), key)
		require.NoError(t, s.Delete(t.Context(), key))
		s.hasNot(t, key)
	}
}
