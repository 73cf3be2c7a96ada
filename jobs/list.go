package jobs

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/einkpdf/platform/internal/keyset"
	"github.com/einkpdf/platform/sqldb"
)

// pageRows is how many rows a page has if nobody says.
const pageRows = 50

// listColumns are those of row, but for the result: a page of large ones would be large.
const listColumns = `id, kind, owner, state, priority, turn, created_at, run_at, started_at, finished_at, expires_at, keep_ms, attempt, attempts, ` +
	`done, total, note, cancel, failure, null as result, files, fence, lease_at, runner, subject, about`

// List implements Queue.
func (q *SQL) List(ctx context.Context, by Actor, f Filter, after string, limit int) (page []Job, next string, err error) {
	return q.ListIn(ctx, q.db, by, f, after, limit)
}

// ListIn is List in the caller's transaction, or picture of the database.
func (q *SQL) ListIn(ctx context.Context, r sqldb.Reader, by Actor, f Filter, after string, limit int) (page []Job, next string, err error) {
	l, err := newListing(r.Dialect(), by, f)
	if err != nil {
		return nil, "", err
	}
	switch {
	case limit == 0:
		limit = pageRows
	case limit < 1 || limit > MaxPage:
		return nil, "", refuse(CodeFilter, "limit", fmt.Sprintf("A page has 1 to %d jobs.", MaxPage))
	}
	if after != "" {
		if err := l.beyond(after); err != nil {
			return nil, "", err
		}
	}
	if l.nobodys {
		return []Job{}, "", nil
	}
	var rows []row
	statement, args := l.page(limit + 1)
	if err := r.Select(ctx, &rows, statement, args...); err != nil {
		return nil, "", broken("listing", err)
	}
	if len(rows) > limit {
		rows = rows[:limit]
		next = keyset.Text(l.name, rows[limit-1].Created.UnixMilli(), rows[limit-1].ID)
	}
	page = make([]Job, 0, len(rows)) // never nil: [] in JSON, and not null
	for _, r := range rows {
		j := r.job()
		if j.Failure != nil {
			j.Failure.Detail = nil
		}
		page = append(page, j)
	}
	return page, next, nil
}

// listing is a list of jobs, newest first, in the order of an index: of an owner's, of those about one thing, of a state, or of all.
type listing struct {
	dialect sqldb.Dialect
	name    string // what its cursors belong to
	where   []string
	args    []any
	nobodys bool // nobody can have jobs under this id, or about this
}

func newListing(d sqldb.Dialect, by Actor, f Filter) (*listing, error) {
	if by == (Actor{}) {
		return nil, refuse(CodeUnauthenticated, "", "You are not logged in. Please log in.")
	}
	owner, all := by.User, false
	if f.Owner != "" && f.Owner != by.User {
		if !by.Admin {
			return nil, refuse(CodeForbidden, "owner", "Only admins see the jobs of others.")
		}
		owner = f.Owner
	}
	if by.Admin { // Nobody else has jobs under these: see Spec.Owner.
		all = f.Owner == Everybody
	}
	l := &listing{dialect: d, nobodys: !all && (owner == "" || !isText(owner, maxOwner))}
	if owner == System && f.Owner == System && by.Admin {
		owner = ""
	}
	l.name = fmt.Sprintf("jobs of %q %t %s %q", owner, all, f.State, f.Kind)
	if !all {
		l.equal("owner", owner)
	}
	if f.Subject != "" {
		if all {
			return nil, refuse(CodeFilter, "subject", "Say whose jobs: those of all together cannot be listed by what they are about.")
		}
		l.nobodys = l.nobodys || !isText(f.Subject, maxKey)
		l.name += fmt.Sprintf(" about %q", f.Subject)
		l.equal("subject", f.Subject)
	}
	switch f.State {
	case "":
	case Pending, Running, Succeeded, Failed, Cancelled:
		if all {
			l.equal("(state || '')", string(f.State)) // as the index of this listing has it
		} else {
			l.filter("state", string(f.State))
		}
	default:
		return nil, refuse(CodeFilter, "state", "Jobs are pending, running, succeeded, failed or cancelled.")
	}
	if f.Kind != "" {
		if !isKind(f.Kind) {
			return nil, refuse(CodeFilter, "kind", "There is no such kind of job.")
		}
		l.filter("kind", f.Kind)
	}
	return l, nil
}

// arg adds a value, and says how the statement names it.
func (l *listing) arg(v any) string {
	l.args = append(l.args, v)
	return "$" + strconv.Itoa(len(l.args))
}

func (l *listing) equal(column string, value any) {
	l.where = append(l.where, column+" = "+l.arg(value))
}

// filter compares a column of rows that are sought by another one: an owner's failed jobs among the owner's, and not among those of everybody
// that failed. SQLite, which does not count how many there are, is told by the plus; PostgreSQL knows.
func (l *listing) filter(column, value string) {
	l.equal(l.dialect.Pick("+", "")+column, value)
}

// beyond leaves out the rows up to the one that a cursor names.
func (l *listing) beyond(cursor string) error {
	var at int64
	var id string
	if keyset.Parse(l.name, cursor, &at, &id) != nil {
		return refuse(CodeCursor, "after", "This is no place in this list. Begin at its start.")
	}
	l.where = append(l.where, "(created_at, id) < ("+l.arg(at)+", "+l.arg(id)+")")
	return nil
}

// page is the statement that returns at most limit rows.
func (l *listing) page(limit int) (string, []any) {
	where := ""
	if len(l.where) > 0 {
		where = " where " + strings.Join(l.where, " and ")
	}
	return "select " + listColumns + " from ep_job" + where + " order by created_at desc, id desc limit " + l.arg(limit), l.args
}
