package assets

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"

	"github.com/einkpdf/platform/blob"
)

// blobOf is a blob of an asset, as it must be.
type blobOf struct {
	key  string
	size int64
	sum  string // SHA-256, hex
}

// blobsOf are the blobs of an asset.
func blobsOf(a Asset) []blobOf {
	blobs := []blobOf{{blobKey(a), a.Bytes, a.SHA256}}
	if a.Thumbnail > 0 {
		blobs = append(blobs, blobOf{thumbKey(a), a.Thumbnail, a.ThumbnailSHA256})
	}
	return blobs
}

// whole tells whether the blobs of an asset are there, of the right sizes.
func (s *Service) whole(ctx context.Context, a Asset) (bool, error) { return all(ctx, a, s.has) }

// intact tells whether they are there with the right bytes, all of which it reads.
func (s *Service) intact(ctx context.Context, a Asset) (bool, error) { return all(ctx, a, s.hasBytes) }

func all(ctx context.Context, a Asset, is func(ctx context.Context, b blobOf) (bool, error)) (bool, error) {
	for _, b := range blobsOf(a) {
		if ok, err := is(ctx, b); err != nil || !ok {
			return false, err
		}
	}
	return true, nil
}

func (s *Service) has(ctx context.Context, b blobOf) (bool, error) {
	info, err := s.c.Blobs.Stat(ctx, b.key)
	switch {
	case errors.Is(err, blob.ErrNotFound):
		return false, nil
	case err != nil:
		return false, fmt.Errorf("assets: %w", err)
	}
	return info.Size == b.size, nil
}

func (s *Service) hasBytes(ctx context.Context, b blobOf) (bool, error) {
	r, info, err := s.c.Blobs.Open(ctx, b.key)
	switch {
	case errors.Is(err, blob.ErrNotFound):
		return false, nil
	case err != nil:
		return false, fmt.Errorf("assets: %w", err)
	}
	defer func() { _ = r.Close() }()
	if info.Size != b.size {
		return false, nil
	}
	h := sha256.New()
	_, err = io.Copy(h, readerFunc(func(p []byte) (int, error) {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		return r.Read(p)
	}))
	switch {
	case ctx.Err() != nil:
		return false, ctx.Err()
	case err != nil: // the disk has lost it; what is put again comes to another place on it
		s.c.Logger.WarnContext(ctx, "assets: a blob cannot be read", "error", err)
		return false, nil
	}
	return sumOf(h) == b.sum, nil
}

// digest is the SHA-256 of data, hex.
func digest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// readerFunc is a function as an io.Reader.
type readerFunc func(p []byte) (int, error)

// Read implements io.Reader.
func (f readerFunc) Read(p []byte) (int, error) { return f(p) }
