package preview

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"sync"

	"github.com/einkpdf/platform/einkpdf"
)

// maxAssets is how many images and fonts a project may name, as projects.MaxAssets.
const maxAssets = 500

// tagger is what Assets may have as well: it tells what an asset is without reading it.
type tagger interface {
	// Tag is the same as long as the bytes of the asset are. Its errors are those of Asset.
	Tag(name string) (string, error)
}

// files are the images and fonts of one answer, with the rights of who asks. Each that the project names is looked at before anything is drawn: so
// the ETag says what is there, and what goes meanwhile is no hole in a picture of that ETag. It is safe for concurrent use.
type files struct {
	from einkpdf.Assets    // nil = there is none
	tags map[string]string // of those that the project names; "" = not there, or not for who asks

	mu       sync.Mutex
	left     int64 // bytes
	unlisted bool  // a widget of the host's asked for one that the project is not known to name
	err      error // why there is nothing to show
}

// look looks at the assets that a project names.
func (s *Service) look(ctx context.Context, of Of, names []string) (*files, error) {
	f := &files{tags: make(map[string]string, len(names)), left: s.c.AssetBytes}
	if len(names) > maxAssets {
		return nil, refuse(CodeLimit, "", fmt.Sprintf("The project names %d images and fonts; at most %d can be shown.", len(names), maxAssets), "use fewer of them, or split the project")
	}
	if s.c.Assets == nil {
		for _, name := range names {
			f.tags[name] = ""
		}
		return f, nil
	}
	user := of.User
	if of.Public {
		user = ""
	}
	f.from = s.c.Assets.For(ctx, user)
	for _, name := range names {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		tag, err := f.tag(name)
		switch {
		case err == nil:
			f.tags[name] = tag
		case errors.Is(err, fs.ErrNotExist):
			f.tags[name] = ""
		default:
			return nil, err
		}
	}
	f.left = s.c.AssetBytes // what was read for tags does not count twice
	return f, nil
}

// tag tells what an asset is.
func (f *files) tag(name string) (string, error) {
	if t, ok := f.from.(tagger); ok {
		return t.Tag(name)
	}
	data, err := f.read(name)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:]), nil
}

// read reads an asset within the bound.
func (f *files) read(name string) ([]byte, error) {
	data, err := f.from.Asset(name)
	if err != nil {
		return nil, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.left -= int64(len(data)); f.left < 0 {
		return nil, refuse(CodeLimit, "", "The images and fonts that this shows have too many bytes together for a preview.", "use smaller images, or fewer")
	}
	return data, nil
}

// Asset implements einkpdf.Assets. When there is nothing to show, nothing more is read: the renderer asks on, for whatever else it draws.
func (f *files) Asset(name string) ([]byte, error) {
	if err, _ := f.failed(); err != nil {
		return nil, err
	}
	tag, listed := f.tags[name]
	if !listed {
		f.mu.Lock()
		f.unlisted = true
		f.mu.Unlock()
	}
	if f.from == nil || listed && tag == "" {
		return nil, &missing{}
	}
	data, err := f.read(name)
	switch {
	case err == nil:
		return data, nil
	case !errors.Is(err, fs.ErrNotExist):
		f.fail(err)
	case listed:
		f.fail(&Error{Code: CodeBusy, Message: "An image or a font of the project has just been deleted. Please try again.", RetryAfter: aMoment, Err: err})
	}
	return nil, err
}

// fail notes why nothing is to be shown: the renderer would leave a hole in the picture, and go on.
func (f *files) fail(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.err == nil {
		f.err = err
	}
}

// failed is why nothing is to be shown, or nil; and whether the ETag says less than it should.
func (f *files) failed() (err error, unlisted bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.err, f.unlisted
}

// missing is an asset that is not there, or not for who asks.
type missing struct{}

func (*missing) Error() string { return "there is no such image or font" }

// Hint says what to do about it.
func (*missing) Hint() string {
	return "it may have been deleted, or is not yours to see: upload an image or a font, and name it here by its id"
}

// Is says that it is fs.ErrNotExist.
func (*missing) Is(target error) bool { return target == fs.ErrNotExist }
