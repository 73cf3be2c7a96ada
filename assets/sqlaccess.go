package assets

import (
	"context"
	"time"

	"github.com/einkpdf/platform/sqldb"
)

const (
	accessed   = `select 1 from ep_asset_access where asset_id = $1 and user_id = $2 and day = $3`
	noteAccess = `insert into ep_asset_access (asset_id, user_id, day) select id, $2, $3 from ep_asset where id = $1 on conflict do nothing`
	assetIs    = `select 1 from ep_asset where id = $1`
	// A page of the oldest.
	pruneAccess = `delete from ep_asset_access where (asset_id, user_id, day) in
		(select asset_id, user_id, day from ep_asset_access where day < $1 order by day limit $2)`

	putGone    = `insert into ep_asset_gone (user_id, gone_at) values ($1, $2) on conflict do nothing`
	userIsGone = `select 1 from ep_asset_gone where user_id = $1`
)

// dayOf is the number of a day in UTC since 1970.
func dayOf(t time.Time) int64 {
	const day = 24 * 60 * 60
	n := t.Unix() / day
	if t.Unix()%day < 0 {
		n--
	}
	return n
}

// Accessed implements Reader.
func (r *sqlReader) Accessed(ctx context.Context, asset, user string, day time.Time) (bool, error) {
	if !isID(asset) || !isID(user) {
		return false, nil
	}
	return words.Found(ctx, r.q, "note of an access", accessed, asset, user, dayOf(day))
}

// NoteAccess implements Writer.
func (w *sqlWriter) NoteAccess(ctx context.Context, asset, user string, day time.Time) (bool, error) {
	var c checks
	c.text("asset", asset, 1, maxID)
	c.text("user", user, 1, maxID)
	c.time("day", day)
	if c.err != nil {
		return false, c.err
	}
	n, err := words.Exec(ctx, w.tx, "note of an access", noteAccess, asset, user, dayOf(day))
	if err != nil || n > 0 {
		return n > 0, err
	}
	there, err := words.Found(ctx, w.q, "asset", assetIs, asset)
	if err == nil && !there {
		err = words.Missing("asset")
	}
	return false, err
}

// PruneAccess implements Writer.
func (w *sqlWriter) PruneAccess(ctx context.Context, day time.Time, limit int) (int, error) {
	if limit < 1 {
		return 0, nil
	}
	return words.Exec(ctx, w.tx, "notes of accesses", pruneAccess, dayOf(day), limit)
}

// Gone implements Reader.
func (r *sqlReader) Gone(ctx context.Context, user string) (bool, error) {
	if !isID(user) {
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
