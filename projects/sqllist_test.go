package projects

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

// A query looks at the rows of a window, and the next page goes on behind it: all
// that fits is found, once, however small the window is.
func TestListInWindows(t *testing.T) {
	t.Parallel()
	db := sqldbtest.SQLite(t, Schema())
	_, err := db.Exec(t.Context(), `insert into ep_project (id, owner, version, name, name_key, named, title, device, pages, draft, bytes, sha256,
			created_at, updated_at, updated_by, clones)
		with recursive n(i) as (select 0 union all select i + 1 from n where i < 99)
		select printf('%02d', i), 'user', 1, 'name', 'name', 1, '', '', 0, 0, 0, '', i / 7, i / 9, 'user', 0 from n`)
	require.NoError(t, err)
	_, err = db.Exec(t.Context(), `insert into ep_project_member (project_id, user_id, role, shelf, name_key, created_at, updated_at, granted_at)
		select id, 'user', 'owner', 'mine', printf('%02d %s', updated_at, iif(id % 10 = 3, 'yes', 'no')), created_at, updated_at, 0 from ep_project`)
	require.NoError(t, err)
	for _, order := range []Order{Recent, Newest, ByName} {
		for _, window := range []int{3, 10, 99, 100, 101, 1000} {
			for _, limit := range []int{2, 200} {
				l, err := shelfListing("user", Filter{Order: order, Query: "YES"})
				require.NoError(t, err)
				l.window = window
				var found []string
				after, pages := "", 0
				for {
					pages++
					require.LessOrEqual(t, pages, 120)
					require.NoError(t, db.Read(t.Context(), func(q sqldb.Reader) error {
						rows, next, err := list(t.Context(), &sqlReader{q: q}, l, after, limit, l.shelfPosition)
						require.LessOrEqual(t, len(rows), min(limit, window))
						for _, row := range rows {
							found = append(found, row.ID)
						}
						after = next
						return err
					}))
					if after == "" {
						break
					}
				}
				what := fmt.Sprintf("%s, %d of %d", order, limit, window)
				if order == ByName {
					require.Equal(t, "03 13 23 33 43 53 63 73 83 93", strings.Join(found, " "), what)
				} else {
					require.Equal(t, "93 83 73 63 53 43 33 23 13 03", strings.Join(found, " "), what)
				}
				if window > 100 && limit > 10 {
					require.Equal(t, 1, pages, what)
				}
			}
		}
	}
}

// What is looked for is bounded before anything is made of it.
func TestQueryWords(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]string{
		"": "", " ": "", "Straße ": "strasse", strings.Repeat("a", 1<<20): strings.Repeat("a", maxQueryKey), strings.Repeat("𝄞", 100): strings.Repeat("𝄞", maxQueryKey),
		strings.Repeat("a", maxQueryKey-1) + " b": strings.Repeat("a", maxQueryKey-1), "ﷺ": "صلى|الله|عليه|وسلم",
		" b  A\nc": "b|a|c", "1 2 3 4 5 6 7 8 9": "1|2|3|4|5|6|7|8",
	} {
		require.Equal(t, want, strings.Join(queryWords(query), "|"), "%.20q", query)
	}
}

// A search that somebody has made slow is cut off with its context. (Without, it
// takes a third of a second at the worst.)
func TestSearchIsCutOff(t *testing.T) {
	t.Parallel()
	db := sqldbtest.SQLite(t, Schema())
	_, err := db.Exec(t.Context(), `insert into ep_project (id, owner, version, name, name_key, named, title, device, pages, draft, bytes, sha256,
			created_at, updated_at, updated_by, clones)
		with recursive n(i) as (select 0 union all select i + 1 from n where i < 2999)
		select 'p' || i, 'user', 1, 'name', 'name', 1, '', '', 0, 0, 0, '', i, i, 'user', 0 from n`)
	require.NoError(t, err)
	_, err = db.Exec(t.Context(), `insert into ep_project_entry (project_id, owner, slug, version, name, description, author, device, pages, clones,
			published_at, updated_at, search, name_key)
		select id, owner, id, 1, name, '', '', '', 0, 0, created_at, 0, $1, name_key from ep_project`, strings.Repeat("a", 9000))
	require.NoError(t, err)
	hostile := GalleryFilter{Query: strings.Repeat("a", 63) + "b"}
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	err = NewSQL(db).Read(ctx, func(r Reader) error {
		_, _, err := r.Gallery(ctx, hostile, "", 10)
		return err
	})
	require.ErrorIs(t, err, context.DeadlineExceeded)
}
