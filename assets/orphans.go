package assets

import (
	"context"
	"errors"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/einkpdf/platform/blob"
)

// Bounds of what Collect keeps in memory.
const (
	orphanRows = 200 // blobs whose rows are looked for at a time
	maxBad     = 100 // ids in Collected.Missing, and in Damaged
)

// findMissing looks for the blobs of each asset.
func (c *collection) findMissing(ctx context.Context) (err error) {
	c.Missing, c.MissingMore, err = c.findBad(ctx, func(a Asset) (bool, error) {
		whole, err := c.whole(ctx, a)
		return !whole, err
	})
	return err
}

// findDamaged reads the blobs of each asset of which they are there.
func (c *collection) findDamaged(ctx context.Context) (err error) {
	c.Damaged, c.DamagedMore, err = c.findBad(ctx, func(a Asset) (bool, error) {
		whole, err := c.whole(ctx, a)
		if err != nil || !whole { // which is another finding
			return false, err
		}
		intact, err := c.intact(ctx, a)
		if err == nil {
			c.Verified++
		}
		return !intact, err
	})
	return err
}

// findBad returns the ids of assets that are bad, at most maxBad, and how many others are.
func (c *collection) findBad(ctx context.Context, bad func(a Asset) (bool, error)) (ids []string, more int, err error) {
	for after := ""; ; {
		var page []Asset
		var next string
		err := c.c.Store.Read(ctx, func(r Reader) (err error) {
			page, next, err = r.Assets(ctx, after, MaxPage)
			return err
		})
		if err != nil {
			return ids, more, err
		}
		for _, a := range page {
			is, err := bad(a)
			if err != nil {
				return ids, more, err
			}
			if !is {
				continue
			}
			// Rows go before their blobs: of one that is still there, it is true.
			err = c.c.Store.Read(ctx, func(r Reader) error { _, err := r.Asset(ctx, a.ID); return err })
			switch {
			case errors.Is(err, ErrNotFound):
			case err != nil:
				return ids, more, err
			case len(ids) < maxBad:
				ids = append(ids, a.ID)
			default:
				more++
			}
		}
		if after = next; next == "" {
			return ids, more, nil
		}
	}
}

// findOrphans removes the blobs in a folder that belong to no asset and are older than that. An asset
// that is not there when its blob is listed, so old, comes no more: an upload that takes as long
// stores its bytes again, under another id.
func (c *collection) findOrphans(ctx context.Context, folder string, before time.Time) error {
	some := make([]blob.Info, 0, orphanRows)
	for info, err := range c.c.Blobs.List(ctx, folder) {
		if err != nil {
			return err
		}
		if some = append(some, info); len(some) < orphanRows {
			continue
		}
		if err := c.orphans(ctx, some, before); err != nil {
			return err
		}
		some = some[:0]
	}
	return c.orphans(ctx, some, before)
}

// orphans does it with some blobs.
func (c *collection) orphans(ctx context.Context, some []blob.Info, before time.Time) error {
	var orphans []blob.Info
	err := c.c.Store.Read(ctx, func(r Reader) error {
		orphans = nil
		var last Asset // whose small picture may come next
		for _, info := range some {
			id := strings.TrimSuffix(path.Base(info.Key), thumbSuffix)
			if id != last.ID {
				a, err := r.Asset(ctx, id)
				if err != nil && !errors.Is(err, ErrNotFound) {
					return err
				}
				last = a
			}
			if !slices.ContainsFunc(blobsOf(last), func(b blobOf) bool { return b.key == info.Key }) {
				orphans = append(orphans, info)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, info := range orphans {
		if !info.At.Before(before) {
			c.Young++
			continue
		}
		if !c.dryRun {
			if err := c.c.Blobs.Delete(ctx, info.Key); err != nil {
				return err
			}
		}
		c.Orphans++
		c.OrphanBytes += info.Size
	}
	return nil
}
