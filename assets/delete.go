package assets

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/einkpdf/platform/internal/textkey"
)

const (
	maxNamed  = 10   // projects that an Error names
	maxListed = 100  // that UsedIn lists
	maxTold   = 1000 // that are counted for the audit trail
)

// Delete removes an asset from those of by's. One that a project of by's uses, in any version that is kept or in the trash, is
// CodeInUse, with the projects' names; with force the projects lose it: it is shown as missing in them. Others
// who hold it keep it; with the last one its bytes go. Errors: CodeNotFound, CodeInUse.
func (s *Service) Delete(ctx context.Context, by Actor, id string, force bool) error {
	if by.id() == "" {
		return noAsset()
	}
	var a Asset
	var gone bool
	err := s.c.Store.Write(ctx, func(w Writer) error {
		h, err := w.Held(ctx, by.id(), id)
		if err != nil {
			return orNoAsset(err)
		}
		detail := map[string]string{"owner": by.id()}
		used, more, err := s.usedIn(ctx, w, by.id(), id, maxTold)
		if err != nil {
			return err
		}
		if len(used) > 0 {
			if !force {
				return inUse(used, more)
			}
			if err := s.c.Projects.DetachAsset(ctx, w.Tx(), by.id(), id); err != nil {
				return fmt.Errorf("assets: projects: %w", err)
			}
			detail["projects"] = strconv.Itoa(len(used))
			if more {
				detail["projects"] += "+"
			}
		}
		a = h.Asset
		if gone, err = s.drop(ctx, w, by.id(), id); err != nil {
			return err
		}
		return s.record(ctx, w, deed{action: ActionDelete, by: by.id(), asset: id, detail: detail})
	})
	if err != nil {
		return err
	}
	if gone {
		s.removeBlobs(ctx, a)
	}
	return nil
}

// inUse is the refusal that names projects.
func inUse(used []ProjectRef, more bool) *Error {
	e := refuse(CodeInUse, "", "")
	e.Projects, e.More = used[:min(len(used), maxNamed)], more || len(used) > maxNamed
	names := make([]string, 0, 3)
	for _, p := range used[:min(len(used), 3)] {
		names = append(names, strconv.Quote(p.Name))
	}
	others := ""
	switch n := len(used) - len(names); {
	case more:
		others = " and many others"
	case n == 1:
		others = " and another one"
	case n > 1:
		others = fmt.Sprintf(" and %d others", n)
	}
	e.Message = "This is used in " + strings.Join(names, ", ") + others + ": as it is now, in an earlier version, or in the trash. " +
		"Please take it out of there first, or delete it nevertheless: it will be missing there."
	return e
}

// usedIn lists projects of the owner's that use an asset, by name: at most limit, and whether there are more.
func (s *Service) usedIn(ctx context.Context, r Reader, owner, id string, limit int) (used []ProjectRef, more bool, err error) {
	used = []ProjectRef{} // in JSON a list, also where there are none
	if s.c.Projects == nil {
		return used, false, nil
	}
	byID, err := s.c.Projects.ProjectsUsing(ctx, r.SQL(), owner, id, limit+1)
	if err != nil {
		return nil, false, fmt.Errorf("assets: projects: %w", err)
	}
	for _, id := range slices.Sorted(maps.Keys(byID)) {
		used = append(used, ProjectRef{ID: id, Name: byID[id]})
	}
	slices.SortStableFunc(used, func(a, b ProjectRef) int {
		return strings.Compare(textkey.Fold(a.Name), textkey.Fold(b.Name))
	})
	return used[:min(len(used), limit)], len(used) > limit, nil
}
