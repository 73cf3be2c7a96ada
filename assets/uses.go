package assets

import (
	"context"
	"errors"

	"github.com/einkpdf/platform/sqldb"
)

// Usable returns those of names that are assets which the user holds. With Adopt it satisfies
// projects.Assets.
func (s *Service) Usable(ctx context.Context, tx *sqldb.Tx, user string, names []string) ([]string, error) {
	r := ReadSQL(tx)
	var usable []string
	for _, n := range names {
		_, err := r.Held(ctx, user, n)
		if err == nil {
			usable = append(usable, n)
		} else if err := notFoundIsNil(err); err != nil {
			return nil, err
		}
	}
	return usable, nil
}

// Adopt notes, in the transaction of a project, that a project of the owner's uses assets from now on. Those that the owner does
// not hold become the owner's as well: the same asset, which the disk has once and which stays when whoever had it
// before goes. Names that are no assets (any more) are passed over. Errors: CodeUnauthenticated for a deleted owner, and those of Quota, which is
// told of each asset that becomes the owner's.
func (s *Service) Adopt(ctx context.Context, tx *sqldb.Tx, owner string, names []string) error {
	if len(names) == 0 {
		return nil
	}
	w := JoinSQL(tx)
	if err := here(ctx, w, owner); err != nil {
		return err
	}
	for _, n := range names {
		a, err := w.Asset(ctx, n)
		if errors.Is(err, ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		adopted, err := s.use(ctx, w, owner, defaultName(a), a)
		if err != nil {
			return err
		}
		if !adopted {
			continue
		}
		err = s.record(ctx, w, deed{action: ActionAdopt, asset: a.ID, detail: map[string]string{"owner": owner}})
		if err != nil {
			return err
		}
	}
	return nil
}

// use marks an asset that is there as used by a project of the owner's, and tells whether the owner did not hold
// it before.
func (s *Service) use(ctx context.Context, w Writer, owner, name string, a Asset) (adopted bool, err error) {
	h, err := w.Held(ctx, owner, a.ID)
	if err == nil && h.Used && h.UnusedSince.IsZero() {
		return false, nil // most of the time: nothing is written
	}
	adopted = errors.Is(err, ErrNotFound)
	if err := notFoundIsNil(err); err != nil {
		return false, err
	}
	if adopted {
		if err := s.count(ctx, w, owner, a, false); err != nil {
			return false, err
		}
	}
	return adopted, w.Hold(ctx, Held{Asset: a, Owner: owner, Name: name, At: s.now(), Used: true})
}
