// Package metered joins package quota to projects, assets and render jobs: what is made is counted in the transaction that makes it, and
// refused there if it is too much.
//
//	quotas, err := quota.NewSQL(db, quota.Config{Truths: metered.Truths()})
//	projects.Config{Quota: metered.Projects(quotas)}
//	assets.Config{Quota: metered.Assets(quotas)}
//	jobs.Config{Quota: metered.Jobs(quotas)}
//	renderjob.Config{Quota: metered.Pages(quotas)}
//
// All of them work with one database, that of quotas.
package metered

import (
	"context"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/quota"
	"github.com/einkpdf/platform/sqldb"
)

// Projects counts projects, those in the trash as well.
func Projects(l quota.Ledger) projects.Quota { return projectQuota{l} }

type projectQuota struct{ l quota.Ledger }

// AddProject implements projects.Quota.
func (p projectQuota) AddProject(ctx context.Context, tx *sqldb.Tx, owner, project string, imported bool) error {
	return adder(p.l, imported)(ctx, tx, owner, project, one(quota.Projects))
}

// RemoveProject implements projects.Quota.
func (p projectQuota) RemoveProject(ctx context.Context, tx *sqldb.Tx, owner, project string) error {
	return p.l.Release(ctx, tx, owner, project, quota.Projects)
}

// Assets counts images and fonts for each who holds them, and their bytes.
func Assets(l quota.Ledger) assets.Quota { return assetQuota{l} }

type assetQuota struct{ l quota.Ledger }

// AddAsset implements assets.Quota.
func (a assetQuota) AddAsset(ctx context.Context, tx *sqldb.Tx, owner, asset string, bytes int64, imported bool) error {
	return adder(a.l, imported)(ctx, tx, owner, asset, one(quota.Assets), storage(bytes))
}

// SizeAsset implements assets.Quota.
func (a assetQuota) SizeAsset(ctx context.Context, tx *sqldb.Tx, owner, asset string, bytes int64) error {
	return a.l.Put(ctx, tx, owner, asset, storage(bytes))
}

// RemoveAsset implements assets.Quota.
func (a assetQuota) RemoveAsset(ctx context.Context, tx *sqldb.Tx, owner, asset string) error {
	return a.l.Release(ctx, tx, owner, asset, quota.Assets, quota.Storage)
}

// adder is how something is added that is there at once: what is imported, beyond any limit.
func adder(l quota.Ledger, imported bool) func(ctx context.Context, tx *sqldb.Tx, owner, key string, items ...quota.Item) error {
	if imported {
		return l.Put
	}
	return l.Add
}

func one(r quota.Resource) quota.Item { return quota.Item{Resource: r, Amount: 1} }

func storage(bytes int64) quota.Item { return quota.Item{Resource: quota.Storage, Amount: bytes} }
