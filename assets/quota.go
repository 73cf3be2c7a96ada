package assets

import (
	"context"

	"github.com/einkpdf/platform/sqldb"
)

// Quota bounds how much users hold. Its methods take part in the transaction, and may be called more than once for it. It is safe for
// concurrent use. It is told of what is stored, and not of what comes: so the work of looking into a file is for limits of another kind,
// how often somebody may upload.
type Quota interface {
	// AddAsset is told of each asset that somebody begins to hold, before they do; bytes are those of it and of its small picture. Its error
	// refuses that, and comes back from the method that was called. One that is a limit says so by Refused() bool, so that package projects
	// keeps it from everybody but the owner. imported: by an operator, so that it is counted and never refused.
	AddAsset(ctx context.Context, tx *sqldb.Tx, owner, asset string, bytes int64, imported bool) error
	// SizeAsset is told of other bytes for what somebody holds. It never refuses.
	SizeAsset(ctx context.Context, tx *sqldb.Tx, owner, asset string, bytes int64) error
	// RemoveAsset is told of each asset that somebody holds no longer.
	RemoveAsset(ctx context.Context, tx *sqldb.Tx, owner, asset string) error
}
