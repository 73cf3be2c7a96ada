package assets

import (
	"context"

	"github.com/einkpdf/platform/sqldb"
)

// Holding is who holds which asset, and how much that is: its bytes and those of its small picture, as Config.Quota is told. Usage and
// the order Largest leave the small pictures out.
type Holding struct {
	Owner string `db:"owner"`
	ID    string `db:"id"`
	Bytes int64  `db:"bytes"`
}

const allHoldings = `select h.owner, h.asset_id as id, a.bytes + a.thumbnail as bytes from ep_asset_holding h join ep_asset a on a.id = h.asset_id ` +
	`where (h.owner, h.asset_id) > ($1, $2) order by h.owner, h.asset_id limit $3`

// Holdings lists who holds what, as r sees it, for a Quota that compares what it was told with what there is: all of it, by owner and then
// by id, as bytes compare. It returns what comes after a Holding, whose Bytes do not count, the zero Holding before all; at most limit,
// and less than that are the last.
func Holdings(ctx context.Context, r sqldb.Reader, after Holding, limit int) ([]Holding, error) {
	if limit < 1 {
		return nil, nil
	}
	var all []Holding
	err := r.Select(ctx, &all, allHoldings, after.Owner, after.ID, limit)
	return all, words.Error(ctx, "holdings", err)
}

// size is what a holding of an asset counts for in a Quota.
func (a Asset) size() int64 { return a.Bytes + a.Thumbnail }
