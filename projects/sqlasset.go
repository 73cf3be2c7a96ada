package projects

import (
	"context"
	"math"
)

// A row of ep_project_asset says that a project uses an asset since one version
// until another, so that a write that uses what the one before did writes nothing
// here, and who asks about an asset reads a row for a project, not for a version.
const current = math.MaxInt32 // until: the current version uses it

// oftenUsed is how many rows about one asset are looked at for who uses it. Where
// there are more, the projects of who asks are looked at instead.
const oftenUsed = 200

const (
	assetsOf = `select asset from ep_project_asset where project_id = $1 and until >= $2 and since <= $2 order by asset`
	assetIn  = `select 1 from ep_project_asset where asset = $2 and project_id = $1`
	assetUse = `select distinct project_id from ep_project_asset where asset = $1 order by project_id limit $2`

	useAsset  = `insert into ep_project_asset (project_id, asset, since, until) values ($1, $2, $3, $4) on conflict do nothing`
	dropAsset = `update ep_project_asset set until = $3 where asset = $2 and project_id = $1 and until = $4` // #nosec G101 -- a statement
	// Rows of which no version is left, after versions from $3 to $2 went. A row may
	// end later, in versions that went before one that was kept for longer.
	forgetAssets = `delete from ep_project_asset where project_id = $1 and until >= $3
		and until < (select min(n.number) from ep_project_version n where n.project_id = $1 and n.number > $2)
		and not exists (select 1 from ep_project_version v
			where v.project_id = $1 and v.number between ep_project_asset.since and ep_project_asset.until)`

	assetIsPublic = `select 1 from ep_project_entry_asset a cross join ep_project p
		where a.asset = $1 and p.id = a.project_id and p.trashed_at is null`
	assetCount = `select count(*) from (select 1 as used from ep_project_asset where asset = $1 limit $2) a`
	// Both ask the same, and go about it from either end.
	assetByUse    = `select 1 from ep_project_asset a cross join ep_project_member m where a.asset = $2 and m.project_id = a.project_id and m.user_id = $1 ` + mayRead
	assetByMember = `select 1 from ep_project_member m cross join ep_project_asset a where m.user_id = $1 and m.shelf in ('mine', 'shared', 'trash')
		and a.asset = $2 and a.project_id = m.project_id ` + mayRead
	mayRead = `and (m.role = 'owner' or m.shelf = 'shared' and (m.role = 'editor' or a.until = $3))`

	// Here are two ways again: by the uses of the asset, and by the projects of the owner.
	usedByUse = `select p.id, p.name from (select distinct project_id from ep_project_asset where asset = $2) a
		cross join ep_project p where p.id = a.project_id and p.owner = $1 limit $3`
	usedByOwner = `select p.id, p.name from ep_project_member m cross join ep_project p where m.user_id = $1 and m.shelf in ('mine', 'trash')
		and p.id = m.project_id and exists (select 1 from ep_project_asset a where a.asset = $2 and a.project_id = m.project_id) limit $3`
	detachByUse = `delete from ep_project_asset where asset = $2
		and exists (select 1 from ep_project p where p.id = ep_project_asset.project_id and p.owner = $1)`
	detachByOwner = `delete from ep_project_asset where asset = $2 and project_id in (` + owned + `)`
	unshowByUse   = `delete from ep_project_entry_asset where asset = $2
		and exists (select 1 from ep_project p where p.id = ep_project_entry_asset.project_id and p.owner = $1)`
	unshowByOwner = `delete from ep_project_entry_asset where asset = $2 and project_id in (` + owned + `)`
	owned         = `select project_id from ep_project_member where user_id = $1 and shelf in ('mine', 'trash')`
)

// Assets implements Reader.
func (r *sqlReader) Assets(ctx context.Context, project string, number int) ([]string, error) {
	if !isKey(project, maxID) || !isNumber(number) {
		return nil, words.Missing("version")
	}
	there, err := words.Found(ctx, r.q, "version", versionIsThere, project, number)
	if err == nil && !there {
		err = words.Missing("version")
	}
	if err != nil {
		return nil, err
	}
	var names []string
	err = r.q.Select(ctx, &names, assetsOf, project, number)
	return names, words.Error(ctx, "assets", err)
}

// UsedIn implements Reader.
func (r *sqlReader) UsedIn(ctx context.Context, project, asset string) (bool, error) {
	if !isKey(project, maxID) || !isKey(asset, MaxAsset) {
		return false, nil
	}
	return words.Found(ctx, r.q, "use of an asset", assetIn, project, asset)
}

// Uses implements Reader.
func (r *sqlReader) Uses(ctx context.Context, asset string, limit int) ([]string, error) {
	if !isKey(asset, MaxAsset) || limit < 1 {
		return nil, nil
	}
	var ids []string
	err := r.q.Select(ctx, &ids, assetUse, asset, limit)
	return ids, words.Error(ctx, "uses of an asset", err)
}

// MayReadAsset implements Reader. What it costs is bounded by how many projects
// the user has, however often the asset is used.
func (r *sqlReader) MayReadAsset(ctx context.Context, user, asset string) (bool, error) {
	if !isKey(asset, MaxAsset) {
		return false, nil
	}
	may, err := words.Found(ctx, r.q, "public use of an asset", assetIsPublic, asset)
	if err != nil || may || !isKey(user, maxID) {
		return may, err
	}
	uses, err := r.countUses(ctx, asset)
	if err != nil || uses == 0 {
		return false, err
	}
	query := assetByUse
	if uses == oftenUsed {
		query = assetByMember
	}
	return words.Found(ctx, r.q, "use of an asset", query, user, asset, current)
}

// countUses counts the rows about an asset, up to oftenUsed.
func (r *sqlReader) countUses(ctx context.Context, asset string) (uses int, err error) {
	err = r.q.Get(ctx, &uses, assetCount, asset, oftenUsed)
	return uses, words.Error(ctx, "uses of an asset", err)
}

// UsedBy implements Reader. Its cost is bounded as that of MayReadAsset is.
func (r *sqlReader) UsedBy(ctx context.Context, owner, asset string, limit int) (map[string]string, error) {
	if !isKey(owner, maxID) || !isKey(asset, MaxAsset) || limit < 1 {
		return map[string]string{}, nil
	}
	uses, err := r.countUses(ctx, asset)
	if err != nil {
		return nil, err
	}
	query := usedByUse
	if uses == oftenUsed {
		query = usedByOwner
	}
	var rows []projectRow
	if err := r.q.Select(ctx, &rows, query, owner, asset, limit); err != nil {
		return nil, words.Error(ctx, "uses of an asset", err)
	}
	names := make(map[string]string, len(rows))
	for _, row := range rows {
		names[row.ID] = row.Name
	}
	return names, nil
}

// Detach implements Writer.
func (w *sqlWriter) Detach(ctx context.Context, owner, asset string) error {
	if !isKey(owner, maxID) || !isKey(asset, MaxAsset) {
		return nil
	}
	uses, err := w.countUses(ctx, asset)
	if err != nil {
		return err
	}
	statements := []string{unshowByUse, detachByUse}
	if uses == oftenUsed {
		statements = []string{unshowByOwner, detachByOwner}
	}
	for _, s := range statements {
		if _, err := words.Exec(ctx, w.tx, "uses of an asset", s, owner, asset); err != nil {
			return err
		}
	}
	return nil
}

// useAssets says what a version uses that is now the current one.
func (w *sqlWriter) useAssets(ctx context.Context, project string, version int, uses []string) error {
	var before []string
	if err := w.tx.Select(ctx, &before, assetsOf, project, current); err != nil {
		return words.Error(ctx, "assets", err)
	}
	now, had := set(uses), set(before)
	for _, asset := range before {
		if now[asset] {
			continue
		}
		if _, err := words.Exec(ctx, w.tx, "asset", dropAsset, project, asset, version-1, current); err != nil {
			return err
		}
	}
	for _, asset := range uses {
		if had[asset] {
			continue
		}
		if _, err := words.Exec(ctx, w.tx, "asset", useAsset, project, asset, version, current); err != nil {
			return err
		}
	}
	return nil
}
