package assets

import (
	"context"
	"fmt"
	"io"
	"io/fs"
)

// Files gives the renderer the assets that somebody may read: it satisfies einkpdf.Assets. It is safe for
// concurrent use, and lives as long as its ctx.
type Files struct {
	ctx context.Context
	s   *Service
	by  Actor
}

// For returns the assets that by may read, as Open decides it, for one document or a few. So a document
// that is made for somebody shows what they may see, whatever its file names.
func (s *Service) For(ctx context.Context, by Actor) *Files { return &Files{ctx, s, by} }

// Asset returns the bytes of an asset, by its id, after it has compared them with their SHA-256. What is not there, or
// not for who asks, is an error for which errors.Is says fs.ErrNotExist, and whose Hint method says what to do; nothing is opened
// but by the id of an asset: a path or a URL is none.
func (f *Files) Asset(name string) ([]byte, error) {
	c, err := f.s.Open(f.ctx, f.by, name)
	if CodeOf(err) == CodeNotFound {
		return nil, &missing{name, err}
	}
	if err != nil {
		return nil, err
	}
	defer func() { _ = c.Close() }()
	data := make([]byte, c.Size) // at most maxStored: Open compared it with the size of the blob
	if _, err := io.ReadFull(c, data); err != nil {
		return nil, fmt.Errorf("assets: asset %s: %w", c.Asset.ID, err)
	}
	if err := f.ctx.Err(); err != nil {
		return nil, err
	}
	if digest(data) != c.Asset.SHA256 {
		return nil, fmt.Errorf("assets: asset %s is damaged: its bytes do not have the SHA-256 that they were stored with", c.Asset.ID)
	}
	return data, nil
}

// Tag is the ETag of an asset, which is the same as long as its bytes are; they are not read. Errors are those of Asset.
func (f *Files) Tag(name string) (string, error) {
	c, err := f.s.Open(f.ctx, f.by, name)
	if CodeOf(err) == CodeNotFound {
		return "", &missing{name, err}
	}
	if err != nil {
		return "", err
	}
	return c.ETag, c.Close()
}

// missing is the error about an asset that is not there for who asks.
type missing struct {
	name string
	err  error
}

func (m *missing) Error() string { return fmt.Sprintf("there is no image or font %.40q", m.name) }

// Unwrap returns the *Error of Service.Open.
func (m *missing) Unwrap() error { return m.err }

// Is makes it an fs.ErrNotExist.
func (m *missing) Is(target error) bool { return target == fs.ErrNotExist }

// Hint says what to do about it.
func (m *missing) Hint() string {
	return "it may have been deleted, or is not yours to see: upload an image or a font, and name it here by its id"
}
