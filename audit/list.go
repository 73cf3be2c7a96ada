package audit

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/einkpdf/platform/internal/keyset"
	"github.com/einkpdf/platform/sqldb"
)

// Filter says which events List returns: those that meet all that is not empty.
type Filter struct {
	Actor     string
	Action    string // "auth.login", or all that begin with it if it ends in a dot: "auth."
	Object    string
	Outcome   Outcome
	Address   string // IP address
	RequestID string
	From      time.Time // not before
	To        time.Time // before
}

// Page says which part of a list is returned.
type Page struct {
	After string // what List returned with the page before, or "" for the first
	Limit int    // events at most; 0 is 50, more than 500 is 500
}

const (
	defaultLimit = 50
	maxLimit     = 500

	listing = "audit" // in cursors, whatever the filter: a place in the trail is one in any list of it
)

// List returns a page of the trail: see the function List.
func (l *Log) List(ctx context.Context, f Filter, p Page) ([]Event, string, error) {
	return List(ctx, l.db, f, p)
}

// List returns the events that meet f, newest first, and what Page.After must be
// for those that follow, or "" at the end. Events that are recorded meanwhile do
// not move the pages, since each goes on where the one before ended.
//
// Each part of a filter has an index. With several parts one of them is sought,
// and what it finds is read until the page is full: in SQLite the first that is
// there of request, object, actor, address, action, outcome; PostgreSQL chooses.
// So a page costs about as many rows as it has, unless the other parts leave out
// most of what the one finds.
//
// Errors are ErrCursor, ErrFilter and sqldb's.
func List(ctx context.Context, r sqldb.Reader, f Filter, p Page) ([]Event, string, error) {
	limit := p.Limit
	if limit <= 0 {
		limit = defaultLimit
	}
	limit = min(limit, maxLimit)
	q := query{dialect: r.Dialect()}
	if err := q.filter(f); err != nil {
		return nil, "", err
	}
	if p.After != "" {
		var at, id int64
		if err := keyset.Parse(listing, p.After, &at, &id); err != nil {
			return nil, "", fmt.Errorf("audit: %w: not one that a list returned", ErrCursor)
		}
		q.and("(at, id) < (" + q.arg(at) + ", " + q.arg(id) + ")")
	}
	var rows []row
	if err := r.Select(ctx, &rows, q.text(limit+1), q.args...); err != nil {
		return nil, "", fmt.Errorf("audit: %w", err)
	}
	next := ""
	if len(rows) > limit {
		rows = rows[:limit]
		last := rows[limit-1]
		next = keyset.Text(listing, last.At.UnixMilli(), last.ID)
	}
	events := make([]Event, len(rows))
	for i, row := range rows {
		var err error
		if events[i], err = row.event(); err != nil {
			return nil, "", err
		}
	}
	return events, next, nil
}

// query is a statement in the making.
type query struct {
	dialect sqldb.Dialect
	where   []string
	args    []any
	sought  bool // an index has been chosen
}

func (q *query) and(condition string) { q.where = append(q.where, condition) }

func (q *query) arg(v any) string {
	q.args = append(q.args, v)
	return fmt.Sprintf("$%d", len(q.args))
}

// equal adds a condition on a column that has an index. SQLite has no
// statistics to choose one by, and so it is told: by a plus sign, the columns
// that come later do not offer theirs.
func (q *query) equal(column, value string) {
	name := column
	if q.sought {
		name = q.dialect.Pick("+", "") + column
	}
	q.and(name + " = " + q.arg(value))
	q.sought = true
}

// filter adds the conditions of f, the most telling first. Values are cleaned
// as those of events are, or else what was cut would not be found.
func (q *query) filter(f Filter) error {
	for _, c := range []struct{ column, value string }{
		{"request_id", cleanField(f.RequestID, maxID)},
		{"object", cleanField(f.Object, maxObject)},
		{"actor", cleanField(f.Actor, maxID)},
	} {
		if c.value != "" {
			q.equal(c.column, c.value)
			q.and(c.column + " <> ''") // the index is a partial one
		}
	}
	if f.Address != "" {
		a := address(f.Address)
		if a == "" {
			return fmt.Errorf("audit: %w: the address is an IP address", ErrFilter)
		}
		q.equal("address", a)
		q.and("address <> ''")
	}
	q.action(cleanField(f.Action, maxAction))
	switch f.Outcome {
	case "":
	case OK: // most events: no index helps
		q.and("outcome = 'ok'")
	case Refused, Failed:
		q.equal("outcome", string(f.Outcome))
		q.and("outcome <> 'ok'")
	default:
		return fmt.Errorf("audit: %w: the outcome is ok, refused or failed", ErrFilter)
	}
	if !f.From.IsZero() {
		q.and("at >= " + q.arg(f.From.UnixMilli()))
	}
	if !f.To.IsZero() {
		q.and("at < " + q.arg(f.To.UnixMilli()))
	}
	return nil
}

func (q *query) action(a string) {
	switch {
	case a == "":
	case !strings.HasSuffix(a, "."):
		q.equal("action", a)
	default:
		q.equal("area", area(a))
		if strings.Count(a, ".") > 1 {
			q.and(fmt.Sprintf("substr(action, 1, %d) = ", len([]rune(a))) + q.arg(a))
		}
	}
}

func (q *query) text(limit int) string {
	where := ""
	if len(q.where) > 0 {
		where = " where " + strings.Join(q.where, " and ")
	}
	return fmt.Sprintf(`select id, at, actor, on_behalf, area, action, object, outcome, address, request_id, detail
		from ep_audit%s order by at desc, id desc limit %d`, where, limit)
}
