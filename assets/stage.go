package assets

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/einkpdf/platform/assets/internal/picture"
)

// The limits of images, beside Config.MaxBytes.
const (
	maxPixels   = 16_000_000
	maxSide     = 10_000
	maxFrames   = 500
	maxMetadata = 4 << 20
	thumbSide   = 256
)

// made is an asset that is ready to be stored: without an id, until it has a place.
type made struct {
	Asset
	data, thumb []byte
	changes     []Change
}

// stored is the asset whose very bytes the file has, which were lost or damaged: those made of them anew may be others, as a
// photograph's are.
func (m made) stored(a Asset, f file) (_ made, err error) {
	a.Thumbnail, a.ThumbnailSHA256 = m.Asset.Thumbnail, m.ThumbnailSHA256
	m.Asset, m.changes = a, nil
	m.data, err = f.all()
	return m, err
}

// look looks into a file of a format and makes of it what is stored. It takes a turn. Errors: those from
// CodeTooLarge to CodeFont.
func (s *Service) look(ctx context.Context, f file, is picture.Format) (made, error) {
	if err := f.rewind(); err != nil {
		return made{}, err
	}
	m, err := made{}, error(nil)
	if isFont(is) {
		m, err = s.lookFont(ctx, f)
	} else {
		m, err = s.lookImage(ctx, f, is)
	}
	if err != nil {
		return made{}, err
	}
	m.Bytes, m.Asset.Thumbnail = int64(len(m.data)), int64(len(m.thumb))
	if len(m.thumb) > 0 {
		m.ThumbnailSHA256 = digest(m.thumb)
	}
	return m, nil
}

func (s *Service) lookImage(ctx context.Context, f file, is picture.Format) (made, error) {
	p, err := picture.Clean(ctx, f, f.size, is, picture.Limits{
		Pixels: maxPixels, Side: maxSide, Frames: maxFrames, Metadata: maxMetadata, Bytes: s.c.MaxBytes, Thumb: thumbSide,
	})
	if err != nil {
		return made{}, pictureError(ctx, err)
	}
	m := made{
		Asset: Asset{Kind: KindImage, Type: p.Type, SHA256: digest(p.Data), Width: p.Width, Height: p.Height},
		data:  p.Data, thumb: p.Thumb,
	}
	for _, c := range p.Changes {
		m.changes = append(m.changes, Change(c))
	}
	return m, nil
}

// pictureError says with a code of this package why an image was refused.
func pictureError(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	refusal, ok := errors.AsType[*picture.Refusal](err)
	if !ok {
		return fmt.Errorf("assets: image: %w", err)
	}
	code := CodeDamaged
	for _, c := range []struct {
		reason error
		code   Code
	}{
		{picture.ErrTrailing, CodeTrailing},
		{picture.ErrPixels, CodePixels},
		{picture.ErrFrames, CodeFrames},
		{picture.ErrMetadata, CodeMetadata},
		{picture.ErrBytes, CodeTooLarge},
		{picture.ErrUnsupported, CodeType},
	} {
		if errors.Is(refusal, c.reason) {
			code = c.code
		}
	}
	return &Error{Code: code, Field: "file", Message: refusal.Message, Err: err}
}

func (s *Service) lookFont(ctx context.Context, f file) (made, error) {
	if s.c.Fonts == nil {
		return made{}, refuse(CodeType, "file", "This file is a font, and fonts are not taken here. Images are, as PNG, JPEG, GIF or WebP.")
	}
	data, err := f.all()
	if err != nil {
		return made{}, err
	}
	mediaType, font, err := s.c.Fonts.Read(ctx, data)
	switch {
	case err == nil:
	case ctx.Err() != nil:
		return made{}, ctx.Err()
	case CodeOf(err) != "":
		return made{}, err
	default:
		return made{}, fmt.Errorf("assets: font: %w", err)
	}
	return made{Asset: Asset{Kind: KindFont, Type: mediaType, SHA256: f.sum, Font: &font}, data: data}, nil
}

// placed is an asset whose bytes are in Blobs, and whose row may be there or not.
type placed struct {
	Asset
	fresh bool      // id and blobs are new, and nobody else's: without a row they can be removed
	since time.Time // when they began to be put: a fresh one is not committed when they might be collected
}

// place puts the blobs of what was made for the owner: under the key of the asset that it is already, if those
// are not intact, or under a new one.
func (s *Service) place(ctx context.Context, owner string, m made) (placed, error) {
	p := placed{Asset: m.Asset, since: s.now()}
	p.Home = homeOf(owner)
	err := s.c.Store.Read(ctx, func(r Reader) error {
		a, err := same(ctx, r, owner, p.Asset)
		if err == nil {
			p.Asset, p.fresh = a, false
			return nil
		}
		p.Asset, p.fresh = m.Asset, true
		p.ID, p.Home = newID(), homeOf(owner)
		return notFoundIsNil(err)
	})
	if err != nil {
		return placed{}, err
	}
	if !p.fresh {
		intact, err := s.intact(ctx, p.Asset)
		if err != nil || intact {
			return p, err
		}
		s.c.Logger.WarnContext(ctx, "assets: bytes were missing or damaged and come again", "asset", p.ID)
	}
	if err := s.put(ctx, p.Asset, m); err != nil {
		if p.fresh {
			s.removeBlobs(ctx, p.Asset)
		}
		return placed{}, err
	}
	if !p.fresh && (p.Asset.Thumbnail != m.Asset.Thumbnail || p.ThumbnailSHA256 != m.ThumbnailSHA256) { // it is made in another way than it was
		p.Asset.Thumbnail, p.ThumbnailSHA256 = m.Asset.Thumbnail, m.ThumbnailSHA256
		err = s.setThumbnail(ctx, p.Asset)
	}
	return p, notFoundIsNil(err) // the commit finds what is gone
}

// same finds the asset with the same bytes that an upload of the owner's becomes: one that the owner holds, or that the
// owner stored and others hold. It is never one of which the owner has nothing to do with: see Asset.Home. ErrNotFound.
func same(ctx context.Context, r Reader, owner string, a Asset) (Asset, error) {
	h, err := r.HeldBySum(ctx, owner, a.SHA256)
	if err == nil && h.SHA256 == a.SHA256 { // and not what was uploaded as that
		return h.Asset, nil
	}
	if err := notFoundIsNil(err); err != nil {
		return Asset{}, err
	}
	return r.AtHome(ctx, homeOf(owner), a.SHA256)
}

func (s *Service) put(ctx context.Context, a Asset, m made) error {
	if err := s.c.Blobs.Put(ctx, blobKey(a), bytes.NewReader(m.data), int64(len(m.data))); err != nil {
		return fmt.Errorf("assets: %w", err)
	}
	if len(m.thumb) == 0 {
		return nil
	}
	if err := s.c.Blobs.Put(ctx, thumbKey(a), bytes.NewReader(m.thumb), int64(len(m.thumb))); err != nil {
		return fmt.Errorf("assets: %w", err)
	}
	return nil
}

// removeBlobs removes the blobs of an asset that is gone, or never was. It goes on when ctx has ended; what cannot be
// removed now, Collect finds.
func (s *Service) removeBlobs(ctx context.Context, a Asset) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	for _, key := range []string{thumbKey(a), blobKey(a)} {
		if err := s.c.Blobs.Delete(ctx, key); err != nil {
			s.c.Logger.Warn("assets: a blob stays until it is collected", "asset", a.ID, "error", err)
			return
		}
	}
}

// notFoundIsNil is err, unless it says that there is none.
func notFoundIsNil(err error) error {
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	return err
}
