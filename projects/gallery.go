package projects

import (
	"context"
	"errors"
)

// Gallery lists what is published, to everybody: at most limit (1 to 200; 0 = 50)
// after the cursor that the page before returned. next is "" at the end, and there
// alone: with a query, of which 64 characters count, a page may have less than limit
// before it, or none. Errors: CodeFilter, CodeCursor.
func (s *Service) Gallery(ctx context.Context, f GalleryFilter, after string, limit int) (page []Entry, next string, err error) {
	switch f.Order {
	case "", Newest, Popular, ByName:
	default:
		return nil, "", refuse(CodeFilter, "order", "The gallery is sorted by newest, popular or name.")
	}
	if err := checkQuery(f.Query); err != nil {
		return nil, "", err
	}
	if f.Device != "" && !isKey(f.Device, maxDevice) {
		return nil, "", refuse(CodeFilter, "device", "This is not the name of a device.")
	}
	err = s.c.Store.Read(ctx, func(r Reader) (err error) {
		page, next, err = r.Gallery(ctx, f, after, pageSize(limit))
		return err
	})
	if err != nil {
		return nil, "", orCursor(err)
	}
	return listed(page), next, nil
}

// Published returns an entry of the gallery and its file, which the caller may
// change, to everybody; who wrote the version is not said. Errors:
// CodeNotPublished.
func (s *Service) Published(ctx context.Context, slug string) (Entry, Version, []byte, error) {
	var (
		e      Entry
		v      Version
		source []byte
	)
	err := s.c.Store.Read(ctx, func(r Reader) (err error) {
		if e, err = r.EntryBySlug(ctx, slug); err != nil {
			return orNotPublished(err)
		}
		v, source, err = versionOf(ctx, r, e.Project, e.Version)
		return err
	})
	if err != nil {
		return Entry{}, Version{}, nil, err
	}
	v.By = "" // an editor did not ask to be seen by everybody
	return e, v, source, nil
}

func orNotPublished(err error) error {
	if errors.Is(err, ErrNotFound) {
		return refuse(CodeNotPublished, "slug", "There is no such entry in the gallery.")
	}
	return err
}
