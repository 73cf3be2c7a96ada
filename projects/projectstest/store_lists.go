package projectstest

import (
	"context"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/projects"
)

// storeListPages has projects of which many are equal in what they are sorted by,
// so that most pages end among equals.
func storeListPages(t *testing.T, s projects.Store) {
	names := []string{"Ärger", "ärger", "Zebra", "北京", "a%_b", "ﷺ" + strings.Repeat("ﷺ", 199), strings.Repeat("𝄞", 200), "Ω", "z"}
	var rows []row
	storeWrite(t, s, func(ctx context.Context, w projects.Writer) error {
		rows = nil
		for i := range 120 {
			r := newRow(fmt.Sprintf("%03d%c", i, "aZ-_z"[i%5]), "owner").named(names[i%len(names)])
			r.CreatedAt, r.UpdatedAt = minute(-i/30), minute(i%7)
			r.v.At = r.UpdatedAt
			if i%3 == 0 {
				r.TrashedAt = minute(9)
			}
			rows = append(rows, r)
			if err := r.add(ctx, w); err != nil {
				return err
			}
			if i%2 == 0 {
				if err := w.PutGrant(ctx, projects.Grant{Project: r.ID, User: "user", Role: projects.Viewer, At: minute(i)}); err != nil {
					return err
				}
			}
		}
		return nil
	})
	// Folded by hand: ä, z, 北, a; what folding makes long is cut and stays in order.
	key := map[string]string{"Ärger": "ärger", "ärger": "ärger", "Zebra": "zebra", "Ω": "ω", names[5]: "صلى"}
	keyOf := func(r row) string {
		if k, ok := key[r.Name]; ok {
			return k
		}
		return r.Name
	}
	compare := map[projects.Order]func(a, b row) int{
		projects.Recent: func(a, b row) int { return b.UpdatedAt.Compare(a.UpdatedAt) },
		projects.Newest: func(a, b row) int { return b.CreatedAt.Compare(a.CreatedAt) },
		projects.ByName: func(a, b row) int { return strings.Compare(keyOf(a), keyOf(b)) },
	}
	for order, by := range compare {
		sorted := slices.Clone(rows)
		slices.SortFunc(sorted, func(a, b row) int {
			if c := by(a, b); c != 0 {
				return c
			}
			if order == projects.ByName {
				return strings.Compare(a.ID, b.ID)
			}
			return strings.Compare(b.ID, a.ID)
		})
		for _, c := range []struct {
			user  string
			shelf projects.Shelf
			on    func(r row, i int) bool
		}{
			{"owner", projects.Mine, func(r row, i int) bool { return i%3 != 0 }},
			{"owner", projects.Trash, func(r row, i int) bool { return i%3 == 0 }},
			{"owner", projects.Shared, func(row, int) bool { return false }},
			{"user", projects.Shared, func(r row, i int) bool { return i%2 == 0 && i%3 != 0 }},
			{"user", projects.Mine, func(row, int) bool { return false }},
			{"user", projects.Trash, func(row, int) bool { return false }},
		} {
			var want []string
			for _, r := range sorted {
				if c.on(r, slices.IndexFunc(rows, func(o row) bool { return o.ID == r.ID })) {
					want = append(want, r.ID)
				}
			}
			require.Equal(t, want, shelf(t, s, c.user, projects.Filter{Shelf: c.shelf, Order: order}), "%s %+v", order, c.shelf)
		}
	}
	storeRead(t, s, func(ctx context.Context, r projects.Reader) error {
		for limit, n := range map[int]int{-5: 1, 0: 1, 1: 1, 80: 80, 200: 80, 1 << 30: 80} {
			page, next, err := r.Projects(ctx, "owner", projects.Filter{}, "", limit)
			require.NoError(t, err)
			require.Len(t, page, n)
			require.Equal(t, n == 80, next == "", "a full last page is the last one")
			require.Equal(t, projects.Owner, page[0].Role)
		}
		return nil
	})
}

// storeListMeanwhile writes between pages.
func storeListMeanwhile(t *testing.T, s projects.Store) {
	rows := map[string]row{}
	for i, id := range []string{"a", "b", "c", "d", "e"} {
		r := newRow(id, "owner")
		r.UpdatedAt = minute(i)
		rows[id] = r
		addRows(t, s, r)
	}
	var next string
	storeRead(t, s, func(ctx context.Context, r projects.Reader) error {
		page, n, err := r.Projects(ctx, "owner", projects.Filter{}, "", 2)
		require.Equal(t, "d", page[1].ID)
		next = n
		return err
	})
	addRows(t, s, func() row { r := newRow("f", "owner"); r.UpdatedAt = minute(10); return r }())
	storeWrite(t, s, func(ctx context.Context, w projects.Writer) error { return w.Purge(ctx, "d") }) // where the page ended
	b := rows["b"]
	b.UpdatedAt = minute(20)
	updateRow(t, s, b.next("owner", projects.Edited, "moves to the front"))
	storeRead(t, s, func(ctx context.Context, r projects.Reader) error {
		page, n, err := r.Projects(ctx, "owner", projects.Filter{}, next, 3)
		require.Empty(t, n)
		require.Len(t, page, 2)
		require.Equal(t, "c", page[0].ID)
		require.Equal(t, "a", page[1].ID)
		return err
	})
}

// storeListQuery looks for parts of names, in any case and form, and for
// characters that databases give a meaning.
func storeListQuery(t *testing.T, s projects.Store) {
	for id, name := range map[string]string{
		"1": "Straße 100%", "2": "snake_case", "3": "snakeXcase", "4": `back\slash`, "5": "wow!", "6": "Ёлка", "7": "it's [a] *?", "8": "ﬁne",
		"9": strings.Repeat("x", 199) + "y",
	} {
		addRows(t, s, newRow(id, "owner").named(name))
		addRows(t, s, newRow("other "+id, "other").named(name))
	}
	for query, want := range map[string]string{
		"strasse": "1", "STRASSE": "1", "straße": "1", "100%": "1", "%": "1", "0%": "1", "%0": "",
		"_": "2", "e_c": "2", "exc": "3", "snake": "23", "__": "",
		`\`: "4", `k\s`: "4", `\\`: "", "!": "5", "!!": "", "w!": "5",
		"ёл": "6", "ЁЛКА": "6", "'": "7", "[a]": "7", "*": "7", "?": "7", "fine": "8", "ﬁ": "8", " fine ": "8", "XY": "9", "100% str": "1", "case SNAKE": "23", "case X": "3", "[a] it's *?": "7", "case wow": "",
		"": "123456789", " ": "123456789", "--": "", "$1": "", "100\x00": "", "\xff": "", strings.Repeat("a", 1<<20): "",
		strings.Repeat("x", 1000): "9", // as many of them as count
	} {
		for _, order := range []projects.Order{projects.Recent, projects.ByName, projects.Newest} {
			got := shelf(t, s, "owner", projects.Filter{Query: query, Order: order})
			slices.Sort(got)
			require.Equal(t, want, strings.Join(got, ""), "%.50q", query)
		}
	}
}

// storeListCursor hands back what no page returned.
func storeListCursor(t *testing.T, s projects.Store) {
	for i := range 5 {
		addRows(t, s, newRow(fmt.Sprint(i), "owner"))
	}
	list := func(user string, f projects.Filter, after string) (next string, err error) {
		storeRead(t, s, func(ctx context.Context, r projects.Reader) error {
			_, next, err = r.Projects(ctx, user, f, after, 2)
			return nil
		})
		return next, err
	}
	next, err := list("owner", projects.Filter{}, "")
	require.NoError(t, err)
	byName, err := list("owner", projects.Filter{Order: projects.ByName}, "")
	require.NoError(t, err)
	bad := []string{
		" ", "0", "next", "../..", next + "A", next + "\n", "\n" + next, next[:len(next)-1], next[1:], strings.ToUpper(next), next + next, byName,
		"' or 1 = 1 --", "\x00", "\xff", "=", strings.Repeat("A", 1<<20), strings.Repeat("A", len(next)), base64.RawURLEncoding.EncodeToString(make([]byte, 20)),
	}
	for i := range next {
		for _, c := range "A_z" {
			if changed := next[:i] + string(c) + next[i+1:]; changed != next {
				bad = append(bad, changed)
			}
		}
	}
	for _, cursor := range bad {
		_, err := list("owner", projects.Filter{}, cursor)
		require.ErrorIs(t, err, projects.ErrCursor, "%.50q", cursor)
	}
	for _, f := range []projects.Filter{{Shelf: projects.Shared}, {Shelf: projects.Trash}, {Order: projects.Newest}, {Query: "a"}} {
		_, err := list("owner", f, next)
		require.ErrorIs(t, err, projects.ErrCursor, "of another listing: %+v", f)
	}
	_, err = list("other", projects.Filter{}, next)
	require.ErrorIs(t, err, projects.ErrCursor, "of another user")
	_, err = list("owner", projects.Filter{Shelf: projects.Mine, Order: projects.Recent, Query: " "}, next)
	require.NoError(t, err, "the same listing in other words")
}
