package authtest

import (
	"context"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/auth"
)

// pages lists all users that a filter chooses, page by page, by their ids.
func pages(t testing.TB, s auth.Store, f auth.UserFilter, limit int) (ids []string) {
	t.Helper()
	after := ""
	for range 1000 { // pages at most: a cursor may lead back
		users, next, err := page(t, s, f, after, limit)
		require.NoError(t, err)
		require.LessOrEqual(t, len(users), limit)
		for _, u := range users {
			ids = append(ids, u.ID)
		}
		if next == "" {
			return ids
		}
		require.Len(t, users, limit, "a page that is not the last one is full")
		after = next
	}
	require.Fail(t, "the listing has no end")
	return nil
}

func page(t testing.TB, s auth.Store, f auth.UserFilter, after string, limit int) (users []auth.User, next string, err error) {
	t.Helper()
	read(t, s, func(ctx context.Context, r auth.Reader) error {
		users, next, err = r.Users(ctx, f, after, limit)
		return nil
	})
	return users, next, err
}

// testUsersPages has a thousand users of five times, so that most pages end
// within equal times.
func testUsersPages(t *testing.T, s auth.Store) {
	require.Empty(t, pages(t, s, auth.UserFilter{}, 10))
	scripts := []string{"Ärger", "Σίσυφος", "Иван", "北京", "מרים", "عمر", "ไทย", "🖋", "a%_b"}
	var rows []any
	var want []string
	for i := range 1000 {
		a := account(fmt.Sprintf("%03d%c", i, "aZ-_z"[i%5]), fmt.Sprintf("%s %d", scripts[i%len(scripts)], i))
		a.CreatedAt = at(i / 200)
		rows = append(rows, a)
		want = append(want, a.ID)
	}
	add(t, s, rows...)
	slices.Reverse(want)                  // newest first; of equal times the ids go down
	for _, limit := range []int{7, 200} { // the last page has fewer, or is full
		require.Equal(t, want, pages(t, s, auth.UserFilter{}, limit))
	}

	for limit, n := range map[int]int{-5: 1, 0: 1, 1: 1, 200: 200, 201: 200, 1 << 30: 200} {
		users, next, err := page(t, s, auth.UserFilter{}, "", limit)
		require.NoError(t, err)
		require.Len(t, users, n, limit)
		require.NotEmpty(t, next)
	}
	first, _, err := page(t, s, auth.UserFilter{}, "", 1)
	require.NoError(t, err)
	require.Equal(t, rows[999].(auth.Account).User, first[0], "all of a user")
}

// testUsersPagesMeanwhile adds and removes users between pages.
func testUsersPagesMeanwhile(t *testing.T, s auth.Store) {
	for _, id := range []string{"a", "b", "c", "d", "e"} {
		add(t, s, account(id, "User "+id))
	}
	users, next, err := page(t, s, auth.UserFilter{}, "", 2)
	require.NoError(t, err)
	require.Equal(t, "d", users[1].ID)
	newer := account("f", "User f")
	newer.CreatedAt = at(1)
	add(t, s, newer)
	write(t, s, func(ctx context.Context, w auth.Writer) error { return w.DeleteAccount(ctx, "d") })
	users, next, err = page(t, s, auth.UserFilter{}, next, 3)
	require.NoError(t, err)
	require.Empty(t, next, "exactly what is left is the last page")
	require.Len(t, users, 3)
	require.Equal(t, "c", users[0].ID)
}

func testUsersFilter(t *testing.T, s auth.Store) {
	for i, id := range []string{"a", "b", "c", "d"} {
		a := account(id, "User "+id)
		a.CreatedAt = at(i)
		a.Active = id != "b" && id != "d"
		if id > "b" {
			a.Role = auth.RoleAdmin
		}
		add(t, s, a)
	}
	yes, no := true, false
	for _, c := range []struct {
		filter auth.UserFilter
		want   string
	}{
		{auth.UserFilter{}, "dcba"},
		{auth.UserFilter{Role: auth.RoleUser}, "ba"},
		{auth.UserFilter{Role: auth.RoleAdmin}, "dc"},
		{auth.UserFilter{Active: &yes}, "ca"},
		{auth.UserFilter{Active: &no}, "db"},
		{auth.UserFilter{Role: auth.RoleAdmin, Active: &no}, "d"},
		{auth.UserFilter{Role: auth.RoleAdmin, Active: &no, Query: "user c"}, ""},
		{auth.UserFilter{Active: &yes, Query: "user c"}, "c"},
		{auth.UserFilter{Role: "root"}, ""},
	} {
		require.Equal(t, c.want, strings.Join(pages(t, s, c.filter, 1), ""), "%+v", c.filter)
	}
}

// testUsersQuery looks for parts of names and addresses, in any case and form,
// and for characters that databases give a meaning.
func testUsersQuery(t *testing.T, s auth.Store) {
	for id, name := range map[string]string{
		"1": "Straße 100%", "2": "snake_case", "3": "snakeXcase", "4": `back\slash`, "5": "wow!", "6": "Ёлка", "7": "it's [a] *?", "8": "ﬁne",
	} {
		a := account(id, name)
		a.Email, a.EmailKey = id+"@Mail.example", id+"@mail.example"
		add(t, s, a)
	}
	for query, want := range map[string]string{
		"strasse": "1", "STRASSE": "1", "straße": "1", "100%": "1", "%": "1", "0%": "1", "%0": "",
		"_": "2", "e_c": "2", "exc": "3", "snake": "32", "__": "",
		`\`: "4", `k\s`: "4", `\\`: "", "!": "5", "!!": "", "w!": "5",
		"ёл": "6", "ЁЛКА": "6", "'": "7", "[a]": "7", "*": "7", "?": "7", "fine": "8", "ﬁ": "8", "３@": "3",
		"@mail": "87654321", "3@MAIL.": "3", "mail.example": "87654321", "1@mail.example ": "1", "nobody": "",
		"": "87654321", "100%@": "", "--": "", "$1": "", "100\x00": "", "\xff": "", strings.Repeat("a", 1<<20): "", strings.Repeat("ﷺ", 300): "",
	} {
		require.Equal(t, want, strings.Join(pages(t, s, auth.UserFilter{Query: query}, 3), ""), "%.50q", query)
	}
}

// testUsersCursor hands back what no page returned.
func testUsersCursor(t *testing.T, s auth.Store) {
	for i := range 5 {
		add(t, s, account(fmt.Sprint(i), fmt.Sprint("User ", i)))
	}
	all := auth.UserFilter{}
	_, next, err := page(t, s, all, "", 2)
	require.NoError(t, err)
	bad := []string{
		" ", "0", "next", "../..", next + "A", next + "\n", "\n" + next, next[:len(next)-1], next[1:], strings.ToUpper(next), next + next,
		"' or 1 = 1 --", "\x00", "\xff", "=", strings.Repeat("A", 1<<20), strings.Repeat("A", len(next)),
		base64.RawURLEncoding.EncodeToString(make([]byte, 20)),
	}
	for i := range next {
		for _, c := range "A_z" {
			if changed := next[:i] + string(c) + next[i+1:]; changed != next {
				bad = append(bad, changed)
			}
		}
	}
	for _, cursor := range bad {
		_, _, err := page(t, s, all, cursor, 2)
		require.ErrorIs(t, err, auth.ErrCursor, "%.50q", cursor)
	}
	_, _, err = page(t, s, auth.UserFilter{Role: auth.RoleUser}, next, 2)
	require.ErrorIs(t, err, auth.ErrCursor, "of another listing")
	users, _, err := page(t, s, all, next, 2)
	require.NoError(t, err)
	require.Equal(t, "2", users[0].ID)
}
