package auth

import (
	"context"
	"fmt"
	"strings"

	"github.com/einkpdf/platform/internal/keyset"
)

const maxPage = 200

// Users implements Reader. The filter's role and state are sought in an index;
// a query for part of a name reads on until the page is full.
func (r *sqlReader) Users(ctx context.Context, f UserFilter, after string, limit int) ([]User, string, error) {
	if !f.possible() {
		return nil, "", nil
	}
	if f.Query = Key(f.Query); len(f.Query) > maxKey {
		return nil, "", nil
	}
	var from *usersCursor
	if after != "" {
		from = &usersCursor{}
		if err := keyset.Parse(f.listing(), after, &from.createdAt, &from.id); err != nil {
			return nil, "", ErrCursor
		}
	}
	limit = min(max(limit, 1), maxPage)
	query, args := listUsers(f, from, limit+1)
	var rows []userRow
	if err := r.q.Select(ctx, &rows, query, args...); err != nil {
		return nil, "", words.Error(ctx, "users", err)
	}
	next := ""
	if len(rows) > limit {
		rows = rows[:limit]
		last := rows[limit-1]
		next = keyset.Text(f.listing(), last.CreatedAt.UnixMilli(), last.ID)
	}
	users := make([]User, len(rows))
	for i, row := range rows {
		users[i] = row.account().User
	}
	return users, next, nil
}

// usersCursor is where a page of users ended.
type usersCursor struct {
	createdAt int64
	id        string
}

// listing says which listing a cursor belongs to.
func (f UserFilter) listing() string {
	active := "any"
	if f.Active != nil {
		active = fmt.Sprint(*f.Active)
	}
	return fmt.Sprintf("auth users %q %q %s", f.Query, f.Role, active)
}

// possible is false for what no user can have.
func (f UserFilter) possible() bool {
	return len(f.Query) <= maxKey && isText(f.Query) && (f.Role == "" || f.Role == RoleUser || f.Role == RoleAdmin)
}

// listUsers returns the statement that lists users, and its parameters.
func listUsers(f UserFilter, after *usersCursor, limit int) (string, []any) {
	var where []string
	var args []any
	arg := func(v any) string {
		args = append(args, v)
		return fmt.Sprintf("$%d", len(args))
	}
	if f.Role != "" {
		where = append(where, `role = `+arg(string(f.Role)))
	}
	if f.Active != nil {
		where = append(where, `active = `+arg(*f.Active))
	}
	if f.Query != "" {
		like := arg("%" + escapeLike.Replace(f.Query) + "%")
		where = append(where, `(name_key like `+like+` escape '!' or email_key like `+like+` escape '!')`)
	}
	if after != nil {
		where = append(where, `(created_at, id) < (`+arg(after.createdAt)+`, `+arg(after.id)+`)`)
	}
	query := `select ` + userColumns + ` from ep_user`
	if len(where) > 0 {
		query += ` where ` + strings.Join(where, ` and `)
	}
	return query + ` order by created_at desc, id desc limit ` + arg(limit), args
}

// escapeLike makes the wildcards of LIKE mean themselves.
var escapeLike = strings.NewReplacer(`!`, `!!`, `%`, `!%`, `_`, `!_`)
