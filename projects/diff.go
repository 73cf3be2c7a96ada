package projects

import (
	"bytes"
	"context"
	"strconv"

	"github.com/rogpeppe/go-internal/diff"
)

// maxDiffs is how many pairs of files are compared at once: two of MaxSource that
// differ in each line take a third of a second and 113 MiB.
const maxDiffs = 2

// Diff compares the files of two versions, for editors: a unified diff with three
// lines around each change, "" where they are the same. Lines are compared as
// bytes, and stand in the diff as they stand in the files: also a CR at their end,
// a NUL, and what is no UTF-8. Errors: CodeNotFound, CodeForbidden, CodeNoVersion.
func (s *Service) Diff(ctx context.Context, by Actor, id string, from, to int) (string, error) {
	var a, b Version
	look := func(r Reader) error {
		_, err := s.find(ctx, r, by, id, need{role: Editor})
		if err != nil {
			return err
		}
		if a, err = r.Version(ctx, id, from); err == nil {
			b, err = r.Version(ctx, id, to)
		}
		return orNoVersion(err)
	}
	if err := s.c.Store.Read(ctx, look); err != nil || a.SHA256 == b.SHA256 {
		return "", err
	}
	select {
	case s.diffs <- struct{}{}:
		defer func() { <-s.diffs }()
	case <-ctx.Done():
		return "", ctx.Err()
	}
	var old, new []byte
	err := s.c.Store.Read(ctx, func(r Reader) error { // which may be some time later
		err := look(r)
		if err != nil {
			return err
		}
		if old, err = r.Source(ctx, id, from); err == nil {
			new, err = r.Source(ctx, id, to)
		}
		return err
	})
	if err != nil {
		return "", err
	}
	return unified(from, old, to, new), nil
}

// unified is the unified diff of two versions' files.
//
// The anchored diff of Go's own tools takes O(n log n) for any two files of n lines;
// see its comment for what makes it clearer than the shortest one.
func unified(from int, old []byte, to int, new []byte) string {
	d := diff.Diff("version "+strconv.Itoa(from), old, "version "+strconv.Itoa(to), new)
	_, d, _ = bytes.Cut(d, []byte("\n")) // a command line, "diff old new", which is none here
	return string(d)
}
