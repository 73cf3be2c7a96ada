package assets

import (
	"context"

	"github.com/einkpdf/platform/sqldb"
)

// Quota bounds how much users hold. Methods with a tx take part in the transaction, and may be called more than once for it. It is safe for
// concurrent use.
type Quota interface {
	// AssetRoom is asked before an upload is looked into that its owner does not hold: whether the owner may hold one more, of about so many bytes, those of the
	// file as it came. Its error refuses the upload.
	AssetRoom(ctx context.Context, owner string, bytes int64) error
	// AddAsset is told of each asset that somebody begins to hold, before they do; bytes are those of it and of its small picture. Its error
	// refuses that, and comes back from the method that was called. imported: by an operator, so that it is counted and never refused.
	AddAsset(ctx context.Context, tx *sqldb.Tx, owner, asset string, bytes int64, imported bool) error
	// SizeAsset is told of other bytes for what somebody holds. It never refuses.
	SizeAsset(ctx context.Context, tx *sqldb.Tx, owner, asset string, bytes int64) error
	// RemoveAsset is told of each asset that somebody holds no longer.
	RemoveAsset(ctx context.Context, tx *sqldb.Tx, owner, asset string) error
}
