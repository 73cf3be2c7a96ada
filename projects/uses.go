package projects

import (
	"context"
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
// What the project did not have is adopted for its owner; so are kept ones, if they
// come from elsewhere. Errors: those of Assets.
func (s *Service) uses(ctx context.Context, w Writer, by Actor, p Project, kept []string, elsewhere bool, f Facts) ([]string, Facts, error) {
	f.Missing = nil
	uses, adopt := kept, []string(nil)
	if f.Read {
		uses = nil
		had := set(kept)
		usable, err := s.usable(ctx, w, by, p, slices.DeleteFunc(slices.Clone(f.Assets), func(a string) bool { return had[a] }))
		if err != nil {
			return nil, Facts{}, err
		}
		for _, a := range f.Assets {
			switch {
			case had[a]:
				uses = append(uses, a)
			case usable[a]:
				uses = append(uses, a)
				if by.id() != p.Owner {
					adopt = append(adopt, a)
				}
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
		if err := s.c.Assets.Adopt(ctx, w.Tx(), p.Owner, adopt); err != nil {
			return nil, Facts{}, fmt.Errorf("projects: assets: %w", err)
		}
	}
	return uses, f, nil
}

// usable are those of names that by may bring into the project.
func (s *Service) usable(ctx context.Context, w Writer, by Actor, p Project, names []string) (map[string]bool, error) {
	if s.c.Assets == nil || len(names) == 0 {
		return set(names), nil
	}
	found, err := s.c.Assets.Usable(ctx, w.Tx(), by.id(), names)
	if err != nil {
		return nil, fmt.Errorf("projects: assets: %w", err)
	}
	usable := set(found)
	for _, a := range names {
		if !usable[a] {
			if usable[a], err = w.UsedIn(ctx, p.ID, a); err != nil {
				return nil, err
			}
		}
	}
	return usable, nil
}

func set(names []string) map[string]bool {
	m := make(map[string]bool, len(names))
	for _, n := range names {
		m[n] = true
	}
	return m
}
