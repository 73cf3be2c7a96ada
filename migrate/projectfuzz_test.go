package migrate

import (
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

func FuzzReadIndex(f *testing.F) {
	for _, s := range []string{
		`[{"id": "a", "url_slug": "x", "owner_id": "b", "clone_count": 3, "created_at": "2024-02-03T04:05:06"}]`,
		`{"projects": [{"id": "a", "metadata": {"public_url_slug": "x"}}], "slugs": {"x": "a"}}`, `{"a": {"metadata": null}, "b": 3, "c": [[[[{}]]]]}`,
		`{"version": 1, "projects": {"a": {"clone_count": -1}}}`, "{", "3", "null", "\xef\xbb\xbf[]", `{"a": {"id": {}}, "a": {"owner": "unknown"}}`, ` {"":{"":{"":{"":{}}}}}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		_ = readIndex(t.Context(), data, func(e *galleryEntry) {
			require.GreaterOrEqual(t, e.clones, 0)
			require.NotEqual(t, unknownOwner, e.owner)
			e.merge(e)
		})
	})
}

func FuzzReadMetadata(f *testing.F) {
	for _, s := range []string{
		`{"id": "a", "metadata": {"name": "A\u0000b", "description": "one\r\ntwo", "is_public": true, "clone_count": 1e9, "updated_at": "2999-01-01T00:00:00"}}`,
		`{"masters": [1, 2], "metadata": {"name": ["A"], "created_at": 3}}`, `{"metadata": null}`, `{"metadata": "x"`, "[]", "\xef\xbb\xbf{}", `{"metadata": {"name": "\ud800"}}`,
		"{\"metadata\": {\"name\": \"\xff\", \"author\": \"\u202e\"}}",
	} {
		f.Add([]byte(s))
	}
	now := time.UnixMilli(1_700_000_000_000).UTC()
	f.Fuzz(func(t *testing.T, data []byte) {
		m := readMetadata(data)
		m.settle(now, time.Time{})
		require.False(t, m.updated.After(now) || m.created.After(m.updated) || m.created.UnixMilli() < 0)
		require.GreaterOrEqual(t, m.clones, 0)
		for _, s := range []string{m.name, m.author, m.description, m.originalAuthor} {
			require.True(t, utf8.ValidString(s))
			require.NotContains(t, s, "\x00")
			require.Equal(t, s, tidy(s))
		}
	})
}

func TestTidy(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"": "", " a\tb ": "a b", "a\r\nb\rc": "a\nb\nc", "\u202ea\u200bb\u00ad\x00\x1b[2J": "ab[2J", "a\xffb": "a\ufffdb", "👩\u200d🚀": "👩\u200d🚀", "\ufeffx\ufffe": "x",
	} {
		require.Equal(t, want, tidy(s), "%q", s)
	}
	require.Equal(t, "a b c", tidyLine(" a \n\n b\u2028c "))
	require.Equal(t, "äö", cutRunes("äöü", 2))
}
