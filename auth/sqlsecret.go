package auth

import (
	"context"
	"fmt"
	"time"

	"github.com/einkpdf/platform/sqldb"
)

// secretRow is a row of ep_session_secret.
type secretRow struct {
	Hash      string     `db:"hash"`
	SessionID string     `db:"session_id"`
	CreatedAt sqldb.Time `db:"created_at"`
	ExpiresAt sqldb.Time `db:"expires_at"`
	UsedAt    sqldb.Time `db:"used_at"`
}

func (r secretRow) secret() Secret {
	return Secret{
		Hash: r.Hash, SessionID: r.SessionID,
		CreatedAt: r.CreatedAt.Time, ExpiresAt: r.ExpiresAt.Time, UsedAt: r.UsedAt.Time,
	}
}

const (
	secretColumns = `hash, session_id, created_at, expires_at, used_at` // #nosec G101 -- no secrets here

	secretByHash  = `select ` + secretColumns + ` from ep_session_secret where hash = $1`
	secretIsThere = `select 1 from ep_session_secret where hash = $1 and session_id = $2` // #nosec G101

	addSecret = `insert into ep_session_secret (` + secretColumns + `) values ($1, $2, $3, $4, $5) on conflict do nothing`
	useSecret = `update ep_session_secret set used_at = $3 where hash = $1 and session_id = $2 and used_at is null` // #nosec G101
)

// Secret implements Reader.
func (r *sqlReader) Secret(ctx context.Context, hash string) (Secret, error) {
	if !isTokenHash(hash) {
		return Secret{}, fmt.Errorf("%w: secret", ErrNotFound)
	}
	var row secretRow
	if err := r.q.Get(ctx, &row, secretByHash, hash); err != nil {
		return Secret{}, words.Error(ctx, "secret", err)
	}
	return row.secret(), nil
}

func (w *sqlWriter) addSecret(ctx context.Context, s Secret) error {
	if err := s.check(); err != nil {
		return err
	}
	return words.Add(ctx, w.tx, "secret", addSecret, s.Hash, s.SessionID, sqldb.At(s.CreatedAt), sqldb.At(s.ExpiresAt), sqldb.At(s.UsedAt))
}

// Rotate implements Writer. Of many at once, one finds the secret unused: the
// condition and the mark are one statement.
func (w *sqlWriter) Rotate(ctx context.Context, hash string, at time.Time, next Secret) (bool, error) {
	if err := next.check(); err != nil {
		return false, err
	}
	if at.IsZero() {
		return false, fmt.Errorf("%w: time of use is missing", ErrInvalid)
	}
	if !isTokenHash(hash) {
		return false, fmt.Errorf("%w: secret", ErrNotFound)
	}
	n, err := w.tx.Exec(ctx, useSecret, hash, next.SessionID, sqldb.At(at))
	if err != nil {
		return false, words.Error(ctx, "secret", err)
	}
	if n == 1 {
		return true, w.addSecret(ctx, next)
	}
	there, err := words.Found(ctx, w.q, "secret", secretIsThere, hash, next.SessionID)
	if err == nil && !there {
		err = fmt.Errorf("%w: secret", ErrNotFound)
	}
	return false, err
}
