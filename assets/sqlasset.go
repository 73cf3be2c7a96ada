package assets

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"github.com/einkpdf/platform/sqldb"
)

// assetRow is a row of ep_asset.
type assetRow struct {
	ID        string         `db:"id"`
	Home      string         `db:"home"`
	SHA256    string         `db:"sha256"`
	Kind      string         `db:"kind"`
	Type      string         `db:"type"`
	Bytes     int64          `db:"bytes"`
	Width     int            `db:"width"`
	Height    int            `db:"height"`
	Thumbnail int64          `db:"thumbnail"`
	ThumbSum  string         `db:"thumbnail_sha256"`
	Font      sql.NullString `db:"font"`
}

func (r assetRow) asset() (Asset, error) {
	a := Asset{
		ID: r.ID, Kind: Kind(r.Kind), Type: r.Type, Bytes: r.Bytes, SHA256: r.SHA256, Width: r.Width, Height: r.Height,
		Thumbnail: r.Thumbnail, ThumbnailSHA256: r.ThumbSum, Home: r.Home,
	}
	if r.Font.Valid {
		a.Font = &Font{}
		if err := json.Unmarshal([]byte(r.Font.String), a.Font); err != nil {
			return Asset{}, fmt.Errorf("assets: what the row of %s says of the font: %w", r.ID, err)
		}
	}
	return a, nil
}

// values are the parameters of addAsset.
func (a Asset) values() ([]any, error) {
	var font sql.NullString
	if a.Font != nil {
		text, err := json.Marshal(a.Font)
		if err != nil {
			return nil, err
		}
		font = sql.NullString{String: string(text), Valid: true}
	}
	return []any{a.ID, a.Home, a.SHA256, string(a.Kind), a.Type, a.Bytes, a.Width, a.Height, a.Thumbnail, a.ThumbnailSHA256, font}, nil
}

const (
	assetColumns = `a.id, a.home, a.sha256, a.kind, a.type, a.bytes, a.width, a.height, a.thumbnail, a.thumbnail_sha256, a.font`

	assetByID  = `select ` + assetColumns + ` from ep_asset a where a.id = $1`
	assetAtSum = `select ` + assetColumns + ` from ep_asset a where a.home = $1 and a.sha256 = $2`

	addAsset = `insert into ep_asset (id, home, sha256, kind, type, bytes, width, height, thumbnail, thumbnail_sha256, font)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict do nothing`
	addHolding = `insert into ep_asset_holding (owner, asset_id, name, name_key, kind, bytes, sha256, upload, at, used, unused_since)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`
	setThumbnail  = `update ep_asset set thumbnail = $2, thumbnail_sha256 = $3 where id = $1 and kind = 'image'`
	deleteHolding = `delete from ep_asset_holding where owner = $1 and asset_id = $2`
	// What belongs to it follows by foreign keys.
	deleteAsset = `delete from ep_asset where id = $1 and not exists (select 1 from ep_asset_holding h where h.asset_id = $1)`
)

// Asset implements Reader.
func (r *sqlReader) Asset(ctx context.Context, id string) (Asset, error) {
	if !isID(id) {
		return Asset{}, words.Missing("asset")
	}
	return r.asset(ctx, assetByID, id)
}

// AtHome implements Reader.
func (r *sqlReader) AtHome(ctx context.Context, home, sum string) (Asset, error) {
	if !isHome(home) || !isSum(sum) {
		return Asset{}, words.Missing("asset")
	}
	return r.asset(ctx, assetAtSum, home, sum)
}

func (r *sqlReader) asset(ctx context.Context, query string, args ...any) (Asset, error) {
	var row assetRow
	if err := r.q.Get(ctx, &row, query, args...); err != nil {
		return Asset{}, words.Error(ctx, "asset", err)
	}
	return row.asset()
}

// Add implements Writer.
func (w *sqlWriter) Add(ctx context.Context, h Held) error {
	var c checks
	h.Asset.check(&c)
	h.check(&c)
	if c.err != nil {
		return c.err
	}
	values, err := h.Asset.values()
	if err != nil {
		return err
	}
	if err := words.Add(ctx, w.tx, "asset", addAsset, values...); err != nil {
		return err
	}
	_, err = words.Exec(ctx, w.tx, "holding", addHolding, h.Owner, h.ID, h.Name, nameKey(h.Name), string(h.Kind), h.Bytes, h.SHA256, h.Upload,
		sqldb.At(h.At), h.Used, sqldb.At(h.UnusedSince))
	return err
}

// SetThumbnail implements Writer.
func (w *sqlWriter) SetThumbnail(ctx context.Context, id string, size int64, sum string) error {
	if !isID(id) {
		return words.Missing("image")
	}
	var c checks
	c.thumbnail(size, sum)
	if c.err != nil {
		return c.err
	}
	return words.Change(ctx, w.tx, "image", setThumbnail, id, size, sum)
}

// Drop implements Writer.
func (w *sqlWriter) Drop(ctx context.Context, owner, id string) (gone bool, err error) {
	if !isID(owner) || !isID(id) {
		return false, nil
	}
	n, err := words.Exec(ctx, w.tx, "holding", deleteHolding, owner, id)
	if err != nil || n == 0 {
		return false, err
	}
	n, err = words.Exec(ctx, w.tx, "asset", deleteAsset, id)
	return n > 0, err
}
