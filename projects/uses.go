package projects

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// uses decides which assets a version with these facts uses: whoever may read it may
// then read them. It returns them, and the facts with those that are missing.
//
// kept are those of the version before, or of the one that the file was taken from.
// They stay, and a file that cannot be read keeps all of them, so that a slip of
// the pen loses none. Other names must be the writer's to use: naming somebody
// else's asset gives no access to it. What another version of the project uses may
// come back: by is an editor, and may read that as it is.
//
// stood is the file that by's was made from. Which names in it are by's own choice
// is not known of anybody but the owner: so, where the owner is somebody else, they
// must be the owner's as well, or else somebody could write the name of an asset
// and have it saved by whoever may use that (a confused deputy, CWE-441).
//
// What the version before did not use is adopted for the project's owner, also the
// owner's own, so that Assets know of each use; kept ones are if they come from
// elsewhere. Errors: those of Assets, CodeOwnerFull in place of a limit of somebody
// else's, and CodeNotFound if the owner is deleted, for whom nothing is adopted any more.
func (s *Service) uses(ctx context.Context, w Writer, by Actor, p Project, kept []string, elsewhere bool, stood, f Facts) ([]string, Facts, error) {
	f.Missing = nil
	uses, adopt := kept, []string(nil)
	if f.Read {
		uses = nil
		had := set(kept)
		usable, err := s.usable(ctx, w, by, p, stood, slices.DeleteFunc(slices.Clone(f.Assets), func(a string) bool { return had[a] }))
		if err != nil {
			return nil, Facts{}, err
		}
		for _, a := range f.Assets {
			switch {
			case had[a]:
				uses = append(uses, a)
			case usable[a]:
				uses = append(uses, a)
				adopt = append(adopt, a)
			default:
				f.Missing = append(f.Missing, a)
			}
		}
		kept = slices.DeleteFunc(slices.Clone(uses), func(a string) bool { return !had[a] })
	}
	if elsewhere {
		adopt = append(adopt, kept...)
	}
	if s.c.Assets != nil && len(adopt) > 0 {
		gone, err := w.Gone(ctx, p.Owner)
		if err == nil && gone { // and this is about to go as well
			err = noProject()
		}
		if err != nil {
			return nil, Facts{}, err
		}
		if err := s.c.Assets.Adopt(ctx, w.Tx(), p.Owner, adopt); err != nil {
			if by.id() != p.Owner && isLimit(err) {
				return nil, Facts{}, ownerFull()
			}
			return nil, Facts{}, fmt.Errorf("projects: assets: %w", err)
		}
	}
	return uses, f, nil
}

// isLimit tells whether an error of the host's says that somebody has as much as they may.
func isLimit(err error) bool {
	limit, ok := errors.AsType[interface {
		error
		Refused() bool
	}](err)
	return ok && limit.Refused()
}

// ownerFull is for an editor, in place of the host's error: how much the owner has and may have is nobody else's to know.
func ownerFull() error {
	return refuse(CodeOwnerFull, "",
		"The owner of this project has no room for an image or font that it would begin to use. Take it out of the file, or ask the owner to make room.")
}

// asItIs returns a version with those missing that it does not use now: what it used
// may have been taken away from it since (AssetUses.DetachAsset).
func asItIs(ctx context.Context, r Reader, id string, number int) (Version, error) {
	v, err := r.Version(ctx, id, number)
	if err != nil || !v.Facts.Read || len(v.Facts.Assets) == 0 {
		return v, err
	}
	names, err := r.Assets(ctx, id, number)
	if err != nil {
		return Version{}, err
	}
	uses := set(names)
	v.Facts.Missing = nil
	for _, a := range v.Facts.Assets {
		if !uses[a] {
			v.Facts.Missing = append(v.Facts.Missing, a)
		}
	}
	return v, nil
}

// usable are those of names that by may bring into the project.
func (s *Service) usable(ctx context.Context, w Writer, by Actor, p Project, stood Facts, names []string) (map[string]bool, error) {
	if s.c.Assets == nil || len(names) == 0 {
		return set(names), nil
	}
	usable, err := s.usableBy(ctx, w, by.id(), names)
	if err != nil {
		return nil, err
	}
	if by.id() != p.Owner {
		var theirs []string
		for _, a := range names {
			if usable[a] && stood.mayName(a) {
				theirs = append(theirs, a)
			}
		}
		owners, err := s.usableBy(ctx, w, p.Owner, theirs)
		if err != nil {
			return nil, err
		}
		for _, a := range theirs {
			usable[a] = owners[a]
		}
	}
	for _, a := range names {
		if !usable[a] {
			if usable[a], err = w.UsedIn(ctx, p.ID, a); err != nil {
				return nil, err
			}
		}
	}
	return usable, nil
}

// usableBy are those of names that a user may use.
func (s *Service) usableBy(ctx context.Context, w Writer, user string, names []string) (map[string]bool, error) {
	if len(names) == 0 {
		return nil, nil
	}
	found, err := s.c.Assets.Usable(ctx, w.Tx(), user, names)
	if err != nil {
		return nil, fmt.Errorf("projects: assets: %w", err)
	}
	return set(found), nil
}

// mayName tells whether a file may have named an asset: also one that cannot be
// read, or that names more than are known.
func (f Facts) mayName(asset string) bool {
	return !f.Read || len(f.Assets) >= MaxAssets || slices.Contains(f.Assets, asset)
}

func set(names []string) map[string]bool {
	m := make(map[string]bool, len(names))
	for _, n := range names {
		m[n] = true
	}
	return m
}
