package assets

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/einkpdf/platform/blob"
)

// Content is the bytes of an asset, or of its thumbnail. The caller closes it.
type Content struct {
	io.ReadSeekCloser
	Asset Asset
	Name  string // what its owner calls it; "" for others, and of a thumbnail
	Type  string // media type
	Size  int64  // bytes
	ETag  string // strong, with its quotes: the same for the same bytes alone (RFC 9110, 8.8.3)
}

// Get returns an asset to who holds it. Errors: CodeNotFound.
func (s *Service) Get(ctx context.Context, by Actor, id string) (Held, error) {
	if by.id() == "" {
		return Held{}, noAsset()
	}
	var h Held
	err := s.c.Store.Read(ctx, func(r Reader) (err error) {
		h, err = r.Held(ctx, by.id(), id)
		return err
	})
	if err != nil {
		return Held{}, orNoAsset(err)
	}
	return s.dated(h), nil
}

// dated is h with GoesAt.
func (s *Service) dated(h Held) Held {
	h.GoesAt = time.Time{}
	if !h.UnusedSince.IsZero() {
		h.GoesAt = h.UnusedSince.Add(s.c.UnusedFor)
	}
	return h
}

// Open opens an asset for whoever may read it: who holds it, and whoever may read a version of a project that
// uses it (Config.Projects). Who may not gets CodeNotFound, as if there were none. What is read by
// share is in the audit trail, once a day for each who reads. Errors: CodeNotFound.
func (s *Service) Open(ctx context.Context, by Actor, id string) (*Content, error) {
	return s.open(ctx, by, id, fullContent)
}

// Thumbnail opens the small picture of an image, at most 256 pixels a side, as Open does. An image that is as
// small itself, or up to a million pixels has no more bytes, is its own. Errors: CodeNotFound, CodeThumbnail.
func (s *Service) Thumbnail(ctx context.Context, by Actor, id string) (*Content, error) {
	return s.open(ctx, by, id, thumbContent)
}

// fullContent and thumbContent are contents of an asset.
func fullContent(h Held) (key string, c Content, err error) {
	return blobKey(h.Asset), Content{Asset: h.Asset, Name: h.Name, Type: h.Type, Size: h.Bytes, ETag: `"` + h.SHA256 + `"`}, nil
}

func thumbContent(h Held) (key string, c Content, err error) {
	h.Name = ""
	switch {
	case h.Kind != KindImage:
		return "", Content{}, refuse(CodeThumbnail, "", "Fonts have no small picture. Please show their names instead.")
	case h.Asset.Thumbnail == 0:
		return fullContent(h)
	}
	return thumbKey(h.Asset), Content{Asset: h.Asset, Type: h.Type, Size: h.Asset.Thumbnail, ETag: `"` + h.ThumbnailSHA256 + `"`}, nil
}

func (s *Service) open(ctx context.Context, by Actor, id string, part func(h Held) (string, Content, error)) (*Content, error) {
	h, why, err := s.find(ctx, by, id)
	if err != nil {
		return nil, err
	}
	key, c, err := part(h)
	if err != nil {
		return nil, err
	}
	r, info, err := s.c.Blobs.Open(ctx, key)
	switch {
	case errors.Is(err, blob.ErrNotFound):
		return nil, s.lost(ctx, id, err)
	case err != nil:
		return nil, fmt.Errorf("assets: %w", err)
	}
	c.ReadSeekCloser = r
	if info.Size != c.Size {
		err = fmt.Errorf("assets: asset %s has %d bytes, and not %d", id, info.Size, c.Size)
	} else if why == shared {
		err = s.noteAccess(ctx, by, id)
	}
	if err != nil {
		_ = r.Close()
		return nil, err
	}
	s.c.Observer.OnRead(h.Kind, c.Size)
	return &c, nil
}

// lost is the error about bytes that are not there: the asset may have gone with them just now.
func (s *Service) lost(ctx context.Context, id string, err error) error {
	gone := s.c.Store.Read(ctx, func(r Reader) error {
		_, err := r.Asset(ctx, id)
		return err
	})
	if gone != nil {
		return orNoAsset(gone)
	}
	return fmt.Errorf("assets: the bytes of asset %s are lost: %w", id, err)
}

// List lists what by holds: at most limit (1 to 200; 0 = 50) after the cursor that the page before
// returned. next is "" at the end. Errors: CodeUnauthenticated, CodeFilter, CodeCursor.
func (s *Service) List(ctx context.Context, by Actor, f Filter, after string, limit int) (page []Held, next string, err error) {
	if err := loggedIn(by); err != nil {
		return nil, "", err
	}
	return s.list(ctx, by.id(), f, after, limit)
}

// ListOf lists what any user holds to admins, as List does. Errors: CodeUnauthenticated, CodeForbidden,
// CodeFilter, CodeCursor.
func (s *Service) ListOf(ctx context.Context, by Actor, user string, f Filter, after string, limit int) (page []Held, next string, err error) {
	if err := admin(by); err != nil {
		return nil, "", err
	}
	return s.list(ctx, user, f, after, limit)
}

func (s *Service) list(ctx context.Context, owner string, f Filter, after string, limit int) (page []Held, next string, err error) {
	if f.Order == "" {
		f.Order = Newest
	}
	if f.Kind != "" && f.Kind != KindImage && f.Kind != KindFont {
		return nil, "", refuse(CodeFilter, "kind", "There are the kinds image and font.")
	}
	if f.Order != Newest && f.Order != ByName && f.Order != Largest {
		return nil, "", refuse(CodeFilter, "order", "Images and fonts are sorted by newest, name or largest.")
	}
	if limit <= 0 {
		limit = 50
	}
	err = s.c.Store.Read(ctx, func(r Reader) (err error) {
		page, next, err = r.List(ctx, owner, f, after, min(limit, MaxPage))
		return err
	})
	switch {
	case errors.Is(err, ErrCursor):
		return nil, "", &Error{Code: CodeCursor, Field: "after", Message: "This is no page of this list. Please begin at the first one.", Err: err}
	case err != nil:
		return nil, "", err
	}
	dated := make([]Held, len(page)) // in JSON a list, also where there are none
	for i, h := range page {
		dated[i] = s.dated(h)
	}
	return dated, next, nil
}

// Usage is how much by holds, exactly. Errors: CodeUnauthenticated.
func (s *Service) Usage(ctx context.Context, by Actor) (Usage, error) {
	if err := loggedIn(by); err != nil {
		return Usage{}, err
	}
	return s.usage(ctx, by.id())
}

// UsageOf is how much any user holds, for admins. Errors: CodeUnauthenticated, CodeForbidden.
func (s *Service) UsageOf(ctx context.Context, by Actor, user string) (Usage, error) {
	if err := admin(by); err != nil {
		return Usage{}, err
	}
	return s.usage(ctx, user)
}

func (s *Service) usage(ctx context.Context, owner string) (Usage, error) {
	var u Usage
	err := s.c.Store.Read(ctx, func(r Reader) (err error) {
		u, err = r.Usage(ctx, owner)
		return err
	})
	if err != nil {
		return Usage{}, err
	}
	return u, nil
}

// UsedIn returns projects of by's that use an asset which by holds, those in the trash as well, by name: at most
// 100, and whether there are more. Errors: CodeNotFound.
func (s *Service) UsedIn(ctx context.Context, by Actor, id string) (projects []ProjectRef, more bool, err error) {
	if by.id() == "" {
		return nil, false, noAsset()
	}
	err = s.c.Store.Read(ctx, func(r Reader) (err error) {
		if _, err := r.Held(ctx, by.id(), id); err != nil {
			return orNoAsset(err)
		}
		projects, more, err = s.usedIn(ctx, r, by.id(), id, maxListed)
		return err
	})
	if err != nil {
		return nil, false, err
	}
	return projects, more, nil
}
