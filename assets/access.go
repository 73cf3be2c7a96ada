package assets

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// loggedIn refuses whoever has no assets: nobody, and operators.
func loggedIn(by Actor) error {
	if by.id() == "" {
		return notLoggedIn()
	}
	return nil
}

// admin refuses whoever is none.
func admin(by Actor) error {
	switch {
	case by.User == "":
		return notLoggedIn()
	case !by.Admin:
		return refuse(CodeForbidden, "", "Only administrators may do that. Please ask one.")
	}
	return nil
}

// here refuses what a user who is deleted still had on the way, in the transaction
// that would make something for them.
func here(ctx context.Context, r Reader, user string) error {
	gone, err := r.Gone(ctx, user)
	if err == nil && gone {
		return notLoggedIn()
	}
	return err
}

// right is by what somebody may read an asset.
type right int

const (
	noRight right = iota
	held          // it is theirs
	public        // anybody may
	shared        // a project is shared with them
)

// find returns an asset for by to read, and why by may; with Name and At of a holding if by holds it. This is where access to
// contents is decided, and nowhere else.
//
// Who may not read it gets CodeNotFound as if there were no such asset (OWASP ASVS 4.0.3, 4.2.1).
func (s *Service) find(ctx context.Context, by Actor, id string) (Held, right, error) {
	var h Held
	var why right
	err := s.c.Store.Read(ctx, func(r Reader) (err error) {
		h, why = Held{}, noRight
		if by.id() != "" {
			if h, err = r.Held(ctx, by.id(), id); err == nil {
				why = held
				return nil
			}
			if err := notFoundIsNil(err); err != nil {
				return err
			}
		}
		h.Asset, err = r.Asset(ctx, id)
		return err
	})
	if err != nil || why == held {
		return h, why, orNoAsset(err)
	}
	if s.c.Projects == nil {
		return Held{}, noRight, noAsset()
	}
	// In pictures of its own, for projects may be kept elsewhere: what is taken away meanwhile may be read once more.
	may, err := s.c.Projects.MayReadAsset(ctx, "", id)
	if err == nil && may {
		return h, public, nil
	}
	if err == nil && by.id() != "" {
		may, err = s.c.Projects.MayReadAsset(ctx, by.id(), id)
	}
	if err != nil {
		return Held{}, noRight, fmt.Errorf("assets: projects: %w", err)
	}
	if !may {
		return Held{}, noRight, noAsset()
	}
	return h, shared, nil
}

// noteAccess records that by reads an asset by share, once a day. A deleted user reads none.
func (s *Service) noteAccess(ctx context.Context, by Actor, id string) error {
	day := s.now().Truncate(24 * time.Hour)
	noted := false
	err := s.c.Store.Read(ctx, func(r Reader) (err error) {
		if err := hereToRead(ctx, r, by); err != nil {
			return err
		}
		noted, err = r.Accessed(ctx, id, by.id(), day)
		return err
	})
	if err != nil || noted {
		return err
	}
	err = s.c.Store.Write(ctx, func(w Writer) error {
		if err := hereToRead(ctx, w, by); err != nil {
			return err
		}
		first, err := w.NoteAccess(ctx, id, by.id(), day)
		if err != nil || !first {
			return err
		}
		return s.record(ctx, w, deed{action: ActionRead, by: by.id(), asset: id})
	})
	return orNoAsset(err) // it has just gone
}

func hereToRead(ctx context.Context, r Reader, by Actor) error {
	if err := here(ctx, r, by.id()); CodeOf(err) == CodeUnauthenticated {
		return noAsset()
	} else if err != nil {
		return err
	}
	return nil
}

func notLoggedIn() error { return refuse(CodeUnauthenticated, "", "Please log in.") }

func noAsset() error {
	return refuse(CodeNotFound, "", "There is no such image or font, or it is not yours to see. Please look among yours, or ask its owner.")
}

func orNoAsset(err error) error {
	if errors.Is(err, ErrNotFound) {
		return noAsset()
	}
	return err
}
