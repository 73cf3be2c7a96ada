package keyset_test

import (
	"encoding/base64"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/internal/keyset"
)

func TestCursor(t *testing.T) {
	t.Parallel()
	listings := []string{"", "users", `users "a"`, `users "a" "b"`, "projects"}
	for _, values := range []struct {
		at int64
		id string
	}{{0, ""}, {-1, "ä"}, {math.MaxInt64, strings.Repeat("i", 64)}, {math.MinInt64, "北京"}, {1772366400000, "0123"}} {
		for i, listing := range listings {
			text := keyset.Text(listing, values.at, values.id)
			require.Regexp(t, `^[A-Za-z0-9_-]+$`, text)
			for j, other := range listings {
				var at int64
				var id string
				err := keyset.Parse(other, text, &at, &id)
				if i != j {
					require.ErrorIs(t, err, keyset.ErrCursor)
					continue
				}
				require.NoError(t, err)
				require.Equal(t, values.at, at)
				require.Equal(t, values.id, id)
				require.ErrorIs(t, keyset.Parse(other, text, &id, &at), keyset.ErrCursor, "other columns")
				require.ErrorIs(t, keyset.Parse(other, text, &at), keyset.ErrCursor, "fewer")
				require.ErrorIs(t, keyset.Parse(other, text, &at, &id, &at), keyset.ErrCursor, "more")
			}
		}
	}
}

func TestCursorGarbled(t *testing.T) {
	t.Parallel()
	var at int64
	var id string
	good := keyset.Text("list", int64(5), "id")
	bad := []string{
		"", "A", "=", good + "=", good + "A", good + "\n", "\n" + good, " " + good, good[1:], good[:len(good)-1], good + good,
		strings.Repeat("A", 1<<20), base64.StdEncoding.EncodeToString([]byte(good)),
		keyset.Text("list", int64(5), "a\x00b"), keyset.Text("list", int64(5), "a\xff"),
	}
	for i := range good {
		for _, c := range "A_z" {
			if changed := good[:i] + string(c) + good[i+1:]; changed != good {
				bad = append(bad, changed)
			}
		}
	}
	for _, text := range bad {
		require.ErrorIs(t, keyset.Parse("list", text, &at, &id), keyset.ErrCursor, "%.50q", text)
	}
	require.NoError(t, keyset.Parse("list", good, &at, &id))
}

// FuzzParse reads what somebody made up. Whatever is taken for a cursor is exactly
// one that a page could have returned.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{"", "A", "=", "\n", "AAAAAAAAAAAAAAAAAAAAAAAA", keyset.Text("a", int64(1), "a"), keyset.Text("a", int64(-1), ""), strings.Repeat("A", 105)} {
		f.Add(seed, "a")
	}
	f.Fuzz(func(t *testing.T, text, listing string) {
		var at int64
		var id string
		if err := keyset.Parse(listing, text, &at, &id); err != nil {
			require.ErrorIs(t, err, keyset.ErrCursor)
			return
		}
		require.Equal(t, text, keyset.Text(listing, at, id))
	})
}
