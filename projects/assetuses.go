package projects

import (
	"context"

	"github.com/einkpdf/platform/sqldb"
)

// AssetUses tells whoever keeps assets which projects use them: it satisfies the
// Projects of package assets. It asks what Config.Assets was told of, in the same
// database, and is safe for concurrent use.
type AssetUses struct{ store *SQLStore }

// NewAssetUses returns the AssetUses of the projects in db, which has the tables of
// Schema and stays the caller's to close.
func NewAssetUses(db *sqldb.DB) *AssetUses { return &AssetUses{NewSQL(db)} }

// MayReadAsset tells whether a user ("" = nobody in particular) may read a version of
// a project that uses the asset, as Service.MayReadAsset does.
func (u *AssetUses) MayReadAsset(ctx context.Context, user, asset string) (may bool, err error) {
	err = u.store.Read(ctx, func(r Reader) error {
		may, err = r.MayReadAsset(ctx, user, asset)
		return err
	})
	return may, err
}

// ProjectsUsing returns projects of the owner of which some version that is kept uses
// the asset, those in the trash as well, as tx sees them: their names by id, at most
// limit.
func (u *AssetUses) ProjectsUsing(ctx context.Context, tx sqldb.Reader, owner, asset string, limit int) (map[string]string, error) {
	return ReadSQL(tx).UsedBy(ctx, owner, asset, limit)
}

// DetachAsset forgets, in the transaction, that projects of the owner use the asset,
// in any version and in the gallery: whoever reads it because of them does so no
// longer. Their files stay as they are, and name something that is missing, as each
// version says (Facts.Missing). Who may use it again saves the file as it is: that is
// another version, which does.
func (u *AssetUses) DetachAsset(ctx context.Context, tx *sqldb.Tx, owner, asset string) error {
	return JoinSQL(tx).Detach(ctx, owner, asset)
}
