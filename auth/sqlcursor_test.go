package auth

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestUsersCursor(t *testing.T) {
	t.Parallel()
	yes, no := true, false
	filters := []UserFilter{{}, {Query: "a"}, {Role: RoleUser}, {Role: RoleAdmin}, {Active: &yes}, {Active: &no}, {Query: `a" "user`}, {Query: "a", Role: RoleUser}}
	for _, c := range []usersCursor{{0, "a"}, {-1, "ä"}, {1 << 62, strings.Repeat("i", maxID)}, {1772366400000, "0123"}} {
		for i, f := range filters {
			text := c.text(f)
			got, err := parseUsersCursor(f, text)
			require.NoError(t, err)
			require.Equal(t, c, got)
			for j, other := range filters {
				if _, err := parseUsersCursor(other, text); i != j {
					require.ErrorIs(t, err, ErrCursor)
				}
			}
		}
	}
}

// FuzzUsersCursor reads what somebody made up. Whatever is taken for a cursor is
// exactly one that a page could have returned.
func FuzzUsersCursor(f *testing.F) {
	for _, seed := range []string{"", "A", "=", "\n", "AAAAAAAAAAAAAAAAAAAAAAAA", usersCursor{1, "a"}.text(UserFilter{}), usersCursor{1, "a"}.text(UserFilter{Query: "a"}), strings.Repeat("A", 105)} {
		f.Add(seed, "a")
	}
	f.Fuzz(func(t *testing.T, text, query string) {
		for _, filter := range []UserFilter{{}, {Query: query}} {
			c, err := parseUsersCursor(filter, text)
			if err != nil {
				require.ErrorIs(t, err, ErrCursor)
				continue
			}
			require.Equal(t, text, c.text(filter))
			require.True(t, isKey(c.id, maxID))
		}
	})
}
