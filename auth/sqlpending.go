package auth

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/einkpdf/platform/sqldb"
)

// pendingRow is a row of ep_pending.
type pendingRow struct {
	ID           string         `db:"id"`
	Kind         string         `db:"kind"`
	UserID       sql.NullString `db:"user_id"`
	Name         string         `db:"name"`
	NameKey      sql.NullString `db:"name_key"`
	Email        string         `db:"email"`
	EmailKey     string         `db:"email_key"`
	PasswordHash string         `db:"password_hash"`
	Terms        string         `db:"terms"`
	TokenHash    sql.NullString `db:"token_hash"`
	CreatedAt    sqldb.Time     `db:"created_at"`
	ExpiresAt    sqldb.Time     `db:"expires_at"`
}

func (r pendingRow) pending() Pending {
	return Pending{
		ID: r.ID, Kind: PendingKind(r.Kind), UserID: r.UserID.String, Name: r.Name, NameKey: r.NameKey.String,
		Email: r.Email, EmailKey: r.EmailKey, PasswordHash: r.PasswordHash, Terms: r.Terms, TokenHash: r.TokenHash.String,
		CreatedAt: r.CreatedAt.Time, ExpiresAt: r.ExpiresAt.Time,
	}
}

// orNull is NULL for "": neither unique nor referring to anything.
func orNull(s string) sql.NullString { return sql.NullString{String: s, Valid: s != ""} }

const (
	pendingColumns = `id, kind, user_id, name, name_key, email, email_key, password_hash, terms, token_hash, created_at, expires_at`

	pendingByID    = `select ` + pendingColumns + ` from ep_pending where id = $1`
	pendingByToken = `select ` + pendingColumns + ` from ep_pending where token_hash = $1 and kind = $2`
	pendingByName  = `select ` + pendingColumns + ` from ep_pending where kind = 'registration' and name_key = $1`

	pendingName  = `select 1 from ep_pending where kind = 'registration' and name_key = $2 and id <> $1`
	pendingToken = `select 1 from ep_pending where token_hash = $2 and id <> $1` // #nosec G101 -- a statement

	putPending = `insert into ep_pending (` + pendingColumns + `) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
		on conflict (id) do update set kind = excluded.kind, user_id = excluded.user_id, name = excluded.name, name_key = excluded.name_key,
			email = excluded.email, email_key = excluded.email_key, password_hash = excluded.password_hash, terms = excluded.terms,
			token_hash = excluded.token_hash, created_at = excluded.created_at, expires_at = excluded.expires_at`
	deletePending   = `delete from ep_pending where id = $1`
	deletePendingOf = `delete from ep_pending where user_id = $1 and kind = $2`
)

func (r *sqlReader) pending(ctx context.Context, query string, args ...any) (Pending, error) {
	var row pendingRow
	if err := r.q.Get(ctx, &row, query, args...); err != nil {
		return Pending{}, words.Error(ctx, "pending change", err)
	}
	return row.pending(), nil
}

var errNoPending = fmt.Errorf("%w: pending change", ErrNotFound)

// Pending implements Reader.
func (r *sqlReader) Pending(ctx context.Context, id string) (Pending, error) {
	if !isKey(id, maxID) {
		return Pending{}, errNoPending
	}
	return r.pending(ctx, pendingByID, id)
}

// PendingByToken implements Reader.
func (r *sqlReader) PendingByToken(ctx context.Context, kind PendingKind, hash string) (Pending, error) {
	if !isTokenHash(hash) || !isKey(string(kind), maxID) {
		return Pending{}, errNoPending
	}
	return r.pending(ctx, pendingByToken, hash, string(kind))
}

// PendingName implements Reader.
func (r *sqlReader) PendingName(ctx context.Context, nameKey string) (Pending, error) {
	if !isKey(nameKey, maxKey) {
		return Pending{}, errNoPending
	}
	return r.pending(ctx, pendingByName, nameKey)
}

// PutPending implements Writer. It looks first: ON CONFLICT speaks of one unique
// index, and a violation of another one would end the transaction in PostgreSQL.
func (w *sqlWriter) PutPending(ctx context.Context, p Pending) error {
	if err := p.check(); err != nil {
		return err
	}
	if p.Kind == PendingRegistration && p.NameKey != "" {
		if err := w.refuse(ctx, "registration with this name", pendingName, p.ID, p.NameKey); err != nil {
			return err
		}
	}
	if p.TokenHash != "" {
		if err := w.refuse(ctx, "pending change with this token", pendingToken, p.ID, p.TokenHash); err != nil {
			return err
		}
	}
	_, err := w.tx.Exec(ctx, putPending, p.ID, string(p.Kind), orNull(p.UserID), p.Name, orNull(p.NameKey), p.Email, p.EmailKey,
		p.PasswordHash, p.Terms, orNull(p.TokenHash), sqldb.At(p.CreatedAt), sqldb.At(p.ExpiresAt))
	return words.Error(ctx, "pending change", err)
}

// refuse is ErrExists when the query finds a row.
func (w *sqlWriter) refuse(ctx context.Context, what, query string, args ...any) error {
	there, err := words.Found(ctx, w.q, what, query, args...)
	if err == nil && there {
		err = fmt.Errorf("%w: %s", ErrExists, what)
	}
	return err
}

// DeletePending implements Writer.
func (w *sqlWriter) DeletePending(ctx context.Context, id string) error {
	if !isKey(id, maxID) {
		return nil
	}
	_, err := w.tx.Exec(ctx, deletePending, id)
	return words.Error(ctx, "pending change", err)
}

// DeletePendingOf implements Writer.
func (w *sqlWriter) DeletePendingOf(ctx context.Context, kind PendingKind, userID string) error {
	if !isKey(userID, maxID) || !isKey(string(kind), maxID) {
		return nil
	}
	_, err := w.tx.Exec(ctx, deletePendingOf, userID, string(kind))
	return words.Error(ctx, "pending changes", err)
}
