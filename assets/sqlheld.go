package assets

import (
	"context"
	"errors"
	"time"

	"github.com/einkpdf/platform/internal/textkey"
	"github.com/einkpdf/platform/sqldb"
)

// heldRow is a row of ep_asset_holding with its asset.
type heldRow struct {
	assetRow
	Owner       string     `db:"owner"`
	Name        string     `db:"name"`
	NameKey     string     `db:"name_key"`
	Upload      string     `db:"upload"`
	At          sqldb.Time `db:"at"`
	Used        bool       `db:"used"`
	UnusedSince sqldb.Time `db:"unused_since"`
}

func (r heldRow) held() (Held, error) {
	a, err := r.asset()
	return Held{
		Asset: a, Owner: r.Owner, Name: r.Name, At: r.At.Time, Used: r.Used, UnusedSince: r.UnusedSince.Time, Upload: r.Upload,
	}, err
}

// heldRows makes of rows what is in them.
func heldRows(rows []heldRow) ([]Held, error) {
	all := make([]Held, len(rows))
	for i, row := range rows {
		var err error
		if all[i], err = row.held(); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// nameKey is what lists are sorted by. Names fit but for those of characters that
// folding makes many of.
func nameKey(name string) string { return cutText(textkey.Fold(name), maxKey) }

const (
	heldColumns = assetColumns + `, h.owner, h.name, h.name_key, h.upload, h.at, h.used, h.unused_since`
	heldTables  = `ep_asset_holding h join ep_asset a on a.id = h.asset_id`

	// SQLite would go through all that the owner holds.
	heldUsed = `ep_asset_holding h indexed by ep_asset_holding_used join ep_asset a on a.id = h.asset_id`

	heldByID       = `select ` + heldColumns + ` from ` + heldTables + ` where h.owner = $1 and h.asset_id = $2`
	heldByStored   = `select ` + heldColumns + ` from ` + heldTables + ` where h.owner = $1 and h.sha256 = $2 order by h.at, h.asset_id limit 1`
	heldByUploaded = `select ` + heldColumns + ` from ` + heldTables + ` where h.owner = $1 and h.upload = $2 and h.upload <> '' order by h.at, h.asset_id limit 1`

	usageOf   = `select kind, count(*) as number, cast(sum(bytes) as bigint) as bytes from ep_asset_holding where owner = $1 group by kind`
	holdersOf = `select owner from ep_asset_holding where asset_id = $1 and owner > $2 order by owner limit $3`
	idsHeldBy = `select asset_id from ep_asset_holding where owner = $1 limit $2`

	// Kind, size and hash stand with each holding, so that one index answers.
	putHolding = `insert into ep_asset_holding (owner, asset_id, name, name_key, kind, bytes, sha256, upload, at, used, unused_since)
		select $1, id, $3, $4, kind, bytes, sha256, $5, $6, $7, $8 from ep_asset where id = $2
		on conflict (owner, asset_id) do update set used = ep_asset_holding.used or excluded.used, unused_since = excluded.unused_since,
			upload = case when excluded.upload = '' then ep_asset_holding.upload else excluded.upload end`
	setName   = `update ep_asset_holding set name = $3, name_key = $4 where owner = $1 and asset_id = $2`
	setUnused = `update ep_asset_holding set unused_since = $3 where owner = $1 and asset_id = $2`
)

// Held implements Reader.
func (r *sqlReader) Held(ctx context.Context, owner, id string) (Held, error) {
	if !isID(owner) || !isID(id) {
		return Held{}, words.Missing("asset")
	}
	var row heldRow
	if err := r.q.Get(ctx, &row, heldByID, owner, id); err != nil {
		return Held{}, words.Error(ctx, "asset", err)
	}
	return row.held()
}

// HeldBySum implements Reader.
func (r *sqlReader) HeldBySum(ctx context.Context, owner, sum string) (Held, error) {
	if !isID(owner) || !isSum(sum) {
		return Held{}, words.Missing("asset")
	}
	var row heldRow
	err := r.q.Get(ctx, &row, heldByStored, owner, sum) // each is a seek; with "or" it would be none
	if errors.Is(err, sqldb.ErrNotFound) {
		err = r.q.Get(ctx, &row, heldByUploaded, owner, sum)
	}
	if err != nil {
		return Held{}, words.Error(ctx, "asset", err)
	}
	return row.held()
}

// Usage implements Reader.
func (r *sqlReader) Usage(ctx context.Context, owner string) (Usage, error) {
	u := Usage{ByKind: map[Kind]KindUsage{KindImage: {}, KindFont: {}}}
	if !isID(owner) {
		return u, nil
	}
	var rows []struct {
		Kind   Kind  `db:"kind"`
		Number int   `db:"number"`
		Bytes  int64 `db:"bytes"`
	}
	if err := r.q.Select(ctx, &rows, usageOf, owner); err != nil {
		return Usage{}, words.Error(ctx, "usage", err)
	}
	for _, row := range rows {
		u.Count += row.Number
		u.Bytes += row.Bytes
		u.ByKind[row.Kind] = KindUsage{row.Number, row.Bytes}
	}
	return u, nil
}

// Holders implements Reader.
func (r *sqlReader) Holders(ctx context.Context, id, after string, limit int) ([]string, error) {
	if !isID(id) || after != "" && !isID(after) {
		return nil, nil
	}
	var owners []string
	err := r.q.Select(ctx, &owners, holdersOf, id, after, min(max(limit, 1), MaxPage))
	return owners, words.Error(ctx, "holders of an asset", err)
}

// HeldBy implements Writer.
func (w *sqlWriter) HeldBy(ctx context.Context, owner string, limit int) ([]string, error) {
	if !isID(owner) || limit < 1 {
		return nil, nil
	}
	var ids []string
	err := w.q.Select(ctx, &ids, idsHeldBy, owner, limit)
	return ids, words.Error(ctx, "assets of a user", err)
}

// Hold implements Writer.
func (w *sqlWriter) Hold(ctx context.Context, h Held) error {
	var c checks
	h.check(&c)
	if c.err != nil {
		return c.err
	}
	return words.Change(ctx, w.tx, "asset", putHolding, h.Owner, h.ID, h.Name, nameKey(h.Name), h.Upload, sqldb.At(h.At), h.Used, sqldb.At(h.UnusedSince))
}

// SetUnused implements Writer.
func (w *sqlWriter) SetUnused(ctx context.Context, owner, id string, since time.Time) error {
	if !isID(owner) || !isID(id) {
		return words.Missing("holding")
	}
	return words.Change(ctx, w.tx, "holding", setUnused, owner, id, sqldb.At(since))
}

// SetName implements Writer.
func (w *sqlWriter) SetName(ctx context.Context, owner, id, name string) error {
	if !isID(owner) || !isID(id) {
		return words.Missing("holding")
	}
	var c checks
	c.chars("name", name, MaxName)
	if c.err != nil {
		return c.err
	}
	return words.Change(ctx, w.tx, "holding", setName, owner, id, name, nameKey(name))
}
