package projects

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/einkpdf/platform/internal/keyset"
	"github.com/einkpdf/platform/internal/textkey"
	"github.com/einkpdf/platform/sqldb"
)

// How much a page of a listing with a query may read. Of a shelf that is as much as
// most will ever have on it; the gallery has longer texts.
const (
	shelfWindow   = 10000 // rows
	galleryWindow = 2000  // rows
	maxQueryKey   = 64    // characters of a query that count: the more, the longer it may take
)

// listing is a list of rows in the order of an index. Its parts are parts of
// statements; they hold no values.
type listing struct {
	name    string // with filter and order: what its cursors belong to
	columns string
	from    string
	joins   string
	where   []string
	args    []any
	sort    string // the columns that it is sorted by; the second is unique
	id      string
	most    int64    // what the first may hold, from 0; 0 = any int64
	up      bool     // from A
	search  string   // the column that a query is looked for in
	query   []string // words, folded; none = all
	window  int      // rows that are looked at with a query
}

func (l *listing) copy() *listing {
	c := *l
	c.where, c.args = slices.Clone(l.where), slices.Clone(l.args)
	return &c
}

// arg adds a value, and says how statements name it.
func (l *listing) arg(v any) string {
	l.args = append(l.args, v)
	return fmt.Sprintf("$%d", len(l.args))
}

func (l *listing) equal(column string, value any) {
	l.where = append(l.where, column+" = "+l.arg(value))
}

// beyond leaves out the rows up to a position and the one at it; from the end if
// back is set, and then without the one at it.
func (l *listing) beyond(p position, back bool) {
	is := "<"
	if l.up != back {
		is = ">"
	}
	if back {
		is += "="
	}
	l.where = append(l.where, fmt.Sprintf("(%s, %s) %s (%s, %s)", l.sort, l.id, is, l.arg(p.sort), l.arg(p.id)))
}

// order is the end of a statement.
func (l *listing) order() string {
	by := fmt.Sprintf(" order by %s desc, %s desc", l.sort, l.id)
	if l.up {
		by = fmt.Sprintf(" order by %s, %s", l.sort, l.id)
	}
	if len(l.where) == 0 {
		return by
	}
	return " where " + strings.Join(l.where, " and ") + by
}

// page is the statement that returns at most limit rows. A query is not looked for
// with LIKE: somebody who writes many names like "aaaa…" would make that slow.
func (l *listing) page(d sqldb.Dialect, limit int) (string, []any) {
	all := l.copy()
	for _, word := range l.query {
		all.where = append(all.where, d.Pick("instr", "strpos")+"("+l.search+", "+all.arg(word)+") > 0")
	}
	return "select " + l.columns + " from " + l.from + l.joins + all.order() + " limit " + all.arg(limit), all.args
}

// edge is the statement that returns the position of the last row of the window, if
// there is one.
func (l *listing) edge() (string, []any) {
	all := l.copy()
	return fmt.Sprintf("select %s as sort, %s as id from %s%s limit 1 offset %s", l.sort, l.id, l.from, all.order(), all.arg(l.window-1)), all.args
}

// position is that of a row in a listing.
type position struct {
	sort any // int64 or string
	id   string
}

func (p position) text(l *listing) string { return keyset.Text(l.name, p.sort, p.id) }

// after is the position that a cursor of the listing says.
func (l *listing) after(cursor string) (p position, err error) {
	if l.up {
		var s string
		err = keyset.Parse(l.name, cursor, &s, &p.id)
		p.sort = s
	} else {
		var n int64
		err = keyset.Parse(l.name, cursor, &n, &p.id)
		p.sort = n
		if l.most > 0 && (n < 0 || n > l.most) { // PostgreSQL takes no such parameter
			err = ErrCursor
		}
	}
	if err != nil {
		return position{}, ErrCursor
	}
	return p, nil
}

// list reads a page: rows, and where the next one begins. at is where a row is.
//
// A page without a query reads its own rows and one more. One with a query looks
// at the rows of a window, and goes on behind it the next time: so a page may have
// less than limit rows, or none, and more may follow.
func list[Row any](ctx context.Context, r *sqlReader, l listing, cursor string, limit int, at func(Row) position) (rows []Row, next string, err error) {
	if cursor != "" {
		p, err := l.after(cursor)
		if err != nil {
			return nil, "", err
		}
		l.beyond(p, false)
	}
	limit = min(max(limit, 1), MaxPage)
	var edge *position
	if len(l.query) > 0 {
		if edge, err = windowEdge(ctx, r, &l); err != nil {
			return nil, "", err
		}
	}
	if edge != nil {
		l.beyond(*edge, true)
	}
	query, args := l.page(r.q.Dialect(), limit+1)
	if err := r.q.Select(ctx, &rows, query, args...); err != nil {
		return nil, "", words.Error(ctx, "listing", err)
	}
	switch {
	case len(rows) > limit:
		rows = rows[:limit]
		next = at(rows[limit-1]).text(&l)
	case edge != nil:
		next = edge.text(&l)
	}
	return rows, next, nil
}

// windowEdge returns the position of the last row to look at, or nil if there are
// less than that.
func windowEdge(ctx context.Context, r *sqlReader, l *listing) (*position, error) {
	query, args := l.edge()
	if l.up {
		var rows []struct {
			Sort string `db:"sort"`
			ID   string `db:"id"`
		}
		err := r.q.Select(ctx, &rows, query, args...)
		if err != nil || len(rows) == 0 {
			return nil, words.Error(ctx, "listing", err)
		}
		return &position{rows[0].Sort, rows[0].ID}, nil
	}
	var rows []struct {
		Sort int64  `db:"sort"`
		ID   string `db:"id"`
	}
	err := r.q.Select(ctx, &rows, query, args...)
	if err != nil || len(rows) == 0 {
		return nil, words.Error(ctx, "listing", err)
	}
	return &position{rows[0].Sort, rows[0].ID}, nil
}

// queryWords are what a query is looked for as. What it is longer than counts is cut.
func queryWords(query string) []string {
	words := strings.Fields(cutChars(textkey.Fold(cutText(query, maxQueryKey*4)), maxQueryKey))
	return words[:min(len(words), MaxWords)]
}

// Projects implements Reader.
func (r *sqlReader) Projects(ctx context.Context, user string, f Filter, after string, limit int) ([]Project, string, error) {
	if !isKey(user, maxID) || !isText(f.Query) {
		return nil, "", nil
	}
	l, err := shelfListing(user, f)
	if err != nil {
		return nil, "", err
	}
	rows, next, err := list(ctx, r, l, after, limit, l.shelfPosition)
	if err != nil {
		return nil, "", err
	}
	page := make([]Project, len(rows))
	for i, row := range rows {
		page[i] = row.project()
	}
	return page, next, nil
}

// shelfPosition is where a row of a shelf is.
func (l *listing) shelfPosition(row projectRow) position {
	if l.up {
		return position{row.NameKey, row.ID}
	}
	return position{row.SortedAt.UnixMilli(), row.ID}
}

// shelfListing is the listing of a shelf.
func shelfListing(user string, f Filter) (listing, error) {
	if f.Shelf == "" {
		f.Shelf = Mine
	}
	if f.Order == "" {
		f.Order = Recent
	}
	l := listing{
		from:   "ep_project_member m",
		joins:  " join ep_project p on p.id = m.project_id left join ep_project_entry e on e.project_id = p.id",
		id:     "m.project_id",
		search: "m.name_key", query: queryWords(f.Query), window: shelfWindow,
	}
	at := "m.updated_at"
	switch f.Order {
	case Recent:
		l.sort = at
	case Newest:
		at = "m.created_at"
		l.sort = at
	case ByName:
		l.sort, l.up = "m.name_key", true
	default:
		return listing{}, fmt.Errorf("%w: projects have no such order", ErrInvalid)
	}
	if f.Shelf != Mine && f.Shelf != Shared && f.Shelf != Trash {
		return listing{}, fmt.Errorf("%w: there is no such shelf", ErrInvalid)
	}
	l.columns = projectColumns + ", m.role, m.name_key, " + at + " as sorted_at"
	l.name = fmt.Sprintf("projects %q %s %s %q", user, f.Shelf, f.Order, strings.Join(l.query, " "))
	l.equal("m.user_id", user)
	l.equal("m.shelf", string(f.Shelf))
	return l, nil
}
