package assets

import (
	"context"
	"fmt"
	"strings"

	"github.com/einkpdf/platform/internal/keyset"
	"github.com/einkpdf/platform/sqldb"
)

// listing is a list of rows in the order of an index. Its parts are parts of
// statements; they hold no values.
type listing struct {
	name    string // with filter and order: what its cursors belong to
	columns string
	from    string
	where   []string
	args    []any
	sort    []string // the columns that it is sorted by; together they are unique
	number  bool     // the first of them is one; all others are text
	down    bool     // from the largest
}

// arg adds a value, and says how statements name it.
func (l *listing) arg(v any) string {
	l.args = append(l.args, v)
	return fmt.Sprintf("$%d", len(l.args))
}

func (l *listing) equal(column string, value any) {
	l.where = append(l.where, column+" = "+l.arg(value))
}

// beyond leaves out the rows up to the one at a position, and that too.
func (l *listing) beyond(position []any) {
	is := " > "
	if l.down {
		is = " < "
	}
	values := make([]string, len(position))
	for i, v := range position {
		values[i] = l.arg(v)
	}
	l.where = append(l.where, "("+strings.Join(l.sort, ", ")+")"+is+"("+strings.Join(values, ", ")+")")
}

// page is the statement that returns at most limit rows.
func (l *listing) page(limit int) (string, []any) {
	down := ""
	if l.down {
		down = " desc"
	}
	where := ""
	if len(l.where) > 0 {
		where = " where " + strings.Join(l.where, " and ")
	}
	return "select " + l.columns + " from " + l.from + where + " order by " + strings.Join(l.sort, down+", ") + down + " limit " + l.arg(limit), l.args
}

// after is the position that a cursor of the listing says.
func (l *listing) after(cursor string) ([]any, error) {
	texts, number := make([]string, len(l.sort)), int64(0)
	into := make([]any, len(l.sort))
	for i := range into {
		into[i] = &texts[i]
	}
	if l.number {
		into[0] = &number
	}
	if keyset.Parse(l.name, cursor, into...) != nil {
		return nil, ErrCursor
	}
	for i := range into {
		into[i] = texts[i]
	}
	if l.number {
		into[0] = number
	}
	return into, nil
}

// list reads a page: its rows and one more, and where the next one begins. at is
// where a row is.
func list[Row any](ctx context.Context, r *sqlReader, l listing, cursor string, limit int, at func(Row) []any) (rows []Row, next string, err error) {
	if cursor != "" {
		position, err := l.after(cursor)
		if err != nil {
			return nil, "", err
		}
		l.beyond(position)
	}
	limit = min(max(limit, 1), MaxPage)
	query, args := l.page(limit + 1)
	if err := r.q.Select(ctx, &rows, query, args...); err != nil {
		return nil, "", words.Error(ctx, "listing", err)
	}
	if len(rows) > limit {
		rows = rows[:limit]
		next = keyset.Text(l.name, at(rows[limit-1])...)
	}
	return rows, next, nil
}

// List implements Reader.
func (r *sqlReader) List(ctx context.Context, owner string, f Filter, after string, limit int) ([]Held, string, error) {
	l, at, err := heldListing(owner, f)
	if err != nil || !isID(owner) {
		return nil, "", err
	}
	return listHeld(ctx, r, l, after, limit, at)
}

func listHeld(ctx context.Context, r *sqlReader, l listing, after string, limit int, at func(heldRow) []any) ([]Held, string, error) {
	rows, next, err := list(ctx, r, l, after, limit, at)
	if err != nil {
		return nil, "", err
	}
	page, err := heldRows(rows)
	return page, next, err
}

// heldListing is the listing of what a user holds, and where a row of it is.
func heldListing(owner string, f Filter) (listing, func(heldRow) []any, error) {
	if f.Order == "" {
		f.Order = Newest
	}
	if f.Kind != "" && f.Kind != KindImage && f.Kind != KindFont {
		return listing{}, nil, fmt.Errorf("%w: there is no such kind", ErrInvalid)
	}
	l := listing{columns: heldColumns, from: heldTables, number: true, down: true}
	var at func(heldRow) []any
	switch f.Order {
	case Newest:
		l.sort = []string{"h.at", "h.asset_id"}
		at = func(row heldRow) []any { return []any{row.At.UnixMilli(), row.ID} }
	case Largest:
		l.sort = []string{"h.bytes", "h.asset_id"}
		at = func(row heldRow) []any { return []any{row.Bytes, row.ID} }
	case ByName:
		l.sort, l.number, l.down = []string{"h.name_key", "h.asset_id"}, false, false
		at = func(row heldRow) []any { return []any{row.NameKey, row.ID} }
	default:
		return listing{}, nil, fmt.Errorf("%w: assets have no such order", ErrInvalid)
	}
	l.name = fmt.Sprintf("assets of %q %s %s", owner, f.Kind, f.Order)
	l.equal("h.owner", owner)
	if f.Kind != "" {
		l.equal("h.kind", string(f.Kind))
	}
	return l, at, nil
}

// Assets implements Reader.
func (r *sqlReader) Assets(ctx context.Context, after string, limit int) ([]Asset, string, error) {
	rows, next, err := list(ctx, r, assetListing(), after, limit, func(row assetRow) []any { return []any{row.ID} })
	if err != nil {
		return nil, "", err
	}
	page := make([]Asset, len(rows))
	for i, row := range rows {
		if page[i], err = row.asset(); err != nil {
			return nil, "", err
		}
	}
	return page, next, nil
}

func assetListing() listing {
	return listing{name: "assets", columns: assetColumns, from: "ep_asset a", sort: []string{"a.id"}}
}

// UsedOnes implements Reader.
func (r *sqlReader) UsedOnes(ctx context.Context, owner, after string, limit int) ([]Held, string, error) {
	if owner != "" && !isID(owner) {
		return nil, "", nil
	}
	if owner == "" {
		return listHeld(ctx, r, usedListing(r.q.Dialect(), ""), after, limit, func(row heldRow) []any { return []any{row.Owner, row.ID} })
	}
	return listHeld(ctx, r, usedListing(r.q.Dialect(), owner), after, limit, func(row heldRow) []any { return []any{row.ID} })
}

// usedListing is the listing of what is marked as used, by an owner or, if that is
// "", by all.
func usedListing(d sqldb.Dialect, owner string) listing {
	l := listing{
		name: fmt.Sprintf("assets used by %q", owner), columns: heldColumns, from: d.Pick(heldUsed, heldTables),
		where: []string{"h.used"}, sort: []string{"h.owner", "h.asset_id"},
	}
	if owner != "" {
		l.equal("h.owner", owner)
		l.sort = l.sort[1:]
	}
	return l
}
