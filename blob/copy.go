package blob

import (
	"context"
	"errors"
	"fmt"
)

// Copied is what Copy did.
type Copied struct {
	Blobs int   // that were copied
	Bytes int64 // of those
	Same  int   // that were there already
}

// Copy puts blobs of a folder of from ("" = all) under the same keys of to: those that to
// lacks or has with another size. So it is for blobs that never change, and brings a backup up
// to date; what from has no more stays in to. One that is deleted meanwhile is passed over. It
// keeps one chunk of a blob in memory. After an error Copied says what was done; call it again to go on.
//
// Copy blobs after the database that names them was backed up: then each is there that a
// row asks for, unless it was deleted in between.
func Copy(ctx context.Context, to, from Store, folder string) (Copied, error) {
	var c Copied
	for info, err := range from.List(ctx, folder) {
		if err != nil {
			return c, fmt.Errorf("blob: copy: %w", err)
		}
		there, err := to.Stat(ctx, info.Key)
		switch {
		case err == nil && there.Size == info.Size:
			c.Same++
			continue
		case err != nil && !errors.Is(err, ErrNotFound):
			return c, fmt.Errorf("blob: copy: %w", err)
		}
		n, err := copyOne(ctx, to, from, info.Key)
		if errors.Is(err, errGone) {
			continue
		}
		if err != nil {
			return c, fmt.Errorf("blob: copy: %w", err)
		}
		c.Blobs++
		c.Bytes += n
	}
	return c, nil
}

// errGone is a blob that was deleted between List and Open.
var errGone = errors.New("blob: gone")

func copyOne(ctx context.Context, to, from Store, key string) (int64, error) {
	r, info, err := from.Open(ctx, key)
	if errors.Is(err, ErrNotFound) {
		return 0, errGone
	}
	if err != nil {
		return 0, err
	}
	defer func() { _ = r.Close() }() // which was only read
	return info.Size, to.Put(ctx, key, r, info.Size)
}
