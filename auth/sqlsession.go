package auth

import (
	"context"
	"fmt"
	"time"

	"github.com/einkpdf/platform/sqldb"
)

// sessionRow is a row of ep_session.
type sessionRow struct {
	ID         string     `db:"id"`
	UserID     string     `db:"user_id"`
	Kind       string     `db:"kind"`
	Address    string     `db:"address"`
	UserAgent  string     `db:"user_agent"`
	CreatedAt  sqldb.Time `db:"created_at"`
	LastUsedAt sqldb.Time `db:"last_used_at"`
	ExpiresAt  sqldb.Time `db:"expires_at"`
	RevokedAt  sqldb.Time `db:"revoked_at"`
	RevokedFor string     `db:"revoked_for"`
}

func (r sessionRow) session() Session {
	return Session{
		ID: r.ID, UserID: r.UserID, Kind: SessionKind(r.Kind), Address: r.Address, UserAgent: r.UserAgent,
		CreatedAt: r.CreatedAt.Time, LastUsedAt: r.LastUsedAt.Time, ExpiresAt: r.ExpiresAt.Time,
		RevokedAt: r.RevokedAt.Time, RevokedFor: r.RevokedFor,
	}
}

const (
	sessionColumns = `id, user_id, kind, address, user_agent, created_at, last_used_at, expires_at, revoked_at, revoked_for`

	sessionByID   = `select ` + sessionColumns + ` from ep_session where id = $1`
	validSessions = `select ` + sessionColumns + ` from ep_session where user_id = $1 and revoked_at is null and expires_at > $2
		order by last_used_at desc, id desc limit 100`
	knownAddress = `select 1 from ep_session where user_id = $1 and address = $2 and created_at >= $3`

	addSession     = `insert into ep_session (` + sessionColumns + `) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict do nothing`
	updateSession  = `update ep_session set last_used_at = $2, revoked_at = $3, revoked_for = $4 where id = $1`
	revokeSessions = `update ep_session set revoked_at = $2, revoked_for = $3
		where user_id = $1 and revoked_at is null and expires_at > $2 and id <> $4`
)

// Session implements Reader.
func (r *sqlReader) Session(ctx context.Context, id string) (Session, error) {
	if !isKey(id, maxID) {
		return Session{}, fmt.Errorf("%w: session", ErrNotFound)
	}
	var row sessionRow
	if err := r.q.Get(ctx, &row, sessionByID, id); err != nil {
		return Session{}, words.Error(ctx, "session", err)
	}
	return row.session(), nil
}

// Sessions implements Reader.
func (r *sqlReader) Sessions(ctx context.Context, userID string, now time.Time) ([]Session, error) {
	if !isKey(userID, maxID) {
		return nil, nil
	}
	var rows []sessionRow
	if err := r.q.Select(ctx, &rows, validSessions, userID, now.UnixMilli()); err != nil {
		return nil, words.Error(ctx, "sessions", err)
	}
	sessions := make([]Session, len(rows))
	for i, row := range rows {
		sessions[i] = row.session()
	}
	return sessions, nil
}

// KnownAddress implements Reader.
func (r *sqlReader) KnownAddress(ctx context.Context, userID, address string, since time.Time) (bool, error) {
	if !isKey(userID, maxID) || !isKey(address, maxAddress) {
		return false, nil
	}
	return words.Found(ctx, r.q, "addresses of sessions", knownAddress, userID, address, since.UnixMilli())
}

// AddSession implements Writer.
func (w *sqlWriter) AddSession(ctx context.Context, s Session, first Secret) error {
	if err := s.check(); err != nil {
		return err
	}
	if first.SessionID != s.ID {
		return fmt.Errorf("%w: the secret is of another session", ErrInvalid)
	}
	err := words.Add(ctx, w.tx, "session", addSession, s.ID, s.UserID, string(s.Kind), s.Address, s.UserAgent,
		sqldb.At(s.CreatedAt), sqldb.At(s.LastUsedAt), sqldb.At(s.ExpiresAt), sqldb.At(s.RevokedAt), s.RevokedFor)
	if err != nil {
		return err
	}
	return w.addSecret(ctx, first)
}

// UpdateSession implements Writer.
func (w *sqlWriter) UpdateSession(ctx context.Context, s Session) error {
	if err := s.check(); err != nil {
		return err
	}
	n, err := w.tx.Exec(ctx, updateSession, s.ID, sqldb.At(s.LastUsedAt), sqldb.At(s.RevokedAt), s.RevokedFor)
	if err == nil && n == 0 {
		return fmt.Errorf("%w: session", ErrNotFound)
	}
	return words.Error(ctx, "session", err)
}

// RevokeSessions implements Writer.
func (w *sqlWriter) RevokeSessions(ctx context.Context, userID, except string, at time.Time, reason string) (int, error) {
	var c checks
	c.time("time of the revocation", at)
	c.text("reason of the revocation", reason, 0, maxReason)
	if c.err != nil || !isKey(userID, maxID) {
		return 0, c.err
	}
	if !isKey(except, maxID) {
		except = ""
	}
	n, err := w.tx.Exec(ctx, revokeSessions, userID, at.UnixMilli(), reason, except)
	return int(n), words.Error(ctx, "sessions", err)
}
