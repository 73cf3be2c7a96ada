package ratelimit

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/einkpdf/platform/internal/keyset"
	"github.com/einkpdf/platform/sqldb"
)

type hitRow struct {
	Hour   sqldb.Time `db:"hour_at"`
	Policy string     `db:"policy"`
	Who    string     `db:"who"`
	Count  int64      `db:"count"`
	Last   sqldb.Time `db:"last_at"`
}

// List implements Hits.
func (h *SQLHits) List(ctx context.Context, by Actor, f HitFilter, after string, limit int) (page []Hit, next string, err error) {
	return h.ListIn(ctx, h.db, by, f, after, limit)
}

// ListIn is List in the caller's transaction, or picture of the database.
func (h *SQLHits) ListIn(ctx context.Context, r sqldb.Reader, by Actor, f HitFilter, after string, limit int) (page []Hit, next string, err error) {
	if err := refuseList(by, f, limit, MaxPage); err != nil {
		return nil, "", err
	}
	if limit == 0 {
		limit = pageRows
	}
	l := newHitListing(f)
	if after != "" {
		if err := l.beyond(after); err != nil {
			return nil, "", err
		}
	}
	var rows []hitRow
	statement, args := l.page(limit + 1)
	if err := r.Select(ctx, &rows, statement, args...); err != nil {
		return nil, "", h.broken("listing", err)
	}
	if len(rows) > limit {
		rows = rows[:limit]
		last := rows[limit-1]
		next = keyset.Text(l.name, last.Hour.UnixMilli(), last.Policy, last.Who)
	}
	page = make([]Hit, 0, len(rows)) // never nil: [] in JSON, and not null
	for _, r := range rows {
		page = append(page, Hit{r.Hour.Time, r.Policy, r.Who, r.Count, r.Last.Time})
	}
	return page, next, nil
}

// Top implements Hits.
func (h *SQLHits) Top(ctx context.Context, by Actor, f HitFilter, limit int) ([]Total, error) {
	if err := refuseList(by, f, limit, MaxTop); err != nil {
		return nil, err
	}
	if limit == 0 {
		limit = topRows
	}
	var rows []struct {
		Who   string     `db:"who"`
		Count int64      `db:"total"`
		Last  sqldb.Time `db:"last_at"`
	}
	statement, args := newHitListing(f).top(h.db.Dialect(), limit)
	if err := h.db.Select(ctx, &rows, statement, args...); err != nil {
		return nil, h.broken("top", err)
	}
	top := make([]Total, 0, len(rows))
	for _, r := range rows {
		top = append(top, Total{r.Who, r.Count, r.Last.Time})
	}
	return top, nil
}

// hitListing is a list of hits, the last hour first, in the order of an index: of a policy's, of one who is counted, or of all.
type hitListing struct {
	name  string // what its cursors belong to
	f     HitFilter
	where []string
	args  []any
}

func newHitListing(f HitFilter) *hitListing {
	l := &hitListing{name: fmt.Sprintf("hits of %q %q %d", f.Policy, f.Who, sinceMillis(f.Since)), f: f}
	if f.Policy != "" {
		l.where = append(l.where, "policy = "+l.arg(f.Policy))
	}
	if f.Who != "" {
		l.where = append(l.where, "who = "+l.arg(f.Who))
	}
	if !f.Since.IsZero() {
		l.where = append(l.where, "hour_at >= "+l.arg(sinceMillis(f.Since)))
	}
	return l
}

// sinceMillis rounds up: an hour that begins a part of a millisecond before is none that begins then or later.
func sinceMillis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.Add(time.Millisecond - 1).UnixMilli()
}

// arg adds a value, and says how the statement names it.
func (l *hitListing) arg(v any) string {
	l.args = append(l.args, v)
	return "$" + strconv.Itoa(len(l.args))
}

// columns are those that the rows differ in, in the order of the listing.
func (l *hitListing) columns() []string {
	c := []string{"hour_at"}
	if l.f.Policy == "" {
		c = append(c, "policy")
	}
	if l.f.Who == "" {
		c = append(c, "who")
	}
	return c
}

// beyond leaves out the rows up to the one that a cursor names.
func (l *hitListing) beyond(cursor string) error {
	var hour int64
	var policy, who string
	if keyset.Parse(l.name, cursor, &hour, &policy, &who) != nil {
		return &Error{Code: CodeCursor, Field: "after", Message: "This is no place in this list. Begin at its start."}
	}
	l.after(hour, policy, who)
	return nil
}

func (l *hitListing) after(hour int64, policy, who string) {
	values := map[string]any{"hour_at": hour, "policy": policy, "who": who}
	var names []string
	for _, c := range l.columns() {
		names = append(names, l.arg(values[c]))
	}
	l.where = append(l.where, "("+strings.Join(l.columns(), ", ")+") < ("+strings.Join(names, ", ")+")")
}

func (l *hitListing) conditions() string {
	if len(l.where) == 0 {
		return ""
	}
	return " where " + strings.Join(l.where, " and ")
}

// page is the statement that returns at most limit rows.
func (l *hitListing) page(limit int) (string, []any) {
	return "select hour_at, policy, who, count, last_at from ep_ratelimit_hit" + l.conditions() +
		" order by " + strings.Join(l.columns(), " desc, ") + " desc limit " + l.arg(limit), l.args
}

// top is the statement that returns at most limit totals. Of the latest hours it reads those alone: SQLite, which does not know how many there are,
// would read all rows in the order in which they are grouped, and is told by the plus.
func (l *hitListing) top(d sqldb.Dialect, limit int) (string, []any) {
	group := "who"
	if !l.f.Since.IsZero() {
		group = d.Pick("+", "") + group
	}
	return "select who, cast(sum(count) as bigint) as total, max(last_at) as last_at from ep_ratelimit_hit" + l.conditions() +
		" group by " + group + " order by total desc, who limit " + l.arg(limit), l.args
}
