package projects

import (
	"context"
	"errors"
	"strconv"
)

// Versions lists the versions that are kept, newest first, to editors: at most
// limit (1 to 200; 0 = 50) after the cursor that the page before returned. next is
// "" at the end. Errors: CodeNotFound, CodeForbidden, CodeCursor.
func (s *Service) Versions(ctx context.Context, by Actor, id, after string, limit int) (page []Version, next string, err error) {
	err = s.c.Store.Read(ctx, func(r Reader) error {
		if _, err := s.find(ctx, r, by, id, need{role: Editor}); err != nil {
			return err
		}
		page, next, err = r.Versions(ctx, id, after, pageSize(limit))
		return err
	})
	if err != nil {
		return nil, "", orCursor(err)
	}
	return listed(page), next, nil
}

// ReadVersion returns a version and its file, which the caller may change, to
// editors. Errors: CodeNotFound, CodeForbidden, CodeNoVersion.
func (s *Service) ReadVersion(ctx context.Context, by Actor, id string, number int) (Version, []byte, error) {
	var v Version
	var source []byte
	err := s.c.Store.Read(ctx, func(r Reader) error {
		_, err := s.find(ctx, r, by, id, need{role: Editor})
		if err != nil {
			return err
		}
		v, source, err = versionOf(ctx, r, id, number)
		return err
	})
	if err != nil {
		return Version{}, nil, err
	}
	return v, source, nil
}

// Revert writes the file of an earlier version again. Editors may. Errors:
// CodeNotFound, CodeForbidden, CodeTrashed, CodeNoVersion, CodeConflict, CodeOwnerFull, and those
// of Assets.
func (s *Service) Revert(ctx context.Context, by Actor, id string, seen, to int) (Project, error) {
	d := doing{
		need: need{Editor, inUse}, seen: seen, change: Reverted, action: ActionRevert,
		repeats: func(_ Project, current Version) bool {
			return current.Number == to || current.Number > seen && current.Of == to
		},
	}
	return s.write(ctx, by, id, d, func(w Writer, e *edition) error {
		v, source, err := versionOf(ctx, w, id, to)
		if err != nil {
			return err
		}
		if v.SHA256 == e.before.SHA256 {
			return errSame
		}
		kept, err := w.Assets(ctx, id, to)
		if err != nil {
			return err
		}
		e.source, e.of = bytesOf(source), to
		e.detail = map[string]string{"of": strconv.Itoa(to)}
		e.uses, e.facts, err = s.uses(ctx, w, by, e.p, kept, true, v.Facts, v.Facts)
		return err
	})
}

// versionOf returns a version with its file. Errors: CodeNoVersion.
func versionOf(ctx context.Context, r Reader, id string, number int) (Version, []byte, error) {
	v, err := asItIs(ctx, r, id, number)
	if err != nil {
		return Version{}, nil, orNoVersion(err)
	}
	source, err := r.Source(ctx, id, number)
	return v, source, orNoVersion(err)
}

func orNoVersion(err error) error {
	if errors.Is(err, ErrNotFound) {
		return noVersion()
	}
	return err
}

func noVersion() error {
	return refuse(CodeNoVersion, "version", "There is no such version, or it is no longer kept.")
}
