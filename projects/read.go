package projects

import (
	"context"
	"errors"
	"fmt"
)

// maxQuery is how long what is looked for in a listing may be, in bytes.
const maxQuery = 4 * MaxName

// Get returns a project to its members. Errors: CodeNotFound.
func (s *Service) Get(ctx context.Context, by Actor, id string) (Project, error) {
	var p Project
	err := s.c.Store.Read(ctx, func(r Reader) (err error) {
		p, err = s.find(ctx, r, by, id, need{role: Viewer})
		return err
	})
	return p, err
}

// Read returns the current version of a project and its file, which the caller may
// change, to its members. Errors: CodeNotFound.
func (s *Service) Read(ctx context.Context, by Actor, id string) (Version, []byte, error) {
	var v Version
	var source []byte
	err := s.c.Store.Read(ctx, func(r Reader) error {
		p, err := s.find(ctx, r, by, id, need{role: Viewer})
		if err != nil {
			return err
		}
		v, source, err = versionOf(ctx, r, id, p.Version)
		return err
	})
	if err != nil {
		return Version{}, nil, err
	}
	return v, source, nil
}

// List lists the projects of by: at most limit (1 to 200; 0 = 50) after the cursor
// that the page before returned. next is "" at the end, and there alone: with a
// query, of which 64 characters count, a page may have less than limit before it, or
// none. Errors: CodeUnauthenticated, CodeFilter, CodeCursor.
func (s *Service) List(ctx context.Context, by Actor, f Filter, after string, limit int) (page []Project, next string, err error) {
	if err := loggedIn(by); err != nil {
		return nil, "", err
	}
	return s.list(ctx, by.id(), f, after, limit)
}

// ListOf lists the projects of any user to admins, as List does, without Role.
// Errors: CodeUnauthenticated, CodeForbidden, CodeFilter, CodeCursor.
func (s *Service) ListOf(ctx context.Context, by Actor, user string, f Filter, after string, limit int) (page []Project, next string, err error) {
	if by.User == "" {
		return nil, "", refuse(CodeUnauthenticated, "", "Please log in.")
	}
	if !by.Admin {
		return nil, "", adminsOnly()
	}
	page, next, err = s.list(ctx, user, f, after, limit)
	for i := range page {
		page[i].Role = ""
	}
	return page, next, err
}

func (s *Service) list(ctx context.Context, user string, f Filter, after string, limit int) (page []Project, next string, err error) {
	if f.Shelf == "" {
		f.Shelf = Mine
	}
	if f.Order == "" {
		f.Order = Recent
	}
	if f.Shelf != Mine && f.Shelf != Shared && f.Shelf != Trash {
		return nil, "", refuse(CodeFilter, "shelf", "There are the shelves mine, shared and trash.")
	}
	if f.Order != Recent && f.Order != ByName && f.Order != Newest {
		return nil, "", refuse(CodeFilter, "order", "Projects are sorted by recent, name or newest.")
	}
	if err := checkQuery(f.Query); err != nil {
		return nil, "", err
	}
	err = s.c.Store.Read(ctx, func(r Reader) (err error) {
		page, next, err = r.Projects(ctx, user, f, after, pageSize(limit))
		return err
	})
	if err != nil {
		return nil, "", orCursor(err)
	}
	return listed(page), next, nil
}

// listed is a list as JSON shows it, also where there is nothing in it.
func listed[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// orCursor says in words for whoever asks what a Store returned for a cursor.
func orCursor(err error) error {
	if errors.Is(err, ErrCursor) {
		return &Error{Code: CodeCursor, Field: "after", Message: "This is no page of this list. Please begin at the first one.", Err: err}
	}
	return err
}

// checkQuery refuses what no name can have, before anything is computed from it.
func checkQuery(q string) error {
	if len(q) > maxQuery {
		return refuse(CodeFilter, "query", fmt.Sprintf("This is too long to look for: %d bytes at most, please.", maxQuery))
	}
	if !isText(q) {
		return refuse(CodeFilter, "query", "This is no text, so there is nothing to look for.")
	}
	return nil
}

// pageSize is how many rows a page has when so many are asked for.
func pageSize(limit int) int {
	if limit <= 0 {
		return 50
	}
	return min(limit, MaxPage)
}
