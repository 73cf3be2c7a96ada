package assets

import (
	"context"
	"errors"
)

// sizeRows is how many holders are told in one transaction that an asset has other bytes, so that others get their turn.
const sizeRows = 50

// count tells of an asset that a user is about to hold, in the transaction that sees to it. All holdings but those that there are already
// come by here.
func (s *Service) count(ctx context.Context, w Writer, owner string, a Asset, imported bool) error {
	if s.c.Quota == nil {
		return nil
	}
	return s.c.Quota.AddAsset(ctx, w.Tx(), owner, a.ID, a.size(), imported)
}

// drop ends a holding, and tells of it: all end here. gone says that the asset is gone.
func (s *Service) drop(ctx context.Context, w Writer, owner, id string) (gone bool, err error) {
	if gone, err = w.Drop(ctx, owner, id); err != nil || s.c.Quota == nil {
		return gone, err
	}
	return gone, s.c.Quota.RemoveAsset(ctx, w.Tx(), owner, id)
}

// setThumbnail writes what the small picture of an asset is by now, and tells of it for each who holds it: in short transactions, for there may be
// many. Of those that are not reached, for it broke between two, the Quota finds out when it compares what it was told with Holdings.
func (s *Service) setThumbnail(ctx context.Context, a Asset) error {
	for after, more := "", true; more; {
		var owners []string
		err := s.c.Store.Write(ctx, func(w Writer) (err error) {
			if owners = nil; after == "" {
				if err := w.SetThumbnail(ctx, a.ID, a.Thumbnail, a.ThumbnailSHA256); err != nil {
					return err
				}
			}
			if s.c.Quota == nil {
				return nil
			}
			owners, err = s.resize(ctx, w, a.ID, after)
			return err
		})
		if err != nil {
			return err
		}
		if more = len(owners) == sizeRows; more {
			after = owners[sizeRows-1]
		}
	}
	return nil
}

// resize tells how many bytes an asset has, for some of those who hold it, whom it returns.
func (s *Service) resize(ctx context.Context, w Writer, id, after string) ([]string, error) {
	a, err := w.Asset(ctx, id)
	if errors.Is(err, ErrNotFound) { // meanwhile
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	owners, err := w.Holders(ctx, id, after, sizeRows)
	if err != nil {
		return nil, err
	}
	for _, owner := range owners {
		if err := s.c.Quota.SizeAsset(ctx, w.Tx(), owner, id, a.size()); err != nil {
			return nil, err
		}
	}
	return owners, nil
}
