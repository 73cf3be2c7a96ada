package projects

import (
	"context"
	"fmt"
	"time"

	"github.com/einkpdf/platform/sqldb"
)

// hidden is the shelf, never listed, of what is shared with somebody and in its
// owner's trash.
const hidden Shelf = "hidden"

// shelves are where a project is for its owner and for others.
func (p Project) shelves() (own, others Shelf) {
	if p.TrashedAt.IsZero() {
		return Mine, Shared
	}
	return Trash, hidden
}

// grantRow is a row of ep_project_member that is not the owner's.
type grantRow struct {
	Project string     `db:"project_id"`
	User    string     `db:"user_id"`
	Role    string     `db:"role"`
	At      sqldb.Time `db:"granted_at"`
}

const (
	roleOf   = `select role from ep_project_member where project_id = $1 and user_id = $2`
	grantsOf = `select project_id, user_id, role, granted_at from ep_project_member where project_id = $1 and role <> 'owner' order by user_id`
	ownedBy  = `select project_id from ep_project_member where user_id = $1 and shelf in ('mine', 'trash') limit $2`

	addMember = `insert into ep_project_member (project_id, user_id, role, shelf, name_key, created_at, updated_at, granted_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8)`
	// What lists are sorted by stands with each member, so that a page is read
	// from an index.
	moveMembers = `update ep_project_member set shelf = case when role = 'owner' then $2 else $3 end, name_key = $4, created_at = $5, updated_at = $6
		where project_id = $1`
	putGrant = `insert into ep_project_member (project_id, user_id, role, shelf, name_key, created_at, updated_at, granted_at)
		select id, $2, $3, case when trashed_at is null then 'shared' else 'hidden' end, name_key, created_at, updated_at, $4
			from ep_project where id = $1
		on conflict (project_id, user_id) do update set role = excluded.role, granted_at = excluded.granted_at`
	deleteGrant = `delete from ep_project_member where project_id = $1 and user_id = $2 and role <> 'owner'`
	grantedTo   = `select project_id from ep_project_member where user_id = $1 and shelf in ('shared', 'hidden') limit $2`
	putGone     = `insert into ep_project_gone (user_id, gone_at) values ($1, $2) on conflict do nothing`
	userIsGone  = `select 1 from ep_project_gone where user_id = $1`
)

// Role implements Reader.
func (r *sqlReader) Role(ctx context.Context, project, user string) (Role, error) {
	if !isKey(project, maxID) || !isKey(user, maxID) {
		return "", words.Missing("member")
	}
	var role string
	err := r.q.Get(ctx, &role, roleOf, project, user)
	return Role(role), words.Error(ctx, "member", err)
}

// Grants implements Reader.
func (r *sqlReader) Grants(ctx context.Context, project string) ([]Grant, error) {
	if !isKey(project, maxID) {
		return nil, nil
	}
	var rows []grantRow
	if err := r.q.Select(ctx, &rows, grantsOf, project); err != nil {
		return nil, words.Error(ctx, "grants", err)
	}
	grants := make([]Grant, len(rows))
	for i, row := range rows {
		grants[i] = Grant{row.Project, row.User, Role(row.Role), row.At.Time}
	}
	return grants, nil
}

// OwnedBy implements Reader.
func (r *sqlReader) OwnedBy(ctx context.Context, owner string, limit int) ([]string, error) {
	return r.ids(ctx, ownedBy, owner, limit)
}

func (r *sqlReader) ids(ctx context.Context, query, user string, limit int) ([]string, error) {
	if !isKey(user, maxID) || limit < 1 {
		return nil, nil
	}
	var ids []string
	err := r.q.Select(ctx, &ids, query, user, limit)
	return ids, words.Error(ctx, "projects of a user", err)
}

// TrashedBefore implements Reader.
func (r *sqlReader) TrashedBefore(ctx context.Context, t time.Time, limit int) ([]string, error) {
	if limit < 1 {
		return nil, nil
	}
	var ids []string
	err := r.q.Select(ctx, &ids, trashedBefore, t.UnixMilli(), limit)
	return ids, words.Error(ctx, "projects in the trash", err)
}

func (w *sqlWriter) addOwner(ctx context.Context, p Project) error {
	own, _ := p.shelves()
	_, err := words.Exec(ctx, w.tx, "owner", addMember, p.ID, p.Owner, string(Owner), string(own), nameKey(p.Name),
		sqldb.At(p.CreatedAt), sqldb.At(p.UpdatedAt), sqldb.At(p.CreatedAt))
	return err
}

func (w *sqlWriter) moveMembers(ctx context.Context, p Project) error {
	own, others := p.shelves()
	return words.Change(ctx, w.tx, "members", moveMembers, p.ID, string(own), string(others), nameKey(p.Name), sqldb.At(p.CreatedAt), sqldb.At(p.UpdatedAt))
}

// PutGrant implements Writer.
func (w *sqlWriter) PutGrant(ctx context.Context, g Grant) error {
	if err := g.check(); err != nil {
		return err
	}
	p, err := w.head(ctx, g.Project)
	if err != nil {
		return err
	}
	if p.Owner == g.User {
		return fmt.Errorf("%w: the owner has every right already", ErrInvalid)
	}
	return words.Change(ctx, w.tx, "project", putGrant, g.Project, g.User, string(g.Role), sqldb.At(g.At))
}

// DeleteGrant implements Writer.
func (w *sqlWriter) DeleteGrant(ctx context.Context, project, user string) (bool, error) {
	if !isKey(project, maxID) || !isKey(user, maxID) {
		return false, nil
	}
	n, err := words.Exec(ctx, w.tx, "grant", deleteGrant, project, user)
	return n > 0, err
}

// DeleteGrantsOf implements Writer.
func (w *sqlWriter) DeleteGrantsOf(ctx context.Context, user string, limit int) ([]string, error) {
	ids, err := w.ids(ctx, grantedTo, user, limit)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		if _, err := words.Exec(ctx, w.tx, "grant", deleteGrant, id, user); err != nil {
			return nil, err
		}
	}
	return ids, nil
}

// Gone implements Reader.
func (r *sqlReader) Gone(ctx context.Context, user string) (bool, error) {
	if !isKey(user, maxID) {
		return false, nil
	}
	return words.Found(ctx, r.q, "user who is gone", userIsGone, user)
}

// PutGone implements Writer.
func (w *sqlWriter) PutGone(ctx context.Context, user string, at time.Time) error {
	var c checks
	c.text("user", user, 1, maxID)
	c.time("time of the deletion", at)
	if c.err != nil {
		return c.err
	}
	_, err := words.Exec(ctx, w.tx, "user who is gone", putGone, user, sqldb.At(at))
	return err
}
